"""The standing people of every test, and a world without a real broker or real mail."""

import contextlib
import os
from dataclasses import dataclass

import pytest
from celery.app.task import Task
from django.core.cache import cache
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client
from django.utils import translation

from explore import columns, index
from matching import features
from opendata import positions
from tests import factories, services
from tests.processes import Portal
from tests.tampering import unguarded


@pytest.fixture(autouse=True)
def _quiet_world(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path / "media"
    translation.activate("vi")
    features.forget()  # a rolled back database may show the same versions again
    index.forget()
    positions.forget()
    cache.clear()  # how often somebody has asked
    columns.forget()
    settings.EXPLORE_KEPT_SECONDS = 0  # a test sees what it has just changed
    settings.ALLOWED_HOSTS = ["*"]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed only


@pytest.fixture(scope="session", autouse=True)
def _tests_may_empty_the_log():
    """A test with real transactions ends in a flush, which the log's triggers refuse."""
    refuse = BaseDatabaseOperations.execute_sql_flush

    def flush(operations, statements):
        with unguarded(operations.connection):
            refuse(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
        yield


@pytest.fixture
def queued(monkeypatch):
    """What would be sent to the workers: (task name, arguments), in order."""
    sent = []
    monkeypatch.setattr(
        Task,
        "apply_async",
        lambda task, args=(), kwargs=None, **options: sent.append((task.name, tuple(args))),
    )
    return sent


class Browser(Client):
    """A page in English leaves the test itself in Vietnamese."""

    def request(self, **request):
        with translation.override(translation.get_language()):
            return super().request(**request)


@dataclass
class Person:
    """Somebody with a browser."""

    user: object
    organisation: object
    client: Client


def _person(**organisation) -> Person:
    member = factories.MembershipFactory(
        organisation=factories.OrganisationFactory(verified=True, **organisation)
    )
    client = Browser()
    client.force_login(member.user)
    return Person(member.user, member.organisation, client)


@pytest.fixture
def visitor(db) -> Person:
    return Person(None, None, Browser())


@pytest.fixture
def manufacturer(db) -> Person:
    return _person()


@pytest.fixture
def other_manufacturer(db) -> Person:
    return _person()


@pytest.fixture
def investor(db) -> Person:
    return _person(investor=True)


@pytest.fixture
def other_investor(db) -> Person:
    return _person(investor=True)


@pytest.fixture
def officer(db) -> Person:
    return _person(department=True)


@pytest.fixture
def second_officer(db) -> Person:
    return _person(department=True)


@pytest.fixture(params=["filesystem", pytest.param("redis", marks=pytest.mark.redis)])
def portal(request, tmp_path):
    """A portal of real processes, embedded and on PostgreSQL with Redis; nothing runs in it yet."""
    with contextlib.ExitStack() as stack:
        if request.param == "filesystem":
            environment, pool = (
                {"DATABASE_URL": f"sqlite:///{tmp_path / 'portal.sqlite3'}"},
                "threads",
            )
        else:
            environment = {
                "DATABASE_URL": stack.enter_context(services.postgresql()),
                "REDIS_URL": stack.enter_context(services.redis()),
            }
            pool = "prefork"
        portal = Portal(tmp_path, environment, pool)
        try:
            yield portal
        finally:
            portal.stop()


def pytest_collection_modifyitems(items):
    """Tests that may touch the database in several threads or processes say so by a marker."""
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """With CI=true a part that this machine cannot run is a failure, not a skip."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI=true does not allow: {report.longrepr}"
