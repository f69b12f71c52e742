"""matching.md §1 and §2 once more, slowly, in plain Python. Shares nothing with ``scoring`` but
the two row classes."""

import math

WEIGHTS = {
    "area": 3, "cost": 3, "time": 2, "distance": 2, "access": 1, "readiness": 2, "headroom": 1,
    "neighbours": 1, "key_product": 0,
}  # fmt: skip
R_KM = 6371.0088


def clip(x):
    return max(0.0, min(1.0, x))


def line(value, best, worst):
    if best == worst:
        return 1.0 if value <= best else 0.0
    return clip((value - worst) / (best - worst))


def km(demand, offer):
    if offer.lat is None or offer.lon is None or demand.lat is None:
        return None
    a, b = math.radians(demand.lat), math.radians(offer.lat)
    turn = math.radians(offer.lon - demand.lon) / 2
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(turn) ** 2
    arc = 2 * R_KM * math.asin(min(1, math.sqrt(h)))
    return round(arc * 1e9) / 1e9  # as scoring does, so that a promised distance is exact


def cost(offer, rate=0.08):
    if offer.members:  # adjacent plots: the mean by area
        costs = [cost(member, rate) for member in offer.members]
        if None in costs:
            return None
        areas = [member.area_m2 for member in offer.members]
        return sum(c * a for c, a in zip(costs, areas, strict=True)) / sum(areas)
    if offer.price_vnd_m2 is None or offer.price_basis is None:
        return None
    fee = offer.fee_vnd_m2_year or 0
    if offer.price_basis == "annual":
        return offer.price_vnd_m2 + fee
    if offer.term_years is None:
        return None
    if offer.term_years == 0:
        return math.inf if offer.price_vnd_m2 else fee
    return offer.price_vnd_m2 * rate / (1 - (1 + rate) ** -offer.term_years) + fee


def ready(demand, offer):
    """The day that counts, of adjacent plots the latest; None where one is not known."""
    days = [
        (demand.count_expected_dates and one.ready_on and one.expected_on) or one.ready_on
        for one in offer.members or (offer,)
    ]
    return None if None in days else max(days)


def trade(code, offer):
    if not offer.permitted and not offer.refused:
        return None
    best = (0, offer.permitted == ())  # nothing is a prefix: only refusals listed -> passes
    for listed in offer.permitted:
        if code.startswith(listed) and len(listed) > best[0]:
            best = (len(listed), True)
    for listed in offer.refused:
        if code.startswith(listed) and len(listed) >= best[0]:
            best = (len(listed), False)
    return best[1]


def gates(demand, offer):
    """Of each gate: True, False or None for unknown."""

    def known(value, test):
        return None if value is None else test(value)

    def capacity(name):
        need = getattr(demand, name) or 0
        return True if need == 0 else known(getattr(offer, name), lambda have: have >= need)

    kind = demand.wastewater_kind
    return {
        "available": offer.status == "published",
        "area": demand.area_min_m2 <= offer.area_m2 <= demand.area_max_m2,
        "industry": trade(demand.industry, offer),
        "wastewater_kind": True
        if kind in (None, "none")
        else known(offer.wastewater_kinds or None, lambda kinds: kind in kinds),
        "ready": True
        if demand.need_by is None
        else known(ready(demand, offer), lambda day: day <= demand.need_by),
        "power": capacity("power_kva"),
        "water": capacity("water_m3_day"),
        "wastewater": capacity("wastewater_m3_day"),
        "cost": True
        if demand.max_cost_vnd_m2_year is None
        else known(cost(offer), lambda c: c <= demand.max_cost_vnd_m2_year),
        "term": True
        if demand.lease_years is None
        else known(offer.term_years, lambda years: years >= demand.lease_years),
        "kind": not demand.kinds or offer.kind in demand.kinds,
        "distance": True
        if demand.max_distance_km is None or demand.lat is None
        else known(km(demand, offer), lambda d: d <= demand.max_distance_km),
    }


def verdict(demand, offer):
    answers = gates(demand, offer).values()
    if False in answers:
        return "excluded"
    return "to_confirm" if None in answers else "eligible"


def merits(demand, offer):
    """Of each criterion with a basis: the list of its members' u, None for unknown."""
    low, ideal, high = demand.area_min_m2, demand.area_ideal_m2, demand.area_max_m2
    a = offer.area_m2
    if a == ideal:
        area = 1.0
    elif a < ideal:
        area = line(a, ideal, low) if low < ideal else 0.0
    else:
        area = line(a, ideal, high) if ideal < high else 0.0
    u = {"area": [area]}
    if demand.max_cost_vnd_m2_year is not None:
        ceiling, c = demand.max_cost_vnd_m2_year, cost(offer)
        u["cost"] = [None if c is None else line(c, ceiling / 2, ceiling)]
    if demand.need_by is not None:
        day = ready(demand, offer)
        u["time"] = [None if day is None else line((demand.need_by - day).days, 180, 0)]
    if demand.lat is not None:
        d = km(demand, offer)
        u["distance"] = [None if d is None else line(d, 5, 60)]
    u["access"] = [
        None if value is None else line(value, best, worst)
        for value, best, worst in (
            (offer.road_km, 2, 20),
            (offer.airport_km, 20, 100),
            (offer.port_km, 100, 250),
        )
    ]
    u["readiness"] = [None if offer.readiness is None else offer.readiness / 5]
    u["headroom"] = []
    for name in ("power_kva", "water_m3_day", "wastewater_m3_day"):
        need, have = getattr(demand, name) or 0, getattr(offer, name)
        u["headroom"].append(
            1.0 if need == 0 else None if have is None else min(1, have / 2 / need)
        )
    same = [code for code in offer.neighbours if code[:2] == demand.industry[:2]]
    u["neighbours"] = [min(1, len(same) / 3) if offer.neighbours else None]
    u["key_product"] = [1.0 if demand.key_product else 0.0]
    return u


def score(demand, offer):
    """(lo, point, hi) and the point parts."""
    u = merits(demand, offer)
    weights = {name: demand.weights.get(name, WEIGHTS[name]) for name in u}
    total = sum(weights.values())

    def with_unknown_as(value):
        return {
            name: weights[name]
            / total
            * sum(value if x is None else x for x in members)
            / len(members)
            for name, members in u.items()
            if weights[name]
        }

    lo, point, hi = (with_unknown_as(value) for value in (0, 0.5, 1))
    return sum(lo.values()), sum(point.values()), sum(hi.values()), point


def ranking(demand, offers):
    """Codes of eligible plots, then of those to confirm, each best first."""
    order = []
    for kind in ("eligible", "to_confirm"):
        found = [o for o in offers if verdict(demand, o) == kind]
        order.append(
            [o.code for o in sorted(found, key=lambda o: (-round(score(demand, o)[1], 9), o.code))]
        )
    return order
