"""A ward's council whose delegates ask for contacts around Tết of 2027."""

from __future__ import annotations

from datetime import date, datetime

from delegates.actions import (
    add_delegate,
    add_signatory,
    create_council,
    form_group,
    start_term,
)
from delegates.enums import Level
from delegates.models import Constituency, Delegate, Neighbourhood
from meetings.actions.contacts import (
    approve_contact,
    request_contact,
)
from meetings.actions.plans import draft_plan
from meetings.enums import (
    ContactKind,
    PlanState,
)
from meetings.models import ContactRequest, Plan
from meetings.tests.scenes import PARAGRAPHS, clock, locality, user

RECEIVED, DECIDED, WANTED = date(2027, 2, 2), date(2027, 2, 12), date(2027, 2, 23)
DECISION_DUE, NOTICE_DUE, SUMMARY_DUE = date(2027, 2, 16), date(2027, 2, 18), date(2027, 3, 2)
"""Tết closes the office from 4 to 10 February 2027."""


def at(day: int, hour: int = 9, month: int = 2) -> datetime:
    return clock(day, hour, month=month, year=2027)


class Ward:
    """A ward's council of 2026 with two settlements, two groups and a plan in force."""

    def __init__(self) -> None:
        self.place = locality("Từ Sơn")
        self.secretary = user("thu-ky@tu-son.example", "Nguyễn Thị Thư")
        self.council = create_council(
            code="phuong-tu-son", level=Level.XA, locality=self.place, by=self.secretary, emails={}
        )
        self.term = start_term(
            council=self.council, ordinal=2, starts_on=date(2026, 4, 1), ends_on=date(2031, 4, 1), by=self.secretary
        )
        self.hoods = [Neighbourhood.objects.create(locality=self.place, name=name, kind="khu_pho") for name in "AB"]
        seat = Constituency.objects.create(council=self.council, term=self.term, number=1)
        seat.neighbourhoods.add(self.hoods[0])
        self.delegate = self._delegate("Trần Văn An", seat)
        self.other = self._delegate("Lê Thị Bình", seat)
        self.group = form_group(
            term=self.term, number=1, members=[self.delegate, self.other], head=self.delegate, by=self.secretary
        )
        self.plan = draft_plan(
            council=self.council,
            title="Tiếp xúc cử tri",
            paragraphs=PARAGRAPHS,
            signatory=add_signatory(council=self.council, full_name="Ngô Đạt", title="CHỦ TỊCH", by=self.secretary),
            by=self.secretary,
        )
        Plan.objects.filter(pk=self.plan.pk).update(state=PlanState.ISSUED, issued_on=date(2027, 1, 4), number=5)

    def _delegate(self, name: str, seat: Constituency) -> Delegate:
        made = add_delegate(
            term=self.term, full_name=name, email=f"db{Delegate.objects.count()}@tu-son.example", by=self.secretary
        )
        Delegate.objects.filter(pk=made.pk).update(constituency=seat)
        return Delegate.objects.get(pk=made.pk)

    def ask(self, kind: str = ContactKind.INDIVIDUAL, **changes: object) -> ContactRequest:
        values: dict[str, object] = {
            "delegate": self.delegate,
            "kind": kind,
            "wanted_on": WANTED,
            "locality": self.place,
            "neighbourhood": self.hoods[1],
            "with_whom": "hộ ông Nguyễn Văn X và 5 hộ liền kề",
            "content": "Nghe về ngập úng",
            "received_on": RECEIVED,
            "by": self.secretary,
            "at": at(2),
        }
        return request_contact(**{**values, **changes})

    def approve(self, contact: ContactRequest, **changes: object) -> ContactRequest:
        values: dict[str, object] = {
            "contact": contact,
            "round": None,
            "starts_at": at(23, 8),
            "ends_at": at(23, 10),
            "on": DECIDED,
            "by": self.secretary,
            "at": at(12),
        }
        return approve_contact(**{**values, **changes})
