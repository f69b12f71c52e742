"""Tax codes: the worked values of domain.md §9.1."""

import pytest
from django.core.exceptions import ValidationError

from accounts.validators import clean_tax_code


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0100109106", "0100109106"),
        (" 0100 109 106 ", "0100109106"),
        ("0100109106-001", "0100109106-001"),
        ("0100109106001", "0100109106-001"),
        ("0123456787", "0123456787"),
        ("0100684378", "0100684378"),
        ("0106869738", "0106869738"),
        ("001088012345", "001088012345"),
    ],
)
def test_a_right_code_is_stored_in_one_form(typed, stored):
    assert clean_tax_code(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0100109107", "checksum"),
        ("0101234567", "checksum"),
        ("0100109106-000", "never_issued"),
        ("0199900040", "checksum"),  # S mod 11 = 0: no digit fits
        ("01001091", "length"),
        ("01001o9106", "length"),
        ("²100109106", "length"),
        ("", "length"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(typed, code):
    with pytest.raises(ValidationError) as refused:
        clean_tax_code(typed)
    assert refused.value.code == code
