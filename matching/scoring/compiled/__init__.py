"""``plain`` again as loops that numba compiles: the same answers to the bit, some ten times faster.

What makes it fast besides: what plots of a site share is judged once a site, the area window is
found by binary search, the plots in it are weighed without branches (several at a time), the best
k are kept in order while scanning. ``pairs`` judges one request and one plot, ``many`` asks that of
all of them, ``opening`` looks for the changes that open plots.
"""

from .many import against, best, details, misses
from .opening import nearest

__all__ = ["against", "best", "details", "misses", "nearest"]
