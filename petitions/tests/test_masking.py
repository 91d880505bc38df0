"""Names, telephones and house numbers are covered for those who need not know who spoke."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.masking import masked, nameless
from petitions.personal_data import find_personal_data


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bà Nguyễn Thị Lan xin lắp đèn.", "[tên người – đã che] xin lắp đèn."),
        ("Gọi 0912 345 678 để hẹn.", "Gọi [số điện thoại – đã che] để hẹn."),
        ("Sửa đường trục khu phố.", "Sửa đường trục khu phố."),
        ("", ""),
    ],
)
def test_what_may_give_away_a_person_is_named_by_its_kind_only(text: str, shown: str) -> None:
    assert masked(text) == shown


NAMES = st.sampled_from(["ông Trần Văn Đức", "bà Đặng Thị Hòa", "anh Ngô Bích Ngọc"])
PHONES = st.sampled_from(["0912345678", "0222 3831 234", "+84 912 345 678"])
WORDS = st.sampled_from(["Đề nghị sửa đường", "ngập nước", "theo", "và", "báo lại"])


@given(st.lists(st.one_of(NAMES, PHONES, WORDS), min_size=1, max_size=8))
def test_no_personal_passage_survives(parts: list[str]) -> None:
    text = ", ".join(parts)
    for finding in find_personal_data(text):
        assert finding.text not in masked(text)
        assert finding.text not in nameless(text)


@given(st.text(max_size=200))
def test_a_text_without_personal_data_is_left_as_it_is(text: str) -> None:
    if not find_personal_data(text):
        assert masked(text) == nameless(text)
