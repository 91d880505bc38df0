"""Files a clerk hands in: which are read, which are refused, and what is said of them."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.importers.plan_text import parse_plan
from meetings.importers.reading import NotAPlan, read_file
from meetings.importers.tests.plans import COMMUNE, CUT_OFF

EXPECTED = [line for line in CUT_OFF.split("\n") if line]


def word_file(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    return saved(document)


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def lines_or_refusal(content: bytes, name: str) -> list[str]:
    try:
        paragraphs = read_file(content, name)
        parse_plan(paragraphs)
    except NotAPlan as refused:
        return [refused.message]
    return paragraphs


TCVN3_LINES = [
    "Sè: 28/KH-H§ND",
    "KÕ ho¹ch",
    "§¹i biÓu H§ND tiÕp xóc cö tri tr­íc kú häp thø 5 H§ND thÞ x· khãa XVIII",
    "C¨n cø KÕ ho¹ch sè 09/KH-H§ND ngµy 26/5/2017 cña Th­êng trùc H§ND tØnh;",
    "I. Môc ®Ých, yªu cÇu",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_in_any_unicode_form_is_read_alike(encoding):
    found = read_file(CUT_OFF.encode(encoding), "ke-hoach.TXT")
    assert list(found) == EXPECTED
    assert found.warnings == ()


def test_decomposed_letters_and_line_ends_of_windows_make_no_difference():
    import unicodedata

    text = unicodedata.normalize("NFD", CUT_OFF).replace("\n", "\r\n")
    assert list(read_file(text.encode(), "a.txt")) == EXPECTED


@pytest.mark.parametrize("as_bytes", ["latin-1", "utf-8"])
def test_text_in_tcvn3_is_converted_and_the_first_line_shown_before_and_after(as_bytes):
    found = read_file("\n".join(TCVN3_LINES).encode(as_bytes), "cu.txt")
    assert list(found)[2] == "Đại biểu HĐND tiếp xúc cử tri trước kỳ họp thứ 5 HĐND thị xã khóa XVIII"
    assert found.warnings == (
        "Văn bản gõ bằng bảng mã TCVN3 (.VnTime), đã chuyển sang Unicode: “Sè: 28/KH-H§ND” → “Số: 28/KH-HĐND”. "
        "Kiểm tra lại chữ hoa và dấu.",
    )
    plan = parse_plan(found)
    assert (plan.number, plan.session, plan.term) == ("28/KH-HĐND", 5, "XVIII")
    assert plan.warnings[0] == found.warnings[0]


def test_text_in_vni_is_converted():
    text = "Soá: 28/KH-HÑND\nKeá hoaïch\nÑaïi bieåu tieáp xuùc cöû tri tröôùc kyø hoïp thöù 5"
    found = read_file(text.encode("latin-1"), "cu.txt")
    assert list(found) == ["Số: 28/KH-HĐND", "Kế hoạch", "Đại biểu tiếp xúc cử tri trước kỳ họp thứ 5"]
    assert "bảng mã VNI" in found.warnings[0]


def test_text_in_tcvn3_inside_word_is_converted_too():
    found = read_file(word_file("\n".join(TCVN3_LINES)), "cu.docx")
    assert list(found)[1] == "Kế hoạch"
    assert len(found.warnings) == 1


def test_the_same_plan_in_word_says_the_same():
    from_word = parse_plan(read_file(word_file(CUT_OFF), "ke-hoach.docx"))
    assert from_word.to_json() == parse_plan(read_file(CUT_OFF.encode(), "ke-hoach.txt")).to_json()


def test_a_word_plan_with_its_letterhead_and_signature_in_tables_is_read_in_order():
    document = docx.Document()
    head = document.add_table(2, 2)
    head.cell(0, 0).text = "HỘI ĐỒNG NHÂN DÂN\nXÃ GIA HANH"
    head.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    head.cell(1, 0).text = "Số: 07/KH-HĐND"
    head.cell(1, 1).text = "Gia Hanh, ngày 19 tháng 11 năm 2025"
    body = COMMUNE.split("KẾ HOẠCH\n")[1].split("Nơi nhận")[0]
    for line in ["KẾ HOẠCH", *body.split("\n")]:
        document.add_paragraph(line)
    schedule = document.add_table(2, 3)
    for column, (top, cell) in enumerate([("STT", "1"), ("Thôn", "Đông"), ("Giờ", "8h00")]):
        schedule.cell(0, column).text, schedule.cell(1, column).text = top, cell
    tail = document.add_table(1, 2)
    tail.cell(0, 0).text = "Nơi nhận:\n- Thường trực HĐND tỉnh;\n- Lưu: VT."
    tail.cell(0, 1).text = "TM. THƯỜNG TRỰC HĐND\nCHỦ TỊCH\n\nLê Thị Bích Hằng"
    paragraphs = read_file(saved(document), "ke-hoach.docx")
    assert "STT | Thôn | Giờ" in paragraphs
    plan = parse_plan(paragraphs)
    assert (plan.number, plan.issuer, plan.signature.name) == (
        "07/KH-HĐND",
        "Hội đồng nhân dân xã Gia Hanh",
        "Lê Thị Bích Hằng",
    )
    assert plan.recipients == ["Thường trực HĐND tỉnh", "Lưu: VT"]
    assert plan.warnings == []


def test_a_line_broken_for_width_is_one_paragraph():
    text = "Tiếp xúc cử tri trước kỳ họp\nthứ 5 Hội đồng nhân dân;\na) điểm a;\n- gạch đầu dòng\nDòng mới"
    assert list(read_file(text.encode(), "a.txt")) == [
        "Tiếp xúc cử tri trước kỳ họp thứ 5 Hội đồng nhân dân;",
        "a) điểm a;",
        "- gạch đầu dòng",
        "Dòng mới",
    ]


def test_a_path_is_read_by_its_own_name(tmp_path: Path):
    path = tmp_path / "kế hoạch.txt"
    path.write_text("Một dòng", encoding="utf-8")
    assert list(read_file(path)) == ["Một dòng"]


def zip_of(*entries: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.txt", "Tệp rỗng"),
        (b"", "a.docx", "Tệp rỗng"),
        (b" \n\t\r\n", "a.txt", "không có chữ nào đọc được"),
        (b"\xef\xbb\xbf", "a.txt", "không có chữ nào đọc được"),
        (bytes(range(256)) * 20, "a.txt", "dữ liệu máy"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.txt", "thật ra là tệp ảnh"),
        (b"%PDF-1.7 ...", "a.txt", "thật ra là tệp PDF"),
        (word_file("Kế hoạch"), "a.txt", "thật ra là tệp nén hoặc tệp Word"),
        ("caf\u00e9 cr\u00e8me".encode("latin-1"), "a.txt", "Không nhận ra bảng mã"),
        (b"Ke hoach", "a.pdf", "Chưa đọc được tệp .pdf"),
        (OLE, "a.doc", "định dạng Word cũ"),
        (b"Ke hoach", "a.xlsx", "không phải .txt hoặc .docx"),
        (b"Ke hoach", "", "không phải .txt hoặc .docx"),
        (b"Ke hoach", "a.docx", "bị hỏng hoặc không phải tệp Word"),
        (word_file("Kế hoạch")[:-400], "a.docx", "bị hỏng"),
        (zip_of(("word/document.xml", b"<a/>")), "a.docx", "bị hỏng"),
        (OLE, "a.docx", "định dạng Word cũ"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "đặt mật khẩu"),
        (zip_of(("word/document.xml", bytes(201 * 1024 * 1024))), "a.docx", "bung ra quá lớn"),
        (zip_of(*((f"{i}", b"") for i in range(5001))), "a.docx", "bung ra quá lớn"),
        (bytes(20 * 1024 * 1024 + 1), "a.txt", "lớn quá 20 MB"),
        (("Một dòng\n\n" * 20_001).encode(), "a.txt", "dài khác thường"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(content, name, message):
    with pytest.raises(NotAPlan) as refused:
        read_file(content, name)
    assert message in refused.value.message
    assert refused.value.message.endswith((".", "…"))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(NotAPlan, match=r"Không mở được tệp “không có\.txt”"):
        read_file(tmp_path / "không có.txt")


def test_a_word_file_with_a_nest_of_entities_is_refused_without_unfolding_it():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">'.encode() for i in range(12))
        + b"]><d>&m;</d>"
    )
    good = zipfile.ZipFile(io.BytesIO(word_file("Kế hoạch")))
    entries = [(n, bomb if n == "word/document.xml" else good.read(n)) for n in good.namelist()]
    with pytest.raises(NotAPlan):
        read_file(zip_of(*entries), "a.docx")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.docx"]))
def test_random_bytes_are_read_or_refused(content, name):
    assert all(line.strip() for line in lines_or_refusal(content, name))


WORD = word_file("Kế hoạch\nTiếp xúc cử tri")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WORD) - 1), st.binary(min_size=1, max_size=40))
def test_a_damaged_word_file_is_read_or_refused(place, noise):
    assert lines_or_refusal(WORD[:place] + noise + WORD[place + len(noise) :], "a.docx")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-16", "utf-16-le"]))
def test_random_text_is_read_or_refused(text, encoding):
    assert lines_or_refusal(text.encode(encoding, "surrogatepass"), "a.txt")
