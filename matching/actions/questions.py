"""A firm asks the investor for a missing fact, and reads the answer."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models import Market, Plot
from enterprises.models import LandRequest, RequestStatus
from matching.features import offer_of
from matching.models import Fact, FactQuestion
from portal.common.errors import RuleViolation
from portal.common.lifecycle import lock, record


@transaction.atomic
def ask_fact(land_request: LandRequest, plot: Plot, field: Fact, *, by: Any) -> FactQuestion:
    """Ask the investor of the plot's cluster for ``field``, once until it is answered.

    ``plot`` comes as matching reads it (``for_matching``): a fact that is known is not asked for.
    """
    land_request = lock(land_request)  # two questions at once take turns
    if land_request.status != RequestStatus.OPEN:
        raise RuleViolation("not_open", _("Only a request that looks for land asks questions."))
    if plot.market != Market.OPEN:
        raise RuleViolation("not_on_offer", _("This plot is not on offer any more."))
    if plot.cluster.investor_id is None:
        raise RuleViolation("nobody", _("No investor manages this cluster on the portal yet."))
    if field not in offer_of(plot, timezone.localdate()).missing():
        raise RuleViolation("known", _("This fact is known by now. Reload the page."))
    if FactQuestion.objects.waiting().about(land_request, plot, field).exists():
        raise RuleViolation(
            "asked_already", _("You have asked this already; the answer appears on your request.")
        )
    question = FactQuestion.objects.create(
        land_request=land_request, plot=plot, field=field, asked_by=str(by)
    )
    record(question, question.field, by=by, field="asked")
    return question


@transaction.atomic
def answer_question(question: FactQuestion, answer: str, *, by: Any) -> FactQuestion:
    """The investor's words, or an officer's in its place; once."""
    question = lock(question)
    if question.answered_at:
        raise RuleViolation("answered", _("Somebody has answered this question already."))
    question.answer, question.answered_by = answer, str(by)
    question.answered_at = timezone.now()
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    record(question, question.field, by=by, field="answered")
    return question
