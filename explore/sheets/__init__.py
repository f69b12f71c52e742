"""One page about a cluster or a plot, for the meeting table: the same on screen and as PDF."""

from explore.sheets.facts import of_cluster, of_plot
from explore.sheets.printing import Sheet, pdf

__all__ = ["Sheet", "of_cluster", "of_plot", "pdf"]
