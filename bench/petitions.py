"""The petitions' desk at 300 and at 3,000 made petitions: list, search, filter; and statements recorded a second.

Pages go through Django's test client: no server, no network. Run: ``bench/run petitions``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, islice
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bench._council import signed_in
from bench._database import Cost, cost_of, scratch_database, seconds_of
from petitions.actions import record_submission
from petitions.enums import Authority, PetitionState, SubmissionKind, SubmissionState
from petitions.models import Petition, PetitionSource, Sector, Submission, Transfer, TransferLetter
from reports.tests.scene import Scene, build_scene

WORKS = ("sửa mặt đường", "nạo vét mương", "lắp đèn chiếu sáng", "thu gom rác", "cấp nước sạch", "xây nhà văn hóa")
STATES = (
    PetitionState.RECORDED,
    PetitionState.CLASSIFIED,
    PetitionState.TRANSFERRED,
    PetitionState.ANSWERED,
    PetitionState.JUDGED,
)
SENT = STATES[2:]


def made(scene: Scene) -> Iterator[tuple[Petition, Submission]]:
    """Petitions without end, each of one statement; one in five waits for its agency past the day."""
    today = timezone.localdate()
    for number in count(1):
        state = STATES[number % len(STATES)]
        words = f"Đề nghị {WORKS[number % len(WORKS)]} đoạn ngõ số {number % 97} tổ dân phố {number % 13}"
        said = Submission(
            council=scene.council,
            round=scene.round,
            meeting=scene.meetings[0],
            kind=SubmissionKind.PETITION,
            verbatim=words,
            locality=scene.ward,
            state=SubmissionState.IN_PETITION,
            recorded_by=scene.secretary,
        )
        petition = Petition(
            council=scene.council,
            code=f"KN-DO-{number:06d}",
            session_of_origin=scene.session,
            round=scene.round,
            summary=words,
            sector=scene.sector,
            authority=Authority.XA,
            state=state,
            due_on=today + timedelta(days=number % 40 - 20) if state in SENT else None,
        )
        yield petition, said


def grow(scene: Scene, source: Iterator[tuple[Petition, Submission]], to: int) -> None:
    """Writes petitions, their statements, places and transfers until there are TO."""
    pairs = list(islice(source, to - Petition.objects.count()))
    today = timezone.localdate()
    with transaction.atomic():
        petitions = Petition.objects.bulk_create([petition for petition, _said in pairs], batch_size=500)
        statements = Submission.objects.bulk_create([said for _petition, said in pairs], batch_size=500)
        PetitionSource.objects.bulk_create(
            [PetitionSource(petition=p, submission=s) for p, s in zip(petitions, statements, strict=True)],
            batch_size=500,
        )
        place = Petition.localities.through
        place.objects.bulk_create([place(petition=p, locality=scene.ward) for p in petitions], batch_size=500)
        letter, _new = TransferLetter.objects.get_or_create(
            council=scene.council, agency=scene.agency, round=scene.round, defaults={"sent_on": today}
        )
        sent = [p for p in petitions if p.state in SENT]
        Transfer.objects.bulk_create(
            [
                Transfer(petition=p, agency=scene.agency, letter=letter, sent_on=p.due_on, due_on=p.due_on)
                for p in sent
            ],
            batch_size=500,
        )


def addresses(scene: Scene) -> dict[str, str]:
    """What is opened: the list as it comes, its last page, three searches and a filter."""
    desk = reverse("petitions:desk")
    asked = {
        "list": {},
        "last page": {"trang": "9999"},
        "search, rare": {"tim": "ngo so 41 to dan pho 7"},
        "search, common": {"tim": "den chieu sang"},
        "search, nothing found": {"tim": "cau vuot song"},
        "filter, overdue of an agency": {"qua_han": "on", "co_quan": str(scene.agency.pk)},
    }
    return {name: f"{desk}?{urlencode(query)}" for name, query in asked.items()}


def pages(scene: Scene, sizes: tuple[int, int], laps: int) -> None:
    """Prints what each page takes at the large size beside the small one."""
    client, source = signed_in(scene.secretary), made(scene)
    found: list[dict[str, Cost]] = []
    for size in sizes:
        grow(scene, source, size)
        costs = {}
        for name, address in addresses(scene).items():

            def open_page(address: str = address) -> None:
                answer = client.get(address)
                assert answer.status_code == 200, f"{address}: {answer.status_code}"

            costs[name] = cost_of(open_page, laps=laps)
        found.append(costs)
    small, large = found
    for name, cost in large.items():
        was = small[name]
        print(
            f"{name}: {cost.ms:.1f} ms, {cost.queries} queries at {sizes[1]} petitions "
            f"({cost.ms / was.ms:.2f}x its {was.ms:.1f} ms, {was.queries} queries at {sizes[0]})"
        )


def ingest(scene: Scene, rows: int) -> None:
    """Statements recorded one by one, as people and imports do, beside the same rows written in bulk."""
    words = [f"Đề nghị {WORKS[number % len(WORKS)]} số {number}" for number in range(rows)]

    def bulk() -> None:
        with transaction.atomic():
            Submission.objects.bulk_create(
                Submission(
                    council=scene.council,
                    round=scene.round,
                    meeting=scene.meetings[0],
                    kind=SubmissionKind.PETITION,
                    verbatim=word,
                    locality=scene.ward,
                    recorded_by=scene.secretary,
                )
                for word in words
            )

    def one_by_one() -> None:
        for word in words:
            record_submission(
                council=scene.council,
                kind=SubmissionKind.PETITION,
                meeting=scene.meetings[0],
                verbatim=word,
                by=scene.secretary,
            )

    plain, ours = rows / seconds_of(bulk), rows / seconds_of(one_by_one)
    in_one = rows / seconds_of(lambda: transaction.atomic(one_by_one)())
    print(f"ingest, bulk_create: {plain:.0f} rows/s (1.00, the baseline: no round, no place, no trace looked after)")
    print(f"ingest, record_submission: {ours:.0f} rows/s ({ours / plain:.3f} of bulk_create; each its transaction)")
    print(f"ingest, record_submission in one transaction: {in_one:.0f} rows/s ({in_one / plain:.3f} of bulk_create)")


def main() -> None:
    """Pages at both sizes, then the recording of statements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs=2, type=int, default=[300, 3000], metavar=("SMALL", "LARGE"))
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--laps", type=int, default=5)
    chosen = parser.parse_args()
    with scratch_database():
        scene = build_scene(meetings=1, released=False)
        for number in range(10):
            Sector.objects.create(council=scene.council, name=f"Lĩnh vực {number}")
        pages(scene, tuple(chosen.sizes), chosen.laps)
        ingest(scene, chosen.rows)


if __name__ == "__main__":
    main()
