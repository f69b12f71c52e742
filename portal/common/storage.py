"""Where uploads are kept, from one address: ``file:///srv/media`` or
``s3://KEY:SECRET@endpoint/bucket?region=…``, any S3-compatible service."""

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
        },
    }
