"""Key products and their makers, as the sources name them."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from enterprises.exports import KEY_PRODUCTS
from enterprises.filters import KeyProductFilter
from enterprises.models import KeyProduct, ProgrammeYear
from portal.common.exporting import download
from portal.common.htmx import render_page


@require_safe
@login_not_required
def key_products(request: HttpRequest) -> HttpResponseBase:
    rows = KeyProduct.objects.select_related("industry_guess", "holder").order_by(
        "-year", "holder_name"
    )
    products = KeyProductFilter(request.GET, rows)
    if file := download(request, products.qs, KEY_PRODUCTS, "san-pham-chu-luc"):
        return file
    years = list(ProgrammeYear.objects.all())
    context = {
        "form": products.form,
        "page": Paginator(products.qs, 30).get_page(request.GET.get("page")),
        "years": years,
        "most": max((year.products or 0 for year in years), default=1),
    }
    return render_page(
        request, "enterprises/key_products.html", "enterprises/_key_product_results.html", context
    )
