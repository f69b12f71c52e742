"""How the log tells what happens to clusters, plots and versions."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clusters.models import (
    READY,
    ComponentKind,
    Document,
    ImportState,
    Market,
    PlotStatus,
    Readiness,
    UtilityKind,
    VersionStatus,
)
from portal.common.history import (
    EDITED,
    choice_names,
    day,
    name_field,
    name_kind,
    name_values,
    nothing,
    told,
    who,
    word,
    word_amount,
    word_comings,
    word_states,
)
from portal.common.models import Change
from portal.common.templatetags.units import NBSP, number
from reference.models import Industry, WastewaterKind

PLOT, CLUSTER, VERSION = "clusters.plot", "clusters.cluster", "clusters.listingversion"
BATCH = "clusters.importbatch"

name_kind(PLOT, _("plot"))
name_kind(CLUSTER, _("cluster"))
name_kind(VERSION, _("version"))
name_kind("clusters.attachment", _("file"))
name_kind(BATCH, _("spreadsheet"))
word_states(
    PLOT,
    "status",
    {
        PlotStatus.SUBMITTED: _("%(who)s sent plot %(what)s for checking."),
        PlotStatus.PUBLISHED: _("%(who)s published plot %(what)s."),
        PlotStatus.RETURNED: _("%(who)s asked for a correction of plot %(what)s."),
        PlotStatus.WITHDRAWN: _("%(who)s withdrew plot %(what)s."),
        PlotStatus.SUSPENDED: _("%(who)s suspended plot %(what)s."),
    },
    _("state"),
)
word_states(
    PLOT,
    "market",
    {
        Market.HELD: _("%(who)s marked plot %(what)s as held."),
        Market.LEASED: _("%(who)s marked plot %(what)s as leased."),
        Market.OPEN: _("%(who)s made plot %(what)s available again."),
    },
    _("market state"),
)
word_states(PLOT, "facts", {"edited": EDITED}, _("facts"))  # until fields were logged
word_states(
    PLOT,
    "availability",
    {
        "confirmed": _("%(who)s confirmed that plot %(what)s is still available."),
        "hidden": _("%(who)s hid plot %(what)s: nobody confirmed it in time."),
    },
    _("confirmation"),
)
word_amount(PLOT, "price_vnd_m2", "đ/m²", _("price"))
word_amount(PLOT, "fee_vnd_m2_year", _("đ/m²/year"), _("yearly fee"))
word_amount(PLOT, "area_m2", "m²", _("area"))
word_comings(
    PLOT,
    "adjacent",
    _("Plot %(after)s is adjacent now (%(who)s)."),
    _("Plot %(before)s is not adjacent any more (%(who)s)."),
    _("adjacent plots"),
)
word_states(
    VERSION,
    "status",
    {
        VersionStatus.PROPOSED: _("%(who)s sent version %(what)s for checking."),
        VersionStatus.RETURNED: _("%(who)s asked for a correction of version %(what)s."),
        VersionStatus.APPROVED: _("%(who)s approved version %(what)s."),
        VersionStatus.WITHDRAWN: _("%(who)s took version %(what)s back."),
    },
    _("state"),
)
word_comings(
    CLUSTER,
    "investor",
    _("%(who)s: “%(after)s” manages the cluster here."),
    _("%(who)s: “%(before)s” does not manage the cluster here any more."),
    _("organisation that manages it here"),
    _("%(who)s: “%(after)s” manages the cluster here instead of “%(before)s”."),
)

word_states(
    BATCH,
    "status",
    {
        ImportState.UPLOADED: _("%(who)s uploaded “%(what)s”."),
        ImportState.READING: _("%(who)s began to read “%(what)s”."),
        ImportState.PREVIEWED: _("%(who)s has “%(what)s” ready for preview."),
        ImportState.APPLYING: _("%(who)s asked for “%(what)s” to be applied."),
        ImportState.APPLIED: _("%(who)s applied “%(what)s”."),
        ImportState.UNDONE: _("%(who)s undid “%(what)s”."),
        ImportState.DISCARDED: _("%(who)s discarded “%(what)s”."),
        ImportState.FAILED: _("%(who)s could not read “%(what)s”."),
    },
    _("state"),
)


def _undone(change: Change) -> str:
    """Logged with the state or code of before."""
    return told(change, _("%(who)s took back what an import did to %(what)s."))


def _trades(codes: Iterable[str]) -> dict[str, str]:
    return Industry.objects.names(codes)


name_values(CLUSTER, "permitted", _trades, _("permitted trades"))
name_values(CLUSTER, "refused", _trades, _("refused trades"))
name_values(CLUSTER, "wastewater_kinds", choice_names(WastewaterKind))


def _step(change: Change) -> str:
    """Logged as "3; accepted; 12/QĐ"; before that with words of the writer's language."""
    value = change.after or change.before
    tier, sign, rest = value.partition("; ")
    if sign:
        document, _sign, paper = rest.partition("; ")
        named = dict(Document.choices).get(document, document)
        level = {str(code): name for code, name in Readiness.choices}.get(tier, tier)
        value = f"{level}: {named} {paper}".strip()
    template = (
        gettext("%(who)s added evidence: %(step)s.")
        if change.after
        else gettext("%(who)s removed evidence: %(step)s.")
    )
    return template % {"who": who(change), "step": value}


def _utility(kind: str) -> Callable[[Change], str]:
    unit = "kVA" if kind == UtilityKind.POWER else _("m³/day")

    def amounts(value: str) -> str:
        """Logged as "500 / 100 / 400, 2026-01-31": design, in use, available."""
        figures, _sign, as_of = value.rpartition(", ")
        if not figures:
            return nothing()
        design, in_use, available = (
            nothing() if part in ("", "None") else f"{number(part)} {unit}"
            for part in (part.strip() for part in figures.split("/"))
        )
        words = {"design": design, "in_use": in_use, "available": available, "day": day(as_of)}
        return (
            gettext("design %(design)s, in use %(in_use)s, available %(available)s (%(day)s)")
            % words
        )

    return lambda change: _moved(change, str(UtilityKind(kind).label), amounts)


def _component(kind: str) -> Callable[[Change], str]:
    def done(value: str) -> str:
        """Logged as "40%, 2026-01-31"."""
        percent, _sign, as_of = value.partition("%, ")
        return f"{percent}{NBSP}% ({day(as_of)})" if as_of else nothing()

    return lambda change: _moved(change, str(ComponentKind(kind).label), done)


def _moved(change: Change, name: str, write: Callable[[str], str]) -> str:
    return gettext("%(field)s: %(before)s → %(after)s (%(who)s)") % {
        "field": name[:1].upper() + name[1:],
        "before": write(change.before),
        "after": write(change.after),
        "who": who(change),
    }


def _kept(change: Change) -> str:
    what = _promised(change.field.removeprefix("kept_"))
    words = {"who": who(change), "what": what, "day": day(change.after)}
    return gettext("%(who)s: what was promised came true on %(day)s: %(what)s.") % words


def _promised(what: str) -> str:
    return str(dict(ComponentKind.choices).get(what, _("handover of the plot")))


word(CLUSTER, "readiness_step", _step, _("evidence"))
for utility in UtilityKind:
    word(CLUSTER, f"utility_{utility}", _utility(utility), utility.label)
for component in ComponentKind:
    word(CLUSTER, f"component_{component}", _component(component), component.label)
    word(CLUSTER, f"kept_{component}", _kept, component.label)
word(PLOT, f"kept_{READY}", _kept, _("actual handover"))


def _boundary(change: Change) -> str:
    """Logged as "EPSG:6960, 5000.0 m²"; the system is of no use to a reader here."""
    sizes = {
        name: number(value.split(", ")[-1].removesuffix(" m²"))
        for name, value in (("before", change.before), ("after", change.after))
        if value
    }
    template = {
        ("after",): _("%(who)s drew the boundary: %(after)s m²."),
        ("before",): _("%(who)s removed the boundary (%(before)s m²)."),
    }.get(tuple(sizes), _("%(who)s changed the boundary: %(before)s m² → %(after)s m²."))
    return str(template) % {"who": who(change), **sizes}


for thing in (PLOT, CLUSTER):
    word(thing, "import", _undone, _("import"))
    word(thing, "boundary", _boundary, _("boundary"))
    name_field(thing, "permitted", _("permitted trades"))
    word_comings(
        thing,
        "photos",
        _("%(who)s added the photo “%(after)s”."),
        _("%(who)s removed the photo “%(before)s”."),
        _("photos"),
    )
    for field in ("files", "papers"):  # the second is what it was called before
        word_comings(
            thing,
            field,
            _("%(who)s added the document “%(after)s”."),
            _("%(who)s removed the document “%(before)s”."),
            _("documents"),
        )
    word_comings(
        thing,
        "leaving",
        _("%(who)s asked to remove the document “%(after)s”."),
        _("%(who)s keeps the document “%(before)s”."),
        _("removals asked for"),
    )
    word_comings(
        thing,
        "public_files",
        _("%(who)s opened “%(after)s” to the public."),
        _("%(who)s closed “%(before)s” to the public."),
        _("public documents"),
    )
