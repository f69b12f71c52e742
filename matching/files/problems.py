"""What is wrong with the rows of a file, for the terminal."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from portal.common.rows import RowError

SHOWN = 1_000


@dataclass
class Problems:
    """Wrong cells and rows: the first ``limit`` word for word, the others only counted."""

    limit: int = SHOWN
    bad_rows: int = 0
    _shown: list[str] = field(default_factory=list)
    _counted: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, file: Path, line: int, wrong: list[RowError]) -> None:
        """Leave out the row in ``line`` of ``file``, for one or more reasons."""
        self.bad_rows += 1
        for error in wrong:
            if len(self._shown) < self.limit:
                self._shown.append(f"{file}:{line} {error.column}: {error.reason}")
            else:
                self._counted[str(file), error.column] += 1

    def lines(self) -> list[str]:
        """For the terminal, in the order of the files."""
        rest = [
            f"{file} {column}: {count:,} more, not shown"
            for (file, column), count in self._counted.items()
        ]
        return self._shown + rest
