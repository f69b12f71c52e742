"""What the checks found, said in both languages."""

import re

import pytest
from django.utils import translation

from clusters import words
from clusters.boundaries import ERROR, HANOI, UTM_48N, ZONES, Finding

PARAMS = {
    "line": 3, "cells": 5, "typed": "23l0", "one": "575000", "two": "575.00", "most": 300,
    "corners": 2, "gap_m": 0.03, "earlier": 1, "other": 2, "epsg": HANOI, "fits": UTM_48N,
    "apart_km": 0.69, "off_km": 52.03, "evidence": "area", "computed_m2": 6300.74,
    "declared_m2": 6000.0, "off": 0.05, "plot": "CN-02", "area_m2": 12.34, "sum_m2": 1e5,
    "land_m2": 9e4, "field": "Giá", "whole_m2": 2e5, "plots": "CN-02", "price_vnd_m2": 9_000_000,
    "median_vnd_m2": 2_500_000, "master": "31/12/2070", "tier": 3,
    "density_pct": 80.0, "floors": 3, "times": 2.1, "height_m": 6.0, "least_m": 3.0,
    "trades": "2220",
}  # fmt: skip


@pytest.mark.parametrize("code", sorted(words.SENTENCES))
def test_every_finding_is_a_whole_sentence_in_both_languages(code):
    params = {name: value for name, value in PARAMS.items() if name != "off" or "differs" in code}
    said = {}
    for language in ("vi", "en"):
        with translation.override(language):
            said[language] = words.sentence(Finding(code, ERROR, params))
            assert not re.search(r"%[(s]|%%", said[language])
    assert said["vi"] != said["en"] and said["vi"].endswith((".", "?"))


def test_numbers_in_sentences_follow_the_language():
    finding = Finding("overlaps", ERROR, {"plot": "CN-02", "area_m2": 1234.5})
    with translation.override("vi"):
        assert "1.234,5\xa0m²" in words.sentence(finding)
    with translation.override("en"):
        assert "1,234.5\xa0m²" in words.sentence(finding)


def test_every_zone_has_a_name():
    assert set(words.ZONE_NAMES) == set(ZONES)
