"""Two people at one statutory duty at once: nothing that either has written is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from meetings.actions import duties
from meetings.actions.duties import correct_duty, finish_duty, recompute_duties
from meetings.models import Duty
from meetings.tests.scenes import RELEASED_AT, Scene, town
from txct.core.writing import Refused

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
LONGEST_WAIT = 20
DAY = date(2017, 6, 30)
Act = Callable[[Scene, Duty], Any]


def correct(scene: Scene, duty: Duty) -> None:
    correct_duty(duty=duty, due_on=DAY, reason="theo công văn của tỉnh", by=scene.secretary)


def finish(scene: Scene, duty: Duty) -> None:
    finish_duty(duty=duty, by=scene.secretary, at=RELEASED_AT)


def recompute(scene: Scene, duty: Duty) -> None:
    """What a change of the calendar or of a meeting's day does: every open duty is written anew."""
    recompute_duties(round=scene.round, by=scene.secretary)


def is_waited_for() -> bool:
    """Whether another connection waits for a lock that this one holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def at_once(scene: Scene, duty: Duty, first: Act, second: Act, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """SECOND begins once FIRST has read the duty, which goes on when SECOND is over or waits; what each was told."""
    has_read, is_over, first_thread = threading.Event(), threading.Event(), threading.local()

    def pausing(read: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **options: Any) -> Any:
            found = read(*args, **options)
            if getattr(first_thread, "is_it", False):
                has_read.set()
                until = time.monotonic() + LONGEST_WAIT
                while not (is_over.is_set() or is_waited_for()) and time.monotonic() < until:
                    time.sleep(0.01)
            return found

        return run

    monkeypatch.setattr(duties, "_held", pausing(duties._held))
    monkeypatch.setattr(duties, "falls_due", pausing(duties.falls_due))

    def told(act: Act) -> str:
        try:
            act(scene, duty)
        except Refused as refusal:
            return refusal.message
        finally:
            connections.close_all()
        return ""

    def run_first() -> str:
        first_thread.is_it = True
        return told(first)

    def run_second() -> str:
        has_read.wait(LONGEST_WAIT)
        try:
            return told(second)
        finally:
            is_over.set()

    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(run_first), pool.submit(run_second)]
        return answers[0].result(), answers[1].result()


def stored(duty: Duty) -> tuple[Any, Any, str]:
    now = Duty.objects.get(pk=duty.pk)
    return now.due_on, now.done_at, now.corrected_reason


CORRECTED = "theo công văn của tỉnh"
ALREADY = "Việc này đã được ghi là xong."
TOO_LATE = "Việc này đã ghi là xong, không sửa hạn."


@pytest.mark.parametrize(
    ("first", "second", "answers", "kept"),
    [
        (correct, finish, ("", ""), (DAY, RELEASED_AT, CORRECTED)),
        (finish, correct, ("", TOO_LATE), (None, RELEASED_AT, "")),
        (finish, finish, ("", ALREADY), (None, RELEASED_AT, "")),
        (recompute, correct, ("", ""), (DAY, None, CORRECTED)),
        (recompute, finish, ("", ""), (None, RELEASED_AT, "")),
        (correct, recompute, ("", ""), (DAY, None, CORRECTED)),
    ],
)
def test_what_two_people_do_with_a_duty_at_once_is_done_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
    first: Act,
    second: Act,
    answers: tuple[str, str],
    kept: tuple[date | None, Any, str],
) -> None:
    scene = town()
    duty = Duty.objects.get(rule_code="HDND_GROUP_REPORT")
    assert at_once(scene, duty, first, second, monkeypatch) == answers
    assert stored(duty) == kept


@pytest.mark.parametrize(
    ("first", "second", "lost"),
    [
        (correct, finish, lambda found: found[1] is None),
        (recompute, correct, lambda found: found[2] == ""),
        (recompute, finish, lambda found: found[1] is None),
    ],
)
def test_without_the_locks_what_one_of_them_wrote_is_lost(
    monkeypatch: pytest.MonkeyPatch, first: Act, second: Act, lost: Callable[[tuple[Any, Any, str]], bool]
) -> None:
    scene = town()
    duty = Duty.objects.get(rule_code="HDND_GROUP_REPORT")
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_options: rows.all())
    assert at_once(scene, duty, first, second, monkeypatch) == ("", "")
    assert lost(stored(duty))
