"""Plans: read from a file or drafted, edited, brought to signature, issued, amended, closed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from delegates.models import Council, DelegateGroup, Signatory, Term
from meetings.actions.duties import recompute_duties
from meetings.enums import PlanSection, PlanState, SessionKind
from meetings.importers.plan_sessions import Window, find_windows
from meetings.importers.plan_text import PlanText, parse_plan
from meetings.importers.reading import NotAPlan, read_file
from meetings.models import CouncilSession, Plan, PlanParagraph, PlanVersion, Round
from meetings.rules import can_move_plan, missing_parts_of
from txct.core.audit import record
from txct.core.models import IssuedDocument, User
from txct.core.scoping import trusted
from txct.core.writing import Refused, action, claim_version
from txct.lib.document_numbers import DocumentNumber
from txct.lib.numbers import from_roman
from txct.lib.text import fold

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
_FIRST_MONTH_OF_YEAR_END = 9


@action
def import_plan(*, council: Council, filename: str, content: bytes, by: User | None) -> Plan:
    """A draft plan read from a .txt or .docx file; the same file again gives the plan it made the first time.

    Raises Refused, with nothing written, for what is no plan or cannot be read.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    known = Plan.objects.filter(council=council, source_sha256=sha256).first()
    if known is not None:
        return known
    try:
        text = parse_plan(read_file(content, filename))
    except NotAPlan as refusal:
        raise Refused(refusal.message, field="file") from refusal
    try:
        with transaction.atomic():
            return _plan_of(council, text, filename, sha256, by)
    except IntegrityError:
        known = Plan.objects.filter(council=council, source_sha256=sha256).first()
        if known is None:
            raise
        return known


def _plan_of(council: Council, text: PlanText, filename: str, sha256: str, by: User | None) -> Plan:
    warnings = list(text.warnings)
    number = DocumentNumber.parse(text.number).number if text.number else None
    if number is not None and number > LARGEST_NUMBER:
        warnings.append(f"Số văn bản {number} lớn khác thường, đã để trống. Nhập lại số kế hoạch.")
        number = None
    plan = Plan.objects.create(
        council=council,
        session=_session_of(council, text, warnings, by),
        number=number,
        symbol=(text.symbol or Plan._meta.get_field("symbol").get_default())[:30],
        issued_on=text.day,
        place_name=text.place[:60],
        issuer_name=text.issuer[:200],
        title=text.title[:500],
        opening=text.opening,
        signatory=_signatory_of(council, text.signature.name),
        source_name=filename[-200:],
        source_sha256=sha256,
        warnings=warnings,
    )
    _write_paragraphs(plan, paragraphs_of(text))
    record(
        by=by,
        action="plan.imported",
        obj=plan,
        tenant_id=council.pk,
        new={"file": filename, "sha256": sha256, "number": plan.number_text, "warnings": warnings},
    )
    return plan


def paragraphs_of(text: PlanText) -> dict[str, list[str]]:
    """The paragraphs of a read plan by the parts in which they are kept."""
    before, after = split_content(text.paragraphs_on("content"))
    return {
        PlanSection.BASIS: list(text.bases),
        PlanSection.PURPOSE: list(text.purposes),
        PlanSection.REQUIREMENT: list(text.requirements),
        PlanSection.TIME: text.paragraphs_on("time"),
        PlanSection.CONTENT_BEFORE: before,
        PlanSection.CONTENT_AFTER: after,
        PlanSection.PLACE: text.paragraphs_on("place"),
        PlanSection.ORGANISATION: text.paragraphs_on("organisation"),
        PlanSection.RECIPIENT: list(text.recipients),
    }


def split_content(paragraphs: Sequence[str]) -> tuple[list[str], list[str]]:
    """What is told before and after the session; short lines that name one of the two begin it and are left off."""
    before: list[str] = []
    after: list[str] = []
    into = before
    for paragraph in paragraphs:
        folded = fold(paragraph)
        is_heading = len(paragraph) <= 80 and not paragraph.rstrip().endswith((".", ";"))
        if is_heading and ("truoc ky hop" in folded) != ("sau ky hop" in folded):
            into = after if "sau ky hop" in folded else before
        else:
            into.append(paragraph)
    return before, after


def _session_of(council: Council, text: PlanText, warnings: list[str], by: User | None) -> CouncilSession | None:
    """The session the plan speaks of; made when it is new. None, with a warning, when its term is not entered."""
    if text.session is None:
        return None
    term = _term_of(council, text)
    if term is None:
        warnings.append(
            f"Chưa khai nhiệm kỳ {f'khóa {text.term}' if text.term else 'của kế hoạch'}; chưa gắn được kỳ họp. "
            "Khai nhiệm kỳ rồi chọn kỳ họp."
        )
        return None
    session = CouncilSession.objects.filter(term=term, ordinal=text.session).first()
    if session is not None:
        return session
    session = CouncilSession.objects.create(
        council=council, term=term, ordinal=text.session, kind=_kind_of(text.session, text.day)
    )
    warnings.append(
        f"Đã lập mới {session} ({session.get_kind_display()}). Kiểm tra loại và nhập ngày khai mạc, bế mạc."
    )
    record(by=by, action="session.added", obj=session, tenant_id=council.pk, new={"ordinal": session.ordinal})
    return session


def _term_of(council: Council, text: PlanText) -> Term | None:
    if text.term:
        ordinal = int(text.term) if text.term.isdigit() else from_roman(text.term)
        return council.terms.filter(ordinal=ordinal).first()
    return council.term_on(text.day) if text.day else None


def _kind_of(ordinal: int, day: date | None) -> SessionKind:
    if ordinal == 1:
        return SessionKind.FIRST
    late = day is not None and day.month >= _FIRST_MONTH_OF_YEAR_END
    return SessionKind.YEAR_END if late else SessionKind.MID_YEAR


def _signatory_of(council: Council, name: str) -> Signatory | None:
    if not name:
        return None
    rows = Signatory.objects.filter(council=council, is_active=True).order_by("pk")
    return next((row for row in rows if fold(row.full_name) == fold(name)), None)


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
    """A plan written here: blank, with PARAGRAPHS by part, or LIKE an earlier one whose text it takes over."""
    if not title.strip():
        raise Refused("Nhập trích yếu của kế hoạch.", field="title")
    _refuse_fields(fields)
    inherited: dict[str, Any] = {}
    if like is not None:
        inherited = {
            name: getattr(like, name) for name in ("symbol", "place_name", "issuer_name", "opening", "signatory")
        }
    plan = Plan.objects.create(council=council, title=title, session=session, group=group, **{**inherited, **fields})
    _write_paragraphs(plan, text_of(like) if like is not None else {})
    _write_paragraphs(plan, paragraphs or {})
    record(by=by, action="plan.drafted", obj=plan, tenant_id=council.pk, new={"title": plan.title, "like": like})
    return plan


def text_of(plan: Plan) -> dict[str, list[str]]:
    """The paragraphs of a plan by part, in the order of the paper."""
    with trusted():
        rows = list(plan.paragraphs.all().order_by("position", "pk"))
    found: dict[str, list[str]] = {section.value: [] for section in PlanSection}
    for row in rows:
        found[row.section].append(row.text)
    return {section: texts for section, texts in found.items() if texts}


def windows_of(plan: Plan) -> list[Window]:
    """The rounds that the plan's own paragraphs on time name: before or after, first and last day."""
    year = plan.issued_on.year if plan.issued_on else None
    return find_windows(text_of(plan).get(PlanSection.TIME, []), plan.title, year, [])


def missing_parts(plan: Plan) -> list[str]:
    """What the plan lacks before it can be issued; [] when it is complete."""
    return missing_parts_of(
        text_of(plan),
        has_place=bool(plan.place_name),
        has_issuer=bool(plan.issuer_name),
        has_signatory=plan.signatory_id is not None,
    )


def _write_paragraphs(plan: Plan, paragraphs: Mapping[str, Sequence[str]]) -> None:
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
    _claim(plan, expected_version, {"paragraphs": paragraphs})
    before = text_of(plan)
    _write_paragraphs(plan, paragraphs)
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
def edit_plan(*, plan: Plan, by: User | None, expected_version: int | None = None, **fields: Any) -> Plan:
    """Change fields of a plan not yet issued: title, number, place, signer, session… (`EDITABLE`)."""
    _refuse_fields(fields)
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
    by: User | None,
    expected_version: int | None = None,
) -> Plan:
    """Fields and parts of a plan saved together, under one version; what is not given stays."""
    if expected_version is not None:
        claim_version(plan, expected_version, {**fields, **paragraphs})
    if fields:
        edit_plan(plan=plan, by=by, **fields)
    if paragraphs:
        edit_paragraphs(plan=plan, paragraphs=paragraphs, by=by)
    return plan


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
    if plan.amends is not None:
        _mark_amended(plan.amends, by, at)
    for round in Round.objects.filter(plan=plan):
        recompute_duties(round=round, by=by)
    return version


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


def snapshot_of(plan: Plan) -> dict[str, Any]:
    """The plan as issued, in JSON values."""
    return {
        "number": plan.number_text,
        "issued_on": plan.issued_on.isoformat() if plan.issued_on else None,
        "place": plan.place_name,
        "issuer": plan.issuer_name,
        "title": plan.title,
        "opening": plan.opening,
        "session": str(plan.session) if plan.session else None,
        "signatory": str(plan.signatory) if plan.signatory else None,
        "report_due_on": plan.report_due_on.isoformat() if plan.report_due_on else None,
        "amends": plan.amends.number_text if plan.amends else None,
        "paragraphs": text_of(plan),
        "rounds": [
            {"phase": r.phase, "starts_on": r.starts_on.isoformat(), "ends_on": r.ends_on.isoformat()}
            for r in Round.objects.filter(plan=plan).order_by("starts_on")
        ],
    }


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
        title=f"Điều chỉnh Kế hoạch {plan.number_text}: {plan.title}"[:500],
        opening=plan.opening,
        signatory=plan.signatory,
        report_due_on=plan.report_due_on,
    )
    _write_paragraphs(draft, text_of(plan))
    record(by=by, action="plan.amendment_drafted", obj=draft, tenant_id=plan.council_id, new={"amends": plan})
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
