"""One box for everything: text in, ranked things out. Pure: no database, no page.

What is searched is an ``Entry``: the names that a thing goes by and other words that lead to it,
all ``plain`` (no diacritics, đ as d, words and digits only). Words are found by their beginnings,
in any order. Where no name has all of them, names that are nearly the query are found, spelt as
Hanoi hears them (ch/tr, s/x, d/gi/r, l/n, i/y are one); where nothing is near, whatever has most
of the words. Plots are found by their codes, with or without words of their cluster.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from portal.common.vietnamese import fold

LONGEST = 100  # letters of a query
NEAR_FROM = 4  # letters; a shorter query is near to everything
NEAR_UNTIL = 40  # beyond that there are words enough
NEAR_KEPT = 10  # of each kind
NEAR_SPREAD = 4.0  # points behind the nearest one
LAST = "\U0010ffff"

EXACT, BEGINS, PHRASE, BEGUN, WORDS, STARTS, AROUND = 100.0, 90.0, 80.0, 75.0, 65.0, 60.0, 40.0
MOST_EXTRA = 4.9  # points that a name loses for what it says beyond the query
SCATTERED = STARTS - MOST_EXTRA
NEAR, SOME = 0.5, 10.0  # a near name: points for each of its 100 of likeness; some of the words


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing. ``names`` and ``also`` are plain; ``also`` leads to it but is not its name."""

    kind: str
    names: tuple[str, ...]
    also: str
    row: Any  # whatever the page shows it by


@dataclass(frozen=True, slots=True)
class Hit:
    entry: Entry
    points: float


@dataclass(frozen=True)
class Found:
    """Hits by kind, best first. ``near``: no name has all words, these are spelt like it;
    ``some``: nothing is, these have some of the words."""

    hits: dict[str, list[Hit]]
    near: bool = False
    some: bool = False


def plain(text: str) -> str:
    """Words and digits only, folded. The letter ð, which some keyboards give for đ, is d too."""
    folded = (fold(text) or "").replace("ð", "d")
    return " ".join(re.findall(r"[^\W_]+", folded))


_SOUNDS = (
    (re.compile(r"\b(?:ngh)"), "ng"),
    (re.compile(r"\bgh"), "g"),
    (re.compile(r"\btr"), "ch"),
    (re.compile(r"\b(?:gi(?=[aeou])|r)"), "d"),
    (re.compile(r"\bs"), "x"),
    (re.compile(r"\bl"), "n"),
    (re.compile(r"\b(?:k|q)"), "c"),
    (re.compile(r"y"), "i"),
)


def sound(words: str) -> str:
    """Plain words as they are heard in Hanoi, where letters that sound alike are mistaken."""
    for pattern, letter in _SOUNDS:
        words = pattern.sub(letter, words)
    return words


class Names:
    """All entries that have names. A few thousand: one pass in order takes milliseconds."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)
        # Spaces around every word, so that "beginning of a word" is a plain substring.
        self.named = [f" {' | '.join(entry.names)} " for entry in self.entries]
        self.also = [f" {entry.also} " for entry in self.entries]
        heard = [
            (place, sound(name)) for place, entry in enumerate(self.entries) for name in entry.names
        ]
        self.heard_of = np.array([place for place, _name in heard], dtype=np.int64)
        self.heard = [name for _place, name in heard]
        self.joined = [name.replace(" ", "") for name in self.heard]
        self.letters = np.array([len(name) for name in self.heard], dtype=np.int64)

    def search(self, query: str) -> Found:
        """``query`` is plain."""
        words = query.split()
        if not words:
            return Found({})
        hits = list(self._literal(query, words))
        best = max((hit.points for hit in hits), default=0.0)
        if best >= PHRASE - MOST_EXTRA:  # what has the words here and there only is in the way then
            hits = [hit for hit in hits if not SCATTERED <= hit.points <= WORDS]
        if best > AROUND:
            return Found(_by_kind(hits))
        near = self._near(query)
        if hits or near:
            return Found(_by_kind([*hits, *near]), near=bool(near))
        return Found(_by_kind(self._some(words)), some=True)

    def holding(self, words: Sequence[str], kind: str) -> list[Any]:
        """The rows of a kind that have all words anywhere, or else are nearly called that."""
        rows = [hit.entry.row for hit in self._literal(" ".join(words), words, kind)]
        near = self._near(" ".join(words)) if not rows else ()
        return rows or [hit.entry.row for hit in near if hit.entry.kind == kind]

    def _literal(self, query: str, words: Sequence[str], kind: str | None = None) -> Iterator[Hit]:
        starts = [(word, f" {word}") for word in words]
        for entry, named, also in zip(self.entries, self.named, self.also, strict=True):
            if kind and entry.kind != kind:
                continue
            missing = [word for word, start in starts if start not in named]
            if missing:
                if _led_to(" ".join(missing), also):
                    yield Hit(entry, AROUND)
            elif any(all(start in f" {name}" for _word, start in starts) for name in entry.names):
                yield Hit(entry, _points(query, words, entry, named))
            elif _led_to(query, also):  # here words of one name, there of another
                yield Hit(entry, AROUND)

    def _near(self, query: str) -> list[Hit]:
        """Names that the query is part of but for a letter in four or five."""
        if not NEAR_FROM <= len(query) <= NEAR_UNTIL:
            return []
        heard = sound(query)
        least = 75 if len(query) == NEAR_FROM else 78
        likeness = _likeness(heard, self.heard, least)
        if " " not in heard:  # typed without spaces
            likeness = np.maximum(likeness, _likeness(heard, self.joined, least))
        # A name inside the query is not near to it: "Sơn" is no answer to "Sơn Đồng Hoài Đức".
        likeness[self.letters < 0.75 * len(heard)] = 0
        points: dict[int, float] = {}
        for at in np.flatnonzero(likeness):
            # What a name says beyond the query makes it less likely to be meant.
            extra = min(8.0, max(0, int(self.letters[at]) - len(heard)) / 4)
            place = int(self.heard_of[at])
            points[place] = max(points.get(place, 0.0), NEAR * float(likeness[at]) - extra)
        best = max(points.values(), default=0.0)
        return [
            Hit(self.entries[place], value)
            for place, value in points.items()
            if value >= best - NEAR_SPREAD
        ]

    def _some(self, words: Sequence[str]) -> list[Hit]:
        """What has most of the words; at least half of them, and more than one letter."""
        starts = [f" {word} " for word in words if len(word) > 1]
        counts = [
            sum(start in named or start in also for start in starts)
            for named, also in zip(self.named, self.also, strict=True)
        ]
        most = max(counts, default=0)
        if not most or most * 2 < len(starts):
            return []
        return [
            Hit(entry, SOME)
            for entry, count in zip(self.entries, counts, strict=True)
            if count == most
        ]


def _likeness(query: str, names: Sequence[str], least: int) -> NDArray[np.float32]:
    """Of each name, 0–100: how much of the query is somewhere in it; 0 below ``least``."""
    scores = process.cdist([query], names, scorer=fuzz.partial_ratio, score_cutoff=least)
    return scores[0]


def _led_to(words: str, also: str) -> bool:
    """The words stand side by side in ``also``; a short one is whole."""
    return f" {words} " in also or (len(words) > 2 and f" {words}" in also)


def _points(query: str, words: Sequence[str], entry: Entry, named: str) -> float:
    """How well the words are the name; what the name says beyond them costs a little."""
    if query in entry.names:
        return EXACT
    shortest = min(map(len, entry.names))
    extra = min(MOST_EXTRA, max(0, shortest - len(query)) / 20)
    if any(name.startswith(query) for name in entry.names):
        return BEGINS - extra
    if f" {query} " in named:
        return PHRASE - extra
    if f" {query}" in named:
        return BEGUN - extra
    return (WORDS if all(f" {word} " in named for word in words) else STARTS) - extra


def _by_kind(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    """Sorted by points; equal ones stay in the order of the entries."""
    found: dict[str, list[Hit]] = {}
    for hit in sorted(hits, key=lambda hit: -hit.points):
        kind = found.setdefault(hit.entry.kind, [])
        if hit.points >= AROUND or len(kind) < NEAR_KEPT:
            kind.append(hit)
    return found


# --- codes of plots ------------------------------------------------------------------------------

_BESIDE = {"lo", "dat", "plot", "ma"}  # words that people put before a code
MOST_WORDS = 12
MOST_TRIED = 4  # readings of a query as code and cluster


class Codes:
    """Plots by the beginning of their code's key. ``rows`` are (key, cluster, order, row): the
    smaller ``order`` is shown first among plots that the query fits equally."""

    def __init__(
        self, rows: Iterable[tuple[str, int, int, Any]], key_of: Callable[[str], str]
    ) -> None:
        placed = sorted(rows, key=lambda row: row[0])
        self.key_of = key_of
        self.keys = [row[0] for row in placed]
        self.cluster = np.array([row[1] for row in placed], dtype=np.int64)
        self.order = np.array([row[2] for row in placed], dtype=np.int64)
        self.rows = [row[3] for row in placed]

    def search(self, text: str, clusters_of: Callable[[list[str]], Iterable[int]]) -> list[int]:
        """Where in ``rows`` what is asked for stands, best first. ``clusters_of`` gives the ids of
        the clusters that the other words name."""
        typed = text.split()[:MOST_WORDS]
        tried = 0
        for first, last in _runs(typed):
            key = self.key_of(" ".join(typed[first:last]))
            places, exact = self._starting(key)
            if not key or not len(places) or tried == MOST_TRIED:
                continue
            tried += 1
            words = plain(" ".join([*typed[:first], *typed[last:]])).split()
            words = [word for word in words if word not in _BESIDE]
            if words:
                named = np.fromiter(clusters_of(words), dtype=np.int64)
                there = np.isin(self.cluster[places], named)
                places, exact = places[there], exact[there]
            if len(places):
                best_first = np.lexsort((self.order[places], ~exact))
                return [int(place) for place in places[best_first]]
        return []

    def _starting(self, key: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        low, high = bisect_left(self.keys, key), bisect_left(self.keys, key + LAST)
        places = np.arange(low, high)
        return places, places < bisect_left(self.keys, key + "\0")


def _runs(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of up to three words that may be a code, the longest first: one has a digit."""
    for length in range(min(3, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            if any(letter.isdigit() for word in words[first : first + length] for letter in word):
                yield first, first + length
