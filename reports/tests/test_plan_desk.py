"""The plan desk: from a file or from last year's plan to an issued paper, with nothing typed ever lost."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from delegates.models import Signatory
from meetings.actions.plans import draft_group_plans, draft_plan
from meetings.enums import PlanSection, PlanState
from meetings.models import CouncilSession, Plan
from meetings.plan_texts import text_of
from reports.tests.plan_forms import WHOLE, filled, form, page, whole_plan
from reports.tests.scene import Scene, workday
from txct.core.models import AuditEntry, User
from txct.lib.dates import short_date

SignIn = Callable[[User], Client]
PLANS = "/dieu-hanh/ke-hoach/"
DEMO = Path(__file__).resolve().parents[2] / "meetings/demo/ke-hoach-28.txt"


def test_a_plan_file_becomes_a_draft_that_says_what_to_look_at(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    file = SimpleUploadedFile("ke-hoach-28.txt", DEMO.read_bytes())
    answer = client.post(page("plan-import"), form(file=file, anyway="on"))
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
    places = set()
    for _time in range(2):
        file = SimpleUploadedFile("kh.txt", DEMO.read_bytes())
        places.add(client.post(page("plan-import"), form(file=file, anyway="on")).headers["Location"])
    assert len(places) == 1


def test_a_plan_of_another_council_or_of_a_number_already_there_is_taken_only_by_choice(
    scene: Scene, signed_in: SignIn
) -> None:
    client, content = signed_in(scene.secretary), DEMO.read_bytes()

    def send(more: bytes = b"", **chosen: str) -> HttpResponse:
        file = SimpleUploadedFile("kh.txt", content + more)
        return client.post(page("plan-import"), form(file=file, **chosen))

    foreign = "Tệp ghi cơ quan ban hành là “HỘI ĐỒNG NHÂN DÂN THỊ XÃ TỪ SƠN”, không phải HĐND phường Từ Sơn."
    refused = send()
    assert [error.casefold() for error in refused.context["form"].errors["anyway"]] == [foreign.casefold()]
    assert Plan.objects.count() == 1
    assert "anyway" not in client.get(page("plan-import")).context["form"].fields
    assert send(anyway="on").status_code == 302
    twin = "Đã có kế hoạch 28/KH-HĐND ngày 06/6/2017 (dự thảo) từ một tệp khác hoặc được soạn tại đây."
    again = send(b"\n")
    assert again.context["form"].errors["anyway"][0].endswith(twin)
    assert Plan.objects.count() == 2
    send(b"\n", anyway="on")
    assert Plan.objects.latest("pk").warnings[1] == twin
    without = client.post(page("plan-import"), form())
    assert without.context["form"].errors == {"file": ["Chọn tệp kế hoạch (.docx hoặc .txt)."]}


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
    turned = {**given, "ordinal": 6, "closes_on": "14/01/2027"}
    refused = client.post(page("session-new"), form(**turned))
    assert refused.context["form"].errors == {"closes_on": ["Ngày bế mạc phải từ ngày khai mạc trở đi."]}


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


def test_bases_of_other_plans_are_offered_and_added_at_the_end(
    scene: Scene, neighbour: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    known = "Căn cứ Kế hoạch số 09/KH-TT.HĐND ngày 26/5/2026 của Thường trực HĐND tỉnh;"
    own, law = WHOLE[PlanSection.BASIS], WHOLE[PlanSection.BASIS][0].rstrip(";")
    for council, texts in ((scene, [law, known]), (neighbour, ["Căn cứ của nơi khác"])):
        draft_plan(council=council.council, title="Trước", paragraphs={"basis": texts}, by=council.secretary)
    plan, client = whole_plan(scene, signer), signed_in(scene.secretary)
    offered = client.get(page("plan-edit", plan.pk)).context["form"]["more_bases"].field.choices
    assert list(offered) == [(known, known)]
    client.post(page("plan-edit", plan.pk), filled(client, plan, more_bases=[known]))
    assert text_of(plan)["basis"] == [*own, known]
    assert "more_bases" not in client.get(page("plan-edit", plan.pk)).context["form"].fields


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
    assert costs[0] == costs[1] == [10, 20, 21]


def test_a_groups_plan_names_the_plan_whose_rounds_it_follows(scene: Scene, signed_in: SignIn) -> None:
    draft_group_plans(plan=scene.round.plan, group=scene.groups[0], by=scene.secretary)
    client = signed_in(scene.secretary)
    days = f"{short_date(workday(1))} – {short_date(workday(9))}"
    assert [row[5].text for row in client.get(PLANS).context["rows"]] == [
        "theo Kế hoạch 31/KH-HĐND",
        f"trước kỳ họp: {days}",
    ]
    rounds = client.get(page("plan", scene.round.plan_id)).context["shown"].rounds
    assert [[cell.text for cell in row] for row in rounds] == [["Trước kỳ họp", days, "đã ban hành lịch"]]


def test_without_a_council_around_the_office_is_told_what_to_do(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    answer = signed_in(scene.secretary).get(page("plan-partner", whole_plan(scene, signer).pk))
    assert [notice[1] for notice in answer.context["notices"]] == ["Chưa có Hội đồng nào để mời"]


def test_the_home_page_and_the_round_lead_to_the_plan(scene: Scene, signed_in: SignIn) -> None:
    client = signed_in(scene.secretary)
    address = page("plan", scene.round.plan_id)
    pages = ("/dieu-hanh/", page("round", scene.round.pk))
    assert [f'href="{address}"' in client.get(one).content.decode() for one in pages] == [True, True]
    assert f'href="{PLANS}"' in client.get("/dieu-hanh/").content.decode()
