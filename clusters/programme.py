"""The city's programme as the Department reported it: figures that no row of ours can give."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Programme:
    """Clusters established or extended since 2018, at one date, from one source."""

    total: int
    area_ha: int
    started: int
    nearly_complete: int  # of those started
    not_started: int
    dated: date
    source: str | Promise

    @property
    def under_way(self) -> int:
        return self.started - self.nearly_complete


PROGRAMME = Programme(
    total=43,
    area_ha=742,
    started=19,
    nearly_complete=7,
    not_started=24,
    dated=date(2023, 10, 20),
    source=_("Department of Industry and Trade, conference report"),
)
