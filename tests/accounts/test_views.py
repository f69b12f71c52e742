"""Registering by hand: what is wrong stands beside its field, what was typed stays."""

import pytest
from django.urls import reverse

from accounts.models import Organisation, Verification
from tests.factories import OrganisationFactory, UserFactory

RIGHT = {"kind": "enterprise", "name": "Công ty Nhựa", "tax_code": "0100109106"}


@pytest.mark.parametrize(
    ("typed", "field", "language", "words"),
    [
        ({"tax_code": "0100109107"}, "tax_code", "", "gõ sai"),
        ({"tax_code": "0100109107"}, "tax_code", "/en", "mistyped"),
        ({"tax_code": "12"}, "tax_code", "", "10 chữ số"),
        ({"tax_code": "001088012345", "kind": "investor"}, "tax_code", "", "hộ kinh doanh"),
        ({"name": ""}, "name", "", "bắt buộc"),
        ({"kind": "department"}, "kind", "", "hợp lệ"),
    ],
)
def test_bad_input_is_named_and_kept(manufacturer, typed, field, language, words):
    address = language + reverse("accounts:organisation_new")
    answer = manufacturer.client.post(address, {**RIGHT, **typed})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert field in answer.context["form"].errors
    assert words in page
    assert all(value in page for value in {**RIGHT, **typed}.values())


def test_a_tax_code_is_registered_once(manufacturer):
    OrganisationFactory(tax_code="0100109106")
    answer = manufacturer.client.post(reverse("accounts:organisation_new"), RIGHT)
    assert answer.status_code == 422
    assert "tax_code" in answer.context["form"].errors


def test_whoever_registers_owns_it_and_it_waits_for_an_officer(manufacturer, officer):
    manufacturer.client.post(reverse("accounts:organisation_new"), RIGHT)
    row = Organisation.objects.get(tax_code="0100109106")
    assert row.status == Verification.PENDING
    assert row in Organisation.objects.editable_by(manufacturer.user)
    queue = officer.client.get(reverse("accounts:review_list")).content.decode()
    assert "Công ty Nhựa" in queue
    officer.client.post(reverse("accounts:verify", args=[row.pk]))
    row.refresh_from_db()
    assert row.status == Verification.VERIFIED


def test_a_household_number_is_masked_everywhere(officer):
    row = OrganisationFactory(tax_code="001088012345")
    page = officer.client.get(reverse("accounts:review", args=[row.pk])).content.decode()
    assert "001088012345" not in page and "001•••••••45" in page


def test_signing_up_by_e_mail_leads_to_registering_an_organisation(visitor):
    typed = {
        "email": "moi@example.vn",
        "password1": "rất-khó-đoán-1",
        "password2": "rất-khó-đoán-1",
    }
    answer = visitor.client.post(reverse("account_signup"), typed, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("accounts:organisation_new")


def test_an_address_that_has_an_account_is_not_told_apart(visitor, mailoutbox):
    UserFactory(email="co@example.vn")
    visitor.client.post(reverse("account_reset_password"), {"email": "khong@example.vn"})
    answer = visitor.client.post(reverse("account_reset_password"), {"email": "co@example.vn"})
    assert answer["Location"] == reverse("account_reset_password_done")
    assert len(mailoutbox) == 2


@pytest.mark.parametrize("rows", [1, 19])
def test_the_queue_costs_the_same_at_any_length(officer, django_assert_num_queries, rows):
    OrganisationFactory.create_batch(rows)
    with django_assert_num_queries(5):  # session, user, desks, count, page
        officer.client.get(reverse("accounts:review_list"))
