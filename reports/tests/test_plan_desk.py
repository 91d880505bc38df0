"""The plan desk: from a file or from last year's plan to an issued paper, with nothing typed ever lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from delegates.enums import BodyKind
from delegates.models import Body, Signatory
from meetings.actions.plans import draft_plan, missing_parts, move_plan, text_of
from meetings.enums import PlanSection, PlanState
from meetings.models import CouncilSession, Plan, Round
from reports.tests.scene import Scene, workday
from txct.core.models import AuditEntry, IssuedDocument, NumberRegister, User
from txct.lib.dates import short_date

SignIn = Callable[[User], Client]
PLANS = "/dieu-hanh/ke-hoach/"
DEMO = Path(__file__).resolve().parents[2] / "meetings/demo/ke-hoach-28.txt"
WHOLE = {
    PlanSection.BASIS: ["Căn cứ Luật Tổ chức chính quyền địa phương;"],
    PlanSection.PURPOSE: ["Giữ mối liên hệ với cử tri.", "Thu thập kiến nghị."],
    PlanSection.REQUIREMENT: ["Dân chủ, công khai."],
    PlanSection.TIME: ["Trước kỳ họp: trong tuần đầu."],
    PlanSection.CONTENT_BEFORE: ["Báo cáo chương trình kỳ họp."],
    PlanSection.PLACE: ["Tại nhà văn hóa các khu phố."],
    PlanSection.ORGANISATION: ["UBND phường cử người dự, trả lời.", "Văn phòng tổng hợp."],
    PlanSection.RECIPIENT: ["Thường trực HĐND tỉnh;", "Lưu: VT"],
}


def page(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


def form(**values: Any) -> dict[str, Any]:
    """A form as a browser sends it, with a key of its own."""
    return {"form_key": str(uuid4()), **values}


@pytest.fixture
def signer(scene: Scene) -> Signatory:
    return Signatory.objects.create(council=scene.council, full_name="Nguyễn Thị Hải", title="Phó Chủ tịch")


def whole_plan(scene: Scene, signer: Signatory, title: str = "Tiếp xúc cử tri cuối năm", **fields: Any) -> Plan:
    """A draft that lacks nothing."""
    return draft_plan(
        council=scene.council,
        title=title,
        session=scene.session,
        paragraphs=WHOLE,
        place_name="Từ Sơn",
        issuer_name="HĐND phường Từ Sơn",
        signatory=signer,
        by=scene.secretary,
        **fields,
    )


def filled(client: Client, plan: Plan, **changes: Any) -> dict[str, Any]:
    """The edit form as the page shows it, with CHANGES typed in."""
    shown = client.get(page("plan-edit", plan.pk)).context["form"]
    values = {bound.html_name: bound.value() for bound in shown}
    values = {name: "" if value is None else value for name, value in values.items()}
    values["report_due_on"] = shown["report_due_on"].value() or ""
    return form(**{**values, **changes})


def test_a_plan_file_becomes_a_draft_that_says_what_to_look_at(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    file = SimpleUploadedFile("ke-hoach-28.txt", DEMO.read_bytes())
    answer = client.post(page("plan-import"), form(file=file))
    plan = Plan.objects.get(source_name="ke-hoach-28.txt")
    assert answer.headers["Location"] == page("plan", plan.pk)
    shown = client.get(page("plan", plan.pk)).context["shown"]
    assert (plan.number_text, plan.state, plan.place_name) == ("28/KH-HĐND", PlanState.DRAFT, "Từ Sơn")
    assert [(part.name, part.url) for part in shown.missing] == [
        ("người ký", f"{page('plan-edit', plan.pk)}#id_signatory")
    ]
    assert [(part.label, len(part.paragraphs)) for part in shown.parts][:4] == [
        ("Căn cứ ban hành", 2),
        ("I. 1. Mục đích", 4),
        ("I. 2. Yêu cầu", 3),
        ("II. Thời gian", 3),
    ]
    html = client.get(page("plan", plan.pk)).content.decode()
    assert plan.warnings
    assert [warning for warning in plan.warnings if warning not in html] == []


def test_the_same_file_again_leads_to_the_same_plan(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    places = {
        client.post(page("plan-import"), form(file=SimpleUploadedFile("kh.txt", DEMO.read_bytes()))).headers[
            "Location"
        ]
        for _time in range(2)
    }
    assert len(places) == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("thu.txt", "Kính gửi đồng chí, mời đồng chí dự họp.".encode(), "kế hoạch"),
        ("kh.pdf", b"%PDF-1.7", "Chưa đọc được tệp .pdf"),
        ("trong.txt", b"", "Tệp trống"),
    ],
)
def test_a_file_that_is_no_plan_is_refused_at_its_field(
    scene: Scene, signed_in: SignIn, name: str, content: bytes, words: str
) -> None:
    answer = signed_in(scene.secretary).post(page("plan-import"), form(file=SimpleUploadedFile(name, content)))
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors["file"])
    assert Plan.objects.count() == 1


def test_a_blank_plan_of_a_session_starts_with_the_councils_own_words(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    answer = signed_in(scene.secretary).post(page("plan-new"), form(session=scene.session.pk))
    plan = Plan.objects.latest("pk")
    assert answer.headers["Location"] == page("plan-edit", plan.pk)
    assert (plan.title, plan.place_name, plan.issuer_name, plan.signatory, plan.group) == (
        "Tiếp xúc cử tri trước và sau kỳ họp thứ 4, Hội đồng nhân dân phường khóa II",
        "Từ Sơn",
        "Hội đồng nhân dân phường Từ Sơn",
        signer,
        None,
    )


def test_a_groups_plan_takes_over_the_text_of_last_year(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    earlier = whole_plan(scene, signer)
    given = {"session": scene.session.pk, "like": earlier.pk, "group": scene.groups[0].pk, "title": "Kế hoạch Tổ 1"}
    signed_in(scene.secretary).post(page("plan-new"), form(**given))
    plan = Plan.objects.latest("pk")
    assert (plan.title, plan.group, plan.signatory, plan.number) == ("Kế hoạch Tổ 1", scene.groups[0], signer, None)
    assert text_of(plan) == text_of(earlier)


def test_a_new_session_leads_on_to_its_plan(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    given = {"term": scene.term.pk, "ordinal": 5, "kind": "thematic", "opens_on": "15/01/2027", "closes_on": ""}
    answer = client.post(page("session-new"), form(**given))
    session = CouncilSession.objects.get(ordinal=5)
    assert answer.headers["Location"] == f"{page('plan-new')}?ky-hop={session.pk}"
    assert client.get(answer.headers["Location"]).context["form"]["session"].value() == str(session.pk)
    again = client.post(page("session-new"), form(**given))
    assert again.context["form"].errors == {"ordinal": ["Nhiệm kỳ này đã có kỳ họp mang số này."]}


def test_the_edit_page_saves_paragraphs_by_line_and_leaves_the_rest(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan = whole_plan(scene, signer)
    client = signed_in(scene.secretary)
    sent = filled(
        client,
        plan,
        purpose="Thu thập kiến nghị.\n\n  Báo cáo kết quả kỳ họp.  \r\nGiữ mối liên hệ với cử tri.",
        report_due_on="30/12/2026",
    )
    answer = client.post(page("plan-edit", plan.pk), sent)
    assert answer.headers["Location"] == page("plan", plan.pk)
    plan.refresh_from_db()
    expected = {
        **WHOLE,
        PlanSection.PURPOSE: [WHOLE[PlanSection.PURPOSE][1], "Báo cáo kết quả kỳ họp.", WHOLE[PlanSection.PURPOSE][0]],
    }
    assert text_of(plan) == {part.value: texts for part, texts in expected.items()}
    assert (plan.report_due_on.isoformat(), plan.title) == ("2026-12-30", "Tiếp xúc cử tri cuối năm")
    entries = AuditEntry.objects.filter(action="plan.edited", object_id=str(plan.pk)).order_by("position")
    assert [sorted(entry.new) for entry in entries] == [["report_due_on"], ["purpose"]]


def test_saving_without_a_change_writes_nothing(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan = whole_plan(scene, signer)
    client = signed_in(scene.secretary)
    client.post(page("plan-edit", plan.pk), filled(client, plan))
    plan.refresh_from_db()
    assert plan.version == 1
    assert not AuditEntry.objects.filter(action="plan.edited").exists()


def test_somebody_elses_change_is_shown_beside_ones_own_before_it_is_overwritten(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan = whole_plan(scene, signer)
    client = signed_in(scene.secretary)
    mine = filled(client, plan, purpose="Của tôi", title="Tên của tôi")
    client.post(page("plan-edit", plan.pk), filled(client, plan, purpose="Của người khác", requirement="Yêu cầu mới"))
    answer = client.post(page("plan-edit", plan.pk), mine)
    assert answer.status_code == 409
    assert [(row.label, row.mine, row.theirs) for row in answer.context["fields"]] == [
        ("Trích yếu", "Tên của tôi", "Tiếp xúc cử tri cuối năm"),
        ("I. 1. Mục đích", "Của tôi", "Của người khác"),
        ("I. 2. Yêu cầu", "Dân chủ, công khai.", "Yêu cầu mới"),
    ]
    assert text_of(Plan.objects.get(pk=plan.pk))["purpose"] == ["Của người khác"]
    client.post(page("plan-edit", plan.pk), dict(answer.context["hidden"]))
    kept = Plan.objects.get(pk=plan.pk)
    assert (kept.title, text_of(kept)["purpose"]) == ("Tên của tôi", ["Của tôi"])


def test_a_refused_edit_keeps_what_was_typed(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan = whole_plan(scene, signer)
    client = signed_in(scene.secretary)
    answer = client.post(page("plan-edit", plan.pk), filled(client, plan, title="", basis="Căn cứ mới", number="0"))
    shown = answer.context["form"]
    assert set(shown.errors) == {"title", "number"}
    assert shown["basis"].value() == "Căn cứ mới"
    assert text_of(Plan.objects.get(pk=plan.pk))["basis"] == WHOLE[PlanSection.BASIS]


def test_an_incomplete_plan_cannot_be_sent_to_signature(scene: Scene, signed_in: SignIn) -> None:
    plan = draft_plan(council=scene.council, title="Thiếu", paragraphs={"basis": ["Căn cứ"]}, by=scene.secretary)
    client = signed_in(scene.secretary)
    asked = client.get(page("plan-move", plan.pk, "trinh-ky"))
    sent = client.post(page("plan-move", plan.pk, "trinh-ky"), form(version=plan.version))
    lacking = ", ".join(missing_parts(plan))
    assert asked.context["why"] == sent.context["why"] == f"Kế hoạch còn thiếu: {lacking}. Bổ sung trước khi trình ký."
    assert "Trình ký" not in [step.label for step in client.get(page("plan", plan.pk)).context["shown"].steps]
    assert Plan.objects.get(pk=plan.pk).state == PlanState.DRAFT


def test_the_steps_offered_follow_the_state_of_the_plan(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan = whole_plan(scene, signer)
    client = signed_in(scene.secretary)
    offered = []
    for step in ("xin-y-kien", "trinh-ky", "du-thao", "trinh-ky"):
        offered.append([one.label for one in client.get(page("plan", plan.pk)).context["shown"].steps])
        client.post(page("plan-move", plan.pk, step), form())
    offered.append([one.label for one in client.get(page("plan", plan.pk)).context["shown"].steps])
    writing = ["Sửa nội dung", "Mở đợt"]
    assert offered == [
        [*writing, "Gửi xin ý kiến", "Trình ký"],
        ["Ghi ý kiến", *writing, "Trình ký", "Trả về dự thảo"],
        [*writing, "Gửi xin ý kiến", "Trả về dự thảo", "Ban hành kế hoạch"],
        [*writing, "Gửi xin ý kiến", "Trình ký"],
        [*writing, "Gửi xin ý kiến", "Trả về dự thảo", "Ban hành kế hoạch"],
    ]


def test_bodies_and_groups_comment_while_the_plan_is_out_for_it(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, front = whole_plan(scene, signer), Body.objects.get(kind=BodyKind.FRONT)
    address = page("plan-comment", plan.pk)
    early = signed_in(scene.front).post(address, form(text="Sớm quá"))
    assert early.context["form"].non_field_errors() == [
        "Kế hoạch đang “dự thảo”, không nhận ý kiến. Chờ khi kế hoạch xin ý kiến."
    ]
    assert early.context["form"]["text"].value() == "Sớm quá"
    move_plan(plan=plan, to=PlanState.CONSULTING, by=scene.secretary)
    sent = form(text="Thêm hội nghị ở khu phố Trầm.")
    for _time in range(2):
        signed_in(scene.front).post(address, sent)
    signed_in(scene.secretary).post(address, form(text="Tổ nhất trí.", group=scene.groups[1].pk, body=""))
    signed_in(scene.standing).post(address, form(text="Rút ngắn phần II.", body=front.pk))
    refused = signed_in(scene.secretary).post(address, form(text="Của ai?", body=front.pk, group=scene.groups[0].pk))
    assert refused.context["form"].errors == {"group": ["Ý kiến là của một cơ quan hoặc một Tổ đại biểu."]}
    shown = signed_in(scene.auditor).get(page("plan", plan.pk)).context["shown"]
    assert [(one.title, one.who, one.note) for one in shown.comments] == [
        ("Ủy ban MTTQ phường Từ Sơn", "Mặt trận", "Thêm hội nghị ở khu phố Trầm."),
        ("Tổ đại biểu số 2", "Thư ký Từ Sơn", "Tổ nhất trí."),
        ("Chủ tịch", "", "Rút ngắn phần II."),
    ]
    assert shown.steps == []
    traced = AuditEntry.objects.filter(action="plan.commented", object_id=str(plan.pk)).order_by("position")
    assert [entry.new["from"] for entry in traced] == [one.title for one in shown.comments]


def test_a_step_asked_on_an_old_page_is_not_taken(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan = whole_plan(scene, signer)
    client = signed_in(scene.secretary)
    client.post(page("plan-edit", plan.pk), filled(client, plan, purpose="Khác"))
    answer = client.post(page("plan-move", plan.pk, "xin-y-kien"), form(version=1))
    assert answer.status_code == 409
    assert [(row.label, row.mine, row.theirs) for row in answer.context["fields"]] == [
        ("Tình trạng", "xin ý kiến", "dự thảo")
    ]


def test_rounds_are_proposed_from_the_text_and_opened_together(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan = whole_plan(scene, signer)
    first, last, later = (short_date(workday(after)) for after in (3, 5, 20))
    client = signed_in(scene.secretary)
    times = f"1. Trước kỳ họp: từ ngày {first} đến ngày {last}.\n2. Sau kỳ họp: từ ngày {later} đến ngày {later}."
    client.post(page("plan-edit", plan.pk), filled(client, plan, time=times))
    proposed = client.get(page("plan-rounds", plan.pk)).context["form"]
    values = {bound.html_name: bound.value() for bound in proposed}
    assert values == {
        "before": True,
        "before_starts_on": workday(3),
        "before_ends_on": workday(5),
        "after": True,
        "after_starts_on": workday(20),
        "after_ends_on": workday(20),
        "after_other_report_form": None,
    }
    typed = {"before": "on", "before_starts_on": first, "before_ends_on": last, "after": "on"}
    typed |= {
        "after_starts_on": later,
        "after_ends_on": later,
        "after_other_report_form": "Phát trên đài truyền thanh",
    }
    client.post(page("plan-rounds", plan.pk), form(**typed))
    rounds = Round.objects.filter(plan=plan).order_by("starts_on")
    assert [(r.phase, r.starts_on, r.ends_on, r.holds_conferences, r.other_report_form) for r in rounds] == [
        ("before", workday(3), workday(5), True, ""),
        ("after", workday(20), workday(20), False, "Phát trên đài truyền thanh"),
    ]
    assert [r.duties.exists() for r in rounds] == [True, True]
    assert client.get(page("plan-rounds", plan.pk)).context["why"] == "Kế hoạch này không còn đợt nào để mở."


def test_a_round_on_the_wrong_side_of_the_session_opens_neither(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan = whole_plan(scene, signer)
    right, wrong = short_date(workday(3)), short_date(workday(11))
    typed = {"before": "on", "before_starts_on": right, "before_ends_on": right, "after": "on"}
    typed |= {"after_starts_on": wrong, "after_ends_on": wrong, "after_other_report_form": ""}
    answer = signed_in(scene.secretary).post(page("plan-rounds", plan.pk), form(**typed))
    assert answer.context["form"].errors == {
        "after_starts_on": ["Đợt sau kỳ họp phải bắt đầu sau ngày bế mạc kỳ họp."]
    }
    assert not Round.objects.filter(plan=plan).exists()


def test_days_of_session_and_round_are_corrected_from_the_plan(scene: Scene, signed_in: SignIn) -> None:
    client, plan = signed_in(scene.secretary), scene.round.plan
    days = form(opens_on=short_date(workday(14)), closes_on=short_date(workday(15)))
    client.post(page("plan-session", plan.pk), days)
    client.post(
        page("plan-round", scene.round.pk),
        form(starts_on=short_date(workday(1)), ends_on=short_date(workday(10))),
    )
    scene.session.refresh_from_db()
    scene.round.refresh_from_db()
    assert (scene.session.opens_on, scene.round.ends_on) == (workday(14), workday(10))
    refused = client.post(
        page("plan-session", plan.pk), form(opens_on=short_date(workday(14)), closes_on=short_date(workday(13)))
    )
    assert refused.context["form"].errors == {"closes_on": ["Ngày bế mạc phải từ ngày khai mạc trở đi."]}


def ready(scene: Scene, signer: Signatory, **fields: Any) -> Plan:
    """A complete plan that waits to be issued."""
    plan = whole_plan(scene, signer, **fields)
    return move_plan(plan=plan, to=PlanState.SUBMITTED, by=scene.secretary)


def test_issuing_says_what_will_happen_and_takes_the_number_once(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client, today = ready(scene, signer), signed_in(scene.standing), timezone.localdate()
    asked = client.get(page("plan-issue", plan.pk))
    assert asked.context["consequences"] == [
        f"Sổ KH-HĐND năm {today.year} chưa mở: sổ bắt đầu từ số ghi dưới đây.",
        "Không có phụ lục lịch: chưa có hội nghị nào có ngày giờ.",
        "Người ký: Nguyễn Thị Hải (Phó Chủ tịch). Nơi nhận: 2 dòng.",
        "Bản in PDF và Word được tạo và giữ nguyên; kế hoạch không sửa trực tiếp được nữa.",
    ]
    sent = form(on=short_date(today), first_number="32")
    answers = [client.post(page("plan-issue", plan.pk), sent) for _time in range(2)]
    assert {answer.headers["Location"] for answer in answers} == {page("plan", plan.pk)}
    plan.refresh_from_db()
    paper = IssuedDocument.objects.get()
    assert (plan.state, plan.number_text, plan.issued_on, plan.document) == ("issued", "32/KH-HĐND", today, paper)
    assert (paper.number_text, paper.issued_by) == ("32/KH-HĐND", scene.standing)
    assert NumberRegister.objects.get().last_number == 32


def test_a_number_in_the_draft_that_is_not_the_next_one_is_refused_and_opens_no_register(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client = ready(scene, signer, number=40), signed_in(scene.secretary)
    today = timezone.localdate()
    answer = client.post(page("plan-issue", plan.pk), form(on=short_date(today), first_number="32"))
    assert "Dự thảo ghi số 40, số kế tiếp của sổ KH-HĐND" in str(answer.context["form"].non_field_errors())
    assert answer.context["form"]["first_number"].value() == "32"
    assert not NumberRegister.objects.exists()
    assert not IssuedDocument.objects.exists()


def test_a_plan_not_yet_submitted_is_not_issued(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan = whole_plan(scene, signer)
    answer = signed_in(scene.secretary).get(page("plan-issue", plan.pk))
    assert answer.context["why"] == "Kế hoạch đang “dự thảo”. Trình ký kế hoạch trước khi ban hành."


def test_an_amendment_shows_its_difference_paragraph_by_paragraph(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client = ready(scene, signer), signed_in(scene.secretary)
    client.post(page("plan-issue", plan.pk), form(on=short_date(timezone.localdate()), first_number="32"))
    answer = client.post(page("plan-amend", plan.pk), form())
    draft = Plan.objects.get(amends=plan)
    assert answer.headers["Location"] == page("plan-edit", draft.pk)
    assert client.get(page("plan", draft.pk)).context["shown"].changes == []
    sent = filled(
        client,
        draft,
        purpose="Giữ mối liên hệ với cử tri.\nThu thập kiến nghị và phản ánh.\nBáo cáo kết quả.",
        organisation="Văn phòng tổng hợp.",
        report_due_on="30/12/2026",
    )
    client.post(page("plan-edit", draft.pk), sent)
    shown = client.get(page("plan", draft.pk)).context["shown"]
    told = [
        (part.label, change.kind, [(piece.kind, piece.text) for piece in change.pieces])
        for part in shown.changes
        for change in part.changes
    ]
    assert told == [
        ("Hạn Tổ đại biểu gửi báo cáo", "new", [("new", "30/12/2026")]),
        (
            "I. 1. Mục đích",
            "reworded",
            [("same", "Thu thập kiến "), ("old", "nghị."), ("new", "nghị và phản ánh.")],
        ),
        ("I. 1. Mục đích", "new", [("new", "Báo cáo kết quả.")]),
        ("V. Tổ chức thực hiện", "old", [("old", "UBND phường cử người dự, trả lời.")]),
    ]
    refused = client.post(page("plan-amend", plan.pk), form())
    assert refused.context["why"].startswith("Đang có dự thảo điều chỉnh kế hoạch này")
    client.post(page("plan-move", draft.pk, "trinh-ky"), form())
    client.post(page("plan-issue", draft.pk), form(on=short_date(timezone.localdate())))
    plan.refresh_from_db()
    draft.refresh_from_db()
    assert (plan.state, draft.state, draft.number_text) == ("amended", "issued", "33/KH-HĐND")
    assert client.get(page("plan-edit", plan.pk)).headers["Location"] == page("plan", plan.pk)


def test_closing_names_the_rounds_that_are_not_closed(scene: Scene, signed_in: SignIn) -> None:
    plan, client = scene.round.plan, signed_in(scene.secretary)
    asked = client.get(page("plan-move", plan.pk, "ket-thuc"))
    assert asked.context["consequences"] == [
        "Không mở thêm đợt và không điều chỉnh kế hoạch này nữa.",
        f"{scene.round.label} chưa chốt tổng hợp.",
    ]
    client.post(page("plan-move", plan.pk, "ket-thuc"), form(version=plan.version))
    plan.refresh_from_db()
    assert plan.state == PlanState.CLOSED


def test_the_list_is_searched_without_accents_and_filtered_by_chips(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    whole_plan(scene, signer, "Tiếp xúc chuyên đề Đất đai")
    client = signed_in(scene.front)

    def titles(query: str) -> list[str]:
        return [row[1].text for row in client.get(f"{PLANS}?{query}").context["rows"]]

    old, new = "Tiếp xúc cử tri trước và sau kỳ họp", "Tiếp xúc chuyên đề Đất đai"
    assert titles("") == [new, old]
    assert titles("tim=dat dai") == [new]
    assert titles("tim=31/kh-hdnd") == [old]
    assert titles("tinh_trang=issued") == [old]
    assert titles(f"ky_hop={scene.session.pk}") == [new, old]
    assert titles("sap-xep=so") == [old, new]
    chips = client.get(f"{PLANS}?tim=dat&tinh_trang=draft").context["chips"]
    assert [(chip.label, chip.remove_url) for chip in chips] == [
        ("Tìm (trích yếu, số, ký hiệu): dat", "?tinh_trang=draft"),
        ("Tình trạng: dự thảo", "?tim=dat"),
    ]
    row = client.get(f"{PLANS}?tinh_trang=issued").context["rows"][0]
    days = f"{short_date(workday(1))} – {short_date(workday(9))}"
    assert [cell.text for cell in row] == [
        "31/KH-HĐND",
        old,
        "kỳ họp thứ 4",
        "Thường trực HĐND",
        short_date(workday(-10)),
        f"trước kỳ họp: {days}",
        "đã ban hành",
    ]


def test_each_person_finds_only_what_the_role_allows(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan = ready(scene, signer)
    pages = [PLANS, page("plan", plan.pk), page("plan-edit", plan.pk), page("plan-issue", plan.pk), page("plan-new")]
    people = {"secretary": scene.secretary, "standing": scene.standing, "front": scene.front, "delegate": scene.user()}
    assert {name: [signed_in(user).get(one).status_code for one in pages] for name, user in people.items()} == {
        "secretary": [200, 200, 200, 200, 200],
        "standing": [200, 200, 403, 200, 403],
        "front": [200, 200, 403, 403, 403],
        "delegate": [403, 403, 403, 403, 403],
    }
    steps = {name: signed_in(people[name]).get(pages[1]).context["shown"].steps for name in ("standing", "front")}
    assert {name: [step.label for step in found] for name, found in steps.items()} == {
        "standing": ["Ban hành kế hoạch"],
        "front": [],
    }


def test_the_neighbours_plan_does_not_exist(scene: Scene, neighbour: Scene, signed_in: SignIn) -> None:
    client, foreign = signed_in(scene.secretary), neighbour.round.plan
    names = (
        "plan",
        "plan-edit",
        "plan-preview",
        "plan-issue",
        "plan-amend",
        "plan-rounds",
        "plan-session",
        "plan-comment",
    )
    assert {name: client.get(page(name, foreign.pk)).status_code for name in names} == dict.fromkeys(names, 404)
    taken = client.post(page("plan-new"), form(session=neighbour.session.pk))
    assert "session" in taken.context["form"].errors
    assert "Đồng Kỵ" not in client.get(PLANS).content.decode()


def test_the_preview_is_the_paper_itself_without_number(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan = whole_plan(scene, signer, number=40)
    client = signed_in(scene.front)
    assert page("plan-preview-file", plan.pk) in client.get(page("plan-preview", plan.pk)).content.decode()
    answer = client.get(page("plan-preview-file", plan.pk))
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    words = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages)
    assert "/KH-HĐND" in words
    assert "40/KH-HĐND" not in words


def test_list_and_page_cost_the_same_with_one_plan_and_with_many(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    client, plan = signed_in(scene.secretary), whole_plan(scene, signer)
    costs: list[list[int]] = []
    for number in (0, 12):
        for turn in range(number):
            whole_plan(scene, signer, f"Kế hoạch {turn}", group=scene.groups[turn % 2])
        more = [f"Đoạn {turn}" for turn in range(number * 3)]
        client.post(page("plan-edit", plan.pk), filled(client, plan, purpose="\n".join(more) or "Một đoạn"))
        found = []
        for address in (PLANS, page("plan", plan.pk), page("plan-edit", plan.pk)):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        costs.append(found)
    assert costs[0] == costs[1] == [9, 10, 9]


def test_the_home_page_and_the_round_lead_to_the_plan(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    address = page("plan", scene.round.plan_id)
    pages = ("/dieu-hanh/", page("round", scene.round.pk))
    assert [f'href="{address}"' in client.get(one).content.decode() for one in pages] == [True, True]
    assert f'href="{PLANS}"' in client.get("/dieu-hanh/").content.decode()
