"""Reports of a round: of one group, and of the whole council. Figures are frozen with the paper."""

from __future__ import annotations

from datetime import date, datetime

from delegates.models import DelegateGroup, Signatory
from meetings.actions.duties import CONSOLIDATION, GROUP_REPORT, fulfil_duties
from meetings.models import Round
from reports.actions.issuing import issue_paper, signer_for
from reports.documents.group_report import group_report_document
from reports.documents.letterhead import group_signature
from reports.documents.summary_report import summary_report_document
from reports.enums import DocumentKind
from reports.figures import RoundFigures, check_figures, figures_from_json, round_figures
from reports.models import Report
from reports.queries import reporting_groups
from reports.render.model import OfficialDocument
from txct.core.audit import record
from txct.core.models import IssuedDocument, User
from txct.core.writing import Refused, action


def issue_group_report(
    *,
    round: Round,
    group: DelegateGroup,
    by: User | None,
    on: date,
    at: datetime,
    cut_off: datetime | None = None,
    assessment: str = "",
    figures: RoundFigures | None = None,
) -> IssuedDocument:
    """Issue the report of GROUP on its meetings of ROUND, with the figures at CUT_OFF (default: AT).

    FIGURES are those already read in a snapshot, by a caller whose transaction is open. When all groups of the
    round have reported, that duty is done.
    """
    figures = figures or round_figures(round, cut_off or at, group)
    return _issue_group_report(round=round, group=group, figures=figures, by=by, on=on, at=at, assessment=assessment)


@action
def _issue_group_report(
    *,
    round: Round,
    group: DelegateGroup,
    figures: RoundFigures,
    by: User | None,
    on: date,
    at: datetime,
    assessment: str,
) -> IssuedDocument:
    _refuse_unready(figures)
    if group_signature(group, on) is None:
        raise Refused(f"{group} chưa có Tổ trưởng. Ghi Tổ trưởng hoặc người ký của Tổ rồi ban hành báo cáo.")
    doc = group_report_document(round, group, figures, on=on, assessment=assessment)
    document = _issue(DocumentKind.GROUP_REPORT, round, group, figures, doc, assessment, by, on, at)
    issued = Report.objects.filter(kind=DocumentKind.GROUP_REPORT, round=round).exclude(document=None)
    reported = set(issued.values_list("group", flat=True))
    if all(one.pk in reported for one in reporting_groups(round)):
        fulfil_duties(of=round, codes=(GROUP_REPORT,), by=by, at=at)
    return document


def issue_summary_report(
    *,
    round: Round,
    by: User | None,
    on: date,
    at: datetime,
    cut_off: datetime | None = None,
    assessment: str = "",
    signatory: Signatory | None = None,
    figures: RoundFigures | None = None,
) -> IssuedDocument:
    """Issue the council's report of ROUND, with the figures at CUT_OFF (default: AT).

    The figures are read in one snapshot before the paper's own transaction begins; petitions entered meanwhile are
    not in it and come in the next report. FIGURES are those already read so, by a caller whose transaction is open.
    The duty to consolidate is done by it.
    """
    figures = figures or round_figures(round, cut_off or at)
    return _issue_summary_report(
        round=round, figures=figures, by=by, on=on, at=at, assessment=assessment, signatory=signatory
    )


@action
def _issue_summary_report(
    *,
    round: Round,
    figures: RoundFigures,
    by: User | None,
    on: date,
    at: datetime,
    assessment: str,
    signatory: Signatory | None,
) -> IssuedDocument:
    _refuse_unready(figures)
    signer = signer_for(round.council, signatory or round.plan.signatory)
    doc = summary_report_document(round, figures, signer, on=on, assessment=assessment, earlier=earlier_figures(round))
    document = _issue(DocumentKind.SUMMARY_REPORT, round, None, figures, doc, assessment, by, on, at)
    fulfil_duties(of=round, codes=CONSOLIDATION, by=by, at=at)
    return document


def earlier_figures(round: Round) -> RoundFigures | None:
    """Figures of the last summary report on an earlier round of the council, for the comparison."""
    report = (
        Report.objects.filter(
            kind=DocumentKind.SUMMARY_REPORT, council=round.council_id, round__starts_on__lt=round.starts_on
        )
        .exclude(document=None)
        .order_by("-round__starts_on", "-pk")
        .first()
    )
    return figures_from_json(report.figures) if report is not None else None


def _refuse_unready(figures: RoundFigures) -> None:
    if not figures.held.count:
        raise Refused("Đợt này chưa có hội nghị nào đã họp. Ghi kết quả hội nghị rồi lập báo cáo.")
    wrong = check_figures(figures)
    if wrong:
        raise Refused(f"Số liệu chưa khớp: {'; '.join(wrong)}. Báo người quản trị kiểm tra dữ liệu.")


def _issue(
    kind: DocumentKind,
    round: Round,
    group: DelegateGroup | None,
    figures: RoundFigures,
    doc: OfficialDocument,
    assessment: str,
    by: User | None,
    on: date,
    at: datetime,
) -> IssuedDocument:
    """Keep the report with its figures, issue its paper, and tie the two; it replaces the last one of its kind."""
    council = group.council if group is not None else round.council
    earlier = Report.objects.filter(kind=kind, round=round, group=group).exclude(document=None).order_by("-pk").first()
    report = Report.objects.create(
        council=council,
        round=round,
        kind=kind,
        group=group,
        cut_off=datetime.fromisoformat(figures.cut_off),
        figures=figures.to_json(),
        assessment=assessment,
        created_by=by,
        created_at=at,
    )
    document = issue_paper(
        council=council,
        kind=kind,
        doc=doc,
        subject=report if group is not None else round,
        by=by,
        on=on,
        at=at,
        replaces=earlier.document if earlier is not None else None,
    )
    report.document = document
    report.save(update_fields=["document"])
    record(
        by=by,
        action="report.issued",
        obj=report,
        tenant_id=council.pk,
        at=at,
        new={"document": document, "cut_off": report.cut_off, "petitions": figures.petitions.count},
    )
    return document
