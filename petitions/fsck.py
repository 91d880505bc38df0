"""Laws of statements and petitions on the live database: nothing lost, nothing counted twice, every step told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from meetings.models import Round
from petitions.enums import (
    RESTRICTED_KINDS,
    PetitionState,
    SubmissionState,
    TransferRole,
    TransferState,
)
from petitions.figures import petition_figures, submission_figures
from petitions.models import (
    Answer,
    Petition,
    PetitionEvent,
    PetitionSource,
    RestrictedCase,
    Submission,
    Transfer,
)
from petitions.models.petitions import ANSWERED_STATES, WAITING_STATES
from petitions.models.submissions import UNCOUNTED_STATES
from petitions.rules import replayed_state, root_of
from txct.core.fsck import Invariant

S, P = SubmissionState, PetitionState
LEAD_STATES = {
    P.TRANSFERRED: TransferState.SENT,
    P.RECEIVED: TransferState.RECEIVED,
    P.IN_PROGRESS: TransferState.IN_PROGRESS,
}


def lost_or_doubled_statements() -> Iterator[str]:
    """All statements = counted + restricted + withdrawn + split; petitions' sources are exactly what says so."""
    whole = Submission.objects.count()
    pool = Submission.objects.in_pool().count()
    gone = Submission.objects.filter(state__in=UNCOUNTED_STATES).count()
    walled = Submission.objects.filter(kind__in=RESTRICTED_KINDS).exclude(state__in=UNCOUNTED_STATES).count()
    if whole != pool + gone + walled:
        yield f"{whole} lượt ý kiến nhưng cộng lại {pool} + {gone} + {walled}"
    owners = _owners()
    held = Submission.objects.filter(state=S.IN_PETITION).values_list("pk", flat=True)
    for pk in held.iterator():
        if len(owners.pop(pk, ())) != 1:
            yield f"Lượt ý kiến {pk} không thuộc đúng một kiến nghị"
    for pk, petitions in owners.items():
        yield f"Lượt ý kiến {pk} là nguồn của kiến nghị {sorted(petitions)} nhưng không ghi là đã đưa vào kiến nghị"
    empty = Petition.objects.exclude(state=P.WITHDRAWN).filter(sources=None).values_list("code", flat=True)
    for code in empty.iterator():
        yield f"Kiến nghị {code} không có lượt ý kiến nào"


def _sources() -> dict[int, set[int]]:
    sources: dict[int, set[int]] = defaultdict(set)
    rows = PetitionSource.objects.exclude(petition__state=P.WITHDRAWN).values_list("petition", "submission")
    for petition, submission in rows.iterator():
        sources[petition].add(submission)
    return sources


def _owners() -> dict[int, set[int]]:
    """For each statement, the petitions that own it: those holding it of which no merged part holds it."""
    sources = _sources()
    owned = {petition: set(submissions) for petition, submissions in sources.items()}
    merged = Petition.objects.exclude(merged_into=None).values_list("pk", "merged_into")
    for part, whole in merged.iterator():
        if whole in owned:
            owned[whole] -= sources[part]
    owners: dict[int, set[int]] = defaultdict(set)
    for petition, submissions in owned.items():
        for submission in submissions:
            owners[submission].add(petition)
    return owners


def splits_out_of_step() -> Iterator[str]:
    """A split speech has two or more points, which may be withdrawn since; only a split speech has any standing."""
    rows = Submission.objects.annotate(
        points=Count("parts"), standing=Count("parts", filter=~Q(parts__state=S.WITHDRAWN))
    ).order_by()
    for pk in rows.filter(state=S.SPLIT, points__lt=2).values_list("pk", flat=True):
        yield f"Lượt ý kiến {pk} ghi là đã tách nhưng không có các ý"
    for pk in rows.exclude(state=S.SPLIT).filter(standing__gt=0).values_list("pk", flat=True):
        yield f"Lượt ý kiến {pk} có ý tách ra nhưng không ghi là đã tách"


def totals_that_differ() -> Iterator[str]:
    """For each round the total is the sum by state, by field, by authority; no unit has more than the total."""
    for round_ in Round.objects.order_by("pk").iterator():
        petitions = petition_figures(Petition.objects.filter(round=round_), round_.ends_on)
        for name, counts in (
            ("tình trạng", petitions.by_state),
            ("lĩnh vực", petitions.by_sector),
            ("thẩm quyền", petitions.by_authority),
        ):
            if sum(counts.values()) != petitions.total:
                yield f"Đợt {round_.pk}: {petitions.total} kiến nghị nhưng cộng theo {name} là {sum(counts.values())}"
        if max(petitions.by_unit.values(), default=0) > petitions.total or (
            sum(petitions.by_unit.values()) < petitions.total
        ):
            yield f"Đợt {round_.pk}: số kiến nghị theo địa bàn không khớp tổng {petitions.total}"
        said = submission_figures(Submission.objects.filter(round=round_))
        for name, sums in (("loại", sum(said.by_kind.values())), ("địa bàn", sum(said.by_unit.values()))):
            if sums != said.total:
                yield f"Đợt {round_.pk}: {said.total} lượt ý kiến nhưng cộng theo {name} là {sums}"


def words_outside_the_wall() -> Iterator[str]:
    """Every complaint has its case and no words elsewhere; a case stands only for a complaint or a split speech."""
    restricted = Submission.objects.filter(kind__in=RESTRICTED_KINDS)
    for pk in restricted.filter(restricted_case=None).values_list("pk", flat=True):
        yield f"Khiếu nại, tố cáo {pk} không còn nội dung"
    spoken = restricted.exclude(verbatim="", summary="", answer_on_spot="", search_key="", nameless_key="")
    for pk in spoken.values_list("pk", flat=True):
        yield f"Khiếu nại, tố cáo {pk} còn nội dung ở danh sách chung"
    sources = PetitionSource.objects.filter(submission__in=restricted).exclude(petition__state=P.WITHDRAWN)
    for code in sources.values_list("petition__code", flat=True):
        yield f"Kiến nghị {code} có nguồn là khiếu nại, tố cáo"
    strays = RestrictedCase.objects.exclude(submission__kind__in=RESTRICTED_KINDS)
    for pk in strays.exclude(submission__state=S.SPLIT).values_list("submission", flat=True):
        yield f"Lượt ý kiến {pk} không phải khiếu nại nhưng có nội dung giữ kín"
    handed = Q(handed_at__isnull=False)
    cases = RestrictedCase.objects.filter(
        (handed & ~Q(submission__state=S.HANDED_OFF)) | (~handed & Q(submission__state=S.HANDED_OFF))
    )
    for pk in cases.values_list("submission", flat=True):
        yield f"Khiếu nại, tố cáo {pk}: tình trạng hướng dẫn gửi đơn không khớp"


def broken_forest() -> Iterator[str]:
    """Merges lead to exactly one live petition, without circles, and it lists every statement of its parts."""
    parents: dict[int, int | None] = dict(Petition.objects.order_by().values_list("pk", "merged_into"))
    states = dict(Petition.objects.order_by().values_list("pk", "state"))
    sources = _sources()
    for pk, parent in parents.items():
        if parent is None:
            continue
        try:
            root = root_of(parents, pk)
        except ValueError as error:
            yield f"Kiến nghị {pk}: {error}"
            continue
        if states[root] in (P.MERGED, P.WITHDRAWN):
            yield f"Kiến nghị {pk} gộp vào {root} {P(states[root]).label}"
        if not sources[pk] <= sources[parent]:
            yield f"Kiến nghị {parent} thiếu lượt ý kiến của kiến nghị {pk} đã gộp vào"
    unknown = Petition.objects.filter(state=P.MERGED, state_before_merge="")
    for code in unknown.values_list("code", flat=True):
        yield f"Kiến nghị {code} đã gộp nhưng không biết tình trạng trước đó"


def places_out_of_step() -> Iterator[str]:
    """A petition's places are those its voters spoke for."""
    spoken: dict[int, set[int]] = defaultdict(set)
    rows = PetitionSource.objects.filter(submission__locality__isnull=False)
    for petition, locality in rows.values_list("petition", "submission__locality").iterator():
        spoken[petition].add(locality)
    listed: dict[int, set[int]] = defaultdict(set)
    for petition, locality in Petition.localities.through.objects.values_list("petition", "locality").iterator():
        listed[petition].add(locality)
    for petition in sorted(spoken.keys() | listed.keys()):
        if spoken[petition] != listed[petition]:
            yield f"Kiến nghị {petition} ghi địa bàn khác với nơi cử tri phát biểu"


def untold_steps() -> Iterator[str]:
    """Replaying a petition's history from nothing, by legal steps only, gives its present state."""
    states = dict(Petition.objects.order_by().values_list("pk", "state"))
    codes = dict(Petition.objects.order_by().values_list("pk", "code"))
    rows = PetitionEvent.objects.order_by("petition", "pk").values_list("petition", "old_state", "new_state")
    for pk, events in groupby(rows.iterator(), key=lambda row: row[0]):
        state = states.pop(pk)
        try:
            reached = replayed_state((old, new) for _pk, old, new in events)
        except ValueError as error:
            yield f"Kiến nghị {codes[pk]}: {error}"
            continue
        if reached != state:
            yield f"Kiến nghị {codes[pk]} đang “{P(state).label}” nhưng lịch sử dẫn đến “{reached.label}”"
    for pk in states:
        yield f"Kiến nghị {codes[pk]} không có lịch sử xử lý"


def transfers_out_of_step() -> Iterator[str]:
    """A petition with an agency has one lead transfer of the fitting state; an answered one has an answer."""
    leads = Transfer.objects.filter(petition=OuterRef("pk"), role=TransferRole.LEAD).exclude(
        state=TransferState.RETURNED
    )
    answers = Answer.objects.filter(petition=OuterRef("pk"), transfer__role=TransferRole.LEAD)
    rows = Petition.objects.order_by().annotate(
        lead_state=Coalesce(Subquery(leads.values("state")[:1]), Value("")), has_answer=Exists(answers)
    )
    fitting = Q(state__in=ANSWERED_STATES, lead_state=TransferState.ANSWERED, has_answer=True)
    for petition_state, transfer_state in LEAD_STATES.items():
        fitting |= Q(state=petition_state, lead_state=transfer_state)
    with_agency = Q(state__in=(*WAITING_STATES, *ANSWERED_STATES))
    broken = rows.filter((with_agency & ~fitting) | (~with_agency & ~Q(lead_state="")))
    for code, state in broken.values_list("code", "state").iterator():
        yield f"Kiến nghị {code} “{P(state).label}” không khớp với lần chuyển và trả lời"
    numbers = Answer.objects.order_by().values("transfer").annotate(rows=Count("pk"))
    for transfer, many in numbers.values_list("transfer", "rows").iterator():
        last = Answer.objects.filter(transfer=transfer).order_by("-number").values_list("number", flat=True)[0]
        if last != many:
            yield f"Lần chuyển {transfer} có {many} trả lời nhưng đánh số đến {last}"


def rows_across_councils() -> Iterator[str]:
    """No row of one council points to a row of another."""
    ties = (
        ("Nguồn kiến nghị", PetitionSource, "petition__council", "submission__council"),
        ("Lần chuyển", Transfer, "petition__council", "agency__council"),
        ("Kiến nghị", Petition, "council", "sector__council"),
        ("Kiến nghị", Petition, "council", "round__council"),
        ("Kiến nghị", Petition, "council", "merged_into__council"),
        ("Kiến nghị", Petition, "council", "repeats__council"),
        ("Lượt ý kiến", Submission, "council", "round__council"),
        ("Lượt ý kiến", Submission, "council", "split_from__council"),
        ("Trả lời", Answer, "petition", "transfer__petition"),
    )
    for name, model, here, there in ties:
        rows = model._base_manager.filter(**{f"{there}__isnull": False}).exclude(**{there: F(here)})
        for pk in rows.values_list("pk", flat=True).iterator():
            yield f"{name} {pk} nối sang Hội đồng hoặc kiến nghị khác ({there})"


INVARIANTS = (
    Invariant("INV1", "không mất, không đếm hai lần", Submission.objects.count, lost_or_doubled_statements),
    Invariant("INV1", "tổng của đợt bằng tổng các phần", Round.objects.count, totals_that_differ),
    Invariant("INV2", "lời đã tách có đủ các ý", Submission.objects.count, splits_out_of_step),
    Invariant("INV2", "khiếu nại, tố cáo để riêng", RestrictedCase.objects.count, words_outside_the_wall),
    Invariant("INV3", "gộp không vòng, về một kiến nghị", Petition.objects.count, broken_forest),
    Invariant("INV3", "địa bàn theo nơi cử tri phát biểu", Petition.objects.count, places_out_of_step),
    Invariant("INV8", "lịch sử dẫn đến tình trạng hiện tại", PetitionEvent.objects.count, untold_steps),
    Invariant("INV8", "lần chuyển và trả lời khớp tình trạng", Transfer.objects.count, transfers_out_of_step),
    Invariant("INV9", "không nối sang Hội đồng khác", PetitionSource.objects.count, rows_across_councils),
)
