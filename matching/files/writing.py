"""A file that is there whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from portal.common.sheets.faults import FileError


@contextmanager
def replacing(target: Path) -> Iterator[TextIO]:
    """A stream beside ``target`` that takes its place at the end, unless something is raised.

    What is no file, such as /dev/null or a pipe, is written to as it is.
    """
    target = target.resolve()
    if target.exists() and not target.is_file() and not target.is_dir():
        with target.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        return
    if target.is_dir():
        raise FileError(target, "is a folder; name a file in it")
    part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        stream = part.open("x", encoding="utf-8", newline="\n")
    except OSError as wrong:
        raise FileError(target, f"cannot be written: {wrong.strerror}") from None
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            shutil.copymode(target, part)
        part.replace(target)
    except BaseException:  # also when it is interrupted from the keyboard
        part.unlink(missing_ok=True)
        raise
