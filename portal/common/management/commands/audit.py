"""``manage.py audit verify``, ``audit show clusters.plot 123``, ``audit erase-name a@b.vn``."""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from portal.common import actors, chain, history
from portal.common.models import Actor, ChainHead, Change


class Command(BaseCommand):
    help = "Check that the log is as it was written, print the history of a row, erase a name."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("verify", help="Name the first broken row; status 1 if there is one.")
        show = verbs.add_parser("show", help="What happened to one row, oldest first.")
        show.add_argument("object_type", help="app and model: clusters.plot")
        show.add_argument("object_id")
        erase = verbs.add_parser("erase-name", help="Leave a pseudonym of a person in the log.")
        erase.add_argument("who", help="e-mail, or the key of the pseudonym for someone gone")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if verb == "verify":
            self._verify()
        elif verb == "show":
            self._show(options["object_type"].lower(), options["object_id"])
        else:
            self._erase(options["who"])

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

    def _erase(self, who: str) -> None:
        users = get_user_model().objects
        user = users.filter(**{f"{users.model.USERNAME_FIELD}__iexact": who}).first()
        rows = Actor.objects.exclude(name="")
        found = rows.filter(user_id=str(user.pk)) if user else rows.filter(key=who)
        actor = found.first()
        if actor is None:
            raise CommandError(f"{who}: the log names nobody like that")
        actors.erase_name(actor, by=None)
        self.stdout.write(f"erased; in the log this is {actor} from now on")
