"""When and where delegates meet voters: sessions, plans, rounds, meetings, minutes, notices, duties."""

from meetings.models.availability import DayWish, ScheduleSetting, TravelTime
from meetings.models.boards import ScheduleFile, ScheduleMove, ScheduleProposal
from meetings.models.contacts import ContactRequest
from meetings.models.meetings import (
    AgendaItem,
    Attendance,
    BusyTime,
    Meeting,
    MeetingChange,
    MeetingOfficer,
    MeetingUnit,
    Venue,
)
from meetings.models.minutes import Minutes
from meetings.models.notices import CalendarFeed, Notice
from meetings.models.plan_parts import LegalBasis, PlanPartner, PlanTask
from meetings.models.plans import CouncilSession, Plan, PlanComment, PlanParagraph, PlanVersion
from meetings.models.releases import ReleasedMeeting
from meetings.models.rounds import Duty, Round, RoundRelease

__all__ = [
    "AgendaItem",
    "Attendance",
    "BusyTime",
    "CalendarFeed",
    "ContactRequest",
    "CouncilSession",
    "DayWish",
    "Duty",
    "LegalBasis",
    "Meeting",
    "MeetingChange",
    "MeetingOfficer",
    "MeetingUnit",
    "Minutes",
    "Notice",
    "Plan",
    "PlanComment",
    "PlanParagraph",
    "PlanPartner",
    "PlanTask",
    "PlanVersion",
    "ReleasedMeeting",
    "Round",
    "RoundRelease",
    "ScheduleFile",
    "ScheduleMove",
    "ScheduleProposal",
    "ScheduleSetting",
    "TravelTime",
    "Venue",
]
