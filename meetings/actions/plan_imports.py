"""Plans read from files: a draft with what is doubtful said beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from delegates.models import Council, Signatory, Term
from meetings.actions.plans import LARGEST_NUMBER, write_paragraphs
from meetings.enums import PlanSection, SessionKind
from meetings.importers.plan_text import PlanText, parse_plan
from meetings.importers.reading import NotAPlan, read_file
from meetings.models import CouncilSession, Plan
from txct.core.audit import record
from txct.core.models import User
from txct.core.writing import Refused, action
from txct.lib.dates import short_date
from txct.lib.document_numbers import DocumentNumber
from txct.lib.numbers import from_roman
from txct.lib.text import fold

_FIRST_MONTH_OF_YEAR_END = 9
ANYWAY = "anyway"
"""The field in which somebody says that a doubtful plan is taken all the same."""


@action
def import_plan(*, council: Council, filename: str, content: bytes, by: User | None, ask_first: bool = False) -> Plan:
    """A draft plan read from a .txt or .docx file; the same file again gives the plan it made the first time.

    Raises Refused, with nothing written, for what is no plan or cannot be read. With ASK_FIRST a plan that is doubtful
    here (`doubts_of`) is refused too, for somebody to choose; else the doubts stand among the draft's warnings.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    known = Plan.objects.filter(council=council, source_sha256=sha256).first()
    if known is not None:
        return known
    try:
        text = parse_plan(read_file(content, filename))
    except NotAPlan as refusal:
        raise Refused(refusal.message, field="file") from refusal
    doubts = doubts_of(council, text)
    if doubts and ask_first:
        raise Refused(" ".join(doubts), field=ANYWAY)
    try:
        with transaction.atomic():
            return _plan_of(council, text, filename, sha256, by, doubts)
    except IntegrityError:
        known = Plan.objects.filter(council=council, source_sha256=sha256).first()
        if known is None:
            raise
        return known


def doubts_of(council: Council, text: PlanText) -> list[str]:
    """Why the plan read may not belong here: another council issued it, or its number, symbol and day are there."""
    found = []
    own = (council.name, council.locality.full_name)
    if text.issuer and not any(fold(name) in fold(text.issuer) for name in own):
        found.append(f"Tệp ghi cơ quan ban hành là “{text.issuer}”, không phải {council}.")
    number = DocumentNumber.parse(text.number).number if text.number else None
    if number is not None and text.day is not None:
        same = Plan.objects.filter(council=council, number=number, issued_on=text.day)
        twin = next((plan for plan in same if fold(plan.symbol) == fold(text.symbol or "")), None)
        if twin is not None:
            found.append(
                f"Đã có kế hoạch {twin.number_text} ngày {short_date(text.day)} ({twin.get_state_display()}) "
                "từ một tệp khác hoặc được soạn tại đây."
            )
    return found


def _plan_of(
    council: Council, text: PlanText, filename: str, sha256: str, by: User | None, doubts: Sequence[str]
) -> Plan:
    warnings = [*doubts, *text.warnings]
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
    write_paragraphs(plan, paragraphs_of(text))
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
