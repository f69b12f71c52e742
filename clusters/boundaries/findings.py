"""What can be wrong with a boundary, as data; ``clusters.words`` puts it into sentences."""

from typing import Any, NamedTuple

ERROR = "error"  # cannot be stored
WARNING = "warning"  # is stored, and shown to the investor and the officer


class Finding(NamedTuple):
    """``params`` are numbers and codes for the sentence; ``line``, if there, is the line of the
    typed table, or the number of the corner where nothing was typed."""

    code: str
    severity: str
    params: dict[str, Any] = {}

    @property
    def line(self) -> int | None:
        return self.params.get("line")

    @property
    def is_error(self) -> bool:
        return self.severity == ERROR


def error(code: str, **params: Any) -> Finding:
    return Finding(code, ERROR, params)


def warning(code: str, **params: Any) -> Finding:
    return Finding(code, WARNING, params)
