"""Polars: one lazy query; sites are judged first, then the plots of those that are left."""

from typing import Any

import polars as pl

from benchmarks.matching.answers import Answer, answer
from benchmarks.matching.peers.pandas_ import DIAMETER_KM, Frames, with_code_rank
from benchmarks.matching.tables import CAPACITIES, PARTS, Tables

Request = dict[str, Any]
col = pl.col


class Polars:
    name = "Polars"

    def __init__(self, data: Tables, best: int) -> None:
        self.best = best
        plots = with_code_rank(data.plots)
        self.plots, self.sites, self.trades, self.neighbours = (
            pl.DataFrame(table, nan_to_null=True).lazy() for table in (plots, *data[1:])
        )

    def one(self, request: Request) -> Frames:
        facts = (("ready", "need_by"), ("cost", "ceiling"), ("term", "lease"))
        asked = {fact: limit for fact, name in facts if (limit := request[name]) is not None}
        passed = (
            self.plots.filter(
                "available",
                col("area").is_between(request["area_min"], request["area_max"]),
                col("kind") & request["kinds"] > 0,
                *(
                    (col(fact) >= limit if fact == "term" else col(fact) <= limit).fill_null(True)
                    for fact, limit in asked.items()
                ),
            )
            .join(self._near(request), on="site")
            .with_columns(
                pl.any_horizontal("unknown", *(col(fact).is_null() for fact in asked)),
                **_own_parts(request),
            )
            .with_columns(score=pl.sum_horizontal(PARTS))
            .with_columns(nanos=(col("score") * 1e9).round())
            .collect()
        )
        groups = passed.filter(~col("unknown")), passed.filter("unknown")
        eligible, to_confirm = (
            group.sort("nanos", "code_rank", descending=[True, False]).head(self.best)
            for group in groups
        )
        return Frames((len(groups[0]), len(groups[1])), (eligible, to_confirm))

    def answer(self, found: Frames) -> Answer:
        columns = (
            "code", "score", (col("score") - col("doubt")).alias("lo"),
            (col("score") + col("doubt")).alias("hi"), *PARTS,
        )  # fmt: skip
        return answer(found.counts, *(frame.select(columns).rows() for frame in found.best))

    def _near(self, request: Request) -> pl.LazyFrame:
        """The sites that no gate excludes, with what their plots share."""
        gates, unknown, rooms, doubts = [], [col("answer") == 2], [], []
        if bit := request["wastewater_bit"]:
            gates.append((col("accepts") == 0) | (col("accepts") & bit > 0))
            unknown.append(col("accepts") == 0)
        for name in CAPACITIES:
            if need := request[f"need_{name}"]:
                gates.append((col(name) >= need).fill_null(True))
                unknown.append(col(name).is_null())
                rooms.append((col(name) / (2 * need)).clip(upper_bound=1).fill_null(0.5))
                doubts.append(col(name).is_null() * 0.5)
            else:
                rooms.append(pl.lit(1.0))
        near = self.sites
        if request["at_x"] is not None:
            squares = [(col(axis) - request[f"at_{axis}"]) ** 2 for axis in "xyz"]
            half = (pl.sum_horizontal(squares, ignore_nulls=False).sqrt() / 2).clip(upper_bound=1)
            near = near.with_columns(km=(half.arcsin() * DIAMETER_KM).round(9))
            if request["max_km"] is not None:
                gates.append((col("km") <= request["max_km"]).fill_null(True))
                unknown.append(col("km").is_null())
        else:
            near = near.with_columns(km=pl.lit(0.0))
        return (
            near.join(
                self.trades.filter(col("trade") == request["trade"], col("answer") != 0), on="site"
            )
            .filter(*gates)
            .join(self.neighbours.filter(col("division") == request["division"]), on="site")
            .select(
                "site",
                unknown=pl.any_horizontal(unknown),
                part_distance=request["w_distance"]
                * ((60 - col("km")) / 55).clip(0, 1).fill_null(0.5),
                part_access=request["w_access"] * col("access"),
                part_readiness=request["w_readiness"] * col("readiness"),
                part_headroom=request["w_headroom"] * pl.sum_horizontal(rooms) / 3,
                part_neighbours=request["w_neighbours"] * col("neighbours"),
                part_key_product=pl.lit(request["w_key_product"] * request["key_product"]),
                doubt=request["w_distance"] * 0.5 * col("km").is_null()
                + request["w_access"] * col("access_doubt")
                + request["w_readiness"] * col("readiness_doubt")
                + request["w_headroom"] / 3 * pl.sum_horizontal([pl.lit(0.0), *doubts])
                + request["w_neighbours"] * col("neighbours_doubt"),
            )
        )


def _own_parts(request: Request) -> dict[str, pl.Expr]:
    """The parts of area, cost and time, and the doubt with that of the site's own."""
    ideal = request["area_ideal"]
    below = (col("area") - request["area_min"]) / (ideal - request["area_min"])
    above = (request["area_max"] - col("area")) / (request["area_max"] - ideal)
    merit = pl.when(col("area") < ideal).then(below).when(col("area") > ideal).then(above)
    doubt = col("doubt")
    cost, time = pl.lit(0.0), pl.lit(0.0)
    if weight := request["w_cost"]:
        ceiling = request["ceiling"]
        cost = ((ceiling - col("cost")) / (ceiling / 2)).clip(upper_bound=1)
        cost = weight * cost.fill_null(0.5)
        doubt += weight / 2 * col("cost").is_null()
    if weight := request["w_time"]:
        time = ((request["need_by"] - col("ready")) / 180).clip(upper_bound=1)
        time = weight * time.fill_null(0.5)
        doubt += weight / 2 * col("ready").is_null()
    return {
        "part_area": request["w_area"] * merit.otherwise(1.0),
        "part_cost": cost,
        "part_time": time,
        "doubt": doubt,
    }
