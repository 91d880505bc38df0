"""What voters said and is no petition yet: made into one, called what it is, taken out of every list."""

from __future__ import annotations

from django.urls import reverse

from petitions.actions import record_submission
from petitions.enums import SubmissionKind
from petitions.models import Petition, RestrictedCase, Submission
from tests.desk_scene import Scene, form


def say(scene: Scene, text: str, kind: str = "petition") -> Submission:
    return record_submission(
        council=scene.town.council,
        kind=SubmissionKind(kind),
        verbatim=text,
        meeting=scene.meetings["held"],
        by=scene.users["clerk"],
    )


def test_a_petition_is_made_of_several_voices_once(scene: Scene) -> None:
    voices = [say(scene, "Xin nạo vét mương"), say(scene, "Mương tắc, nạo vét đi")]
    secretary = scene.client("secretary")
    url = f"{reverse('petitions:voice-open')}?chon={voices[0].pk}&chon={voices[1].pk}"
    assert secretary.get(url).context["form"].initial["summary"] == "Xin nạo vét mương"
    half = form(submissions=[one.pk for one in voices], summary="Nạo vét mương", sector=scene.town.sector.pk)
    refused = secretary.post(url, half)
    assert set(refused.context["form"].errors) == {"authority"}
    sent = {**half, "authority": "xa"}
    first, second = secretary.post(url, sent), secretary.post(url, sent)
    assert first.url == second.url
    petition = Petition.objects.get(summary="Nạo vét mương")
    assert (petition.state, petition.sources.count()) == ("classified", 2)
    assert {Submission.objects.get(pk=one.pk).state for one in voices} == {"in_petition"}


def test_an_opinion_becomes_a_petition_only_when_it_is_called_one(scene: Scene) -> None:
    said, secretary = say(scene, "Nên có thêm ghế đá", "opinion"), scene.client("secretary")
    url = f"{reverse('petitions:voice-open')}?chon={said.pk}"
    refused = secretary.post(url, form(submissions=[said.pk], summary="Thêm ghế đá"))
    assert set(refused.context["form"].errors) == {"submissions"}
    kind = reverse("petitions:voice-kind", args=[said.pk])
    assert secretary.post(kind, form(kind="petition", version=said.version)).status_code == 302
    assert secretary.post(url, form(submissions=[said.pk], summary="Thêm ghế đá")).status_code == 302


def test_what_turns_out_a_complaint_leaves_every_list(scene: Scene) -> None:
    said, secretary = say(scene, "Đền bù nhà tôi sai"), scene.client("secretary")
    kind = reverse("petitions:voice-kind", args=[said.pk])
    shown = secretary.post(kind, form(kind="complaint", version=said.version), follow=True).content.decode()
    assert "Đền bù nhà tôi sai" not in shown
    assert RestrictedCase.objects.get(submission=said).text == "Đền bù nhà tôi sai"
    assert secretary.get(kind).status_code == 404


def test_voices_are_listed_by_what_is_to_be_done(scene: Scene) -> None:
    say(scene, "Chờ lập kiến nghị này")
    say(scene, "Chỉ là ý kiến", "opinion")
    secretary, url = scene.client("secretary"), reverse("petitions:voice-list")

    def words(**asked: str) -> list[str]:
        return [row["words"] for row in secretary.get(url, asked).context["rows"]]

    assert words(viec="cho-lap") == ["Chờ lập kiến nghị này"]
    assert words(viec="y-kien") == ["Chỉ là ý kiến"]
    assert len(words(viec="da-lap")) == len(scene.petitions)
    assert words(tim="cho lap") == ["Chờ lập kiến nghị này"]
    assert words(viec="tai-cho") == []


def test_voices_join_the_petition_that_asks_the_same(scene: Scene) -> None:
    opened, secretary = scene.petitions["recorded"], scene.client("secretary")
    said = say(scene, "Tôi cũng xin việc này")
    url = f"{reverse('petitions:voice-join')}?chon={said.pk}"
    assert set(secretary.post(url, form(submissions=[said.pk])).context["form"].errors) == {"petition"}
    before = opened.sources.count()
    found = secretary.get(f"{url}&tim={opened.code}").context["found"]
    assert list(found) == [opened]
    secretary.post(url, form(submissions=[said.pk], petition=opened.pk))
    said.refresh_from_db()
    assert (opened.sources.count(), said.state) == (before + 1, "in_petition")


def test_a_speech_is_split_into_its_points_and_made_one_again(scene: Scene) -> None:
    said, secretary = say(scene, "Mương tắc. Trường thiếu ghế."), scene.client("secretary")
    split = reverse("petitions:voice-split", args=[said.pk])
    kinds = {f"kind_{number}": "petition" for number in range(1, 7)}
    assert set(secretary.post(split, form(summary_1="Mương tắc", **kinds)).context["form"].errors) == {"summary_1"}
    secretary.post(split, form(summary_1="Mương tắc", summary_3="Trường thiếu ghế", **{**kinds, "kind_3": "opinion"}))
    said.refresh_from_db()
    parts = [(part.summary, part.kind) for part in said.parts.order_by("pk")]
    assert (said.state, parts) == ("split", [("Mương tắc", "petition"), ("Trường thiếu ghế", "opinion")])
    assert secretary.get(split).status_code == 404
    back = reverse("petitions:voice-unsplit", args=[said.pk])
    assert back in secretary.get(reverse("petitions:voice-list")).content.decode()
    secretary.post(back, form())
    said.refresh_from_db()
    assert (said.state, said.verbatim) == ("recorded", "Mương tắc. Trường thiếu ghế.")


def test_a_complaint_stands_in_its_register_until_the_voter_is_told_where_to_go(scene: Scene) -> None:
    said, secretary = say(scene, "Đền bù nhà tôi sai", "complaint"), scene.client("secretary")
    case, register = said.restricted_case, reverse("petitions:cases")
    assert "Đền bù nhà tôi sai" in secretary.get(register).content.decode()
    assert scene.client("standing").get(register).status_code == 403
    hand_off = reverse("petitions:case-hand-off", args=[case.pk])
    assert set(secretary.post(hand_off, form(handed_to=" ")).context["form"].errors) == {"handed_to"}
    secretary.post(hand_off, form(handed_to="Ban Tiếp công dân", note="Hẹn thứ Hai"))
    case.refresh_from_db()
    said.refresh_from_db()
    assert (case.handed_to, case.note, said.state) == ("Ban Tiếp công dân", "Hẹn thứ Hai", "handed_off")


def test_what_was_no_complaint_comes_back_to_the_list(scene: Scene) -> None:
    said, secretary = say(scene, "Xin xem lại giá đền bù", "complaint"), scene.client("secretary")
    kind = reverse("petitions:case-kind", args=[said.restricted_case.pk])
    secretary.post(kind, form(kind="petition", version=said.version))
    said.refresh_from_db()
    assert (said.kind, said.verbatim) == ("petition", "Xin xem lại giá đền bù")
    assert secretary.get(kind).status_code == 404
