"""Petitions themselves: opened from statements, classified, merged and parted, collected, published, closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from delegates.models import Council
from meetings.actions.rounds import close_round
from meetings.models import Round
from petitions.actions.steps import (
    begin_petition,
    check_version,
    hold,
    hold_all,
    note_on_petition,
    step_petition,
    step_submission,
)
from petitions.enums import Authority, PetitionState, SubmissionState
from petitions.models import Petition, PetitionSource, Sector, Submission
from petitions.models.petitions import GONE_STATES
from petitions.personal_data import find_personal_data
from petitions.queries import final_root, next_code_number, repeat_chain, round_for_new
from petitions.rules import (
    FINAL_OUTCOMES,
    MERGEABLE_STATES,
    PETITION_KINDS,
    closes_circle,
    code_prefix,
    petition_code,
    times_raised,
)
from txct.core.audit import record
from txct.core.models import Tenant, User
from txct.core.writing import Refused, action

State = PetitionState


@action
def open_petition(
    *,
    submissions: Sequence[Submission],
    summary: str,
    by: User | None,
    sector: Sector | None = None,
    authority: Authority | str = "",
    body: str = "",
    at: datetime | None = None,
) -> Petition:
    """Make one petition of statements that ask the same; its places are theirs, its session that of their round.

    With SECTOR and AUTHORITY it is classified at once. Raises Refused for statements of two councils, for opinions
    and complaints, and for a statement that already is in a petition.
    """
    if not submissions:
        raise Refused("Chọn ít nhất một lượt ý kiến để lập kiến nghị.", field="submissions")
    if not summary.strip():
        raise Refused("Hãy ghi tóm tắt kiến nghị.", field="summary")
    held = hold_all(submissions)
    _check_sources(held)
    council = held[0].council
    round_ = _round_of(held)
    petition = Petition.objects.create(
        council=council,
        code=_new_code(council, round_, at),
        session_of_origin=round_.plan.session if round_ else None,
        round=round_,
        summary=summary,
        body=body,
        created_by=by,
        created_at=at or timezone.now(),
    )
    begin_petition(petition, by=by, at=at)
    _take_in(petition, held, by=by, at=at)
    if sector is not None and authority:
        classify_petition(petition=petition, sector=sector, authority=authority, by=by, at=at)
    return petition


def _check_sources(submissions: Sequence[Submission]) -> None:
    if len({submission.council_id for submission in submissions}) > 1:
        raise Refused("Các lượt ý kiến thuộc nhiều Hội đồng, không lập chung một kiến nghị được.")
    for submission in submissions:
        if submission.kind not in PETITION_KINDS:
            raise Refused(
                f"Có lượt ý kiến loại “{submission.get_kind_display()}”. "
                "Chỉ kiến nghị, phản ánh mới lập thành kiến nghị; hãy đổi loại trước.",
                field="submissions",
            )
        if submission.state == SubmissionState.IN_PETITION:
            raise Refused(
                "Có lượt ý kiến đã ở trong một kiến nghị khác. Nếu cùng nội dung, hãy gộp hai kiến nghị.",
                field="submissions",
            )


def _round_of(submissions: Sequence[Submission]) -> Round | None:
    rounds = [submission.round for submission in submissions if submission.round is not None]
    return round_for_new(min(rounds, key=lambda one: (one.starts_on, one.pk))) if rounds else None


def _new_code(council: Council, round_: Round | None, at: datetime | None) -> str:
    # One council's codes are given one after the other; the lock lets rows that point to the council be written.
    Tenant.objects.select_for_update(no_key=True).get(pk=council.pk)
    session = round_.plan.session if round_ else None
    term = session.term if session else council.term_on(timezone.localdate(at))
    prefix = code_prefix(term.ordinal if term else None, session.ordinal if session else None)
    return petition_code(prefix, next_code_number(council, prefix))


def _take_in(
    petition: Petition, submissions: Iterable[Submission], *, by: User | None, at: datetime | None = None
) -> None:
    rows, added_at = list(submissions), at or timezone.now()
    for submission in rows:
        step_submission(submission, SubmissionState.IN_PETITION, by=by, action="submission.in_petition")
    for holder in (petition, *_ancestors(petition)):
        PetitionSource.objects.bulk_create(
            PetitionSource(petition=holder, submission=submission, added_at=added_at) for submission in rows
        )
        _refresh_places(holder)


def _ancestors(petition: Petition) -> list[Petition]:
    found: list[Petition] = []
    current = petition
    while current.merged_into is not None:
        current = current.merged_into
        found.append(current)
    return found


def _refresh_places(petition: Petition) -> None:
    """The petition's places are exactly those its voters spoke for: that is what makes a merge undoable."""
    sources = PetitionSource.objects.filter(petition=petition, submission__locality__isnull=False)
    petition.localities.set(sources.values_list("submission__locality", flat=True).distinct())


@action
def add_submissions(
    *, petition: Petition, submissions: Sequence[Submission], by: User | None, at: datetime | None = None
) -> Petition:
    """Add further statements that ask for the same thing to a live petition."""
    if not submissions:
        raise Refused("Chọn ít nhất một lượt ý kiến để thêm vào kiến nghị.", field="submissions")
    hold(petition)
    if petition.state in (*GONE_STATES, State.CLOSED):
        raise Refused(f"Kiến nghị {petition.code} {petition.get_state_display()}, không thêm ý kiến được.")
    held = hold_all(submissions)
    _check_sources(held)
    if held[0].council_id != petition.council_id:
        raise Refused("Lượt ý kiến không thuộc Hội đồng của kiến nghị này.", field="submissions")
    _take_in(petition, held, by=by, at=at)
    note = f"Thêm {len(held)} lượt ý kiến"
    return note_on_petition(petition, by=by, action="petition.sources_added", note=note, at=at)


@action
def reword_petition(
    *, petition: Petition, summary: str, body: str, by: User | None, expected_version: int | None = None
) -> Petition:
    """Rewrite what a petition asks, in the office's words; voters' own words stay with the statements."""
    if not summary.strip():
        raise Refused("Hãy ghi tóm tắt kiến nghị.", field="summary")
    hold(petition)
    check_version(petition, expected_version, {"summary": summary, "body": body})
    if petition.state in (*GONE_STATES, State.CLOSED):
        raise Refused(f"Kiến nghị {petition.code} {petition.get_state_display()}, không sửa được.")
    return step_petition(
        petition,
        None,
        by=by,
        action="petition.reworded",
        note="Sửa nội dung",
        summary=summary,
        body=body,
    )


@action
def classify_petition(
    *,
    petition: Petition,
    sector: Sector,
    authority: Authority | str,
    by: User | None,
    expected_version: int | None = None,
    at: datetime | None = None,
) -> Petition:
    """Say which field a petition belongs to and which level must settle it, as long as it is not sent."""
    hold(petition)
    check_version(petition, expected_version, {"sector": sector, "authority": authority})
    if authority not in Authority.values:
        raise Refused("Hãy chọn cấp có thẩm quyền giải quyết.", field="authority")
    if sector.council_id != petition.council_id:
        raise Refused("Lĩnh vực này không thuộc danh mục của Hội đồng.", field="sector")
    state = State(petition.state)
    if state not in MERGEABLE_STATES:
        raise Refused(
            f"Kiến nghị {petition.code} {state.label}, không phân loại lại được. "
            "Nếu chuyển sai nơi, hãy ghi cơ quan trả lại trước."
        )
    return step_petition(
        petition,
        State.COLLECTED if state == State.COLLECTED else State.CLASSIFIED,
        by=by,
        action="petition.classified",
        note=f"{sector}; {Authority(authority).label}",
        at=at,
        sector=sector,
        authority=authority,
    )


@action
def merge_petitions(
    *, target: Petition, others: Sequence[Petition], by: User | None, at: datetime | None = None
) -> Petition:
    """Make one matter of several: OTHERS keep their words, statements and places, and from now on share TARGET's fate.

    Raises Refused when a petition has already been transferred (repeat it instead), is merged or withdrawn, or belongs
    to another council.
    """
    if not others:
        raise Refused("Chọn ít nhất một kiến nghị để gộp.", field="others")
    rows = hold_all([*others, target])
    others = [row for row in rows if row is not target] or [target]
    _check_merge(target, others)
    for other in others:
        step_petition(
            other,
            State.MERGED,
            by=by,
            action="petition.merged",
            note=f"Gộp vào {target.code}",
            at=at,
            merged_into=target,
            state_before_merge=other.state,
        )
    _add_sources(target, PetitionSource.objects.filter(petition__in=others), at or timezone.now())
    codes = ", ".join(other.code for other in others)
    note_on_petition(target, by=by, action="petition.took_in", note=f"Gộp {codes} vào", at=at)
    return target


def _check_merge(target: Petition, others: Sequence[Petition]) -> None:
    if target.state == State.MERGED:
        raise Refused(f"Kiến nghị {target.code} đã gộp vào {final_root(target).code}; hãy gộp vào kiến nghị đó.")
    if target.state in (State.WITHDRAWN, State.CLOSED):
        raise Refused(
            f"Kiến nghị {target.code} {target.get_state_display()}, không gộp vào được. "
            "Hãy ghi là nhắc lại kiến nghị này."
        )
    for other in others:
        if other.council_id != target.council_id:
            raise Refused("Chỉ gộp các kiến nghị của cùng một Hội đồng.", field="others")
        if closes_circle({target.pk: target.merged_into_id}, other.pk, target.pk):
            raise Refused(f"Kiến nghị {other.code} không gộp vào chính nó được.", field="others")
        if other.state not in MERGEABLE_STATES:
            raise Refused(
                f"Kiến nghị {other.code} {other.get_state_display()}, không gộp được. "
                "Chỉ gộp kiến nghị chưa chuyển cơ quan giải quyết; hãy chọn kiến nghị này làm kiến nghị chính.",
                field="others",
            )


def _add_sources(target: Petition, sources: Iterable[PetitionSource], added_at: datetime) -> None:
    PetitionSource.objects.bulk_create(
        PetitionSource(petition=target, submission_id=source.submission_id, added_at=added_at) for source in sources
    )
    _refresh_places(target)


@action
def unmerge_petition(*, petition: Petition, by: User | None, at: datetime | None = None) -> Petition:
    """Part a merged petition again: it and the one it was merged into are as they were before."""
    hold(petition)
    if petition.state != State.MERGED or petition.merged_into is None:
        raise Refused(f"Kiến nghị {petition.code} không ở trạng thái đã gộp, không có gì để tách ra.")
    holders = hold_all(_ancestors(petition))
    target = petition.merged_into
    taken_back = list(petition.sources.values_list("submission", flat=True))
    PetitionSource.objects.filter(petition__in=holders, submission__in=taken_back).delete()
    for holder in holders:
        _refresh_places(holder)
    step_petition(
        petition,
        State(petition.state_before_merge),
        by=by,
        action="petition.unmerged",
        note=f"Tách khỏi {target.code}",
        at=at,
        merged_into=None,
        state_before_merge="",
    )
    note_on_petition(target, by=by, action="petition.let_go", note=f"Tách {petition.code} ra", at=at)
    return petition


@action
def withdraw_petition(*, petition: Petition, reason: str, by: User | None, at: datetime | None = None) -> Petition:
    """Take back a petition that has not been transferred; its statements return to the pool."""
    if not reason.strip():
        raise Refused("Rút kiến nghị phải nêu lý do.", field="reason")
    hold(petition)
    merged = petition.merged.order_by("code").first()
    if merged is not None:
        raise Refused(f"Kiến nghị {merged.code} đang gộp vào đây. Hãy tách ra trước khi rút.")
    # Every row is locked before the first trace: the trace is a lock too, and taking rows after it can dead-lock.
    sources = hold_all(Submission.objects.filter(petition_sources__petition=petition))
    step_petition(
        petition, State.WITHDRAWN, by=by, action="petition.withdrawn", note=reason, at=at, is_published=False
    )
    for submission in sources:
        on_spot = bool(submission.answer_on_spot)
        state = SubmissionState.ANSWERED_ON_SPOT if on_spot else SubmissionState.CLASSIFIED
        step_submission(submission, state, by=by, action="submission.freed")
    return petition


@action
def link_repeat(
    *, petition: Petition, earlier: Petition | None, by: User | None, at: datetime | None = None
) -> Petition:
    """Say that PETITION raises again what EARLIER raised (None: that it repeats none after all).

    Counts anew for the how-manieth time, also of those that repeat PETITION.
    """
    hold_all([earlier, petition] if earlier else [petition])
    if earlier is not None:
        _check_repeat(petition, earlier)
    step_petition(
        petition,
        None,
        by=by,
        action="petition.repeats",
        note=f"Nhắc lại {earlier.code}" if earlier else "Không còn ghi là nhắc lại",
        at=at,
        repeats=earlier,
    )
    recount_repeats(petition)
    return petition


def _check_repeat(petition: Petition, earlier: Petition) -> None:
    if petition.council_id != earlier.council_id:
        raise Refused("Hai kiến nghị thuộc hai Hội đồng khác nhau.", field="earlier")
    if earlier.state == State.WITHDRAWN:
        raise Refused(f"Kiến nghị {earlier.code} đã rút, không ghi nhắc lại được.", field="earlier")
    links = {row.pk: row.repeats_id for row in repeat_chain(earlier)}
    if closes_circle(links, petition.pk, earlier.pk):
        raise Refused(f"Kiến nghị {earlier.code} đang được ghi là nhắc lại kiến nghị này.", field="earlier")


def recount_repeats(petition: Petition) -> None:
    """Count anew the how-manieth time for PETITION and every later one that repeats it."""
    links: dict[int, int | None] = {petition.pk: petition.repeats_id}
    earlier = petition.repeats
    while earlier is not None and earlier.pk not in links:
        links[earlier.pk] = earlier.repeats_id
        earlier = earlier.repeats
    later, wave = [petition.pk], [petition.pk]
    while wave:
        rows = Petition.objects.filter(repeats__in=wave).values_list("pk", "repeats")
        wave = [pk for pk, _repeats in rows if pk not in links]
        links.update(rows)
        later.extend(wave)
    asked_again = Petition.objects.filter(pk__in=links).annotate(
        again=Count("feedback", filter=Q(feedback__content="discontent"))
    )
    discontents = dict(asked_again.values_list("pk", "again"))
    for pk in later:
        Petition.objects.filter(pk=pk).update(times_raised=times_raised(links, discontents, pk))
    petition.refresh_from_db(fields=["times_raised"])


@action
def collect(*, round: Round, by: User | None, at: datetime | None = None) -> int:
    """Put the classified petitions of a round into its consolidated list (tổng hợp). Returns how many were new."""
    rows = hold_all(Petition.objects.filter(round=round, state=State.CLASSIFIED))
    for petition in rows:
        step_petition(petition, State.COLLECTED, by=by, action="petition.collected", at=at)
    return len(rows)


@action
def close_round_intake(*, round: Round, by: User | None, at: datetime | None = None) -> int:
    """Cut a round off: its classified petitions are collected, what comes in later goes to the next round.

    Returns how many petitions the consolidated list gained. Raises Refused as `close_round` does: when the round has
    been cut off before, while meetings are still to come, and while minutes are missing.
    """
    hold(round)
    hold_all(Petition.objects.filter(round=round, state=State.CLASSIFIED))
    close_round(round=round, by=by, at=at)
    gained = collect(round=round, by=by, at=at)
    record(
        by=by,
        action="round.intake_closed",
        obj=round,
        tenant_id=round.council_id,
        at=at,
        new={"collected": gained},
    )
    round.refresh_from_db(fields=["state", "closed_at"])
    return gained


@action
def publish_petition(
    *, petition: Petition, text: str, by: User | None, confirmed: bool = False, at: datetime | None = None
) -> Petition:
    """Let the public read a petition as TEXT. What looks like personal data must be removed, or CONFIRMED as none."""
    if not text.strip():
        raise Refused("Hãy soạn nội dung công khai, không có tên, địa chỉ, điện thoại của cử tri.", field="text")
    found = find_personal_data(text)
    if found and not confirmed:
        listed = "; ".join(f"{finding.kind.label}: “{finding.text}”" for finding in found)
        raise Refused(
            f"Nội dung có thể lộ thông tin cá nhân ({listed}). "
            "Hãy bỏ đi, hoặc xác nhận đây không phải thông tin của cử tri.",
            field="text",
        )
    hold(petition)
    if petition.state in (*GONE_STATES, State.RECORDED):
        raise Refused(f"Kiến nghị {petition.code} {petition.get_state_display()}, chưa công khai được.")
    note = "Công khai, đã xác nhận không lộ thông tin cá nhân" if found else "Công khai"
    return step_petition(
        petition,
        None,
        by=by,
        action="petition.published",
        note=note,
        at=at,
        published_text=text,
        is_published=True,
    )


@action
def unpublish_petition(*, petition: Petition, reason: str, by: User | None, at: datetime | None = None) -> Petition:
    """Take a petition off the public pages; its public text stays for the next time."""
    if not reason.strip():
        raise Refused("Gỡ công khai phải nêu lý do.", field="reason")
    hold(petition)
    if not petition.is_published:
        raise Refused(f"Kiến nghị {petition.code} chưa công khai.")
    return step_petition(
        petition,
        None,
        by=by,
        action="petition.unpublished",
        note=reason,
        at=at,
        is_published=False,
    )


@action
def close(*, petition: Petition, by: User | None, note: str = "", at: datetime | None = None) -> Petition:
    """Close a petition that is settled or explained and told back to its voters."""
    hold(petition)
    if petition.state == State.TOLD_BACK and petition.claimed_outcome not in FINAL_OUTCOMES:
        raise Refused(
            f"Kiến nghị {petition.code} còn đang giải quyết theo lộ trình. "
            "Chỉ đóng khi cơ quan đã giải quyết xong hoặc đã giải trình."
        )
    return step_petition(petition, State.CLOSED, by=by, action="petition.closed", note=note, at=at)
