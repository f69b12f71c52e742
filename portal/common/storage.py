"""Where uploads are kept, from one address: ``file:///srv/media`` or
``s3://KEY:SECRET@endpoint/bucket?region=…``, any S3-compatible service."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

DISK = "django.core.files.storage.FileSystemStorage"


def storage(url: str) -> dict[str, Any]:
    """The "default" of ``STORAGES``; without an address it is ``MEDIA_ROOT``."""
    if not url:
        return {"BACKEND": DISK}
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path not in ("", "/") and not parts.netloc:
        return {"BACKEND": DISK, "OPTIONS": {"location": unquote(parts.path)}}
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not (parts.hostname and bucket and parts.username):
        raise ImproperlyConfigured(
            "STORAGE_URL is file:///folder or s3://KEY:SECRET@endpoint/bucket?region=…"
        )
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    from botocore.config import Config  # 30 MB that only S3 needs

    port = f":{parts.port}" if parts.port else ""
    scheme = "http" if options.get("insecure") == "1" else "https"
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password or ""),
            "bucket_name": bucket,
            "endpoint_url": f"{scheme}://{parts.hostname}{port}",
            "region_name": options.get("region"),
            "default_acl": None,  # the bucket is private: the portal serves, the bucket does not
            "querystring_auth": True,
            "file_overwrite": False,
            "client_config": Config(
                # Services other than Amazon's rarely have a host for each bucket, and many
                # do not know the checksums that boto3 adds of its own accord.
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=20,
            ),
        },
    }


@contextmanager
def on_disk(stored: Any) -> Iterator[Path]:
    """A stored file as a path to read: its own on a disk, else a copy for so long. A file that is
    gone gives a path where there is none."""
    try:
        own = Path(stored.path)
    except NotImplementedError:
        own = None
    if own:
        yield own
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy")
        try:
            with stored.open("rb") as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
        except FileNotFoundError:
            copy.unlink(missing_ok=True)
        yield copy
