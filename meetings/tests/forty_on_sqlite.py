"""Forty threads book one delegate over the same hours in an SQLite file; prints how many got him and how many not.

Run as a program of its own: the test database of SQLite lives in memory and has one connection.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import django
from django.core.management import call_command
from django.db import connections

THREADS = 40


def main() -> None:
    from meetings.actions.meetings import change_meeting
    from meetings.tests.scenes import clock, town
    from txct.core import outbox
    from txct.core.writing import Refused

    outbox.wake_sender = lambda: None
    call_command("migrate", verbosity=0, skip_checks=True)
    scene = town()
    made = [scene.hold(0, groups=[], delegates=[scene.delegates[0]], venue=None) for _ in range(THREADS)]
    start = threading.Barrier(THREADS)

    def book(place: int) -> bool:
        start.wait(timeout=60)
        try:
            change_meeting(
                meeting=made[place], starts_at=clock(20, 8), ends_at=clock(20, 11), venue=None, by=scene.secretary
            )
        except Refused:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(book, range(THREADS)))
    print(answers.count(True), answers.count(False))  # noqa: T201


if __name__ == "__main__":
    django.setup()
    main()
