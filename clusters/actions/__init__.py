"""Every write with a rule: one verb, one transaction."""

from clusters.actions.boundaries import (
    clear_boundary,
    clear_cluster_boundary,
    declare_adjacent,
    set_boundary,
    set_cluster_boundary,
    undo_adjacent,
)
from clusters.actions.looks import look
from clusters.actions.papers import add_paper, remove_paper
from clusters.actions.plots import assign_investor, save_plot, set_market
from clusters.actions.states import (
    publish,
    rename_plot,
    resume,
    return_to_investor,
    suspend,
    withdraw,
)
from clusters.actions.versions import (
    Proposal,
    answer,
    approve,
    approve_trivial,
    live_version,
    propose,
    return_version,
    submit,
    withdraw_version,
)

__all__ = [
    "Proposal",
    "add_paper",
    "answer",
    "approve",
    "approve_trivial",
    "assign_investor",
    "clear_boundary",
    "clear_cluster_boundary",
    "declare_adjacent",
    "live_version",
    "look",
    "propose",
    "publish",
    "remove_paper",
    "rename_plot",
    "resume",
    "return_to_investor",
    "return_version",
    "save_plot",
    "set_boundary",
    "set_cluster_boundary",
    "set_market",
    "submit",
    "suspend",
    "undo_adjacent",
    "withdraw",
    "withdraw_version",
]
