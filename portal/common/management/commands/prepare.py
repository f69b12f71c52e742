"""``manage.py prepare``: everything before serving, and almost nothing the second time."""

import os
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from portal.common.rows import fingerprint


class Command(BaseCommand):
    help = "Migrate, load the real data and the demonstration set if they have changed."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        data = sorted((settings.BASE_DIR / "reference/data").glob("*.csv"))
        stamp = f"{fingerprint(*data)} {settings.DATABASES['default']['NAME']}"
        stamp_file = Path(settings.VAR_DIR / "loaded")
        empty = not apps.get_model("clusters", "Cluster").objects.exists()
        if empty or not stamp_file.exists() or stamp_file.read_text() != stamp:
            call_command("warm_up")
            for command in ("load_reference", "load_clusters", "load_key_products"):
                call_command(command)
            if not settings.PRODUCTION:
                call_command("demo", "load")
            stamp_file.write_text(stamp)
        if settings.PRODUCTION:
            self.stdout.write(f"\nPrepared: {settings.SITE_URL}/")
        else:
            address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/"
            self.stdout.write(f"\nThe portal: {address}")
            self.stdout.write(f"Demonstration sign-ins, password {settings.DEMO_PASSWORD}:")
            for who, email in settings.DEMO_SIGN_INS.items():
                self.stdout.write(f"  {who:13} {email}")
        self.stdout.write("")
