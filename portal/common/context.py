"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

THEMES = {"auto": _("as the device"), "light": _("light"), "dark": _("dark")}
THEME_COOKIE = "theme"


def site(request: HttpRequest) -> dict[str, Any]:
    theme = request.COOKIES.get(THEME_COOKIE)
    return {
        "site_url": settings.SITE_URL,
        "theme": theme if theme in THEMES else "auto",
        "themes": THEMES,
        "map_tile_url": settings.MAP_TILE_URL,
        "map_tile_attribution": settings.MAP_TILE_ATTRIBUTION,
    }
