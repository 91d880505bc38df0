"""What the pages of plans show: list rows, facts, parts, the next steps and what each of them will do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from meetings.enums import Phase, PlanSection, PlanState, RoundState
from meetings.models import Plan, PlanComment, PlanParagraph, PlanPartner, Round
from meetings.plan_checks import warnings_of
from meetings.plan_names import (
    COUNCIL,
    NAMES,
    PLAN,
    ROUNDS,
    SESSION,
    Piece,
    known_name,
    pieces_of,
    rounds_owner,
    values_of,
)
from meetings.plan_tasks import tasks_of
from meetings.plan_texts import AGREEMENT, missing_parts, name_values, text_of, windows_of
from meetings.rules import PLAN_PARTS, can_move_plan
from reports.actions.papers import next_number
from reports.documents.schedule import PrintedSchedule, printed_schedule
from reports.group_plans import groups_without_plan
from reports.plan_changes import PartChange
from reports.plan_differences import SECTION_LABELS, amendment_changes
from reports.plan_task_lines import TaskLine, task_lines
from txct.core.components import Cell, Column, HistoryEntry
from txct.core.models import User
from txct.core.permissions import can, grants_of
from txct.core.roles import Scope
from txct.core.scoping import trusted
from txct.lib.dates import clock_text, short_date, weekday_date
from txct.lib.numbers import count_text

COLUMNS = (
    Column("Số, ký hiệu", sort="so"),
    Column("Trích yếu", sort="trich-yeu"),
    Column("Kỳ họp", sort="ky-hop"),
    Column("Kế hoạch của"),
    Column("Ngày ban hành", sort="ngay"),
    Column("Các đợt"),
    Column("Tình trạng", sort="tinh-trang"),
)
ROUND_COLUMNS = (Column("Đợt"), Column("Thời gian"), Column("Tình trạng"))
TONES = {
    PlanState.DRAFT: "draft",
    PlanState.CONSULTING: "open",
    PlanState.SUBMITTED: "due",
    PlanState.ISSUED: "done",
    PlanState.AMENDED: "draft",
    PlanState.CLOSED: "done",
}
_FIELDS_OF_MISSING = {"địa danh": "place_name", "cơ quan ban hành": "issuer_name", "người ký": "signatory"}
_FIRST_FIELD = {name: next(s for s in PlanSection if s in any_of) for name, any_of in PLAN_PARTS}
_TO_FILL = {
    SESSION: "nhập ngày kỳ họp để có",
    ROUNDS: "mở đợt để có",
    PLAN: "nhập hạn Tổ gửi báo cáo để có",
    COUNCIL: "bổ sung hồ sơ Hội đồng để có",
}
BASES_READ = 300
BASES_SHOWN = 15
BASIS_LENGTH = 500
_PHASES = {"before": Phase.BEFORE, "after": Phase.AFTER}


def number_label(plan: Plan) -> str:
    """`28/KH-HĐND`; room for the number while it is open."""
    return plan.number_text if plan.number else f"…/{plan.symbol}"


def owner_label(plan: Plan) -> str:
    """Whose plan it is: the Thường trực's or one group's (NQLT 72/2025, Điều 4 khoản 5)."""
    return plan.group.label if plan.group else "Thường trực HĐND"


def span_text(first: date, last: date) -> str:
    """`24/11/2026 – 26/11/2026`, or the one day."""
    return short_date(first) if first == last else f"{short_date(first)} – {short_date(last)}"


def plan_rows(plans: Iterable[Plan]) -> list[list[Cell]]:
    """Lines of the list; session, group and rounds are fetched with them."""
    return [
        [
            Cell(number_label(plan), url=reverse("desk:plan", args=[plan.pk])),
            Cell(plan.title),
            Cell(str(plan.session) if plan.session else "chưa gắn"),
            Cell(owner_label(plan)),
            Cell(short_date(plan.issued_on) if plan.issued_on else ""),
            Cell(_rounds_words(plan)),
            Cell(plan.get_state_display(), tone=TONES[PlanState(plan.state)]),
        ]
        for plan in plans
    ]


def _rounds_words(plan: Plan) -> str:
    """The rounds of PLAN with their days; an amendment and a group's plan speak of those of another plan."""
    above = plan.amends or plan.follows
    words = "; ".join(_round_words(one) for one in _in_order(plan.rounds.all()))
    return words or (f"theo Kế hoạch {number_label(above)}" if above else "chưa mở")


def _in_order(rounds: Iterable[Round]) -> list[Round]:
    return sorted(rounds, key=lambda one: (one.starts_on, one.pk))


def _round_words(round_: Round) -> str:
    return f"{round_.get_phase_display()}: {span_text(round_.starts_on, round_.ends_on)}"


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One part of a plan as it is read on the page."""

    label: str
    paragraphs: Sequence[Sequence[Piece]]


@dataclass(frozen=True, slots=True)
class NameRow:
    """One name of the table as the edit page shows it: how it is written, what it means, its value now."""

    written: str
    meaning: str
    value: str


@dataclass(frozen=True, slots=True)
class MissingPart:
    """What a plan lacks, with the field where it is filled in."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that can be done with the plan now."""

    label: str
    url: str
    icon: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything on the page of one plan."""

    tone: str
    facts: list[tuple[str, str]]
    parts: list[PlanPart]
    missing: list[MissingPart]
    warnings: list[str]
    tasks: list[TaskLine]
    rounds: list[list[Cell]]
    rounds_plan: Plan
    changes: list[PartChange]
    comments: list[HistoryEntry]
    later: list[Plan]
    steps: list[Step]


def plan_page(user: User, plan: Plan, on: date) -> PlanPage:
    """One plan on the day ON with its parts, what it lacks, its rounds, its difference and what can be done now."""
    texts = text_of(plan)
    missing = missing_parts(plan) if plan.is_editable else []
    owner = rounds_owner(plan)
    rounds = list(Round.objects.for_user(user).filter(plan=owner).order_by("starts_on", "pk"))
    return PlanPage(
        tone=TONES[PlanState(plan.state)],
        facts=facts_of(plan),
        parts=_parts(plan, texts),
        missing=[MissingPart(_missing_words(name), _where(plan, name)) for name in missing],
        warnings=[*plan.warnings, *warnings_of(plan, on)] if plan.is_editable else [],
        tasks=task_lines(tasks_of(plan), plan.council, on),
        rounds=[_round_row(user, one) for one in rounds],
        rounds_plan=owner,
        changes=amendment_changes(plan),
        comments=comments_of(user, plan),
        later=list(plan.amendments.order_by("pk")),
        steps=steps_of(user, plan, missing, len(rounds)),
    )


def _parts(plan: Plan, texts: Mapping[str, Sequence[str]]) -> list[PlanPart]:
    values = name_values(plan, texts)
    return [
        PlanPart(label, [list(pieces_of(text, values)) for text in texts[part]])
        for part, label in SECTION_LABELS.items()
        if part in texts
    ]


def comments_of(user: User, plan: Plan) -> list[HistoryEntry]:
    """What bodies and groups said while the plan was out for comments, in order."""
    rows = PlanComment.objects.for_user(user).filter(plan=plan).select_related("body", "group", "by")
    return [
        HistoryEntry(
            title=one.speaker,
            when=moment_text(one.at),
            who=str(one.by) if one.by and str(one.by) != one.speaker else "",
            note=one.text,
        )
        for one in rows.order_by("at", "pk")
    ]


def facts_of(plan: Plan) -> list[tuple[str, str]]:
    """What is known of a plan beside its text."""
    session = plan.session
    days = f" ({_session_days(session.opens_on, session.closes_on)})" if session else ""
    return [
        ("Kế hoạch của", owner_label(plan)),
        ("Kỳ họp", f"{str(session).capitalize()}{days}" if session else ""),
        ("Số, ký hiệu", number_label(plan)),
        ("Ngày ban hành", weekday_date(plan.issued_on) if plan.issued_on else ""),
        ("Địa danh", plan.place_name),
        ("Cơ quan ban hành", plan.issuer_name),
        ("Người ký", str(plan.signatory) if plan.signatory else ""),
        ("Hạn Tổ đại biểu gửi báo cáo", weekday_date(plan.report_due_on) if plan.report_due_on else ""),
        *([("Cùng lập với", words)] if (words := _partners(plan)) else []),
        *([("Thực hiện", f"Kế hoạch {number_label(plan.follows)}")] if plan.follows else []),
        *([("Kế hoạch của các Tổ", words)] if (words := _group_plans(plan)) else []),
        *([("Tổ chưa có kế hoạch", words)] if (words := _groups_without(plan)) else []),
        *([("Tệp đã nhập", plan.source_name)] if plan.source_name else []),
    ]


def _partners(plan: Plan) -> str:
    """The councils of a joint plan and what they answered; empty for a plan of one council."""
    with trusted():
        rows = list(plan.partners.select_related("council").order_by("pk"))
    words = []
    for row in rows:
        agreed = f"đã thống nhất{f' ({row.agreed_paper})' if row.agreed_paper else ''}" if row.agreed_at else ""
        refused = f"chưa thống nhất: {row.refused_reason}" if row.refused_at else "chưa trả lời"
        words.append(f"{row.council}: {agreed or refused}")
    return "; ".join(words)


def _group_plans(plan: Plan) -> str:
    """Which groups have a plan under PLAN and how far it is; empty where none has."""
    with trusted():
        rows = plan.followers.select_related("group").order_by("group__number", "pk")
        return "; ".join(f"{owner_label(row)}: {row.get_state_display()}" for row in rows)


def _groups_without(plan: Plan) -> str:
    """Groups that have no plan under an issued PLAN of the Thường trực; empty for other plans."""
    missing = groups_without_plan(plan) if plan.state == PlanState.ISSUED else []
    return ", ".join(group.label for group in missing)


def _session_days(opens_on: date | None, closes_on: date | None) -> str:
    if opens_on is None:
        return "chưa có ngày khai mạc"
    return f"{short_date(opens_on)} – {short_date(closes_on)}" if closes_on else f"khai mạc {short_date(opens_on)}"


def _where(plan: Plan, missing: str) -> str:
    """The field or page where what is MISSING is filled in."""
    if missing.startswith(AGREEMENT):
        return reverse("desk:plan-partner", args=[plan.pk])
    if missing.startswith("{"):
        return _where_named(plan, missing.strip("{}"))
    field = _FIELDS_OF_MISSING.get(missing) or _FIRST_FIELD[missing].value
    return f"{reverse('desk:plan-edit', args=[plan.pk])}#id_{field}"


def _missing_words(missing: str) -> str:
    """What is to be done about a name without a value; other parts are named as they are."""
    name = known_name(missing.strip("{}")) if missing.startswith("{") else None
    return f"{_TO_FILL[NAMES[name][0]]} {missing}" if name else missing


def _where_named(plan: Plan, written: str) -> str:
    """The page where the value of a name is entered; for one that is not in the table, the text itself."""
    edit = reverse("desk:plan-edit", args=[plan.pk])
    source = NAMES[name][0] if (name := known_name(written)) else ""
    if source == SESSION:
        return reverse("desk:plan-session", args=[plan.pk]) if plan.session_id else f"{edit}#id_session"
    if source == ROUNDS:
        return reverse("desk:plan-rounds", args=[plan.pk])
    return f"{edit}#id_{PLAN}" if source == PLAN else edit


def name_rows(plan: Plan) -> list[NameRow]:
    """The table of names with what each stands for in PLAN now."""
    values = values_of(plan)
    return [NameRow(f"{{{name}}}", meaning, values.get(name, "")) for name, (_source, meaning) in NAMES.items()]


def _round_row(user: User, round_: Round) -> list[Cell]:
    movable = round_.state in (RoundState.PLANNED, RoundState.RELEASED)
    url = reverse("desk:plan-round", args=[round_.pk]) if movable and can(user, "meetings.change_round") else ""
    return [
        Cell(round_.name or round_.get_phase_display().capitalize(), url=reverse("desk:round", args=[round_.pk])),
        Cell(span_text(round_.starts_on, round_.ends_on), url=url),
        Cell(round_.get_state_display(), tone="done" if round_.state == RoundState.CLOSED else "open"),
    ]


def steps_of(user: User, plan: Plan, missing: Sequence[str], rounds: int) -> list[Step]:
    """What USER can do with the plan now; the step that brings it forward is the main one."""
    steps = []
    if plan.state == PlanState.CONSULTING and can(user, "meetings.add_plancomment", plan):
        steps.append(Step("Ghi ý kiến", reverse("desk:plan-comment", args=[plan.pk]), "chat-left-text"))
    invited = _invited(user, plan) if plan.is_editable else []
    if invited and plan.state == PlanState.CONSULTING:
        steps.append(Step("Ghi ý kiến", reverse("desk:partner-comment", args=[plan.pk]), "chat-left-text"))
    if any(one.agreed_at is None for one in invited):
        steps.append(
            Step("Trả lời đề nghị cùng lập", reverse("desk:plan-answer", args=[plan.pk]), "check-lg", main=True)
        )
    if can(user, "meetings.change_plan", plan):
        steps += _writing_steps(plan, bool(missing), rounds, can(user, "meetings.add_round"))
    if can_move_plan(plan.state, PlanState.ISSUED) and not missing and can(user, "meetings.issue_plan", plan):
        steps.append(Step("Ban hành kế hoạch", reverse("desk:plan-issue", args=[plan.pk]), "send-check", main=True))
    return steps


def _invited(user: User, plan: Plan) -> list[PlanPartner]:
    """The invitations of the plan to councils in which USER works on plans."""
    mine = grants_of(user, "meetings.change_plan").get(Scope.COUNCIL, frozenset())
    with trusted():
        return list(plan.partners.filter(council__in=mine, refused_at=None).exclude(council=plan.council_id))


def _unanswered(plan: Plan) -> list[PlanPartner]:
    """Invitations to plan together that wait for their answer."""
    with trusted():
        waiting = plan.partners.filter(agreed_at=None, refused_at=None)
        return list(waiting.select_related("council").order_by("pk"))


def _writing_steps(plan: Plan, lacking: bool, rounds: int, may_open: bool) -> list[Step]:
    steps = []
    if plan.is_editable:
        steps.append(Step("Sửa nội dung", reverse("desk:plan-edit", args=[plan.pk]), "pencil", main=lacking))
        steps.append(Step("Mời Hội đồng cùng lập", reverse("desk:plan-partner", args=[plan.pk]), "people"))
        steps += [
            Step(f"Rút đề nghị với {one.council}", reverse("desk:partner-withdrawn", args=[one.pk]), "x-lg")
            for one in _unanswered(plan)
        ]
    if may_open and plan.amends_id is None and rounds < 2 and plan.state != PlanState.CLOSED:
        forward = plan.state == PlanState.ISSUED and not rounds
        steps.append(Step("Mở đợt", reverse("desk:plan-rounds", args=[plan.pk]), "calendar-plus", main=forward))
    if plan.state == PlanState.ISSUED:
        if groups_without_plan(plan):
            url = reverse("desk:plan-groups", args=[plan.pk])
            steps.append(Step("Lập kế hoạch của các Tổ", url, "people"))
        steps.append(Step("Điều chỉnh", reverse("desk:plan-amend", args=[plan.pk]), "copy"))
    for slug, move in MOVES.items():
        if can_move_plan(plan.state, move.to) and not (lacking and move.to == PlanState.SUBMITTED):
            url = reverse("desk:plan-move", args=[plan.pk, slug])
            main = not lacking and plan.is_editable and move.to == PlanState.SUBMITTED
            steps.append(Step(move.label, url, move.icon, main=main))
    return steps


@dataclass(frozen=True, slots=True)
class Move:
    """A step between states: what the office calls it and what it will do."""

    to: PlanState
    label: str
    icon: str
    consequences: tuple[str, ...]
    undo: str
    done: str


MOVES = {
    "xin-y-kien": Move(
        PlanState.CONSULTING,
        "Gửi xin ý kiến",
        "chat-left-text",
        (
            "Thường trực HĐND, Ủy ban MTTQ đọc dự thảo ở trang kế hoạch này; Tổ trưởng, Tổ phó đọc trên điện thoại. "
            "Ai đọc thì ghi ý kiến tại đó; phần mềm không tự gửi thư, Văn phòng báo để các nơi mở xem.",
            "Với UBND, tải bản xem trước rồi gửi kèm công văn; ý kiến bằng văn bản thì Văn phòng ghi lại ở trang này.",
            "Nội dung vẫn sửa được trong khi xin ý kiến.",
        ),
        "Có thể trả về dự thảo bất cứ lúc nào trước khi ban hành.",
        "Kế hoạch đang xin ý kiến.",
    ),
    "trinh-ky": Move(
        PlanState.SUBMITTED,
        "Trình ký",
        "send",
        ("Kế hoạch chờ người có thẩm quyền ban hành.", "Kế hoạch đã đủ các phần; từ đây có thể ban hành và lấy số."),
        "Có thể trả về dự thảo hoặc xin ý kiến lại trước khi ban hành.",
        "Đã trình ký kế hoạch.",
    ),
    "du-thao": Move(
        PlanState.DRAFT,
        "Trả về dự thảo",
        "arrow-counterclockwise",
        ("Kế hoạch trở lại dự thảo để sửa; ý kiến đã ghi được giữ lại.",),
        "",
        "Kế hoạch đã trở về dự thảo.",
    ),
    "ket-thuc": Move(
        PlanState.CLOSED,
        "Kết thúc kế hoạch",
        "archive",
        ("Không mở thêm đợt và không điều chỉnh kế hoạch này nữa.",),
        "Không mở lại được kế hoạch đã kết thúc.",
        "Kế hoạch đã kết thúc.",
    ),
}


def open_rounds_of(plan: Plan) -> list[str]:
    """The labels of rounds that are not closed yet."""
    with trusted():
        return [one.label for one in plan.rounds.exclude(state=RoundState.CLOSED).order_by("starts_on")]


def known_bases(user: User, plan: Plan, own: Sequence[str]) -> list[str]:
    """Bases that the council's other plans rest on and this one, with OWN, does not; the newest plans' first."""
    rows = PlanParagraph.objects.for_user(user).filter(section=PlanSection.BASIS, plan__council=plan.council_id)
    others = rows.exclude(plan=plan).order_by("-plan__issued_on", "-plan", "position")
    found = {_bare(text): "" for text in own}
    for text in others.values_list("text", flat=True)[:BASES_READ]:
        if "\n" not in text and len(text) <= BASIS_LENGTH:
            found.setdefault(_bare(text), text)
    return [text for text in found.values() if text][:BASES_SHOWN]


def _bare(text: str) -> str:
    return text.strip().rstrip(";.,")


def issue_sentences(plan: Plan, on: date) -> list[str]:
    """What issuing the plan on the day ON will do, to how many."""
    with trusted():
        printed = [
            (one.label, printed_schedule(one, as_planned=True)) for one in plan.rounds.order_by("starts_on", "pk")
        ]
        recipients = len(text_of(plan).get(PlanSection.RECIPIENT, []))
        amended = plan.amends.number_text if plan.amends else ""
        warnings = warnings_of(plan, on)
    annexes = [_annex_sentence(label, schedule) for label, schedule in printed if schedule.lines]
    return [
        _number_sentence(plan, on),
        *(annexes or ["Không có phụ lục lịch: chưa có hội nghị nào có ngày giờ."]),
        f"Người ký: {plan.signatory}. Nơi nhận: {recipients} dòng.",
        *([f"Kế hoạch {amended} chuyển thành “đã điều chỉnh”."] if amended else []),
        *(f"Cần xem lại: {warning}" for warning in warnings),
        "Bản in PDF và Word được tạo và giữ nguyên; kế hoạch không sửa trực tiếp được nữa.",
    ]


def _annex_sentence(label: str, schedule: PrintedSchedule) -> str:
    """What the annex of one round holds: the schedule as planned, which people are told by its release."""
    words = f"Phụ lục: lịch {count_text(len(schedule.lines))} hội nghị đang có trên bảng lịch, {label}."
    if schedule.release is not None:
        return words
    untold = count_text(schedule.untold)
    return f"{words} Còn {untold} thay đổi chưa báo cho ai: ban hành kế hoạch xong thì ban hành lịch của đợt."


def _number_sentence(plan: Plan, on: date) -> str:
    if plan.council.numbers_by_hand:
        return "Số và ngày để trống trên văn bản cho văn thư ghi."
    number = next_number(plan, on)
    if number is None:
        return f"Sổ {plan.symbol} năm {on.year} chưa mở: sổ bắt đầu từ số ghi dưới đây."
    return f"Kế hoạch nhận số {number:02d}/{plan.symbol}, số kế tiếp của sổ năm {on.year}."


def window_days(plan: Plan) -> dict[str, tuple[date, date]]:
    """The days of the rounds that the plan's own text names, by phase."""
    found: dict[str, tuple[date, date]] = {}
    for window in windows_of(plan):
        found.setdefault(_PHASES[window.timing].value, (window.first_day, window.last_day))
    return found


def moment_text(moment: datetime) -> str:
    """`14h30 thứ Năm, 26/11/2026` on the clocks of Viet Nam."""
    local = timezone.localtime(moment)
    return f"{clock_text(local.time())} {weekday_date(local.date())}"
