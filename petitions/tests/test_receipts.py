"""Following a form by its code: told at every step, without words or names, closed to guessing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from meetings.models import Meeting
from petitions.actions import (
    Point,
    hand_off_case,
    merge_petitions,
    open_petition,
    reclassify_submission,
    split_submission,
    withdraw_submission,
)
from petitions.enums import Channel, SubmissionKind
from petitions.models import Submission
from petitions.receipts import printed_code, sent_token
from petitions.tests.conftest import Town
from petitions.tests.reading import CANARY, accepted, lines_of, published, words_of


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
