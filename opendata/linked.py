"""A cluster and a plot as schema.org describes them, for search engines. No query; nothing that is
invented for demonstration is told to them."""

from typing import Any

from django.conf import settings

from clusters.models import Cluster, Market, Plot

SQUARE_METRE = "MTK"  # UN/CEFACT


def cluster(row: Cluster) -> dict[str, Any]:
    return {"@context": "https://schema.org", **_place(row)}


def plot(row: Plot) -> dict[str, Any]:
    """Empty for an invented plot, and for one that the public does not see."""
    if row.is_demo or row.published_at is None:
        return {}
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Offer",
        "name": str(row),
        "url": f"{settings.SITE_URL}{row.get_absolute_url()}",
        "businessFunction": "http://purl.org/goodrelations/v1#LeaseOut",
        "availability": "https://schema.org/"
        + ("InStock" if row.market == Market.OPEN else "SoldOut"),
        "itemOffered": {
            "@type": "Place",
            "name": row.code,
            "containedInPlace": _place(row.cluster),
            "additionalProperty": {
                "@type": "PropertyValue",
                "name": "area",
                "value": float(row.area_m2),
                "unitCode": SQUARE_METRE,
            },
        },
    }
    if row.price_vnd_m2:
        told["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "price": row.price_vnd_m2,
            "priceCurrency": "VND",
            "unitCode": SQUARE_METRE,
            "valueAddedTaxIncluded": False,
        }
    if row.ready_on:
        told["availabilityStarts"] = row.ready_on.isoformat()
    if row.cluster.investor_name:
        told["seller"] = {"@type": "Organization", "name": row.cluster.investor_name}
    return told


def _place(row: Cluster) -> dict[str, Any]:
    told: dict[str, Any] = {
        "@type": "Place",
        "name": str(row),
        "url": f"{settings.SITE_URL}{row.get_absolute_url()}",
        "address": {
            "@type": "PostalAddress",
            "addressLocality": row.place.full_name if row.place else row.former_place,
            "addressRegion": "Hà Nội",
            "addressCountry": "VN",
        },
    }
    if row.lat is not None:
        told["geo"] = {"@type": "GeoCoordinates", "latitude": row.lat, "longitude": row.lon}
    return told
