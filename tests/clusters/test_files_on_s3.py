"""Uploads on an S3 service: the same pages, over HTTP to moto's server, which pip installs."""

import boto3
import pytest
from django.core.files.storage import storages
from django.urls import reverse
from moto.server import ThreadedMotoServer

from clusters import actions, tasks
from clusters.models import Attachment
from portal.common.errors import RuleViolation
from portal.common.storage import storage
from tests.clusters.sheets import workbook
from tests.clusters.uploads import pdf, picture, upload
from tests.factories import ClusterFactory, PlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def service():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield server.get_host_and_port()
    server.stop()


@pytest.fixture
def bucket(service, settings, monkeypatch):
    """The portal keeps its uploads here."""
    monkeypatch.setenv("NO_PROXY", "*")
    host, port = service
    client = boto3.resource(
        "s3",
        endpoint_url=f"http://{host}:{port}",
        aws_access_key_id="KEY",
        aws_secret_access_key="se/cret",
        region_name="hn-1",
    )
    made = client.create_bucket(
        Bucket="tep", CreateBucketConfiguration={"LocationConstraint": "hn-1"}
    )
    address = f"s3://KEY:se%2Fcret@{host}:{port}/tep?region=hn-1&insecure=1"
    settings.STORAGES = {**settings.STORAGES, "default": storage(address)}
    assert storages["default"].bucket_name == "tep"
    yield made
    made.objects.all().delete()
    made.delete()


@pytest.fixture
def plot(investor):
    cluster = ClusterFactory(investor=investor.organisation)
    return PlotFactory(cluster=cluster, published=True)


def add(person, plot, file, **fields):
    page = reverse("clusters:plot_files", args=[plot.pk])
    answer = person.client.post(page, {"files": [file], **fields})
    assert answer.status_code == 302, answer.context["photo_form"].errors


def keys(bucket):
    return {one.key for one in bucket.objects.all()}


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_photo_and_its_thumbnails_go_there_and_back(investor, visitor, plot, bucket):
    add(investor, plot, upload("cổng.jpg", picture((2000, 1500))), add="photos", alt="Cổng")
    row = Attachment.objects.get()
    assert keys(bucket) == set(row.stored_names) and len(row.stored_names) == 3
    assert all(key.startswith(f"plots/{plot.pk}/") for key in keys(bucket))
    sizes = []
    for name, more in (("file", []), ("thumbnail", ["large"]), ("thumbnail", ["small"])):
        answer = visitor.client.get(reverse(f"clusters:{name}", args=[row.pk, *more]))
        assert answer.status_code == 200 and answer["Content-Type"] == "image/jpeg"
        sizes.append(len(body(answer)))
    assert sizes[0] == row.size_bytes and sizes == sorted(sizes, reverse=True)


def test_a_private_document_is_served_to_those_who_may_and_the_bucket_serves_nobody(
    investor, officer, visitor, manufacturer, plot, bucket
):
    add(investor, plot, upload("a.pdf", pdf()), add="document", kind="paper")
    row = Attachment.objects.get()
    there = reverse("clusters:file", args=[row.pk])
    people = (investor, officer, visitor, manufacturer)
    assert [p.client.get(there).status_code for p in people] == [200, 200, 404, 404]
    stored = bucket.Object(row.file.name).get()["Body"].read()
    assert body(investor.client.get(there)) == stored and stored.startswith(b"%PDF")
    grants = bucket.Object(row.file.name).Acl().grants
    assert all("URI" not in grant["Grantee"] for grant in grants)  # no group, not all users
    officer.client.post(reverse("clusters:file_open", args=[row.pk]))
    assert visitor.client.get(there).status_code == 200


def test_a_removed_file_leaves_the_bucket_and_one_that_is_not_kept_never_stays(
    investor, plot, bucket, monkeypatch, django_capture_on_commit_callbacks
):
    add(investor, plot, upload("a.jpg", picture()), add="photos", alt="Cổng")
    row = Attachment.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        investor.client.post(reverse("clusters:file_remove", args=[row.pk]))
    assert keys(bucket) == set() and not Attachment.objects.exists()

    def refuses(*args, **kwargs):
        raise RuleViolation("no", "no")

    monkeypatch.setattr("clusters.actions.files.record", refuses)
    page = reverse("clusters:plot_files", args=[plot.pk])
    data = {"files": [upload("b.jpg", picture())], "add": "photos", "alt": "Cổng"}
    assert investor.client.post(page, data).status_code == 409
    assert keys(bucket) == set() and not Attachment.objects.exists()


def test_a_file_that_is_gone_from_the_bucket_is_not_found(investor, plot, bucket):
    add(investor, plot, upload("a.jpg", picture()), add="photos", alt="Cổng")
    row = Attachment.objects.get()
    bucket.objects.all().delete()
    assert investor.client.get(reverse("clusters:file", args=[row.pk])).status_code == 404


def test_a_spreadsheet_is_read_from_there(investor, plot, bucket, queued):
    def read(file):
        batch = actions.upload(
            file,
            by=investor.user,
            kind="plots",
            language="vi",
            organisation=investor.organisation,
            cluster=plot.cluster,
        )
        if not keep:
            bucket.objects.all().delete()
        tasks.read_import(batch.pk)
        batch.refresh_from_db()
        return batch.status, batch.rows_read

    keep = True
    assert read(workbook(["CN-77", "Đất", "6.000", "3500000", "Gần cổng"])) == ("previewed", 1)
    keep = False
    assert read(workbook(["CN-78", "Đất", "6.000", "3500000", ""])) == ("failed", 0)
