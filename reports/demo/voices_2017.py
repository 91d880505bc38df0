"""What voters said in the twelve meetings of 2017, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from delegates.enums import BodyKind
from delegates.models import Body
from meetings.actions.duties import finish_duty
from petitions.actions import (
    Speaker,
    answer_petitions,
    close_round_intake,
    hand_off_case,
    judge_answer,
    merge_petitions,
    open_petition,
    publish_petition,
    receive_transfer,
    record_submission,
    remind_agency,
    tell_back,
    transfer_petitions,
)
from petitions.actions.catalogues import add_agency
from petitions.defaults import set_up_catalogues
from petitions.enums import Content, Judgement, Outcome, SubmissionKind
from petitions.models import Agency, Petition, Reminder, Sector, Submission, Transfer, TransferLetter
from reports.actions import issue_group_report, issue_reminder, issue_summary_report, issue_transfer_letter
from reports.demo.town_2017 import Town, at

TRANSFERRED_ON = date(2017, 6, 28)
RECEIVED_ON = TRANSFERRED_ON
PRESSING_BY = date(2017, 7, 20)
ANSWERED_ON = date(2017, 7, 24)
JUDGED_ON = date(2017, 7, 26)
REMINDED_ON = date(2017, 8, 1)
REPORTED_ON = date(2017, 8, 4)


def run_voices(town: Town, voices: dict[str, list[Submission]]) -> None:
    """From the statements to the summary report after the session."""
    _catalogues(town)
    petitions = _open(town, voices)
    assert town.before is not None, "the round comes first"  # noqa: S101
    close_round_intake(round=town.before, by=town.secretary, at=at(date(2017, 6, 26), 17))
    for group in dict.fromkeys(town.groups.values()):
        issue_group_report(
            round=town.before, group=group, by=town.secretary, on=date(2017, 6, 26), at=at(date(2017, 6, 26), 17, 30)
        )
    _transfer(town, petitions)
    _answer(town, petitions)
    _remind(town, petitions)
    _publish(town, petitions)
    for duty in town.before.duties.filter(done_at=None, due_on__isnull=False):
        finish_duty(duty=duty, by=town.secretary, at=at(duty.due_on or REPORTED_ON))
    issue_summary_report(round=town.before, by=town.secretary, on=REPORTED_ON, at=at(REPORTED_ON, 15))


def _catalogues(town: Town) -> None:
    set_up_catalogues(council=town.council, by=town.secretary)
    for name, authority in town.facts["agencies"]:
        if not Agency.objects.filter(council=town.council, name=name).exists():
            add_agency(council=town.council, name=name, authority=authority, by=town.secretary)


def record_voices(town: Town) -> dict[str, list[Submission]]:
    """Every statement, in its meeting; returns those of each matter."""
    by_matter: dict[str, list[Submission]] = defaultdict(list)
    order: dict[str, int] = defaultdict(int)
    for number, voice in enumerate(town.facts["voices"], start=1):
        order[voice["unit"]] += 1
        submission = record_submission(
            council=town.council,
            kind=SubmissionKind(voice["kind"]),
            by=town.secretary,
            meeting=town.meetings[voice["unit"]],
            verbatim=voice["text"],
            locality=town.places[voice["unit"]],
            speaker=Speaker(full_name=voice["speaker"], address=voice["home"]),
            speaking_order=order[voice["unit"]],
            answered_by=voice.get("answered_by", ""),
            answer_on_spot=voice.get("answer", ""),
            source_key=f"demo-2017-{number:03d}",
            at=town.meetings[voice["unit"]].ends_at,
        )
        if voice.get("handed_to"):
            hand_off_case(submission=submission, handed_to=voice["handed_to"], by=town.secretary)
        elif voice.get("matter"):
            by_matter[voice["matter"]].append(submission)
    return by_matter


def _open(town: Town, voices: dict[str, list[Submission]]) -> dict[str, Petition]:
    """One petition a statement, classified; those of one matter raised in several wards are merged."""
    sectors = {sector.name: sector for sector in Sector.objects.filter(council=town.council)}
    agencies = {agency.name: agency for agency in Agency.objects.filter(council=town.council)}
    opened: dict[str, Petition] = {}
    for key, matter in town.facts["matters"].items():
        made = [
            open_petition(
                submissions=[submission],
                summary=matter["summary"],
                sector=sectors[matter["sector"]],
                authority=agencies[matter["agency"]].authority,
                by=town.secretary,
                at=at(date(2017, 6, 23), 14),
            )
            for submission in voices[key]
        ]
        opened[key] = made[0]
        if len(made) > 1:
            merge_petitions(target=made[0], others=made[1:], by=town.secretary, at=at(date(2017, 6, 24), 10))
    return opened


def _transfer(town: Town, petitions: dict[str, Petition]) -> None:
    """One letter an agency, issued with its number; the agencies confirm receipt."""
    by_agency: dict[str, list[Petition]] = defaultdict(list)
    for key, matter in town.facts["matters"].items():
        by_agency[matter["agency"]].append(Petition.objects.get(pk=petitions[key].pk))
    pressing = {town.facts["matters"][key]["agency"] for key in town.facts["overdue"]}
    for name, rows in by_agency.items():
        letter: TransferLetter = transfer_petitions(
            council=town.council,
            agency=Agency.objects.get(council=town.council, name=name),
            petitions=rows,
            on=TRANSFERRED_ON,
            answer_by=PRESSING_BY if name in pressing else None,
            round=town.before,
            by=town.secretary,
            at=at(TRANSFERRED_ON),
        )
        issue_transfer_letter(letter=letter, by=town.secretary, on=TRANSFERRED_ON, at=at(TRANSFERRED_ON, 11))
        for transfer in letter.transfers.all():
            receive_transfer(transfer=transfer, on=RECEIVED_ON, by=town.secretary, at=at(RECEIVED_ON))


def _answer(town: Town, petitions: dict[str, Petition]) -> None:
    """Some agencies answer; the Thường trực judges; a few answers are told back at once."""
    standing = Body.objects.get(council=town.council, kind=BodyKind.STANDING)
    for row in town.facts["answers"]:
        transfer = Transfer.objects.get(petition=petitions[row["matter"]])
        promised = row.get("promised_on")
        (answer,) = answer_petitions(
            transfers=[transfer],
            text=row["text"],
            outcome=Outcome(row["outcome"]),
            roadmap=row.get("roadmap", ""),
            promised_on=date.fromisoformat(promised) if promised else None,
            answered_on=ANSWERED_ON,
            by=town.secretary,
            at=at(ANSWERED_ON),
        )
        judgement = town.facts["judgements"].get(row["matter"])
        if judgement:
            judge_answer(
                answer=answer,
                judgement=Judgement(judgement),
                reason="" if judgement == "accepted" else "Chưa nêu rõ thời hạn của từng tuyến phố.",
                body=standing,
                on=JUDGED_ON,
                by=town.secretary,
                at=at(JUDGED_ON),
            )
    for key in town.facts["told_back"]:
        tell_back(
            petition=Petition.objects.get(pk=petitions[key].pk),
            meeting=None,
            on=date(2017, 7, 27),
            content=Content.CONTENT,
            note="Báo tại hội nghị sau kỳ họp",
            by=town.secretary,
            at=at(date(2017, 7, 27)),
        )


def _remind(town: Town, petitions: dict[str, Petition]) -> None:
    for key in town.facts["overdue"]:
        transfer = Transfer.objects.get(petition=petitions[key])
        reminder: Reminder = remind_agency(
            agency=transfer.agency,
            transfers=[transfer],
            on=REMINDED_ON,
            answer_by=date(2017, 8, 15),
            by=town.secretary,
            at=at(REMINDED_ON),
        )
        issue_reminder(reminder=reminder, by=town.secretary, on=REMINDED_ON, at=at(REMINDED_ON, 10))


def _publish(town: Town, petitions: dict[str, Petition]) -> None:
    for petition in petitions.values():
        publish_petition(
            petition=Petition.objects.get(pk=petition.pk), text=petition.summary, by=town.secretary, at=at(REPORTED_ON)
        )
