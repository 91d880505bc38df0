"""The shipped unit files agree with official figures, with each other and with what is known of Từ Sơn."""

import csv
import random
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import pairwise

import pytest

from delegates.locality_files import (
    DATA_FOLDER,
    LocalityKey,
    LocalityRow,
    SuccessionRow,
    read_localities,
    read_neighbourhoods,
    read_successions,
    select_localities,
)

TODAY = date(2025, 7, 1)
LAST_DAY_BEFORE = date(2025, 6, 30)
DAY_OF_THE_PLAN = date(2017, 6, 6)


@pytest.fixture(scope="module")
def rows() -> list[LocalityRow]:
    return list(read_localities())


@pytest.fixture(scope="module")
def links() -> list[SuccessionRow]:
    return list(read_successions())


def _of_tu_son(rows: list[LocalityRow], day: date) -> dict[str, str]:
    """Name → kind of the communes of Từ Sơn (district code 261) on that day."""
    return {row.name: row.kind for row in rows if row.parent_code == "261" and row.holds_on(day)}


def test_today_there_are_34_provinces_and_3321_communes_of_the_official_kinds(rows):
    current = Counter((row.level, row.kind) for row in rows if row.holds_on(TODAY))
    assert current == {
        ("tỉnh", "tỉnh"): 28,
        ("tỉnh", "thành phố"): 6,
        ("xã", "xã"): 2621,
        ("xã", "phường"): 687,
        ("xã", "đặc khu"): 13,
    }


def test_on_the_last_day_of_three_tiers_there_were_63_provinces_696_districts_and_10035_communes(rows):
    before = [row for row in rows if row.holds_on(LAST_DAY_BEFORE)]
    with_communes = {row.parent_code for row in before if row.level == "xã"}
    islands = {row.name for row in before if row.level == "huyện" and row.code not in with_communes}
    assert Counter(row.level for row in before) == {"tỉnh": 63, "huyện": 696, "xã": 10035}
    # With these five the lowest units number 10,040, the figure of the source.
    assert islands == {"Bạch Long Vĩ", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn", "Côn Đảo"}


def test_a_unit_is_known_by_code_and_first_day_and_never_exists_twice_on_one_day(rows):
    assert len({row.key for row in rows}) == len(rows)
    versions = defaultdict(list)
    for row in rows:
        versions[row.code].append(row)
    for lives in versions.values():
        for earlier, later in pairwise(lives):
            assert earlier.valid_to is not None
            assert earlier.valid_from <= earlier.valid_to < later.valid_from, (earlier, later)


def test_codes_have_the_official_length_of_their_level(rows):
    lengths = {"tỉnh": 2, "huyện": 3, "xã": 5}
    assert [row for row in rows if len(row.code) != lengths[row.level] or not row.code.isdigit()] == []


def test_every_unit_stands_after_its_parent_and_within_the_parents_life(rows):
    seen: dict[LocalityKey, LocalityRow] = {}
    for row in rows:
        if row.level == "tỉnh":
            assert row.parent_key is None
        else:
            parent = seen[row.parent_key]
            assert parent.code == row.parent_code
            assert parent.holds_on(row.valid_from)
            assert parent.valid_to is None if row.valid_to is None else parent.holds_on(row.valid_to), (
                row,
                parent,
            )
        seen[row.key] = row


def test_since_july_2025_communes_stand_directly_under_provinces(rows):
    provinces = {row.key for row in rows if row.level == "tỉnh" and row.valid_to is None}
    assert {row.parent_key for row in rows if row.level == "xã" and row.valid_to is None} == provinces


def test_names_carry_no_kind_and_are_clean(rows):
    doubled = {row.name for row in rows if row.name.casefold().startswith(row.kind + " ")}
    # The ward in Huế was truly called phường Phường Đúc.
    assert doubled == {"Phường Đúc"}
    assert [row for row in rows if row.name != " ".join(row.name.split()) or "(" in row.name] == []
    assert [row for row in rows if row.name != unicodedata.normalize("NFC", row.name)] == []


def test_names_that_the_source_types_wrongly_keep_their_printed_kind(rows):
    printed = {("Việt Hòa", "phường"), ("Tân Lộc", "phường"), ("Vĩnh Hòa", "xã"), ("Phong Điền", "xã")}
    current = {(row.name, row.kind) for row in rows if row.valid_to is None}
    assert printed <= current
    assert [row.kind for row in rows if row.name == "Ngọc Lặc" and row.valid_to == LAST_DAY_BEFORE] == [
        "huyện",
        "thị trấn",
    ]


def test_every_old_commune_and_province_has_a_successor_and_every_new_one_a_predecessor(rows, links):
    reform = [link for link in links if link.on == TODAY]
    old = {row.key: row for row in rows if row.valid_to == LAST_DAY_BEFORE}
    new = {row.key: row for row in rows if row.valid_from == TODAY}
    heirless = set(old) - {link.old_key for link in reform}
    # Districts ended without a successor, but for the five islands that became đặc khu themselves.
    assert {old[key].level for key in heirless} == {"huyện"}
    assert len(heirless) == 696 - 5
    assert {link.new_key for link in reform} == set(new)
    levels = Counter((old[link.old_key].level, new[link.new_key].level) for link in reform)
    assert levels == {("tỉnh", "tỉnh"): 63, ("huyện", "xã"): 5, ("xã", "xã"): 10597}


def test_a_succession_is_partial_exactly_when_the_old_unit_was_divided(links):
    heirs = Counter(link.old_key for link in links)
    assert [link for link in links if link.partial != (heirs[link.old_key] > 1)] == []
    assert sum(1 for count in heirs.values() if count > 1) == 471


def test_successions_do_not_repeat_and_lie_on_the_seam_of_two_units(rows, links):
    by_key = {row.key: row for row in rows}
    assert len({(link.old_key, link.new_key) for link in links}) == len(links)
    for link in links:
        assert by_key[link.old_key].valid_to == link.on - timedelta(days=1)
        assert link.new_key.valid_from == link.on


def test_communes_went_to_the_province_their_own_province_became(rows, links):
    by_key = {row.key: row for row in rows}

    def province(key: LocalityKey) -> LocalityKey:
        while by_key[key].parent_key is not None:
            key = by_key[key].parent_key
        return key

    became = {link.old_key: link.new_key for link in links if by_key[link.old_key].level == "tỉnh"}
    strays = [link for link in links if link.on == TODAY and became[province(link.old_key)] != province(link.new_key)]
    assert strays == []


def test_bac_ninh_of_today_took_the_code_of_bac_giang_and_has_99_communes(rows, links):
    new = next(row for row in rows if row.code == "24" and row.valid_to is None)
    predecessors = {link.old_key.code for link in links if link.new_key == new.key}
    kinds = Counter(row.kind for row in rows if row.parent_key == new.key)
    assert (new.name, predecessors, kinds) == ("Bắc Ninh", {"24", "27"}, {"phường": 33, "xã": 66})


def test_on_the_day_of_the_plan_tu_son_was_a_town_of_7_wards_and_5_communes(rows):
    town = [row for row in rows if row.code == "261" and row.holds_on(DAY_OF_THE_PLAN)]
    province = [row for row in rows if row.code == "27" and row.holds_on(DAY_OF_THE_PLAN)]
    assert [(row.kind, row.name, row.parent_key) for row in town] == [("thị xã", "Từ Sơn", province[0].key)]
    assert _of_tu_son(rows, DAY_OF_THE_PLAN) == {
        "Đông Ngàn": "phường",
        "Đồng Kỵ": "phường",
        "Trang Hạ": "phường",
        "Đồng Nguyên": "phường",
        "Châu Khê": "phường",
        "Tân Hồng": "phường",
        "Đình Bảng": "phường",
        "Tam Sơn": "xã",
        "Hương Mạc": "xã",
        "Tương Giang": "xã",
        "Phù Khê": "xã",
        "Phù Chẩn": "xã",
    }


@pytest.mark.parametrize(
    ("day", "kind", "wards"),
    [
        (date(2008, 9, 23), None, 0),
        (date(2008, 9, 24), "thị xã", 7),
        (date(2021, 1, 31), "thị xã", 7),
        (date(2021, 2, 1), "thị xã", 12),
        (date(2021, 3, 1), "thị xã", 12),
        (date(2021, 10, 31), "thị xã", 12),
        (date(2021, 11, 1), "thành phố", 12),
        (date(2025, 6, 30), "thành phố", 12),
        (date(2025, 7, 1), None, 0),
    ],
)
def test_tu_son_changed_on_the_days_its_resolutions_came_into_force(rows, day, kind, wards):
    kinds = [row.kind for row in rows if row.code == "261" and row.holds_on(day)]
    units = _of_tu_son(rows, day)
    assert kinds == ([kind] if kind else [])
    assert len(units) == (12 if kind else 0)
    assert Counter(units.values())["phường"] == wards


def test_the_12_units_of_tu_son_became_4_wards(rows, links):
    by_key = {row.key: row for row in rows}
    predecessors = defaultdict(set)
    for link in links:
        if link.on == TODAY and by_key[link.old_key].parent_code == "261":
            successor = by_key[link.new_key]
            predecessors[successor.kind, successor.name].add(by_key[link.old_key].name)
            assert (link.partial, link.legal_basis) == (False, "Nghị quyết 1658/NQ-UBTVQH15")
    assert predecessors == {
        ("phường", "Từ Sơn"): {"Đông Ngàn", "Tân Hồng", "Đình Bảng", "Phù Chẩn"},
        ("phường", "Tam Sơn"): {"Tam Sơn", "Tương Giang"},
        ("phường", "Đồng Nguyên"): {"Đồng Nguyên", "Trang Hạ", "Đồng Kỵ"},
        ("phường", "Phù Khê"): {"Phù Khê", "Hương Mạc", "Châu Khê"},
    }


def test_a_unit_of_2017_is_followed_through_every_reform_to_the_ward_of_today(links):
    follows = {link.old_key: link.new_key for link in links if not link.partial}
    path = [LocalityKey("09373", date(2008, 9, 24))]
    while path[-1] in follows:
        path.append(follows[path[-1]])
    assert path == [
        ("09373", date(2008, 9, 24)),
        ("09373", date(2021, 2, 1)),
        ("09373", date(2021, 11, 1)),
        ("09379", date(2025, 7, 1)),
    ]


def test_neighbourhoods_belong_to_units_of_2017_and_only_named_ones_are_listed(rows):
    names = {row.key: row.name for row in rows if row.holds_on(DAY_OF_THE_PLAN)}
    counted = Counter((names[place.commune_key], place.kind) for place in read_neighbourhoods())
    assert counted == {
        ("Đồng Kỵ", "khu phố"): 7,
        ("Trang Hạ", "khu phố"): 3,
        ("Châu Khê", "khu phố"): 6,
        ("Phù Khê", "làng"): 4,
    }


def test_one_province_comes_with_everything_its_land_once_was(rows, links):
    chosen, inside = select_localities(rows, links, province_code="24")
    names = {row.key: row.name for row in chosen}
    assert Counter(row.level for row in chosen if row.holds_on(TODAY)) == {"tỉnh": 1, "xã": 99}
    assert {row.name for row in chosen if row.level == "tỉnh"} == {"Bắc Ninh", "Bắc Giang"}
    assert len(_of_tu_son(chosen, DAY_OF_THE_PLAN)) == 12
    assert {link.on for link in inside} == {date(2021, 2, 1), date(2021, 11, 1), TODAY}
    assert all(link.old_key in names and link.new_key in names for link in inside)
    assert all(row.parent_key is None or row.parent_key in names for row in chosen)


def test_only_the_units_in_force_leave_no_succession_behind(rows, links):
    chosen, inside = select_localities(rows, links, only_current=True)
    assert Counter(row.level for row in chosen) == {"tỉnh": 34, "xã": 3321}
    assert inside == []


@pytest.mark.parametrize("code", ["99", "27", "09367"])
def test_a_code_that_is_no_province_of_today_selects_nothing(rows, links, code):
    assert select_localities(rows, links, province_code=code) == ([], [])


def test_the_provinces_of_today_share_out_all_units_of_the_country(rows, links):
    codes = [row.code for row in rows if row.level == "tỉnh" and row.valid_to is None]
    shares = [select_localities(rows, links, province_code=code)[0] for code in random.sample(codes, len(codes))]
    assert sum(len(share) for share in shares) == len(rows)
    assert {row.key for share in shares for row in share} == {row.key for row in rows}


def test_the_files_are_plain_utf8_with_one_shape_each_and_small():
    heads = {}
    for path in sorted(DATA_FOLDER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        assert {len(line) for line in lines} == {len(lines[0])}, path.name
        assert b"\r" not in path.read_bytes()
        heads[path.name] = lines[0]
    assert len(heads) == 6
    assert sum(path.stat().st_size for path in DATA_FOLDER.glob("*.csv")) < 3_000_000
