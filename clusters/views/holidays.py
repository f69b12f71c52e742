"""The Department's own calendar of days off: what the officers' clock leaves out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import officer_only
from clusters.version_forms import HolidayForm
from reference import actions
from reference.models import Holiday


@require_http_methods(["GET", "POST"])
@officer_only
def holidays(request: HttpRequest) -> HttpResponse:
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_holiday(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("clusters:holidays")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "rows": Holiday.objects.order_by("on")}
    return render(request, "clusters/holidays.html", context, status=status)


@require_POST
@officer_only
def holiday_remove(request: HttpRequest, pk: int) -> HttpResponse:
    actions.remove_holiday(get_object_or_404(Holiday, pk=pk), by=request.user)
    messages.success(request, _("Removed."))
    return redirect("clusters:holidays")
