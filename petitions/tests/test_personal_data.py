"""What may give a person away is found before a text is published."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.personal_data import find_personal_data


def found(text):
    return [(one.kind.value, one.text) for one in find_personal_data(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ông Nguyễn Văn An đề nghị", [("person", "Ông Nguyễn Văn An")]),
        ("bà Lan phản ánh", [("person", "bà Lan")]),
        ("cử tri Trần Thị B. ở thôn", [("person", "cử tri Trần Thị B.")]),
        ("BÀ ĐỖ THỊ Ý", [("person", "BÀ ĐỖ THỊ Ý")]),
        ("gọi 0912.345.678", [("phone", "0912.345.678")]),
        ("gọi +84 912 345 678 nhé", [("phone", "+84 912 345 678")]),
        ("máy bàn (0222) 3831 123", [("phone", "(0222) 3831 123")]),
        ("CCCD 027 089 001 234", [("id_number", "027 089 001 234")]),
        ("CMND 125478963.", [("id_number", "125478963")]),
        ("thư an.nguyen@x.com.vn", [("email", "an.nguyen@x.com.vn")]),
        ("số nhà 12A/3, khu phố", [("house", "số nhà 12A/3")]),
        ("số 12 đường Lý Thái Tổ", [("house", "số 12 đường")]),
        ("trong ngõ 45/2", [("house", "ngõ 45/2")]),
    ],
)
def test_personal_data_is_found(text, expected):
    assert found(text) == expected
    assert found(unicodedata.normalize("NFD", text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Đề nghị sửa đường 295B, quốc lộ 1A qua phường Đình Bảng",
        "Theo văn bản 28/KH-HĐND ngày 06/6/2017",
        "Dự án 125.000.000 đồng, 1.250.000.000 đồng",
        "bà con đề nghị ông Chủ tịch UBND phường trả lời",
        "Cử tri Khu phố 3 và cử tri phường Tân Hồng",
        "tuyến Bà Rịa, đường Ông Ích Khiêm",
        "300 m đường, 12 hộ dân, năm 2026",
    ],
)
def test_what_petitions_usually_say_is_left_alone(text):
    assert found(text) == []


@given(
    st.text(max_size=40), st.integers(100_000_000, 999_999_999), st.sampled_from(["", " ", ".", "-"]), st.booleans()
)
def test_a_phone_is_found_whatever_stands_around_it(around, number, gap, decomposed):
    digits = f"0{number}"
    phone = gap.join((digits[:4], digits[4:7], digits[7:]))
    text = f"{around} : {phone} ; {around}"
    text = unicodedata.normalize("NFD", text) if decomposed else text
    assert any(phone in one.text for one in find_personal_data(text))


def test_findings_say_where_they_stand():
    text = "Gọi bà Lan 0912345678"
    assert [(text[one.start : one.end], one.kind.label) for one in find_personal_data(text)] == [
        ("bà Lan", "tên người"),
        ("0912345678", "số điện thoại"),
    ]
