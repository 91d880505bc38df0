"""The public pages: what is told of a petition, the voters' form and its receipt, and what is never told."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from delegates.models import Neighbourhood
from meetings.models import Meeting, MeetingUnit
from petitions.actions import (
    Point,
    answer_petitions,
    hand_off_case,
    judge_answer,
    merge_petitions,
    open_petition,
    publish_petition,
    receive_transfer,
    reclassify_submission,
    return_transfer,
    split_submission,
    tell_back,
    transfer_petitions,
    unpublish_petition,
    withdraw_submission,
)
from petitions.enums import Channel, Content, Judgement, Outcome, SubmissionKind
from petitions.models import Petition, Petitioner, PetitionEvent, Submission
from petitions.public_journey import journey
from petitions.public_list import count_in_figures
from petitions.receipts import printed_code, sent_token, typed_code
from petitions.tests.conftest import DUE_ON, SENT_ON, Town, build_town
from txct.core.models import AuditEntry, PublicUse

CANARY = "Zqxhoàngyến"
NOON = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)


@pytest.fixture
def voter() -> Client:
    """A browser in which nobody is signed in."""
    return Client()


@pytest.fixture
def meeting(town: Town) -> Meeting:
    """A meeting that ends tomorrow, with two settlements in its ward."""
    meeting = town.meetings[0]
    meeting.ends_at = timezone.now() + timedelta(days=1)
    meeting.save()
    for name in ("Trầm", "Đình Bảng"):
        Neighbourhood.objects.create(locality=town.wards[0], name=name, kind="khu_pho")
    return meeting


def words_of(answer: Any) -> str:
    """What a reader sees of a page: its main part, in one line."""
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return " ".join(unescape(strip_tags("<main" + main)).split())


def lines_of(answer: Any, piece: str) -> list[str]:
    """The texts of the elements of class PIECE, in order."""
    found = re.findall(rf'class="{piece}"[^>]*>(.*?)</(?:p|li|dd|span)>', answer.content.decode(), re.DOTALL)
    return [" ".join(unescape(strip_tags(one)).split()) for one in found]


def published(town: Town, summary: str = "Sửa đường", text: str = "", ward: int = 0) -> Petition:
    petition = town.petition(summary, ward)
    publish_petition(petition=petition, text=text or f"Cử tri đề nghị {summary.lower()}", by=town.secretary, at=NOON)
    return petition


def sent(town: Town, petition: Petition, at: datetime = NOON) -> Any:
    transfer_petitions(
        council=town.council,
        agency=town.agency,
        petitions=[petition],
        on=SENT_ON,
        answer_by=DUE_ON,
        by=town.secretary,
        at=at,
    )
    return petition.transfers.exclude(state="returned").get(role="lead")


def answered(town: Town, petition: Petition, outcome: Outcome = Outcome.RESOLVED, text: str = "Đã sửa xong") -> Any:
    """PETITION sent and answered."""
    return answer_petitions(
        transfers=[sent(town, petition)],
        text=text,
        outcome=outcome,
        answered_on=date(2026, 11, 10),
        document_number="15/UBND-VP",
        by=town.secretary,
        at=NOON + timedelta(days=8),
    )[0]


def accepted(town: Town, petition: Petition, judgement: Judgement = Judgement.ACCEPTED, reason: str = "") -> None:
    """PETITION sent, answered as resolved and judged."""
    judge_answer(
        answer=answered(town, petition),
        judgement=judgement,
        on=date(2026, 11, 12),
        body=town.standing,
        reason=reason,
        by=town.secretary,
        at=NOON + timedelta(days=10),
    )


def form_of(meeting: Meeting) -> str:
    return reverse("petitions:voter-form", args=[meeting.short_code])


def send(voter: Client, meeting: Meeting, text: str = "Đề nghị làm lại cống thoát nước", **more: Any) -> Any:
    return voter.post(form_of(meeting), {"noi-dung": text, **more})


def code_on(answer: Any) -> str:
    return typed_code("".join(re.findall(r"<span>([0-9a-f ]+)</span>", answer.content.decode())))


# --- the list -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_only_published_petitions_are_listed_each_with_its_place_field_agency_and_standing(
    town: Town, voter: Client
) -> None:
    shown, hidden, gone = published(town), town.petition("Việc chưa công khai"), published(town, "Việc đã gỡ", ward=1)
    unpublish_petition(petition=gone, reason="Nhầm", by=town.secretary)
    sent(town, shown)
    page = voter.get("/kien-nghi/")
    assert lines_of(page, "petition-head") == [f"{shown.code} đang giải quyết"]
    assert lines_of(page, "petition-words") == ["Cử tri đề nghị sửa đường"]
    assert "Phường Từ Sơn 1 · Giao thông · UBND Từ Sơn" in words_of(page)
    assert hidden.code not in page.content.decode()
    assert gone.code not in page.content.decode()


@pytest.mark.django_db
def test_a_merged_or_withdrawn_petition_is_no_longer_public(town: Town, voter: Client) -> None:
    target, part = published(town), published(town, "Sửa đường làng", ward=1)
    merge_petitions(target=target, others=[part], by=town.secretary)
    assert lines_of(voter.get("/kien-nghi/"), "petition-head") == [f"{target.code} đang giải quyết"]
    address = reverse("petitions:public-petition", args=[town.council.code, part.code])
    assert voter.get(address).status_code == 404


@pytest.mark.django_db
def test_the_list_is_narrowed_by_each_condition_and_by_words_without_accents(
    town: Town, neighbour: Town, voter: Client
) -> None:
    road, drain = published(town), published(town, "Nạo vét cống", ward=1)
    Petition.objects.filter(pk=drain.pk).update(sector=town.other_sector)
    accepted(town, road)
    lamp = published(neighbour, "Lắp đèn")
    answered(neighbour, lamp)
    asked = {
        "": [lamp, drain, road],
        "tinh-trang=dang-giai-quyet": [drain],
        "tinh-trang=da-tra-loi": [lamp, road],
        "tinh-trang=da-giai-quyet-xong": [road],
        "don-vi=tu-son-2": [drain],
        "linh-vuc=Môi+trường": [drain],
        "linh-vuc=Giao+thông": [lamp, road],
        "hoi-dong=tien-du": [lamp],
        "tim=nao+vet": [drain],
        f"tim={road.code.lower()}&hoi-dong=tu-son": [road],
        "tim=khong+co": [],
    }
    found = {query: lines_of(voter.get(f"/kien-nghi/?{query}"), "petition-head") for query in asked}
    words = {road: "đã giải quyết xong", drain: "đang giải quyết", lamp: "đã trả lời"}
    assert found == {query: [f"{one.code} {words[one]}" for one in rows] for query, rows in asked.items()}


@pytest.mark.django_db
def test_a_search_by_the_public_finds_nothing_that_is_not_published(town: Town, voter: Client) -> None:
    said = town.say("Nhà ông Bảy lấn chiếm vỉa hè")
    petition = open_petition(
        submissions=[said],
        summary="Nhà ông Bảy lấn vỉa hè",
        body="Ông Bảy, số 12",
        sector=town.sector,
        authority="xa",
        by=town.secretary,
    )
    publish_petition(petition=petition, text="Đề nghị xử lý lấn chiếm vỉa hè", by=town.secretary)
    assert lines_of(voter.get("/kien-nghi/?tim=via+he"), "petition-words") == ["Đề nghị xử lý lấn chiếm vỉa hè"]
    assert lines_of(voter.get("/kien-nghi/?tim=bay"), "petition-words") == []


@pytest.mark.django_db
def test_answered_and_resolved_are_counted_apart_each_with_its_formula(town: Town, voter: Client) -> None:
    petitions = [published(town, f"Việc {number}") for number in range(8)]
    for petition in petitions[:3]:
        accepted(town, petition)
    answered(town, petitions[3])
    page = voter.get("/kien-nghi/?tinh-trang=dang-giai-quyet")
    tiles = list(zip(lines_of(page, "tile-label"), lines_of(page, "tile-value"), strict=True))
    assert tiles == [("Kiến nghị công khai", "8"), ("Đã trả lời", "4"), ("Đã giải quyết xong", "3")]
    assert lines_of(page, "tile-note") == ["50,0 %", "37,5 %"]
    assert "Số kiến nghị cơ quan báo cáo đã giải quyết xong và Hội đồng đánh giá đạt yêu cầu" in words_of(page)
    for label, number in (("da-tra-loi", 4), ("da-giai-quyet-xong", 3)):
        assert f'href="?tinh-trang={label}"' in page.content.decode()
        assert len(lines_of(voter.get(f"/kien-nghi/?tinh-trang={label}"), "petition-head")) == number


@pytest.mark.django_db
def test_a_count_so_small_that_people_might_be_recognised_is_not_printed(town: Town, voter: Client) -> None:
    petitions = [published(town, f"Việc {number}") for number in range(3)]
    answered(town, petitions[0])
    page = voter.get("/kien-nghi/")
    assert lines_of(page, "tile-value") == ["3", "dưới 3", "0"]
    assert lines_of(page, "tile-note") == ["0,0 %"]
    assert [count_in_figures(number) for number in (0, 1, 2, 3, 12345)] == ["0", "dưới 3", "dưới 3", "3", "12.345"]


@pytest.mark.django_db
def test_an_empty_list_says_what_to_do_next(voter: Client) -> None:
    assert "Chưa có kiến nghị nào được công khai" in words_of(voter.get("/kien-nghi/"))
    assert "Không có kiến nghị nào khớp" in words_of(voter.get("/kien-nghi/?tim=gi+do"))


@pytest.mark.django_db
def test_the_list_costs_the_same_with_one_row_and_with_thirty(
    town: Town, voter: Client, django_assert_num_queries: Any
) -> None:
    accepted(town, published(town))
    with django_assert_num_queries(8):
        voter.get("/kien-nghi/")
    for number in range(29):
        sent(town, published(town, f"Việc {number}", ward=number % 3))
    with django_assert_num_queries(8):
        page = voter.get("/kien-nghi/")
    assert len(lines_of(page, "petition-head")) == 30


# --- one petition -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_petition_is_told_step_by_step_with_answer_verdict_and_what_voters_said(town: Town, voter: Client) -> None:
    petition = town.petition()
    PetitionEvent._base_manager.filter(petition=petition).update(at=NOON - timedelta(days=5))
    publish_petition(petition=petition, text="Cử tri đề nghị sửa đường", by=town.secretary, at=NOON)
    lead = sent(town, petition)
    receive_transfer(transfer=lead, on=date(2026, 11, 3), by=town.secretary, at=NOON + timedelta(days=1))
    answer = answer_petitions(
        transfers=[lead],
        text="Đã sửa xong 200 m đường.",
        outcome=Outcome.RESOLVED,
        answered_on=date(2026, 11, 10),
        document_number="15/UBND-VP",
        by=town.secretary,
        at=NOON + timedelta(days=8),
    )[0]
    judge_answer(
        answer=answer,
        judgement=Judgement.ACCEPTED,
        on=date(2026, 11, 12),
        body=town.standing,
        by=town.secretary,
        at=NOON + timedelta(days=10),
    )
    tell_back(
        petition=petition,
        meeting=town.meetings[0],
        on=date(2026, 11, 20),
        content=Content.CONTENT,
        by=town.secretary,
        at=NOON + timedelta(days=18),
    )
    page = voter.get(reverse("petitions:public-petition", args=["tu-son", petition.code]))
    steps = list(zip(lines_of(page, "history-title"), lines_of(page, "history-meta"), strict=True))
    assert steps == [
        ("Ghi nhận kiến nghị của cử tri", "Thứ Tư, 28/10/2026"),
        ("Phân loại lĩnh vực, xác định cơ quan có thẩm quyền", "Thứ Tư, 28/10/2026"),
        ("Chuyển UBND Từ Sơn giải quyết", "Thứ Hai, 02/11/2026"),
        ("UBND Từ Sơn tiếp nhận", "Thứ Ba, 03/11/2026"),
        ("UBND Từ Sơn trả lời", "Thứ Ba, 10/11/2026"),
        ("Hội đồng nhân dân đánh giá trả lời", "Thứ Năm, 12/11/2026"),
        ("Báo lại kết quả cho cử tri", "Thứ Sáu, 20/11/2026"),
    ]
    words = words_of(page)
    for told in (
        "HĐND Từ Sơn đã giải quyết xong",
        "Cử tri đề nghị sửa đường",
        "UBND Từ Sơn trả lời thứ Ba, 10/11/2026 Văn bản 15/UBND-VP Đã sửa xong 200 m đường.",
        "Cơ quan báo cáo: đã giải quyết xong.",
        "Thường trực HĐND đánh giá: đạt yêu cầu, thứ Năm, 12/11/2026.",
        "Thứ Sáu, 20/11/2026, tại Hội nghị Từ Sơn 1, cử tri đồng ý",
    ):
        assert told in words


def test_what_was_sent_back_or_asked_once_more_is_told_in_plain_words() -> None:
    steps = [
        ("", "recorded"),
        ("recorded", "classified"),
        ("classified", "merged"),
        ("merged", "classified"),
        ("classified", "transferred"),
        ("transferred", "classified"),
        ("classified", "transferred"),
        ("transferred", "transferred"),
        ("transferred", "answered"),
        ("answered", "in_progress"),
        ("in_progress", "answered"),
    ]
    told = journey([(old, new, NOON) for old, new in steps], ["UBND phường", "Công ty điện"])
    assert [step.title for step in told] == [
        "Ghi nhận kiến nghị của cử tri",
        "Phân loại lĩnh vực, xác định cơ quan có thẩm quyền",
        "Chuyển UBND phường giải quyết",
        "UBND phường trả lại vì không thuộc thẩm quyền; Hội đồng nhân dân tìm cơ quan khác",
        "Chuyển Công ty điện giải quyết",
        "Công ty điện trả lời",
        "Yêu cầu Công ty điện giải quyết và trả lời lại",
        "Công ty điện trả lời",
    ]


@pytest.mark.django_db
def test_names_notes_and_words_of_the_office_are_never_on_a_public_page(town: Town, voter: Client) -> None:
    said = town.say(f"{CANARY} nói", verbatim=f"Tôi là {CANARY}")
    Petitioner.objects.create(submission=said, full_name=CANARY, phone="0987654321", address=CANARY)
    petition = open_petition(
        submissions=[said],
        summary=f"Việc của {CANARY}",
        body=CANARY,
        sector=town.sector,
        authority="xa",
        by=town.secretary,
    )
    publish_petition(petition=petition, text="Cử tri đề nghị sửa đường", by=town.secretary)
    first = sent(town, petition)
    return_transfer(transfer=first, reason=f"Không phải việc của {CANARY}", by=town.secretary)
    transfer_petitions(
        council=town.council,
        agency=town.other_agency,
        petitions=[petition],
        on=SENT_ON,
        answer_by=DUE_ON,
        by=town.secretary,
    )
    answer = answer_petitions(
        transfers=[petition.transfers.get(agency=town.other_agency)],
        text=f"Đã trả lời ông {CANARY}, số nhà 12, điện thoại 0987 654 321.",
        outcome=Outcome.RESOLVED,
        answered_on=date(2026, 11, 10),
        by=town.secretary,
    )[0]
    judge_answer(
        answer=answer,
        judgement=Judgement.PARTLY,
        on=date(2026, 11, 12),
        body=town.standing,
        reason=f"Chưa gặp bà {CANARY}",
        by=town.secretary,
    )
    tell_back(
        petition=petition,
        meeting=None,
        on=date(2026, 11, 20),
        content=Content.UNKNOWN,
        note=CANARY,
        by=town.secretary,
    )
    town.say(CANARY, kind=SubmissionKind.COMPLAINT)
    hidden = town.petition(CANARY)
    pages = ["/kien-nghi/", reverse("petitions:public-petition", args=["tu-son", petition.code])]
    bodies = [voter.get(page).content.decode() for page in pages]
    assert all(petition.code in body for body in bodies)
    for secret in (CANARY, "0987", "654 321", "Thư ký Từ Sơn", hidden.code):
        assert [secret in body for body in bodies] == [False, False], secret
    assert "Đã trả lời [tên người – đã che], [số nhà – đã che]" in bodies[1]
    for code in (hidden.code, "KN-0-0-000"):
        for page in (f"/kien-nghi/tu-son/{code}/", f"/kien-nghi/{code}/"):
            assert voter.get(page).status_code == 404


@pytest.mark.django_db
def test_a_code_alone_leads_to_its_petition_or_to_the_choice_between_councils(
    town: Town, neighbour: Town, voter: Client
) -> None:
    mine = published(town)
    assert voter.get(f"/kien-nghi/{mine.code}/")["Location"] == f"/kien-nghi/tu-son/{mine.code}/"
    theirs = published(neighbour)
    assert theirs.code == mine.code
    choice = voter.get(f"/kien-nghi/{mine.code}/")
    assert choice["Location"] == f"/kien-nghi/?tim={mine.code}"
    page = voter.get(choice["Location"])
    assert re.findall(r'href="(/kien-nghi/[\w-]+/KN[^"]+)"', page.content.decode()) == [
        f"/kien-nghi/tien-du/{mine.code}/",
        f"/kien-nghi/tu-son/{mine.code}/",
    ]


# --- the voters' form ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_voter_writes_without_account_or_name_and_the_office_finds_it_in_its_tray(
    town: Town, meeting: Meeting, voter: Client
) -> None:
    settlement = Neighbourhood.objects.get(name="Trầm")
    page = voter.get(form_of(meeting))
    assert re.findall(r"<option[^>]*>([^<]+)</option>", page.content.decode()) == [
        "Không ghi",
        "khu phố Đình Bảng",
        "khu phố Trầm",
    ]
    answer = send(voter, meeting, "Đề nghị làm lại cống\r\nở ngõ 3", **{"noi-o": settlement.pk})
    said = Submission.objects.get(channel=Channel.FORM)
    assert answer["Location"].startswith(f"{form_of(meeting)}da-gui/")
    assert (said.council_id, said.meeting, said.round, said.locality, said.neighbourhood) == (
        town.council.pk,
        meeting,
        town.round,
        town.wards[0],
        settlement,
    )
    assert (said.kind, said.state, said.verbatim, said.recorded_by) == (
        SubmissionKind.REFLECTION,
        "recorded",
        "Đề nghị làm lại cống\nở ngõ 3",
        None,
    )
    assert not Petitioner.objects.exists()
    assert AuditEntry.objects.filter(action="submission.recorded", object_id=said.pk, actor=None).count() == 1
    assert re.fullmatch(r"[0-9a-f]{16}", said.receipt_code or "")


@pytest.mark.django_db
def test_the_receipt_is_shown_after_sending_and_never_stands_in_an_address(meeting: Meeting, voter: Client) -> None:
    answer = send(voter, meeting)
    code = Submission.objects.get(channel=Channel.FORM).receipt_code or ""
    page = voter.get(answer["Location"])
    assert code_on(page) == code
    assert code not in answer["Location"]
    assert "no-store" in page["Cache-Control"]
    assert "Hãy chụp màn hình hoặc chép lại mã này." in words_of(page)


@pytest.mark.django_db
def test_the_page_of_the_receipt_ends_after_a_day_and_belongs_to_its_meeting(
    town: Town, meeting: Meeting, voter: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = send(voter, meeting)["Location"]
    other = fresh.replace(meeting.short_code, town.meetings[1].short_code)
    paper = sent_token(town.say())
    monkeypatch.setattr("petitions.receipts.SENT_PAGE_SECONDS", -1)
    ended = voter.get(fresh)
    monkeypatch.undo()
    forged = [other, f"{form_of(meeting)}da-gui/x/", f"{form_of(meeting)}da-gui/{paper}/"]
    assert [voter.get(page).status_code for page in (fresh, *forged)] == [200, 410, 410, 410]
    assert ended.status_code == 410
    assert "Hãy tra cứu bằng mã bạn đã chép lại." in words_of(ended)


@pytest.mark.django_db
def test_name_and_phone_are_kept_apart_and_only_with_consent(meeting: Meeting, voter: Client) -> None:
    named = {"ho-ten": "Nguyễn Văn An", "dien-thoai": "0912 345 678"}
    refused = send(voter, meeting, **named)
    assert refused.status_code == 200
    assert "Hãy đánh dấu đồng ý, hoặc xóa họ tên và số điện thoại rồi gửi." in words_of(refused)
    assert 'value="Nguyễn Văn An"' in refused.content.decode()
    assert "Đề nghị làm lại cống thoát nước" in refused.content.decode()
    assert not Submission.objects.exists()
    assert send(voter, meeting, **named, **{"dong-y": "on"}).status_code == 302
    kept = Petitioner.objects.get()
    assert (kept.full_name, kept.phone, kept.address, kept.email, kept.consented) == (
        "Nguyễn Văn An",
        "0912 345 678",
        "",
        "",
        True,
    )
    assert "An" not in kept.submission.verbatim


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"noi-dung": ""}, "Hãy ghi điều bạn muốn nêu."),
        ({"noi-dung": "ngắn"}, "Nội dung ngắn quá, chưa rõ việc gì. Hãy ghi rõ hơn."),
        ({"noi-dung": "x" * 4001}, "Nội dung dài 4001 chữ cái, quá 4000."),
        ({"dien-thoai": "không có", "dong-y": "on"}, "Số điện thoại chưa đúng. Ví dụ: 0912 345 678."),
        ({"noi-o": "987654"}, "Hãy chọn lại"),
        ({"trang-web": "http://x.example"}, "Phiếu bị nghi do máy tự gửi."),
    ],
)
def test_what_is_wrong_with_a_form_is_said_and_nothing_is_stored(
    meeting: Meeting, voter: Client, more: dict[str, str], sentence: str
) -> None:
    answer = (
        send(voter, meeting, **{"text": "Đề nghị làm lại cống thoát nước", **more})
        if "noi-dung" not in more
        else (voter.post(form_of(meeting), more))
    )
    assert answer.status_code == 200
    assert sentence in words_of(answer)
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_a_person_whose_browser_filled_the_trap_sends_again_as_told(meeting: Meeting, voter: Client) -> None:
    caught = send(voter, meeting, **{"trang-web": "http://x.example"})
    box = re.search(r'<input[^>]*name="trang-web"[^>]*>', caught.content.decode())
    assert box is not None
    assert "value=" not in box.group()
    assert send(voter, meeting, **{"trang-web": ""}).status_code == 302


@pytest.mark.django_db
def test_the_form_pressed_five_times_gives_one_statement_and_one_receipt(meeting: Meeting, voter: Client) -> None:
    key = str(uuid4())
    pages = [send(voter, meeting, form_key=key)["Location"] for _press in range(5)]
    assert len(set(pages)) == 1
    assert Submission.objects.count() == 1
    assert PublicUse.objects.get().used == 1
    # The answer was lost on the way and the cookie with it: the same form leads to the same receipt.
    lost = send(Client(), meeting, form_key=key)["Location"]
    assert code_on(Client().get(lost)) == Submission.objects.get().receipt_code


@pytest.mark.django_db
def test_one_address_sends_so_many_forms_an_hour_and_loses_no_words(
    meeting: Meeting, voter: Client, settings: Any
) -> None:
    settings.VOTER_FORMS_PER_HOUR = 2
    settings.TRUSTED_PROXIES = 1
    mine = Client(headers={"x-forwarded-for": "9.9.9.9, 203.0.113.7"})
    claimed = Client(headers={"x-forwarded-for": "8.8.8.8, 203.0.113.7"})
    neighbour = Client(headers={"x-forwarded-for": "203.0.113.8"})
    assert [send(mine, meeting).status_code for _turn in range(2)] == [302, 302]
    refused = send(claimed, meeting, "Phiếu thứ ba vẫn còn nguyên đây")
    assert refused.status_code == 429
    assert "Từ mạng này đã gửi 2 phiếu trong một giờ nên phiếu chưa gửi được." in words_of(refused)
    assert re.search(r"hãy gửi lại sau \d\d?h00", words_of(refused))
    assert "Phiếu thứ ba vẫn còn nguyên đây" in refused.content.decode()
    assert send(neighbour, meeting).status_code == 302
    assert Submission.objects.count() == 3
    assert not any("203" in use.key for use in PublicUse.objects.all())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "ended_days_ago", "sentence"),
    [
        ("cancelled", -1, "Hội nghị này đã hủy nên không nhận phiếu góp ý."),
        ("postponed", -1, "Hội nghị này đang hoãn. Phiếu góp ý mở lại khi có lịch mới."),
        ("held", 16, "Phiếu góp ý của hội nghị này đã đóng sau 15 ngày kể từ ngày họp."),
    ],
)
def test_a_closed_form_says_why_and_takes_nothing(
    meeting: Meeting, voter: Client, state: str, ended_days_ago: int, sentence: str
) -> None:
    end = timezone.now() - timedelta(days=ended_days_ago)
    Meeting.objects.filter(pk=meeting.pk).update(state=state, starts_at=end - timedelta(hours=2), ends_at=end)
    for answer in (voter.get(form_of(meeting)), send(voter, meeting)):
        assert sentence in words_of(answer)
        assert "<textarea" not in answer.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_a_meeting_that_was_not_announced_has_no_form(meeting: Meeting, voter: Client) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(state="planned")
    pages = [form_of(meeting), reverse("petitions:voter-form-qr", args=[meeting.short_code])]
    assert [voter.get(page).status_code for page in pages] == [404, 404]
    assert [voter.get(f"/gop-y/{bad}/").status_code for bad in ("x", "0" * 12, "ZZZZZZZZZZZZ")] == [404, 404, 404]


@pytest.mark.django_db
def test_a_meeting_is_found_by_the_beginning_of_its_key_alone(town: Town) -> None:
    for number, meeting in enumerate(town.meetings):
        Meeting.objects.filter(pk=meeting.pk).update(uid=UUID(f"abcdef01234{number}" + "f" * 20))
    found = Meeting.objects.with_short_code("abcdef012341").get()
    assert (found.pk, found.short_code) == (town.meetings[1].pk, "abcdef012341")
    assert not Meeting.objects.with_short_code("abcdef01234").exists()


@pytest.mark.django_db
def test_the_picture_for_posters_is_a_drawing_without_scripts(meeting: Meeting, voter: Client, settings: Any) -> None:
    settings.SITE_URL = "https://tiepxuccutri.example"
    answer = voter.get(reverse("petitions:voter-form-qr", args=[meeting.short_code]))
    drawing = ElementTree.fromstring(answer.content)  # noqa: S314
    assert answer["Content-Type"] == "image/svg+xml"
    assert {part.tag.rpartition("}")[2] for part in drawing.iter()} == {"svg", "title", "path"}
    assert drawing.findtext("{*}title") == f"https://tiepxuccutri.example{form_of(meeting)}"
    assert not answer.cookies


@pytest.mark.django_db
def test_a_meeting_of_several_wards_names_the_ward_of_each_settlement(
    town: Town, meeting: Meeting, voter: Client
) -> None:
    MeetingUnit.objects.create(meeting=meeting, locality=town.wards[1])
    far = Neighbourhood.objects.create(locality=town.wards[1], name="Trầm", kind="khu_pho")
    page = voter.get(form_of(meeting))
    assert re.findall(r"<option[^>]*>([^<]+)</option>", page.content.decode())[1:] == [
        "khu phố Đình Bảng, phường Từ Sơn 1",
        "khu phố Trầm, phường Từ Sơn 1",
        "khu phố Trầm, phường Từ Sơn 2",
    ]
    send(voter, meeting, **{"noi-o": far.pk})
    assert Submission.objects.get().locality == town.wards[1]


# --- look-up by code ----------------------------------------------------------------------------------


def ask(voter: Client, code: str) -> Any:
    return voter.post("/kien-nghi/tra-cuu/", {"ma": code})


def told_of(voter: Client, said: Submission) -> list[str]:
    return lines_of(ask(voter, said.receipt_code or ""), "notice-title")


def by_form(town: Town, meeting: Meeting, **more: Any) -> Submission:
    return town.say("Đèn đường hỏng", meeting=meeting, channel=Channel.FORM, **more)


@pytest.mark.django_db
def test_the_code_tells_how_far_a_form_has_come_at_every_step(town: Town, meeting: Meeting, voter: Client) -> None:
    said = by_form(town, meeting, kind=SubmissionKind.REFLECTION)
    told = [told_of(voter, said)]
    reclassify_submission(submission=said, kind=SubmissionKind.PETITION, by=town.secretary)
    told.append(told_of(voter, said))
    petition = open_petition(
        submissions=[said], summary="Đèn hỏng", sector=town.sector, authority="xa", by=town.secretary
    )
    told.append(told_of(voter, said))
    target = published(town, "Sửa đèn", ward=1)
    merge_petitions(target=target, others=[petition], by=town.secretary)
    told.append(told_of(voter, said))
    accepted(town, target)
    told.append(told_of(voter, said))
    assert told == [
        ["Đã nhận"],
        ["Đã phân loại"],
        ["Đã đưa vào kiến nghị: đang giải quyết"],
        [f"Đã đưa vào kiến nghị {target.code}: đang giải quyết"],
        [f"Đã đưa vào kiến nghị {target.code}: đã giải quyết xong"],
    ]
    assert f'href="/kien-nghi/tu-son/{target.code}/"' in ask(voter, said.receipt_code or "").content.decode()


@pytest.mark.django_db
def test_opinions_complaints_split_and_withdrawn_forms_are_told_apart(
    town: Town, meeting: Meeting, voter: Client
) -> None:
    opinion, complaint, split, withdrawn = (by_form(town, meeting) for _form in range(4))
    reclassify_submission(submission=opinion, kind=SubmissionKind.OPINION, by=town.secretary)
    reclassify_submission(submission=complaint, kind=SubmissionKind.COMPLAINT, by=town.secretary)
    hand_off_case(submission=complaint, handed_to="Ban Tiếp công dân", by=town.secretary)
    points = [Point(SubmissionKind.PETITION, "Đèn"), Point(SubmissionKind.COMPLAINT, f"Bồi thường {CANARY}")]
    split_submission(submission=split, points=points, by=town.secretary)
    withdraw_submission(submission=withdrawn, reason="Gửi nhầm", by=town.secretary)
    assert [told_of(voter, said) for said in (opinion, complaint, split, withdrawn)] == [
        ["Đã ghi nhận là ý kiến"],
        ["Thuộc thủ tục riêng"],
        ["Đã nhận", "Thuộc thủ tục riêng"],
        ["Không tiếp tục giải quyết"],
    ]
    assert "Hãy gửi đơn đến: Ban Tiếp công dân." in words_of(ask(voter, complaint.receipt_code or ""))
    for said in (opinion, complaint, split):
        body = ask(voter, said.receipt_code or "").content.decode()
        assert "Đèn đường hỏng" not in body
        assert CANARY not in body


@pytest.mark.django_db
def test_a_code_is_found_however_it_was_copied(town: Town, meeting: Meeting, voter: Client) -> None:
    code = by_form(town, meeting).receipt_code or ""
    for typed in (code, printed_code(code), f"  {code.upper()}\u00a0", "-".join(printed_code(code).split())):
        assert lines_of(ask(voter, typed), "notice-title") == ["Đã nhận"], typed


@pytest.mark.django_db
def test_every_wrong_code_gets_the_same_answer_for_the_same_work(
    town: Town, meeting: Meeting, voter: Client, django_assert_num_queries: Any
) -> None:
    right = by_form(town, meeting).receipt_code or ""
    at_a_meeting = town.say()
    ask(voter, "lần đầu")
    bodies = set()
    for wrong in (right[:-1] + ("0" if right[-1] != "0" else "1"), "0" * 16, "x", right[:8], f"KN{at_a_meeting.pk}"):
        with django_assert_num_queries(3):
            answer = ask(voter, wrong)
        assert answer.status_code == 200
        body = re.sub(r"csrf\w*[^>]*|X-CSRFToken[^}]*|form_key[^>]*", "", answer.content.decode())
        bodies.add(body.replace(f'value="{wrong}"', ""))
    assert len(bodies) == 1
    assert "Không có phiếu nào mang mã này." in bodies.pop()


@pytest.mark.django_db
def test_guessing_codes_is_stopped(town: Town, meeting: Meeting, voter: Client, settings: Any) -> None:
    settings.RECEIPT_LOOKUPS_PER_HOUR = 3
    right = by_form(town, meeting).receipt_code or ""
    assert [ask(voter, f"{guess:016x}").status_code for guess in range(3)] == [200, 200, 200]
    refused = ask(voter, right)
    assert refused.status_code == 429
    assert "Từ mạng này đã tra cứu quá nhiều lần." in words_of(refused)
    assert lines_of(refused, "notice-title") == []


def test_the_key_of_the_sent_page_cannot_be_made_by_others() -> None:
    assert signing.loads(sent_token(Submission(pk=7)), salt="petitions.receipt") == 7
    with pytest.raises(signing.BadSignature):
        signing.loads(signing.dumps(7, salt="khác"), salt="petitions.receipt")


# --- the way there ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_pages_are_reached_from_the_front_door_and_from_the_meeting(meeting: Meeting, voter: Client) -> None:
    home = voter.get("/").content.decode()
    assert all(f'href="{page}"' in home for page in ("/kien-nghi/", "/kien-nghi/tra-cuu/"))
    page = reverse("meetings:public-meeting", args=[meeting.uid])
    assert f'href="{form_of(meeting)}"' in voter.get(page).content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
    assert f'href="{form_of(meeting)}"' not in voter.get(page).content.decode()


@pytest.mark.django_db
def test_a_page_of_another_council_tells_only_its_own(town: Town, voter: Client) -> None:
    other = build_town("dong-ky", CANARY)
    published(other)
    mine = published(town)
    page = voter.get(reverse("petitions:public-petition", args=["tu-son", mine.code]))
    assert CANARY not in page.content.decode()
    assert voter.get(f"/kien-nghi/dong-nguyen/{mine.code}/").status_code == 404
