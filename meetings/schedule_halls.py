"""Halls as papers print them, found among those a council knows however abbreviated or accented."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from meetings.models import Venue
from txct.lib.text import fold

_SHORT = {
    "nvh": "nha van hoa",
    "kp": "khu pho",
    "tdp": "to dan pho",
    "ht": "hoi truong",
    "uy ban nhan dan": "ubnd",
}
_SHORTENED = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b")
_SETTLEMENT = re.compile(r"\b(?:khu pho|to dan pho|thon|lang|ap) (?=\S)")
_HALL_AND_ADDRESS = re.compile(r"(?P<name>.+?)\s*\((?P<address>[^()]*[0-9,][^()]*)\)")


def hall_and_address(printed: str) -> tuple[str, str]:
    """A hall as printed, and the address in brackets behind it."""
    found = _HALL_AND_ADDRESS.fullmatch(printed)
    return (found["name"], found["address"]) if found else (printed, "")


def hall_key(name: str) -> str:
    """The name of a hall in its normal form: "NVH KP. Phù Lộc" and "Nhà văn hoá khu phố Phù Lộc" have one."""
    plain = re.sub(r"[^\w/]+", " ", fold(name))
    whole = _SHORTENED.sub(lambda found: _SHORT[found[0]], plain)
    return " ".join(re.sub(r"\b0+(?=\d)", "", whole).split())


class Halls:
    """Halls of a council, asked by their commune and printed name. Of two that fit, the one known longer is meant."""

    def __init__(self, venues: Iterable[Venue]) -> None:
        self.printed: dict[tuple[int, str], Venue] = {}
        self.normal: dict[tuple[int, str], Venue] = {}
        self.bare: dict[tuple[int, str], list[Venue]] = defaultdict(list)
        for hall in sorted(venues, key=lambda venue: venue.pk):
            key = hall_key(hall.name)
            self.printed.setdefault((hall.locality_id, fold(hall.name)), hall)
            self.normal.setdefault((hall.locality_id, key), hall)
            self.bare[hall.locality_id, _bare(key)].append(hall)

    def find(self, locality_id: int, name: str) -> Venue | None:
        """The hall of that name in a commune.

        "Nhà văn hóa Trầm" is "Nhà văn hóa khu phố Trầm" where no other hall is called so; a thôn is no khu phố.
        """
        key = hall_key(name)
        found = self.printed.get((locality_id, fold(name))) or self.normal.get((locality_id, key))
        if found is not None:
            return found
        alike = self.bare.get((locality_id, _bare(key)), [])
        told_less = [hall for hall in alike if key == _bare(key) or hall_key(hall.name) == _bare(key)]
        return told_less[0] if len(alike) == 1 and told_less else None


def _bare(key: str) -> str:
    """A normal form without the word for the settlement: its name tells the hall."""
    return _SETTLEMENT.sub("", key)
