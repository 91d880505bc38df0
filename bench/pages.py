"""How long pages take in a round of 30 and of 300 made meetings, beside the cheapest page of the same run.

Through Django's test client: no server, no network; templates and queries only. Run: ``bench/run pages``.
"""

from __future__ import annotations

import argparse

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench._council import HALF_DAYS, council, hold, signed_in
from bench._database import Cost, cost_of, scratch_database
from reports.tests.scene import Scene
from txct.core.models import Heartbeat


def addresses(scene: Scene) -> dict[str, tuple[Client, str]]:
    """The pages measured, by name: who opens them and where."""
    desk, anybody = signed_in(scene.secretary), Client()
    return {
        "public schedule": (anybody, reverse("meetings:public-schedule")),
        "one meeting": (anybody, reverse("meetings:public-meeting", args=[scene.meetings[0].uid])),
        "desk home": (desk, reverse("desk:home")),
        "board of the round": (desk, reverse("meetings:round-board", args=[scene.round.pk])),
    }


def open_page(client: Client, address: str) -> None:
    """Opens the page, with no kept copy of an earlier opening; anything but a page ends the bench."""
    answer = client.get(address)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    assert answer.content, address


def compare(scene: Scene, laps: int, before: dict[str, Cost]) -> dict[str, Cost]:
    """Prints the cost of each page at the size the round has now."""
    count, anybody = len(scene.meetings), Client()
    cheapest = cost_of(lambda: open_page(anybody, "/suc-khoe/"), laps=4 * laps)
    print(f"/suc-khoe/ beside {count} meetings: {cheapest.ms:.2f} ms (the cheapest page, {cheapest.queries} queries)")
    found = {}
    for name, (client, address) in addresses(scene).items():
        cost = found[name] = cost_of(lambda client=client, address=address: open_page(client, address), laps=laps)
        grown = f"; {cost.ms / before[name].ms:.2f}x its own at the smaller size" if name in before else ""
        print(
            f"{name}, {count} meetings: {cost.ms:.1f} ms, {cost.queries} queries "
            f"({cost.ms / cheapest.ms:.1f}x /suc-khoe/{grown})"
        )
    return found


def main() -> None:
    """The same round at both sizes, announced each time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs=2, type=int, default=[30, 300], metavar=("SMALL", "LARGE"))
    parser.add_argument("--laps", type=int, default=5)
    chosen = parser.parse_args()
    with scratch_database():
        Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
        scene = council(groups=-(-chosen.sizes[1] // HALF_DAYS))
        found: dict[str, Cost] = {}
        for size in chosen.sizes:
            first = len(scene.meetings)
            seconds = hold(scene, first, size)
            print(f"adding {size - first} meetings: {1000 * seconds / max(size - first, 1):.0f} ms each (made data)")
            scene.release()
            Heartbeat.objects.update(at=timezone.now())
            found = compare(scene, chosen.laps, found)


if __name__ == "__main__":
    main()
