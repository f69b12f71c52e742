"""What is wrong with a row, in the language of the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from clusters import rules
from clusters.boundaries import Finding
from clusters.sheets.columns import Column
from clusters.words import sentence
from portal.common.sheets import faults
from portal.common.templatetags.units import number

SENTENCES = {
    "corners": N_("The corners cannot be stored: %(finding)s"),
    "corners_not_text": N_("Write the corners as text: X Y; X Y; X Y"),
    "no_such_cluster": N_("“%(typed)s” is none of your clusters."),
    "unknown_cluster": N_("No cluster has the name “%(typed)s”."),
    "two_clusters": N_("Several clusters have the name “%(typed)s”: give the short name."),
    "no_such_place": N_("There is no commune or ward “%(typed)s” in Hanoi today."),
    "half_position": N_("Latitude and longitude go together."),
    "outside_hanoi": N_("This position is not in Hanoi."),
    "source_missing": N_("A changed fact needs the address or the title of its source."),
    "no_such_trade": N_("There is no trade with the code %(typed)s."),
    "permitted_and_refused": N_("The trade %(typed)s cannot be both permitted and refused."),
    "tier_without_document": N_("Another tier needs the kind and the date of its document."),
    "to_come": N_("This day is still to come."),
    "tier_taken_back": N_(
        "A tier is taken back by taking back its document, on the page of the cluster."
    ),
    "lower_tiers_missing": N_(
        "Lower tiers have no document yet: %(tiers)s. One row brings the document of one tier."
    ),
    "higher_tier_proven": N_(
        "Documents on record prove tier %(tier)s. Take them back on the page of the cluster."
    ),
    "changed_since": N_("It was changed by somebody else after this file was read."),
    "decided_since": N_("An officer has decided on it: it stays."),
    "taken_since": N_("A plot with this code was made after this file was read."),
    "gone_since": N_("It was removed after this file was read."),
    "refused": N_("%(said)s"),
}
GROUPED = ("least", "most", "whole", "places")  # numbers of a sentence


def fault(code: str, params: Mapping[str, Any], column: Column | None = None) -> str:
    """One sentence. ``column`` tells what may stand in it."""
    shown = {
        name: number(value) if name in GROUPED and isinstance(value, int | float) else value
        for name, value in params.items()
    }
    if code == "corners":
        finding_code, finding_params = params["finding"]
        shown["finding"] = sentence(Finding(finding_code, "error", finding_params))
    if code == "not_a_choice" and column is not None:
        shown["known"] = ", ".join(str(label) for _value, label in column.choices)
    if code in rules.SENTENCES:
        return str(rules.SENTENCES[code]) % shown
    if code in SENTENCES:
        return gettext(SENTENCES[code]) % shown
    text = faults.in_words(code, shown)
    return text[:1].upper() + text[1:]
