"""One address says where uploads are kept."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.common.storage import DISK, storage


def test_a_folder():
    assert storage("") == {"BACKEND": DISK}
    assert storage("file:///srv/ảnh%20a") == {
        "BACKEND": DISK,
        "OPTIONS": {"location": "/srv/ảnh a"},
    }


def test_an_s3_compatible_service():
    found = storage("s3://KEY:se%2Fcret@s3.example.vn:9000/tep?region=hn-1")
    assert found["BACKEND"] == "storages.backends.s3.S3Storage"
    options = found["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("KEY", "se/cret")
    assert options["endpoint_url"] == "https://s3.example.vn:9000"
    assert (options["bucket_name"], options["region_name"]) == ("tep", "hn-1")
    assert options["default_acl"] is None
    config = options["client_config"]
    assert config.s3 == {"addressing_style": "path"}
    assert config.request_checksum_calculation == "when_required"


@pytest.mark.parametrize(
    "url", ["s3://bucket", "s3://K:S@host/", "ftp://host/a", "file:///", "file://host/a", "/srv"]
)
def test_anything_else_is_refused_at_the_start(url):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL"):
        storage(url)
