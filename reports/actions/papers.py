"""Papers around the meetings: plan, schedule notice, invitations, minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from delegates.models import Council, Signatory
from meetings.actions.duties import PRESS, fulfil_duties
from meetings.actions.minutes import attach_document
from meetings.actions.plans import mark_plan_issued, refuse_unready
from meetings.enums import MinutesState
from meetings.models import Minutes, Plan, Round
from meetings.planning import blocks_of
from reports.actions.issuing import issue_paper, latest_paper, signer_for
from reports.documents.invitation import COPIES, addressees_of, invitation_document
from reports.documents.minutes import minutes_document
from reports.documents.plan import plan_document
from reports.documents.schedule import Line, PrintedSchedule, printed_schedule
from reports.documents.schedule_notice import schedule_notice_document
from reports.enums import DocumentKind
from txct.core.models import IssuedDocument, NumberRegister, User
from txct.core.register import open_register
from txct.core.scoping import trusted
from txct.core.writing import Refused, action, lock


@action
def issue_plan(
    *,
    plan: Plan,
    by: User | None,
    on: date,
    at: datetime,
    first_number: int | None = None,
    expected_version: int | None = None,
) -> IssuedDocument:
    """Issue the plan with the next number of its register; its rounds' schedules are its annexes.

    FIRST_NUMBER opens the register of that year at this number, for an office that has numbered by hand so far.
    Raises Refused when the plan is no longer at EXPECTED_VERSION, parts are missing, the schedule holds a conflict
    that bars release, or the number written in the draft is not the next one.
    """
    plan = lock(Plan, plan.pk)
    if expected_version is not None and plan.version != expected_version:
        raise Refused("Kế hoạch vừa được sửa từ lúc bạn mở trang này. Mở kế hoạch xem lại rồi ban hành.")
    refuse_unready(plan)
    for round_ in plan.rounds.order_by("starts_on"):
        _refuse_conflicts(round_)
    if not plan.council.numbers_by_hand:
        if first_number is not None:
            open_register(tenant_id=plan.council_id, series=plan.symbol, year=on.year, next_number=first_number, by=by)
        _refuse_other_number(plan, on)
    doc = plan_document(plan, on=on)
    document = issue_paper(
        council=plan.council,
        kind=DocumentKind.PLAN,
        doc=doc,
        subject=plan,
        by=by,
        on=on,
        at=at,
        follows={
            f"kế hoạch {earlier.number_text}": earlier.issued_on for earlier in (plan.amends, plan.follows) if earlier
        },
    )
    number = plan.number if plan.council.numbers_by_hand else document.number
    mark_plan_issued(plan=plan, document=document, number=number, issued_on=on, by=by, at=at)
    return document


def _refuse_conflicts(round_: Round) -> None:
    conflicts = blocks_of(round_)
    if conflicts:
        more = f" (và {len(conflicts) - 1} điều khác)" if len(conflicts) > 1 else ""
        raise Refused(f"Lịch của {round_.label} còn vướng: {conflicts[0].message}{more} Sửa lịch rồi ban hành.")


def _refuse_other_number(plan: Plan, on: date) -> None:
    """A number typed in the draft must be the one the register gives."""
    if plan.number is None:
        return
    following = next_number(plan, on) or 1
    if plan.number != following:
        raise Refused(
            f"Dự thảo ghi số {plan.number:02d}, số kế tiếp của sổ {plan.symbol} năm {on.year} là {following:02d}. "
            "Sửa số trong dự thảo, hoặc mở sổ từ số đang dùng.",
            field="number",
        )


def next_number(plan: Plan, on: date) -> int | None:
    """The number the register of the plan's symbol gives next in the year of ON; None while it is not open."""
    register = _register(plan.council_id, plan.symbol, on)
    return register.last_number + 1 if register else None


def next_in_register(council: Council, symbol: str, on: date) -> int:
    """The number that a paper with SYMBOL gets next in the year of ON: 1 opens the register."""
    register = _register(council.pk, symbol, on)
    return register.last_number + 1 if register else 1


def _register(council_id: int, symbol: str, on: date) -> NumberRegister | None:
    with trusted():
        return NumberRegister.objects.filter(tenant_id=council_id, series=symbol, year=on.year).first()


@action
def issue_schedule_notice(
    *, round: Round, by: User | None, on: date, at: datetime, signatory: Signatory | None = None
) -> IssuedDocument:
    """Issue the notice of the round's schedule as last released; issued again later, it replaces the earlier one.

    It goes to the units and to the press, without encounters with certain voters: their duty is done by it. Raises
    Refused before the first release, and when there is nothing to tell everybody.
    """
    round = lock(Round, round.pk)
    lines = _released_schedule(round, "thông báo").open_lines
    if not lines:
        raise Refused("Đợt này chỉ có cuộc gặp riêng với một số cử tri, không ban hành thông báo lịch.")
    signer = signer_for(round.council, signatory or round.plan.signatory)
    doc = schedule_notice_document(round, lines, signer, on=on)
    document = issue_paper(
        council=round.council, kind=DocumentKind.SCHEDULE_NOTICE, doc=doc, subject=round, by=by, on=on, at=at
    )
    fulfil_duties(of=round, codes=(PRESS,), by=by, at=at)
    return document


@action
def issue_invitations(
    *, round: Round, by: User | None, on: date, at: datetime, signatory: Signatory | None = None
) -> list[IssuedDocument]:
    """One numbered invitation for each meeting of the round, with a copy for each addressee.

    Each says what was last released. Meetings whose invitation stands unchanged keep it. Raises Refused before the
    first release and when nothing has changed since the last ones.
    """
    round = lock(Round, round.pk)
    schedule = _released_schedule(round, "giấy mời")
    signer = signer_for(round.council, signatory or round.plan.signatory)
    issued = [_invite(line, signer, by, on, at) for line in schedule.lines]
    fresh = [document for document in issued if document is not None]
    if not fresh:
        raise Refused("Giấy mời của đợt này đã ban hành và không có gì thay đổi.")
    return fresh


def _released_schedule(round_: Round, paper: str) -> PrintedSchedule:
    """The schedule that PAPER tells, as last released. Raises Refused when nothing of it takes place."""
    schedule = printed_schedule(round_)
    if schedule.release is None:
        raise Refused(f"Lịch của {round_.label} chưa ban hành. Ban hành lịch rồi ban hành {paper}.")
    if not schedule.lines:
        raise Refused(
            f"Lịch đã ban hành của {round_.label} không còn hội nghị nào họp. "
            f"Xếp lịch, ban hành lại lịch rồi ban hành {paper}."
        )
    _refuse_conflicts(round_)
    return schedule


def _invite(line: Line, signer: Signatory, by: User | None, on: date, at: datetime) -> IssuedDocument | None:
    meeting, names = line.meeting, addressees_of(line)
    if not names:
        raise Refused(f"{meeting} chưa có ai được mời. Phân công đại biểu hoặc chọn cơ quan chủ trì.")
    doc = invitation_document(line, names[0], signer, on=on)
    earlier = latest_paper(DocumentKind.INVITATION, meeting)
    if earlier is not None and _told(earlier.snapshot) == (line.facts.sequence, list(names)):
        return None
    return issue_paper(
        council=meeting.council,
        kind=DocumentKind.INVITATION,
        doc=doc,
        subject=meeting,
        by=by,
        on=on,
        at=at,
        more={COPIES: list(names), "sequence": line.facts.sequence},
    )


def _told(snapshot: Mapping[str, Any]) -> tuple[int, list[str]]:
    """Which version of the meeting an invitation told, and to whom."""
    return int(snapshot.get("sequence", -1)), list(snapshot.get(COPIES, []))


@action
def issue_minutes(*, minutes: Minutes, by: User | None, on: date, at: datetime) -> IssuedDocument:
    """Issue the minutes of a meeting once they are handed in."""
    minutes = lock(Minutes, minutes.pk)
    if minutes.state == MinutesState.DRAFT:
        raise Refused("Biên bản đang ghi. Nộp biên bản rồi ban hành.")
    if minutes.document_id is not None:
        raise Refused("Biên bản này đã ban hành. Mở văn bản đó để in lại.")
    document = issue_paper(
        council=minutes.meeting.council,
        kind=DocumentKind.MINUTES,
        doc=minutes_document(minutes),
        subject=minutes,
        by=by,
        on=on,
        at=at,
        follows={"hội nghị": timezone.localdate(starts_at) if (starts_at := minutes.meeting.starts_at) else None},
    )
    attach_document(minutes=minutes, document=document, by=by, at=at)
    return document
