"""``manage.py match_files``: plots and requests from spreadsheets, without a database."""

import io
import math
import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from matching.files.problems import Problems
from matching.files.run import match
from matching.files.writing import replacing
from portal.common.sheets.faults import FileError


def rate(text: str) -> float:
    """A share such as 0.08, from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"“{text}” is not a rate from 0 to 1, such as 0.08")
    return value


class Command(BaseCommand):
    help = (
        "Match land requests with plots, both from CSV or XLSX files, and write one JSON line for "
        "each request. Bad rows are named and left out; the exit status is then 1."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--plots", type=Path, required=True, metavar="FILE")
        parser.add_argument("--requests", type=Path, required=True, metavar="FILE")
        parser.add_argument("--out", required=True, metavar="FILE", help="- is standard output")
        parser.add_argument("--explain", metavar="PLOT", help="add this plot's gates to each line")
        parser.add_argument("--sheet", metavar="NAME", help="which sheet of an XLSX")
        parser.add_argument(
            "--discount-rate",
            type=rate,
            default=settings.MATCH_DISCOUNT_RATE,
            metavar="RATE",
            help="spreads a one-off price over the years left (%(default)s)",
        )

    def handle(
        self, *args: Any, plots: Path, requests: Path, out: str, verbosity: int, **options: Any
    ) -> None:
        problems = Problems()
        try:
            with self._output(out, plots, requests) as write:
                counts = match(
                    plots,
                    requests,
                    write,
                    problems,
                    discount_rate=options["discount_rate"],
                    explained=options["explain"],
                    sheet=options["sheet"],
                    quiet=verbosity == 0,
                )
        except FileError as wrong:
            raise CommandError("\n".join([*problems.lines(), str(wrong)])) from None
        except BrokenPipeError:
            # the reader has seen enough; without this Python complains once more at its end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise CommandError("the output was closed before its end") from None
        except OSError as wrong:
            raise CommandError(f"{wrong.filename or out}: {wrong.strerror}") from None
        for line in problems.lines():
            self.stderr.write(line)
        told = self.stderr if out == "-" else self.stdout
        told.write(
            f"{counts[1]} requests matched with {counts[0]} plots, "
            f"discount rate {options['discount_rate']}"
        )
        if problems.bad_rows:
            raise CommandError(f"{problems.bad_rows} bad rows were left out; the rest is matched")

    @contextmanager
    def _output(self, out: str, *inputs: Path) -> Iterator[Callable[[str], Any]]:
        if out == "-":
            raw = self.stdout._out
            if isinstance(raw, io.TextIOWrapper):
                raw.reconfigure(encoding="utf-8", newline="\n")
            yield self.stdout.write
            return
        target = Path(out)
        if target.exists() and any(file.exists() and target.samefile(file) for file in inputs):
            raise FileError(target, "is one of the files to read; the output needs another")
        with replacing(target) as stream:
            yield stream.write
