"""Static files out of ``node_modules`` and the data folder, one by one by name."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class OneFile(FileSystemStorage):
    """A storage that holds a single file under a name of our choice."""

    prefix = ""

    def __init__(self, path: Path) -> None:
        super().__init__(location=path.parent)
        self.file = path

    def path(self, name: str) -> str:
        return str(self.file)


class NamedFilesFinder(BaseFinder):
    """Finds ``settings.NAMED_STATIC_FILES``: published name → path on disk."""

    def check(self, **kwargs: Any) -> list:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        file = settings.NAMED_STATIC_FILES.get(path.replace(os.sep, "/"))
        if not file or not file.exists():
            return []
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for name, file in settings.NAMED_STATIC_FILES.items():
            yield name, OneFile(file)


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed names; source maps are not published, so their comments stay alone."""

    patterns = tuple(
        (extension, tuple(p for p in rules if "sourceMappingURL" not in str(p)))
        for extension, rules in CompressedManifestStaticFilesStorage.patterns
    )
