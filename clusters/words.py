"""What the checks of a boundary found, in the reader's language."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clusters.boundaries import HANOI, UTM_48N, Finding, Survey
from clusters.lateness import months
from clusters.models import Connected
from portal.common.templatetags import units
from portal.common.templatetags.units import NBSP, number
from reference.models import WastewaterKind

ZONE_NAMES = {
    HANOI: _("Meridian 105°00′, 3° zone: Hanoi"),
    9209: _("Meridian 105°30′, 3° zone: Bắc Ninh, Hưng Yên"),
    9210: _("Meridian 105°45′, 3° zone: Hải Phòng"),
    9211: _("Meridian 106°00′, 3° zone: former Hòa Bình"),
    5899: _("Meridian 107°45′, 3° zone"),
    5898: _("Meridian 108°00′, 3° zone"),
    UTM_48N: _("UTM zone 48N, meridian 105°00′, 6° zone"),
}

SENTENCES = {
    # reading
    "empty": _("No corner is given yet."),
    "cells": _(
        "A line holds X and Y, perhaps after a corner number; here are %(cells)s cells. "
        "Separate the numbers by a tab or a semicolon."
    ),
    "not_a_number": _("“%(typed)s” is not a number."),
    "ambiguous": _("“%(typed)s” can be read in two ways. Write %(one)s or %(two)s."),
    "out_of_range": _("X (north) has seven digits before the decimal sign, Y (east) has six."),
    "swapped_axes": _("X and Y have changed places: X is north, with seven digits; Y is east."),
    "rounded": _("Rounded to 0.01 m, as land papers give it."),
    "too_many_corners": _("At most %(most)s corners can be read."),
    # shape
    "too_few_corners": _("A boundary has at least three corners; here are %(corners)s."),
    "not_closed": _(
        "The boundary does not close: this last corner lies %(gap)s from the first. "
        "Repeat the first corner exactly, or leave it out."
    ),
    "repeated_corner": _("The same corner as in line %(earlier)s."),
    "crosses_itself": _(
        "The side that begins here crosses or touches the side that begins in line %(other)s. "
        "Are the corners in the order of the boundary?"
    ),
    "no_area": _("These corners enclose no area."),
    # place
    "outside_hanoi": _("In the system “%(zone)s” these corners lie outside Hanoi."),
    "wrong_zone": _(
        "In the system “%(zone)s” these corners lie %(apart)s from where they would fit. "
        "The system of the paper seems to be “%(fits)s”."
    ),
    "far_from_cluster": _("The corners lie %(off)s from the cluster."),
    "utm_for_tm3": _(
        "Probably another system: “%(fits)s” instead of “%(zone)s” (%(evidence)s). "
        "The two look alike and lie 0.69 km apart."
    ),
    # area and neighbours
    "area_differs": _(
        "The corners enclose %(computed)s, the declared area is %(declared)s: "
        "%(off)s apart, more than 0.5%%."
    ),
    "overlaps": _("Overlaps plot %(plot)s by %(area)s."),
    "outside_cluster": _("%(area)s lie outside the cluster's boundary."),
    "plot_outside": _("Plot %(plot)s reaches %(area)s beyond this boundary."),
    "above_industrial_land": _(
        "All plots together have %(sum)s, the cluster's industrial land only %(land)s."
    ),
    # proposals
    "changed_since": _(
        "%(field)s: the approved value has changed since this was proposed. Compare again."
    ),
    "larger_than_cluster": _("The whole cluster has %(whole)s."),
    "twin": _("Same area or boundary as %(plots)s: perhaps the same plot twice."),
    "price_far": _(
        "The price of %(price)s is more than three times the usual one (median of the city's "
        "published plots: %(median)s). Perhaps another unit?"
    ),
    "plots_beyond_master": _(
        "The lease of %(plots)s would run beyond this end of the master lease."
    ),
    "plots_above_land": _(
        "All plots together have %(sum)s, this industrial land is only %(land)s."
    ),
    "density_high": _(
        "A net building density of %(density)s: production plots may have %(most)s at most, "
        "less by height and size (QCVN 01:2021/BXD, verify)."
    ),
    "floor_area_high": _(
        "%(density)s on %(floors)s storeys is %(times)s times the plot in floor area. Is that in "
        "the detailed plan?"
    ),
    "storeys_low": _("%(floors)s storeys in %(height)s leave less than %(least)s for each."),
    "beyond_cluster_trades": _(
        "The cluster does not permit %(trades)s. A plot takes no more trades than its cluster."
    ),
    "beyond_master": _("The lease would run beyond the cluster's master lease (%(master)s)."),
    "ready_past": _(
        "Ready on a day that has passed, while the cluster's infrastructure is not accepted yet "
        "(tier %(tier)s)."
    ),
    "land_above_whole": _("Industrial land is larger than the whole cluster."),
    "taken_above_land": _("Leased and certified land together exceed the industrial land."),
}

EVIDENCE = {
    "boundary": _("the cluster's boundary fits only so"),
    "plots": _("the cluster's other plots are near only so"),
    "position": _("the cluster's position is near only so"),
    "area": _("the area is smaller than the declared one by just what tells the two apart"),
}


def _km(value: float) -> str:
    return f"{number(value, 0 if value >= 10 else 2)}{NBSP}km"


def _m2(value: float) -> str:
    return f"{number(value, 1)}{NBSP}m²"


# Parameter of a finding → (name in the sentence, how it is written).
WRITTEN: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "gap_m": ("gap", lambda value: f"{number(value, 2)}{NBSP}m"),
    "off_km": ("off", _km),
    "apart_km": ("apart", _km),
    "epsg": ("zone", lambda epsg: ZONE_NAMES[epsg]),
    "fits": ("fits", lambda epsg: ZONE_NAMES[epsg]),
    "evidence": ("evidence", lambda code: EVIDENCE[code]),
    "computed_m2": ("computed", _m2),
    "declared_m2": ("declared", _m2),
    "off": ("off", lambda share: f"{number(share * 100, 2)}%"),
    "area_m2": ("area", _m2),
    "sum_m2": ("sum", _m2),
    "land_m2": ("land", _m2),
    "whole_m2": ("whole", _m2),
    "density_pct": ("density", units.of_hundred),
    "most_pct": ("most", units.of_hundred),
    "times": ("times", lambda value: number(value, 1)),
    "height_m": ("height", units.metres),
    "least_m": ("least", units.metres),
    "price_vnd_m2": ("price", units.vnd_m2),
    "median_vnd_m2": ("median", units.vnd_m2),
}


def sentence(finding: Finding) -> str:
    """One sentence, numbers and zones as the reader's language writes them."""
    params = {}
    for name, value in finding.params.items():
        written, write = WRITTEN.get(name, (name, str))
        params[written] = write(value)
    return str(SENTENCES[finding.code]) % params


SEVERITIES = {
    "error": _("Must be corrected"),
    "warning": _("Please check"),
}


def shown(thing: Any, field: Any, value: Any) -> Any:
    """A stored value of a material field (``clusters.material``) as the reader's language writes
    it; nothing known is said so."""
    if field.name == "price_vnd_m2" and value is None:
        return _("on request")
    if value in (None, "", []):
        return units.unknown()
    return LOOKS.get(field.look, _choice)(thing, field.name, value)


def _choice(thing: Any, name: str, value: Any) -> Any:
    return dict(thing._meta.get_field(name).choices or ()).get(value, value)


def _drawing(thing: Any, name: str, value: Any) -> Any:
    survey = Survey.of_corners(value["corners"], value["epsg"])
    return _("%(area)s, %(corners)s corners") % {
        "area": _m2(survey.area_m2),
        "corners": len(survey.pairs),
    }


def _utility(thing: Any, name: str, value: Any) -> str:
    """ "design 500 kVA, in use 100 kVA, available 300 kVA; connected beyond the fence: yes; …"."""
    write = units.kva if name == "utility_power" else units.m3_day
    parts = [
        _("design %(amount)s, in use %(in_use)s, available %(available)s")
        % {
            "amount": _or_dash(write, value["design"]),
            "in_use": _or_dash(write, value["in_use"]),
            "available": _or_dash(write, value["available"]),
        },
        _("connected beyond the fence: %(answer)s")
        % {"answer": Connected(value["connected_beyond_fence"]).label},
    ]
    return "; ".join([*parts, _as_said(value)])


def _component(thing: Any, name: str, value: Any) -> str:
    """ "60% done; promised completion 30/06/2027; as of 31/01/2026, report 12/BC"."""
    parts = [_("%(percent)s%% done") % {"percent": value["percent"]}]
    if value["promised_on"]:
        parts.append(_("promised completion %(day)s") % {"day": _day(value["promised_on"])})
    if value["completed_on"]:
        parts.append(_("actual completion %(day)s") % {"day": _day(value["completed_on"])})
    return "; ".join([*parts, _as_said(value)])


def _as_said(value: Any) -> str:
    day = _("as of %(day)s") % {"day": _day(value["as_of"])}
    return ", ".join(part for part in (day, value["source"]) if part)


def _day(text: str) -> Any:
    return units.day(date.fromisoformat(text))


def _or_dash(write: Callable[[Any], Any], value: str | None) -> Any:
    return "–" if value is None else write(Decimal(value))


def _unit(write: Callable[[Any], Any]) -> Callable[[Any, str, Any], Any]:
    return lambda thing, name, value: write(value)


LOOKS: dict[str, Callable[[Any, str, Any], Any]] = {
    "boundary": _drawing,
    "papers": lambda thing, name, value: ", ".join(row["name"] for row in value),
    "trades": lambda thing, name, value: ", ".join(value),
    "wastewater": lambda thing, name, value: ", ".join(
        str(dict(WastewaterKind.choices).get(kind, kind)) for kind in value
    ),
    "utility": _utility,
    "component": _component,
    "day": _unit(_day),
    "partial_day": _unit(units.partial_day),
    "percent": lambda thing, name, value: units.of_hundred(Decimal(value)),
    "count": lambda thing, name, value: number(value),
    "m": lambda thing, name, value: units.metres(Decimal(value)),
    "km": lambda thing, name, value: units.km(Decimal(value)),
    "m2": _unit(units.m2),
    "ha": _unit(units.ha),
    "kva": _unit(units.kva),
    "m3_day": _unit(units.m3_day),
    "bn_vnd": _unit(units.bn_vnd),
    "vnd_m2": _unit(units.vnd_m2),
    "vnd_m2_year": _unit(units.vnd_m2_year),
}


def in_days(n: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


def time(days: int) -> str:
    """ "4 months"; below a month and a half "12 days"."""
    whole = months(days)
    if whole is None:
        return in_days(days)
    return ngettext("%(n)s month", "%(n)s months", whole) % {"n": whole}


def usual_delay(promised: date, expected: date) -> str:
    """What lets one expect a later day than was promised: "usually 4 months late"."""
    days = (expected - promised).days
    return _("usually %(time)s late") % {"time": time(days)} if days else str(_("usually on time"))
