"""What the room writes: papers issued with number and frozen content, and their files."""

from reports.actions.letters import issue_reminder, issue_transfer_letter
from reports.actions.papers import issue_invitations, issue_minutes, issue_plan, issue_schedule_notice
from reports.actions.preview import preview_document
from reports.actions.rendering import invitation_bundle, render_all, render_issued
from reports.actions.round_reports import issue_group_report, issue_summary_report

__all__ = [
    "invitation_bundle",
    "issue_group_report",
    "issue_invitations",
    "issue_minutes",
    "issue_plan",
    "issue_reminder",
    "issue_schedule_notice",
    "issue_summary_report",
    "issue_transfer_letter",
    "preview_document",
    "render_all",
    "render_issued",
]
