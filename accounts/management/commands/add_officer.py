"""``manage.py add_officer EMAIL``: the first way into the officers' desk."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts import actions
from accounts.models import Organisation, OrganisationKind, Role, User, Verification


class Command(BaseCommand):
    help = "Make EMAIL an officer of the Department; the person sets a password by e-mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--department", default="Sở Công Thương thành phố Hà Nội")

    @transaction.atomic
    def handle(self, *args: Any, email: str, department: str, **options: Any) -> None:
        row, _created = Organisation.objects.get_or_create(
            kind=OrganisationKind.DEPARTMENT, name=department
        )
        if row.status == Verification.PENDING:
            actions.verify(row, by=None)
        user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email)
        actions.add_member(row, user, Role.EDITOR, by=None)
        self.stdout.write(f"{user.email} is an officer of {row.name}")
