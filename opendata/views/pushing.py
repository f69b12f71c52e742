"""Plots that an organisation's own programs send in, with the checks of the form."""

import json
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from clusters.codes import code_key
from clusters.forms import PlotForm
from clusters.models import Cluster, ListingVersion, Plot, PriceBasis
from opendata import actions, forms
from opendata.api import paging, serializers
from opendata.api.errors import Invalid, TooLarge
from opendata.api.keys import AnonymousThrottle, MayPush, PushThrottle, TokenThrottle
from opendata.api.serializers import paged
from opendata.views.base import Spoken, next_page

LARGEST_BYTES = 64 * 1024
NUMBERS = (
    "area_m2", "price_vnd_m2", "fee_vnd_m2_year", "density_max_pct", "floors_max", "height_max_m",
)  # fmt: skip
TRADES = "permitted"
TEXTS = ("code", "kind", "price_basis", "ready_on", "lease_end", "note")
PUSHED = {200: serializers.PushedSerializer, 201: serializers.PushedSerializer}
DEFAULTS = {"price_basis": PriceBasis.ONE_OFF.value}


class SmallJsonParser(JSONParser):
    """One plot is a few hundred bytes."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        body = stream.read(LARGEST_BYTES + 1)
        if len(body) > LARGEST_BYTES:
            raise TooLarge(_("Send one plot at a time, of at most 64 kB."))
        try:
            return json.loads(body.decode(), parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise ParseError(_("The body is not JSON.")) from None


def _no_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity, which JSON does not have


class _Mine(Spoken):
    """For tokens that may push, of a verified investor; another's cluster is not there (404)."""

    permission_classes: list[type[BasePermission]] = [MayPush]
    parser_classes = [SmallJsonParser]
    throttle_classes = [AnonymousThrottle, TokenThrottle, PushThrottle]

    def clusters(self) -> Any:
        mine = Cluster.objects.operated_by(self.request.user)
        return mine.filter(investor=self.request.auth.organisation).distinct()

    def push(self, slug: Any, code: Any, body: dict[str, Any]) -> Response:
        if not isinstance(slug, str):
            raise Invalid.one("cluster", _("Text between quotes: the slug of a cluster of yours."))
        cluster = get_object_or_404(self.clusters(), slug=slug[: forms.LONGEST])
        submit = body.pop("submit", False)
        if not isinstance(submit, bool):
            raise Invalid.one("submit", _("true or false."))
        plot = _named(cluster, code) or Plot(cluster=cluster)
        form = PlotForm(_typed({**DEFAULTS, **body, "code": plot.code or code}), instance=plot)
        if not form.is_valid():
            raise Invalid.of_form(form)
        sent = {*NUMBERS, *TEXTS, TRADES} - {"code"}
        values = {name: value for name, value in form.cleaned_data.items() if name in sent}
        pushed = actions.push_plot(
            cluster, form.cleaned_data["code"], values, submit=submit, token=self.request.auth
        )
        data = {
            "id": pushed.plot.pk,
            "reference": pushed.plot.reference,
            "status": pushed.plot.status,
            "market": pushed.plot.market,
            "created": pushed.created,
            "changed": pushed.changed,
            "waiting": pushed.waiting,
        }
        return Response(
            serializers.PushedSerializer(data).data, status=201 if pushed.created else 200
        )


class MyPlots(_Mine):
    """The plots of one's own clusters."""

    parameters = forms.PageQuery
    about = {
        "GET": _("Plots of my clusters, in whatever state, with what waits for the Department."),
        "POST": _(
            "Send a plot in. The same code in the same cluster is the same plot, so it may be sent "
            "again."
        ),
    }
    takes = {"POST": serializers.NewPushSerializer}
    tells = {"GET": paged(serializers.MyPlotSerializer), "POST": PUSHED}

    def get(self, request: Request) -> Response:
        query = self.parameters.read(request.query_params)
        live = Prefetch("listing_versions", ListingVersion.objects.live(), to_attr="live_versions")
        mine = Plot.objects.filter(cluster__in=self.clusters().values("pk"))
        rows = mine.select_related("cluster").without_drawing().prefetch_related(live)
        found, last = paging.page(rows, query["after"], query["page_size"])
        results = serializers.MyPlotSerializer(found, many=True).data
        return Response({"next": next_page(self, last), "results": results})

    def post(self, request: Request) -> Response:
        body = _object(request.data)
        return self.push(body.pop("cluster", None), body.pop("code", None), body)


class MyPlot(_Mine):
    """One plot of one's own, by its code."""

    about = _("Make the plot with this code what is sent, new or not.")
    takes = {"PUT": serializers.PushSerializer}
    tells = PUSHED

    def put(self, request: Request, slug: str, code: str) -> Response:
        return self.push(slug, code, _object(request.data))


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise ParseError(_("Send one JSON object."))
    known = {*NUMBERS, *TEXTS, TRADES, "cluster", "submit"}
    if unknown := [str(name) for name in body if name not in known]:
        raise Invalid(
            {
                name[: forms.LONGEST]: [
                    {"message": _("There is no such field."), "code": "unknown_field"}
                ]
                for name in unknown[:20]
            }
        )
    return dict(body)


def _typed(body: dict[str, Any]) -> dict[str, Any]:
    """A number is a number and a text a text: text with digits would be read in one language."""
    wrong = {}
    codes = body.pop(TRADES, None) or []
    if isinstance(codes, list) and all(isinstance(code, str) for code in codes):
        body[TRADES] = ", ".join(codes)
    else:
        wrong[TRADES] = [{"message": _("A list of codes between quotes."), "code": "type"}]
    for name, value in body.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is None or (is_number if name in NUMBERS else isinstance(value, str)):
            continue
        words = _("A JSON number, not text.") if name in NUMBERS else _("Text between quotes.")
        wrong[name] = [{"message": words, "code": "type"}]
    if wrong:
        raise Invalid(wrong)
    return {name: value for name, value in body.items() if value is not None}


def _named(cluster: Cluster, code: Any) -> Plot | None:
    key = code_key(code[:100]) if isinstance(code, str) else ""
    return cluster.plots.filter(code_key=key).first() if key else None
