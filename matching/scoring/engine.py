"""Which of the two ways computes: the compiled loops where numba is installed, else plain numpy.

``MATCH_KERNEL=numpy`` forces the plain way; both give the same bits.
"""

import os
from types import ModuleType

from . import plain


def _choose() -> ModuleType:
    if os.environ.get("MATCH_KERNEL") == "numpy":
        return plain
    try:
        from . import compiled
    except ImportError:  # no numba on this machine
        return plain
    return compiled


kernel: ModuleType = _choose()
