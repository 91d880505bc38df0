"""Schedules in the manner of many offices are read as a person reads them."""

from __future__ import annotations

import pytest

from meetings.importers.schedule import read_schedule
from meetings.importers.tests.invented import cases, compare

LEAST = 0.99
"""Share of the fields of a batch. Batches a to e and g were written blind (g was read at 87 % at first), f
while mending."""


@pytest.mark.parametrize("batch", ["a", "b", "c", "d", "e", "f", "g"])
def test_a_batch_of_invented_schedules_is_read(batch: str) -> None:
    right = total = 0
    wrong = []
    for case in cases(batch):
        good, of, faults = compare(case, read_schedule(case.content, case.name))
        right, total = right + good, total + of
        wrong += [f"{case.name}: {fault}" for fault in faults]
    assert right / total >= LEAST, "\n".join(wrong)
