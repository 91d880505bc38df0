"""Nothing a voter says is lost or counted twice, whatever the office does with it, in whatever order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from petitions import fsck
from petitions.actions import (
    Point,
    add_submissions,
    answer_petitions,
    classify_petition,
    close,
    hand_off_case,
    judge_answer,
    merge_petitions,
    open_petition,
    receive_transfer,
    reclassify_submission,
    record_submission,
    remind_overdue,
    return_transfer,
    split_submission,
    start_work,
    tell_back,
    transfer_petitions,
    undo_split,
    unmerge_petition,
    withdraw_petition,
    withdraw_submission,
)
from petitions.enums import Authority, Content, Judgement, Outcome, PetitionState, SubmissionKind
from petitions.figures import petition_figures, submission_figures
from petitions.models import Petition, PetitionEvent, RestrictedCase, Submission, Transfer
from petitions.queries import latest_answer
from petitions.rules import MERGEABLE_STATES, PETITION_KINDS
from petitions.tests.conftest import DUE_ON, SENT_ON, Town
from txct.core.audit import broken_links
from txct.core.models import AuditEntry
from txct.core.writing import Refused

KINDS = st.sampled_from(SubmissionKind)
OPEN = ("recorded", "classified", "answered_on_spot")
SENDABLE_STATES = (PetitionState.CLASSIFIED, PetitionState.COLLECTED)
CHECKS = [one.breaches for one in fsck.INVARIANTS if one.breaches is not fsck.rows_across_councils]


class Office(RuleBasedStateMachine):
    """An office that records, sorts, merges, sends and answers at random; a refused act must leave no trace."""

    town: Town

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.stored = Submission.objects.count()
        self.words: dict[int, str] = {}

    def teardown(self) -> None:
        broken = [*broken_links(), *fsck.rows_across_councils()]
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        assert broken == []

    def pick(self, data: Any, rows: QuerySet, everything: QuerySet | None = None) -> Any:
        """One of ROWS, now and then any of EVERYTHING; None when there are none."""
        stray = everything is not None and data.draw(st.integers(0, 4)) == 0
        found = list((everything if stray and everything is not None else rows).order_by("pk"))
        return data.draw(st.sampled_from(found)) if found else None

    def attempt(self, act: Callable[..., Any], **values: Any) -> Any:
        before = self.size()
        try:
            return act(by=self.town.secretary, **values)
        except Refused as error:
            refusal = error.message
        assert refusal.endswith(".")
        assert self.size() == before
        return None

    def size(self) -> tuple[int, ...]:
        return tuple(model.objects.count() for model in (Submission, Petition, PetitionEvent, Transfer, AuditEntry))

    def keep(self, *submissions: Submission) -> None:
        self.stored += len(submissions)

    @rule(kind=KINDS, ward=st.integers(0, 2), on_spot=st.booleans())
    def somebody_speaks(self, kind: SubmissionKind, ward: int, on_spot: bool) -> None:
        words = f"lời số {self.stored}"
        said = record_submission(
            council=self.town.council,
            meeting=self.town.meetings[ward],
            kind=kind,
            verbatim=words,
            answered_by="Chủ tịch" if on_spot else "",
            answer_on_spot="Sẽ làm" if on_spot else "",
            by=self.town.secretary,
        )
        self.keep(said)
        self.words[said.pk] = words

    @rule(ward=st.integers(0, 2), classified=st.booleans())
    def a_petition_is_raised(self, ward: int, classified: bool) -> None:
        petition = self.town.petition(f"việc {self.stored}", ward, classified=classified)
        self.keep(petition.sources.get().submission)

    @rule(data=st.data(), kind=KINDS)
    def it_is_sorted(self, data: Any, kind: SubmissionKind) -> None:
        said = self.pick(data, Submission.objects.filter(state__in=OPEN), Submission.objects.all())
        if said:
            self.attempt(reclassify_submission, submission=said, kind=kind)

    @rule(data=st.data(), kinds=st.lists(KINDS, min_size=2, max_size=3))
    def a_speech_is_split(self, data: Any, kinds: list[SubmissionKind]) -> None:
        said = self.pick(data, Submission.objects.in_pool().filter(state__in=OPEN), Submission.objects.all())
        if said:
            points = [Point(kind, f"ý {number} của {said.pk}") for number, kind in enumerate(kinds)]
            self.keep(*(self.attempt(split_submission, submission=said, points=points) or ()))

    @rule(data=st.data())
    def a_split_is_undone(self, data: Any) -> None:
        said = self.pick(data, Submission.objects.filter(state="split"), Submission.objects.all())
        if said:
            self.attempt(undo_split, submission=said)

    @rule(data=st.data())
    def a_statement_is_withdrawn_or_handed_off(self, data: Any) -> None:
        said = self.pick(data, Submission.objects.filter(state__in=OPEN), Submission.objects.all())
        if said and said.is_restricted:
            self.attempt(hand_off_case, submission=said, handed_to="Ban Tiếp công dân")
        elif said:
            self.attempt(withdraw_submission, submission=said, reason="ghi nhầm")

    @rule(data=st.data())
    def a_petition_is_opened(self, data: Any) -> None:
        ready = Submission.objects.filter(state__in=OPEN, kind__in=PETITION_KINDS)
        chosen = [one for one in (self.pick(data, ready, Submission.objects.all()) for _ in range(2)) if one]
        if chosen:
            self.attempt(open_petition, submissions=chosen, summary="việc chung")

    @rule(data=st.data())
    def a_statement_joins_a_petition(self, data: Any) -> None:
        said = self.pick(data, Submission.objects.filter(state__in=OPEN, kind__in=PETITION_KINDS))
        petition = self.pick(data, Petition.objects.live(), Petition.objects.all())
        if said and petition:
            self.attempt(add_submissions, petition=petition, submissions=[said])

    @rule(data=st.data(), authority=st.sampled_from(Authority))
    def it_is_classified(self, data: Any, authority: Authority) -> None:
        petition = self.pick(data, Petition.objects.filter(state=PetitionState.RECORDED), Petition.objects.all())
        if petition:
            self.attempt(classify_petition, petition=petition, sector=self.town.sector, authority=authority)

    @rule(data=st.data())
    def petitions_are_merged(self, data: Any) -> None:
        mergeable = Petition.objects.filter(state__in=MERGEABLE_STATES)
        target = self.pick(data, Petition.objects.live(), Petition.objects.all())
        other = self.pick(data, mergeable, Petition.objects.all())
        if target and other:
            self.attempt(merge_petitions, target=target, others=[other])

    @rule(data=st.data())
    def a_merge_is_undone(self, data: Any) -> None:
        petition = self.pick(data, Petition.objects.filter(state="merged"), Petition.objects.all())
        if petition:
            self.attempt(unmerge_petition, petition=petition)

    @rule(data=st.data())
    def merging_and_parting_changes_nothing(self, data: Any) -> None:
        target = self.pick(data, Petition.objects.live())
        other = self.pick(data, Petition.objects.filter(state__in=MERGEABLE_STATES))
        if target is None or other is None or target == other or target.state == "closed":
            return
        before = everything_counted(self.town)
        merge_petitions(target=target, others=[other], by=self.town.secretary)
        unmerge_petition(petition=Petition.objects.get(pk=other.pk), by=self.town.secretary)
        assert everything_counted(self.town) == before

    @rule(data=st.data())
    def a_petition_is_withdrawn(self, data: Any) -> None:
        petition = self.pick(data, Petition.objects.filter(state__in=MERGEABLE_STATES), Petition.objects.all())
        if petition and data.draw(st.integers(0, 3)) == 0:
            self.attempt(withdraw_petition, petition=petition, reason="không đúng")

    @rule(data=st.data(), helped=st.booleans())
    def it_is_sent(self, data: Any, helped: bool) -> None:
        petition = self.pick(data, Petition.objects.filter(state__in=SENDABLE_STATES), Petition.objects.all())
        if petition:
            self.attempt(
                transfer_petitions,
                council=self.town.council,
                agency=self.town.agency,
                supporting=[self.town.other_agency] if helped else [],
                petitions=[petition],
                on=SENT_ON,
                answer_by=DUE_ON,
            )

    @rule(data=st.data(), what=st.sampled_from(["receive", "start", "return"]))
    def the_agency_acts(self, data: Any, what: str) -> None:
        transfer = self.pick(data, Transfer.objects.open(), Transfer.objects.all())
        if transfer is None:
            return
        if what == "receive":
            self.attempt(receive_transfer, transfer=transfer, on=SENT_ON)
        elif what == "start":
            self.attempt(start_work, transfer=transfer, roadmap="Quý I", promised_on=date(2027, 3, 31))
        else:
            self.attempt(return_transfer, transfer=transfer, reason="Không thuộc thẩm quyền")

    @rule(data=st.data(), outcome=st.sampled_from(Outcome))
    def the_agency_answers(self, data: Any, outcome: Outcome) -> None:
        transfer = self.pick(data, Transfer.objects.open(), Transfer.objects.all())
        if transfer:
            self.attempt(
                answer_petitions,
                transfers=[transfer],
                text="Đã xem xét",
                outcome=outcome,
                roadmap="Quý I",
                promised_on=date(2027, 3, 31),
                answered_on=SENT_ON,
            )

    @rule(data=st.data(), judgement=st.sampled_from(Judgement), by_group=st.booleans())
    def the_answer_is_judged(self, data: Any, judgement: Judgement, by_group: bool) -> None:
        petition = self.pick(data, Petition.objects.awaiting_judgement(), Petition.objects.all())
        answer = petition and latest_answer(petition)
        if answer:
            judge = {"group": self.town.group} if by_group else {"body": self.town.standing}
            self.attempt(judge_answer, answer=answer, judgement=judgement, on=DUE_ON, reason="rõ", **judge)

    @rule(data=st.data(), content=st.sampled_from(Content), ward=st.integers(0, 2))
    def voters_are_told(self, data: Any, content: Content, ward: int) -> None:
        petition = self.pick(data, Petition.objects.filter(state=PetitionState.JUDGED), Petition.objects.all())
        if petition:
            meeting = self.town.meetings[ward]
            self.attempt(tell_back, petition=petition, meeting=meeting, on=DUE_ON, content=content)

    @rule(data=st.data())
    def it_is_closed(self, data: Any) -> None:
        petition = self.pick(data, Petition.objects.filter(state="told_back"), Petition.objects.all())
        if petition:
            self.attempt(close, petition=petition)

    @rule()
    def late_agencies_are_reminded(self) -> None:
        remind_overdue(council=self.town.council, on=date(2026, 12, 1), answer_by=None, by=self.town.secretary)

    @invariant()
    def the_laws_hold(self) -> None:
        assert [sentence for check in CHECKS for sentence in check()] == []

    @invariant()
    def every_statement_is_still_there_with_its_words(self) -> None:
        assert Submission.objects.count() == self.stored
        heard = dict(Submission.objects.values_list("pk", "verbatim"))
        walled = dict(RestrictedCase.objects.values_list("submission", "text"))
        kept = {pk: heard[pk] or walled.get(pk, "") for pk in self.words}
        assert {pk: text.split("\n")[0] for pk, text in kept.items()} == self.words


def everything_counted(town: Town) -> Any:
    """All figures of the round and each petition's own statements and places."""
    shapes = {
        petition.pk: (
            petition.state,
            petition.merged_into_id,
            frozenset(petition.sources.values_list("submission", flat=True)),
            frozenset(petition.localities.values_list("pk", flat=True)),
        )
        for petition in Petition.objects.all()
    }
    petitions = petition_figures(Petition.objects.filter(round=town.round), DUE_ON)
    return petitions, submission_figures(Submission.objects.filter(round=town.round)), shapes


def put_to_work(town: Town) -> None:
    """An office in the middle of its work: statements, and petitions at every step of the way."""
    by = town.secretary
    for kind in (SubmissionKind.PETITION, SubmissionKind.OPINION):
        town.say("nói", kind=kind)
    speech = town.say("hai việc")
    points = [Point(SubmissionKind.PETITION, "một"), Point(SubmissionKind.OPINION, "hai")]
    split_submission(submission=speech, points=points, by=by)
    raw, _ready, low, top, *sent = (town.petition(f"việc {n}", n % 3, classified=n > 0) for n in range(8))
    merge_petitions(target=top, others=[low], by=by)
    values: dict[str, Any] = {"council": town.council, "agency": town.agency, "on": SENT_ON, "by": by}
    transfers = [transfer_petitions(petitions=[one], answer_by=DUE_ON, **values).transfers.get() for one in sent]
    answered: dict[str, Any] = {"text": "Đã sửa", "outcome": Outcome.RESOLVED, "answered_on": SENT_ON, "by": by}
    answers = answer_petitions(transfers=transfers[1:], **answered)
    for answer in answers[1:]:
        judge_answer(answer=answer, judgement=Judgement.ACCEPTED, body=town.standing, on=DUE_ON, by=by)
    told: dict[str, Any] = {"meeting": town.meetings[0], "on": DUE_ON, "by": by}
    tell_back(petition=sent[3], content=Content.CONTENT, **told)
    assert raw.state == "recorded"


@pytest.mark.django_db
def test_nothing_is_lost_or_counted_twice(town: Town) -> None:
    put_to_work(town)
    machine = type("TownOffice", (Office,), {"town": town})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=(Phase.generate, Phase.shrink),
        ),
    )
