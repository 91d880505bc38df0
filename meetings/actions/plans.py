"""Plans: drafted, edited, brought to signature, issued, amended, closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from delegates.models import Council, DelegateGroup
from meetings.actions.duties import recompute_duties
from meetings.actions.plan_tasks import drafts_of, tell_tasks, write_tasks
from meetings.enums import PlanSection, PlanState
from meetings.models import CouncilSession, Plan, PlanParagraph, PlanTask, PlanVersion, Round
from meetings.plan_names import as_names, fill, nearest_name, open_braces, unknown_names, values_of
from meetings.plan_tasks import TaskDraft, tasks_of
from meetings.plan_texts import missing_parts, name_values, printed_text, snapshot_of, text_of
from meetings.rules import can_move_plan
from txct.core.audit import record
from txct.core.models import IssuedDocument, User
from txct.core.scoping import trusted
from txct.core.writing import Refused, action, claim_version, lock
from txct.lib.dates import long_date

EDITABLE = (
    "title",
    "symbol",
    "number",
    "issued_on",
    "place_name",
    "issuer_name",
    "opening",
    "signatory",
    "report_due_on",
    "session",
    "group",
)
LARGEST_NUMBER = 99_999


@action
def draft_plan(
    *,
    council: Council,
    title: str,
    by: User | None,
    session: CouncilSession | None = None,
    group: DelegateGroup | None = None,
    paragraphs: Mapping[str, Sequence[str]] | None = None,
    like: Plan | None = None,
    **fields: Any,
) -> Plan:
    """A plan written here: blank, with PARAGRAPHS by part, or LIKE an earlier one whose text it takes over.

    The days and the session of the earlier plan become names, so that those of the new one are printed.
    """
    if not title.strip():
        raise Refused("Nhập trích yếu của kế hoạch.", field="title")
    _refuse_fields(fields)
    _refuse_unknown_names({"opening": [fields.get("opening", "")], **(paragraphs or {})})
    inherited: dict[str, Any] = {}
    taken_over: Mapping[str, Sequence[str]] = {}
    if like is not None:
        values = values_of(like)
        inherited = {name: getattr(like, name) for name in ("symbol", "place_name", "issuer_name", "signatory")}
        inherited |= {"opening": as_names(like.opening, values), "drawn_from": like}
        taken_over = _with_names(text_of(like), values)
    plan = Plan.objects.create(council=council, title=title, session=session, group=group, **{**inherited, **fields})
    write_paragraphs(plan, taken_over)
    write_paragraphs(plan, paragraphs or {})
    write_tasks(plan, drafts_of(like, with_days=False) if like is not None else ())
    record(by=by, action="plan.drafted", obj=plan, tenant_id=council.pk, new={"title": plan.title, "like": like})
    return plan


def _with_names(texts: Mapping[str, Sequence[str]], values: Mapping[str, str]) -> dict[str, list[str]]:
    """TEXTS with the values put back into names; bases speak of other bodies' papers and stay as written."""
    return {
        section: list(paragraphs) if section == PlanSection.BASIS else [as_names(text, values) for text in paragraphs]
        for section, paragraphs in texts.items()
    }


def _refuse_unknown_names(paragraphs: Mapping[str, Sequence[str]]) -> None:
    for section, place in open_braces(paragraphs):
        raise Refused(
            f"{_where(section, place)}: dấu ngoặc nhọn thiếu một nửa. Viết đủ {{tên}}, hoặc bỏ dấu ngoặc nhọn.",
            field=section,
        )
    for section, place, name in unknown_names(paragraphs):
        raise Refused(
            f"{_where(section, place)}: không có tên {{{name}}}. Tên gần nhất là {{{nearest_name(name)}}}; "
            "chọn trong bảng tên, hoặc bỏ dấu ngoặc nhọn.",
            field=section,
        )


def _where(section: str, place: int) -> str:
    return "Câu mở đầu" if section == "opening" else f"{PlanSection(section).label}, đoạn {place}"


def write_paragraphs(plan: Plan, paragraphs: Mapping[str, Sequence[str]]) -> None:
    """Replace the parts given; blank paragraphs are left out, positions run from 1."""
    plan.paragraphs.filter(section__in=list(paragraphs)).delete()
    PlanParagraph.objects.bulk_create(
        PlanParagraph(plan=plan, section=section, position=place, text=text)
        for section, texts in paragraphs.items()
        for place, text in enumerate([text for text in texts if text.strip()], start=1)
    )


@action
def edit_paragraphs(
    *,
    plan: Plan,
    paragraphs: Mapping[str, Sequence[str]],
    by: User | None,
    expected_version: int | None = None,
) -> Plan:
    """Replace the paragraphs of the parts given, by `PlanSection`; other parts stay."""
    unknown = set(paragraphs) - {section.value for section in PlanSection}
    if unknown:
        raise Refused("Kế hoạch không có phần này. Tải lại trang rồi sửa.")
    _refuse_unknown_names(paragraphs)
    _claim(plan, expected_version, paragraphs)
    before = text_of(plan)
    write_paragraphs(plan, paragraphs)
    after = text_of(plan)
    changed = [section for section in paragraphs if before.get(section) != after.get(section)]
    record(
        by=by,
        action="plan.edited",
        obj=plan,
        tenant_id=plan.council_id,
        old={section: before.get(section, []) for section in changed},
        new={section: after.get(section, []) for section in changed},
    )
    return plan


@action
def edit_group_plan(
    *, plan: Plan, paragraphs: Mapping[str, Sequence[str]], by: User | None, expected_version: int | None = None
) -> Plan:
    """The text of a group's own plan, written by who leads the group (NQLT 72/2025, Điều 4 khoản 5).

    Raises Refused once the office has brought the plan to signature.
    """
    held = lock(Plan, plan.pk)
    refuse_closed_to_group(held)
    return edit_paragraphs(plan=held, paragraphs=paragraphs, by=by, expected_version=expected_version)


def refuse_closed_to_group(plan: Plan) -> None:
    """Raise Refused once a group's plan is out of the group's hands."""
    if not plan.is_written_by_group:
        advice = "Cần sửa thì báo Văn phòng trả kế hoạch về dự thảo." if plan.is_editable else ""
        raise Refused(f"Kế hoạch đang “{plan.get_state_display()}”, Tổ không sửa được nữa. {advice}".strip())


@action
def edit_plan(*, plan: Plan, by: User | None, expected_version: int | None = None, **fields: Any) -> Plan:
    """Change fields of a plan not yet issued: title, number, place, signer, session… (`EDITABLE`)."""
    _refuse_fields(fields)
    _refuse_unknown_names({"opening": [fields.get("opening", "")]})
    _claim(plan, expected_version, fields)
    old = {name: getattr(plan, name) for name in fields}
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.save()
    record(by=by, action="plan.edited", obj=plan, tenant_id=plan.council_id, old=old, new=fields)
    if {"report_due_on", "session", "issued_on"} & set(fields):
        for round in Round.objects.filter(plan=plan):
            recompute_duties(round=round, by=by)
    return plan


@action
def rewrite_plan(
    *,
    plan: Plan,
    fields: Mapping[str, Any],
    paragraphs: Mapping[str, Sequence[str]],
    tasks: Sequence[TaskDraft] | None = None,
    by: User | None,
    expected_version: int | None = None,
) -> Plan:
    """Fields, parts and tasks of a plan saved together, under one version; what is not given stays."""
    if expected_version is not None:
        claim_version(plan, expected_version, {**fields, **paragraphs, **_task_words(tasks)})
    if fields:
        edit_plan(plan=plan, by=by, **fields)
    if paragraphs:
        edit_paragraphs(plan=plan, paragraphs=paragraphs, by=by)
    if tasks is not None:
        set_tasks(plan=plan, tasks=tasks, by=by)
    return plan


def _task_words(tasks: Sequence[TaskDraft] | None) -> dict[str, list[str]]:
    return {} if tasks is None else {"tasks": [f"{task.doer}: {task.what}" for task in tasks]}


@action
def set_tasks(
    *, plan: Plan, tasks: Sequence[TaskDraft], by: User | None, expected_version: int | None = None
) -> list[PlanTask]:
    """Replace the tasks of a plan that is not issued yet."""
    _claim(plan, expected_version, _task_words(tasks))
    old = [str(task) for task in tasks_of(plan)]
    written = write_tasks(plan, tasks)
    new = [str(task) for task in written]
    record(by=by, action="plan.edited", obj=plan, tenant_id=plan.council_id, old={"tasks": old}, new={"tasks": new})
    return written


def _refuse_fields(fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"Not fields of a plan: {', '.join(sorted(unknown))}")


def _claim(plan: Plan, expected_version: int | None, mine: Mapping[str, Any]) -> None:
    """Claim the version and take the row as it is now; an issued plan is only amended by another paper."""
    claim_version(plan, expected_version, mine)
    plan.refresh_from_db()
    if not plan.is_editable:
        raise Refused("Kế hoạch đã ban hành, không sửa được. Lập kế hoạch điều chỉnh.")


@action
def move_plan(*, plan: Plan, to: str, by: User | None, expected_version: int | None = None) -> Plan:
    """Send a draft out for comments, to signature, or back; issuing and closing have actions of their own."""
    if to in (PlanState.ISSUED, PlanState.AMENDED):
        raise Refused("Kế hoạch chỉ thành đã ban hành khi văn bản được ban hành.")
    claim_version(plan, expected_version, {"state": to})
    plan.refresh_from_db()
    if not can_move_plan(plan.state, to):
        raise Refused(f"Kế hoạch đang “{plan.get_state_display()}”, không chuyển sang “{PlanState(to).label}” được.")
    if to == PlanState.SUBMITTED:
        _refuse_incomplete(plan, "trình ký")
    old, plan.state = plan.state, to
    plan.save(update_fields=["state"])
    record(by=by, action="plan.moved", obj=plan, tenant_id=plan.council_id, old={"state": old}, new={"state": to})
    return plan


def _refuse_incomplete(plan: Plan, what: str) -> None:
    missing = missing_parts(plan)
    if missing:
        raise Refused(f"Kế hoạch còn thiếu: {', '.join(missing)}. Bổ sung trước khi {what}.")


def refuse_unready(plan: Plan) -> None:
    """Raise Refused unless the plan is submitted for signature and complete: call it before taking a number."""
    with trusted():
        if not can_move_plan(plan.state, PlanState.ISSUED):
            raise Refused(f"Kế hoạch đang “{plan.get_state_display()}”. Trình ký kế hoạch trước khi ban hành.")
        _refuse_incomplete(plan, "ban hành")


@action
def mark_plan_issued(
    *,
    plan: Plan,
    document: IssuedDocument,
    number: int | None,
    issued_on: date,
    by: User | None,
    at: datetime,
) -> PlanVersion:
    """The plan's paper is issued: its text is kept as a version, and the plan it amends is marked amended.

    Runs in the transaction that issues DOCUMENT. NUMBER is None while the registry numbers by hand.
    """
    plan.refresh_from_db()
    refuse_unready(plan)
    _freeze_names(plan)
    plan.state, plan.document, plan.number, plan.issued_on = PlanState.ISSUED, document, number, issued_on
    plan.version += 1
    plan.save()
    version = PlanVersion.objects.create(
        plan=plan, number=plan.versions.count() + 1, at=at, snapshot=snapshot_of(plan), document=document
    )
    record(
        by=by,
        action="plan.issued",
        obj=plan,
        tenant_id=plan.council_id,
        at=at,
        new={"number": plan.number_text, "issued_on": issued_on, "document": document},
    )
    tell_tasks(plan)
    if plan.amends is not None:
        _keep_done(plan, plan.amends)
        _mark_amended(plan.amends, by, at)
    for round in Round.objects.filter(plan=plan):
        recompute_duties(round=round, by=by)
    return version


def _freeze_names(plan: Plan) -> None:
    """What the names stand for becomes the plan's own text: an issued paper never changes with its session."""
    texts = text_of(plan)
    values = name_values(plan, texts)
    if values:
        plan.opening = fill(plan.opening, values)
        write_paragraphs(plan, printed_text(plan))


def _keep_done(plan: Plan, amended: Plan) -> None:
    """What was done under the amended plan stays done where the same task stands in PLAN."""
    done = {(task.doer, task.what): task.done_at for task in tasks_of(amended) if task.done_at}
    for task in tasks_of(plan):
        if (task.doer, task.what) in done:
            PlanTask.objects.filter(pk=task.pk).update(done_at=done[task.doer, task.what])


def _mark_amended(plan: Plan, by: User | None, at: datetime) -> None:
    old, plan.state = plan.state, PlanState.AMENDED
    plan.save(update_fields=["state"])
    record(
        by=by,
        action="plan.amended",
        obj=plan,
        tenant_id=plan.council_id,
        at=at,
        old={"state": old},
        new={"state": plan.state},
    )


def _amending_title(plan: Plan) -> str:
    day = f" {long_date(plan.issued_on)}" if plan.issued_on else ""
    return f"Điều chỉnh Kế hoạch số {plan.number_text}{day}: {plan.title}"[:500]


@action
def amend_plan(*, plan: Plan, by: User | None) -> Plan:
    """A new draft that amends an issued plan and starts from its text; one such draft at a time."""
    if plan.state != PlanState.ISSUED:
        raise Refused("Chỉ điều chỉnh kế hoạch đã ban hành. Kế hoạch chưa ban hành thì sửa trực tiếp.")
    waiting = [other for other in plan.amendments.all() if other.is_editable]
    if waiting:
        raise Refused(f"Đang có dự thảo điều chỉnh kế hoạch này ({waiting[0].title}). Sửa dự thảo đó.")
    draft = Plan.objects.create(
        council_id=plan.council_id,
        session=plan.session,
        group=plan.group,
        amends=plan,
        symbol=plan.symbol,
        place_name=plan.place_name,
        issuer_name=plan.issuer_name,
        title=_amending_title(plan),
        opening=plan.opening,
        signatory=plan.signatory,
        report_due_on=plan.report_due_on,
    )
    write_paragraphs(draft, text_of(plan))
    write_tasks(draft, drafts_of(plan))
    record(by=by, action="plan.amendment_drafted", obj=draft, tenant_id=plan.council_id, new={"amends": plan})
    return draft


@action
def draft_group_plans(*, plan: Plan, by: User | None, group: DelegateGroup | None = None) -> list[Plan]:
    """A draft for each group of the term that has no plan of its own yet under PLAN (NQLT 72/2025, Điều 4 khoản 5).

    With GROUP for that one only.
    Raises Refused unless PLAN is an issued one of the Thường trực and some group lacks its plan.
    """
    if plan.state != PlanState.ISSUED or plan.group_id is not None:
        raise Refused("Chỉ lập kế hoạch của Tổ theo kế hoạch đã ban hành của Thường trực HĐND.")
    if plan.session is None:
        raise Refused("Kế hoạch chưa gắn kỳ họp nên chưa biết các Tổ của nhiệm kỳ nào. Chọn kỳ họp trước.")
    groups = DelegateGroup.objects.filter(term=plan.session.term_id).exclude(plans__follows=plan).order_by("number")
    drafts = [_group_draft(plan, one, by) for one in groups if group is None or one == group]
    if not drafts and group is not None:
        raise Refused(f"{group.label} đã có kế hoạch theo kế hoạch này. Mở kế hoạch của Tổ để sửa.", field="group")
    if not drafts:
        raise Refused("Mọi Tổ đã có kế hoạch thực hiện kế hoạch này. Mở kế hoạch của Tổ để sửa.")
    return drafts


def _group_draft(plan: Plan, group: DelegateGroup, by: User | None) -> Plan:
    day = f" {long_date(plan.issued_on)}" if plan.issued_on else ""
    draft = Plan.objects.create(
        council_id=plan.council_id,
        session=plan.session,
        group=group,
        follows=plan,
        symbol=plan.symbol,
        place_name=plan.place_name,
        issuer_name=group.label,
        title=f"{group.label} tiếp xúc cử tri theo Kế hoạch số {plan.number_text}{day}"[:500],
        opening=f"{group.label} xây dựng kế hoạch tiếp xúc cử tri như sau:",
        signatory=group.signatories.filter(is_active=True).first() or plan.signatory,
        report_due_on=plan.report_due_on,
    )
    texts = text_of(plan)
    above = f"Căn cứ Kế hoạch số {plan.number_text}{day} của Thường trực HĐND"
    write_paragraphs(draft, {**texts, PlanSection.BASIS: [*texts.get(PlanSection.BASIS, []), above]})
    record(by=by, action="plan.drafted", obj=draft, tenant_id=plan.council_id, new={"follows": plan, "group": group})
    return draft


@action
def set_session_days(
    *, session: CouncilSession, opens_on: date | None, closes_on: date | None, by: User | None
) -> CouncilSession:
    """Opening and closing day of a session; the duties counted from them are computed again."""
    if opens_on and closes_on and closes_on < opens_on:
        raise Refused("Ngày bế mạc phải từ ngày khai mạc trở đi.", field="closes_on")
    old = {"opens_on": session.opens_on, "closes_on": session.closes_on}
    session.opens_on, session.closes_on = opens_on, closes_on
    session.save()
    record(
        by=by,
        action="session.days_set",
        obj=session,
        tenant_id=session.council_id,
        old=old,
        new={"opens_on": opens_on, "closes_on": closes_on},
    )
    for round in Round.objects.filter(plan__session=session):
        recompute_duties(round=round, by=by)
    return session
