"""The search page, and what the box in the header suggests."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters.models import Plot
from reference.models import Era, Succession
from tests import factories

pytestmark = pytest.mark.django_db
ADDRESS = "/search/"


def found(answer, kind):
    """Labels of one kind on the page, in order."""
    page = answer.content.decode()
    section = re.search(rf'aria-labelledby="found-{kind}">(.*?)</section>', page, re.S)
    links = re.findall(r"<li>\s*<a href=[^>]+>(.*?)</a>", section[1]) if section else []
    return links


def ask(person, text, **more):
    return person.client.get(ADDRESS, {"q": text, **more})


@pytest.fixture
def product(db):
    return factories.KeyProductFactory(
        holder__name="Rạng Đông",
        product="Đèn LED",
        industry_guess=factories.IndustryFactory(code="2740", name_vi="Sản xuất thiết bị điện"),
    )


def test_results_are_grouped_by_kind_with_counts_and_facts(visitor, product):
    place = factories.PlaceFactory(name="Đông Anh", full_name="Xã Đông Anh")
    cluster = factories.ClusterFactory(name="Cụm công nghiệp Đông Anh", place=place)
    factories.PlotFactory(cluster=cluster, code="CN-03", published=True)
    answer = ask(visitor, "dong anh")
    assert found(answer, "clusters") == ["CCN Đông Anh"]
    assert found(answer, "places") == ["Xã Đông Anh"]
    page = answer.content.decode()
    assert "2 kết quả" in page and "1 lô đang chào thuê" in page and "20,00" in page
    assert found(ask(visitor, "led"), "products") == ["Đèn LED"]
    assert found(ask(visitor, "rạng đông"), "enterprises") == ["Rạng Đông"]
    assert found(ask(visitor, "2740"), "trades") == ["2740 Sản xuất thiết bị điện"]
    assert found(ask(visitor, "cn3 dong anh"), "plots") == ["CN-03 · CCN Đông Anh"]


def test_enterprises_lead_to_their_pages_once_they_are_in_the_directory(visitor, product):
    row = factories.EnterpriseFactory(registered=True, name="Công ty Nhựa Kín", is_listed=False)
    assert found(ask(visitor, "nhua kin"), "enterprises") == []
    type(row).objects.filter(pk=row.pk).update(is_listed=True)
    page = ask(visitor, "nhua kin").content.decode()
    assert f'<a href="{row.get_absolute_url()}">Công ty Nhựa Kín</a>' in page
    page = ask(visitor, "rang dong").content.decode()
    assert f'<a href="{product.holder.get_absolute_url()}">Rạng Đông</a>' in page


def test_an_old_name_leads_to_the_new_communes(visitor):
    old = factories.PlaceFactory(
        name="Phương Yên", full_name="Xã Phương Yên", era=Era.FORMER, district="Huyện Chương Mỹ"
    )
    for name, share in (("Phú Nghĩa", "part"), ("Xuân Mai", "part (default)")):
        new = factories.PlaceFactory(name=name, full_name=f"Xã {name}")
        Succession.objects.create(former=old, current=new, share=share)
    factories.ClusterFactory(former_place="Phương Yên, Chương Mỹ")
    page = ask(visitor, "phuong yen").content.decode()
    assert "nay là: Xã Xuân Mai, Xã Phú Nghĩa" in page and "1 cụm" in page
    answer = ask(visitor, "huyen chuong my")
    assert found(answer, "places")[0] == "Huyện Chương Mỹ"
    assert "nay là: Xã Xuân Mai" in answer.content.decode()


def test_only_public_plots_are_found_and_a_withdrawn_one_is_gone_at_once(visitor, investor):
    cluster = factories.ClusterFactory()
    plot = factories.PlotFactory(cluster=cluster, code="CN-7", published=True)
    factories.PlotFactory(cluster=cluster, code="CN-71")
    factories.PlotFactory(cluster=cluster, code="CN-72", suspended=True)
    assert found(ask(visitor, "CN-7"), "plots") == [f"CN-7 · {cluster.short_name}"]
    Plot.objects.filter(pk=plot.pk).update(
        status="withdrawn", published_at=None, version=plot.version + 1
    )
    assert found(ask(visitor, "CN-7"), "plots") == []


def test_a_changed_plot_is_read_again_and_a_former_code_still_leads_to_it(visitor):
    plot = factories.PlotFactory(code="CN-7", published=True, price_vnd_m2=None)
    assert "giá theo thỏa thuận" in ask(visitor, "CN-7").content.decode()
    plot.former_codes.create(code="LO-9")
    Plot.objects.filter(pk=plot.pk).update(price_vnd_m2=1_900_000, version=plot.version + 1)
    page = ask(visitor, "lo 9").content.decode()
    assert "1.900.000" in page and "mã cũ LO-9" in page


def test_what_is_invented_is_marked(visitor):
    factories.PlotFactory(code="CN-7", published=True, is_demo=True)
    assert "Dữ liệu minh họa" in ask(visitor, "CN-7").content.decode()
    assert "Dữ liệu minh họa" in ask(visitor, "thu").content.decode()  # counts it as on offer


def test_a_renamed_cluster_is_found_by_its_new_name(visitor):
    cluster = factories.ClusterFactory(name="Cụm công nghiệp Tên Trước")
    assert found(ask(visitor, "ten truoc"), "clusters") == ["CCN Tên Trước"]
    type(cluster).objects.filter(pk=cluster.pk).update(
        name="Cụm công nghiệp Mai Sau", version=cluster.version + 1
    )
    assert found(ask(visitor, "mai sau"), "clusters") == ["CCN Mai Sau"]


def test_in_english_names_are_english(visitor):
    factories.ClusterFactory(name="Cụm công nghiệp Đông Anh", name_en="Dong Anh Industrial Cluster")
    answer = visitor.client.get("/en/search/", {"q": "dong anh industrial cluster"})
    assert found(answer, "clusters") == ["Dong Anh"]


def test_one_kind_is_paged(visitor):
    cluster = factories.ClusterFactory()
    for n in range(25):
        factories.PlotFactory(cluster=cluster, code=f"CN-{n:02}", published=True)
    assert len(found(ask(visitor, "CN-1"), "plots")) == 5
    first = ask(visitor, "CN-0", kind="plots")
    assert len(found(first, "plots")) == 1
    rows = [found(ask(visitor, f"cn{n}", kind="plots"), "plots") for n in (1, 2)]
    assert [len(some) for some in rows] == [11, 6]
    assert ask(visitor, "cn1", kind="plots", page="999").status_code == 200


@pytest.mark.parametrize("kind", ["", "x", "plots'", "clusters"])
@pytest.mark.parametrize("page", ["", "0", "-1", "999", "x"])
def test_nonsense_in_the_address_is_a_page(visitor, kind, page):
    factories.ClusterFactory()
    assert ask(visitor, "thu", kind=kind, page=page).status_code == 200
    assert ask(visitor, "\x00%_'", kind=kind, page=page).status_code == 200


def test_ten_thousand_letters_are_refused_without_a_query(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = ask(visitor, "đ" * 10_000)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "tối đa 100 ký tự" in page and f'value="{"đ" * 100}"' in page


def test_no_name_is_explained(visitor):
    assert "Không có tên nào như vậy" in ask(visitor, "xyzzy").content.decode()
    assert "Một ô cho tất cả" in visitor.client.get(ADDRESS).content.decode()


def test_the_header_suggests(visitor):
    factories.ClusterFactory(name="Cụm công nghiệp Đông Anh", slug="dong-anh")
    swap = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "site-suggestions"}
    page = visitor.client.get(ADDRESS, {"q": "dong a"}, **swap).content.decode()
    assert 'role="option"' in page and 'data-address="/clusters/dong-anh/"' in page
    assert "1 kết quả" in page and "<html" not in page
    none = visitor.client.get(ADDRESS, {"q": "xyzzy"}, **swap).content.decode()
    assert 'role="option"' not in none and "Không có gợi ý" in none


def test_searching_costs_the_same_for_one_and_for_twenty(manufacturer, product):
    def queries(text):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert ask(manufacturer, text).status_code == 200
        return len(caught)

    cluster = factories.ClusterFactory(name="Cụm công nghiệp Đông Anh")
    factories.PlotFactory(cluster=cluster, code="CN-1", published=True)
    ask(manufacturer, "dong anh")
    one = queries("dong anh"), queries("cn1")
    for n in range(20):
        more = factories.ClusterFactory(name=f"Cụm công nghiệp Đông Anh {n}")
        factories.PlotFactory(cluster=more, code=f"CN-1{n}", published=True)
    ask(manufacturer, "dong anh")
    assert (queries("dong anh"), queries("cn1")) == one
    assert max(one) <= 8
