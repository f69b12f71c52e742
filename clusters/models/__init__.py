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
from clusters.models.version import (
    LIVE,
    ListingVersion,
    ReviewLook,
    VersionKind,
    VersionStatus,
)

__all__ = [
    "LIVE",
    "AdjacencySource",
    "Bounded",
    "Cluster",
    "ClusterTrade",
    "FactSource",
    "ListingVersion",
    "Market",
    "Plot",
    "PlotAdjacency",
    "PlotFormerCode",
    "PlotPaper",
    "PlotStatus",
    "PriceBasis",
    "Readiness",
    "ReviewLook",
    "Stage",
    "TradeRole",
    "VersionKind",
    "VersionStatus",
    "_paper_path",  # named by the first migration
]
