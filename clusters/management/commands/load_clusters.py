"""``manage.py load_clusters FILE``: real clusters with the source of each fact."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from clusters.loading import COLUMNS, load_cluster
from portal.common.rows import finish, load

DEFAULT = settings.BASE_DIR / "reference/data/clusters.csv"


class Command(BaseCommand):
    help = "Load clusters from a CSV; safe to run twice, bad rows are named and left out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=DEFAULT)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        with transaction.atomic():
            report = load(file, COLUMNS, load_cluster)
        finish(self, report)
