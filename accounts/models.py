"""Who acts for whom: people, organisations, and the officer's check of the latter."""

from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.querysets import MembershipQuerySet, OrganisationQuerySet
from portal.common.vietnamese import folded


class UserManager(BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractUser):
    """A person, known by e-mail. What they may do comes from their organisations."""

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []
    objects = UserManager()

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return str(self)

    @cached_property
    def desks(self) -> frozenset[str]:
        """Kinds of verified organisation this person may speak for. One query, once a request."""
        rows = self.memberships.filter(
            role__in=(Role.OWNER, Role.EDITOR), organisation__status=Verification.VERIFIED
        )
        return frozenset(rows.values_list("organisation__kind", flat=True))

    @property
    def is_officer(self) -> bool:
        return OrganisationKind.DEPARTMENT in self.desks

    @property
    def is_investor(self) -> bool:
        return OrganisationKind.INVESTOR in self.desks


class OrganisationKind(models.TextChoices):
    ENTERPRISE = "enterprise", _("Enterprise")
    INVESTOR = "investor", _("Cluster investor")
    DEPARTMENT = "department", _("Department of Industry and Trade")
    ASSOCIATION = "association", _("Association")


class Verification(models.TextChoices):
    PENDING = "pending", _("Waiting for checking")
    VERIFIED = "verified", _("Verified")
    REFUSED = "refused", _("Refused")


class Organisation(models.Model):
    """An enterprise, a cluster investor, an association or the Department itself.

    ``tax_code`` is text: 10 digits, 13 written ``0100109106-001``, or the 12 digits of a household
    business, which are personal data and are only ever shown masked (domain.md §9.1).
    """

    MOVES = {
        Verification.PENDING: {Verification.VERIFIED, Verification.REFUSED},
        Verification.REFUSED: {Verification.PENDING},
        Verification.VERIFIED: {Verification.REFUSED},
    }

    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=200)
    name_folded = folded("name")
    tax_code = models.CharField(_("tax code"), max_length=14, null=True, blank=True, unique=True)
    address = models.CharField(_("address"), max_length=250, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    status = models.CharField(
        max_length=8, choices=Verification, default=Verification.PENDING, editable=False
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    refusal_reason = models.TextField(_("reason"), blank=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Verification.PENDING, decided_at__isnull=True)
                | Q(
                    status__in=(Verification.VERIFIED, Verification.REFUSED),
                    decided_at__isnull=False,
                ),
                name="organisation_decided_iff_dated",
                violation_error_message=_("A decision, and only a decision, carries its date."),
            ),
            models.CheckConstraint(
                condition=~Q(status=Verification.REFUSED) | ~Q(refusal_reason=""),
                name="organisation_refused_with_reason",
                violation_error_message=_("A refusal carries a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:organisation", args=[self.pk])

    def logged(self, name: str) -> str:
        """What the log may keep of a field for ever: of a phone its end, of a household (its tax
        code has 12 digits) nothing that is a person's."""
        value = getattr(self, name) or ""
        if name == "tax_code":
            return self.tax_code_shown
        if name == "phone" and value:
            return f"•••{value[-3:]}"
        return "•••" if name == "address" and value and self.is_household else value

    @property
    def is_household(self) -> bool:
        """A household business: its tax code is a person's number."""
        return len(self.tax_code or "") == 12

    @property
    def tax_code_shown(self) -> str:
        """Twelve digits are a person's number: only its ends are shown."""
        code = self.tax_code or ""
        return f"{code[:3]}•••••••{code[-2:]}" if self.is_household else code


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    VIEWER = "viewer", _("Viewer")


class Membership(models.Model):
    """One person's role in one organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=6, choices=Role)
    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]
