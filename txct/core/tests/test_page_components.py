"""The pieces of pages: whole, without inline code, and the same in every state."""

import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template import Context, Template, engines
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from txct.core.components import PARTS_OF_DAY, TONE_ICONS, PageWarning, Slot, lay_out
from txct.core.views_components import SampleForm, components_page

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
PAGES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt"))
INLINE = {
    "script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "style element": re.compile(r"<style", re.IGNORECASE),
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "foreign address": re.compile(r"(?:src|href)=[\"'](?:https?:)?//", re.IGNORECASE),
}


def render(source: str, **context: object) -> str:
    """Render a line of template with our tags."""
    return Template("{% load txct %}" + source).render(Context(context)).strip()


@pytest.fixture
def components_html(rf: RequestFactory) -> str:
    request = rf.get("/thanh-phan/")
    request.user = AnonymousUser()
    response = components_page(request)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_page_compiles_and_carries_no_inline_code(page: Path) -> None:
    get_template(str(page.relative_to(TEMPLATES)))
    text = page.read_text(encoding="utf-8")
    assert {name for name, pattern in INLINE.items() if pattern.search(text)} == set()


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    names = (STATIC / "vendor/bootstrap-icons/NAMES.txt").read_text().split()
    sprite = (STATIC / "vendor/bootstrap-icons/icons.svg").read_text()
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == names
    asked = set(TONE_ICONS.values())
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        asked |= set(re.findall(r'{% icon "([^"]+)"', text))
        asked |= set(re.findall(r'icon_name="([^"]+)"', text))
        asked |= set(re.findall(r'{% nav_link "[^"]+" "[^"]+" "([^"]+)"', text))
    assert asked - set(names) == set()


def test_no_file_named_by_a_page_or_a_stylesheet_is_missing() -> None:
    asked = {
        name
        for page in PAGES
        for name in re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", page.read_text(encoding="utf-8"))
    }
    assert {name for name in asked if finders.find(name) is None} == set()
    named = set()
    for sheet in (STATIC / "css").glob("*.css"):
        named |= {(sheet.parent / url).resolve() for url in re.findall(r'url\("([^"]+)"\)', sheet.read_text())}
    assert {path for path in named if not path.is_file()} == set()


def test_components_page_shows_each_component(components_html: str) -> None:
    marks = (
        'class="breadcrumb-trail"', "notice-done", "notice-due", "notice-late", "notice-draft", "badge-open",
        'class="tiles"', "progress-bar-line", 'class="filter-chips"', 'class="list-bar"', "table-list",
        'class="pagination-bar"', 'class="empty"', 'class="error-summary"', 'class="facts"', 'class="history"',
        'class="schedule"', "day-list", "unplaced", "meeting-card", "confirm-danger", 'class="warnings"',
        'class="compare"', 'class="job"', "voter-quote", "view-tabs", "data-typeahead", "data-picker", "data-guard",
    )  # fmt: skip
    assert [mark for mark in marks if mark not in components_html] == []
    assert components_html.count("<h1>") == 1


def test_error_summary_links_lead_to_fields_of_the_page() -> None:
    form = SampleForm({"day": "31/2", "start": "25h", "title": "Hội nghị"})
    html = render_to_string("components/form.html", {"form": form, "submit_label": "Lưu"})
    summary = re.search(r'<div class="error-summary".*?</div>', html, re.DOTALL)
    assert summary is not None
    links = re.findall(r'href="#([^"]+)">([^<]+)</a>', summary[0])
    assert links == [
        (
            "id_day",
            "Ngày: Không đọc được “31/2”: tháng 2 chỉ có các ngày từ 1 đến 28, năm nhuận đến 29; hãy kiểm tra lại.",
        ),
        ("id_start", "Giờ bắt đầu: Không đọc được “25h”: không có 25 giờ; hãy ghi như 8h00 hoặc 14 giờ 30 phút."),
        ("id_ward", "Khu phố: Hãy chọn mục này."),
        ("id_form_0", "Hình thức: Hãy chọn mục này."),
    ]
    for target, _ in links:
        assert html.count(f'id="{target}"') == 1
    assert 'value="31/2"' in html
    assert 'value="Hội nghị"' in html
    assert not re.search(r"<(?:input|select|textarea)[^>]*\srequired", html)


def test_help_and_error_of_a_field_are_read_with_it() -> None:
    html = render_to_string("components/form_fields.html", {"form": SampleForm({"day": "mai"})})
    field = re.search(r'<input[^>]*name="day"[^>]*>', html)
    assert field is not None
    described = re.search(r'aria-describedby="([^"]+)"', field[0])
    assert described is not None
    assert described[1].split() == ["id_day_helptext", "id_day_error"]
    assert [html.count(f'id="{part}"') for part in described[1].split()] == [1, 1]
    assert 'aria-invalid="true"' in field[0]


@given(
    st.lists(
        st.builds(
            Slot,
            title=st.text(min_size=1, max_size=5),
            day=st.none() | st.dates(date(2026, 11, 20), date(2026, 11, 26)),
            start=st.none() | st.times(time(7), time(21)),
            part=st.sampled_from(["", *PARTS_OF_DAY]),
        ),
        max_size=20,
    )
)
def test_a_schedule_shows_every_meeting_once(slots: list[Slot]) -> None:
    schedule = lay_out(slots)
    in_table = [slot for row in schedule.rows for cell in row.cells for slot in cell]
    by_day = [slot for _, day_slots in schedule.by_day for slot in day_slots]
    placed = [slot for slot in slots if slot.day is not None]
    assert sorted(map(id, in_table)) == sorted(map(id, by_day)) == sorted(map(id, placed))
    assert list(schedule.unplaced) == [slot for slot in slots if slot.day is None]
    assert all(len(row.cells) == len(schedule.days) for row in schedule.rows)
    assert list(schedule.days) == sorted({slot.day for slot in placed if slot.day})


def test_a_day_without_meetings_is_shown_and_an_evening_only_when_used() -> None:
    days = [date(2026, 11, 24) + timedelta(n) for n in range(2)]
    morning = Slot("Khu phố Đông Ngàn", days[0], time(8))
    assert [row.part for row in lay_out([morning], days=days).rows] == ["sáng", "chiều"]
    evening = Slot("Khu phố Đình Bảng", days[0], time(19, 30))
    schedule = lay_out([evening, morning], days=days)
    assert [(row.part, row.cells) for row in schedule.rows] == [
        ("sáng", ((morning,), ())),
        ("chiều", ((), ())),
        ("tối", ((evening,), ())),
    ]
    assert schedule.by_day == ((days[0], (morning, evening)), (days[1], ()))


def test_state_is_told_by_word_and_icon_and_colour() -> None:
    html = render('{% state_badge "late" "quá hạn 1 ngày" %}')
    assert html == (
        '<span class="badge-state badge-late"><svg class="icon" aria-hidden="true">'
        '<use href="/static/vendor/bootstrap-icons/icons.svg#exclamation-circle-fill"></use></svg> '
        "quá hạn 1 ngày</span>"
    )


def test_typed_words_never_become_markup() -> None:
    evil = "<script>alert(1)</script>"
    html = render_to_string("components/warning_list.html", {"warnings": [PageWarning(evil, kind=evil, url=evil)]})
    assert evil not in html
    assert render("{% state_badge 'late' words %}", words=evil).count("<script") == 0


def test_dates_hours_and_numbers_are_printed_as_officials_write_them() -> None:
    source = (
        "{{ d|weekday_date }} | {{ d|short_date }} | {{ t|clock }} | {{ 7|count_text }} | "
        "{{ 44|percent:54 }} | {{ 12345|thousands }} | {{ none|short_date }}"
    )
    html = render(source, d=date(2026, 11, 26), t=time(14, 30), none=None)
    assert html == "thứ Năm, 26/11/2026 | 26/11/2026 | 14h30 | 07 | 81,5 % | 12.345 |"


def test_filters_stay_in_the_url_when_the_page_or_the_order_changes(rf: RequestFactory) -> None:
    request = rf.get("/", {"trang-thai": "qua-han", "trang": "3", "sap-xep": "han"})
    template = engines["django"].from_string(
        '{% load txct %}{% autoescape off %}{% query_with trang=4 %} {% sort_query "han" %} {% sort_query "luot" %} '
        '{% sort_state "han" %}{% endautoescape %}'
    )
    assert template.render({}, request).split() == [
        "?trang-thai=qua-han&sap-xep=han&trang=4",
        "?trang-thai=qua-han&sap-xep=-han",
        "?trang-thai=qua-han&sap-xep=luot",
        "ascending",
    ]


def test_navigation_leaves_out_pages_that_do_not_exist_and_marks_where_the_reader_is(rf: RequestFactory) -> None:
    template = engines["django"].from_string(
        '{% load txct %}{% nav_link "core:components" "Thành phần" %}{% nav_link "no:such" "Không có" %}'
    )
    html = " ".join(template.render({}, rf.get("/thanh-phan/")).split())
    assert html == '<li><a href="/thanh-phan/" aria-current="page">Thành phần</a></li>'
