"""The lists of this app as files; a household's tax code stays masked, as on the page."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from portal.common.exporting import Export


def _field(name: str, value: str = "") -> Export:
    return Export(Organisation._meta.get_field(name).verbose_name, value or name)


MINE = (
    _field("name"),
    _field("kind", "get_kind_display"),
    _field("tax_code", "tax_code_shown"),
    Export(_("state"), "get_status_display"),
)
WAITING = (*MINE[:3], Export(_("waiting since"), "created_at"))
