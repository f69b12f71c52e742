"""Reads of clusters and plots."""

from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch, Q, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from clusters.codes import code_key
from clusters.freshness import at_level
from portal.common.vietnamese import fold

# What a list never shows and a row need not carry: tables of corners can be long.
DRAWN = ("boundary", "boundary_corners")


PLOT_ON_OFFER = Q(
    plots__status="published", plots__market="open", plots__stale_hidden_at__isnull=True
)


class ClusterQuerySet(models.QuerySet):
    def for_sheets(self):
        """With what a spreadsheet holds of each beside its columns. Three queries."""
        return self.defer("boundary").prefetch_related("trades__industry", "steps")

    def operated_by(self, user):
        """Clusters whose investor ``user`` may speak for; the investor must be verified."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            investor__status="verified",
            investor__memberships__user=user,
            investor__memberships__role__in=("owner", "editor"),
        )

    def seen_by(self, user):
        """Clusters whose demand ``user`` may read: an officer any, an investor its own."""
        if user.is_authenticated and user.is_officer:
            return self.all()
        return self.operated_by(user)

    def search(self, text: str):
        """By name, investor or place, current or former; diacritics do not matter."""
        words = fold(text.strip()) or ""
        return self.filter(
            Q(name_folded__contains=words)
            | Q(place_folded__contains=words)
            | Q(investor_folded__contains=words)
            | Q(place__name_folded__contains=words)
        )

    def with_plot_count(self):
        """``plots_on_offer``: published and open plots, in the same query."""
        return self.annotate(plots_on_offer=Count("plots", filter=PLOT_ON_OFFER, distinct=True))

    def with_confirmations(self):
        """``freshest_since``, ``stalest_since``: the latest and the earliest word on what is on
        offer, in the same query."""
        said = Greatest(
            "plots__published_at", Coalesce("plots__confirmed_at", "plots__published_at")
        )
        return self.annotate(
            freshest_since=Max(said, filter=PLOT_ON_OFFER),
            stalest_since=Min(said, filter=PLOT_ON_OFFER),
        )

    def for_cards(self):
        rows = self.select_related("place").with_plot_count().with_confirmations()
        return rows.defer(*DRAWN)

    def for_page(self):
        """With its sources and trades, in three queries."""
        source = self.model._meta.get_field("fact_sources").related_model
        trade = self.model._meta.get_field("trades").related_model
        trades = trade.objects.select_related("industry").order_by("role", "industry__code")
        return self.select_related("place").prefetch_related(
            Prefetch("fact_sources", source.objects.order_by("pk"), to_attr="sources"),
            Prefetch("trades", trades, to_attr="trade_rows"),
        )

    def with_demo_areas(self):
        """``has_demo_areas``: a component of the occupancy is invented for demonstration."""
        source = self.model._meta.get_field("fact_sources").related_model
        names = ("industrial_land_ha", "serviced_ha", "leased_ha", "certificate_ha")
        demo = source.objects.demo().filter(cluster=OuterRef("pk"), field__in=names)
        return self.annotate(has_demo_areas=Exists(demo))

    def permitting(self, code: str):
        """Clusters that list ``code``, or a code above it, as permitted."""
        prefixes = [code[:length] for length in range(1, len(code) + 1)]
        return self.filter(trades__role="permitted", trades__industry__code__in=prefixes).distinct()

    def identified(self):
        """Clusters that a source puts, or probably puts, among the 43 of 2018–2020."""
        return self.filter(cohort__startswith="2018-2020")


PUBLIC = Q(status="published", stale_hidden_at__isnull=True)


class PlotQuerySet(models.QuerySet):
    def public(self):
        """What anyone may see: published, and not hidden for want of a confirmation."""
        return self.filter(PUBLIC)

    def on_offer(self):
        """What anyone may take: public, neither held nor leased."""
        return self.public().filter(market="open")

    def visible_to(self, user):
        """Public plots, and every plot of the clusters that ``user`` operates."""
        public = PUBLIC
        if not user.is_authenticated:
            return self.filter(public)
        if user.is_officer:
            return self.exclude(status="draft")
        return self.filter(public | Q(cluster__in=self._operated(user)))

    def operated_by(self, user):
        return self.filter(cluster__in=self._operated(user))

    def _operated(self, user):
        from_cluster = self.model._meta.get_field("cluster").related_model
        return from_cluster.objects.operated_by(user).values("pk")

    def search(self, text: str):
        """By code, by cluster, or both ("CN-03 duc tu"); diacritics do not matter."""
        found = self
        for word in text.split()[:6]:
            in_name = Q(cluster__name_folded__contains=fold(word) or "")
            found = found.filter(Q(code__icontains=word) | in_name)
        return found

    def submitted(self):
        """The officers' queue, oldest first."""
        return self.filter(status="submitted").order_by("submitted_at", "pk")

    def coded(self, text: str):
        """Plots that have, or once had, the code ``text``, however it is written."""
        key = code_key(text)
        former = self.model._meta.get_field("former_codes").related_model
        had = former.objects.filter(code_key=key).values("plot")
        return self.filter(Q(code_key=key) | Q(pk__in=had)) if key else self.none()

    def for_cards(self):
        """Everything a plot card prints, in one query."""
        return (
            self.select_related("cluster", "cluster__place")
            .without_drawing()
            .order_by("cluster__name_sort", "code")
        )

    def with_fresh_since(self):
        """``since``: the later of publication and confirmation (``Plot.fresh_since``)."""
        confirmed = Coalesce("confirmed_at", "published_at")
        return self.annotate(since=Greatest("published_at", confirmed))

    def to_confirm(self):
        """What an investor is asked about: published and open, hidden or not."""
        return self.filter(status="published", market="open")

    def asked_of(self, organisation):
        """What an organisation is asked about: an investor of its own clusters, the Department of
        those that no verified investor manages here."""
        if organisation.kind == "department":
            return self.exclude(cluster__investor__status="verified")
        return self.filter(cluster__investor=organisation)

    def confirmed_like(self, name):
        """Of what is asked about: at this level of freshness now, or ``hidden`` since nobody
        confirmed it."""
        asked = self.to_confirm().with_fresh_since()
        if name == "hidden":
            return asked.filter(stale_hidden_at__isnull=False)
        return asked.filter(at_level(name, timezone.now()), stale_hidden_at__isnull=True)

    def without_drawing(self):
        """Leaves the corners out, also those of the cluster, which come with every row."""
        return self.defer(*DRAWN, *(f"cluster__{name}" for name in DRAWN))

    def with_boundary(self):
        return self.filter(boundary_epsg__isnull=False)

    def adjacent_to(self, plot):
        """Those that share an edge with ``plot``."""
        pairs = self.model._meta.get_field("pairs_as_first").related_model.objects.of(plot)
        return self.filter(
            Q(pk__in=pairs.values("first")) | Q(pk__in=pairs.values("second"))
        ).exclude(pk=plot.pk)

    def _trades(self):
        cluster = self.model._meta.get_field("cluster").related_model
        trade = cluster._meta.get_field("trades").related_model
        return trade.objects.select_related("industry").order_by("pk")

    def _own_trades(self):
        trade = self.model._meta.get_field("trades").related_model
        return trade.objects.select_related("industry").order_by("industry__code")

    def for_matching(self):
        """Public plots with all that matching reads, in four queries."""
        return (
            self.public()
            .select_related("cluster")
            .without_drawing()
            .prefetch_related(
                Prefetch(
                    "cluster__trades",
                    queryset=self._trades(),
                    to_attr="trade_rows",
                ),
                Prefetch("trades", queryset=self._own_trades(), to_attr="own_trades"),
            )
        )


class AdjacencyQuerySet(models.QuerySet):
    def of(self, plot):
        """Pairs that ``plot`` is one of."""
        return self.filter(Q(first=plot) | Q(second=plot))

    def between(self, plot, other):
        """The one pair of the two, in whichever order they come."""
        first, second = sorted((plot.pk, other.pk))
        return self.filter(first_id=first, second_id=second)


class ListingVersionQuerySet(models.QuerySet):
    """Reads of proposals; ``live`` ones wait for an officer or for the investor."""

    def live(self):
        return self.filter(status__in=("proposed", "returned"))

    def of(self, subject):
        """The versions of one plot or cluster."""
        return self.filter(**{subject._meta.model_name: subject})

    def operated_by(self, user):
        """Versions about clusters, or plots in them, whose investor ``user`` may speak for."""
        clusters = self.model._meta.get_field("cluster").related_model
        mine = clusters.objects.operated_by(user).values("pk")
        return self.filter(Q(cluster__in=mine) | Q(plot__cluster__in=mine))

    def of_investor(self, investor):
        return self.filter(Q(cluster__investor=investor) | Q(plot__cluster__investor=investor))

    def in_queue_order(self):
        """What waits for an officer first, longest first; then what waits for an investor."""
        return self.order_by(models.F("clock_since").asc(nulls_last=True), "pk")

    def for_review(self):
        """With what a row of the queue and the page of a version show of their subject."""
        return self.select_related("plot__cluster__investor", "cluster__investor")


class ReviewLookQuerySet(models.QuerySet):
    def fresh(self, now):
        """Pages that still report; one that has been silent for three minutes is closed."""
        return self.filter(seen_at__gte=now - timedelta(minutes=3)).select_related("user")


class FactSourceQuerySet(models.QuerySet):
    def demo(self):
        return self.filter(is_demo=True)


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Public files of what ``user`` may see, all of what they operate; officers read all."""
        if user.is_authenticated and user.is_officer:
            return self.all()
        plots = self.model._meta.get_field("plot").related_model.objects
        seen = Q(cluster__isnull=False) | Q(plot__in=plots.visible_to(user).values("pk"))
        return self.filter((Q(is_public=True) & seen) | self._operated(user))

    def operated_by(self, user):
        """Files of the clusters that ``user`` operates, and of their plots."""
        return self.filter(self._operated(user))

    def _operated(self, user):
        clusters = self.model._meta.get_field("cluster").related_model.objects
        mine = clusters.operated_by(user).values("pk")
        return Q(cluster__in=mine) | Q(plot__cluster__in=mine)

    def of(self, owner):
        """Those of one plot or one cluster, in their order."""
        name = "plot" if owner._meta.model_name == "plot" else "cluster"
        return self.filter(**{name: owner}).order_by("position", "pk")

    def public(self):
        return self.filter(is_public=True)

    def photos(self):
        return self.filter(kind="photo")

    def documents(self):
        return self.exclude(kind="photo")

    def staying(self):
        """Without those whose removal waits for an officer."""
        return self.filter(leaving_at__isnull=True)

    def total_bytes(self):
        return self.aggregate(total=Sum("size_bytes"))["total"] or 0


class ImportBatchQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Plots: those who may speak for the verified investor. Clusters: officers."""
        if not user.is_authenticated:
            return self.none()
        if user.is_officer:
            return self.filter(kind="clusters")
        return self.filter(
            kind="plots",
            organisation__status="verified",
            organisation__memberships__user=user,
            organisation__memberships__role__in=("owner", "editor"),
        )

    def working(self):
        """Waiting for a worker, or in its hands."""
        return self.filter(status__in=("uploaded", "reading", "applying", "undoing"))

    def stuck(self, before):
        """Those that no worker has touched since ``before``."""
        return self.working().filter(touched_at__lt=before)


class ImportRowQuerySet(models.QuerySet):
    def to_apply(self):
        return self.filter(verdict__in=("new", "changed"))

    def applied(self):
        """Those that the portal has taken over: each knows what taking it back needs."""
        return self.to_apply().exclude(undo={})

    def counts(self):
        """Verdict → number of rows, in one query."""
        rows = self.order_by().values_list("verdict").annotate(models.Count("pk"))
        return dict(rows)


class PromiseQuerySet(models.QuerySet):
    def of_investor(self, investor):
        return self.filter(investor=investor)

    def about(self, cluster, plot, what):
        """Every date promised for one thing, the latest last."""
        return self.filter(cluster=cluster, plot=plot, what=what).order_by("stated_at", "pk")

    def open(self):
        return self.filter(kept_on__isnull=True)
