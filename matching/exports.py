"""The lists of this app as files: what the pages show of each row, one value a cell."""

from collections.abc import Callable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from matching.models import FactQuestion
from matching.scoring import CRITERIA
from matching.words.names import CRITERION_NAMES
from portal.common.exporting import Export, demonstration

VERDICTS = {
    "eligible": _("Fits"),
    "to_confirm": _("To confirm"),
    "excluded": _("does not fit"),
}


def _verdict(row: Any) -> Any:
    return VERDICTS[row.verdict]


def _place(row: Any) -> str:
    return str(row.plot.cluster.place or "")


def _points(name: str) -> Callable[[Any], float]:
    return lambda card: round(100 * getattr(card, name), 1)


def _points_of(criterion: str) -> Any:
    return format_lazy(_("points: {criterion}"), criterion=CRITERION_NAMES[criterion])


def _part(criterion: str) -> Callable[[Any], float | None]:
    """Points of one criterion; a need may not weigh it at all."""
    return lambda card: (
        round(100 * card.parts[criterion][0], 1) if criterion in card.parts else None
    )


def _rounded(name: str, places: int) -> Callable[[Any], float | None]:
    def value(card: Any) -> float | None:
        figure = getattr(card, name)
        return None if figure is None else round(figure, places)

    return value


def _sentence(reason: Any) -> str:
    return f"{reason.name}: {reason.needed} / {reason.offered}"


def _about(question: FactQuestion) -> str:
    return str(question.plot if question.is_of_the_plot else question.plot.cluster.short_name)


MATCHES = (
    Export(_("rank"), "rank"),
    Export(_("verdict"), _verdict),
    Export(_("cluster"), "plot.cluster.short_name"),
    Export(_("plot codes"), "codes"),
    Export(_("commune or ward"), _place),
    Export(_("area (m²)"), "area_m2"),
    Export(_("levelised cost (VND/m²/year)"), _rounded("cost_vnd_m2_year", 0)),
    Export(_("promised ready date"), "ready_on"),
    Export(_("expected ready date"), "expected_on"),
    Export(_("distance (km)"), _rounded("distance_km", 1)),
    Export(_("score (0–100)"), _points("score")),
    Export(_("score at least"), _points("score_lo")),
    Export(_("score at most"), _points("score_hi")),
    *(Export(_points_of(name), _part(name)) for name in CRITERIA),
    Export(_("no data yet"), lambda card: ", ".join(str(fact.name) for fact in card.unknown)),
    demonstration("plot.is_demo"),
)
WHY_NOT = (
    Export(_("verdict"), _verdict),
    Export(_("cluster"), "plot.cluster.short_name"),
    Export(_("plot codes"), "codes"),
    Export(_("area (m²)"), "plot.area_m2"),
    Export(_("conditions missed"), lambda judged: len(judged.missing)),
    Export(
        _("needed / offered"), lambda judged: "; ".join(_sentence(each) for each in judged.missing)
    ),
    Export(_("more conditions unknown"), "unclear"),
    demonstration("plot.is_demo"),
)
MY_QUESTIONS = (
    Export(_("fact"), "get_field_display"),
    Export(_("plot or cluster"), _about),
    Export(_("asked on"), "asked_at"),
    Export(_("answer"), "answer"),
    Export(_("answered on"), "answered_at"),
    demonstration("plot.is_demo"),
)
QUESTIONS = (
    Export(_("fact"), "fact"),
    Export(_("plot or cluster"), lambda asked: _about(asked.question)),
    Export(_("asked on"), "question.asked_at"),
    Export(_("trade"), "trade"),
    Export(_("size class"), "size_class"),
    Export(_("it helps if it"), "wanted"),
    Export(_("answer"), "question.answer"),
    Export(_("answered on"), "question.answered_at"),
    demonstration("question.plot.is_demo"),
)
