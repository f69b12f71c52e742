"""Every write with a rule: one verb, one transaction."""

from clusters.actions.applying import uncover
from clusters.actions.boundaries import (
    clear_boundary,
    clear_cluster_boundary,
    declare_adjacent,
    set_boundary,
    set_cluster_boundary,
    undo_adjacent,
)
from clusters.actions.evidence import (
    add_step,
    keep_promise,
    remove_step,
    set_component,
    set_utility,
    state_areas,
)
from clusters.actions.files import (
    add_file,
    close_file,
    edit_file,
    forget_files,
    move_earlier,
    open_file,
)
from clusters.actions.freshness import (
    confirm,
    confirm_all,
    hide,
    keep_fresh,
    no_longer_available,
    remind,
)
from clusters.actions.importing import apply_batch, start_applying, start_undoing, undo_batch
from clusters.actions.looks import look
from clusters.actions.papers import keep_file, remove_file
from clusters.actions.plots import assign_investor, save_plot, set_market
from clusters.actions.promises import note_ready
from clusters.actions.reading import discard, read_batch, upload
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
    "add_file",
    "add_step",
    "answer",
    "apply_batch",
    "approve",
    "approve_trivial",
    "assign_investor",
    "clear_boundary",
    "clear_cluster_boundary",
    "close_file",
    "confirm",
    "confirm_all",
    "declare_adjacent",
    "discard",
    "edit_file",
    "forget_files",
    "hide",
    "keep_file",
    "keep_fresh",
    "keep_promise",
    "live_version",
    "look",
    "move_earlier",
    "no_longer_available",
    "note_ready",
    "open_file",
    "propose",
    "publish",
    "read_batch",
    "remind",
    "remove_file",
    "remove_step",
    "rename_plot",
    "resume",
    "return_to_investor",
    "return_version",
    "save_plot",
    "set_boundary",
    "set_cluster_boundary",
    "set_component",
    "set_market",
    "set_utility",
    "start_applying",
    "start_undoing",
    "state_areas",
    "submit",
    "suspend",
    "uncover",
    "undo_adjacent",
    "undo_batch",
    "upload",
    "withdraw",
    "withdraw_version",
]
