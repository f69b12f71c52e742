"""Rows to what ``searching`` reads: one snapshot per process, keyed by version stamps.

As in ``matching.features``: small queries tell whether anything has moved, and only then is
something read again: of the plots those that have moved, of everything else the lists as they are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from threading import Lock
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Count, Max, Sum, Value
from django.db.models.functions import Length

from clusters.codes import code_key
from clusters.models import Cluster, ClusterTrade, Market, Plot, PlotFormerCode, TradeRole
from clusters.querysets import DRAWN
from enterprises.models import Enterprise, KeyProduct
from explore.searching import Codes, Entry, Found, Names, plain
from reference.models import Era, Industry, Place, PlotKind, Share, Succession

KINDS = ("clusters", "plots", "places", "trades", "enterprises", "products")
GENERIC = ("cum cong nghiep", "xa", "phuong", "thi tran", "huyen", "quan", "thi xa", "thanh pho")
# What people call a trade whose VSIC name says it otherwise, by division.
COLLOQUIAL = {
    "10": "che bien nong san thuc pham",
    "13": "vai soi nhuom",
    "14": "may mac quan ao",
    "15": "giay dep da giay",
    "17": "bao bi carton",
    "20": "hoa chat son",
    "21": "thuoc tan duoc",
    "22": "nhua bao bi nhua",
    "25": "co khi gia cong kim loai",
    "26": "dien tu linh kien",
    "27": "do dien",
    "28": "co khi che tao may",
    "29": "o to phu tung",
    "31": "noi that do go",
}
IN_CHUNKS = 1000


@dataclass(frozen=True, slots=True)
class ClusterRow:
    cluster: Cluster
    offers: int  # plots on offer
    has_demo: bool  # some of them are invented for demonstration


@dataclass(frozen=True, slots=True)
class PlotRow:
    """A public plot as results show it."""

    pk: int
    version: int
    code: str
    key: str
    cluster: int
    kind: str
    area_m2: Decimal
    price_vnd_m2: int | None
    market: str
    is_demo: bool

    @property
    def kind_name(self) -> Any:
        return PlotKind(self.kind).label

    @property
    def market_name(self) -> Any:
        return Market(self.market).label


@dataclass(frozen=True, slots=True)
class FoundPlot:
    """``former_code`` is the code by which it was found, where it has another one now."""

    plot: PlotRow
    cluster: Cluster
    former_code: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A commune or ward, present or former, or a former district. ``now``: the current units that a
    former one went into, its usual successor first."""

    name: str
    bare: str  # without its kind, as former places of clusters are written
    district: str
    now: tuple[str, ...]
    clusters: int
    is_former: bool

    @property
    def searched(self) -> str:
        """What the list of clusters finds it by."""
        return self.bare if self.is_former else self.name


@dataclass(frozen=True, slots=True)
class TradeRow:
    industry: Industry
    clusters: int  # that list it, or a trade above it, as permitted


@dataclass(frozen=True, slots=True)
class EnterpriseRow:
    """An enterprise of the directory, key products that it holds, clusters that it builds;
    ``slug`` is empty for one that is only named as an investor."""

    name: str
    slug: str
    is_demo: bool
    products: tuple[str, ...]
    years: tuple[str, ...]
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True, slots=True)
class ProductRow:
    product: KeyProduct


class Stamp(NamedTuple):
    plots: tuple[Any, ...]
    rest: tuple[Any, ...]


class Index:
    """Everything that can be found, at one stamp."""

    def __init__(self, stamp: Stamp, before: "Index | None") -> None:
        self.stamp = stamp
        same_rest = before is not None and before.stamp.rest == stamp.rest
        self.plots: dict[int, PlotRow] = _plots(before.plots if before else {})
        self.clusters: dict[int, Cluster] = (
            before.clusters
            if before and same_rest
            else {row.pk: row for row in Cluster.objects.select_related("place").defer(*DRAWN)}
        )
        self.names: Names = before.names if before and same_rest else Names(self._entries())
        self.codes = Codes(self._coded(), code_key)
        self.offers: dict[int, list[PlotRow]] = defaultdict(list)
        for plot in self.plots.values():
            if plot.market == "open":
                self.offers[plot.cluster].append(plot)

    def search(self, text: str) -> "Results":
        places = self.codes.search(text, self._called)
        # A plot with several codes that fit is found by the first of them.
        plots: dict[int, str] = {}
        for place in places:
            plots.setdefault(*self.codes.rows[place])
        found = self.names.search(plain(text))
        if plots and (found.near or found.some):
            found = Found({})  # a code is an answer; what only looks like it is none
        return Results(self, found, plots)

    def found_plot(self, pk: int, former_code: str) -> FoundPlot:
        plot = self.plots[pk]
        return FoundPlot(plot, self.clusters[plot.cluster], former_code)

    def offered(self, cluster: Cluster) -> ClusterRow:
        plots = self.offers.get(cluster.pk, [])
        return ClusterRow(cluster, len(plots), any(plot.is_demo for plot in plots))

    def _called(self, words: list[str]) -> list[int]:
        return [cluster.pk for cluster in self.names.holding(words, "clusters")]

    def _coded(self) -> Iterable[tuple[str, int, int, Any]]:
        """Present codes and former ones; what is on offer, then by cluster, comes first."""
        order = {pk: n for n, pk in enumerate(self.clusters)}
        taken = len(order)

        def place(plot: PlotRow) -> int:
            return order.get(plot.cluster, taken) + (0 if plot.market == "open" else taken)

        for plot in self.plots.values():
            yield plot.key, plot.cluster, place(plot), (plot.pk, "")
        for pk, key, code in PlotFormerCode.objects.values_list("plot", "code_key", "code"):
            if pk in self.plots:
                yield key, self.plots[pk].cluster, place(self.plots[pk]), (pk, code)

    def _entries(self) -> Iterable[Entry]:
        former = _successors()
        yield from (_cluster_entry(cluster) for cluster in self.clusters.values())
        yield from _place_entries(self.clusters.values(), former)
        yield from _trade_entries()
        products = list(KeyProduct.objects.select_related("industry_guess", "holder"))
        yield from _enterprise_entries(products, self.clusters.values())
        yield from _product_entries(products)


@dataclass(frozen=True)
class Results:
    """``plots``: of each plot found, the former code by which it was, or nothing."""

    index: Index
    found: Found
    plots: dict[int, str]

    def of(self, kind: str, first: int = 0, last: int | None = None) -> list[Any]:
        """Rows of one kind, best first, from ``first`` to before ``last``."""
        if kind == "plots":
            some = islice(self.plots.items(), first, last)
            return [self.index.found_plot(pk, former) for pk, former in some]
        rows = [hit.entry.row for hit in self.found.hits.get(kind, ())[first:last]]
        return [self.index.offered(row) for row in rows] if kind == "clusters" else rows

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind, in the order of the page: the best kind first."""
        hits = {kind: len(rows) for kind, rows in self.found.hits.items()}
        return {
            kind: n for kind in self._kinds() if (n := hits.get(kind, 0) or self._plots_of(kind))
        }

    def _plots_of(self, kind: str) -> int:
        return len(self.plots) if kind == "plots" else 0

    def _kinds(self) -> list[str]:
        """As ``KINDS``, but what is called exactly that, or has that code, goes before."""
        best = {kind: rows[0].points for kind, rows in self.found.hits.items() if rows}
        top = {kind for kind, points in best.items() if points >= 80}
        if self.plots:
            top.add("plots")
        return sorted(KINDS, key=lambda kind: (kind not in top, KINDS.index(kind)))


# --- one snapshot per process --------------------------------------------------------------------

_kept: dict[str, Index] = {}
_lock = Lock()


def snapshot() -> Index:
    """What can be found now. Three small queries; more only where something has moved."""
    stamp = Stamp(_moves(Plot), (_moves(Cluster), _lists()))
    database = str(connections["default"].settings_dict["NAME"])
    kept = _kept.get(database)
    if kept is None or kept.stamp != stamp:
        kept = Index(stamp, kept)
        with _lock:
            _kept[database] = kept
    return kept


def forget() -> None:
    """Drop what is kept, for tests whose database is rolled back under the same versions."""
    _kept.clear()


def _moves(model: Any) -> tuple[Any, ...]:
    found = model.objects.aggregate(last=Max("pk"), rows=Count("pk"), moves=Sum("version"))
    return tuple(found.values())


def _lists() -> tuple[Any, ...]:
    """What has no versions is told by which rows there are and the length of their names: lists
    are loaded, not edited; enterprises come to the directory and leave it. One query."""
    lists = (
        (Place.objects.all(), "full_name"),
        (Industry.objects.all(), "name_vi"),
        (KeyProduct.objects.all(), "product"),
        (Enterprise.objects.public(), "name"),
    )
    parts = [
        rows.order_by()
        .annotate(list=Value(number))
        .values("list")
        .annotate(last=Max("pk"), rows=Count("pk"), which=Sum("pk"), letters=Sum(Length(name)))
        .values_list("list", "last", "rows", "which", "letters")
        for number, (rows, name) in enumerate(lists)
    ]
    return tuple(sorted(parts[0].union(*parts[1:], all=True)))


def _plots(known: dict[int, PlotRow]) -> dict[int, PlotRow]:
    """Every public plot; only those that have moved are read."""
    public = Plot.objects.public().order_by("pk")
    versions = dict(public.values_list("pk", "version"))
    rows = {
        pk: known[pk]
        for pk, version in versions.items()
        if pk in known and known[pk].version == version
    }
    moved = [pk for pk in versions if pk not in rows]
    fields = [name for name in PlotRow.__slots__ if name not in ("key", "cluster")]
    values = public.values_list(*fields, "code_key", "cluster")
    for first in range(0, len(moved), IN_CHUNKS):
        for row in values.filter(pk__in=moved[first : first + IN_CHUNKS]):
            *facts, key, cluster = row
            named = dict(zip(fields, facts, strict=True))
            rows[named["pk"]] = PlotRow(**named, key=key, cluster=cluster)
    return rows


# --- rows to entries -----------------------------------------------------------------------------


def _forms(*texts: str) -> tuple[str, ...]:
    """The plain names, each also without the word for what kind of thing it is."""
    names: dict[str, None] = {}
    for name in filter(None, map(plain, texts)):
        names[name] = None
        for word in GENERIC:
            if name.startswith(f"{word} "):
                names[name.removeprefix(f"{word} ")] = None
                break
    return tuple(names)


def _cluster_entry(cluster: Cluster) -> Entry:
    names = _forms(cluster.name, cluster.name.replace("Cụm công nghiệp", "CCN"), cluster.name_en)
    place = cluster.place.full_name if cluster.place else ""
    also = " | ".join(map(plain, (cluster.former_place, place, cluster.investor_name)))
    return Entry("clusters", names, also, cluster)


def _successors() -> dict[int, list[tuple[str, str]]]:
    """Former unit → (share, name of the current one), the usual successor first."""
    usual_first: dict[str, int] = {Share.WHOLE: 0, Share.PART_DEFAULT: 1}
    rows: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for former, share, name in Succession.objects.order_by("pk").values_list(
        "former", "share", "current__full_name"
    ):
        rows[former].append((share, name))
    for went in rows.values():
        went.sort(key=lambda pair: usual_first.get(pair[0], 2))
    return rows


def _place_entries(
    clusters: Collection[Cluster], former: dict[int, list[tuple[str, str]]]
) -> Iterable[Entry]:
    now_in = Counter(cluster.place_id for cluster in clusters if cluster.place_id)
    once_in = [plain(cluster.former_place) for cluster in clusters]  # "duc tu dong anh"
    districts: dict[str, dict[str, None]] = defaultdict(dict)
    for place in Place.objects.order_by("era", "name_sort", "pk"):
        district = place.district
        if place.era == Era.CURRENT:
            now: tuple[str, ...] = ()
            count = now_in[place.pk]
        else:
            now = tuple(name for _share, name in former.get(place.pk, ()))
            count = once_in.count(plain(f"{place.name} {_bare(district)}"))
            if district:
                districts[district].update(dict.fromkeys(now[:1]))
        row = PlaceRow(place.full_name, place.name, district, now, count, place.era == Era.FORMER)
        yield Entry("places", _forms(place.full_name), plain(district), row)
    for district, went in sorted(districts.items()):
        bare = _bare(district)
        count = sum(text.endswith(f" {plain(bare)}") for text in once_in)
        row = PlaceRow(district, bare, "", tuple(went), count, True)
        yield Entry("places", _forms(district), "", row)


def _bare(district: str) -> str:
    """Đông Anh, for Huyện Đông Anh."""
    for kind in ("Huyện ", "Quận ", "Thị xã ", "Thành phố "):
        district = district.removeprefix(kind)
    return district


def _trade_entries() -> Iterable[Entry]:
    permitting: dict[str, set[int]] = defaultdict(set)
    rows = ClusterTrade.objects.filter(role=TradeRole.PERMITTED)
    for code, cluster in rows.values_list("industry__code", "cluster"):
        permitting[code].add(cluster)
    for industry in Industry.objects.choosable():
        above = [industry.code[:length] for length in range(1, len(industry.code) + 1)]
        clusters: set[int] = set().union(*(permitting[code] for code in above))
        names = (industry.code, *_forms(industry.name_vi, industry.name_en))
        also = COLLOQUIAL.get(industry.code[:2], "")
        yield Entry("trades", names, also, TradeRow(industry, len(clusters)))


def _enterprise_entries(products: list[KeyProduct], clusters: Iterable[Cluster]) -> Iterable[Entry]:
    """Each enterprise of the directory; then those that only build clusters, by their names."""
    held: dict[int | None, list[KeyProduct]] = defaultdict(list)
    for product in products:
        held[product.holder_id].append(product)
    invests: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in clusters:
        if cluster.investor_name:
            invests[plain(cluster.investor_name)].append(cluster)
    directory = Enterprise.objects.public().select_related("organisation").order_by("name_sort")
    for enterprise in directory:
        name, own = plain(enterprise.name), held[enterprise.pk]
        row = EnterpriseRow(
            enterprise.name,
            enterprise.slug,
            enterprise.is_demo,
            tuple(dict.fromkeys(product.product for product in own if product.product)),
            tuple(sorted({product.year for product in own})),
            tuple(invests.pop(name, ())),
        )
        yield Entry("enterprises", (name,), "", row)
    for name, built in sorted(invests.items()):
        row = EnterpriseRow(built[0].investor_name, "", False, (), (), tuple(built))
        yield Entry("enterprises", (name,), "", row)


def _product_entries(products: list[KeyProduct]) -> Iterable[Entry]:
    for product in products:
        if not (name := plain(product.product)):
            continue  # a source that names the enterprise only
        also = f"{plain(product.holder_name)} | {plain(product.sector)}"
        yield Entry("products", (name,), also, ProductRow(product))
