"""``manage.py audit verify`` and ``manage.py audit show clusters.plot 123``."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from portal.common import chain, history
from portal.common.models import ChainHead, Change


class Command(BaseCommand):
    help = "Check that the log is as it was written, or print the history of one row."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("verify", help="Name the first broken row; status 1 if there is one.")
        show = verbs.add_parser("show", help="What happened to one row, oldest first.")
        show.add_argument("object_type", help="app and model: clusters.plot")
        show.add_argument("object_id")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "verify":
            self._verify()
        else:
            self._show(options["object_type"].lower(), options["object_id"])

    def _verify(self) -> None:
        rows = tqdm(
            chain.stored(), total=Change.objects.count(), unit="change", desc="log", disable=None
        )
        if found := chain.first_break(rows):
            raise CommandError(f"the log is broken at {found}")
        if missing := chain.missing_guards():
            raise CommandError(f"the log is unguarded: no trigger {', '.join(sorted(missing))}")
        head = ChainHead.objects.first()
        last, its_hash = (head.change_id, head.hash) if head else (0, "")
        self.stdout.write(f"{last} changes, all as they were written; the last hash is {its_hash}")

    def _show(self, object_type: str, object_id: str) -> None:
        try:
            apps.get_model(object_type)
        except (LookupError, ValueError):
            raise CommandError(f"{object_type}: there is no such model") from None
        rows = Change.objects.about(object_type, object_id).order_by("pk")
        if not rows.exists():
            raise CommandError(f"nothing is logged about {object_type} {object_id}")
        for change in rows.iterator(chunk_size=2000):
            at = timezone.localtime(change.at)
            why = f" — {change.why}" if change.why else ""
            self.stdout.write(f"#{change.pk} {at:%d/%m/%Y %H:%M} {history.sentence(change)}{why}")
