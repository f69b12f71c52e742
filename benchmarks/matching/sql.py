"""The statement that PostgreSQL and DuckDB are given, one request or many.

As one would write it for speed: what plots of a site share is judged once a site, plots of the
sites that are left are joined by (site, area), scores alone are sorted, and parts are worked out
for the best.
"""

from collections.abc import Iterable, Sequence

from benchmarks.matching.answers import Answer, answer
from benchmarks.matching.tables import CAPACITIES, PARTS
from matching.scoring import CRITERIA

PLOT_CRITERIA = ("area", "cost", "time")
SITE_CRITERIA = tuple(name for name in CRITERIA if name not in PLOT_CRITERIA)
KEPT = ("request", "site", "area_min", "area_ideal", "area_max", "need_by", "ceiling", "lease",
        "kinds", "w_area", "w_cost", "w_time")  # fmt: skip
INTEGERS = {"plot", "site", "kind", "accepts", "answer", "request", "wastewater_bit", "kinds",
            "trade", "division"}  # fmt: skip

RANKED = """
WITH near AS (
    SELECT r.*, s.site, s.accepts, s.power, s.water, s.wastewater, s.access, s.access_doubt,
        s.readiness, s.readiness_doubt, t.answer, n.neighbours, n.neighbours_doubt,
        round(12742.0176 * asin(sqrt((s.x - r.at_x) * (s.x - r.at_x)
            + (s.y - r.at_y) * (s.y - r.at_y) + (s.z - r.at_z) * (s.z - r.at_z)) / 2) * 1e9)
            / 1e9 AS km
    FROM {requests} r
    JOIN trades t ON t.trade = r.trade AND t.answer <> 0
    JOIN sites s ON s.site = t.site
    JOIN neighbours n ON n.site = s.site AND n.division = r.division
    WHERE (r.wastewater_bit = 0 OR s.accepts = 0 OR s.accepts & r.wastewater_bit <> 0)
        AND {enough}
),
judged AS (
    SELECT {kept},
        answer = 2 OR (wastewater_bit <> 0 AND accepts = 0) OR {capacity_unknown}
            OR (max_km IS NOT NULL AND km IS NULL) AS site_unknown,
        w_distance * least(1.0::float8, greatest(0.0::float8, coalesce((60 - km) / 55, 0.5)))
            AS part_distance,
        w_access * access AS part_access,
        w_readiness * readiness AS part_readiness,
        w_headroom * ({rooms}) / 3 AS part_headroom,
        w_neighbours * neighbours AS part_neighbours,
        w_key_product * key_product AS part_key_product,
        w_distance * CASE WHEN km IS NULL THEN 0.5 ELSE 0 END + w_access * access_doubt
            + w_readiness * readiness_doubt + w_headroom * ({room_doubts}) / 3
            + w_neighbours * neighbours_doubt AS site_doubt
    FROM near WHERE (km > max_km) IS NOT TRUE
),
here AS MATERIALIZED (SELECT *, {site_score} AS site_score FROM judged),
scored AS {materialized} (
    SELECT h.request, h.site, p.plot, p.code,
        h.site_unknown OR (h.need_by IS NOT NULL AND p.ready IS NULL)
            OR (h.ceiling IS NOT NULL AND p.cost IS NULL)
            OR (h.lease IS NOT NULL AND p.term IS NULL) AS unknown,
        round((h.site_score + {area} + {cost} + {time}) * 1e9) AS nanos
    FROM here h JOIN plots p ON p.site = h.site AND p.area BETWEEN h.area_min AND h.area_max
    WHERE p.available AND p.kind & h.kinds <> 0 AND (p.ready > h.need_by) IS NOT TRUE
        AND (p.cost > h.ceiling) IS NOT TRUE AND (p.term < h.lease) IS NOT TRUE
),
ranked AS (
    SELECT request, site, plot, unknown,
        row_number() OVER (PARTITION BY request, unknown ORDER BY nanos DESC, code) AS place
    FROM scored
),
counted AS (SELECT request, unknown, count(*) AS many FROM scored GROUP BY request, unknown),
listed AS (
    SELECT b.request, b.unknown, b.place, c.many, p.code, h.site_score,
        {site_parts}, {area} AS part_area, {cost} AS part_cost, {time} AS part_time,
        h.site_doubt + h.w_cost * CASE WHEN p.cost IS NULL THEN 0.5 ELSE 0 END
            + h.w_time * CASE WHEN p.ready IS NULL THEN 0.5 ELSE 0 END AS doubt
    FROM ranked b
    JOIN counted c ON c.request = b.request AND c.unknown = b.unknown
    JOIN here h ON h.request = b.request AND h.site = b.site
    JOIN plots p ON p.plot = b.plot
    WHERE b.place <= {best}
),
answered AS (
    SELECT *, site_score + part_area + part_cost + part_time AS score FROM listed
)
SELECT request, unknown, many, code, score, score - doubt, score + doubt, {parts}
FROM answered ORDER BY request, unknown, place
"""


def statement(requests: str, best: int, *, materialized: str = "") -> str:
    """For all that ``requests`` (a table or a query in brackets) holds, in one go."""
    return RANKED.format(
        requests=requests,
        best=best,
        materialized=materialized,
        kept=", ".join(KEPT),
        enough=_each(
            "(r.need_{0} = 0 OR s.{0} IS NULL OR s.{0} >= r.need_{0})", CAPACITIES, " AND "
        ),
        capacity_unknown=_each("(need_{0} > 0 AND {0} IS NULL)", CAPACITIES, " OR "),
        rooms=_each(
            "CASE WHEN need_{0} = 0 THEN 1 ELSE least(1.0::float8,"
            " coalesce({0} / (2 * need_{0}), 0.5)) END",
            CAPACITIES,
            " + ",
        ),
        room_doubts=_each(
            "CASE WHEN need_{0} > 0 AND {0} IS NULL THEN 0.5 ELSE 0 END", CAPACITIES, " + "
        ),
        site_score=_each("part_{0}", SITE_CRITERIA, " + "),
        site_parts=_each("h.part_{0}", SITE_CRITERIA, ", "),
        area="h.w_area * CASE WHEN p.area < h.area_ideal"
        " THEN (p.area - h.area_min) / (h.area_ideal - h.area_min)"
        " WHEN p.area > h.area_ideal THEN (h.area_max - p.area) / (h.area_max - h.area_ideal)"
        " ELSE 1 END",
        cost="h.w_cost * least(1.0::float8, coalesce((h.ceiling - p.cost) / (h.ceiling / 2), 0.5))",
        time="h.w_time * least(1.0::float8, coalesce((h.need_by - p.ready) / 180, 0.5))",
        parts=", ".join(PARTS),
    )


def create(table: str, columns: list[str]) -> str:
    return f"CREATE TABLE {table} ({', '.join(f'{name} {_type(name)}' for name in columns)})"


def parameters(names: list[str]) -> str:
    """One request as $1, $2, …"""
    columns = (f"${place}::{_type(name)} AS {name}" for place, name in enumerate(names, start=1))
    return f"(SELECT {', '.join(columns)})"


def _type(name: str) -> str:
    if name in INTEGERS:
        return "int"
    return {"code": "text", "available": "boolean"}.get(name, "float8")


def _each(template: str, names: Iterable[str], separator: str) -> str:
    return separator.join(template.format(name) for name in names)


def answers(rows: Sequence[tuple]) -> dict[int, Answer]:
    """By request: what a statement returned. A request without any plot is not among them."""
    found: dict[int, dict[bool, tuple[int, list[tuple]]]] = {}
    for request, unknown, many, *row in rows:
        found.setdefault(request, {}).setdefault(unknown, (many, []))[1].append(tuple(row))
    nothing: tuple[int, list[tuple]] = (0, [])
    return {
        request: answer(
            (groups.get(False, nothing)[0], groups.get(True, nothing)[0]),
            groups.get(False, nothing)[1],
            groups.get(True, nothing)[1],
        )
        for request, groups in found.items()
    }


def only_answer(rows: Sequence[tuple]) -> Answer:
    return next(iter(answers(rows).values()), answer((0, 0), [], []))
