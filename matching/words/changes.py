"""What would help, in words: "+5 plots if a later day is accepted: 15/09/2027"."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.scoring import Step
from matching.words.amounts import kinds, shown
from matching.words.names import Lazy

FIELD_NAMES: dict[str, Lazy] = {
    "area_min_m2": gettext_lazy("Least area"),
    "area_max_m2": gettext_lazy("Largest area"),
    "max_cost_vnd_m2_year": gettext_lazy("Cost at most"),
    "need_by": gettext_lazy("Needed by"),
    "lease_years": gettext_lazy("Lease for"),
    "power_kva": gettext_lazy("Power needed"),
    "water_m3_day": gettext_lazy("Water needed"),
    "wastewater_m3_day": gettext_lazy("Wastewater to treat"),
    "max_distance_km": gettext_lazy("Distance at most"),
    "kinds": gettext_lazy("Land or building"),
}


def condition(steps: Sequence[Step], *, counts_expected: bool = False) -> str:
    """What goes after "if": one step, or two that help only together. ``counts_expected``: days are
    those on which plots are to be expected."""
    phrases = [_phrase(step, counts_expected) for step in steps]
    if len(phrases) == 1:
        return phrases[0]
    return _("%(one)s and %(other)s") % {"one": phrases[0], "other": phrases[1]}


def _phrase(step: Step, counts_expected: bool) -> str:
    if step.field == "kinds":
        added = [kind for kind in step.after if kind not in step.before]
        return _("%(kind)s counts too") % {"kind": kinds(added).lower()}
    if not step.after:  # an unknown capacity meets a need of 0
        return {
            "power_kva": _("no power is asked for in advance"),
            "water_m3_day": _("no water is asked for in advance"),
            "wastewater_m3_day": _("no wastewater capacity is asked for in advance"),
        }[step.field]
    phrase = {
        "area_min_m2": _("plots from %(value)s count"),
        "area_max_m2": _("plots up to %(value)s count"),
        "max_cost_vnd_m2_year": _("the cost may reach %(value)s"),
        "need_by": _("a later expected day is accepted: %(value)s")
        if counts_expected
        else _("a later day is accepted: %(value)s"),
        "lease_years": _("a lease of %(value)s is enough"),
        "power_kva": _("%(value)s of power is enough"),
        "water_m3_day": _("%(value)s of water is enough"),
        "wastewater_m3_day": _("%(value)s of wastewater is enough"),
        "max_distance_km": _("plots up to %(value)s away count"),
    }[step.field]
    return phrase % {"value": shown(step.field, step.after)}


def name(step: Step) -> Lazy:
    return FIELD_NAMES[step.field]


def before_and_after(step: Step) -> tuple[str, str]:
    """Both values of a step; a capacity of 0 asks for nothing."""
    before, after = (
        shown(step.field, value) if value else _("not asked") for value in (step.before, step.after)
    )
    if step.field == "kinds":
        before, after = kinds(step.before), kinds(step.after)
    return before, after
