"""How loops are compiled, and where what was compiled is kept."""

from hashlib import sha256
from pathlib import Path

from numba import config, njit

# numba keeps a compiled function until its own file changes, and looks neither at rules that it
# reads nor at what is inlined: a changed rule would score as before. So all sources name the place.
_SOURCES = sorted(Path(__file__).parents[1].rglob("*.py"))
_DIGEST = sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()
_BASE = config.CACHE_DIR or Path(__file__).with_name("__pycache__")  # type: ignore[attr-defined]
config.CACHE_DIR = str(Path(_BASE, f"scoring-{_DIGEST[:16]}"))  # type: ignore[attr-defined]

# No fast-math: IEEE 754 in the order of ``judging``, or the bits would differ. What is inlined
# reads columns without counting references, which is half the speed.
jit = njit(cache=True, nogil=True, error_model="numpy")
inlined = njit(inline="always", error_model="numpy")
