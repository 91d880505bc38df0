"""The answering agency: its own petitions only, without names, and its answers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from petitions.actions import grant_contact, transfer_petitions
from petitions.models import Answer, Transfer
from tests.desk_scene import PHONE, VOTER, Scene, form, named_voice
from txct.core.models import AuditEntry

DESK = "petitions:agency-desk"


def page(name: str, transfer: Transfer) -> str:
    return reverse(f"petitions:{name}", args=[transfer.pk])


def codes(scene: Scene, content: bytes) -> set[str]:
    shown = content.decode()
    return {word for word, petition in scene.petitions.items() if petition.code in shown}


def answer_form(*transfers: Transfer, **changes: Any) -> dict[str, Any]:
    values = {
        "transfers": [transfer.pk for transfer in transfers],
        "outcome": "resolved",
        "text": "Đã lắp xong 12 đèn.",
        "answered_on": timezone.localdate().strftime("%d/%m/%Y"),
    }
    return form(**{**values, **changes})


@pytest.mark.parametrize(
    ("tray", "words"),
    [
        ("", {"sent", "received", "late"}),
        ("moi", {"sent", "late"}),
        ("dang-lam", {"received"}),
        ("sap-han", set()),
        ("qua-han", {"late"}),
        ("da-tra-loi", {"answered", "judged"}),
    ],
)
def test_each_tray_holds_the_agencys_own_petitions(scene: Scene, tray: str, words: set[str]) -> None:
    assert codes(scene, scene.client("officer").get(reverse(DESK), {"xem": tray}).content) == words


def test_numbers_on_the_tiles_are_those_of_the_trays(scene: Scene) -> None:
    tiles = scene.client("officer").get(reverse(DESK)).context["tiles"]
    assert [(tile.label, tile.value) for tile in tiles] == [
        ("mới chuyển đến", "02"),
        ("đang giải quyết", "01"),
        ("sắp đến hạn", "00"),
        ("quá hạn", "01"),
        ("đã trả lời", "02"),
    ]


@pytest.mark.parametrize(
    "name",
    ["agency-petition", "agency-receive", "agency-roadmap", "agency-return", "agency-petitioners"],
)
def test_a_petition_of_another_agency_or_council_does_not_exist(scene: Scene, neighbour: Scene, name: str) -> None:
    officer = scene.client("officer")
    foreign = (scene.transfer("other"), neighbour.transfer("sent"))
    assert [officer.get(page(name, one)).status_code for one in foreign] == [404, 404]
    refused = 405 if name == "agency-petition" else 404
    assert [officer.post(page(name, one), form(reason="x")).status_code for one in foreign] == [refused, refused]
    assert officer.get(page(name, scene.transfer("sent"))).status_code == 200


def test_the_voter_is_not_named_until_the_office_lets_the_agency_know(scene: Scene) -> None:
    named_voice(scene)
    officer, transfer = scene.client("officer"), scene.transfer("sent")
    pages = [page("agency-petition", transfer), reverse(DESK), f"{reverse('petitions:agency-answer')}?chon=1"]
    for url in pages:
        assert VOTER not in officer.get(url).content.decode()
    refused = officer.post(page("agency-petitioners", transfer), form(reason="Hỏi rõ vị trí"))
    assert VOTER not in refused.content.decode()
    assert refused.context["form"].non_field_errors() == [
        "Văn phòng HĐND chưa cho cơ quan biết người kiến nghị. Hãy đề nghị Văn phòng."
    ]
    grant_contact(transfer=transfer, granted=True, by=scene.users["secretary"])
    assert VOTER in officer.get(page("agency-petition", transfer)).content.decode()
    shown = officer.post(page("agency-petitioners", transfer), form(reason="Hỏi rõ vị trí")).content.decode()
    assert VOTER in shown
    assert PHONE in shown
    entry = AuditEntry.objects.filter(action="petition.petitioners_read").get()
    assert (entry.actor, entry.object_id, entry.new["reason"]) == (
        scene.users["officer"],
        str(transfer.petition_id),
        "Hỏi rõ vị trí",
    )
    assert VOTER not in str(entry.new)


def test_a_voter_who_did_not_agree_stays_unknown_to_the_agency(scene: Scene) -> None:
    named_voice(scene, consented=False)
    transfer = scene.transfer("sent")
    grant_contact(transfer=transfer, granted=True, by=scene.users["secretary"])
    answer = scene.client("officer").post(page("agency-petitioners", transfer), form(reason="Hỏi rõ vị trí"))
    assert PHONE not in answer.content.decode()
    assert "Không có tên người kiến nghị" in answer.content.decode()


def test_the_day_for_the_answer_says_why(scene: Scene) -> None:
    shown = scene.client("officer").get(page("agency-petition", scene.transfer("sent"))).content.decode()
    assert "Vì sao ngày này" in shown
    assert "Thời hạn ghi trên phiếu chuyển ngày" in shown


def test_receipt_is_confirmed_once(scene: Scene) -> None:
    officer, transfer = scene.client("officer"), scene.transfer("sent")
    url, sent = page("agency-receive", transfer), form(on=timezone.localdate().strftime("%d/%m/%Y"))
    answers = [officer.post(url, sent) for _press in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 302]
    transfer.refresh_from_db()
    assert (transfer.state, transfer.received_on) == ("received", timezone.localdate())
    assert scene.petitions["sent"].events.filter(new_state="received").count() == 1


def test_a_day_before_the_letter_is_refused_at_its_field(scene: Scene) -> None:
    early = (timezone.localdate() - timedelta(days=9)).strftime("%d/%m/%Y")
    answer = scene.client("officer").post(page("agency-receive", scene.transfer("sent")), form(on=early))
    assert answer.context["form"].errors == {"on": ["Ngày tiếp nhận không thể trước ngày chuyển."]}
    assert early in answer.content.decode()


def test_a_roadmap_is_shown_with_its_day(scene: Scene) -> None:
    officer, transfer = scene.client("officer"), scene.transfer("received")
    day = timezone.localdate() + timedelta(days=30)
    sent = form(roadmap="Khảo sát, lập dự toán, thi công", promised_on=day.strftime("%d/%m/%Y"))
    assert officer.post(page("agency-roadmap", transfer), sent).status_code == 302
    transfer.refresh_from_db()
    assert (transfer.state, transfer.roadmap, transfer.promised_on) == (
        "in_progress",
        "Khảo sát, lập dự toán, thi công",
        day,
    )


def test_one_answer_serves_several_petitions_and_once(scene: Scene) -> None:
    officer, url = scene.client("officer"), reverse("petitions:agency-answer")
    chosen = [scene.transfer("sent"), scene.transfer("late")]
    sent = answer_form(*chosen)
    first, second = officer.post(url, sent), officer.post(url, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    found = Answer.objects.filter(transfer__in=chosen)
    assert [(one.text, one.outcome, one.answered_by) for one in found] == [
        ("Đã lắp xong 12 đèn.", "resolved", scene.users["officer"])
    ] * 2
    assert {scene.fresh(word).state for word in ("sent", "late")} == {"answered"}


def test_work_in_progress_needs_roadmap_and_day_and_keeps_the_text(scene: Scene) -> None:
    officer, transfer = scene.client("officer"), scene.transfer("sent")
    url = f"{reverse('petitions:agency-answer')}?chon={transfer.pk}"
    answer = officer.post(url, answer_form(transfer, outcome="studying", text="Đang lập dự toán."))
    assert answer.context["form"].errors == {"promised_on": ["Đang giải quyết theo lộ trình thì phải hẹn ngày xong."]}
    assert "Đang lập dự toán." in answer.content.decode()
    assert not Answer.objects.filter(transfer=transfer).exists()


def test_an_answer_cannot_be_slipped_under_another_agencys_petition(scene: Scene, neighbour: Scene) -> None:
    officer, url = scene.client("officer"), reverse("petitions:agency-answer")
    for foreign in (scene.transfer("other"), neighbour.transfer("sent")):
        answer = officer.post(url, answer_form(scene.transfer("sent"), foreign))
        assert set(answer.context["form"].errors) == {"transfers"}
    assert not Answer.objects.filter(transfer__petition__state="transferred").exists()


def test_a_petition_given_back_leaves_the_desk_with_its_reason(scene: Scene) -> None:
    officer, transfer = scene.client("officer"), scene.transfer("sent")
    url = page("agency-return", transfer)
    assert set(officer.post(url, form(reason="")).context["form"].errors) == {"reason"}
    sent = form(reason="Đường tỉnh, do Sở Xây dựng quản lý", suggested=scene.town.other_agency.pk)
    assert "Văn phòng HĐND sẽ chuyển cơ quan khác" in officer.post(url, sent, follow=True).content.decode()
    transfer.refresh_from_db()
    assert (transfer.state, transfer.returned_reason, transfer.suggested_agency) == (
        "returned",
        "Đường tỉnh, do Sở Xây dựng quản lý",
        scene.town.other_agency,
    )
    assert scene.fresh("sent").state == "classified"
    assert "sent" not in codes(scene, officer.get(reverse(DESK)).content)


def test_only_agencies_of_the_council_are_suggested(scene: Scene, neighbour: Scene) -> None:
    url = page("agency-return", scene.transfer("sent"))
    sent = form(reason="x", suggested=neighbour.town.agency.pk)
    assert set(scene.client("officer").post(url, sent).context["form"].errors) == {"suggested"}


@pytest.mark.parametrize(
    ("person", "status"), [("clerk", 403), ("standing", 403), ("front", 403), ("auditor", 403), ("secretary", 200)]
)
def test_the_desk_is_the_agencys_and_the_offices(scene: Scene, person: str, status: int) -> None:
    assert scene.client(person).get(reverse(DESK)).status_code == status


def test_the_public_signs_in_first(scene: Scene, client: Any) -> None:
    answer = client.get(reverse(DESK))
    assert (answer.status_code, answer.url) == (302, "/dang-nhap/?next=/co-quan/")


def test_the_desk_costs_the_same_for_few_and_for_many(scene: Scene) -> None:
    officer, url = scene.client("officer"), reverse(DESK)

    def count() -> int:
        officer.get(url)
        with CaptureQueriesContext(connection) as taken:
            officer.get(url)
        return len(taken)

    before = count()
    transfer_petitions(
        council=scene.town.council,
        agency=scene.town.agency,
        petitions=[scene.town.petition(f"Việc thứ {number}", number % 3) for number in range(30)],
        on=timezone.localdate(),
        by=None,
    )
    assert count() == before
