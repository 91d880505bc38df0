"""Plans: read from files, edited, submitted, issued, amended."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from meetings.actions.plan_imports import import_plan, split_content
from meetings.actions.plans import amend_plan, draft_plan, edit_paragraphs, edit_plan, move_plan
from meetings.enums import Phase, PlanSection, PlanState, SessionKind
from meetings.models import CouncilSession, Plan, PlanParagraph, PlanVersion
from meetings.plan_texts import missing_parts, text_of, windows_of
from meetings.tests.scenes import PARAGRAPHS, issue, town
from txct.core.models import AuditEntry
from txct.core.models.trace import AppendOnly
from txct.core.writing import Refused, StalePage

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parent.parent / "demo" / "ke-hoach-28.txt"
CUT_OFF = """
Số: 28/KH-HĐND

Từ Sơn, ngày 06 tháng 6 năm 2017

KẾ HOẠCH

Tiếp xúc cử tri trước và sau kỳ họp thứ 5 - Hội đồng nhân dân thị xã khóa XVIII

Căn cứ kết luận tại Hội nghị giao ban ngày 05/6/2017 của Thường trực HĐND thị xã,
Thường trực HĐND thị xã xây dựng kế hoạch tiếp xúc cử tri, như sau:

I. MỤC ĐÍCH, YÊU CẦU:

1. Mục đích:

- Tăng cường mối quan hệ giữa đại biểu với cử tri.
"""


def test_a_plan_file_becomes_a_draft_with_its_number_session_and_paragraphs_apart():
    scene = town(issued=False)

    plan = import_plan(
        council=scene.council, filename="ke-hoach-28.txt", content=FILE.read_bytes(), by=scene.secretary
    )

    assert (plan.state, plan.number_text, plan.issued_on, plan.place_name) == (
        PlanState.DRAFT,
        "28/KH-HĐND",
        date(2017, 6, 6),
        "Từ Sơn",
    )
    assert plan.session == scene.session
    assert str(plan.signatory) == "Ngô Quang Đạt (CHỦ TỊCH)"
    parts = {section: len(texts) for section, texts in text_of(plan).items()}
    assert parts == {
        PlanSection.BASIS: 2,
        PlanSection.PURPOSE: 4,
        PlanSection.REQUIREMENT: 3,
        PlanSection.TIME: 3,
        PlanSection.CONTENT_BEFORE: 3,
        PlanSection.CONTENT_AFTER: 2,
        PlanSection.PLACE: 3,
        PlanSection.ORGANISATION: 6,
        PlanSection.RECIPIENT: 7,
    }
    assert missing_parts(plan) == []
    assert [(w.timing, w.first_day, w.last_day) for w in windows_of(plan)] == [
        (Phase.BEFORE, date(2017, 6, 20), date(2017, 6, 22)),
        (Phase.AFTER, date(2017, 7, 25), date(2017, 7, 27)),
    ]
    entry = AuditEntry.objects.get(action="plan.imported")
    assert (entry.actor, entry.object_id, entry.new["number"]) == (scene.secretary, str(plan.pk), "28/KH-HĐND")


def test_the_same_file_again_is_the_same_plan_and_adds_no_row():
    scene = town(issued=False)
    first = import_plan(council=scene.council, filename="a.txt", content=FILE.read_bytes(), by=scene.secretary)
    counts = (Plan.objects.count(), PlanParagraph.objects.count(), AuditEntry.objects.count())

    again = import_plan(council=scene.council, filename="b.txt", content=FILE.read_bytes(), by=scene.secretary)

    assert again.pk == first.pk
    assert (Plan.objects.count(), PlanParagraph.objects.count(), AuditEntry.objects.count()) == counts


@pytest.mark.postgresql
def test_the_same_file_sent_twice_at_once_makes_one_plan(transactional_db):
    if connection.vendor != "postgresql":
        pytest.skip("Cần PostgreSQL: SQLite trong bộ nhớ chỉ có một kết nối.")
    scene = town(issued=False)
    start = threading.Barrier(8)

    def send(_place: int) -> int:
        try:
            start.wait(timeout=30)
            return import_plan(
                council=scene.council, filename="a.txt", content=FILE.read_bytes(), by=scene.secretary
            ).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(send, range(8)))

    assert len(made) == 1
    assert Plan.objects.exclude(pk=scene.plan.pk).count() == 1
    assert AuditEntry.objects.filter(action="plan.imported").count() == 1


def test_a_text_that_is_cut_off_is_taken_with_a_warning_but_not_submitted():
    scene = town(issued=False)

    plan = import_plan(council=scene.council, filename="cut.txt", content=CUT_OFF.encode(), by=scene.secretary)

    assert missing_parts(plan) == [
        "yêu cầu",
        "thời gian",
        "nội dung",
        "địa điểm, thành phần",
        "tổ chức thực hiện",
        "nơi nhận",
        "người ký",
    ]
    assert any("còn thiếu" in warning for warning in plan.warnings)
    with pytest.raises(Refused, match=r"Kế hoạch còn thiếu: yêu cầu, thời gian, .* Bổ sung trước khi trình ký\."):
        move_plan(plan=plan, to=PlanState.SUBMITTED, by=scene.secretary)
    assert Plan.objects.get(pk=plan.pk).state == PlanState.DRAFT


def test_a_session_not_yet_known_is_made_and_said_so_one_without_its_term_is_left_open():
    scene = town(issued=False)
    new = CUT_OFF.replace("kỳ họp thứ 5", "kỳ họp thứ 6")
    foreign = CUT_OFF.replace("khóa XVIII", "khóa XIX")

    made = import_plan(council=scene.council, filename="a.txt", content=new.encode(), by=scene.secretary)
    left = import_plan(council=scene.council, filename="b.txt", content=foreign.encode(), by=scene.secretary)

    assert (made.session.ordinal, made.session.term, made.session.kind) == (6, scene.term, SessionKind.MID_YEAR)
    assert any(warning.startswith("Đã lập mới kỳ họp thứ 6") for warning in made.warnings)
    assert left.session is None
    assert any(warning.startswith("Chưa khai nhiệm kỳ khóa XIX") for warning in left.warnings)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("trong.txt", b"", "Tệp rỗng"),
        ("anh.txt", b"\x89PNG\r\n\x1a\n" + bytes(64), "tệp ảnh"),
        ("thu.txt", "Kính gửi các đồng chí, mời về dự liên hoan.".encode(), "không phải kế hoạch"),
        ("cu.doc", b"\xd0\xcf\x11\xe0" + bytes(64), r"\.docx"),
    ],
)
def test_what_is_no_plan_is_refused_in_words_and_nothing_is_written(name, content, sentence):
    scene = town(issued=False)
    counts = (Plan.objects.count(), CouncilSession.objects.count(), AuditEntry.objects.count())

    with pytest.raises(Refused, match=sentence):
        import_plan(council=scene.council, filename=name, content=content, by=scene.secretary)

    assert (Plan.objects.count(), CouncilSession.objects.count(), AuditEntry.objects.count()) == counts


def test_the_command_prints_what_a_file_says_without_any_council(tmp_path):
    out = StringIO()

    call_command("import_plan", str(FILE), "--json", stdout=out)

    read = json.loads(out.getvalue())
    assert (read["number"], read["symbol"], read["date"], read["place"]) == (
        "28/KH-HĐND",
        "KH-HĐND",
        "2017-06-06",
        "Từ Sơn",
    )
    assert (len(read["bases"]), len(read["purposes"]), len(read["requirements"])) == (2, 4, 3)
    assert (read["session"], read["term"], Plan.objects.count()) == (5, "XVIII", 0)


def test_the_command_stores_a_draft_for_a_council_and_refuses_an_unknown_one(tmp_path):
    scene = town(issued=False)
    out = StringIO()

    call_command("import_plan", str(FILE), "--council", "tu-son", stdout=out)

    plan = Plan.objects.get(source_name="ke-hoach-28.txt")
    assert out.getvalue().splitlines()[0] == f"Dự thảo kế hoạch số {plan.pk}: {plan}"
    assert plan.council == scene.council
    with pytest.raises(CommandError, match=r"Không có Hội đồng mang mã “ha-noi”\. Các mã đang có: tu-son"):
        call_command("import_plan", str(FILE), "--council", "ha-noi", stdout=StringIO())
    empty = tmp_path / "trong.txt"
    empty.write_bytes(b"")
    with pytest.raises(CommandError, match="Tệp rỗng"):
        call_command("import_plan", str(empty), "--json", stdout=StringIO())


def test_a_part_is_edited_alone_and_the_second_editor_sees_both_versions():
    scene = town(issued=False)
    seen = scene.plan.version
    edit_paragraphs(
        plan=scene.plan,
        paragraphs={PlanSection.PURPOSE: ["Một.", "", "Hai."]},
        expected_version=seen,
        by=scene.secretary,
    )

    assert text_of(scene.plan) == {
        **{section: list(texts) for section, texts in PARAGRAPHS.items()},
        PlanSection.PURPOSE: ["Một.", "Hai."],
    }
    entry = AuditEntry.objects.filter(action="plan.edited").get()
    assert (entry.old, entry.new) == (
        {"purpose": ["Giữ mối liên hệ giữa đại biểu với cử tri."]},
        {"purpose": ["Một.", "Hai."]},
    )
    with pytest.raises(StalePage):
        edit_plan(plan=scene.plan, title="Khác", expected_version=seen, by=scene.secretary)


@pytest.mark.parametrize("to", [PlanState.ISSUED, PlanState.AMENDED, PlanState.CLOSED, PlanState.DRAFT])
def test_a_draft_does_not_jump_over_its_steps(to):
    scene = town(issued=False)

    with pytest.raises(Refused):
        move_plan(plan=scene.plan, to=to, by=scene.secretary)

    assert Plan.objects.get(pk=scene.plan.pk).state == PlanState.DRAFT


def test_issuing_keeps_the_text_as_a_version_that_never_changes():
    scene = town()

    version = PlanVersion.objects.get()

    assert (scene.plan.state, scene.plan.number_text, scene.plan.issued_on) == (
        PlanState.ISSUED,
        "01/KH-HĐND",
        date(2017, 6, 6),
    )
    assert (version.number, version.snapshot["number"], version.snapshot["paragraphs"]) == (
        1,
        "01/KH-HĐND",
        {section.value: list(texts) for section, texts in PARAGRAPHS.items()},
    )
    with pytest.raises(AppendOnly):
        version.save()


def test_an_amendment_starts_from_the_plan_and_once_issued_marks_it_amended():
    scene = town()
    original = scene.plan
    draft = amend_plan(plan=original, by=scene.secretary)
    with pytest.raises(Refused, match="Đang có dự thảo điều chỉnh"):
        amend_plan(plan=original, by=scene.secretary)

    assert (draft.amends, draft.title, text_of(draft)) == (
        original,
        "Điều chỉnh Kế hoạch số 01/KH-HĐND ngày 06 tháng 6 năm 2017: Tiếp xúc cử tri trước và sau kỳ họp thứ 5",
        text_of(original),
    )
    scene.plan = draft
    issue(scene)

    original.refresh_from_db()
    assert (original.state, scene.plan.state, scene.plan.number_text) == (
        PlanState.AMENDED,
        PlanState.ISSUED,
        "02/KH-HĐND",
    )


def test_a_plan_like_last_years_takes_over_its_text_and_nothing_of_its_number():
    scene = town()

    draft = draft_plan(council=scene.council, title="Kế hoạch năm sau", like=scene.plan, by=scene.secretary)

    assert (draft.number, draft.issued_on, draft.state, draft.signatory) == (
        None,
        None,
        PlanState.DRAFT,
        scene.plan.signatory,
    )
    assert draft.drawn_from == scene.plan
    assert text_of(draft) == {
        **text_of(scene.plan),
        "time": ["Trước kỳ họp: từ {đợt trước: từ ngày} đến {đợt trước: đến ngày}."],
    }


def test_content_is_split_by_the_lines_that_name_a_side_of_the_session_not_by_sentences_that_mention_it():
    before, after = split_content(
        [
            "1. Hội nghị trước kỳ họp",
            "a) Báo cáo dự kiến chương trình; kết quả sau kỳ họp trước.",
            "2. Hội nghị sau kỳ họp",
            "a) Báo cáo kết quả kỳ họp.",
        ]
    )

    assert (before, after) == (
        ["a) Báo cáo dự kiến chương trình; kết quả sau kỳ họp trước."],
        ["a) Báo cáo kết quả kỳ họp."],
    )


def test_moments_of_the_trace_are_those_of_the_act():
    scene = town()

    entry = AuditEntry.objects.get(action="plan.issued", object_id=str(scene.plan.pk))

    assert entry.at == datetime(2017, 6, 6, 2, 0, tzinfo=UTC)
