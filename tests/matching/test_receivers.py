"""A saved change asks for its matching, and stands even where nobody can be asked."""

import pytest
from celery.app.task import Task

from clusters import actions
from clusters.models import Plot
from tests.factories import PlotFactory


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_costs_nobody_what_they_saved(monkeypatch, caplog):
    def away(*args, **kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(Task, "apply_async", away)
    plot = PlotFactory(submitted=True)
    actions.publish(plot, by=None)
    assert Plot.objects.get(pk=plot.pk).status == "published"
    assert "no broker" in caplog.text
