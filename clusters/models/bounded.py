"""What a cluster and a plot have in common: a boundary."""

from django.db import models
from django.db.models import Q

from clusters.boundaries import NOTHING_AROUND, ZONES, Surroundings, Survey


class Bounded(models.Model):
    """Has a boundary in VN-2000, or none yet (all three fields ``None``).

    ``boundary_corners`` is the legal source: [north, east] as decimal text to 0.01 m, each corner
    once, in the zone ``boundary_epsg``. ``boundary`` is derived from it for maps: a closed ring of
    WGS 84 [lon, lat]. Only the verbs of ``clusters.actions`` write them, all together.
    """

    boundary_corners = models.JSONField(null=True, blank=True, editable=False)
    boundary_epsg = models.PositiveIntegerField(null=True, blank=True, editable=False)
    boundary = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    boundary_corners__isnull=True,
                    boundary_epsg__isnull=True,
                    boundary__isnull=True,
                )
                | Q(
                    boundary_corners__isnull=False,
                    boundary_epsg__isnull=False,
                    boundary__isnull=False,
                ),
                name="%(class)s_boundary_whole",
            ),
            models.CheckConstraint(
                condition=Q(boundary_epsg__isnull=True) | Q(boundary_epsg__in=sorted(ZONES)),
                name="%(class)s_boundary_zone_known",
            ),
        ]

    @property
    def has_boundary(self) -> bool:
        return self.boundary_epsg is not None

    def survey(self, around: Surroundings = NOTHING_AROUND) -> Survey | None:
        """The stored boundary, compared with ``around``; ``None``: there is none."""
        if self.boundary_corners is None or self.boundary_epsg is None:
            return None
        return Survey.of_corners(self.boundary_corners, self.boundary_epsg, around)
