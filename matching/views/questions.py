"""Questions about missing facts: the firm asks, the investor answers, neither learns a name."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clusters.models import Plot
from enterprises.models import LandRequest
from matching import actions, exports
from matching.features import demand_of
from matching.forms import AnswerForm
from matching.models import Fact, FactQuestion
from matching.scoring import good_answer
from matching.views.request import my_request
from matching.words.questions import good_answer as in_words
from matching.words.questions import size_class
from portal.common.exporting import download

PER_PAGE = 20
NOT_STATED_HERE = (Fact.LAT, Fact.LON, Fact.NEIGHBOURS)  # the Department's own records


# --- the firm ----------------------------------------------------------------------------------


@require_POST
def ask(request: HttpRequest, pk: int, plot_pk: int, field: str) -> HttpResponse:
    land_request = get_object_or_404(LandRequest.objects.editable_by(request.user), pk=pk)
    plot = get_object_or_404(Plot.objects.for_matching(), pk=plot_pk)
    if field not in Fact.values:
        raise Http404
    actions.ask_fact(land_request, plot, Fact(field), by=request.user)
    messages.success(request, _("Sent to the investor. The answer appears on this page."))
    return redirect(land_request)


@require_safe
def request_questions(request: HttpRequest, pk: int) -> HttpResponseBase:
    land_request = my_request(request, pk)
    rows = FactQuestion.objects.filter(land_request=land_request).for_firm()
    if file := download(request, rows, exports.MY_QUESTIONS, "cau-hoi"):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"land_request": land_request, "page": page}
    return render(request, "matching/request_questions.html", context)


# --- the investor, or an officer in its place ----------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A question as the investor reads it: the trade and the size of a firm, and no more."""

    question: FactQuestion
    fact: Any
    trade: str
    size_class: str
    wanted: str  # the least answer that helps; empty: any answer does
    fill_in: str  # address of the field where the fact itself is stated; empty: not the investor's
    form: AnswerForm


@require_safe
def questions(request: HttpRequest) -> HttpResponseBase:
    rows = FactQuestion.objects.answerable_by(request.user).of_live_requests().for_desk()
    file = download(
        request,
        rows,
        exports.QUESTIONS,
        "cau-hoi-cua-doanh-nghiep",
        made=lambda piece: (_asked(question, {}) for question in piece),
    )
    return file or _desk(request)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    rows = FactQuestion.objects.answerable_by(request.user)
    question = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST, auto_id=f"id_{pk}_%s")
    if not form.is_valid():
        return _desk(request, wrong={pk: form})
    actions.answer_question(question, form.cleaned_data["answer"], by=request.user)
    messages.success(request, _("The firm reads your answer on its request."))
    return redirect("matching:questions")


def _desk(request: HttpRequest, wrong: dict[int, AnswerForm] | None = None) -> HttpResponse:
    mine = FactQuestion.objects.answerable_by(request.user).of_live_requests()
    page = Paginator(mine.for_desk(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "asked": [_asked(question, wrong or {}) for question in page],
        "waiting": mine.waiting().count(),
        "is_officer": request.user.is_officer,
    }
    status = 422 if wrong else 200
    return render(request, "matching/questions.html", context, status=status)


def _asked(question: FactQuestion, wrong: dict[int, AnswerForm]) -> Asked:
    land_request, field = question.land_request, Fact(question.field)
    wanted = good_answer(demand_of(land_request), field)
    return Asked(
        question=question,
        fact=field.label,
        trade=str(land_request.industry),
        size_class=size_class(float(land_request.area_ideal_m2)),
        fill_in=_field_address(question),
        wanted=in_words(field, wanted, str(land_request.place or "")) if wanted else "",
        form=wrong.get(question.pk) or AnswerForm(auto_id=f"id_{question.pk}_%s"),
    )


def _field_address(question: FactQuestion) -> str:
    """Where the investor states the fact; an officer's check puts it on the public page."""
    plot, field = question.plot, Fact(question.field)
    if field.is_of_the_plot:
        return f"{reverse('clusters:plot_edit', args=[plot.pk])}#id_{field.value}"
    if field in NOT_STATED_HERE:
        return ""
    name = "master_lease_end" if field == Fact.TERM_YEARS else field.value
    return f"{reverse('clusters:cluster_facts', args=[plot.cluster.slug])}#id_{name}"
