"""When delegates, halls and chairing bodies are not to be had, what days delegates propose, the ways between units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from delegates.models import Body, Council, Delegate
from meetings.enums import HalfDay, RoundState, WishState
from meetings.models import BusyTime, DayWish, Round, ScheduleSetting, TravelTime, Venue
from meetings.travel import setting_of
from meetings.travel_table import Way
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action, lock
from txct.lib.dates import short_date

Owner = Delegate | Venue | Body
Hours = tuple[datetime, datetime]
MOST_AT_ONCE = 200
SETTINGS = ("least_delegates", "least_meetings", "default_travel", "pause", "venue_pause")


@action
def add_busy_times(
    *, owner: Owner, hours: Sequence[Hours], by: User | None, reason: str = "", at: datetime | None = None
) -> list[BusyTime]:
    """HOURS (begin, end) in which a delegate, a hall or a chairing body is not to be had.

    Meetings booked then stay where they are and show it. Hours entered already for the same owner are left out;
    refused when nothing is left. Several at once are one series and can be removed together.
    """
    if not hours:
        raise Refused("Không có buổi nào trong những ngày đã chọn. Chọn ngày, thứ và buổi.", field="weekdays")
    if len(hours) > MOST_AT_ONCE:
        raise Refused(f"Mỗi lần ghi nhiều nhất {MOST_AT_ONCE} buổi. Chia thành nhiều lần.", field="last_day")
    for starts_at, ends_at in hours:
        _refuse_backwards(starts_at, ends_at)
    lock(type(owner), owner.pk)  # a form sent twice at once is seen here
    name = _owner_field(owner)
    known = set(BusyTime.objects.filter(**{name: owner.pk}).values_list("starts_at", "ends_at"))
    fresh = [pair for pair in dict.fromkeys(hours) if pair not in known]
    if not fresh:
        raise Refused("Giờ bận này đã được ghi.", field="first_day")
    series = uuid4() if len(fresh) > 1 else None
    rows = [
        BusyTime(
            council_id=owner.council_id,
            **{name: owner},
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason,
            created_at=at or timezone.now(),
            series=series,
        )
        for starts_at, ends_at in fresh
    ]
    made = BusyTime.objects.bulk_create(rows)
    for row in made:
        _trace(row, "busy_added", by, at, new=_hours(row))
    return made


@action
def change_busy_time(
    *, busy: BusyTime, starts_at: datetime, ends_at: datetime, by: User | None, reason: str = ""
) -> BusyTime:
    """Other hours, or another reason. It counts as said now: people may have been told of a schedule since."""
    _refuse_backwards(starts_at, ends_at)
    row = lock(BusyTime, busy.pk)
    old = _hours(row)
    moved = (row.starts_at, row.ends_at) != (starts_at, ends_at)
    row.starts_at, row.ends_at, row.reason = starts_at, ends_at, reason
    if moved:
        row.created_at = timezone.now()
    row.save(update_fields=["starts_at", "ends_at", "reason", "created_at"])
    _trace(row, "busy_changed", by, None, old=old, new=_hours(row))
    return row


@action
def remove_busy_time(*, busy: BusyTime, by: User | None, whole_series: bool = False) -> int:
    """The hours are free again; with WHOLE_SERIES all that were entered together. Returns how many were removed."""
    rows = [busy]
    if whole_series and busy.series is not None:
        rows = list(BusyTime.objects.filter(council=busy.council_id, series=busy.series).order_by("starts_at", "pk"))
    for row in rows:
        _trace(row, "busy_removed", by, None, old=_hours(row))
        row.delete()
    return len(rows)


def _refuse_backwards(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refused("Giờ kết thúc phải sau giờ bắt đầu.", field="ends")


def _owner_field(owner: Owner) -> str:
    return {Delegate: "delegate", Venue: "venue", Body: "body"}[type(owner)]


def _hours(row: BusyTime) -> dict[str, Any]:
    return {"starts_at": row.starts_at, "ends_at": row.ends_at}


def _trace(row: BusyTime, verb: str, by: User | None, at: datetime | None, **values: Any) -> None:
    kind = "delegate" if row.delegate_id else "venue" if row.venue_id else "body"
    record(by=by, action=f"{kind}.{verb}", obj=row, tenant_id=row.council_id, at=at, **values)


@action
def propose_days(
    *, round: Round, delegate: Delegate, days: Iterable[tuple[date, str]], by: User | None, note: str = ""
) -> list[DayWish]:
    """Days, or halves of days, on which a delegate would meet voters in a round whose schedule is not out yet."""
    wanted = list(dict.fromkeys(days))
    if not wanted:
        raise Refused("Chọn ít nhất một ngày.", field="day")
    round = lock(Round, round.pk)
    if round.state != RoundState.PLANNED:
        raise Refused("Lịch của đợt đã ban hành. Đề nghị Văn phòng đổi lịch nếu cần.", field="round")
    for day, half in wanted:
        if not round.starts_on <= day <= round.ends_on:
            raise Refused(
                f"Chọn ngày trong đợt, từ {short_date(round.starts_on)} đến {short_date(round.ends_on)}.", field="day"
            )
        if half not in ("", *HalfDay.values):
            raise Refused("Chọn cả ngày, buổi sáng hoặc buổi chiều.", field="half")
    known = set(DayWish.objects.filter(round=round, delegate=delegate).values_list("day", "half"))
    fresh = [pair for pair in wanted if pair not in known]
    if not fresh:
        raise Refused("Ngày này đã được đề xuất.", field="day")
    made = [
        DayWish.objects.create(round=round, delegate=delegate, day=day, half=half, note=note) for day, half in fresh
    ]
    for wish in made:
        record(
            by=by,
            action="delegate.day_proposed",
            obj=wish,
            tenant_id=round.council_id,
            new={"day": wish.day, "half": wish.half},
        )
    return made


@action
def answer_wish(*, wish: DayWish, accepted: bool, by: User | None, at: datetime | None = None) -> DayWish:
    """The office takes a proposed day up, so that the planner prefers it, or not."""
    row = DayWish.objects.select_for_update().filter(pk=wish.pk).first()
    if row is None:
        raise Refused("Đại biểu đã rút đề xuất này.")
    old = row.state
    row.state = WishState.ACCEPTED if accepted else WishState.DECLINED
    row.decided_at, row.decided_by = at or timezone.now(), by
    row.save(update_fields=["state", "decided_at", "decided_by"])
    record(
        by=by,
        action="delegate.day_answered",
        obj=row,
        tenant_id=row.round.council_id,
        at=at,
        old={"state": old},
        new={"state": row.state},
    )
    return row


@action
def withdraw_wish(*, wish: DayWish, by: User | None) -> None:
    """The delegate takes a proposal back."""
    record(
        by=by,
        action="delegate.day_withdrawn",
        obj=wish,
        tenant_id=wish.round.council_id,
        old={"day": wish.day, "half": wish.half, "state": wish.state},
    )
    wish.delete()


@action
def set_schedule_asks(*, council: Council, by: User | None, **asked: int) -> ScheduleSetting:
    """What the council asks of every schedule: any of `SETTINGS`, numbers and minutes."""
    setting = setting_of(council.pk)
    old = {name: getattr(setting, name) for name in asked}
    if set(asked) - set(SETTINGS):
        raise TypeError(f"unknown settings: {sorted(set(asked) - set(SETTINGS))}")
    for name, value in asked.items():
        setattr(setting, name, value)
    setting.save()
    new = {name: getattr(setting, name) for name in asked}
    if old != new:
        record(by=by, action="schedulesetting.changed", obj=setting, tenant_id=council.pk, old=old, new=new)
    return setting


@action
def set_travel_times(*, council: Council, ways: Iterable[Way], by: User | None) -> int:
    """Minutes between pairs of units; a pair entered before gets the new number. Returns how many rows changed."""
    changed = 0
    known = {(row.first_id, row.second_id): row for row in TravelTime.objects.filter(council=council)}
    for way in ways:
        row = known.get((way.first.pk, way.second.pk))
        old = None if row is None else row.minutes
        if old == way.minutes:
            continue
        row = row or TravelTime(council=council, first=way.first, second=way.second)
        row.minutes = way.minutes
        row.save()
        record(
            by=by,
            action="traveltime.set",
            obj=row,
            tenant_id=council.pk,
            old={"minutes": old},
            new={"first": way.first, "second": way.second, "minutes": way.minutes},
        )
        changed += 1
    return changed


@action
def remove_travel_time(*, way: TravelTime, by: User | None) -> None:
    """The pair takes the usual time again."""
    record(
        by=by,
        action="traveltime.removed",
        obj=way,
        tenant_id=way.council_id,
        old={"first": way.first, "second": way.second, "minutes": way.minutes},
    )
    way.delete()
