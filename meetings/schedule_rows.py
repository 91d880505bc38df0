"""The rows of a schedule beside the meetings of their round: what stands already, and what would be written."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from meetings.facts import ZONE
from meetings.importers.schedule_values import Problem, ReadMeeting, problem
from meetings.models import Meeting, Round
from meetings.planning import DURATION
from meetings.queries import unit_name, with_parts
from meetings.schedule_halls import hall_key
from meetings.schedule_matching import MatchedMeeting
from meetings.trials import moment_words
from txct.core.scoping import trusted
from txct.lib.dates import clock_text
from txct.lib.text import fold

SHOWN_ALIKE = 3


def source_keys(meetings: Iterable[ReadMeeting]) -> dict[str, str]:
    """By `ReadMeeting.key`, the mark a row leaves on its meeting: of what it says, and the how manieth it is.

    The mark is that of the content, so the same schedule saved again, pasted, or in another form is known again.
    """
    seen: Counter[str] = Counter()
    marks = {}
    for meeting in meetings:
        said = {**meeting.as_json(), "row": None, "days": [str(day) for day in meeting.days], "chair": None}
        text = fold(json.dumps({**said, "notes": None}, ensure_ascii=False, sort_keys=True))
        seen[text] += 1
        marks[meeting.key] = hashlib.sha256(f"{text}\n{seen[text]}".encode()).hexdigest()
    return marks


def hours_of(meeting: ReadMeeting) -> tuple[datetime | None, datetime | None]:
    """Beginning and end on the council's clock; a meeting whose end is not printed takes the usual time."""
    if meeting.start is None or len(meeting.days) != 1:
        return None, None
    starts_at = datetime.combine(meeting.days[0], meeting.start, tzinfo=ZONE)
    if meeting.end is not None:
        return starts_at, datetime.combine(meeting.days[0], meeting.end, tzinfo=ZONE)
    return starts_at, starts_at + DURATION


class Standing:
    """The meetings a round has, asked row by row whether one of them is the row's."""

    def __init__(self, round: Round, marks: Mapping[str, str]) -> None:
        self.marks = marks
        self.by_mark: dict[str, Meeting] = {}
        self.by_start: dict[datetime, list[Meeting]] = defaultdict(list)
        self.by_place: dict[tuple[int, int | None], list[Meeting]] = defaultdict(list)
        with trusted():
            meetings = list(with_parts(Meeting.objects.filter(round=round)))
        for meeting in meetings:
            if meeting.source_key:
                self.by_mark[meeting.source_key] = meeting
            if meeting.starts_at is not None:
                self.by_start[meeting.starts_at].append(meeting)
            for place in _places(meeting):
                self.by_place[place].append(meeting)

    def written(self, row: ReadMeeting) -> Meeting | None:
        """The meeting that was made from the row, however it was changed since."""
        return self.by_mark.get(self.marks[row.key])

    def same(self, item: MatchedMeeting) -> Meeting | None:
        """The meeting of the row, or one of the same units at the same hour, however it came there."""
        if meeting := self.written(item.read):
            return meeting
        starts_at, _ends_at = hours_of(item.read)
        if starts_at is None:
            return None
        wanted = _wanted(item)
        for meeting in self.by_start.get(starts_at, ()):
            hall = meeting.venue
            if _places(meeting) == wanted and (
                not item.read.venue or hall is None or hall_key(hall.name) in hall_key(item.read.venue)
            ):
                return meeting
        return None

    def alike(self, item: MatchedMeeting) -> Sequence[Meeting]:
        """Meetings of any of the units: the row may be one of them, changed, or several of them told together.

        Meetings made from other rows of the file are none: two rows are two meetings.
        """
        others = set(self.marks.values())
        found = {meeting.pk: meeting for place in _wanted(item) for meeting in self.by_place.get(place, ())}
        return [found[key] for key in sorted(found) if found[key].source_key not in others]


def _places(meeting: Meeting) -> frozenset[tuple[int, int | None]]:
    return frozenset((unit.locality_id, unit.neighbourhood_id) for unit in meeting.units.all())


def _wanted(item: MatchedMeeting) -> frozenset[tuple[int, int | None]]:
    return frozenset((unit.locality.pk, unit.neighbourhood.pk if unit.neighbourhood else None) for unit in item.units)


def remarks_on(items: Iterable[MatchedMeeting], standing: Standing) -> list[Problem]:
    """What writing the rows would take for granted, and what stands already: each is said at its cell."""
    found: list[Problem] = []
    for item in items:
        read = item.read
        if (meeting := standing.same(item)) is not None:
            text = f"Đợt đã có hội nghị này ({meeting_words(meeting)}): giữ nguyên, không ghi lại."
            found.append(problem(read.spot, "already", text))
            continue
        if others := standing.alike(item):
            told = "; ".join(meeting_words(meeting) for meeting in others[:SHOWN_ALIKE])
            text = f"Đợt đã có hội nghị của đơn vị này ({told}). Nếu là một cuộc thì đừng ghi."
            found.append(problem(read.where("units"), "maybe_already", text))
        starts_at, ends_at = hours_of(read)
        if starts_at is not None and ends_at is not None and read.end is None:
            text = f"Không ghi giờ kết thúc: lấy {DURATION.seconds // 60} phút, đến {clock_text(ends_at.time())}."
            found.append(problem(read.where("start"), "inferred_end", text))
        if read.venue and item.venue is None and item.units:
            place = item.units[0].locality.full_name
            text = f"“{read.venue}” chưa có trong danh mục của {place}: sẽ thêm địa điểm mới."
            found.append(problem(read.where("venue"), "new_venue", text))
    return found


def meeting_words(meeting: Meeting) -> str:
    """A meeting by its units and time."""
    units = ", ".join(unit_name(unit) for unit in meeting.units.all())
    return f"{units}, {moment_words(meeting.starts_at)}"
