"""Loading the administrative units: complete, repeatable, and gentle to what an office entered itself."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from delegates.enums import Level, LocalityKind
from delegates.locality_loading import LoadReport, Tally, UnknownProvince, load_localities
from delegates.models import Locality, LocalitySuccession, Neighbourhood

pytestmark = pytest.mark.django_db

DAY_OF_THE_PLAN = date(2017, 6, 6)
TODAY = date(2025, 7, 1)
BAC_NINH = "24"
# Savepoint, one read of each of the three tables, release.
QUERIES_OF_A_LOAD_WITHOUT_NEWS = 5


def _snapshot() -> list[list[tuple]]:
    """Everything the loading writes, keys included, in a fixed order."""
    return [
        list(Locality.objects.order_by("pk").values_list()),
        list(LocalitySuccession.objects.order_by("pk").values_list()),
        list(Neighbourhood.objects.order_by("pk").values_list()),
    ]


def _ward_of_today(name: str) -> Locality:
    return Locality.objects.valid(TODAY).get(name=name, kind=LocalityKind.PHUONG, parent__code=BAC_NINH)


def test_the_whole_country_is_loaded_once_and_a_second_load_changes_nothing(django_assert_num_queries):
    first = load_localities()
    loaded = _snapshot()
    with django_assert_num_queries(QUERIES_OF_A_LOAD_WITHOUT_NEWS):
        second = load_localities()

    assert first == LoadReport(Tally(14167, 0, 0), Tally(10683, 0, 0), Tally(20, 0, 0))
    assert second == LoadReport(Tally(0, 0, 14167), Tally(0, 0, 10683), Tally(0, 0, 20))
    assert _snapshot() == loaded
    counts = {level: Locality.objects.valid(TODAY).filter(level=level).count() for level in Level}
    assert counts == {Level.TINH: 34, Level.HUYEN: 0, Level.XA: 3321}
    before = Locality.objects.valid(date(2025, 6, 30))
    assert {level: before.filter(level=level).count() for level in Level} == {
        Level.TINH: 63,
        Level.HUYEN: 696,
        Level.XA: 10035,
    }
    assert Locality.objects.valid(TODAY).filter(kind=LocalityKind.THANH_PHO_TW).count() == 6


def test_tu_son_is_found_as_it_was_on_the_day_of_the_plan():
    load_localities(province_code=BAC_NINH)
    town = Locality.objects.valid(DAY_OF_THE_PLAN).get(code="261")
    units = town.children.valid(DAY_OF_THE_PLAN)
    assert (str(town), str(town.parent)) == ("thị xã Từ Sơn", "tỉnh Bắc Ninh")
    assert {str(unit) for unit in units} == {
        "phường Đông Ngàn",
        "phường Đồng Kỵ",
        "phường Trang Hạ",
        "phường Đồng Nguyên",
        "phường Châu Khê",
        "phường Tân Hồng",
        "phường Đình Bảng",
        "xã Tam Sơn",
        "xã Hương Mạc",
        "xã Tương Giang",
        "xã Phù Khê",
        "xã Phù Chẩn",
    }
    assert {str(place) for place in Neighbourhood.objects.filter(locality__name="Trang Hạ")} == {
        "khu phố Trang Liệt",
        "khu phố Mới",
        "khu phố Bính Hạ",
    }


def test_the_wards_of_today_know_what_they_were_made_of():
    load_localities(province_code=BAC_NINH)
    ward = _ward_of_today("Từ Sơn")
    made_of = {
        (link.predecessor.name, link.on, link.partial, link.legal_basis)
        for link in ward.predecessions.select_related("predecessor")
    }
    basis = (TODAY, False, "Nghị quyết 1658/NQ-UBTVQH15")
    assert made_of == {(name, *basis) for name in ("Đông Ngàn", "Tân Hồng", "Đình Bảng", "Phù Chẩn")}


def test_loaded_units_are_searchable_without_accents_and_sorted():
    load_localities(province_code=BAC_NINH, only_current=True)
    assert [unit.name for unit in Locality.objects.search("phuong tu son")] == ["Từ Sơn"]
    assert not Locality.objects.filter(sort_key="").exists()


def test_only_the_units_in_force_are_loaded_when_asked():
    report = load_localities(province_code=BAC_NINH, only_current=True)
    assert report == LoadReport(Tally(100, 0, 0), Tally(0, 0, 0), Tally(0, 0, 0))
    assert not Locality.objects.exclude(valid_to=None).exists()


def test_a_partial_load_is_completed_by_a_later_one():
    current = load_localities(province_code=BAC_NINH, only_current=True)
    whole = load_localities(province_code=BAC_NINH)
    again = load_localities(province_code=BAC_NINH)
    assert whole.localities.kept == current.localities.added == 100
    assert whole.localities.added + 100 == again.localities.kept == Locality.objects.count()
    assert again.successions == Tally(0, 0, LocalitySuccession.objects.count())


def test_a_wrong_name_is_corrected_with_its_search_key_and_a_wrong_parent_too():
    load_localities(province_code=BAC_NINH)
    loaded = _snapshot()
    ward = _ward_of_today("Từ Sơn")
    Locality.objects.filter(pk=ward.pk).update(name="Tứ Sơn", search_key="phuong sai", parent=None)
    LocalitySuccession.objects.filter(successor=ward).update(partial=True)

    report = load_localities(province_code=BAC_NINH)

    assert report.localities.corrected == 1
    assert report.successions.corrected == 4
    assert _snapshot() == loaded


def test_what_an_office_entered_itself_survives_another_load():
    load_localities(province_code=BAC_NINH)
    ward = _ward_of_today("Tam Sơn")
    Locality.objects.filter(pk=ward.pk).update(valid_to=date(2030, 12, 31), population=31000)
    own = Locality.objects.create(
        code="09370",
        name="Tam Sơn",
        kind="phuong",
        level="xa",
        parent=ward.parent,
        valid_from=date(2031, 1, 1),
    )
    Neighbourhood.objects.create(locality=own, kind="khu_pho", name="Dương Sơn")
    entered = _snapshot()

    report = load_localities(province_code=BAC_NINH)

    assert (report.localities.corrected, report.successions.corrected) == (0, 0)
    assert _snapshot() == entered


def test_a_second_load_of_one_province_costs_as_many_queries_as_one_of_the_country(django_assert_num_queries):
    load_localities(province_code=BAC_NINH)
    with django_assert_num_queries(QUERIES_OF_A_LOAD_WITHOUT_NEWS):
        load_localities(province_code=BAC_NINH)


def test_a_province_that_does_not_exist_today_is_refused_and_nothing_is_written():
    with pytest.raises(UnknownProvince):
        load_localities(province_code="27")
    assert not Locality.objects.exists()


def test_the_command_prints_what_it_did():
    out = StringIO()
    call_command("load_localities", "--province", BAC_NINH, "--only-current", stdout=out)
    call_command("load_localities", "--province", BAC_NINH, "--only-current", stdout=out)
    assert out.getvalue().splitlines() == [
        "Đơn vị hành chính: thêm 100, sửa 0, giữ nguyên 0.",
        "Quan hệ kế thừa: thêm 0, sửa 0, giữ nguyên 0.",
        "Thôn, khu phố: thêm 0, sửa 0, giữ nguyên 0.",
        "Đơn vị hành chính: thêm 0, sửa 0, giữ nguyên 100.",
        "Quan hệ kế thừa: thêm 0, sửa 0, giữ nguyên 0.",
        "Thôn, khu phố: thêm 0, sửa 0, giữ nguyên 0.",
    ]


def test_the_command_says_what_to_do_about_a_wrong_province():
    with pytest.raises(CommandError) as refusal:
        call_command("load_localities", "--province", "27")
    assert str(refusal.value) == (
        "Không có tỉnh, thành phố nào hiện nay mang mã “27”. "
        "Hãy nhập mã hai chữ số dùng từ 01/7/2025, ví dụ 24 cho tỉnh Bắc Ninh."
    )
