"""Reads that the field asks for by name. Callers inside a request pass rows already narrowed by `for_user`."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models.functions import Length

from delegates.models import Council
from meetings.models import Round
from petitions.enums import PetitionState, TransferState
from petitions.models import Answer, Petition, Submission, Transfer
from petitions.models.transfers import TransferQuerySet
from petitions.rules import number_in, root_of


def round_for_new(round_: Round) -> Round | None:
    """The round that takes what comes in for ROUND_ now: itself, or after its cut-off the next open one, else none."""
    if Round.objects.filter(pk=round_.pk, closed_at=None).exists():
        return round_
    return (
        Round.objects.filter(council_id=round_.council_id, starts_on__gt=round_.starts_on, closed_at=None)
        .order_by("starts_on", "pk")
        .first()
    )


def owner_of(submission: Submission) -> Petition | None:
    """The petition made of SUBMISSION in the first place; petitions it was merged into only list it."""
    holders = Petition.objects.filter(sources__submission=submission).exclude(state=PetitionState.WITHDRAWN)
    listing_for_another = holders.filter(merged__in=holders.values("pk"))
    return holders.exclude(pk__in=listing_for_another.values("pk")).first()


def final_root(petition: Petition) -> Petition:
    """The live petition that PETITION has finally been merged into, itself when it stands alone."""
    parents: dict[int, int | None] = {petition.pk: petition.merged_into_id}
    pk = petition.merged_into_id
    while pk is not None and pk not in parents:
        parents[pk] = Petition.objects.values_list("merged_into_id", flat=True).get(pk=pk)
        pk = parents[pk]
    root = root_of(parents, petition.pk)
    return petition if root == petition.pk else Petition.objects.get(pk=root)


def latest_answer(petition: Petition) -> Answer | None:
    """The newest answer of the lead agency."""
    return (
        Answer.objects.filter(petition=petition, transfer__role="lead")
        .exclude(transfer__state=TransferState.RETURNED)
        .order_by("-number")
        .first()
    )


def repeat_chain(petition: Petition) -> list[Petition]:
    """PETITION and the earlier ones it repeats, newest first."""
    chain = [petition]
    while (earlier := chain[-1].repeats) is not None and earlier not in chain:
        chain.append(earlier)
    return chain


def overdue_by_agency(transfers: TransferQuerySet, on: date) -> dict[int, list[Transfer]]:
    """Of TRANSFERS, those past their day on the day ON, by agency: one reminder each."""
    late: dict[int, list[Transfer]] = defaultdict(list)
    for transfer in transfers.overdue(on).select_related("agency", "petition").order_by("due_on", "pk"):
        late[transfer.agency_id].append(transfer)
    return dict(late)


def next_code_number(council: Council, prefix: str) -> int:
    """The number after the highest one given under PREFIX; call with the council's row locked."""
    last = (
        Petition.objects.filter(council_id=council.pk, code__startswith=prefix)
        .annotate(digits=Length("code"))
        .order_by("-digits", "-code")
        .values_list("code", flat=True)
        .first()
    )
    return number_in(last) + 1 if last else 1
