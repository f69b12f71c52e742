"""Vietnamese tax codes (mã số thuế), domain.md §9.1."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NumberError
from stdnum.vn import mst


def clean_tax_code(typed: str) -> str:
    """The stored form: ``0100109106``, ``0100109106-001``, or 12 digits.

    10 and 13 digits carry a check digit; the 12 digits that household businesses use since
    1 July 2025 (Circular 86/2024/TT-BTC) are a personal number without one.
    """
    digits = re.sub(r"[\s.\-]", "", typed)
    if not digits.isascii() or not digits.isdigit() or len(digits) not in (10, 12, 13):
        raise ValidationError(
            _("A tax code has 10 digits, 13 for a branch, or 12 for a household business."),
            code="length",
        )
    if len(digits) == 12:
        return digits
    try:
        mst.validate(digits)
    except InvalidChecksum:
        raise ValidationError(
            _("The check digit does not fit: one digit of “%(typed)s” is mistyped."),
            code="checksum",
            params={"typed": typed},
        ) from None
    except NumberError:
        raise ValidationError(
            _("“%(typed)s” was never issued as a tax code."),
            code="never_issued",
            params={"typed": typed},
        ) from None
    return digits if len(digits) == 10 else f"{digits[:10]}-{digits[10:]}"
