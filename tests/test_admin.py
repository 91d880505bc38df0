"""The records desk: every model, searched without accents, traced, changed by actions, at a fixed cost."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from delegates.models import Delegate, Locality
from meetings.models import Meeting, MeetingChange, Venue
from petitions.models import Petition
from tests.more_rows import another
from tests.people import NOON, Town, town
from tests.permissions_table import RECORDS
from txct.core.admin_base import HistoryAdmin, ScopedAdmin
from txct.core.audit import broken_links, record
from txct.core.audit_words import WORDS, action_words
from txct.core.models import AuditEntry, RoleAssignment, User, VoidedNumber
from txct.core.models.trace import AppendOnlyModel

pytestmark = pytest.mark.django_db
ROOMS = ("core", "delegates", "meetings", "petitions", "reports")


@pytest.fixture
def here() -> Town:
    return town("Từ Sơn", "09001")


def own_models() -> list[type[models.Model]]:
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models()]


def changelist(label: str) -> str:
    return reverse(f"admin:{label.lower().replace('.', '_')}_changelist")


def change(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def filled_form(page: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back of a change page, with CHANGES."""
    form = page.context["adminform"].form
    data = {}
    for bound in form:
        value = bound.value()
        widget = bound.field.widget
        if hasattr(widget, "decompress"):
            for suffix, part in zip(("_0", "_1"), widget.decompress(value), strict=True):
                data[f"{bound.name}{suffix}"] = part.isoformat() if part else ""
        elif value is not None and value is not False:
            data[bound.name] = bound.field.prepare_value(value)
    for inline in page.context["inline_admin_formsets"]:
        for bound in inline.formset.management_form:
            data[bound.html_name] = bound.value()
        for row in inline.formset:
            for bound in row:
                if bound.value() is not None:
                    data[bound.html_name] = bound.value()
    return {**data, **changes}


# --- every model --------------------------------------------------------------------------------------


def test_every_model_stands_in_the_records_desk_on_the_common_base() -> None:
    assert set(site._registry) == set(own_models())
    assert [model for model, admin in site._registry.items() if not isinstance(admin, ScopedAdmin)] == []


def test_what_is_history_is_never_written_here() -> None:
    open_history = [
        model._meta.label
        for model, admin in site._registry.items()
        if issubclass(model, AppendOnlyModel) and not isinstance(admin, HistoryAdmin)
    ]
    assert open_history == []


@pytest.mark.parametrize("label", sorted(RECORDS))
def test_names_on_the_page_are_vietnamese(here: Town, label: str) -> None:
    person = RECORDS[label].view[0]
    browser = here.client(person)
    pages = [browser.get(changelist(label))]
    row = here.one(label)
    pages.append(browser.get(change(row)))
    pages.append(browser.get(reverse(f"admin:{label.replace('.', '_')}_history", args=[row.pk])))
    if RECORDS[label].add:
        pages.append(here.client(RECORDS[label].add[0]).get(reverse(f"admin:{label.replace('.', '_')}_add")))
    for page in pages:
        text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page.content.decode(), flags=re.DOTALL)
        text += " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', page.content.decode()))
        english = ENGLISH.search(text)
        assert english is None, f"{page.request['PATH_INFO']}: …{text[english.start() - 40 : english.end() + 40]}…"


ENGLISH = re.compile(
    r"\b(the|and|select|search|filter|add|change|delete|view|save|home|history|action|actions|none|all|yes|no data|"
    r"currently|lookup|date:|time:|log out|welcome|password|toggle|sidebar|breadcrumbs|skip|error|warning|"
    r"results?|object|objects|key|value|id)\b",
    re.IGNORECASE,
)


# --- cost ---------------------------------------------------------------------------------------------

ONE_ROW_A_COUNCIL = ("core.tenant", "core.auditchain", "delegates.council", "meetings.schedulesetting")
USUAL_COST = 6
"""Session, account, roles, council, count, rows."""
COST = {
    "core.numberregister": 7,
    "delegates.constituency": 7,
    "delegates.delegate": 8,
    "delegates.delegategroup": 7,
    "delegates.groupmembership": 7,
    "meetings.councilsession": 7,
    "meetings.duty": 7,
    "meetings.meeting": 9,
    "meetings.plan": 7,
    "petitions.agencyofficer": 7,
    "petitions.petition": 8,
    "petitions.reminder": 7,
    "petitions.sector": 7,
    "petitions.submission": 7,
    "petitions.transfer": 7,
    "petitions.transferletter": 7,
    "reports.report": 7,
}


@pytest.mark.parametrize("label", sorted(set(RECORDS) - set(ONE_ROW_A_COUNCIL)))
def test_a_list_costs_the_same_for_one_row_and_for_thirty(here: Town, label: str) -> None:
    browser = here.client(RECORDS[label].view[0])
    browser.get(changelist(label))
    costs = []
    for more in (0, 29):
        for turn in range(1, more + 1):
            another(here, label, turn)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(changelist(label))
        costs.append(len(queries))
        rows = page.context["cl"].result_count
    assert rows >= 30
    assert costs == [COST.get(label, USUAL_COST)] * 2


# --- search -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["tu son", "Từ Sơn", "TỪ SƠN", "tu  son", "Tu\u031b\u0300 Sơn"])
def test_search_finds_with_or_without_accents(here: Town, typed: str) -> None:
    Locality.objects.create(code="09100", name="Từ Sơn", kind="phuong", level="xa", valid_from=NOON.date())
    Locality.objects.create(code="09101", name="Tân Sơn", kind="phuong", level="xa", valid_from=NOON.date())
    page = here.client("secretary").get(changelist("delegates.locality"), {"q": typed})
    assert [str(row) for row in page.context["cl"].result_list] == ["phường Từ Sơn"]


@pytest.mark.parametrize("typed", ["hoa", "hoà", "Hòa", "HOÀ"])
def test_tone_placement_does_not_matter(here: Town, typed: str) -> None:
    row = here.one("delegates.delegate")
    Delegate.objects.create(council=here.council, term=row.term, full_name="Đỗ Thị Hoà")
    page = here.client("secretary").get(changelist("delegates.delegate"), {"q": f"do {typed}"})
    assert [delegate.full_name for delegate in page.context["cl"].result_list] == ["Đỗ Thị Hoà"]


def test_type_ahead_searches_the_same_way(here: Town) -> None:
    asked = {
        "app_label": "delegates",
        "model_name": "groupmembership",
        "field_name": "delegate",
        "term": "van group",
    }
    found = here.client("secretary").get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [entry["text"] for entry in found] == ["Từ Sơn Văn Group_Head"]


# --- writes -------------------------------------------------------------------------------------------


def test_a_save_is_traced_with_old_and_new_and_read_as_history(here: Town) -> None:
    browser, venue = here.client("secretary"), here.one("meetings.venue")
    page = browser.get(change(venue))
    saved = browser.post(change(venue), filled_form(page, capacity=120, name="  Nhà văn hóa\u200b mới "))
    assert saved.status_code == 302
    entry = AuditEntry.objects.filter(object_type="meetings.venue").latest("position")
    assert (entry.action, entry.actor, entry.tenant_id) == ("venue.changed", here.people["secretary"], here.council.pk)
    assert entry.old == {"name": "Nhà văn hóa Từ Sơn", "capacity": None}
    assert entry.new == {"name": "Nhà văn hóa mới", "capacity": 120}
    history = browser.get(reverse("admin:meetings_venue_history", args=[venue.pk])).content.decode()
    assert "số chỗ: 120" in history
    assert "tên: Nhà văn hóa Từ Sơn → Nhà văn hóa mới" in history
    assert list(broken_links()) == []


def test_personal_values_stay_out_of_the_trace(here: Town) -> None:
    browser, delegate = here.client("secretary"), here.one("delegates.delegate")
    browser.post(change(delegate), filled_form(browser.get(change(delegate)), phone="0909123456"))
    entry = AuditEntry.objects.filter(object_type="delegates.delegate").latest("position")
    assert entry.new == {"phone": "(không lưu trong nhật ký)"}
    assert not AuditEntry.objects.filter(new__icontains="0909123456").exists()


def test_rows_within_a_page_are_traced_too(here: Town) -> None:
    browser, group = here.client("secretary"), here.one("delegates.delegategroup")
    page = browser.get(change(group))
    form = filled_form(page, **{"memberships-0-role": "deputy"})
    assert browser.post(change(group), form).status_code == 302
    entry = AuditEntry.objects.filter(object_type="delegates.groupmembership").latest("position")
    assert (entry.action, entry.old, entry.new) == ("groupmembership.changed", {"role": "head"}, {"role": "deputy"})


def test_lists_and_named_values_of_the_trace_are_read_as_history(here: Town) -> None:
    meeting, browser = here.one("meetings.meeting"), here.client("secretary")
    with transaction.atomic():
        record(
            by=here.people["secretary"],
            action="meeting.changed",
            obj=meeting,
            tenant_id=here.council.pk,
            old={"groups": ["Tổ 1"], "is_joint": False},
            new={"groups": ["Tổ 1", "Tổ 2"], "is_joint": True, "sent": {"number": 3, "reason": ""}},
        )
    entry = AuditEntry.objects.filter(object_type="meetings.meeting", action="meeting.changed").latest("position")
    history = browser.get(reverse("admin:meetings_meeting_history", args=[meeting.pk])).content.decode()
    assert "Tổ 1 → Tổ 1, Tổ 2" in history
    row = browser.get(change(entry)).content.decode()
    assert "Tổ 1, Tổ 2" in row
    assert "số: 3" in row
    assert "{" not in re.sub(r"<(script|style).*?</\1>", "", row, flags=re.DOTALL)


def test_a_deletion_is_traced(here: Town) -> None:
    browser = here.client("secretary")
    venue = Venue.objects.create(council=here.council, locality=here.one("delegates.locality"), name="Thừa")
    url = reverse("admin:meetings_venue_delete", args=[venue.pk])
    assert "Thừa" in browser.get(url).content.decode()
    assert browser.post(url, {"post": "yes"}).status_code == 302
    assert not Venue.objects.filter(pk=venue.pk).exists()
    assert AuditEntry.objects.filter(action="venue.deleted", old={"label": "Thừa"}).count() == 1


def test_a_hall_in_use_is_not_deleted(here: Town) -> None:
    venue = here.one("meetings.venue")
    page = here.client("secretary").post(reverse("admin:meetings_venue_delete", args=[venue.pk]), {"post": "yes"})
    assert page.status_code == 200
    assert "Không xóa được" in page.content.decode()
    assert Venue.objects.filter(pk=venue.pk).exists()


def test_a_meeting_people_know_of_changes_only_with_a_reason(here: Town) -> None:
    browser, meeting = here.client("secretary"), here.one("meetings.meeting")
    Meeting.objects.filter(pk=meeting.pk).update(state="announced")
    moved = {"starts_at_0": "27/11/2026", "starts_at_1": "14:00", "ends_at_0": "27/11/2026", "ends_at_1": "17:00"}
    form = filled_form(browser.get(change(meeting)), **moved)
    refused = browser.post(change(meeting), form)
    assert refused.status_code == 200
    assert "nêu lý do thay đổi" in refused.content.decode()
    assert "27/11/2026" in refused.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).sequence == 0
    assert browser.post(change(meeting), {**form, "reason": "mưa bão"}).status_code == 302
    after = Meeting.objects.get(pk=meeting.pk)
    assert (after.sequence, after.starts_at) == (1, NOON + timedelta(days=1, hours=6))
    assert MeetingChange.objects.filter(meeting=meeting, reason="mưa bão").count() == 1


def test_a_stale_page_gets_both_versions_and_loses_nothing(here: Town) -> None:
    browser, petition = here.client("secretary"), here.one("petitions.petition")
    Petition.objects.filter(pk=petition.pk).update(state="recorded")
    mine = filled_form(browser.get(change(petition)), summary="Bản của tôi")
    theirs = filled_form(browser.get(change(petition)), summary="Bản của người khác")
    assert browser.post(change(petition), theirs).status_code == 302
    answer = browser.post(change(petition), mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "<td>Bản của tôi</td><td>Bản của người khác</td>" in page
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    again = {name: value for name, value in again.items() if name != "csrfmiddlewaretoken"}
    assert browser.post(change(petition), again).status_code == 302
    assert Petition.objects.get(pk=petition.pk).summary == "Bản của tôi"


def test_a_record_sent_twice_is_saved_once(here: Town) -> None:
    browser = here.client("secretary")
    address = reverse("admin:meetings_venue_add")
    page = browser.get(address).content.decode()
    typed = {
        "name": "Nhà văn hóa mới",
        "council": here.council.pk,
        "locality": here.one("meetings.venue").locality_id,
        "form_key": re.search(r'name="form_key" value="([^"]+)"', page)[1],
    }
    first, second = browser.post(address, typed), browser.post(address, typed)
    assert (first.status_code, first["Location"]) == (302, second["Location"])
    assert Venue.objects.filter(name="Nhà văn hóa mới").count() == 1


def test_calling_meetings_off_from_the_list_runs_the_action(here: Town) -> None:
    browser, meeting = here.client("secretary"), here.one("meetings.meeting")
    Meeting.objects.filter(pk=meeting.pk).update(state="announced")
    chosen = {"action": "cancel", "_selected_action": [meeting.pk]}
    without = browser.post(changelist("meetings.meeting"), {**chosen, "reason": ""}, follow=True)
    assert "Nêu lý do" in without.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).state == "announced"
    done = browser.post(changelist("meetings.meeting"), {**chosen, "reason": "bão số 9"}, follow=True)
    assert "Đã hủy: 1 hội nghị TXCT." in done.content.decode()
    assert Meeting.objects.get(pk=meeting.pk).state == "cancelled"
    assert AuditEntry.objects.filter(action="meeting.cancelled", actor=here.people["secretary"]).count() == 1


def test_the_next_number_of_a_register_is_voided_with_its_reason(here: Town) -> None:
    register, browser = here.one("core.numberregister"), here.client("secretary")
    chosen = {"action": "void_next", "_selected_action": [register.pk]}
    before = list(VoidedNumber.objects.values_list("number", flat=True))
    browser.post(changelist("core.numberregister"), {**chosen, "reason": " "})
    assert list(VoidedNumber.objects.values_list("number", flat=True)) == before
    browser.post(changelist("core.numberregister"), {**chosen, "reason": "ghi nhầm trên giấy"})
    taken = register.last_number + 1
    register.refresh_from_db()
    voided = VoidedNumber.objects.get(register=register, number=taken)
    assert (register.last_number, voided.reason) == (taken, "ghi nhầm trên giấy")


def test_somebody_who_only_looks_has_no_actions(here: Town) -> None:
    browser, meeting = here.client("auditor"), here.one("meetings.meeting")
    assert 'name="action"' not in browser.get(changelist("meetings.meeting")).content.decode()
    chosen = {"action": "cancel", "_selected_action": [meeting.pk], "reason": "x"}
    browser.post(changelist("meetings.meeting"), chosen)
    assert Meeting.objects.get(pk=meeting.pk).state == "held"


def test_minutes_handed_in_are_closed_to_the_pen(here: Town) -> None:
    browser, minutes = here.client("secretary"), here.one("meetings.minutes")
    form = filled_form(browser.get(change(minutes)), conclusion="Kết luận mới")
    assert browser.post(change(minutes), form).status_code == 302
    type(minutes).objects.filter(pk=minutes.pk).update(state="submitted", submitted_at=NOON)
    assert browser.post(change(minutes), {**form, "conclusion": "viết lại"}).status_code == 403
    assert type(minutes).objects.get(pk=minutes.pk).conclusion == "Kết luận mới"


def test_an_auditor_is_not_shown_voters_words_nor_delegates_phones(here: Town) -> None:
    pages = {}
    for person in ("secretary", "auditor"):
        browser = here.client(person)
        pages[person] = "".join(
            browser.get(url).content.decode()
            for row in (here.one("delegates.delegate"), here.one("petitions.petition"))
            for url in (changelist(row._meta.label), change(row))
        )
    for private in ("0912000111", "delegate@dai-bieu.example", "nội dung Từ Sơn"):
        assert private in pages["secretary"]
        assert private not in pages["auditor"]


# --- roles --------------------------------------------------------------------------------------------


def test_a_role_is_given_and_ended_by_the_administrator_and_never_to_oneself(here: Town) -> None:
    browser, clerk = here.client("sysadmin"), here.people["clerk"]
    add = reverse("admin:core_roleassignment_add")
    form = {"user": clerk.pk, "tenant": here.council.pk, "role": "front", "valid_from": "24/11/2026", "reason": "QĐ 5"}
    assert browser.post(add, form).status_code == 302
    assert AuditEntry.objects.filter(action="role.assigned").count() == 1
    own = browser.post(add, {**form, "user": here.people["sysadmin"].pk})
    assert own.status_code == 200
    assert "Không ai tự đổi vai trò của mình" in own.content.decode()
    given = RoleAssignment.objects.get(user=clerk, role="front")
    chosen = {"action": "end_today", "_selected_action": [given.pk], "reason": "nhầm"}
    browser.post(changelist("core.roleassignment"), chosen)
    given = RoleAssignment.objects.filter(pk=given.pk).first()
    assert given is None or given.valid_to is not None


def test_the_person_who_administers_the_installation_is_nobodys_to_change(here: Town) -> None:
    root = User.objects.create_superuser("goc@x.example", "Quản Trị Gốc", "mật khẩu dài lắm")
    RoleAssignment.objects.create(user=root, tenant=here.council, role="sysadmin")
    browser = here.client("sysadmin")
    assert browser.post(change(root), {"email": "cuop@x.example", "full_name": "x"}).status_code == 403


# --- words --------------------------------------------------------------------------------------------


def test_every_action_has_a_word_in_the_trace() -> None:
    code = re.compile(r'action=f?"[a-z_]+\.([a-z_]+)"')
    verbs = {
        verb
        for room in ("txct", *ROOMS[1:])
        for path in Path(settings.BASE_DIR, room).rglob("*.py")
        if "tests" not in path.parts
        for verb in code.findall(path.read_text("utf-8"))
    }
    assert verbs - set(WORDS) == set()
    assert action_words("meeting.postponed") == "Hoãn"
