"""Plain Python, tidy: plots by site, a pair left at its first failing gate, the best by a heap."""

import heapq
import math
from bisect import bisect_left, bisect_right
from typing import Any, NamedTuple

from benchmarks.matching.answers import Answer, Row, answer
from benchmarks.matching.tables import CAPACITIES, Table, Tables
from matching.scoring.measures import EARTH_RADIUS_KM

Request = dict[str, Any]


class Site(NamedTuple):
    accepts: int
    capacities: tuple[float | None, ...]
    place: tuple[float, float, float] | None
    access: tuple[float, float]  # merit, doubt
    readiness: tuple[float, float]
    answers: dict[int, int]  # by trade
    neighbours: dict[int, tuple[float, float]]  # by division
    areas: list[float]  # of its plots, ascending
    plots: list["Plot"]


class Plot(NamedTuple):
    code: str
    area: float
    cost: float | None
    ready: float | None
    term: float | None
    kind: int
    available: bool


class PlainPython:
    name = "plain Python"

    def __init__(self, data: Tables, best: int) -> None:
        self.best = best
        self.sites = _sites(data)

    def one(self, request: Request) -> tuple[list[int], list[list[Row]]]:
        found: list[list[tuple]] = [[], []]
        low, high, kinds = request["area_min"], request["area_max"], request["kinds"]
        need_by, ceiling, lease = request["need_by"], request["ceiling"], request["lease"]
        for site in self.sites:
            judged = _site(request, site)
            if judged is None:
                continue
            vague, shared, score_here, doubt_here = judged
            first, last = bisect_left(site.areas, low), bisect_right(site.areas, high)
            for plot in site.plots[first:last]:
                if not plot.available or not plot.kind & kinds:
                    continue
                unknown = vague
                if need_by is not None:
                    if plot.ready is None:
                        unknown = True
                    elif plot.ready > need_by:
                        continue
                if ceiling is not None:
                    if plot.cost is None:
                        unknown = True
                    elif plot.cost > ceiling:
                        continue
                if lease is not None:
                    if plot.term is None:
                        unknown = True
                    elif plot.term < lease:
                        continue
                area, cost, time, doubt = _own(request, plot)
                score = score_here + area + cost + time
                found[unknown].append(
                    (
                        -round(score, 9),
                        plot.code,
                        score,
                        doubt_here + doubt,
                        area,
                        cost,
                        time,
                        shared,
                    )
                )
        lists = [[_row(*best) for best in heapq.nsmallest(self.best, group)] for group in found]
        return [len(group) for group in found], lists

    def answer(self, found: tuple[list[int], list[list[Row]]]) -> Answer:
        return answer(found[0], *found[1])


def _row(
    _place: float, code: str, score: float, doubt: float, area: float, cost: float, time: float,
    shared: tuple[float, ...],
) -> Row:  # fmt: skip
    return (code, score, score - doubt, score + doubt, area, cost, time, *shared)


def _site(request: Request, site: Site) -> tuple[bool, tuple[float, ...], float, float] | None:
    """Whether a fact is unknown, the parts that its plots share, their sum, and its doubt;
    ``None`` where a gate fails."""
    takes = site.answers[request["trade"]]
    if takes == 0:
        return None
    vague = takes == 2
    if bit := request["wastewater_bit"]:
        if site.accepts == 0:
            vague = True
        elif not site.accepts & bit:
            return None
    rooms = room_doubts = 0.0
    for name, available in zip(CAPACITIES, site.capacities, strict=True):
        need = request[f"need_{name}"]
        if need == 0:
            rooms += 1
        elif available is None:
            vague = True
            rooms += 0.5
            room_doubts += 0.5
        elif available < need:
            return None
        else:
            rooms += min(1, available / (2 * need))
    distance, doubt = 0.0, 0.0
    if request["at_x"] is not None:
        km = _km(request, site)
        if km is None:
            vague |= request["max_km"] is not None
            distance = doubt = 0.5
        elif request["max_km"] is not None and km > request["max_km"]:
            return None
        else:
            distance = min(1, max(0, (60 - km) / 55))
    neighbours, neighbours_doubt = site.neighbours[request["division"]]
    shared = (
        request["w_distance"] * distance,
        request["w_access"] * site.access[0],
        request["w_readiness"] * site.readiness[0],
        request["w_headroom"] * rooms / 3,
        request["w_neighbours"] * neighbours,
        request["w_key_product"] * request["key_product"],
    )
    doubt = (
        request["w_distance"] * doubt
        + request["w_access"] * site.access[1]
        + request["w_readiness"] * site.readiness[1]
        + request["w_headroom"] * room_doubts / 3
        + request["w_neighbours"] * neighbours_doubt
    )
    return vague, shared, sum(shared), doubt


def _own(request: Request, plot: Plot) -> tuple[float, float, float, float]:
    """The parts of area, cost and time of a plot that passes, and its doubt."""
    ideal = request["area_ideal"]
    merit = 1.0
    if plot.area < ideal:
        merit = (plot.area - request["area_min"]) / (ideal - request["area_min"])
    elif plot.area > ideal:
        merit = (request["area_max"] - plot.area) / (request["area_max"] - ideal)
    area = request["w_area"] * merit
    cost = time = doubt = 0.0
    if weight := request["w_cost"]:
        if plot.cost is None:
            cost = weight / 2
            doubt += weight / 2
        else:
            ceiling = request["ceiling"]
            cost = weight * min(1, (ceiling - plot.cost) / (ceiling / 2))
    if weight := request["w_time"]:
        if plot.ready is None:
            time = weight / 2
            doubt += weight / 2
        else:
            time = weight * min(1, (request["need_by"] - plot.ready) / 180)
    return area, cost, time, doubt


def _km(request: Request, site: Site) -> float | None:
    if site.place is None:
        return None
    here = request["at_x"], request["at_y"], request["at_z"]
    chord = math.dist(here, site.place)
    return round(2 * EARTH_RADIUS_KM * math.asin(min(1, chord / 2)), 9)


def _sites(data: Tables) -> list[Site]:
    def rows(table: Table, *names: str) -> list[tuple]:
        columns = ([None if v != v else v for v in table[name].tolist()] for name in names)
        return list(zip(*columns, strict=True))

    answers: dict[int, dict[int, int]] = {}
    for site, trade, takes in rows(data.trades, "site", "trade", "answer"):
        answers.setdefault(site, {})[trade] = takes
    neighbours: dict[int, dict[int, tuple[float, float]]] = {}
    for site, division, *merit in rows(
        data.neighbours, "site", "division", "neighbours", "neighbours_doubt"
    ):
        neighbours.setdefault(site, {})[division] = tuple(merit)
    names = ("accepts", *CAPACITIES, *"xyz", "access", "access_doubt", "readiness")
    sites = [
        Site(
            accepts=row[0],
            capacities=row[1:4],
            place=None if row[4] is None else row[4:7],
            access=row[7:9],
            readiness=row[9:11],
            answers=answers[number],
            neighbours=neighbours[number],
            areas=[],
            plots=[],
        )
        for number, row in enumerate(rows(data.sites, *names, "readiness_doubt"))
    ]
    own = ("code", "area", "cost", "ready", "term", "kind", "available")
    for site, *plot in rows(data.plots, "site", *own):
        sites[site].plots.append(Plot(*plot))
        sites[site].areas.append(sites[site].plots[-1].area)
    return sites
