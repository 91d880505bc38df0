"""A meeting as it is told to people: values only, so that a released version can be kept and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from meetings.enums import Activity, Form, MeetingState, Method
from txct.lib.dates import clock_text, short_date

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What a notice, a calendar file and a released schedule say of one meeting.

    ``starts_at`` and ``ends_at`` are aware local times, None while no hour is fixed. ``delegates`` are (key,
    name) of all assigned, ``excused`` the keys of those who will not come. ``units`` and ``groups`` are names
    in order; ``joint`` are (key, name) of the councils that take part, ``officers`` (key of the body, who comes
    from it to answer voters). ``venue_unit`` is the key of the commune in which the hall stands.
    """

    id: int
    uid: str
    sequence: int
    state: str
    title: str
    phase: str
    council: str
    starts_at: datetime | None
    ends_at: datetime | None
    venue: str
    address: str
    method: str
    online_link: str
    units: tuple[str, ...]
    unit_ids: tuple[int, ...]
    groups: tuple[str, ...]
    delegates: tuple[tuple[int, str], ...]
    chair: str
    chair_id: int | None
    excused: tuple[int, ...] = ()
    reason: str = ""
    activity: str = ""
    form: str = ""
    council_id: int | None = None
    joint: tuple[tuple[int, str], ...] = ()
    group_ids: tuple[int, ...] = ()
    officers: tuple[tuple[int, str], ...] = ()
    venue_unit: int | None = None

    @property
    def expected(self) -> tuple[tuple[int, str], ...]:
        """The delegates who are to come: assigned and not excused."""
        return tuple(person for person in self.delegates if person[0] not in self.excused)

    @property
    def place_text(self) -> str:
        """Hall and address, or the way to take part on line."""
        hall = ", ".join(part for part in (self.venue, self.address) if part)
        if self.method == Method.ONLINE:
            return f"trực tuyến ({self.online_link})" if self.online_link else "trực tuyến"
        if self.method == Method.MIXED:
            link = f" ({self.online_link})" if self.online_link else ""
            return f"{hall or 'địa điểm thông báo sau'}; kết hợp trực tuyến{link}"
        return hall or "địa điểm thông báo sau"

    @property
    def units_text(self) -> str:
        """`phường Đồng Kỵ, phường Trang Hạ`; the title when no unit is named."""
        return ", ".join(self.units) or self.title

    @property
    def label(self) -> str:
        """The meeting's own title, or one made of its units."""
        return self.title or f"Hội nghị tiếp xúc cử tri {self.units_text}".rstrip()

    @property
    def moment_text(self) -> str:
        """`14h00 ngày 20/6/2017`."""
        if self.starts_at is None:
            return "thời gian thông báo sau"
        return f"{clock_text(self.starts_at.time())} ngày {short_date(self.starts_at.date())}"

    @property
    def takes_place(self) -> bool:
        """Neither postponed nor cancelled."""
        return self.state not in (MeetingState.POSTPONED, MeetingState.CANCELLED)

    def to_entry(self) -> dict[str, Any]:
        """The facts as plain JSON values, as a release keeps them."""
        entry: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, datetime):
                value = value.astimezone(ZONE).isoformat()
            elif isinstance(value, tuple):
                value = [list(item) if isinstance(item, tuple) else item for item in value]
            entry[field.name] = value
        return entry

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any]) -> Self:
        """The facts of a kept release; what an older one did not keep is left empty."""
        values = dict(entry)
        for name in ("starts_at", "ends_at"):
            values[name] = datetime.fromisoformat(values[name]).astimezone(ZONE) if values[name] else None
        for name in LISTS:
            values[name] = tuple(values.get(name, ()))
        for name in NAMED_KEYS:
            values[name] = tuple((int(key), str(text)) for key, text in values.get(name, ()))
        return cls(**values)


LISTS = ("units", "unit_ids", "groups", "group_ids", "excused")
NAMED_KEYS = ("delegates", "joint", "officers")


def reason_sentence(reason: str) -> str:
    """`Lý do: mưa bão.`, with one full stop however REASON was typed; "" without one."""
    words = reason.strip().rstrip(".")
    return f"Lý do: {words}." if words else ""


def same_to_people(old: MeetingFacts, new: MeetingFacts) -> bool:
    """Whether nobody need be told anything between the two; a delegate's own excuse is not news to the others."""
    return _news(old) == _news(new, old)


def _news(facts: MeetingFacts, before: MeetingFacts | None = None) -> MeetingFacts:
    """The facts without what is no news by itself, and without what the release BEFORE did not keep."""
    before = before or facts
    return replace(
        facts,
        reason="",
        excused=(),
        group_ids=(),
        venue_unit=None,
        council_id=None,
        online_link="" if facts.method == Method.IN_PERSON else facts.online_link,
        activity=facts.activity if before.activity else "",
        form=facts.form if before.form else "",
    )


def difference(old: MeetingFacts | None, new: MeetingFacts) -> str:
    """How NEW differs from what was released before, in one line that starts with the units; "" when it does not."""
    if old is None:
        return "" if not new.takes_place else f"{new.units_text}: thêm {new.moment_text}, {new.place_text}"
    if same_to_people(old, new):
        return ""
    because = f" ({new.reason})" if new.reason else ""
    if new.state == MeetingState.CANCELLED:
        return f"{new.units_text}: hủy hội nghị {old.moment_text}{because}"
    if new.state == MeetingState.POSTPONED:
        return f"{new.units_text}: hoãn hội nghị {old.moment_text}, thời gian mới thông báo sau{because}"
    parts = _moved(old, new)
    if not old.takes_place:
        parts = [f"họp lại {new.moment_text}, {new.place_text}"]
    parts += [*_what_changed(old, new), *_who_changed(old, new)]
    # Moved and moved back between two releases: letters were stopped meanwhile, so people are told it stands.
    parts = parts or [f"giữ nguyên {new.moment_text}, {new.place_text}"]
    return f"{new.units_text}: {'; '.join(parts)}{because}"


def _moved(old: MeetingFacts, new: MeetingFacts) -> list[str]:
    if old.moment_text != new.moment_text:
        return [f"{old.moment_text} → {new.moment_text}, {new.place_text}"]
    parts = []
    if old.ends_at != new.ends_at and new.ends_at is not None:
        parts.append(f"{new.moment_text}, kết thúc {clock_text(new.ends_at.time())}")
    if old.place_text != new.place_text:
        parts.append(f"{old.place_text} → {new.place_text} ({new.moment_text})")
    return parts


def _what_changed(old: MeetingFacts, new: MeetingFacts) -> list[str]:
    parts = []
    if old.units != new.units:
        parts.append(f"địa bàn {old.units_text} → {new.units_text}")
    if old.title != new.title:
        parts.append(f"tên hội nghị “{new.title}”" if new.title else f"bỏ tên hội nghị “{old.title}”")
    if old.activity and old.activity != new.activity:
        parts.append(f"hoạt động {Activity(old.activity).label} → {Activity(new.activity).label}")
    if old.form and old.form != new.form:
        parts.append(f"hình thức {Form(old.form).label} → {Form(new.form).label}")
    return parts


def _who_changed(old: MeetingFacts, new: MeetingFacts) -> list[str]:
    parts = []
    if old.chair != new.chair:
        parts.append(f"chủ trì {old.chair or 'chưa định'} → {new.chair or 'chưa định'}")
    parts += _people(old.delegates, new.delegates, "đại biểu")
    parts += _people([(0, name) for name in old.groups], [(0, name) for name in new.groups], "")
    parts += _people(old.joint, new.joint, "Hội đồng cùng tiếp xúc")
    return [*parts, *_people(old.officers, new.officers, "trả lời cử tri")]


def _people(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]], what: str) -> list[str]:
    added = [name for key, name in new if (key, name) not in old]
    gone = [name for key, name in old if (key, name) not in new]
    lead = f"{what} " if what else ""
    parts = [f"thêm {lead}{', '.join(added)}"] if added else []
    return [*parts, f"thôi {lead}{', '.join(gone)}"] if gone else parts
