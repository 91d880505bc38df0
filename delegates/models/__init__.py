"""Who and where: places, councils, terms, groups, delegates, bodies, and the office's own calendar."""

from delegates.models.bodies import Body, Signatory
from delegates.models.calendars import CalendarException, DeadlineSetting
from delegates.models.councils import Constituency, Council, Term
from delegates.models.people import ClerkPosting, Delegate, DelegateGroup, GroupMembership
from delegates.models.places import Locality, LocalitySuccession, Neighbourhood

__all__ = [
    "Body",
    "CalendarException",
    "ClerkPosting",
    "Constituency",
    "Council",
    "DeadlineSetting",
    "Delegate",
    "DelegateGroup",
    "GroupMembership",
    "Locality",
    "LocalitySuccession",
    "Neighbourhood",
    "Signatory",
    "Term",
]
