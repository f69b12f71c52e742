"""The Celery application: ``celery -A portal.celery worker``."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import after_task_publish, beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def show_life(sender: Any, **kwargs: Any) -> None:
    """beat touches a file beside its schedule whenever the broker has taken a message; its health
    check looks at the time. (The schedule itself may be mapped memory, which shows no time.)"""
    alive = Path(f"{sender.schedule_filename}.alive")
    after_task_publish.connect(lambda **_message: alive.touch(), weak=False)
