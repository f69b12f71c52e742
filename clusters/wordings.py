"""How the log tells what happens to clusters, plots and versions."""

from django.utils.translation import gettext_lazy as _

from clusters.models import Market, PlotStatus, VersionStatus
from portal.common.history import (
    EDITED,
    name_kind,
    who,
    word,
    word_amount,
    word_comings,
    word_states,
)
from portal.common.models import Change
from portal.common.templatetags.units import number

PLOT, CLUSTER, VERSION = "clusters.plot", "clusters.cluster", "clusters.listingversion"

name_kind(PLOT, _("plot"))
name_kind(CLUSTER, _("cluster"))
name_kind(VERSION, _("version"))
name_kind("clusters.attachment", _("file"))
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
word_states(PLOT, "facts", {"edited": EDITED}, _("facts"))
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
    word(thing, "boundary", _boundary, _("boundary"))
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
