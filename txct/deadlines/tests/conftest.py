"""The holiday library is loaded before any property runs: no example is blamed for its half second."""

from __future__ import annotations

from datetime import date

import pytest

from txct.deadlines.calendar import WorkingCalendar


@pytest.fixture(scope="session", autouse=True)
def holidays_loaded() -> None:
    WorkingCalendar().is_working_day(date(2026, 1, 1))
