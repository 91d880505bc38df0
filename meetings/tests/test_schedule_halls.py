"""Halls as papers print them, found among those a council knows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.models import Venue
from meetings.schedule_halls import Halls, hall_key

WARD, OTHER_WARD = 1, 2
KNOWN = [
    "Nhà văn hóa khu phố Nội Trì",
    "Nhà văn hóa khu phố Phù Lộc",
    "Nhà văn hóa khu phố 1",
    "Nhà văn hóa khu phố Thượng",
    "Nhà văn hóa thôn Thượng",
    "Nhà văn hóa Trầm",
    "Hội trường UBND phường",
    "Đình Đồng Kỵ",
]


def found(printed: str, ward: int = WARD) -> str | None:
    halls = Halls(Venue(pk=place, locality_id=WARD, name=name) for place, name in enumerate(KNOWN, start=1))
    hall = halls.find(ward, printed)
    return hall.name if hall else None


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("NVH khu phố Nội Trì", "Nhà văn hóa khu phố Nội Trì"),
        ("Nhà văn hoá KP Phù Lộc", "Nhà văn hóa khu phố Phù Lộc"),
        ("nvh kp. phù lộc", "Nhà văn hóa khu phố Phù Lộc"),
        ("Nhà văn hóa Nội Trì", "Nhà văn hóa khu phố Nội Trì"),
        ("NVH KP 01", "Nhà văn hóa khu phố 1"),
        ("NVH khu phố Trầm", "Nhà văn hóa Trầm"),
        ("NVH thôn Thượng", "Nhà văn hóa thôn Thượng"),
        ("HT Ủy ban nhân dân phường", "Hội trường UBND phường"),
        ("đình Đồng Kỵ", "Đình Đồng Kỵ"),
        # Two halls fit, or the kind of settlement is another: nobody chooses silently.
        ("Nhà văn hóa Thượng", None),
        ("Nhà văn hóa thôn Nội Trì", None),
        ("Hội trường khu phố Nội Trì", None),
        ("Nhà văn hóa khu phố 10", None),
    ],
)
def test_a_hall_is_found_however_it_is_abbreviated(printed: str, meant: str | None) -> None:
    assert found(printed) == meant


def test_a_hall_is_sought_in_its_own_commune() -> None:
    assert found("NVH khu phố Nội Trì", OTHER_WARD) is None


def test_a_hall_of_just_the_printed_name_goes_before_one_of_the_same_normal_form() -> None:
    halls = Halls(
        [Venue(pk=1, locality_id=WARD, name="Nhà văn hóa KP Trầm"), Venue(pk=2, locality_id=WARD, name="NVH KP Trầm")]
    )
    names = ("NVH KP Trầm", "Nhà văn hóa KP Trầm", "Nhà văn hóa khu phố Trầm")
    assert [(hall.pk if (hall := halls.find(WARD, name)) else None) for name in names] == [2, 1, 1]


@given(st.text(max_size=60))
def test_the_normal_form_of_a_normal_form_is_itself(name: str) -> None:
    assert hall_key(hall_key(name)) == hall_key(name)
