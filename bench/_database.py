"""A database for one bench, made empty and removed at its end. Import it before any model: it starts Django.

An SQLite file in a temporary folder; with DATABASE_URL a new database on that server. The data of the person who
runs the bench is never touched, nor are the mails and files of `var/`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django

FOLDER = Path(tempfile.mkdtemp(prefix="txct-bench-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ.update(DJANGO_SETTINGS_MODULE="txct.settings", TXCT_ENV="development", TXCT_VAR=str(FOLDER))
if not os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_URL_FILE"):
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER / 'unused.sqlite3'}"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from txct.celery import app  # noqa: E402

# What is published stays in memory: no worker may take the messages of a bench.
app.conf.broker_url = "memory://localhost//"
settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]


@contextmanager
def scratch_database() -> Iterator[None]:
    """An empty, migrated database of its own name while the block runs."""
    before, embedded = connection.settings_dict["NAME"], connection.vendor == "sqlite"
    connection.settings_dict["TEST"]["NAME"] = (
        str(FOLDER / "bench.sqlite3") if embedded else f"txct_bench_{os.getpid()}"
    )
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


@dataclass(frozen=True)
class Cost:
    """What one piece of work takes: milliseconds of its best lap, and queries."""

    ms: float
    queries: int


def cost_of(work: Callable[[], object], *, laps: int = 5) -> Cost:
    """The cost of WORK: once to warm up, once to count its queries, then LAPS times on the clock.

    The best lap counts: what else runs on a shared machine only adds.
    """
    work()
    with CaptureQueriesContext(connection) as seen:
        work()
    queries = len(seen)
    return Cost(1000 * min(seconds_of(work) for _ in range(laps)), queries)


def seconds_of(work: Callable[[], object]) -> float:
    """How long WORK takes once, in seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
