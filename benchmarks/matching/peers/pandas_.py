"""pandas: sites are judged first, then the plots of those that are left."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from benchmarks.matching.answers import Answer, answer
from benchmarks.matching.tables import CAPACITIES, PARTS, Table, Tables
from matching.scoring.measures import EARTH_RADIUS_KM

Request = dict[str, Any]
PLOT_PARTS, SITE_PARTS = PARTS[:3], PARTS[3:]
DIAMETER_KM = 2 * EARTH_RADIUS_KM


class Frames(NamedTuple):
    """What a frame library gives back: counts, and the best rows of both kinds."""

    counts: tuple[int, int]
    best: tuple[Any, Any]


class Pandas:
    name = "pandas"

    def __init__(self, data: Tables, best: int) -> None:
        self.best = best
        self.plots = pd.DataFrame(with_code_rank(data.plots))
        self.sites = pd.DataFrame(data.sites)
        self.answers = pd.DataFrame(data.trades).pivot(
            index="site", columns="trade", values="answer"
        )
        self.neighbours = pd.DataFrame(data.neighbours).set_index("site")

    def one(self, request: Request) -> Frames:
        passed = self.scored(request)
        passed["nanos"] = (passed["score"] * 1e9).round()
        groups = [passed[~passed["unknown"]], passed[passed["unknown"]]]
        best = [
            group.sort_values(["nanos", "code_rank"], ascending=[False, True]).head(self.best)
            for group in groups
        ]
        return Frames((len(groups[0]), len(groups[1])), (best[0], best[1]))

    def scored(self, request: Request) -> pd.DataFrame:
        return self.passed(request)

    def passed(self, request: Request) -> pd.DataFrame:
        """The plots that no gate excludes, with their parts."""
        near = self.near(request)
        open_sites = np.zeros(len(self.sites), dtype=bool)
        open_sites[near.index] = True
        plots = self.plots
        keeps = (
            plots["available"]
            & plots["area"].between(request["area_min"], request["area_max"])
            & (plots["kind"] & request["kinds"] > 0)
            & open_sites[plots["site"]]
        )
        for column, asked, is_worse in (
            ("ready", request["need_by"], np.greater),
            ("cost", request["ceiling"], np.greater),
            ("term", request["lease"], np.less),
        ):
            if asked is not None:
                keeps &= ~is_worse(plots[column], asked)
        left = plots[keeps].join(near, on="site")
        for column, asked in (("ready", "need_by"), ("cost", "ceiling"), ("term", "lease")):
            if request[asked] is not None:
                left["unknown"] |= left[column].isna()
        area, ideal = left["area"].to_numpy(), request["area_ideal"]
        end = np.where(area < ideal, request["area_min"], request["area_max"])
        merit = np.ones(len(left))
        np.divide(area - end, ideal - end, out=merit, where=area != ideal)
        left["part_area"] = request["w_area"] * merit
        left["part_cost"] = left["part_time"] = 0.0
        if request["w_cost"]:
            ceiling = request["ceiling"]
            merit = ((ceiling - left["cost"]) / (ceiling / 2)).clip(upper=1)
            left["part_cost"] = request["w_cost"] * merit.fillna(0.5)
            left["doubt"] += request["w_cost"] / 2 * merit.isna()
        if request["w_time"]:
            merit = ((request["need_by"] - left["ready"]) / 180).clip(upper=1)
            left["part_time"] = request["w_time"] * merit.fillna(0.5)
            left["doubt"] += request["w_time"] / 2 * merit.isna()
        left["score"] += left["part_area"] + left["part_cost"] + left["part_time"]
        return left

    def near(self, request: Request) -> pd.DataFrame:
        """The sites that no gate excludes, with what their plots share."""
        sites, bit = self.sites, request["wastewater_bit"]
        takes = self.answers[request["trade"]].to_numpy()
        keeps, unknown = takes != 0, takes == 2
        if bit:
            keeps &= (sites["accepts"] == 0) | (sites["accepts"] & bit > 0)
            unknown |= sites["accepts"] == 0
        rooms, room_doubts = np.zeros(len(sites)), np.zeros(len(sites))
        for name in CAPACITIES:
            if need := request[f"need_{name}"]:
                keeps &= ~(sites[name] < need)
                missing = sites[name].isna()
                unknown |= missing
                rooms += (sites[name] / (2 * need)).clip(upper=1).fillna(0.5)
                room_doubts += missing / 2
            else:
                rooms += 1
        if request["at_x"] is not None:
            chord = sum((sites[axis] - request[f"at_{axis}"]) ** 2 for axis in "xyz") ** 0.5
            km = (DIAMETER_KM * np.arcsin((chord / 2).clip(upper=1))).round(9)
            if request["max_km"] is not None:
                keeps &= ~(km > request["max_km"])
                unknown |= km.isna()
        else:
            km = pd.Series(0.0, sites.index)
        there = self.neighbours[self.neighbours["division"] == request["division"]]
        near = pd.DataFrame(
            {
                "unknown": unknown,
                "part_distance": request["w_distance"] * ((60 - km) / 55).clip(0, 1).fillna(0.5),
                "part_access": request["w_access"] * sites["access"],
                "part_readiness": request["w_readiness"] * sites["readiness"],
                "part_headroom": request["w_headroom"] * rooms / 3,
                "part_neighbours": request["w_neighbours"] * there["neighbours"],
                "part_key_product": request["w_key_product"] * request["key_product"],
                "doubt": request["w_distance"] * km.isna() / 2
                + request["w_access"] * sites["access_doubt"]
                + request["w_readiness"] * sites["readiness_doubt"]
                + request["w_headroom"] * room_doubts / 3
                + request["w_neighbours"] * there["neighbours_doubt"],
            }
        )[keeps]
        near["score"] = near[list(SITE_PARTS)].sum(axis=1)
        return near

    def answer(self, found: Frames) -> Answer:
        rows = []
        for frame in found.best:
            columns = (
                frame["code"], frame["score"], frame["score"] - frame["doubt"],
                frame["score"] + frame["doubt"], *(frame[part] for part in PARTS),
            )  # fmt: skip
            rows.append(list(zip(*(column.tolist() for column in columns), strict=True)))
        return answer(found.counts, *rows)


def with_code_rank(plots: Table) -> Table:
    """Codes are sorted once, not for every request."""
    rank = np.empty(len(plots["code"]), dtype=np.int64)
    rank[np.argsort(plots["code"])] = np.arange(len(rank))
    return {**plots, "code_rank": rank}
