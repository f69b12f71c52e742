"""Documents of plots and clusters as part of a version: added, asked to go, kept, approved."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfWriter

from clusters import actions
from clusters.models import Attachment
from portal.common.errors import RuleViolation
from portal.common.models import Change
from tests.clusters.uploads import upload
from tests.factories import ClusterFactory, PlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(investor):
    return ClusterFactory(investor=investor.organisation)


@pytest.fixture(params=["cluster", "plot"])
def owner(request, mine):
    return mine if request.param == "cluster" else PlotFactory(cluster=mine, published=True)


def files_page(owner):
    if owner._meta.model_name == "plot":
        return reverse("clusters:plot_files", args=[owner.pk])
    return reverse("clusters:cluster_files", args=[owner.slug])


def document(width):
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width, 200)
    writer.write(out)
    return out.getvalue()


def add(investor, owner, name, width=200):
    data = {"files": [upload(name, document(width))], "add": "document", "kind": "legal"}
    said = investor.client.post(files_page(owner), data, follow=True).content.decode()
    assert "Đang chờ Sở duyệt" in said
    return owner.files.get(name=name)


def remove(person, row, verb="remove"):
    return person.client.post(reverse(f"clusters:file_{verb}", args=[row.pk]), follow=True)


def review(officer, version):
    return officer.client.get(version.get_absolute_url()).content.decode()


def approved(owner, officer, investor, name):
    row = add(investor, owner, name)
    actions.approve(owner.listing_versions.live().get(), by=officer.user)
    return row


def test_a_new_document_waits_and_is_marked(investor, officer, owner, queued):
    row = add(investor, owner, "Quyết định thành lập.pdf")
    version = owner.listing_versions.get()
    assert version.values == {"papers": [{"id": row.pk, "name": row.name}]}
    assert version.before == {"papers": []}
    page = review(officer, version)
    assert "</span> thêm</span>" in page and row.get_absolute_url() in page and row.name in page
    assert reverse("clusters:file_open", args=[row.pk]) in page  # the officer may open it
    mine = investor.client.get(reverse("clusters:my_version", args=[version.pk])).content.decode()
    assert row.get_absolute_url() in mine and "open/" not in mine
    # what an officer has not seen yet goes at once, and with it the proposal
    remove(investor, row)
    version.refresh_from_db()
    assert version.status == "withdrawn" and not owner.files.exists()


def test_a_seen_document_goes_only_once_an_officer_agrees(
    investor, officer, owner, queued, django_capture_on_commit_callbacks
):
    row = approved(owner, officer, investor, "QĐ.pdf")
    said = remove(investor, row).content.decode()
    assert "đang chờ Sở duyệt" in said and "sẽ gỡ sau khi Sở duyệt" in said
    version = owner.listing_versions.live().get()
    assert version.values == {"papers": []} and owner.files.get() == row
    page = review(officer, version)
    assert "sẽ gỡ" in page and row.get_absolute_url() in page
    assert remove(investor, row).status_code == 409
    storage, name = row.file.storage, row.file.name
    with django_capture_on_commit_callbacks(execute=True):
        actions.approve(version, by=officer.user)
    assert not owner.files.exists() and not storage.exists(name)
    gone = Change.objects.of(owner).filter(field="files").first()
    assert (gone.before, gone.after) == ("QĐ.pdf", "")
    page = review(officer, version)
    assert "<s>QĐ.pdf</s>" in page and row.get_absolute_url() not in page


def test_a_removal_is_taken_back(investor, officer, other_investor, owner, queued):
    row = approved(owner, officer, investor, "QĐ.pdf")
    remove(investor, row)
    assert remove(other_investor, row, "keep").status_code == 404
    remove(investor, row, "keep")
    assert not owner.listing_versions.live().exists()
    remove(investor, row)
    actions.withdraw_version(owner.listing_versions.live().get(), by=investor.user)
    row.refresh_from_db()
    assert row.leaving_at is None
    with pytest.raises(RuleViolation):
        actions.keep_file(row, by=investor.user)


def test_a_document_added_after_the_page_was_opened_stops_the_approval(
    investor, officer, owner, queued
):
    row = approved(owner, officer, investor, "QĐ.pdf")
    remove(investor, row)
    version = owner.listing_versions.live().get()
    add(investor, owner, "Mới.pdf", width=300)
    answer = officer.client.post(
        reverse("clusters:version_approve", args=[version.pk]), {"seen": version.seen}
    )
    assert answer.status_code == 409 and owner.files.count() == 2
    actions.approve(owner.listing_versions.live().get(), by=officer.user)
    assert [file.name for file in owner.files.all()] == ["Mới.pdf"]


def test_a_draft_and_a_photo_are_nobodys_business(investor, mine, queued):
    draft = PlotFactory(cluster=mine)
    data = {"files": [upload("a.pdf", document(200))], "add": "document", "kind": "paper"}
    investor.client.post(files_page(draft), data)
    remove(investor, draft.files.get())
    assert not Attachment.objects.exists() and not draft.listing_versions.exists()


def test_documents_come_with_the_other_facts_of_a_cluster(investor, officer, mine, queued):
    add(investor, mine, "QĐ.pdf")
    actions.propose(mine, {"power_kva": 630}, by=investor.user)
    version = mine.listing_versions.get()
    assert set(version.values) == {"papers", "power_kva"}
    actions.approve(version, by=officer.user)
    mine.refresh_from_db()
    assert mine.power_kva == 630
    assert [source.field for source in mine.fact_sources.all()] == ["power_kva"]
