"""The voters' form of a meeting: open to everybody, kept apart from names, stopped when misused."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from delegates.models import Neighbourhood
from meetings.models import Meeting, MeetingUnit
from meetings.tests.scenes import tell
from petitions.enums import Channel, SubmissionKind
from petitions.models import Petitioner, Submission
from petitions.receipts import sent_token
from petitions.tests.conftest import Town
from petitions.tests.reading import code_on, form_of, send, words_of
from txct.core.models import AuditEntry, PublicUse


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
    assert all(re.fullmatch(r"[0-9a-f]{64}", use.key) for use in PublicUse.objects.all())


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
    tell(Meeting.objects.get(pk=meeting.pk))
    for answer in (voter.get(form_of(meeting)), send(voter, meeting)):
        assert sentence in words_of(answer)
        assert "<textarea" not in answer.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_a_meeting_that_was_not_announced_has_no_form(meeting: Meeting, voter: Client) -> None:
    meeting.released.delete()
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
