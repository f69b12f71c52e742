"""Clusters, the plots their investors offer, and where each fact comes from."""

from clusters.models.attachment import Attachment, AttachmentKind, _file_path, _paper_path
from clusters.models.bounded import Bounded
from clusters.models.cluster import (
    Cluster,
    ClusterTrade,
    FactSource,
    Readiness,
    Stage,
    TradeRole,
)
from clusters.models.evidence import (
    Component,
    ComponentKind,
    Connected,
    Document,
    ReadinessStep,
    Utility,
    UtilityKind,
)
from clusters.models.importing import (
    ImportBatch,
    ImportKind,
    ImportRow,
    ImportState,
    Verdict,
    _import_path,
)
from clusters.models.plot import (
    AdjacencySource,
    Market,
    Plot,
    PlotAdjacency,
    PlotFormerCode,
    PlotStatus,
    PlotTrade,
    PriceBasis,
)
from clusters.models.promise import READY, Promise
from clusters.models.reminder import Reminder, ReminderStep
from clusters.models.version import (
    LIVE,
    ListingVersion,
    Remark,
    ReviewLook,
    Side,
    VersionKind,
    VersionStatus,
)

__all__ = [
    "LIVE",
    "READY",
    "AdjacencySource",
    "Attachment",
    "AttachmentKind",
    "Bounded",
    "Cluster",
    "ClusterTrade",
    "Component",
    "ComponentKind",
    "Connected",
    "Document",
    "FactSource",
    "ImportBatch",
    "ImportKind",
    "ImportRow",
    "ImportState",
    "ListingVersion",
    "Market",
    "Plot",
    "PlotAdjacency",
    "PlotFormerCode",
    "PlotStatus",
    "PlotTrade",
    "PriceBasis",
    "Promise",
    "Readiness",
    "ReadinessStep",
    "Remark",
    "Reminder",
    "ReminderStep",
    "ReviewLook",
    "Side",
    "Stage",
    "TradeRole",
    "Utility",
    "UtilityKind",
    "Verdict",
    "VersionKind",
    "VersionStatus",
    "_file_path",  # these three are named by migrations
    "_import_path",
    "_paper_path",
]
