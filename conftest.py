"""What every test stands on: folders of its own, quick passwords, no broker unless asked for, honest counting."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings
from hypothesis import settings as hypothesis_settings

pytest_plugins = ["tests.fixtures.services", "tests.fixtures.browser"]

# A shared machine is slow at odd moments: a slow example is no failure of the rule under test.
hypothesis_settings.register_profile("house", deadline=None, print_blob=True)
hypothesis_settings.load_profile("house")

FIXTURES_OF_MARK = {
    "browser": {"chromium", "open_page", "page", "phone"},
    "services": {"redis_url", "broker", "smtp_sink", "worker"},
}
COUNTED = {"passed": "passed", "failed": "failed", "error": "errors", "skipped": "skipped", "xfailed": "xfailed"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the servers they use, and keep those that share one on one core."""
    for item in items:
        used = set(getattr(item, "fixturenames", ()))
        for mark, fixtures in FIXTURES_OF_MARK.items():
            if used & fixtures and not item.get_closest_marker(mark):
                item.add_marker(mark)
        if item.get_closest_marker("xdist_group"):
            continue
        if item.get_closest_marker("services"):
            item.add_marker(pytest.mark.xdist_group("services"))
        elif item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test of PostgreSQL says so when there is none."""
    if item.get_closest_marker("postgresql") and "postgresql" not in django_settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("cần PostgreSQL: hãy chạy bằng ./test")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
    """Leave the counts of this run for the summary of `./test`."""
    target = os.environ.get("TXCT_TEST_COUNTS")
    if target:
        counts = {word: len(terminalreporter.stats.get(kind, ())) for kind, word in COUNTED.items()}
        Path(target).write_text(json.dumps(counts), encoding="utf-8")


@pytest.fixture(scope="session")
def own_var() -> Path:
    """The run-time folder of this test process: two processes never share files."""
    folder = Path(django_settings.VAR_DIR) / os.environ.get("PYTEST_XDIST_WORKER", "alone")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _own_settings(own_var: Path) -> Iterator[None]:
    from txct.celery import app

    # A broker in memory takes what is published and keeps it: nothing waits for a server that is not there.
    app.conf.broker_url = "memory://"
    with override_settings(
        VAR_DIR=own_var,
        MEDIA_ROOT=own_var / "media",
        EMAIL_FILE_PATH=own_var / "thu",
        PASSWORD_HASHERS=[
            "django.contrib.auth.hashers.MD5PasswordHasher",
            "django.contrib.auth.hashers.Argon2PasswordHasher",
        ],
    ):
        yield


@pytest.fixture
def clashes_kept(db: None) -> Iterator[None]:
    """For tests that book somebody or some hall twice behind the actions' back, to see what pages say of it.

    PostgreSQL would not let such rows outlive their transaction: they are parted again before it ends.
    """
    yield
    from meetings.models import Attendance, Meeting

    Attendance.objects.update(is_blocking=False)
    Meeting.objects.update(venue=None, chair_name="")
