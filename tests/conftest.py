"""The standing people of every test: visitor, manufacturer, investor, officer, and strangers."""

import pytest


@pytest.fixture(autouse=True)
def _quiet_world(settings, tmp_path):
    """No real broker, no real mail; tasks stay queued unless a test runs them."""
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
