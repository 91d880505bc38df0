"""What voters of the living council said, and how far each matter has come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from delegates.enums import BodyKind
from delegates.models import Body
from meetings.models import Meeting, Round
from petitions.actions import (
    answer_petitions,
    classify_petition,
    collect,
    hand_off_case,
    judge_answer,
    link_repeat,
    open_petition,
    publish_petition,
    receive_transfer,
    record_submission,
    remind_agency,
    start_work,
    tell_back,
    transfer_petitions,
)
from petitions.enums import Content, Judgement, Outcome, SubmissionKind
from petitions.models import Petition, Sector, Submission, Transfer

if TYPE_CHECKING:
    from reports.demo.ward_today import Ward

ANSWERED = ("answered", "judged", "told_back")


def _record(ward: Ward, round_: Round, row: dict[str, Any], number: int) -> Submission:
    meeting = Meeting.objects.get(round=round_, units__neighbourhood=ward.homes[row["where"]])
    submission = record_submission(
        council=ward.council,
        kind=SubmissionKind(row.get("kind", "petition")),
        by=ward.secretary,
        meeting=meeting,
        verbatim=row["text"],
        locality=ward.place,
        neighbourhood=ward.homes[row["where"]],
        answered_by=row.get("answered_by", ""),
        answer_on_spot=row.get("answer", "") if row.get("answered_by") else "",
        source_key=f"demo-{round_.pk}-{number:03d}",
        at=meeting.ends_at,
    )
    if row.get("handed_to"):
        hand_off_case(submission=submission, handed_to=row["handed_to"], by=ward.secretary)
    return submission


def _sector(ward: Ward, name: str) -> Sector:
    return Sector.objects.get(council=ward.council, name=name)


def old_voices(ward: Ward, round_: Round) -> list[Petition]:
    """Petitions of the earlier round, recorded and classified."""
    made = []
    for number, row in enumerate(ward.facts["old_round"], start=1):
        submission = _record(ward, round_, row, number)
        made.append(
            open_petition(
                submissions=[submission],
                summary=row["text"],
                sector=_sector(ward, row["sector"]),
                authority=ward.agencies[row["agency"]].authority,
                by=ward.secretary,
                at=submission.recorded_at + timedelta(days=1),
            )
        )
    return made


def carry_on(ward: Ward, petitions: list[Petition]) -> None:
    """Take each petition of the earlier round to the stage its row names."""
    for petition, row in zip(petitions, ward.facts["old_round"], strict=True):
        sent = row.get("sent", -120)
        letter = transfer_petitions(
            council=ward.council,
            agency=ward.agencies[row["agency"]],
            petitions=[Petition.objects.get(pk=petition.pk)],
            on=ward.day(sent),
            by=ward.secretary,
            at=ward.at(sent),
        )
        transfer = letter.transfers.get()
        if row["stage"] != "transferred":
            receive_transfer(transfer=transfer, on=ward.day(sent + 2), by=ward.secretary, at=ward.at(sent + 2))
        if row["stage"] == "in_progress":
            start_work(transfer=transfer, roadmap="Khảo sát xong, đang lập dự toán.", by=ward.secretary)
        if row["stage"] == "overdue":
            _remind(ward, transfer)
        if row["stage"] in ANSWERED:
            _answer(ward, transfer, row)


def _remind(ward: Ward, transfer: Transfer) -> None:
    transfer.refresh_from_db()
    if transfer.due_on is not None and transfer.due_on < ward.day(-20):
        remind_agency(
            agency=transfer.agency,
            transfers=[transfer],
            on=ward.day(-20),
            answer_by=ward.day(-5),
            by=ward.secretary,
            at=ward.at(-20),
        )


def _answer(ward: Ward, transfer: Transfer, row: dict[str, Any]) -> None:
    promised = row.get("promised")
    (answer,) = answer_petitions(
        transfers=[transfer],
        text=row["answer"],
        outcome=Outcome(row["outcome"]),
        roadmap="Bố trí vốn năm sau." if promised else "",
        promised_on=ward.day(promised) if promised else None,
        answered_on=ward.day(-75),
        by=ward.secretary,
        at=ward.at(-75),
    )
    if row["stage"] == "answered":
        return
    judge_answer(
        answer=answer,
        judgement=Judgement.ACCEPTED,
        body=Body.objects.get(council=ward.council, kind=BodyKind.STANDING),
        on=ward.day(-70),
        by=ward.secretary,
        at=ward.at(-70),
    )
    petition = Petition.objects.get(pk=answer.petition_id)
    publish_petition(petition=petition, text=petition.summary, by=ward.secretary, at=ward.at(-69))
    if row["stage"] == "told_back":
        petition.refresh_from_db()
        tell_back(
            petition=petition,
            meeting=None,
            on=ward.day(-60),
            content=Content.CONTENT,
            note="Thông báo trên loa khu phố và bảng tin",
            by=ward.secretary,
            at=ward.at(-60),
        )


def new_voices(ward: Ward, round_: Round, earlier: list[Petition]) -> None:
    """Statements of the round that runs now: some petitions collected, some classified, some only recorded."""
    opened: dict[int, Petition] = {}
    rows = list(enumerate(ward.facts["new_round"], start=1))
    for number, row in rows:
        submission = _record(ward, round_, row, number)
        if row["kind"] == "petition":
            opened[number] = open_petition(submissions=[submission], summary=row["text"], by=ward.secretary)
    for number, row in rows:
        if row.get("stage") == "collected":
            _classify(ward, opened[number], row, earlier)
    collect(round=round_, by=ward.secretary)
    for number, row in rows:
        if row.get("stage") == "classified":
            _classify(ward, opened[number], row, earlier)


def _classify(ward: Ward, petition: Petition, row: dict[str, Any], earlier: list[Petition]) -> None:
    classify_petition(petition=petition, sector=_sector(ward, row["sector"]), authority="xa", by=ward.secretary)
    if "repeats" in row:
        link_repeat(
            petition=Petition.objects.get(pk=petition.pk),
            earlier=Petition.objects.get(pk=earlier[row["repeats"]].pk),
            by=ward.secretary,
        )
