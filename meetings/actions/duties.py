"""Duties of a round or of a contact asked for: computed from the statutory rules, kept, corrected, done.

Whoever writes duties holds their round first, then the duties in order of their keys; a request that is held is held
before its round.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.utils import timezone

from delegates.calendars import falls_due
from delegates.models import Council
from meetings.contact_rules import contact_anchors
from meetings.enums import ContactState, Phase, RoundState
from meetings.models import ContactRequest, Duty, Meeting, Round
from meetings.rules import moved_words, plan_report_due
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action, lock
from txct.deadlines.enums import AnchorEvent
from txct.deadlines.timetable import DueDate, NotGiven
from txct.lib.dates import short_date, weekday_date

PRESS = "HDND_PRESS"
GROUP_REPORT = "HDND_GROUP_REPORT"
CONSOLIDATION = ("HDND_CONSOL_BEFORE", "HDND_CONSOL_AFTER")
Owner = Round | ContactRequest


def anchors_of(round: Round) -> dict[AnchorEvent, date]:
    """The events of a round whose day is known: its first meeting, its last day, its side of the session.

    A round off the plan has none: each of its contacts has a clock of its own.
    """
    if round.is_off_plan:
        return {}
    first = Meeting.objects.on().filter(round=round, starts_at__isnull=False).order_by("starts_at").first()
    starts_on = round.starts_on
    if first is not None and first.starts_at is not None:
        starts_on = timezone.localdate(first.starts_at)
    anchors = {AnchorEvent.MEETING_DAY: starts_on, AnchorEvent.ROUND_LAST_DAY: round.ends_on}
    session = round.plan.session
    if session is not None and session.opens_on and round.phase == Phase.BEFORE:
        anchors[AnchorEvent.HDND_OPENING] = session.opens_on
    if session is not None and session.closes_on and round.phase == Phase.AFTER:
        anchors[AnchorEvent.HDND_CLOSING] = session.closes_on
    return anchors


@action
def recompute_duties(*, round: Round, by: User | None, why: str = "") -> list[Duty]:
    """The duties of the round as the rules, the council's numbers and its calendar give them today.

    A duty done or corrected by hand stays as it is. A duty whose day the law and the council leave open is kept
    without a day, saying so. WHY ends the note on each duty that moves. Returns the duties in order of their days.
    """
    lock(Round, round.pk)
    for contact in ContactRequest.objects.filter(meeting__round=round).order_by("pk"):
        recompute_contact_duties(contact=contact, by=by, why=why)
    return _keep(round, anchors_of(round), round.plan.issued_on or round.starts_on, by, why)


@action
def recompute_contact_duties(*, contact: ContactRequest, by: User | None, why: str = "") -> list[Duty]:
    """The duties of a contact asked for: the decision, once agreed to the notice, and the summary afterwards.

    A request withdrawn and a contact called off leave none open.
    """
    meeting = contact.meeting
    first = last = None
    if meeting is not None and meeting.is_on and meeting.starts_at and meeting.ends_at:
        first, last = timezone.localdate(meeting.starts_at), timezone.localdate(meeting.ends_at)
    withdrawn = contact.state == ContactState.WITHDRAWN
    anchors = {} if withdrawn else contact_anchors(contact.kind, contact.received_on, first, last)
    return _keep(contact, anchors, contact.received_on, by, why)


@action
def follow_meetings(*, meetings: Collection[Meeting], by: User | None) -> None:
    """The meetings have other days or are off: the duties of the requests they come from are computed again."""
    asked = ContactRequest.objects.filter(meeting__in=meetings).select_related("meeting", "council")
    for contact in asked.order_by("pk"):
        recompute_contact_duties(contact=contact, by=by)


def _keep(owner: Owner, anchors: Mapping[AnchorEvent, date], on: date, by: User | None, why: str) -> list[Duty]:
    """Write what falls due, drop what no longer does, leave a trace when a day has changed."""
    kept = {duty.rule_code: duty for duty in owner.duties.select_for_update().order_by("pk")}
    old = {code: duty.due_on for code, duty in kept.items()}
    entries = falls_due(owner.council, anchors, on)
    current = [_write(owner, anchors, entry, kept.pop(entry.rule.code, None), why) for entry in entries]
    for duty in kept.values():
        if duty.done_at is None and not duty.corrected_reason:
            duty.delete()
    new = {duty.rule_code: duty.due_on for duty in current}
    if new != old:
        verb = "round.duties_computed" if isinstance(owner, Round) else "contact.duties_computed"
        record(by=by, action=verb, obj=owner, tenant_id=owner.council_id, old=old, new=new)
    return list(owner.duties.all())


def _write(
    owner: Owner, anchors: Mapping[AnchorEvent, date], entry: DueDate | NotGiven, duty: Duty | None, why: str
) -> Duty:
    if duty is not None and (duty.done_at is not None or duty.corrected_reason):
        return duty
    rule = entry.rule
    if duty is None:
        duty = Duty(council_id=owner.council_id, rule_code=rule.code)
        setattr(duty, "round" if isinstance(owner, Round) else "contact", owner)
    was_due, was_anchor = duty.due_on, duty.anchor_on
    duty.subject = rule.subject
    duty.legal_basis = rule.legal_basis[:300]
    duty.confidence = rule.confidence.value
    if isinstance(entry, DueDate):
        duty.anchor_on, duty.due_on, duty.explanation = entry.anchor_day, entry.day, entry.explanation
    else:
        duty.anchor_on, duty.due_on, duty.explanation = anchors[rule.anchor], None, entry.why
    if isinstance(owner, Round) and rule.code == GROUP_REPORT:
        _take_day_of_plan(owner, duty)
    if was_anchor is not None and was_due != duty.due_on:
        events = f"{rule.anchor.label} đổi từ {short_date(was_anchor)} sang {short_date(anchors[rule.anchor])}"
        duty.moved_note = moved_words(was_due, duty.due_on, why or (events if was_anchor != duty.anchor_on else ""))
    duty.save()
    return duty


def _take_day_of_plan(round: Round, duty: Duty) -> None:
    """The plan's own day for the groups' reports holds before any number of days."""
    plan = round.plan
    others = Round.objects.filter(plan=plan, is_off_plan=False).exclude(pk=round.pk).values_list("ends_on", flat=True)
    due = plan_report_due(plan.report_due_on, round.ends_on, list(others))
    if due is not None:
        duty.due_on = due
        duty.legal_basis = f"Kế hoạch {plan.number_text}"
        duty.explanation = (
            f"{duty.subject}: chậm nhất {weekday_date(due)}. Căn cứ: Kế hoạch {plan.number_text} ấn định ngày này."
        )


@action
def correct_duty(*, duty: Duty, due_on: date, reason: str, by: User | None) -> Duty:
    """Set another day by hand; the computed day and the reason stay readable."""
    if not reason.strip():
        raise Refused("Nêu lý do sửa hạn.", field="reason")
    duty = _held(duty)
    if duty.done_at is not None:
        raise Refused("Việc này đã ghi là xong, không sửa hạn.")
    old = {"due_on": duty.due_on, "reason": duty.corrected_reason}
    computed = f"Hạn tính theo quy định: {short_date(duty.due_on)}. " if duty.due_on else ""
    duty.explanation = (
        f"Sửa hạn thành {short_date(due_on)}; lý do: {reason.strip().rstrip('.')}. {computed}{duty.explanation}"
    )
    duty.due_on, duty.corrected_reason = due_on, reason
    duty.save()
    record(
        by=by,
        action="duty.corrected",
        obj=duty,
        tenant_id=duty.council_id,
        old=old,
        new={"due_on": due_on, "reason": duty.corrected_reason},
    )
    return duty


@action
def finish_duty(*, duty: Duty, by: User | None, at: datetime) -> Duty:
    """Note that the duty is done. One of a contact asked for is noted with its act: the decision, who was told."""
    if duty.contact_id is not None:
        raise Refused("Việc này được ghi trên trang của đề nghị tiếp xúc, cùng ngày và nơi nhận.")
    return _finish(duty, by, at)


def _held(duty: Duty) -> Duty:
    """The duty as it stands now, held after its round."""
    if duty.round_id is not None:
        lock(Round, duty.round_id)
    held = Duty.objects.select_for_update().filter(pk=duty.pk).first()
    if held is None:
        raise Refused("Việc này không còn trong lịch pháp định. Tải lại trang để xem các việc hiện có.")
    return held


def _finish(duty: Duty, by: User | None, at: datetime) -> Duty:
    duty = _held(duty)
    if duty.done_at is not None:
        raise Refused("Việc này đã được ghi là xong.")
    duty.done_at = at
    duty.save(update_fields=["done_at"])
    record(by=by, action="duty.finished", obj=duty, tenant_id=duty.council_id, at=at, new={"done_at": at})
    return duty


@action
def fulfil_duties(*, of: Owner, codes: Collection[str], by: User | None, at: datetime) -> list[Duty]:
    """The act that these duties of the round or contact ask for is done: those still open are noted as done."""
    waiting = of.duties.filter(rule_code__in=codes, done_at=None).order_by("pk")
    return [_finish(duty, by, at) for duty in waiting]


@action
def recompute_open_rounds(*, council: Council, by: User | None, why: str) -> Mapping[int, list[Duty]]:
    """After a change of the council's calendar or numbers: the duties of every round not yet closed."""
    open_ = Round.objects.filter(council=council).exclude(state=RoundState.CLOSED)
    rounds = list(open_.select_for_update().order_by("pk"))
    return {round.pk: recompute_duties(round=round, by=by, why=why) for round in rounds}


@action
def recompute_open_contacts(*, council: Council, by: User | None, why: str) -> Mapping[int, list[Duty]]:
    """After a change of the council's calendar or numbers: the duties of every request that has one to be done."""
    waiting = Duty.objects.filter(council=council, contact__isnull=False).open()
    contacts = ContactRequest.objects.filter(pk__in=waiting.values("contact")).select_related("meeting", "council")
    return {
        contact.pk: recompute_contact_duties(contact=contact, by=by, why=why) for contact in contacts.order_by("pk")
    }


def count_recomputed(*, council: Council, by: User | None, why: str) -> int:
    """The duties of open rounds and requests computed again after a change of the calendar; how many there are."""
    computed = [
        *recompute_open_rounds(council=council, by=by, why=why).values(),
        *recompute_open_contacts(council=council, by=by, why=why).values(),
    ]
    return sum(len(duties) for duties in computed)
