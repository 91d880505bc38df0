"""Who gets what at which address: one line per page. A page without a line fails `test_isolation.py`.

Add a page by one line in `PAGES`, under its URL name:

    "meetings:round-board": desk("secretary", "standing", of="meetings.round"),

- `desk(*persons, of=…)`: these persons get the page (200), other signed-in people 403, the public the log-in page.
- `press(*persons, of=…)`: a page that only takes a sent form; looking at it answers 405 to these persons.
- `lead(*persons, to=302)`: these persons are led on.
- `everyone(…)`: open to the public.
- `of="meetings.round"` fills the address with the key of the council's own row; `by=("uid",)` another column.
- `args=lambda town: {...}` fills the address by hand; `hidden=("other_delegate",)` names persons for whom the own
  council's row does not exist (404): outside their group, ward or agency.

Persons are those of `tests/people.py`. Pages of the records desk (`admin:…`) are derived from `RECORDS` below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.people import PEOPLE, Town

Arguments = Callable[[Town], Mapping[str, Any]]
SIGNED_IN = PEOPLE
RECORD_PEOPLE = ("secretary", "standing", "auditor", "sysadmin")


@dataclass(frozen=True)
class Page:
    """What GET answers to each person at the own council's row, and how the address is filled."""

    answers: Mapping[str, int]
    args: Arguments | None = None
    public: bool = False
    query: Mapping[str, str] = field(default_factory=dict)


def _filled(of: str, by: str, key: str, args: Arguments | None) -> Arguments | None:
    if args is not None or not of:
        return args
    return lambda town: {key or by: getattr(town.one(of), by)}


def desk(
    *persons: str,
    of: str = "",
    by: str = "pk",
    key: str = "",
    args: Arguments | None = None,
    hidden: tuple[str, ...] = (),
    status: int = 200,
    others: int = 403,
) -> Page:
    """A page of some people."""
    answers = {person: status if person in persons else 404 if person in hidden else others for person in SIGNED_IN}
    return Page({**answers, "public": 302}, _filled(of, by, key, args))


def press(*persons: str, **options: Any) -> Page:
    """A page that only takes a sent form."""
    return desk(*persons, **{"status": 405, **options})


def everyone(*, of: str = "", by: str = "pk", key: str = "", args: Arguments | None = None, status: int = 200) -> Page:
    """A page of the public."""
    answers = dict.fromkeys((*SIGNED_IN, "public"), status)
    return Page(answers, _filled(of, by, key, args), public=True)


def one_voice(town: Town) -> Mapping[str, Any]:
    """The council's meeting, and what was said there."""
    return {"pk": town.one("meetings.meeting").pk, "voice": town.one("petitions.submission").pk}


def round_and_group(town: Town) -> Mapping[str, Any]:
    """The council's round and its group."""
    return {"pk": town.one("meetings.round").pk, "group": town.one("delegates.delegategroup").pk}


def plan_and_group(town: Town) -> Mapping[str, Any]:
    """The council's plan and its group."""
    return {"pk": town.one("meetings.plan").pk, "group": town.one("delegates.delegategroup").pk}


def form_of_meeting(town: Town) -> Mapping[str, Any]:
    """The short code of the council's meeting, as posters print it."""
    return {"short": town.one("meetings.meeting").short_code}


ALL = SIGNED_IN
DESK = ("secretary", "standing", "front", "auditor")
NOT_INVITED = ("secretary", "group_head", "other_delegate")
PAGES: dict[str, Page] = {
    # --- accounts ---
    "core:login": Page({**dict.fromkeys(ALL, 302), "public": 200}, public=True),
    "core:logout": everyone(status=405),
    "core:after-login": desk(*ALL, status=302),
    "core:choose-council": press(*ALL),
    "core:password_change": desk(*ALL),
    "core:password_change_done": desk(*ALL),
    "core:password_reset": everyone(),
    "core:password_reset_done": everyone(),
    "core:password_reset_confirm": everyone(args=lambda _town: {"uidb64": "x", "token": "y"}),
    "core:password_reset_complete": everyone(),
    "core:invitation-list": desk("secretary", "sysadmin"),
    "core:invitation-new": desk("secretary", "sysadmin"),
    "core:invitation-revoke": press("secretary", "sysadmin", of="core.invitation"),
    "core:invitation-accept": everyone(args=lambda _town: {"token": "khong-co"}, status=410),
    "core:health": everyone(),
    "core:components": everyone(),
    # --- the public ---
    "meetings:home": everyone(),
    "meetings:public-schedule": everyone(),
    "meetings:unit-calendar": everyone(of="delegates.locality", by="code"),
    "meetings:round-calendar": everyone(of="meetings.round"),
    "meetings:meeting-calendar": everyone(of="meetings.meeting", by="uid"),
    "meetings:public-meeting": everyone(of="meetings.meeting", by="uid"),
    "meetings:private-calendar": everyone(args=lambda _town: {"token": "khong-co"}, status=404),
    "petitions:public-list": everyone(),
    "petitions:public-petition": everyone(
        args=lambda town: {"council": town.council.code, "code": town.one("petitions.petition").code}, status=404
    ),
    "petitions:public-code": everyone(args=lambda town: {"code": town.one("petitions.petition").code}, status=404),
    "petitions:receipt": everyone(),
    "petitions:voter-form": everyone(args=form_of_meeting),
    "petitions:voter-form-sent": everyone(args=lambda town: {**form_of_meeting(town), "token": "x"}, status=410),
    "petitions:voter-form-qr": everyone(args=form_of_meeting),
    # --- the delegate's own pages ---
    "delegates:my-schedule": desk("group_head", "delegate", "other_delegate"),
    "delegates:my-meeting": desk("delegate", of="meetings.attendance", hidden=NOT_INVITED),
    "delegates:confirm": press("delegate", *NOT_INVITED, of="meetings.attendance"),
    "delegates:excuse": desk("delegate", of="meetings.attendance", hidden=NOT_INVITED),
    "delegates:decline": desk("delegate", of="meetings.attendance", hidden=NOT_INVITED),
    "delegates:contacts": desk("group_head", "delegate", "other_delegate"),
    "delegates:contact-new": desk("group_head", "delegate", "other_delegate"),
    "delegates:contact": desk("delegate", of="meetings.contactrequest", hidden=NOT_INVITED),
    "delegates:contact-withdraw": press("delegate", *NOT_INVITED, of="meetings.contactrequest"),
    "delegates:notice-seen": press("delegate", *NOT_INVITED, of="meetings.notice"),
    "delegates:plans": desk("group_head", "delegate", "other_delegate"),
    "delegates:plan": desk(hidden=("group_head", "delegate", "other_delegate"), of="meetings.plan"),
    "delegates:plan-paper": desk(hidden=("group_head", "delegate", "other_delegate"), of="meetings.plan"),
    "delegates:group-plan-drafted": press("delegate", *NOT_INVITED, args=plan_and_group),
    "delegates:group-plan-text": desk(hidden=("group_head",), of="meetings.plan"),
    "delegates:my-times": desk("group_head", "delegate", "other_delegate"),
    "delegates:busy-removed": press("delegate", "group_head", "other_delegate", "secretary", of="meetings.busytime"),
    "delegates:wish-withdrawn": press("delegate", "group_head", "other_delegate", "secretary", of="meetings.daywish"),
    "delegates:private-calendar": desk("group_head", "delegate", "other_delegate"),
    "delegates:revoke-calendar": press("delegate", *NOT_INVITED),
    # --- issued papers ---
    "reports:document-list": desk("secretary", "standing", "auditor"),
    "reports:document": desk("secretary", "standing", "auditor", of="core.issueddocument"),
    "reports:document-render": press("secretary", "standing", of="core.issueddocument"),
    "reports:document-file": desk(
        "secretary",
        "standing",
        "auditor",
        args=lambda town: {"pk": town.one("core.issueddocument").pk, "form": "pdf"},
    ),
    # --- the secretariat's desk ---
    "desk:home": desk(*DESK),
    "desk:timetable": desk(*DESK),
    "desk:duty-done": press("secretary", of="meetings.duty"),
    "desk:duty-correct": desk("secretary", of="meetings.duty"),
    "desk:deadlines": desk("secretary", "standing", "auditor"),
    "desk:deadline-set": desk("secretary", args=lambda _town: {"code": "HDND_GROUP_REPORT"}),
    "desk:day-declare": desk("secretary"),
    "desk:round-list": desk(*DESK),
    "desk:round": desk(*DESK, of="meetings.round"),
    "desk:release": desk("secretary", of="meetings.round"),
    "desk:legal-bases": desk(*DESK),
    "desk:legal-basis-new": desk("secretary"),
    "desk:legal-basis": desk("secretary", of="meetings.legalbasis"),
    "desk:task-done": press("secretary", of="meetings.plantask"),
    "desk:plan-groups": desk("secretary", of="meetings.plan"),
    "desk:plan-partner": desk("secretary", of="meetings.plan"),
    "desk:partner-comment": desk("secretary", of="meetings.plan"),
    "desk:partner-withdrawn": desk("secretary", of="meetings.planpartner"),
    "desk:plan-answer": desk("secretary", of="meetings.plan"),
    "desk:plan-list": desk(*DESK),
    "desk:plan": desk(*DESK, of="meetings.plan"),
    "desk:plan-preview": desk(*DESK, of="meetings.plan"),
    "desk:plan-preview-file": desk(*DESK, of="meetings.plan"),
    "desk:plan-new": desk("secretary"),
    "desk:plan-import": desk("secretary"),
    "desk:session-new": desk("secretary"),
    "desk:plan-edit": desk("secretary", of="meetings.plan"),
    "desk:plan-move": desk("secretary", args=lambda town: {"pk": town.one("meetings.plan").pk, "step": "xin-y-kien"}),
    "desk:plan-comment": desk("secretary", "standing", "front", of="meetings.plan"),
    "desk:plan-issue": desk("secretary", "standing", of="meetings.plan"),
    "desk:plan-amend": desk("secretary", of="meetings.plan"),
    "desk:plan-rounds": desk("secretary", of="meetings.plan"),
    "desk:plan-round": desk("secretary", of="meetings.round"),
    "desk:plan-session": desk("secretary", of="meetings.plan"),
    "desk:meetings": desk(*DESK),
    "desk:contacts": desk("secretary", "standing", "group_head"),
    "desk:contact-new": desk("secretary"),
    "desk:contact": desk("secretary", "standing", "group_head", of="meetings.contactrequest"),
    "desk:contact-approve": desk("secretary", "standing", "group_head", of="meetings.contactrequest"),
    "desk:contact-refuse": desk("secretary", "standing", "group_head", of="meetings.contactrequest"),
    "desk:contact-notice": desk("secretary", of="meetings.contactrequest"),
    "desk:contact-summary": desk("secretary", of="meetings.contactrequest"),
    "desk:contact-withdraw": desk("secretary", of="meetings.contactrequest"),
    "desk:issue-notice": desk("secretary", of="meetings.round"),
    "desk:issue-invitations": desk("secretary", of="meetings.round"),
    "desk:round-collect": desk("secretary", of="meetings.round"),
    "desk:round-close": desk("secretary", of="meetings.round"),
    "desk:issue-summary": desk("secretary", "standing", of="meetings.round"),
    "desk:issue-group-report": desk("secretary", "standing", args=round_and_group),
    "desk:papers-waiting": desk("secretary", "standing"),
    "desk:issue-minutes": desk("secretary", "standing", of="meetings.minutes"),
    "desk:issue-letter": desk("secretary", "standing", of="petitions.transferletter"),
    "desk:issue-reminder": desk("secretary", "standing", of="petitions.reminder"),
    "desk:outbox": desk("secretary", "standing", "auditor", hidden=("sysadmin",)),
    "desk:notices-approve": desk("secretary"),
    "desk:outbox-again": press("secretary", of="core.outboxmessage"),
    # --- the schedule board ---
    "reports:round-sheet": desk(*DESK, of="meetings.round"),
    "reports:round-annex": desk(*DESK, args=lambda town: {"pk": town.one("meetings.round").pk, "form": "docx"}),
    "reports:round-releases": desk(*DESK, of="meetings.round"),
    "reports:round-posters": desk(*DESK, of="meetings.round"),
    "reports:meeting-poster": desk(*DESK, of="meetings.meeting"),
    "reports:meeting-code": desk(*DESK, of="meetings.meeting"),
    "reports:meeting-calls": desk(*DESK, of="meetings.meeting"),
    "meetings:coverage": desk(*DESK),
    "meetings:busy-list": desk(*DESK),
    "meetings:busy-new": desk("secretary"),
    "meetings:busy-edit": desk("secretary", of="meetings.busytime"),
    "meetings:busy-remove": desk("secretary", of="meetings.busytime"),
    "meetings:wish-list": desk(*DESK),
    "meetings:wish-answer": press("secretary", of="meetings.daywish"),
    "meetings:travel": desk(*DESK),
    "meetings:travel-remove": press("secretary", of="meetings.traveltime"),
    "meetings:board-now": desk(*DESK, status=302),
    "meetings:round-board": desk(*DESK, of="meetings.round"),
    "meetings:board-move": desk("secretary", of="meetings.round", status=302),
    "meetings:board-undo": desk("secretary", of="meetings.round"),
    "meetings:meeting-page": desk(*DESK, of="meetings.meeting"),
    "meetings:meeting-new": desk("secretary", of="meetings.round"),
    "meetings:board-fill": desk("secretary", of="meetings.round"),
    "meetings:meeting-edit": desk("secretary", of="meetings.meeting", status=302),
    "meetings:meeting-place": desk("secretary", of="meetings.meeting"),
    "meetings:meeting-postpone": desk("secretary", of="meetings.meeting"),
    "meetings:meeting-remind": desk("secretary", of="meetings.meeting"),
    "meetings:meeting-cancel": desk("secretary", of="meetings.meeting"),
    "meetings:meeting-remove": desk("secretary", of="meetings.meeting"),
    "meetings:meeting-lock": press("secretary", of="meetings.meeting"),
    "meetings:schedule-import": desk("secretary", of="meetings.round"),
    "meetings:schedule-file": desk("secretary", of="meetings.schedulefile"),
    "meetings:schedule-names": press("secretary", of="meetings.schedulefile"),
    "meetings:schedule-write": press("secretary", of="meetings.schedulefile"),
    "meetings:proposal-new": desk("secretary", of="meetings.round"),
    "meetings:proposal": desk("secretary", of="meetings.scheduleproposal"),
    "meetings:proposal-progress": desk("secretary", of="meetings.scheduleproposal", status=204),
    "meetings:proposal-stop": press("secretary", of="meetings.scheduleproposal"),
    "meetings:proposal-accept": press("secretary", of="meetings.scheduleproposal"),
    # --- the ward clerk's desk ---
    "meetings:unit-desk": desk("secretary", "group_head", "clerk"),
    "meetings:unit-meeting": desk("secretary", "group_head", "clerk", of="meetings.meeting"),
    "meetings:unit-attendance": desk("secretary", "group_head", "clerk", of="meetings.meeting"),
    "meetings:unit-minutes": desk("secretary", "group_head", "clerk", of="meetings.meeting"),
    "meetings:unit-minutes-submit": desk("secretary", "group_head", "clerk", of="meetings.meeting"),
    "meetings:unit-minutes-return": desk("secretary", of="meetings.meeting"),
    "petitions:meeting-voices": desk("secretary", "group_head", "clerk", of="meetings.meeting"),
    "petitions:voice-correct": desk("secretary", "clerk", args=one_voice),
    "petitions:voice-withdraw": desk("secretary", "clerk", args=one_voice),
    # --- the answering agency's desk ---
    "petitions:agency-desk": desk("secretary", "agency"),
    "petitions:agency-answer": desk("secretary", "agency"),
    "petitions:agency-petition": desk("secretary", "agency", of="petitions.transfer"),
    "petitions:agency-receive": desk("secretary", "agency", of="petitions.transfer"),
    "petitions:agency-roadmap": desk("secretary", "agency", of="petitions.transfer"),
    "petitions:agency-return": desk("secretary", "agency", of="petitions.transfer"),
    "petitions:agency-petitioners": desk("secretary", "agency", of="petitions.transfer"),
    # --- the secretariat's petitions' desk ---
    "petitions:desk": desk("secretary", "standing", "front", "auditor"),
    "petitions:group-petitions": desk("secretary", "standing", "group_head"),
    "petitions:desk-export": desk("secretary", "standing"),
    "petitions:desk-transfer": desk("secretary"),
    "petitions:desk-remind": desk("secretary"),
    "petitions:petition": desk("secretary", "standing", "front", "auditor", of="petitions.petition"),
    "petitions:petition-classify": desk("secretary", of="petitions.petition"),
    "petitions:petition-reword": desk("secretary", of="petitions.petition"),
    "petitions:petition-merge": desk("secretary", of="petitions.petition"),
    "petitions:petition-unmerge": desk("secretary", of="petitions.petition"),
    "petitions:petition-repeats": desk("secretary", of="petitions.petition"),
    "petitions:petition-repeats-none": desk("secretary", of="petitions.petition"),
    "petitions:petition-judge": desk("secretary", "standing", "group_head", of="petitions.petition"),
    "petitions:petition-tell-back": desk("secretary", of="petitions.petition"),
    "petitions:petition-publish": desk("secretary", "standing", of="petitions.petition"),
    "petitions:petition-unpublish": desk("secretary", "standing", of="petitions.petition"),
    "petitions:petition-withdraw": desk("secretary", of="petitions.petition"),
    "petitions:petition-close": desk("secretary", of="petitions.petition"),
    "petitions:petition-petitioners": desk("secretary", of="petitions.petition"),
    "petitions:transfer-contact": desk("secretary", of="petitions.transfer"),
    "petitions:voice-list": desk("secretary", "standing", "front", "auditor"),
    "petitions:voice-open": desk("secretary"),
    "petitions:voice-kind": desk("secretary", of="petitions.submission"),
    "petitions:voice-join": desk("secretary"),
    "petitions:voice-split": desk("secretary", of="petitions.submission"),
    "petitions:voice-unsplit": desk(of="petitions.submission", hidden=("secretary",)),
    "petitions:cases": desk("secretary"),
    "petitions:case-hand-off": desk("secretary", of="petitions.restrictedcase"),
    "petitions:case-kind": desk("secretary", of="petitions.restrictedcase"),
}


@dataclass(frozen=True)
class Record:
    """Who may view, add, change and delete rows of a model in the records desk, on the row of `people.town`."""

    view: tuple[str, ...]
    add: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    delete: tuple[str, ...] = ()


def record(view: str, *, add: str = "", change: str = "", delete: str = "") -> Record:
    """Persons by word: `record("secretary auditor", change="secretary")`."""
    return Record(tuple(view.split()), tuple(add.split()), tuple(change.split()), tuple(delete.split()))


OFFICE = "secretary standing auditor"
OWN = {"add": "secretary", "change": "secretary"}
RECORDS: dict[str, Record] = {
    "core.tenant": record("sysadmin"),
    "core.user": record("secretary sysadmin", change=""),
    "core.roleassignment": record("secretary sysadmin", add="sysadmin"),
    "core.invitation": record("secretary sysadmin"),
    "core.auditentry": record(OFFICE),
    "core.auditchain": record("auditor sysadmin"),
    "core.outboxmessage": record(f"{OFFICE} sysadmin"),
    "core.heartbeat": record("sysadmin"),
    "core.submittedform": record("sysadmin"),
    "core.publicuse": record("sysadmin"),
    "core.numberregister": record(OFFICE),
    "core.issueddocument": record(OFFICE),
    "core.issuedfile": record(OFFICE),
    "core.voidednumber": record(OFFICE),
    "delegates.council": record(f"{OFFICE} sysadmin", change="secretary sysadmin"),
    "delegates.locality": record(f"{OFFICE} sysadmin"),
    "delegates.localitysuccession": record(f"{OFFICE} sysadmin"),
    "delegates.neighbourhood": record(f"{OFFICE} sysadmin", add="secretary sysadmin", change="secretary sysadmin"),
    "delegates.term": record(OFFICE, **OWN),
    "delegates.constituency": record(OFFICE, **OWN),
    "delegates.delegategroup": record(OFFICE, **OWN),
    "delegates.delegate": record(OFFICE, **OWN),
    "delegates.groupmembership": record(OFFICE, **OWN),
    "delegates.body": record(OFFICE, **OWN),
    "delegates.signatory": record(OFFICE, **OWN),
    "delegates.clerkposting": record(OFFICE, **OWN),
    "delegates.calendarexception": record(OFFICE, **OWN),
    "delegates.deadlinesetting": record(OFFICE, **OWN),
    "meetings.councilsession": record(OFFICE, **OWN),
    "meetings.plan": record(OFFICE, change="secretary"),
    "meetings.planparagraph": record(OFFICE),
    "meetings.planversion": record(OFFICE),
    "meetings.plancomment": record(OFFICE),
    "meetings.plantask": record(OFFICE),
    "meetings.planpartner": record(OFFICE),
    "meetings.legalbasis": record(OFFICE, **OWN),
    "meetings.round": record(OFFICE, change="secretary"),
    "meetings.roundrelease": record(OFFICE),
    "meetings.releasedmeeting": record(OFFICE),
    "meetings.duty": record(OFFICE),
    "meetings.schedulemove": record(OFFICE),
    "meetings.schedulefile": record(OFFICE),
    "meetings.scheduleproposal": record(OFFICE),
    "meetings.venue": record(OFFICE, **OWN, delete="secretary"),
    "meetings.meeting": record(OFFICE, change="secretary"),
    "meetings.meetingunit": record(OFFICE),
    "meetings.attendance": record(OFFICE),
    "meetings.agendaitem": record(OFFICE, **OWN, delete="secretary"),
    "meetings.meetingofficer": record(OFFICE, **OWN, delete="secretary"),
    "meetings.meetingchange": record(OFFICE),
    "meetings.daywish": record(OFFICE),
    "meetings.schedulesetting": record(OFFICE),
    "meetings.traveltime": record(OFFICE),
    "meetings.busytime": record(OFFICE, **OWN, delete="secretary"),
    "meetings.contactrequest": record(OFFICE),
    "meetings.minutes": record(OFFICE, change="secretary"),
    "meetings.notice": record(OFFICE),
    "meetings.calendarfeed": record(OFFICE),
    "petitions.sector": record(OFFICE, **OWN),
    "petitions.agency": record(OFFICE, **OWN),
    "petitions.agencyofficer": record(OFFICE, **OWN),
    "petitions.submission": record("secretary standing"),
    "petitions.petitioner": record("secretary", change="secretary"),
    "petitions.restrictedcase": record("secretary"),
    "petitions.petition": record(OFFICE, change="secretary"),
    "petitions.petitionsource": record(OFFICE),
    "petitions.petitionevent": record(OFFICE),
    "petitions.transferletter": record(OFFICE),
    "petitions.transfer": record(OFFICE),
    "petitions.reminder": record(OFFICE),
    "petitions.answer": record(OFFICE),
    "petitions.verdict": record(OFFICE),
    "petitions.feedback": record(OFFICE),
    "reports.report": record(OFFICE),
}


def _record_pages(label: str, rows: Record) -> dict[str, Page]:
    name = "admin:" + label.replace(".", "_")

    def own(town: Town) -> Mapping[str, Any]:
        return {"object_id": town.one(label).pk}

    return {
        f"{name}_changelist": desk(*rows.view),
        f"{name}_add": desk(*rows.add),
        f"{name}_change": desk(*rows.view, args=own),
        f"{name}_history": desk(*rows.view, args=own),
        f"{name}_delete": desk(*rows.delete, args=own),
    }


for _label, _rows in RECORDS.items():
    PAGES.update(_record_pages(_label, _rows))
PAGES |= {
    "admin:core_invitation_add": desk("secretary", "sysadmin", status=302),
    "admin:index": desk(*RECORD_PEOPLE),
    "admin:jsi18n": desk(*RECORD_PEOPLE),
    "admin:autocomplete": desk(others=403),
    "admin:app_list": desk(*RECORD_PEOPLE, args=lambda _town: {"app_label": "delegates"}),
}
