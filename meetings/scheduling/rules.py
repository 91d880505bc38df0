"""The hard rules of a schedule, each with the sentence that names it when it stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from meetings.scheduling.problem import (
    ChairBody,
    Delegate,
    DelegateGroup,
    Id,
    MeetingNeed,
    Problem,
    Slot,
    Venue,
)
from txct.lib.dates import clock_text, short_date


class RuleKind(StrEnum):
    """A set of hard rules."""

    WINDOW = "window"
    FIXED = "fixed"
    DAYS = "days"
    LEFT = "left"
    HOLIDAY = "holiday"
    GROUP = "group"
    NO_DELEGATE = "no_delegate"
    DELEGATE = "delegate"
    CHAIR = "chair"
    VENUE = "venue"
    CAPACITY = "capacity"
    TRAVEL = "travel"
    JOINT = "joint"


@dataclass(frozen=True, slots=True)
class Rule:
    """One hard rule for one subject: a need, a group, a delegate, a chair or a venue."""

    kind: RuleKind
    subject_id: Id | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why no schedule exists: a rule in the way, said in one sentence, with the needs it touches."""

    rule: Rule
    message: str
    need_ids: tuple[Id, ...] = ()


def window_text(problem: Problem) -> str:
    """The window as it stands in a sentence: từ 20/6/2017 đến 22/6/2017."""
    return f"từ {short_date(problem.first_day)} đến {short_date(problem.last_day)}"


def slot_text(slot: Slot) -> str:
    """A slot as it stands in a sentence: 8h00 ngày 20/6/2017."""
    return f"{clock_text(slot.start.time())} ngày {short_date(slot.day)}"


def names_of(needs: Iterable[MeetingNeed], limit: int = 6) -> str:
    """Names of meetings, at most ``limit`` of them, and how many more."""
    names = [f"“{need.name}”" for need in needs]
    rest = f" và {len(names) - limit} hội nghị khác" if len(names) > limit else ""
    return ", ".join(names[:limit]) + rest


def needs_of(problem: Problem, rule: Rule) -> tuple[MeetingNeed, ...]:
    """The needs a rule speaks of."""
    subject = rule.subject_id
    match rule.kind:
        case RuleKind.FIXED | RuleKind.DAYS | RuleKind.LEFT | RuleKind.CAPACITY | RuleKind.JOINT:
            return tuple(need for need in problem.needs if need.id == subject)
        case RuleKind.GROUP | RuleKind.NO_DELEGATE:
            return tuple(need for need in problem.needs if subject in need.group_ids)
        case RuleKind.CHAIR:
            return tuple(need for need in problem.needs if need.chair_id == subject)
        case RuleKind.VENUE:
            return tuple(n for n in problem.needs if subject in [v.id for v in problem.venue_choices(n)])
        case RuleKind.DELEGATE:
            groups = next(d.group_ids for d in problem.delegates if d.id == subject)
            return tuple(
                need for need in problem.needs if subject in need.delegate_ids or set(groups) & set(need.group_ids)
            )
        case _:
            return problem.needs


def reason_for(problem: Problem, rule: Rule) -> Reason:
    """The reason that names one rule in the way."""
    needs = needs_of(problem, rule)
    return Reason(rule, _sentence(problem, rule, needs), tuple(need.id for need in needs))


def _sentence(problem: Problem, rule: Rule, needs: tuple[MeetingNeed, ...]) -> str:
    names, subject = names_of(needs), _subject(problem, rule)
    prefix = "Đại biểu " if rule.kind is RuleKind.DELEGATE else ""
    who = "" if subject is None else prefix + subject.name
    besides = " và hội nghị ngoài đợt trong những ngày này" if subject is not None and subject.held else ""
    busy = ", lại có giờ đã báo bận" if isinstance(subject, ChairBody | Venue) and subject.busy else ""
    match rule.kind:
        case RuleKind.WINDOW:
            return f"Đợt {window_text(problem)} không còn buổi nào để xếp hội nghị. Kéo dài đợt hoặc thêm buổi."
        case RuleKind.FIXED:
            locked = needs[0].fixed
            when = slot_text(locked) if locked else ""
            return (
                f"Hội nghị {names} giữ nguyên lúc {when} vì đã khóa hoặc đã thông báo. "
                "Bỏ khóa, hoặc sắp lại ít thay đổi nhất và cho dời hội nghị đã thông báo."
            )
        case RuleKind.DAYS:
            return f"Hội nghị {names} chỉ được họp vào một số ngày, buổi đã chọn. Cho thêm ngày hoặc buổi."
        case RuleKind.LEFT:
            left = needs[0].left
            when = slot_text(left) if left else ""
            return (
                f"Hội nghị {names} đã hoãn lúc {when} nên không xếp lại vào buổi đó. "
                "Kéo dài đợt, thêm buổi, hoặc tự xếp trên bảng lịch."
            )
        case RuleKind.HOLIDAY:
            return "Không họp vào ngày nghỉ, lễ trong đợt. Kéo dài đợt sang ngày làm việc khác."
        case RuleKind.GROUP:
            return (
                f"{who} không thể dự hai hội nghị cùng lúc, mà phải dự {len(needs)} hội nghị: {names}{besides}. "
                "Kéo dài đợt hoặc giao bớt cho Tổ khác."
            )
        case RuleKind.NO_DELEGATE:
            return f"{who} phải có đủ đại biểu rảnh để dự {names}. Xem lại ngày bận của đại biểu trong Tổ."
        case RuleKind.DELEGATE:
            return f"{who} không thể dự hai hội nghị cùng lúc và có giờ bận; cần dự {names}{besides}. Cử người khác."
        case RuleKind.CHAIR:
            return (
                f"{who} không đủ người chủ trì cùng lúc {names}{besides}{busy}. "
                "Đổi cơ quan chủ trì, xem lại giờ bận hoặc kéo dài đợt."
            )
        case RuleKind.VENUE:
            return (
                f"{who} chỉ dùng cho một hội nghị mỗi lúc, được chọn cho {names}{besides}{busy}. "
                "Thêm địa điểm khác hoặc xem lại giờ bận."
            )
        case RuleKind.CAPACITY:
            return f"Không địa điểm nào của hội nghị {names} đủ chỗ. Chọn địa điểm rộng hơn."
        case RuleKind.TRAVEL:
            return "Thời gian nghỉ và đi lại giữa hai hội nghị liên tiếp. Giảm thời gian này hoặc thêm buổi."
        case RuleKind.JOINT:
            return f"Hội nghị {names} tổ chức chung nhưng thiếu Tổ đại biểu của Hội đồng kia. Thêm Tổ cùng dự."


def _subject(problem: Problem, rule: Rule) -> DelegateGroup | Delegate | ChairBody | Venue | None:
    rows: tuple[DelegateGroup | Delegate | ChairBody | Venue, ...] = ()
    match rule.kind:
        case RuleKind.GROUP | RuleKind.NO_DELEGATE:
            rows = problem.groups
        case RuleKind.DELEGATE:
            rows = problem.delegates
        case RuleKind.CHAIR:
            rows = problem.chairs
        case RuleKind.VENUE:
            rows = problem.venues
    return next((row for row in rows if row.id == rule.subject_id), None)
