"""Contacts that a delegate asks for: asked, decided with a meeting or a reason, told, summed up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils import timezone

from delegates.models import Delegate, DelegateGroup, GroupMembership, Locality, Neighbourhood
from meetings.actions.duties import fulfil_duties, recompute_contact_duties
from meetings.actions.meetings import Unit, add_meeting
from meetings.actions.rounds import move_round, open_round
from meetings.contact_rules import ACTIVITIES, CLOCKS, can_move_contact, covers, decider_of, hours_in_order
from meetings.contact_texts import decision_letter
from meetings.enums import ContactKind, ContactState, Decider, Form, Method, Phase, PlanState, RoundState
from meetings.models import ContactRequest, Meeting, Plan, Round, Venue
from txct.core import outbox
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action, lock
from txct.lib.dates import short_date

OFF_PLAN_NAME = "Ngoài kế hoạch"
OPEN_ROUNDS = (RoundState.PLANNED, RoundState.RELEASED)


@action
def request_contact(
    *,
    delegate: Delegate,
    kind: str,
    wanted_on: date,
    locality: Locality,
    content: str,
    received_on: date,
    by: User | None,
    at: datetime,
    neighbourhood: Neighbourhood | None = None,
    wanted_from: time | None = None,
    wanted_to: time | None = None,
    venue: Venue | None = None,
    place_note: str = "",
    with_whom: str = "",
    activity: str = "",
    form: str = "",
    method: str = Method.IN_PERSON,
) -> ContactRequest:
    """A delegate asks for a contact, or the office writes down what he asked on paper on the day RECEIVED_ON.

    The day by which it is to be decided is computed now and kept. Refused when the day wanted is before the request,
    when it would be in his own constituency though asked as outside, when persons to be met are not named.
    """
    contact = ContactRequest(
        council_id=delegate.council_id,
        delegate=delegate,
        kind=kind,
        decider=decider_of(kind),
        activity=activity or ACTIVITIES[ContactKind(kind)],
        form=Form.ENCOUNTER if kind == ContactKind.INDIVIDUAL else form or Form.CONFERENCE,
        method=method,
        wanted_on=wanted_on,
        wanted_from=wanted_from,
        wanted_to=wanted_to,
        locality=locality,
        neighbourhood=neighbourhood,
        venue=venue,
        place_note=place_note,
        with_whom=with_whom,
        content=content,
        received_on=received_on,
        recorded_by=by,
    )
    _refuse_unfit(contact, timezone.localdate(at))
    if contact.decider == Decider.GROUP:
        contact.group = _group_of(delegate, received_on)
    contact.save()
    _trace(contact, "requested", by, at, {"kind": kind, "wanted_on": wanted_on, "received_on": received_on})
    recompute_contact_duties(contact=contact, by=by)
    return contact


def _refuse_unfit(contact: ContactRequest, today: date) -> None:
    if not contact.content.strip():
        raise Refused("Nêu nội dung tiếp xúc.", field="content")
    if contact.received_on > today:
        raise Refused("Ngày nhận đề nghị không thể sau hôm nay.", field="received_on")
    if contact.wanted_on < contact.received_on:
        raise Refused("Ngày muốn tiếp xúc phải từ ngày nhận đề nghị trở đi.", field="wanted_on")
    if not hours_in_order(contact.wanted_from, contact.wanted_to):
        raise Refused("Nhập giờ bắt đầu, và giờ kết thúc phải sau giờ bắt đầu.", field="wanted_to")
    if contact.kind == ContactKind.INDIVIDUAL and not contact.with_whom.strip():
        raise Refused("Nêu cá nhân hoặc nhóm cử tri muốn gặp.", field="with_whom")
    if contact.kind == ContactKind.OUTSIDE and _in_own_constituency(contact):
        raise Refused("Nơi này thuộc đơn vị bầu cử của đại biểu. Chọn nơi khác, hoặc đổi loại đề nghị.", field="kind")


def _in_own_constituency(contact: ContactRequest) -> bool:
    seat = contact.delegate.constituency
    if seat is None:
        return False
    localities = set(seat.localities.values_list("pk", flat=True))
    return covers(
        (contact.locality_id, contact.neighbourhood_id),
        localities,
        set(seat.neighbourhoods.values_list("pk", flat=True)),
    )


def _group_of(delegate: Delegate, on: date) -> DelegateGroup:
    rows = GroupMembership.objects.in_force(on).filter(delegate=delegate).select_related("group")
    place = rows.order_by("group__number", "pk").first()
    if place is None:
        raise Refused(
            "Đại biểu chưa thuộc Tổ đại biểu nào để đề nghị. Văn phòng ghi Tổ của đại biểu trước.", field="kind"
        )
    group: DelegateGroup = place.group
    return group


@action
def withdraw_contact(*, contact: ContactRequest, by: User | None, at: datetime) -> ContactRequest:
    """The delegate no longer asks; nothing is to be decided any more."""
    contact = _moving(contact, ContactState.WITHDRAWN)
    contact.state = ContactState.WITHDRAWN
    contact.save(update_fields=["state"])
    _trace(contact, "withdrawn", by, at, {"state": contact.state})
    recompute_contact_duties(contact=contact, by=by)
    return contact


@action
def approve_contact(
    *,
    contact: ContactRequest,
    round: Round | None,
    starts_at: datetime,
    ends_at: datetime,
    on: date,
    by: User | None,
    at: datetime,
    venue: Venue | None = None,
    decision_number: str = "",
    reason: str = "",
) -> ContactRequest:
    """Agree to a contact: it becomes a meeting of ROUND, or of the round off the plan when none is given.

    The days of notice and summary are computed now; the delegate is written to. Refused when the round does not hold
    the day or when the meeting clashes with others.
    """
    contact = _moving(contact, ContactState.APPROVED)
    _refuse_day(contact, on, at)
    day = timezone.localdate(starts_at)
    home = _round_off_plan(contact, day, by) if round is None else _fitting(contact, round, day)
    contact.meeting = _meeting_of(contact, home, starts_at, ends_at, venue, by, at)
    _decide(contact, ContactState.APPROVED, on, decision_number, reason, by)
    contact.save()
    _trace(
        contact,
        "approved",
        by,
        at,
        {"state": contact.state, "decided_on": on, "meeting": contact.meeting, "number": decision_number},
    )
    recompute_contact_duties(contact=contact, by=by)
    clock = CLOCKS[ContactKind(contact.kind)]
    fulfil_duties(of=contact, codes=(clock.decision,), by=by, at=_moment(on, at))
    if clock.report_before:
        # What he asked in writing is the report that has to come before the contact (Điều 33 khoản 2).
        fulfil_duties(of=contact, codes=(clock.report_before,), by=by, at=_moment(contact.received_on, at))
    _write_to_delegate(contact)
    return contact


@action
def refuse_contact(
    *, contact: ContactRequest, reason: str, on: date, by: User | None, at: datetime, decision_number: str = ""
) -> ContactRequest:
    """Do not agree, with the reason; the delegate is written to."""
    contact = _moving(contact, ContactState.REFUSED)
    _refuse_day(contact, on, at)
    if not reason.strip():
        raise Refused("Nêu lý do không đồng ý để báo cho đại biểu.", field="reason")
    _decide(contact, ContactState.REFUSED, on, decision_number, reason, by)
    contact.save()
    _trace(contact, "refused", by, at, {"state": contact.state, "decided_on": on, "reason": reason})
    fulfil_duties(of=contact, codes=(CLOCKS[ContactKind(contact.kind)].decision,), by=by, at=_moment(on, at))
    _write_to_delegate(contact)
    return contact


@action
def note_contact_notice(
    *, contact: ContactRequest, on: date, to: str, by: User | None, at: datetime
) -> ContactRequest:
    """Those to be told before the contact were told on the day ON: Front committee and voters, or the host council."""
    contact = _agreed(contact)
    notice = CLOCKS[ContactKind(contact.kind)].notice
    if notice is None:
        raise Refused("Loại tiếp xúc này không có thông báo riêng; ban hành lịch của đợt là đủ.")
    if contact.notice_on is not None:
        raise Refused(f"Đã ghi thông báo ngày {short_date(contact.notice_on)}.")
    _refuse_note(contact, on, to, at)
    contact.notice_on, contact.notice_to = on, to
    contact.save(update_fields=["notice_on", "notice_to"])
    _trace(contact, "notice_given", by, at, {"on": on, "to": to})
    fulfil_duties(of=contact, codes=(notice,), by=by, at=_moment(on, at))
    return contact


@action
def note_contact_summary(
    *, contact: ContactRequest, on: date, to: str, by: User | None, at: datetime
) -> ContactRequest:
    """What voters said was sent on the day ON to the competent body, to the group and the Front (Điều 33 khoản 8)."""
    contact = _agreed(contact)
    summary = CLOCKS[ContactKind(contact.kind)].summary
    if summary is None:
        raise Refused("Loại tiếp xúc này được tổng hợp trong báo cáo của đợt, không có bản riêng.")
    meeting = contact.meeting
    if meeting is None or not meeting.is_on or meeting.ends_at is None or meeting.ends_at > at:
        raise Refused("Cuộc tiếp xúc chưa diễn ra, chưa ghi gửi tổng hợp được.")
    _refuse_note(contact, on, to, at)
    if on < timezone.localdate(meeting.ends_at):
        raise Refused("Ngày gửi tổng hợp phải từ ngày tiếp xúc trở đi.", field="on")
    contact.summary_on, contact.summary_to, contact.state = on, to, ContactState.REPORTED
    contact.save(update_fields=["summary_on", "summary_to", "state"])
    _trace(contact, "summary_sent", by, at, {"on": on, "to": to})
    fulfil_duties(of=contact, codes=(summary,), by=by, at=_moment(on, at))
    return contact


def _moving(contact: ContactRequest, state: ContactState) -> ContactRequest:
    """The row as it is now, locked; refused when it cannot come to STATE any more."""
    fresh = lock(ContactRequest, contact.pk)
    if not can_move_contact(fresh.state, state):
        raise Refused(f"Đề nghị này đang ở tình trạng “{fresh.get_state_display()}”. Tải lại trang để xem.")
    return fresh


def _agreed(contact: ContactRequest) -> ContactRequest:
    fresh = lock(ContactRequest, contact.pk)
    if fresh.state != ContactState.APPROVED:
        raise Refused(f"Đề nghị này đang ở tình trạng “{fresh.get_state_display()}”, không ghi được việc này.")
    return fresh


def _refuse_day(contact: ContactRequest, on: date, at: datetime) -> None:
    if on < contact.received_on:
        raise Refused("Ngày quyết định phải từ ngày nhận đề nghị trở đi.", field="on")
    if on > timezone.localdate(at):
        raise Refused("Ngày quyết định không thể sau hôm nay.", field="on")


def _refuse_note(contact: ContactRequest, on: date, to: str, at: datetime) -> None:
    if contact.decided_on is not None and on < contact.decided_on:
        raise Refused("Ngày này phải từ ngày quyết định trở đi.", field="on")
    if on > timezone.localdate(at):
        raise Refused("Ngày này không thể sau hôm nay.", field="on")
    if not to.strip():
        raise Refused("Ghi rõ đã gửi cho ai.", field="to")


def _decide(contact: ContactRequest, state: ContactState, on: date, number: str, reason: str, by: User | None) -> None:
    contact.state, contact.decided_on, contact.decided_by = state, on, by
    contact.decision_number, contact.decision_reason = number, reason


def _fitting(contact: ContactRequest, round: Round, day: date) -> Round:
    if round.council_id != contact.council_id or round.state not in OPEN_ROUNDS:
        raise Refused("Chọn một đợt đang mở của Hội đồng.", field="round")
    if not round.starts_on <= day <= round.ends_on:
        raise Refused(
            f"Đợt này không có ngày {short_date(day)}. Chọn đợt khác hoặc đợt ngoài kế hoạch.", field="round"
        )
    return round


def _round_off_plan(contact: ContactRequest, day: date, by: User | None) -> Round:
    """The round of the plan in force that gathers contacts asked for, opened or stretched to hold the DAY."""
    plans = Plan.objects.filter(
        council=contact.council_id, group=None, amends=None, state__in=(PlanState.ISSUED, PlanState.AMENDED)
    )
    plan = plans.order_by("-issued_on", "-pk").first()
    if plan is None:
        raise Refused("Chưa có kế hoạch nào đã ban hành để gắn cuộc tiếp xúc. Ban hành kế hoạch trước.", field="round")
    lock(Plan, plan.pk)  # of two requests agreed to at once, the second finds the round that the first opened
    known = Round.objects.filter(plan=plan, is_off_plan=True, state__in=OPEN_ROUNDS).order_by("pk").first()
    if known is None:
        return open_round(
            plan=plan,
            phase=Phase.OTHER,
            starts_on=day,
            ends_on=day,
            name=f"{OFF_PLAN_NAME} ({plan.number_text})",
            is_off_plan=True,
            by=by,
        )
    first, last = min(known.starts_on, day), max(known.ends_on, day)
    if (first, last) == (known.starts_on, known.ends_on):
        return known
    return move_round(round=known, starts_on=first, ends_on=last, by=by)


def _meeting_of(
    contact: ContactRequest,
    round: Round,
    starts_at: datetime,
    ends_at: datetime,
    venue: Venue | None,
    by: User | None,
    at: datetime,
) -> Meeting:
    """The contact as a meeting; it stays where it is when the round is planned anew."""
    places: Sequence[Unit] = [Unit(contact.locality, contact.neighbourhood)]
    return add_meeting(
        round=round,
        units=places,
        delegates=[contact.delegate],
        activity=contact.activity,
        form=contact.form,
        method=contact.method,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue,
        is_locked=True,
        by=by,
        at=at,
    )


def _moment(on: date, at: datetime) -> datetime:
    """The moment of an act done on the day ON: now when that is today, else noon of that day."""
    if timezone.localdate(at) == on:
        return at
    return timezone.make_aware(datetime.combine(on, time(12)))


def _write_to_delegate(contact: ContactRequest) -> None:
    person = contact.delegate
    address = person.email or (person.user.email if person.user else "")
    if address:
        letter = decision_letter(contact)
        outbox.put(
            tenant_id=contact.council_id,
            key=f"contact-{contact.pk}-{contact.state}",
            recipient_name=f"đại biểu {person.full_name}",
            address=address,
            subject=letter.subject,
            body=letter.body,
        )


def _trace(contact: ContactRequest, verb: str, by: User | None, at: datetime, new: dict[str, object]) -> None:
    record(by=by, action=f"contact.{verb}", obj=contact, tenant_id=contact.council_id, at=at, new=new)
