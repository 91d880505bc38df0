"""A paper as it would be issued today, without number: for the eye, never kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models

from delegates.models import Council, DelegateGroup
from meetings.models import Meeting, Minutes, Plan, Round
from petitions.models import Reminder, TransferLetter
from reports.actions.round_reports import earlier_figures
from reports.documents.group_report import group_report_document
from reports.documents.invitation import addressees_of, invitation_document
from reports.documents.letterhead import council_signatory
from reports.documents.minutes import minutes_document
from reports.documents.plan import plan_document
from reports.documents.reminder import reminder_document
from reports.documents.schedule import line_of, printed_schedule
from reports.documents.schedule_notice import schedule_notice_document
from reports.documents.summary_report import summary_report_document
from reports.documents.transfer import transfer_document
from reports.enums import DocumentKind
from reports.figures import RoundFigures, round_figures
from reports.render.model import OfficialDocument
from txct.core.scoping import trusted


def preview_document(
    kind: DocumentKind,
    subject: models.Model,
    *,
    on: date,
    at: datetime | None = None,
    group: DelegateGroup | None = None,
    assessment: str = "",
) -> OfficialDocument:
    """The paper of KIND about SUBJECT (plan, round, meeting, minutes, letter, reminder) as of the day ON.

    Reports count up to the moment AT. Raises TypeError when SUBJECT does not fit KIND.
    """
    with trusted():
        if kind == DocumentKind.PLAN and isinstance(subject, Plan):
            return plan_document(subject, on=on)
        if kind == DocumentKind.MINUTES and isinstance(subject, Minutes):
            return minutes_document(subject)
        if isinstance(subject, Round) and kind in _OF_ROUND:
            return _of_round(kind, subject, on, at, group, assessment)
        return _of_council(kind, subject, on)


_OF_ROUND = (DocumentKind.SCHEDULE_NOTICE, DocumentKind.GROUP_REPORT, DocumentKind.SUMMARY_REPORT)


def _of_round(
    kind: DocumentKind,
    round_: Round,
    on: date,
    at: datetime | None,
    group: DelegateGroup | None,
    assessment: str,
) -> OfficialDocument:
    signer = round_.plan.signatory or council_signatory(round_.council)
    if kind == DocumentKind.SCHEDULE_NOTICE:
        return schedule_notice_document(round_, printed_schedule(round_).open_lines, signer, on=on)
    if at is None:
        raise TypeError("a report needs the moment up to which it counts")
    if kind == DocumentKind.GROUP_REPORT:
        if group is None:
            raise TypeError("a group's report needs the group")
        return report_document(round_, group, round_figures(round_, at, group), on=on, assessment=assessment)
    return report_document(round_, None, round_figures(round_, at), on=on, assessment=assessment)


def report_document(
    round_: Round, group: DelegateGroup | None, figures: RoundFigures, *, on: date, assessment: str = ""
) -> OfficialDocument:
    """The report of GROUP, else of the council, on ROUND as FIGURES count it."""
    if group is not None:
        return group_report_document(round_, group, figures, on=on, assessment=assessment)
    signer, earlier = round_.plan.signatory or council_signatory(round_.council), earlier_figures(round_)
    return summary_report_document(round_, figures, signer, on=on, assessment=assessment, earlier=earlier)


def _of_council(kind: DocumentKind, subject: Any, on: date) -> OfficialDocument:
    signer = council_signatory(_council_of(subject))
    if kind == DocumentKind.INVITATION and isinstance(subject, Meeting):
        line = line_of(subject)
        return invitation_document(line, (addressees_of(line) or ("…",))[0], signer, on=on)
    if kind == DocumentKind.TRANSFER and isinstance(subject, TransferLetter):
        return transfer_document(subject, signer, on=on)
    if kind == DocumentKind.REMINDER and isinstance(subject, Reminder):
        return reminder_document(subject, signer, on=on)
    raise TypeError(f"{type(subject).__name__} has no paper of kind {kind}")


def _council_of(subject: Any) -> Council:
    council = subject.council
    if not isinstance(council, Council):
        raise TypeError(f"{type(subject).__name__} belongs to no council")
    return council
