"""A survey as rows of a table, its findings as sentences. Format, never query."""

import json
from typing import Any, NamedTuple

from django import template

from clusters import words
from clusters.boundaries import Finding, Survey
from clusters.boundaries.tables import Corner

register = template.Library()


class Line(NamedTuple):
    """One line of the table on the page; without ``corner`` only the ``text`` is known."""

    number: int
    text: str
    corner: Corner | None
    side_m: float | None
    findings: list[Finding]


@register.filter
def lines(survey: Survey) -> list[Line]:
    """Each row with the side that begins there and the findings it caused."""
    sides: list[float | None] = [*survey.sides_m] or [None] * len(survey.rows)
    return [
        Line(
            row.line, row.text, row.corner, side, [f for f in survey.findings if f.line == row.line]
        )
        for row, side in zip(survey.rows, sides, strict=True)
    ]


@register.filter
def at_large(survey: Survey) -> list[Finding]:
    """Findings that no single line caused."""
    numbers = {row.line for row in survey.rows}
    return [finding for finding in survey.findings if finding.line not in numbers]


@register.filter
def sentence(finding: Finding) -> str:
    return words.sentence(finding)


@register.filter
def severity_name(finding: Finding) -> Any:
    return words.SEVERITIES[finding.severity]


@register.filter
def zone_name(epsg: int) -> str:
    return f"{words.ZONE_NAMES[epsg]} (EPSG:{epsg})"


@register.filter
def is_swapped(survey: Survey) -> bool:
    """Every line that could be told is: one click puts the whole table right."""
    return not survey.corners and any(f.code == "swapped_axes" for f in survey.findings)


@register.filter
def ring_json(survey: Survey | None) -> str:
    """For the map: [lon, lat] of each corner, once; empty while a line cannot be read."""
    return json.dumps(survey.ring[:-1]) if survey and survey.is_read and survey.rows else "[]"
