"""Steps of a plan: commented, submitted, its rounds opened, issued once, amended with its difference, closed."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from docx import Document

from delegates.enums import BodyKind
from delegates.models import Body, Locality, Signatory
from meetings.actions.plans import amend_plan, draft_plan, edit_paragraphs, move_plan, set_tasks
from meetings.actions.rounds import move_round, open_round
from meetings.enums import PlanState
from meetings.models import Plan, PlanVersion, Round
from meetings.plan_tasks import TaskDraft
from meetings.plan_texts import missing_parts
from reports.actions import issue_plan
from reports.documents.plan import plan_document
from reports.plan_differences import amendment_changes
from reports.render.docx import render_docx
from reports.tests.plan_forms import filled, form, issued, page, printed, ready, whole_plan
from reports.tests.scene import Scene, workday
from txct.core.models import AuditEntry, IssuedDocument, NumberRegister, User
from txct.core.writing import Refused
from txct.lib.dates import long_date, short_date

SignIn = Callable[[User], Client]
PLANS = "/dieu-hanh/ke-hoach/"
DEMO = Path(__file__).resolve().parents[2] / "meetings/demo/ke-hoach-28.txt"


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
    writing = ["Sửa nội dung", "Mời Hội đồng cùng lập", "Mở đợt"]
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


@pytest.mark.parametrize(
    ("days", "errors"),
    [
        ({}, {"before": ["Chọn ít nhất một đợt để mở."]}),
        (
            {"after_starts_on": "20/12/2026", "after_ends_on": "22/12/2026"},
            {"after": ["Đã ghi ngày của đợt sau kỳ họp: đánh dấu ô này để mở đợt."]},
        ),
    ],
)
def test_a_round_whose_days_are_typed_but_which_is_not_chosen_is_named(
    scene: Scene, signer: Signatory, signed_in: SignIn, days: dict[str, str], errors: dict[str, list[str]]
) -> None:
    plan = whole_plan(scene, signer)
    empty = dict.fromkeys(("before_starts_on", "before_ends_on", "after_starts_on", "after_ends_on"), "")
    answer = signed_in(scene.secretary).post(
        page("plan-rounds", plan.pk), form(**empty, after_other_report_form="") | days
    )
    assert answer.context["form"].errors == errors
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


def test_a_plan_changed_since_it_was_read_is_not_issued(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan, client = ready(scene, signer), signed_in(scene.standing)
    asked = dict(client.get(page("plan-issue", plan.pk)).context["hidden"])
    secretary = signed_in(scene.secretary)
    secretary.post(page("plan-edit", plan.pk), filled(secretary, plan, purpose="Khác hẳn"))
    today = short_date(timezone.localdate())
    answer = client.post(page("plan-issue", plan.pk), form(on=today, first_number="32", **asked))
    assert answer.context["form"].non_field_errors() == [
        "Kế hoạch vừa được sửa từ lúc bạn mở trang này. Mở kế hoạch xem lại rồi ban hành."
    ]
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


def test_a_second_amendment_changes_no_round_that_stayed_and_gathers_no_contacts_asked_for(
    scene: Scene, signer: Signatory
) -> None:
    plan, by = ready(scene, signer), scene.secretary
    days = {"starts_on": workday(3), "ends_on": workday(4)}
    open_round(plan=plan, phase="before", by=by, **days)
    issued(plan, by)
    open_round(plan=plan, phase="other", name="Ngoài kế hoạch", is_off_plan=True, by=by, **days)
    first = move_plan(plan=amend_plan(plan=plan, by=by), to=PlanState.SUBMITTED, by=by)
    assert amendment_changes(first) == []
    issue_plan(plan=first, by=by, on=timezone.localdate(), at=timezone.now())
    first.refresh_from_db()

    assert amendment_changes(amend_plan(plan=first, by=by)) == []
    kept = [version.snapshot["rounds"] for version in PlanVersion.objects.order_by("pk")]
    assert kept == [[{"phase": "before", **{name: day.isoformat() for name, day in days.items()}}]] * 2


def test_the_paper_of_an_amendment_lists_its_changes_in_an_annex(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan = ready(scene, signer)
    set_tasks(plan=plan, tasks=[TaskDraft("Phát lịch", doer_name="Đài truyền thanh")], by=scene.secretary)
    client, today = signed_in(scene.secretary), timezone.localdate()
    first, last, later = workday(3), workday(4), workday(5)
    round_ = open_round(plan=plan, phase="before", starts_on=first, ends_on=last, by=scene.secretary)
    issued(plan, scene.secretary)
    draft = amend_plan(plan=plan, by=scene.secretary)
    assert "NỘI DUNG ĐIỀU CHỈNH" not in printed(client, draft), "nothing differs yet"
    edit_paragraphs(
        plan=draft,
        paragraphs={"requirement": ["Dân chủ, công khai, thiết thực."], "purpose": ["Thu thập kiến nghị."]},
        by=scene.secretary,
    )
    set_tasks(
        plan=draft, tasks=[TaskDraft("Phát lịch", doer_name="Đài truyền thanh", due_on=first)], by=scene.secretary
    )
    move_round(round=round_, starts_on=first, ends_on=later, by=scene.secretary)
    old = f"Kế hoạch số 40/KH-HĐND {long_date(today)}"
    assert draft.title == f"Điều chỉnh {old}: Tiếp xúc cử tri cuối năm"
    words = printed(client, draft)
    assert f"Kế hoạch này điều chỉnh {old}; các nội dung điều chỉnh được liệt kê tại Phụ lục" in words
    assert words[words.index("I. 1. Mục đích - Bỏ") :] == (
        "I. 1. Mục đích - Bỏ: “Giữ mối liên hệ với cử tri.” "
        "I. 2. Yêu cầu - Sửa “Dân chủ, công khai.” thành “Dân chủ, công khai, thiết thực.” "
        f"Nhiệm vụ của từng cơ quan - Bổ sung: “Đài truyền thanh: Phát lịch, chậm nhất {long_date(first)}.” "
        "- Bỏ: “Đài truyền thanh: Phát lịch.” "
        f"Thời gian của các đợt - Sửa “Đợt trước kỳ họp: từ {long_date(first)} đến {long_date(last)}.” "
        f"thành “Đợt trước kỳ họp: từ {long_date(first)} đến {long_date(later)}.”"
    )
    word = "\n".join(
        one.text
        for one in Document(
            io.BytesIO(render_docx(plan_document(draft, on=today), frozen_at=timezone.now()))
        ).paragraphs
    )
    assert "Bỏ: “Giữ mối liên hệ với cử tri.”" in word


def test_where_four_eyes_are_asked_for_whoever_wrote_the_plan_does_not_issue_it(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan = ready(scene, signer)
    scene.council.four_eyes = True
    scene.council.save()
    address, today = page("plan-issue", plan.pk), timezone.localdate()
    why = (
        "HĐND phường Từ Sơn quy định người soạn không tự ban hành: Thư ký Từ Sơn đã soạn kế hoạch TXCT này. "
        "Nhờ người khác có quyền ban hành."
    )
    writer = signed_in(scene.secretary)
    assert writer.get(address).context["why"] == why
    assert writer.post(address, form(on=short_date(today), first_number="32")).context["why"] == why
    assert not NumberRegister.objects.exists()
    with pytest.raises(Refused, match="người soạn không tự ban hành"):
        issued(plan, scene.secretary)
    other = signed_in(scene.standing)
    assert other.post(address, form(on=short_date(today), first_number="41")).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.document.issued_by) == ("issued", scene.standing)


def test_each_group_gets_a_draft_under_the_plan_with_its_own_meetings_only(scene: Scene, signed_in: SignIn) -> None:
    plan, client = scene.round.plan, signed_in(scene.secretary)
    assert "Lập kế hoạch của các Tổ" in [s.label for s in client.get(page("plan", plan.pk)).context["shown"].steps]
    client.post(page("plan-groups", plan.pk), form())
    drafts = list(Plan.objects.filter(follows=plan).order_by("group__number"))
    assert [(one.group, one.state, one.issuer_name) for one in drafts] == [
        (group, PlanState.DRAFT, group.label) for group in scene.groups
    ]
    facts = dict(client.get(page("plan", plan.pk)).context["shown"].facts)
    assert facts["Kế hoạch của các Tổ"] == "Tổ đại biểu số 1: dự thảo; Tổ đại biểu số 2: dự thảo"
    for draft in drafts:
        table = next(plan_document(draft, on=workday(0)).tables())
        groups = {row.cells[4] for row in table.rows if row.cells[0]}
        assert groups == {draft.group.label}
    again = client.post(page("plan-groups", plan.pk), form())
    assert again.context["form"].non_field_errors()[0].startswith("Mọi Tổ đã có kế hoạch")
    refused = client.post(page("plan-groups", drafts[0].pk), form())
    assert refused.context["form"].non_field_errors()[0].startswith("Chỉ lập kế hoạch của Tổ theo kế hoạch đã ban")


def test_a_plan_is_not_issued_on_a_day_before_the_term(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan, client = ready(scene, signer), signed_in(scene.secretary)
    answer = client.post(page("plan-issue", plan.pk), form(on="28/3/2026", first_number="40"))
    assert answer.context["form"].errors == {
        "on": ["Nhiệm kỳ bắt đầu ngày 29/3/2026. Ngày ban hành phải từ ngày đó trở đi."]
    }
    plan.refresh_from_db()
    assert (plan.state, plan.document) == (PlanState.SUBMITTED, None)


def test_a_plan_dated_on_a_day_off_is_asked_about_once(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan, client = ready(scene, signer), signed_in(scene.secretary)
    sent = form(on="2/9/2026", first_number="40")
    answer = client.post(page("plan-issue", plan.pk), sent)
    (told,) = answer.context["form"].errors["confirmed"]
    assert told.startswith("Thứ Tư, 02/9/2026 là ngày nghỉ (")
    assert told.endswith(" Đánh dấu nếu vẫn ban hành.")
    client.post(page("plan-issue", plan.pk), {**sent, "confirmed": "on"})
    plan.refresh_from_db()
    assert (plan.state, plan.issued_on) == (PlanState.ISSUED, date(2026, 9, 2))


ALONE = ("Hội đồng nhân dân", "phường Từ Sơn")


def test_a_joint_plan_waits_for_the_other_council_which_reads_it_once_asked(
    scene: Scene, neighbour: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client, other = ready(scene, signer), signed_in(scene.secretary), signed_in(neighbour.secretary)
    strange = client.post(page("plan-partner", plan.pk), form(council=neighbour.council.pk, paper=""))
    assert set(strange.context["form"].errors) == {"council"}  # neither the level above nor one below
    Locality.objects.filter(pk=scene.council.locality_id).update(parent=neighbour.council.locality_id)
    assert other.get(page("plan", plan.pk)).status_code == other.get(page("plan-answer", plan.pk)).status_code == 404
    client.post(page("plan-partner", plan.pk), form(council=neighbour.council.pk, paper=""))
    assert missing_parts(plan) == ["ý kiến thống nhất của HĐND phường Đồng Kỵ"]
    with pytest.raises(Refused, match="còn thiếu: ý kiến thống nhất của HĐND phường Đồng Kỵ"):
        issue_plan(plan=plan, by=scene.secretary, on=timezone.localdate(), at=timezone.now())
    steps = [step.label for step in other.get(page("plan", plan.pk)).context["shown"].steps]
    assert steps == ["Trả lời đề nghị cùng lập"]
    assert other.get(page("plan-edit", plan.pk)).status_code == 404
    silent = other.post(page("plan-answer", plan.pk), form(agrees="no", reason=""))
    assert silent.context["form"].errors == {"reason": ["Nêu lý do chưa thống nhất."]}
    other.post(page("plan-answer", plan.pk), form(agrees="no", reason="Trùng lịch"))
    assert (missing_parts(plan), plan_document(plan, on=workday(0)).letterhead.issuers) == ([], ALONE)
    other.post(page("plan-answer", plan.pk), form(agrees="yes"))
    assert missing_parts(plan) == []
    doc = plan_document(plan, on=workday(0))
    names = ("Hội đồng nhân dân phường Từ Sơn", "Hội đồng nhân dân phường Đồng Kỵ")
    assert doc.letterhead.issuers == names
    assert doc.subject == f"Tiếp xúc cử tri cuối năm của {names[0]} và {names[1]}"
    assert doc.recipients[0] == names[1]
    assert issued(plan, scene.secretary).state == PlanState.ISSUED
