"""The secretariat's desk: find, sort, merge, send, judge, tell back, publish."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from petitions.actions import remind_overdue, reword_petition, tell_back
from petitions.counted_rows import COUNTED
from petitions.desk_reads import COLUMNS
from petitions.enums import Content
from petitions.models import Feedback, Petition, Reminder, Submission, Transfer, Verdict
from tests.desk_scene import PHONE, VOTER, Scene, form, named_voice
from txct.core.models import AuditEntry
from txct.lib.text import fold

DESK = "petitions:desk"
LIVE = {"recorded", "classified", "alike", "sent", "late", "received", "answered", "judged", "other"}


def page(name: str, petition: Petition) -> str:
    return reverse(f"petitions:{name}", args=[petition.pk])


def listed(scene: Scene, person: str = "secretary", **asked: Any) -> set[str]:
    rows = scene.client(person).get(reverse(DESK), asked).context["rows"]
    by_code = {petition.code: word for word, petition in scene.petitions.items()}
    return {by_code[row["petition"].code] for row in rows}


def day(offset: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=offset)).strftime("%d/%m/%Y")


# --- the list -----------------------------------------------------------------------------------------


def test_petitions_are_found_by_the_place_they_come_from(scene: Scene) -> None:
    place = scene.petitions["recorded"].localities.first()
    everywhere = listed(scene)
    here = {word for word, petition in scene.petitions.items() if place in petition.localities.all()}
    assert listed(scene, tim=fold(place.name)) == everywhere & here
    assert listed(scene, tim=f"{fold(place.name)} khongcotunay") == set()


def test_the_list_shows_what_counts_and_is_found_by_each_condition(scene: Scene) -> None:
    town = scene.town
    assert listed(scene) == LIVE
    assert listed(scene, tinh_trang="recorded") == {"recorded"}
    assert listed(scene, tinh_trang="cho-chuyen") == {"classified", "alike"}
    assert listed(scene, tinh_trang="cho-tra-loi") == {"sent", "late", "received", "other"}
    assert listed(scene, qua_han="on") == {"late"}
    assert listed(scene, linh_vuc=town.sector.pk) == LIVE - {"recorded"}
    assert listed(scene, tham_quyen="tinh") == set()
    assert listed(scene, co_quan=town.other_agency.pk) == {"other"}
    assert listed(scene, don_vi=town.wards[1].pk) == {"alike", "late"}
    assert listed(scene, dot=town.round.pk) == LIVE
    assert listed(scene, dot=town.next_round.pk) == set()


def test_a_figure_of_a_report_leads_to_its_rows(scene: Scene) -> None:
    town = scene.town
    remind_overdue(council=town.council, on=timezone.localdate(), answer_by=None, by=town.secretary)
    expected = {
        "not_sent": {"recorded", "classified", "alike"},
        "da-chuyen": {"sent", "late", "received", "answered", "judged", "other"},
        "waiting": {"sent", "received", "other"},
        "overdue": {"late"},
        "da-tra-loi": {"answered", "judged"},
        "resolved": {"answered", "judged"},
        "studying": set(),
        "explained": set(),
        "xong-dat": {"judged"},
        "accepted": {"judged"},
        "partly": set(),
        "rejected": set(),
        "bao-lai": set(),
        "unknown": set(),
        "content": set(),
        "discontent": set(),
        "don-doc": {"late"},
        "nhac-lai": set(),
    }
    assert {code: listed(scene, bao_cao=code) for code, _label in COUNTED} == expected
    tell_back(
        petition=scene.petitions["judged"],
        meeting=None,
        on=timezone.localdate(),
        content=Content.CONTENT,
        by=town.secretary,
    )
    assert listed(scene, bao_cao="content") == listed(scene, bao_cao="bao-lai") == {"judged"}


@pytest.mark.parametrize("typed", ["den chieu sang", "ĐÈN CHIẾU SÁNG", "chiếu đèn", "den  sang"])
def test_words_are_found_with_and_without_accents(scene: Scene, typed: str) -> None:
    assert listed(scene, tim=typed) == {"sent", "late", "received", "answered", "judged"}


def test_conditions_stand_in_the_address_and_are_taken_away_one_by_one(scene: Scene) -> None:
    answer = scene.client("secretary").get(reverse(DESK), {"tim": "đèn", "qua_han": "on", "trang": "1"})
    chips = {chip.label: chip.remove_url for chip in answer.context["chips"]}
    assert chips == {"Tìm: đèn": "?qua_han=on", "Quá hạn: có": "?tim=%C4%91%C3%A8n"}


def test_nonsense_in_the_address_is_no_error(scene: Scene) -> None:
    asked = {"linh_vuc": "x", "trang": "-7", "sap-xep": "-gi", "tinh_trang": "khong-co", "don_vi": "999999"}
    assert scene.client("secretary").get(reverse(DESK), asked).status_code == 200


def test_the_list_is_sorted_by_its_heads(scene: Scene) -> None:
    rows = scene.client("secretary").get(reverse(DESK), {"sap-xep": "ma"}).context["rows"]
    codes = [row["petition"].code for row in rows]
    assert codes == sorted(codes)
    back = scene.client("secretary").get(reverse(DESK), {"sap-xep": "-ma"}).context["rows"]
    assert [row["petition"].code for row in back] == codes[::-1]


def test_petitions_of_another_council_are_in_no_list_and_have_no_page(scene: Scene, neighbour: Scene) -> None:
    secretary = scene.client("secretary")
    assert listed(scene) == LIVE
    foreign = neighbour.petitions["classified"]
    for name in ("petition", "petition-classify", "petition-merge", "petition-judge", "petition-publish"):
        assert secretary.get(page(name, foreign)).status_code == 404
    sent = form(petitions=[foreign.pk], agency=scene.town.agency.pk, on=day())
    refused = secretary.post(reverse("petitions:desk-transfer"), sent)
    assert set(refused.context["form"].errors) == {"petitions"}


def test_the_file_holds_exactly_what_is_on_the_screen(scene: Scene) -> None:
    reword_petition(
        petition=scene.petitions["classified"], summary='=HYPERLINK("http://xau.example";"đường")', body="", by=None
    )
    secretary, asked = scene.client("secretary"), {"tinh_trang": "cho-chuyen", "sap-xep": "ma"}
    shown = [row["cells"] for row in secretary.get(reverse(DESK), asked).context["rows"]]
    answer = secretary.get(reverse("petitions:desk-export"), asked)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(column.label for column in COLUMNS)
    assert [tuple(cell or "" for cell in row) for row in rows[1:]] == shown
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    entry = AuditEntry.objects.get(action="petition.list_exported")
    assert entry.new == {"rows": 2, "conditions": {"tinh_trang": "cho-chuyen"}}


@pytest.mark.parametrize("url", ["desk", "voice-list"])
def test_lists_cost_the_same_for_few_and_for_many(scene: Scene, url: str) -> None:
    secretary, address = scene.client("secretary"), reverse(f"petitions:{url}")

    def count() -> int:
        secretary.get(address)
        with CaptureQueriesContext(connection) as taken:
            assert secretary.get(address).status_code == 200
        return len(taken)

    before = count()
    for number in range(30):
        scene.town.petition(f"Việc thứ {number}", number % 3)
    assert count() == before


def test_the_front_and_the_auditor_read_without_names_and_the_office_with_them(scene: Scene) -> None:
    petition = scene.petitions["sent"]
    for person, sees in (("front", False), ("auditor", False), ("secretary", True), ("standing", True)):
        browser = scene.client(person)
        for url in (reverse(DESK), page("petition", petition), reverse("petitions:voice-list")):
            seen = VOTER in browser.get(url).content.decode()
            words_are_there = url != reverse("petitions:voice-list") or person != "auditor"
            assert seen is (sees and words_are_there), (person, url)


@pytest.mark.parametrize("person", ["clerk", "officer", "group_head"])
def test_others_do_not_open_the_desk(scene: Scene, person: str) -> None:
    assert scene.client(person).get(reverse(DESK)).status_code == 403


# --- one petition -------------------------------------------------------------------------------------


def test_a_petition_stands_with_its_words_places_agency_deadline_and_history(scene: Scene) -> None:
    context = scene.client("secretary").get(page("petition", scene.petitions["judged"])).context
    assert context["sources"] == [
        (f"Đề nghị: Lắp đèn chiếu sáng ngõ judged, bà {VOTER} nêu", "phường Từ Sơn 1, Hội nghị Từ Sơn 1")
    ]
    assert context["localities"] == ["phường Từ Sơn 1"]
    assert [str(part["transfer"].agency) for part in context["transfers"]] == ["UBND Từ Sơn"]
    assert [entry.title for entry in context["history"]][-1] == "Lập kiến nghị"
    assert len(context["history"]) == 5
    assert [step.label for step in context["steps"] if step.main] == ["Báo lại cử tri"]


def test_similar_ones_are_named_with_the_words_they_share_and_no_names(scene: Scene) -> None:
    secretary = scene.client("secretary")
    similar = secretary.get(page("petition", scene.petitions["classified"])).context["similar"]
    assert [(one.petition, one.words) for one, _text in similar] == [
        (scene.petitions["alike"], ("sửa", "mặt", "đường", "trục", "chính", "ngập", "nước", "lầy", "lội"))
    ]
    for one, _text in secretary.get(page("petition", scene.petitions["sent"])).context["similar"]:
        assert "lan" not in one.words
    assert secretary.get(page("petition", scene.petitions["recorded"])).context["similar"] == []


@pytest.mark.parametrize(
    ("word", "step"),
    [
        ("recorded", "Phân loại"),
        ("classified", "Chuyển cơ quan giải quyết"),
        ("answered", "Đánh giá trả lời"),
        ("judged", "Báo lại cử tri"),
    ],
)
def test_the_main_button_is_the_next_step(scene: Scene, word: str, step: str) -> None:
    steps = scene.client("secretary").get(page("petition", scene.petitions[word])).context["steps"]
    assert [one.label for one in steps if one.main] == [step]
    assert scene.client("auditor").get(page("petition", scene.petitions[word])).context["steps"] == []


def test_classifying_is_refused_at_its_field_and_done_once(scene: Scene) -> None:
    secretary, petition = scene.client("secretary"), scene.petitions["recorded"]
    url = page("petition-classify", petition)
    assert set(secretary.post(url, form(version=petition.version)).context["form"].errors) == {"sector", "authority"}
    sent = form(sector=scene.town.sector.pk, authority="xa", version=petition.version)
    assert [secretary.post(url, sent).status_code for _press in range(2)] == [302, 302]
    now = scene.fresh("recorded")
    assert (now.state, now.sector, now.authority, now.version) == (
        "classified",
        scene.town.sector,
        "xa",
        petition.version + 1,
    )


def test_a_sector_of_another_council_cannot_be_chosen(scene: Scene, neighbour: Scene) -> None:
    url = page("petition-classify", scene.petitions["recorded"])
    sent = form(sector=neighbour.town.sector.pk, authority="xa")
    assert set(scene.client("secretary").post(url, sent).context["form"].errors) == {"sector"}


def test_two_secretaries_on_one_petition_compare_their_versions(scene: Scene) -> None:
    petition, secretary = scene.petitions["classified"], scene.client("secretary")
    url = page("petition-reword", petition)
    secretary.post(url, form(summary="Bản thứ nhất", body="", version=petition.version))
    answer = secretary.post(url, form(summary="Bản thứ hai", body="Chi tiết", version=petition.version))
    assert answer.status_code == 409
    shown = answer.content.decode()
    for text in ("Bản thứ nhất", "Bản thứ hai", "Chi tiết"):
        assert text in shown
    assert scene.fresh("classified").summary == "Bản thứ nhất"
    assert secretary.post(url, dict(answer.context["hidden"])).status_code == 302
    assert scene.fresh("classified").summary == "Bản thứ hai"


def test_who_asked_is_shown_only_after_a_reason_and_each_time_is_told(scene: Scene) -> None:
    named_voice(scene, consented=False)
    secretary, petition = scene.client("secretary"), scene.petitions["sent"]
    assert PHONE not in secretary.get(page("petition", petition)).content.decode()
    url = page("petition-petitioners", petition)
    assert PHONE not in secretary.get(url).content.decode()
    assert set(secretary.post(url, form(reason=" ")).context["form"].errors) == {"reason"}
    assert not AuditEntry.objects.filter(action="petition.petitioners_read").exists()
    for reason in ("Mời dự hội nghị", "Gọi hỏi lại"):
        assert PHONE in secretary.post(url, form(reason=reason)).content.decode()
    told = AuditEntry.objects.filter(action="petition.petitioners_read").order_by("position")
    assert [entry.new["reason"] for entry in told] == ["Mời dự hội nghị", "Gọi hỏi lại"]
    for person in ("standing", "front", "auditor", "clerk", "officer"):
        assert scene.client(person).post(url, form(reason="x")).status_code == 403


# --- merge and send -----------------------------------------------------------------------------------


def test_merging_shows_what_will_happen_then_merges_and_is_undone(scene: Scene) -> None:
    secretary, target, other = scene.client("secretary"), scene.petitions["classified"], scene.petitions["alike"]
    url = page("petition-merge", target)
    assert list(secretary.get(url).context["form"].fields["others"].queryset) == [other]
    preview = secretary.post(url, form(others=[other.pk]))
    assert preview.status_code == 200
    assert f"01 kiến nghị được gộp vào {target.code}: {other.code}." in preview.context["consequences"]
    assert scene.fresh("alike").state == "classified"
    hidden = dict(preview.context["hidden"])
    assert secretary.post(url, form(**hidden)).status_code == 302
    assert (scene.fresh("alike").state, scene.fresh("alike").merged_into) == ("merged", target)
    shown = secretary.get(page("petition", target))
    assert len(shown.context["sources"]) == 2
    assert listed(scene) == LIVE - {"alike"}
    assert listed(scene, tinh_trang="merged") == {"alike"}
    undo = page("petition-unmerge", other)
    assert "tách ra" in shown.content.decode()
    assert secretary.get(undo).status_code == 200
    assert secretary.post(undo, form()).status_code == 302
    assert (scene.fresh("alike").state, scene.fresh("alike").merged_into) == ("classified", None)
    assert len(secretary.get(page("petition", target)).context["sources"]) == 1


def test_others_to_merge_are_found_by_words_without_accents(scene: Scene) -> None:
    url = page("petition-merge", scene.petitions["classified"])
    found = scene.client("secretary").get(url, {"tim": "rac thai"}).context["form"].fields["others"].queryset
    assert list(found) == [scene.petitions["recorded"]]


def test_the_same_wish_raised_again_is_linked_to_the_earlier_one_and_unlinked(scene: Scene) -> None:
    secretary, again, earlier = scene.client("secretary"), scene.petitions["alike"], scene.petitions["classified"]
    url = page("petition-repeats", again)
    assert list(secretary.get(url).context["found"]) == [earlier]
    assert set(secretary.post(url, form()).context["form"].errors) == {"petition"}
    assert secretary.post(url, form(petition=earlier.pk)).status_code == 302
    assert (scene.fresh("alike").repeats, scene.fresh("alike").times_raised) == (earlier, 2)
    circle = secretary.post(page("petition-repeats", earlier), form(petition=again.pk))
    assert set(circle.context["form"].errors) == {"petition"}
    undo = page("petition-repeats-none", again)
    assert undo in secretary.get(page("petition", again)).content.decode()
    assert secretary.post(undo, form()).status_code == 302
    assert (scene.fresh("alike").repeats, scene.fresh("alike").times_raised) == (None, 1)


def test_nothing_chosen_is_refused_at_the_list(scene: Scene) -> None:
    answer = scene.client("secretary").post(page("petition-merge", scene.petitions["classified"]), form())
    assert answer.context["form"].errors == {"others": ["Chọn ít nhất một kiến nghị để gộp."]}


def test_several_petitions_are_sent_after_their_day_is_shown(scene: Scene) -> None:
    secretary, url = scene.client("secretary"), reverse("petitions:desk-transfer")
    chosen = [scene.petitions["classified"].pk, scene.petitions["alike"].pk]
    sent = form(petitions=chosen, agency=scene.town.agency.pk, supporting=[scene.town.other_agency.pk], on=day())
    preview = secretary.post(url, {**sent, "answer_by": day(15)})
    assert preview.status_code == 200
    assert any(text.startswith("Hạn trả lời: ") for text in preview.context["consequences"])
    assert preview.context["why"].startswith("Thời hạn ghi trên phiếu chuyển ngày ")
    assert not Transfer.objects.filter(petition__in=chosen).exists()
    again: dict[str, Any] = {}
    for name, value in preview.context["hidden"]:
        again.setdefault(name, []).append(value)
    again["form_key"] = form()["form_key"]
    assert [secretary.post(url, again).status_code for _press in range(2)] == [302, 302]
    rows = Transfer.objects.filter(petition__in=chosen)
    assert sorted((row.petition_id, row.agency.name, row.role) for row in rows) == sorted(
        (pk, agency.name, role)
        for pk in chosen
        for agency, role in ((scene.town.agency, "lead"), (scene.town.other_agency, "support"))
    )
    assert {row.due_on for row in rows} == {timezone.localdate() + timedelta(days=15)}


def test_a_day_that_the_law_leaves_open_is_said_before_sending(scene: Scene) -> None:
    sent = form(petitions=[scene.petitions["classified"].pk], agency=scene.town.agency.pk, on=day())
    preview = scene.client("secretary").post(reverse("petitions:desk-transfer"), sent)
    assert preview.status_code == 200
    assert preview.context["why"]


def test_a_helper_that_is_the_lead_is_refused_with_everything_kept(scene: Scene) -> None:
    sent = form(
        petitions=[scene.petitions["classified"].pk],
        agency=scene.town.agency.pk,
        supporting=[scene.town.agency.pk],
        on=day(),
        answer_by=day(15),
    )
    answer = scene.client("secretary").post(reverse("petitions:desk-transfer"), {**sent, "xac-nhan": "1"})
    assert set(answer.context["form"].errors) == {"supporting"}
    assert day(15) in answer.content.decode()


def test_every_late_agency_is_reminded_once_and_told_how_many(scene: Scene) -> None:
    secretary, url = scene.client("secretary"), reverse("petitions:desk-remind")
    code = scene.petitions["late"].code
    assert secretary.get(url).context["facts"] == [("UBND Từ Sơn", f"01 kiến nghị: {code}")]
    wrong = secretary.post(url, form(on=day(), answer_by=day(-1)))
    assert set(wrong.context["form"].errors) == {"answer_by"}
    early = secretary.post(url, form(on=day(-50)))
    assert early.context["form"].errors == {"on": ["Đến ngày này không có cơ quan nào quá hạn trả lời."]}
    sent = form(on=day(), answer_by=day(5))
    assert [secretary.post(url, sent).status_code for _press in range(2)] == [302, 302]
    reminder = Reminder.objects.get()
    assert (reminder.agency, reminder.ordinal, reminder.answer_by) == (
        scene.town.agency,
        1,
        timezone.localdate() + timedelta(days=5),
    )
    assert list(reminder.transfers.all()) == [scene.transfer("late")]


# --- judge, tell back, publish ------------------------------------------------------------------------


def judge(scene: Scene, **changes: str) -> Any:
    sent = {"judge": f"body-{scene.town.standing.pk}", "judgement": "accepted", "on": day(), **changes}
    return scene.client("secretary").post(page("petition-judge", scene.petitions["answered"]), form(**sent))


def test_an_answer_is_accepted_in_part_only_with_a_reason(scene: Scene) -> None:
    refused = judge(scene, judgement="partly")
    assert refused.context["form"].errors == {"reason": ["Chưa đạt thì phải nêu rõ vì sao."]}
    assert judge(scene, judgement="partly", reason="Chưa nêu thời gian").status_code == 302
    verdict = Verdict.objects.get(petition=scene.petitions["answered"])
    assert (verdict.body, verdict.judgement, verdict.reason) == (scene.town.standing, "partly", "Chưa nêu thời gian")
    assert scene.fresh("answered").state == "judged"


def test_a_rejected_answer_goes_back_to_the_agency_with_a_new_day(scene: Scene) -> None:
    assert judge(scene, judgement="rejected", reason="Không đúng việc", answer_by=day(10)).status_code == 302
    now = scene.fresh("answered")
    assert (now.state, now.due_on) == ("in_progress", timezone.localdate() + timedelta(days=10))


def test_a_group_judges_too(scene: Scene) -> None:
    assert judge(scene, judge=f"group-{scene.town.group.pk}").status_code == 302
    assert Verdict.objects.get(petition=scene.petitions["answered"]).group == scene.town.group


def test_voters_who_do_not_agree_reopen_the_petition(scene: Scene) -> None:
    secretary, petition = scene.client("secretary"), scene.petitions["judged"]
    sent = form(
        meeting=scene.meetings["held"].pk, on=day(), content="discontent", note="Đèn lại tắt", answer_by=day(10)
    )
    assert secretary.post(page("petition-tell-back", petition), sent).status_code == 302
    feedback = Feedback.objects.get(petition=petition)
    assert (feedback.meeting, feedback.content, feedback.note) == (
        scene.meetings["held"],
        "discontent",
        "Đèn lại tắt",
    )
    now = scene.fresh("judged")
    assert (now.state, now.times_raised) == ("in_progress", 2)


def test_what_was_told_back_is_closed(scene: Scene) -> None:
    secretary, petition = scene.client("secretary"), scene.petitions["judged"]
    early = secretary.post(page("petition-close", petition), form(), follow=True)
    assert "không chuyển sang “đã đóng” được" in early.content.decode()
    secretary.post(page("petition-tell-back", petition), form(on=day(), content="content"))
    assert secretary.post(page("petition-close", petition), form()).status_code == 302
    assert scene.fresh("judged").state == "closed"


def test_names_are_shown_before_a_petition_is_published(scene: Scene) -> None:
    secretary, petition = scene.client("secretary"), scene.petitions["sent"]
    url = page("petition-publish", petition)
    assert f"tên người: “bà {VOTER}”" in secretary.get(url).content.decode()
    refused = secretary.post(url, form(text=petition.summary))
    assert set(refused.context["form"].errors) == {"text"}
    assert petition.summary in refused.content.decode()
    assert not scene.fresh("sent").is_published
    assert secretary.post(url, form(text="Lắp đèn chiếu sáng ngõ")).status_code == 302
    now = scene.fresh("sent")
    assert (now.is_published, now.published_text) == (True, "Lắp đèn chiếu sáng ngõ")
    secretary.post(page("petition-unpublish", petition), form(reason="Đăng nhầm"))
    assert not scene.fresh("sent").is_published


def test_somebody_may_confirm_that_a_name_is_no_voter(scene: Scene) -> None:
    url = page("petition-publish", scene.petitions["sent"])
    text = "Sửa đường bà Nguyễn Thị Định"
    assert scene.client("secretary").post(url, form(text=text, confirmed="on")).status_code == 302
    assert scene.fresh("sent").published_text == text


def test_a_withdrawn_petition_frees_its_words(scene: Scene) -> None:
    petition = scene.petitions["recorded"]
    answer = scene.client("secretary").post(page("petition-withdraw", petition), form(reason="Ghi nhầm"))
    assert answer.status_code == 302
    assert scene.fresh("recorded").state == "withdrawn"
    assert Submission.objects.get(petition_sources__petition=petition).state == "classified"


def test_the_office_lets_an_agency_know_and_takes_it_back(scene: Scene) -> None:
    transfer, secretary = scene.transfer("sent"), scene.client("secretary")
    url = reverse("petitions:transfer-contact", args=[transfer.pk])
    for granted in (True, False):
        assert secretary.post(url, form()).status_code == 302
        transfer.refresh_from_db()
        assert transfer.contact_granted is granted
