"""Many writers at once: one chain, no fork, no gap."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from accounts.actions import correct
from clusters.actions import set_boundary, submit
from portal.common import chain
from portal.common.models import Actor, Change
from tests.factories import ClusterFactory, OrganisationFactory, PlotFactory, UserFactory, rectangle


def at_once(work, *cases):
    """``work`` on every case in a thread with its own connection; raises what went wrong."""

    def run(case):
        try:
            work(*case)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(cases)) as pool:
        list(pool.map(run, cases, timeout=60))


if connection.features.has_select_for_update:  # SQLite has one writer at a time anyway

    @pytest.mark.django_db(transaction=True)
    def test_concurrent_writers_make_one_chain():
        def write(organisation, gives_up):
            for turn in range(10):
                with transaction.atomic():
                    organisation.address = f"Số {turn}"
                    correct(organisation, by=person)
                    transaction.set_rollback(gives_up)
                if not gives_up:
                    organisation.address = f"Ngõ {turn}"
                    correct(organisation, by=person)

        person = UserFactory()
        rows = enumerate(OrganisationFactory.create_batch(8))
        at_once(write, *((row, n % 4 == 0) for n, row in rows))
        ids = list(Change.objects.order_by("pk").values_list("pk", flat=True))
        assert ids == list(range(1, 121)) and chain.first_break() is None
        assert Actor.objects.get().user_id == str(person.pk)

    @pytest.mark.django_db(transaction=True)
    def test_a_boundary_and_a_move_of_its_neighbour_do_not_wait_for_each_other(queued):
        def store(plot, corners):
            if corners:
                set_boundary(plot, corners, 3405, by=None)
            else:
                submit(plot, by=None)

        cluster = ClusterFactory(drawn=True)
        for turn in range(8):
            left, right = PlotFactory(cluster=cluster), PlotFactory(cluster=cluster)
            set_boundary(right, rectangle(turn * 60, 100), 3405, by=None)
            at_once(store, (left, rectangle(turn * 60)), (right, None))
        assert chain.first_break() is None
