"""Schedules of meetings that exist already, read from a file for a preview; nothing here writes.

Nothing is guessed silently: what is inferred from elsewhere on the paper is told with the cell it is inferred for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

from meetings.importers.schedule_checks import Bounds, check_meetings
from meetings.importers.schedule_drafts import Draft, is_venue, settle_levels, settle_teams, take_from_above
from meetings.importers.schedule_files import Source, open_schedule
from meetings.importers.schedule_grid import Block, Line
from meetings.importers.schedule_layout import straightened
from meetings.importers.schedule_prose import read_lines
from meetings.importers.schedule_sections import Section, take_lines
from meetings.importers.schedule_tables import read_table
from meetings.importers.schedule_text import with_text_tables
from meetings.importers.schedule_times import PrintedDay, expand, find_when, plain
from meetings.importers.schedule_unaccented import accented, is_unaccented
from meetings.importers.schedule_usual import Usual, usual_hall, usual_hours
from meetings.importers.schedule_values import (
    NotASchedule,
    Problem,
    ReadMeeting,
    SchedulePreview,
    Spot,
    in_order,
    problem,
)
from meetings.importers.schedule_years import Clues, find_clues, year_of
from txct.lib.dates import clock_text, short_date, weekday_name

MEETINGS_LIMIT = 5_000
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_TOTAL = re.compile(r"\btong (?:so|cong)\b[^0-9.;]{0,20}(?P<count>[0-9]{1,4})\s+(?:cuoc|hoi nghi|buoi)\b")


def read_schedule(
    source: str | Path | bytes,
    name: str | None = None,
    *,
    year: int | None = None,
    plan_day: date | None = None,
    window: tuple[date, date] | None = None,
) -> SchedulePreview:
    """The meetings of a .xlsx, .docx, .csv, .html or .txt file and what is doubtful about them.

    SOURCE is a path or the bytes, NAME gives the extension. YEAR serves days printed without one; PLAN_DAY and WINDOW
    (first and last day of the round) come from the plan the schedule belongs to. Raises NotASchedule.
    """
    opened = open_schedule(source, name)
    problems = list(opened.problems)
    drafts, lines = _read_blocks(opened, problems)
    if len(drafts) > MEETINGS_LIMIT:
        raise NotASchedule("Tệp có quá nhiều hội nghị cho một lịch. Tách thành nhiều tệp rồi nạp lại.")
    printed = [day for draft in drafts for day in draft.when.days]
    clues = find_clues(lines, opened.name, printed, year)
    if plan_day is not None:
        clues.plan, clues.plan_spot = plan_day, Spot()
    span = _span_of(lines, clues)
    usual = Usual(usual_hours(lines), usual_hall(lines))
    meetings = _finished(drafts, clues, usual, span, problems)
    bounds = Bounds(clues.plan, _agreed(span, window), window)
    problems.extend(check_meetings(meetings, bounds))
    problems.extend(_about_the_paper(meetings, clues, span, lines))
    return SchedulePreview(tuple(meetings), in_order(problems), opened.name, opened.sha256, clues.plan)


def _read_blocks(opened: Source, problems: list[Problem]) -> tuple[list[Draft], list[Line]]:
    """Meetings of tables and of text in the file's order. Text is read for meetings only where no table gave any."""
    drafts: list[Draft] = []
    lines: list[Line] = []
    blocks: Iterable[Block] = opened.blocks
    if is_unaccented(opened.blocks):
        spot = next(block.spot if isinstance(block, Line) else block.rows[0][0].spot for block in opened.blocks)
        text = "Tệp gõ không dấu: đã hiểu các từ chung; tên người, tên đơn vị giữ như gõ, cần bổ sung dấu."
        problems.append(problem(Spot(spot.part, spot.row), "unaccented", text))
        blocks = accented(opened.blocks)
    above = Section()
    for block in with_text_tables(blocks):
        for part in [block] if isinstance(block, Line) else straightened(block):
            if isinstance(part, Line):
                lines.append(part)
                take_lines(above, [part])
                continue
            reading = read_table(part, above)
            drafts.extend(reading.drafts)
            lines.extend(reading.lines)
            problems.extend(reading.problems)
    if not drafts:
        prose = read_lines(lines)
        _settle(prose.drafts)
        problems.extend(problem(spot, code, message) for spot, code, message in prose.faults)
        return prose.drafts, prose.others
    _settle(drafts)
    return drafts, lines


def _settle(drafts: list[Draft]) -> None:
    take_from_above(drafts)
    settle_teams(drafts)
    settle_levels(drafts)


def _agreed(span: tuple[date, date] | None, window: tuple[date, date] | None) -> tuple[date, date] | None:
    return None if span is not None and span == window else span


def _span_of(lines: Sequence[Line], clues: Clues) -> tuple[date, date] | None:
    """The round's days as the paper's own text gives them: its first span or list of days that is no law's date."""
    for line in lines:
        when = find_when(line.text)
        if when.start or len(when.days) < 2 or re.search(r"\b[0-9]+/[a-zđ]", plain(line.text[:200])):
            continue
        days = [_on(day, None, clues) for day in when.days]
        known = [day for day, _why in days if day is not None]
        if len(known) > 1 and 0 <= (known[-1] - known[0]).days <= 62:
            return known[0], known[-1]
    return None


def _on(day: PrintedDay, weekday: int | None, clues: Clues) -> tuple[date | None, str]:
    """The date of a printed day, and why its year when the print leaves it out."""
    if day.year is not None:
        return day.on(day.year), ""
    found = year_of(day, weekday, clues)
    return (day.on(found[0]), found[1]) if found else (None, "")


# drafts to meetings ------------------------------------------------------------------------------------


def _finished(
    drafts: Sequence[Draft],
    clues: Clues,
    usual: Usual,
    span: tuple[date, date] | None,
    problems: list[Problem],
) -> list[ReadMeeting]:
    meetings: list[ReadMeeting] = []
    shared = _spread(drafts)
    counted: dict[Spot, int] = {}
    for index, draft in enumerate(drafts):
        meeting = _meeting(draft, usual, problems)
        meeting.days = _days(draft, clues, shared.get(index), problems) or _in_the_week(draft, span, problems)
        counted[draft.spot] = counted.get(draft.spot, 0) + 1
        meeting.key = f"{draft.spot.part}#{draft.spot.row}#{counted[draft.spot]}"
        meetings.append(meeting)
    return meetings


def _meeting(draft: Draft, usual: Usual, problems: list[Problem]) -> ReadMeeting:
    when = draft.when
    meeting = ReadMeeting(
        draft.spot,
        start=when.start,
        end=when.end,
        part=when.part if when.part != "trưa" else None,
        units=tuple(draft.units),
        venue=draft.venue or None,
        groups=tuple(draft.groups),
        delegates=tuple(draft.delegates),
        chair=draft.chair or None,
        voters=draft.voters,
        notes=draft.notes or None,
        spots=dict(draft.spots),
    )
    for name, code, message in draft.faults:
        problems.append(problem(meeting.where(name), code, message))
    for code, message in when.faults:
        problems.append(problem(meeting.where("when"), code, message))
    hour = usual.hours.get(meeting.part or "")
    if meeting.start is None and hour is not None:
        meeting.start = hour
        half = f" (buổi {meeting.part})" if meeting.part else ""
        text = f"Giờ {clock_text(hour)} lấy theo câu chung cho cả lịch{half}."
        problems.append(problem(meeting.where("start"), "inferred_hour", text))
    if (
        meeting.venue is None
        and usual.hall is not None
        and not is_venue(draft.notes)
        and (hall := usual.hall.of(meeting.units))
    ):
        meeting.venue = hall
        text = f"Địa điểm “{hall}” lấy theo câu chung cho cả lịch."
        problems.append(problem(meeting.where("venue"), "inferred_venue", text))
    return meeting


def _days(draft: Draft, clues: Clues, place: int | None, problems: list[Problem]) -> tuple[date, ...]:
    """The dates of a draft; PLACE picks one of a list that several like rows share."""
    when, spot = draft.when, draft.spots.get("when", draft.spot)
    weekday = when.weekday if len(when.days) == 1 else None
    days, reasons = [], set()
    for day in when.days:
        known, why = _on(day, weekday, clues)
        if known is None:
            lacking = day.year is None and year_of(day, weekday, clues) is None
            code = "missing_year" if lacking else "unreadable_date"
            ask = "thiếu năm. Ghi đủ năm hoặc chọn năm khi nạp." if lacking else "không có trong lịch. Kiểm tra lại."
            problems.append(problem(spot, code, f"Ngày {day} {ask}"))
            return ()
        days.append(known)
        reasons.add(why)
    for why in sorted(filter(None, reasons)):
        shown = ", ".join(short_date(day) for day in days[:3])
        problems.append(problem(spot, "inferred_year", f"Năm của {shown} {why}."))
    known_days = expand(tuple(days), is_range=when.range)
    if place is not None and place < len(known_days):
        known_days = (known_days[place],)
        text = (
            f"Các dòng giống nhau kể chung nhiều ngày: hiểu mỗi dòng một ngày, hàng này {short_date(known_days[0])}."
        )
        problems.append(problem(spot, "inferred_date", text))
    if weekday is not None and len(known_days) == 1 and known_days[0].weekday() != weekday:
        real = weekday_name(known_days[0])
        text = f"{short_date(known_days[0])} là {real}, không phải {_WEEKDAYS[weekday]}. Sửa ngày hoặc thứ."
        problems.append(problem(spot, "weekday_mismatch", text))
    return known_days


def _in_the_week(draft: Draft, span: tuple[date, date] | None, problems: list[Problem]) -> tuple[date, ...]:
    """The day of a weekday that is told without its date, where the round lasts no longer than a week."""
    weekday = draft.when.weekday
    unreadable = any(code == "unreadable_date" for code, _message in draft.when.faults)
    if draft.when.days or unreadable or weekday is None or span is None or (span[1] - span[0]).days > 6:
        return ()
    day = span[0] + timedelta((weekday - span[0].weekday()) % 7)
    if day > span[1]:
        return ()
    text = f"Chỉ ghi {_WEEKDAYS[weekday]}: hiểu là {short_date(day)}, trong tuần ghi ở phần đầu."
    problems.append(problem(draft.spots.get("when", draft.spot), "inferred_date", text))
    return (day,)


def _spread(drafts: Sequence[Draft]) -> dict[int, int]:
    """Runs of like rows that all list the same days, as many as there are rows: which of the days each row takes."""
    places: dict[int, int] = {}
    start = 0
    while start < len(drafts):
        end = start + 1
        while end < len(drafts) and _alike(drafts[start], drafts[end]):
            end += 1
        count = len(drafts[start].when.days)
        if count > 1 and not drafts[start].when.range and end - start == count:
            places.update({start + shift: shift for shift in range(count)})
        start = end
    return places


def _alike(one: Draft, other: Draft) -> bool:
    same = (one.when.days, one.when.start, one.when.part) == (other.when.days, other.when.start, other.when.part)
    return same and one.units == other.units and one.venue == other.venue and one.groups == other.groups


def _about_the_paper(
    meetings: Sequence[ReadMeeting], clues: Clues, span: tuple[date, date] | None, lines: Sequence[Line]
) -> list[Problem]:
    found = []
    if not meetings:
        told = f" Chỉ có khoảng ngày {short_date(span[0])} - {short_date(span[1])}." if span else ""
        spot = lines[0].spot if lines else Spot("", 1)
        text = f"Không tìm thấy hội nghị nào trong tệp.{told} Nếu lịch là ảnh, hãy nạp tệp có chữ."
        found.append(problem(spot, "no_meetings", text))
        return found
    days = [day for meeting in meetings for day in meeting.days]
    found.extend(_miscounted(len(meetings), lines))
    for day, spot in clues.head:
        if days and min(abs((day - other).days) for other in days) > 300:
            text = f"Ngày {short_date(day)} ở phần đầu lệch xa ngày họp ({short_date(min(days))}…). Kiểm tra lại."
            found.append(problem(spot, "heading_contradiction", text))
    return found


def _miscounted(count: int, lines: Sequence[Line]) -> list[Problem]:
    """The total that the paper itself prints, where it is not what was read."""
    for line in lines:
        told = _TOTAL.search(plain(line.text))
        if told is not None and int(told["count"]) != count:
            text = f"Phần chữ ghi tổng số {told['count']} cuộc nhưng đọc được {count} hội nghị. Kiểm tra lại."
            return [problem(line.spot, "count_mismatch", text)]
    return []
