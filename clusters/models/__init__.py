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
    PlotStatus,
    PriceBasis,
)

__all__ = [
    "AdjacencySource",
    "Bounded",
    "Cluster",
    "ClusterTrade",
    "FactSource",
    "Market",
    "Plot",
    "PlotAdjacency",
    "PlotPaper",
    "PlotStatus",
    "PriceBasis",
    "Readiness",
    "Stage",
    "TradeRole",
    "_paper_path",  # named by the first migration
]
