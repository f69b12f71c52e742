"""Requests that the documentation shows, each as it can be sent; a test sends every one."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

BASE = "/api/v1"


@dataclass(frozen=True)
class Example:
    """``body`` is what is sent with ``method``; such a request needs a token."""

    title: Any
    path: str
    method: str = "GET"
    body: dict[str, Any] | None = None

    @property
    def link(self) -> str:
        return f"{BASE}{self.path}"

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}{self.link}"

    @property
    def sent(self) -> str:
        return json.dumps(self.body, ensure_ascii=False) if self.body else ""

    @property
    def curl(self) -> str:
        """One command for a shell."""
        if self.method == "GET" and not self.path.startswith("/my/"):
            return f"curl '{self.address}'"
        lines = [f"curl -X {self.method} '{self.address}'", "-H 'Authorization: Bearer TOKEN'"]
        if self.body:
            lines += ["-H 'Content-Type: application/json'", f"-d '{self.sent}'"]
        return " \\\n  ".join(lines)


READ = (
    Example(_("The first ten clusters"), "/clusters/?page_size=10"),
    Example(
        _("Published plots of at least 3,000 m² where trade 25 is permitted, ready by mid-2027"),
        "/plots/?trade=25&area_min_m2=3000&ready_by=2027-06-30",
    ),
    Example(_("Plots in a box on the map"), "/plots.geojson?bbox=105.7,20.9,105.9,21.1"),
    Example(_("All clusters, to open in a spreadsheet"), "/clusters.csv"),
    Example(_("The cursor to begin with, and then what has changed"), "/changes/?after=latest"),
    Example(_("What a former commune became"), "/places/?era=former&q=dong%20anh"),
    Example(_("Key products of 2024"), "/key-products/?year=2024"),
    Example(_("The description of the API for programs"), "/openapi.json"),
)
PUSH = (
    Example(
        _("Send a plot in and ask for its check"),
        "/my/plots/",
        "POST",
        {
            "cluster": "cum-cua-toi",
            "code": "CN-03",
            "kind": "land",
            "area_m2": 5000,
            "price_vnd_m2": 2500000,
            "price_basis": "one_off",
            "fee_vnd_m2_year": 9000,
            "ready_on": "2027-06-30",
            "submit": True,
        },
    ),
    Example(
        _("Change it: on a published plot the new area waits for the Department"),
        "/my/plots/cum-cua-toi/CN-03/",
        "PUT",
        {"kind": "land", "area_m2": 4800, "price_vnd_m2": 2500000},
    ),
    Example(_("What the portal has of mine"), "/my/plots/"),
)
