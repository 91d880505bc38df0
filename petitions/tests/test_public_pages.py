"""The public list of petitions and the page of one: what is told, and what is never told."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from meetings.enums import Form
from meetings.models import Meeting
from meetings.tests.scenes import tell
from petitions.actions import (
    answer_petitions,
    judge_answer,
    merge_petitions,
    open_petition,
    publish_petition,
    receive_transfer,
    return_transfer,
    tell_back,
    transfer_petitions,
    unpublish_petition,
)
from petitions.enums import Content, Judgement, Outcome, SubmissionKind
from petitions.models import Petition, Petitioner, PetitionEvent
from petitions.public_journey import journey
from petitions.public_list import count_in_figures
from petitions.tests.conftest import DUE_ON, SENT_ON, Town, build_town
from petitions.tests.reading import CANARY, NOON, accepted, answered, form_of, lines_of, published, sent, words_of


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("form", "words"),
    [
        (Form.CONFERENCE, "Thứ Sáu, 20/11/2026, tại Hội nghị Từ Sơn 1, cử tri đồng ý"),
        (Form.ENCOUNTER, "Thứ Sáu, 20/11/2026, cử tri đồng ý"),
    ],
)
def test_where_certain_voters_were_met_is_not_told_with_the_petition(
    town: Town, voter: Client, form: str, words: str
) -> None:
    petition = published(town)
    accepted(town, petition)
    meeting = town.meetings[0]
    tell_back(petition=petition, meeting=meeting, on=date(2026, 11, 20), content=Content.CONTENT, by=town.secretary)
    Meeting.objects.filter(pk=meeting.pk).update(form=form)
    tell(Meeting.objects.get(pk=meeting.pk))
    page = words_of(voter.get(reverse("petitions:public-petition", args=["tu-son", petition.code])))
    assert words in page
    assert ("Hội nghị Từ Sơn 1" in page) == (form == Form.CONFERENCE)


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


@pytest.mark.django_db
def test_the_pages_are_reached_from_the_front_door_and_from_the_meeting(meeting: Meeting, voter: Client) -> None:
    home = voter.get("/").content.decode()
    assert all(f'href="{page}"' in home for page in ("/kien-nghi/", "/kien-nghi/tra-cuu/"))
    page = reverse("meetings:public-meeting", args=[meeting.uid])
    assert f'href="{form_of(meeting)}"' in voter.get(page).content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
    assert f'href="{form_of(meeting)}"' in voter.get(page).content.decode()
    tell(Meeting.objects.get(pk=meeting.pk))
    assert f'href="{form_of(meeting)}"' not in voter.get(page).content.decode()


@pytest.mark.django_db
def test_a_page_of_another_council_tells_only_its_own(town: Town, voter: Client) -> None:
    other = build_town("dong-ky", CANARY)
    published(other)
    mine = published(town)
    page = voter.get(reverse("petitions:public-petition", args=["tu-son", mine.code]))
    assert CANARY not in page.content.decode()
    assert voter.get(f"/kien-nghi/dong-nguyen/{mine.code}/").status_code == 404
