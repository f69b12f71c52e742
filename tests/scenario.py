"""What the tests of real processes ask of a portal with its own database and broker.

Run as ``python -m tests.scenario VERB`` under that portal's environment; answers in JSON.
"""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction

from clusters import actions as plot_actions
from clusters.models import ImportBatch, Plot
from enterprises import actions as request_actions
from enterprises.models import LandRequest
from matching import actions
from matching.models import MatchList
from portal.common import chain
from portal.common.errors import RuleViolation
from tests import factories


def seed(plots: int, requests: int) -> dict:
    """A migrated database with published plots and draft requests."""
    call_command("migrate", verbosity=0)
    trade = factories.ClusterTradeFactory()
    for n in range(plots):
        factories.PlotFactory(cluster=trade.cluster, published=True, area_m2=4000 + 37 * n)
    factories.PlotFactory(cluster=trade.cluster, submitted=True, code="CHO-DUYET")
    firm = factories.OrganisationFactory(verified=True)
    for n in range(requests):
        factories.LandRequestFactory(organisation=firm, area_ideal_m2=4500 + 10 * n)
    return {}


def open_all() -> dict:
    """Open every draft, each in its own transaction, each with its message."""
    for row in LandRequest.objects.filter(status="draft"):
        request_actions.open_land_request(row, by=None)
    return {}


def publish() -> dict:
    plot = Plot.objects.get(code="CHO-DUYET")
    try:
        plot_actions.publish(plot, by=None)
    except RuleViolation as refused:
        return {"refused": refused.code}
    return {"published": plot.pk}


def state() -> dict:
    """Every list as plain data."""
    rows = MatchList.objects.exclude(request_version=0).prefetch_related("matches")
    return {
        str(row.land_request_id): [
            row.request_version,
            row.eligible_count,
            row.to_confirm_count,
            sorted([m.verdict, m.code, m.plot_id, m.score] for m in row.matches.all()),
        ]
        for row in rows
    }


def truth() -> dict:
    """The state that a full run from nothing gives; nothing of it is kept."""
    with transaction.atomic():
        MatchList.objects.all().delete()
        for land_request in LandRequest.objects.open():
            actions.match_request(land_request.pk)
        result = state()
        transaction.set_rollback(True)
    return result


def upload(rows: int) -> dict:
    """A spreadsheet of new plots, sent by an investor."""
    member = factories.MembershipFactory(
        organisation=factories.OrganisationFactory(verified=True, investor=True)
    )
    cluster = factories.ClusterFactory(investor=member.organisation, slug="nhap")
    lines = "".join(f"NH-{n},5000\n" for n in range(rows))
    batch = plot_actions.upload(
        SimpleUploadedFile("lo.csv", f"code,area_m2\n{lines}".encode()),
        by=member.user,
        kind="plots",
        language="vi",
        organisation=member.organisation,
        cluster=cluster,
    )
    return {"batch": batch.pk}


def start_applying(batch: int) -> dict:
    plot_actions.start_applying(ImportBatch.objects.get(pk=batch), by=None)
    return {}


def start_undoing(batch: int) -> dict:
    plot_actions.start_undoing(ImportBatch.objects.get(pk=batch), by=None)
    return {}


def imported() -> dict:
    """What the batch and the portal say of each other."""
    batch = ImportBatch.objects.get()
    plots = Plot.objects.filter(code__startswith="NH-")
    return {
        "status": batch.status,
        "rows": batch.rows.count(),
        "done": batch.work_done,
        "plots": plots.count(),
        "proposed": plots.filter(listing_versions__status="proposed").count(),
        "removed": batch.outcome.get("removed", 0),
        "break": chain.first_break(),
    }


if __name__ == "__main__":
    verb, *numbers = sys.argv[1:]
    print(json.dumps(globals()[verb](*map(int, numbers))))
