"""Match, and store what came out: only rows that change.

Everything that decides is read after the locks, so that of two runs the later one has the newer
facts and the last word: running twice, late or in any order does no harm. ``lists`` brings the
list of a request up to date, ``plots`` works a changed plot through, ``runs`` does everything.
``questions`` are what firms ask investors.
"""

from .lists import match_request, match_requests, trial
from .plots import match_cluster, match_plots
from .questions import answer_question, ask_fact
from .runs import (
    finish_run,
    lost_ranges,
    match_range,
    resend,
    stale_request_ids,
    start_full_run,
    sweep,
)

__all__ = [
    "answer_question",
    "ask_fact",
    "finish_run",
    "lost_ranges",
    "match_cluster",
    "match_plots",
    "match_range",
    "match_request",
    "match_requests",
    "resend",
    "stale_request_ids",
    "start_full_run",
    "sweep",
    "trial",
]
