"""Roles as code: what each kind of person may do, and within which bounds.

A permission is `<app>.<verb>_<model>`. A role grants it within a `Scope`. What is not listed is refused.
A model names, in `SCOPES`, the look-up path that leads from its rows to the user for every narrow scope.
"""

from django.db.models import TextChoices


class Role(TextChoices):
    """Kinds of people who sign in."""

    SECRETARY = "secretary", "Thư ký, chuyên viên văn phòng HĐND"
    STANDING = "standing", "Thường trực HĐND"
    GROUP_HEAD = "group_head", "Tổ trưởng Tổ đại biểu"
    DELEGATE = "delegate", "Đại biểu HĐND"
    CLERK = "clerk", "Cán bộ xã, phường"
    FRONT = "front", "Ủy ban MTTQ"
    AGENCY = "agency", "Cơ quan giải quyết kiến nghị"
    AUDITOR = "auditor", "Kiểm tra, thanh tra"
    SYSADMIN = "sysadmin", "Quản trị hệ thống"


RECORD_ROLES = frozenset({Role.SECRETARY, Role.STANDING, Role.AUDITOR, Role.SYSADMIN})
"""Roles that work with the records desk (the admin pages)."""

_INVITED_BY_SECRETARY = frozenset(
    {Role.SECRETARY, Role.GROUP_HEAD, Role.DELEGATE, Role.CLERK, Role.FRONT, Role.AGENCY}
)


def invitable_by(roles: set[Role]) -> frozenset[Role]:
    """Roles that somebody who holds ROLES may offer: the office invites those it works with, the rest is set up."""
    if Role.SYSADMIN in roles:
        return frozenset(Role)
    return _INVITED_BY_SECRETARY if Role.SECRETARY in roles else frozenset()


class Scope(TextChoices):
    """Bounds of a permission, from the whole council down to one's own rows."""

    COUNCIL = "council", "toàn Hội đồng"
    GROUP = "group", "Tổ đại biểu của mình"
    UNIT = "unit", "xã, phường của mình"
    AGENCY = "agency", "gửi đến cơ quan mình"
    OWN = "own", "của chính mình"


C, G, U, A, O = Scope.COUNCIL, Scope.GROUP, Scope.UNIT, Scope.AGENCY, Scope.OWN  # noqa: E741


def _all(names: str, scope: Scope, verbs: str = "view") -> dict[str, Scope]:
    return {
        f"{app}.{verb}_{model}": scope
        for entry in names.split()
        for app, model in [entry.split(".")]
        for verb in verbs.split()
    }


_WHO = (
    "delegates.council delegates.term delegates.constituency delegates.delegategroup delegates.delegate "
    "delegates.groupmembership delegates.body delegates.signatory delegates.clerkposting "
    "delegates.neighbourhood"
)
_PLACES = "delegates.locality delegates.localitysuccession"
_CALENDAR = "delegates.calendarexception delegates.deadlinesetting"
_PLANS = (
    "meetings.councilsession meetings.plan meetings.planparagraph meetings.planversion "
    "meetings.plancomment meetings.plantask meetings.planpartner meetings.legalbasis meetings.round "
    "meetings.roundrelease meetings.releasedmeeting meetings.venue meetings.duty"
)
_ASKS = "meetings.daywish meetings.schedulesetting meetings.traveltime"
_BOARD = f"meetings.schedulemove meetings.schedulefile meetings.scheduleproposal {_ASKS}"
_MEETINGS = (
    "meetings.meeting meetings.meetingunit meetings.attendance meetings.agendaitem meetings.meetingofficer "
    "meetings.meetingchange meetings.busytime"
)
_MINUTES = "meetings.minutes"
_NOTICES = "meetings.notice meetings.calendarfeed"
_VOICES = "petitions.submission"
_PETITIONS = (
    "petitions.petition petitions.petitionsource petitions.petitionevent petitions.transfer "
    "petitions.transferletter petitions.reminder petitions.answer petitions.verdict petitions.feedback"
)
_CATALOGUES = "petitions.sector petitions.agency petitions.agencyofficer"
_PAPERS = "core.issueddocument core.issuedfile core.numberregister core.voidednumber reports.report"
_TRACE = "core.auditentry core.outboxmessage"

PERMISSIONS: dict[Role, dict[str, Scope]] = {
    Role.SECRETARY: {
        **_all("reports.desk", C),
        **_all(f"{_WHO} {_CALENDAR} {_CATALOGUES}", C, "view add change"),
        **_all(_PLACES, C),
        **_all(f"{_PLANS} {_MEETINGS} {_MINUTES} {_NOTICES} {_BOARD}", C, "view add change"),
        **_all(
            "meetings.meeting meetings.venue meetings.busytime meetings.agendaitem meetings.meetingunit "
            "meetings.planparagraph meetings.meetingofficer meetings.traveltime",
            C,
            "delete",
        ),
        **_all(f"{_VOICES} {_PETITIONS}", C, "view add change"),
        **_all("petitions.petitioner petitions.restrictedcase", C, "view add change"),
        **_all(_PAPERS, C, "view"),
        **_all("core.voidednumber", C, "add"),
        **_all(_TRACE, C, "view"),
        **_all("meetings.plan reports.report meetings.round meetings.notice", C, "issue"),
        **_all("petitions.petition", C, "transfer merge publish browse export unmask"),
        **_all("meetings.contactrequest", C, "view add change decide"),
        **_all("meetings.attendance", C, "unmask"),
        **_all("meetings.minutes", C, "return"),
        **_all("core.invitation", C, "view add change"),
        **_all("core.roleassignment core.user", C, "view"),
    },
    Role.STANDING: {
        **_all("reports.desk", C),
        **_all(f"{_WHO} {_PLACES} {_CALENDAR} {_CATALOGUES} {_PLANS} {_MEETINGS} {_MINUTES} {_NOTICES} {_BOARD}", C),
        **_all(f"{_VOICES} {_PETITIONS} {_PAPERS} {_TRACE}", C),
        **_all("meetings.plan reports.report", C, "issue"),
        **_all("meetings.plancomment petitions.verdict", C, "add"),
        **_all("petitions.petition", C, "publish browse export unmask"),
        **_all("meetings.contactrequest", C, "view decide"),
        **_all("meetings.attendance", C, "unmask"),
    },
    Role.GROUP_HEAD: {
        **_all(f"{_WHO} {_PLACES}", C),
        **_all(f"{_PLANS}", C),
        **_all(f"{_MEETINGS} {_MINUTES} {_VOICES} {_PETITIONS}", G),
        **_all("meetings.meeting meetings.minutes", G, "change"),
        **_all("petitions.submission", G, "add"),
        **_all("petitions.verdict", G, "add"),
        **_all("petitions.petition", G, "unmask"),
        **_all("meetings.contactrequest", G, "view decide"),
        **_all("meetings.contactrequest", O, "add"),
        **_all("meetings.notice", O),
        **_all("meetings.calendarfeed", O, "view add change"),
        **_all("meetings.attendance", O, "change"),
        **_all("meetings.busytime meetings.daywish", O, "add change"),
        **_all("meetings.daywish", O),
        **_all(_CATALOGUES, C),
    },
    Role.DELEGATE: {
        **_all(
            "delegates.council delegates.term delegates.delegategroup delegates.locality "
            "delegates.neighbourhood delegates.constituency",
            C,
        ),
        **_all(f"{_PLANS}", C),
        **_all(f"{_MEETINGS} {_MINUTES} {_VOICES} {_PETITIONS}", G),
        **_all("meetings.notice", O),
        **_all("meetings.calendarfeed", O, "view add change"),
        **_all("meetings.attendance", O, "change"),
        **_all("meetings.busytime meetings.daywish", O, "add change"),
        **_all("meetings.daywish", O),
        **_all("meetings.contactrequest", O, "view add"),
        **_all("delegates.delegate", O, "view change"),
        **_all("petitions.petition", G, "unmask"),
    },
    Role.CLERK: {
        **_all(
            "delegates.council delegates.term delegates.delegategroup delegates.locality delegates.neighbourhood",
            C,
        ),
        **_all(f"{_MEETINGS} {_MINUTES} {_VOICES} {_PETITIONS}", U),
        **_all("meetings.minutes petitions.submission", U, "add change"),
        **_all("petitions.petition", U, "unmask"),
        **_all("meetings.meeting", U, "change"),
        **_all("meetings.plan meetings.round meetings.councilsession", C),
        **_all(_CATALOGUES, C),
    },
    Role.FRONT: {
        **_all("reports.desk", C),
        **_all(
            "delegates.council delegates.term delegates.delegategroup delegates.locality delegates.neighbourhood",
            C,
        ),
        **_all(f"{_PLANS} {_MEETINGS} {_MINUTES} {_VOICES} {_PETITIONS}", C),
        **_all(_CATALOGUES, C),
        **_all(_ASKS, C),
        **_all("meetings.plancomment", C, "add"),
        **_all("petitions.petition", C, "browse"),
    },
    Role.AGENCY: {
        **_all("delegates.council delegates.locality", C),
        **_all(_PETITIONS, A),
        **_all("petitions.answer", A, "add change"),
        **_all("petitions.transfer", A, "change"),
        **_all("petitions.agency", C),
    },
    Role.AUDITOR: {
        **_all("reports.desk", C),
        **_all(f"{_WHO} {_PLACES} {_CALENDAR} {_CATALOGUES} {_PLANS} {_MEETINGS} {_MINUTES} {_NOTICES} {_BOARD}", C),
        **_all(f"{_PETITIONS} {_PAPERS} {_TRACE} core.auditchain meetings.contactrequest", C),
        **_all("petitions.petition", C, "browse"),
    },
    Role.SYSADMIN: {
        **_all(
            "delegates.council delegates.locality delegates.localitysuccession delegates.neighbourhood",
            C,
            "view add change",
        ),
        **_all("core.user core.roleassignment core.invitation core.tenant", C, "view add change"),
        **_all("core.outboxmessage core.heartbeat core.submittedform core.publicuse core.auditchain", C),
    },
}
