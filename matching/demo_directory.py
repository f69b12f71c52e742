"""Invented makers for the directory and the supply view: no source gives a maker's place."""

from django.utils import timezone

from accounts.models import Organisation, OrganisationKind, Verification
from enterprises.actions import enter, unlink
from enterprises.models import Enterprise
from reference.models import Era, Industry, Place

# (name, trade, commune, products offered, products sought, capacity)
MAKERS = [
    ("Khuôn mẫu", "2599", "Đông Anh", "Khuôn ép nhựa, khuôn dập", "Thép làm khuôn", "30 bộ/tháng"),
    ("Hạt nhựa", "2013", "Thường Tín", "Hạt nhựa PP, PE tái chế", "", "400 tấn/tháng"),
    ("Bao bì giấy", "1702", "Chương Mỹ", "Thùng các-tông 3–5 lớp", "Giấy cuộn", ""),
    ("Dây cáp điện", "2732", "Thạch Thất", "Dây dẫn, cáp hạ thế", "Dây đồng", "120 km/ngày"),
    ("Tủ điện", "2710", "Hoài Đức", "Tủ điện, động cơ nhỏ", "Tấm thép sơn tĩnh điện", ""),
    ("Thép tấm", "2410", "Phú Xuyên", "Thép tấm, thép ống cắt sẵn", "", "900 tấn/tháng"),
    ("Vải bọc", "1391", "Thanh Oai", "Vải bọc, vải lót", "Sợi", ""),
    ("Ván gỗ", "1621", "Quốc Oai", "Ván ép, gỗ xẻ sấy", "Keo dán gỗ", "600 m³/tháng"),
    ("Máy công cụ", "2822", "Sóc Sơn", "Dao cụ, đồ gá, sửa máy công cụ", "", ""),
    ("Linh kiện điện tử", "2610", "Mê Linh", "Mạch in, cụm lắp ráp", "Vỏ nhựa", ""),
]


def load(organisations: list[Organisation]) -> None:
    """The signed-in enterprises, and the makers; what is shown differs from one to the next."""
    trades = {row.code: row for row in Industry.objects.all()}
    places = {row.name: row for row in Place.objects.filter(era=Era.CURRENT)}
    for organisation in organisations:
        enter(organisation)
    for number, (name, code, place, offers, seeks, capacity) in enumerate(MAKERS):
        organisation = Organisation.objects.create(
            kind=OrganisationKind.ENTERPRISE,
            name=f"Công ty {name} minh họa",
            status=Verification.VERIFIED,
            decided_at=timezone.now(),
            is_demo=True,
        )
        row = enter(organisation)
        row.industry = trades.get(code) or trades[code[:2]]
        row.place = places.get(place)
        row.offers, row.seeks, row.capacity = offers, seeks, capacity
        row.shows_place = row.place is not None and number != 4  # one that keeps its place
        row.shows_products = True
        row.shows_capacity = bool(capacity)
        row.save()


def clear() -> None:
    """Recognised products that were tried out on an invented account go back to their names."""
    for named in Enterprise.objects.filter(became__organisation__is_demo=True):
        unlink(named, by=None)
