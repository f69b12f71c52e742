"""The tokens of an organisation, on its desk."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Organisation, OrganisationKind, Verification
from opendata import actions
from opendata.forms import TokenForm
from opendata.models import ApiToken


@require_http_methods(["GET", "POST"])
@never_cache
def tokens(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, and a form for one more. Its key is in the answer to the form and nowhere else, so
    this is the one form that is not followed by a redirect."""
    organisation = _mine(request, pk)
    may_push = organisation.kind == OrganisationKind.INVESTOR
    form = TokenForm(request.POST or None, may_push=may_push)
    made: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        token, key = actions.create_token(organisation, by=request.user, **form.cleaned_data)
        made = {"token": token, "key": key}
        form = TokenForm(may_push=may_push)
    page = Paginator(ApiToken.objects.of(organisation), 20).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "is_verified": organisation.status == Verification.VERIFIED,
        "form": form,
        "made": made,
        "page": page,
    }
    status = 422 if form.errors else 200
    return render(request, "opendata/tokens.html", context, status=status)


@require_POST
def revoke(request: HttpRequest, pk: int, token_pk: int) -> HttpResponse:
    organisation = _mine(request, pk)
    token = get_object_or_404(ApiToken.objects.of(organisation), pk=token_pk)
    actions.revoke_token(token, by=request.user)
    messages.success(request, _("Revoked: it opens nothing any more."))
    return redirect("opendata:tokens", organisation.pk)


def _mine(request: HttpRequest, pk: int) -> Organisation:
    row: Organisation = get_object_or_404(Organisation.objects.editable_by(request.user), pk=pk)
    return row
