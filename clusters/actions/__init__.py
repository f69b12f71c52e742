"""Every write with a rule: one verb, one transaction."""

from clusters.actions.boundaries import (
    clear_boundary,
    clear_cluster_boundary,
    declare_adjacent,
    set_boundary,
    set_cluster_boundary,
    undo_adjacent,
)
from clusters.actions.papers import add_paper, remove_paper
from clusters.actions.plots import (
    assign_investor,
    publish,
    return_to_investor,
    save_plot,
    set_market,
    submit,
    withdraw,
)

__all__ = [
    "add_paper",
    "assign_investor",
    "clear_boundary",
    "clear_cluster_boundary",
    "declare_adjacent",
    "publish",
    "remove_paper",
    "return_to_investor",
    "save_plot",
    "set_boundary",
    "set_cluster_boundary",
    "set_market",
    "submit",
    "undo_adjacent",
    "withdraw",
]
