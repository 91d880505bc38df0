"""What the living council's plan desk and board have in hand: plans of groups, a next plan, changes, busy times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from delegates.models import Body, Delegate
from meetings.actions.attendance import decline
from meetings.actions.availability import add_busy_times, answer_wish, propose_days, set_schedule_asks
from meetings.actions.meetings import change_meeting
from meetings.actions.moves import remember_edit
from meetings.actions.plan_comments import comment_plan
from meetings.actions.plan_tasks import finish_task
from meetings.actions.plans import draft_group_plans, draft_plan, edit_group_plan, move_plan
from meetings.actions.sessions import add_session
from meetings.enums import PlanSection, PlanState, SessionKind
from meetings.models import Attendance, Meeting, Plan, Round, Venue
from meetings.plan_tasks import TaskDraft, tasks_of

if TYPE_CHECKING:
    from reports.demo.ward_today import Ward


def tasks_from(ward: Ward, row: dict[str, Any]) -> list[TaskDraft]:
    """The tasks that the facts of a plan name."""
    return [
        TaskDraft(
            what=one["what"],
            body=_body(ward, one),
            group=ward.groups.get(one.get("group", 0)),
            doer_name=one.get("doer", ""),
            due_on=ward.day(one["due"]) if "due" in one else None,
            rule_code=one.get("rule", ""),
        )
        for one in row["tasks"]
    ]


def finish_tasks(ward: Ward, plan: Plan, row: dict[str, Any]) -> None:
    """Note as done the tasks of an issued plan that the facts call done."""
    for task, one in zip(tasks_of(plan), row["tasks"], strict=True):
        if "done" in one:
            finish_task(task=task, by=ward.secretary, at=ward.at(one["done"], 16))


def comment(ward: Ward, plan: Plan, rows: list[dict[str, Any]]) -> None:
    """Keep what bodies and groups wrote on a plan that is out for comments."""
    for one in rows:
        comment_plan(
            plan=plan,
            text=one["text"],
            body=_body(ward, one),
            group=ward.groups.get(one.get("group", 0)),
            by=ward.secretary,
            at=ward.at(one["day"], 10),
        )


def _body(ward: Ward, row: dict[str, Any]) -> Body | None:
    return ward.body(row["body"]) if "body" in row else None


def write_plans(ward: Ward, issued: Plan) -> None:
    """Drafts of some groups under the ISSUED plan, written by their heads, and the plan of the next session."""
    for row in ward.facts["group_plans"]:
        group = ward.groups[row["group"]]
        (draft,) = draft_group_plans(plan=issued, group=group, by=ward.secretary)
        head = next(name for one in ward.facts["groups"] if one["number"] == row["group"] for name in one["delegates"])
        edit_group_plan(plan=draft, paragraphs={PlanSection.PLACE: [row["place"]]}, by=ward.writer(head))
        if "comments" in row:
            draft = move_plan(plan=draft, to=PlanState.CONSULTING, by=ward.secretary)
            comment(ward, draft, row["comments"])
    about = ward.facts["next_plan"]
    session = add_session(
        term=ward.term,
        ordinal=about["session"],
        kind=SessionKind(about["kind"]),
        opens_on=None,
        closes_on=None,
        by=ward.secretary,
    )
    draft_plan(council=ward.council, title=about["title"], session=session, like=issued, by=ward.secretary)


def move(ward: Ward, round_: Round, row: dict[str, Any], told: int) -> None:
    """Give the meeting of the facts other hours, TOLD days from today, as the board does."""
    meeting = _meeting(ward, round_, row)
    starts_at = ward.clock(row["day"], row["hour"])
    length = meeting.ends_at - meeting.starts_at if meeting.starts_at and meeting.ends_at else None

    def change() -> Meeting:
        return change_meeting(
            meeting=meeting,
            starts_at=starts_at,
            ends_at=starts_at + length if length else None,
            reason=row["reason"],
            by=ward.secretary,
            at=ward.at(told, 11),
        )

    remember_edit(meeting=meeting, label="sửa giờ", run=change, by=ward.secretary, at=ward.at(told, 11))


def refuse_to_come(ward: Ward, round_: Round) -> None:
    """A delegate refuses one of his meetings (NQLT 72/2025, Điều 4 khoản 2)."""
    row = ward.facts["declined"]
    own = Attendance.objects.get(meeting=_meeting(ward, round_, row), delegate=ward.delegates[row["who"]])
    by, at = ward.writer(row["who"]), ward.at(-1, 20)
    decline(attendance=own, ground=row["ground"], reason=row["reason"], by=by, at=at)


def _meeting(ward: Ward, round_: Round, row: dict[str, Any]) -> Meeting:
    return Meeting.objects.get(round=round_, units__neighbourhood=ward.homes[row["where"]])


def note_availability(ward: Ward, after: Round) -> None:
    """Busy times of delegates, a hall, the Front; days that delegates propose for the round AFTER; least numbers."""
    for row in ward.facts["busy"]:
        hours = [(ward.clock(row["day"], row["from"]), ward.clock(row["day"], row["to"]))]
        by = ward.writer(row["delegate"]) if "delegate" in row else ward.secretary
        add_busy_times(owner=_owner(ward, row), hours=hours, reason=row["reason"], by=by, at=ward.at(row["told"], 19))
    for row in ward.facts["wishes"]:
        (wish,) = propose_days(
            round=after,
            delegate=ward.delegates[row["who"]],
            days=[(ward.day(row["day"]), row["half"])],
            note=row.get("note", ""),
            by=ward.writer(row["who"]),
        )
        if "answer" in row:
            answer_wish(wish=wish, accepted=row["answer"], by=ward.secretary)
    set_schedule_asks(council=ward.council, by=ward.secretary, **ward.facts["asks"])


def _owner(ward: Ward, row: dict[str, Any]) -> Delegate | Venue | Body:
    if "delegate" in row:
        return ward.delegates[row["delegate"]]
    return ward.halls[row["hall"]] if "hall" in row else ward.body(row["body"])
