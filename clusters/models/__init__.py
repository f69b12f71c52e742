"""Clusters, the plots their investors offer, and where each fact comes from."""

from clusters.models.bounded import Bounded
from clusters.models.cluster import (
    Cluster,
    ClusterTrade,
    FactSource,
    Readiness,
    Stage,
    TradeRole,
)
from clusters.models.paper import PlotPaper, _paper_path
from clusters.models.plot import (
    AdjacencySource,
    Market,
    Plot,
    PlotAdjacency,
    PlotFormerCode,
    PlotStatus,
    PriceBasis,
)
from clusters.models.promise import READY, Promise
from clusters.models.reminder import Reminder, ReminderStep
from clusters.models.version import (
    LIVE,
    ListingVersion,
    ReviewLook,
    VersionKind,
    VersionStatus,
)

__all__ = [
    "LIVE",
    "READY",
    "AdjacencySource",
    "Bounded",
    "Cluster",
    "ClusterTrade",
    "FactSource",
    "Market",
    "Plot",
    "PlotAdjacency",
    "PlotPaper",
    "ListingVersion",
    "PlotStatus",
    "PriceBasis",
    "Readiness",
    "PlotFormerCode",
    "Stage",
    "TradeRole",
    "_paper_path",  # named by the first migration
]
    "ReadinessStep",
    "Reminder",
    "ReminderStep",
    "ReviewLook",
    "Utility",
    "UtilityKind",
    "VersionKind",
    "VersionStatus",
