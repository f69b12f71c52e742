"""``manage.py demo load`` and ``manage.py demo clear``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enterprises.models import LandRequest
from matching import actions, demo
from portal.common.errors import RuleViolation


class Command(BaseCommand):
    help = "Load the marked demonstration set, or remove all of it and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["load", "clear"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        try:
            counts = demo.load() if what == "load" else demo.clear()
        except RuleViolation as refused:
            raise CommandError(str(refused)) from None
        actions.sweep()
        actions.match_requests(LandRequest.objects.open().values_list("pk", flat=True))
        done = "loaded" if what == "load" else "cleared"
        self.stdout.write(f"demonstration {done}: {counts}")
