"""What a plan says, read from its paragraphs."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.importers.plan_sessions import Window
from meetings.importers.plan_tail import Signature
from meetings.importers.plan_text import PlanText, parse_plan
from meetings.importers.reading import NotAPlan, Paragraphs, read_file
from meetings.importers.tests.plans import COMMUNE, CUT_OFF, DELEGATION, GROUP

ROOT = Path(__file__).parents[3]
DEMO_PLAN = ROOT / "meetings" / "demo" / "ke-hoach-28.txt"
REAL_PLAN = ROOT.parent / "shared" / "seed" / "28-KH-HDND.txt"


def plan_or_refusal(paragraphs: list[str]) -> PlanText | str:
    try:
        return parse_plan(paragraphs)
    except NotAPlan as refused:
        return refused.message


def read(text: str) -> PlanText:
    return parse_plan(read_file(text.encode(), "ke-hoach.txt"))


def test_a_plan_cut_off_after_its_first_part_is_read_and_what_is_missing_is_named():
    assert read(CUT_OFF).to_json() == {
        "number": "28/KH-HĐND",
        "symbol": "KH-HĐND",
        "date": "2017-06-06",
        "place": "Từ Sơn",
        "issuer": "Thường trực HĐND thị xã Từ Sơn",
        "title": "Đại biểu HĐND thị xã tiếp xúc cử tri trước và sau kỳ họp thứ 5, HĐND thị xã khóa XVIII",
        "bases": [
            "Căn cứ Kế hoạch số 09/KH-TT.HĐND₁₈ ngày 26/5/2017 của Thường trực HĐND tỉnh về việc gặp gỡ cử tri "
            "trước kỳ họp giữa năm, nhiệm kỳ 2016 – 2021",
            "Căn cứ kết luận giao ban ngày 05/6/2017 của Thường trực HĐND thị xã",
        ],
        "purposes": [
            "Nghe dân nói.",
            "Để nghị quyết sát thực tế hơn.",
            "Đại biểu làm tròn bổn phận.",
            "Các cơ quan phối hợp tốt hơn.",
        ],
        "requirements": ["Công khai, dân chủ.", "Báo trước cho cử tri.", "Đại biểu đi đủ."],
        "session": 5,
        "term": "XVIII",
        "warnings": [
            "Văn bản không in tên cơ quan ban hành; tạm lấy “Thường trực HĐND thị xã Từ Sơn” theo câu “Thường trực "
            "HĐND thị xã xây dựng” và địa danh “Từ Sơn”. Kiểm tra lại.",
            "Văn bản chưa đủ, còn thiếu: II. Thời gian; III. Nội dung; IV. Địa điểm; V. Tổ chức thực hiện; "
            "Nơi nhận; chữ ký (chức vụ, họ tên người ký). Bổ sung trước khi ban hành.",
        ],
        "session_name": "kỳ họp thứ 5",
        "term_years": [2016, 2021],
        "opening": "sau khi bàn bạc với UBND thị xã, Thường trực HĐND thị xã xây dựng kế hoạch tiếp xúc cử tri, "
        "như sau:",
        "rounds": [],
        "time": [],
        "content": [],
        "places": [],
        "organisation": [],
        "sections": [
            {
                "numeral": "I",
                "title": "MỤC ĐÍCH, YÊU CẦU",
                "paragraphs": [
                    "1. Mục đích:",
                    "- Nghe dân nói.",
                    "- Để nghị quyết sát thực tế hơn.",
                    "- Đại biểu làm tròn bổn phận.",
                    "- Các cơ quan phối hợp tốt hơn.",
                    "2. Yêu cầu:",
                    "- Công khai, dân chủ.",
                    "- Báo trước cho cử tri.",
                    "- Đại biểu đi đủ.",
                ],
            }
        ],
        "recipients": [],
        "signature": {"authority": [], "name": ""},
    }


def test_the_plan_of_the_demo_is_complete():
    plan = parse_plan(read_file(DEMO_PLAN))
    assert plan.warnings == []
    assert (plan.number, plan.symbol, plan.day, plan.place) == (
        "28/KH-HĐND",
        "KH-HĐND",
        date(2017, 6, 6),
        "Từ Sơn",
    )
    assert (plan.issuer, plan.session, plan.term, plan.term_years) == (
        "Hội đồng nhân dân thị xã Từ Sơn",
        5,
        "XVIII",
        (2016, 2021),
    )
    assert [len(plan.bases), len(plan.purposes), len(plan.requirements)] == [2, 4, 3]
    assert plan.bases[0].startswith("Căn cứ Kế hoạch số 09/KH-TT.HĐND₁₈ ngày 26/5/2017 của Thường trực HĐND tỉnh")
    assert plan.opening.startswith("Sau khi trao đổi, thống nhất với UBND")
    assert plan.windows == [
        Window("before", date(2017, 6, 20), date(2017, 6, 22)),
        Window("after", date(2017, 7, 25), date(2017, 7, 27)),
    ]
    assert [section.numeral for section in plan.sections] == ["I", "II", "III", "IV", "V"]
    assert (len(plan.recipients), plan.recipients[-1]) == (7, "Lưu: VT, HĐND")
    assert plan.signature == Signature(("TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", "CHỦ TỊCH"), "Ngô Quang Đạt")


@pytest.mark.skipif(not REAL_PLAN.exists(), reason="the printed plan is not kept with the project")
def test_the_printed_plan_of_2017_is_read_as_far_as_it_goes():
    plan = parse_plan(read_file(REAL_PLAN))
    assert (plan.number, plan.symbol, plan.day, plan.place) == ("28/KH-HĐND", "KH-HĐND", date(2017, 6, 6), "Từ Sơn")
    assert (plan.session, plan.term, plan.term_years) == (5, "XVIII", (2016, 2021))
    assert [len(plan.bases), len(plan.purposes), len(plan.requirements)] == [2, 4, 3]
    assert "09/KH-TT.HĐND₁₈" in plan.bases[0]
    assert "giao ban ngày 05/6/2017" in plan.bases[1]
    assert plan.title.endswith("Hội đồng nhân dân thị xã khóa XVIII")
    assert plan.issuer == "Thường trực HĐND thị xã Từ Sơn"
    assert "II. Thời gian; III. Nội dung; IV. Địa điểm; V. Tổ chức thực hiện; Nơi nhận; chữ ký" in plan.warnings[-1]


def test_a_letterhead_in_two_columns_words_for_figures_and_old_tone_marks_are_understood():
    plan = read(COMMUNE)
    assert plan.warnings == []
    assert (plan.number, plan.day, plan.place, plan.issuer) == (
        "07/KH-HĐND",
        date(2025, 11, 19),
        "Gia Hanh",
        "Hội đồng nhân dân xã Gia Hanh",
    )
    assert plan.title == ("Tiếp xúc cử tri trước kỳ họp thứ Năm, Hội đồng nhân dân xã khoá XX, nhiệm kỳ 2021-2026")
    assert (plan.session, plan.term, plan.term_years) == (5, "XX", (2021, 2026))
    assert plan.bases == [
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
        "Căn cứ Nghị quyết liên tịch số 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN ngày 20/02/2025",
        "Thực hiện Kế hoạch số 41/KH-HĐND ngày 10/11/2025 của Thường trực HĐND tỉnh",
    ]
    assert plan.opening == "Thường trực Hội đồng nhân dân xã ban hành Kế hoạch như sau:"
    assert (plan.purposes, plan.requirements) == (["Gần dân hơn.", "Hiểu dân hơn."], ["Tổ chức gọn."])
    assert plan.windows == [Window("before", date(2025, 12, 1), date(2025, 12, 2))]
    assert plan.paragraphs_on("place") == [
        "Từ ngày 01 đến ngày 02/12/2025 tại nhà văn hóa các thôn.",
        "Báo cáo dự kiến nội dung kỳ họp.",
    ]
    assert plan.recipients == ["Thường trực HĐND tỉnh", "Các thôn", "Lưu: VT"]
    assert plan.signature == Signature(("TM. THƯỜNG TRỰC HĐND", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Lê Thị Bích Hằng")


def test_a_groups_plan_with_its_parts_in_plain_figures_is_read():
    plan = read(GROUP)
    assert (plan.number, plan.issuer, plan.session, plan.term) == (
        "05/KH-TĐB",
        "Tổ đại biểu số 3 HĐND phường Từ Sơn",
        3,
        "I",
    )
    assert plan.bases == ["Thực hiện Kế hoạch số 12/KH-HĐND ngày 28/12/2026 của Thường trực HĐND phường Từ Sơn"]
    assert plan.opening == "Tổ đại biểu số 3 HĐND phường xây dựng kế hoạch tiếp xúc cử tri như sau:"
    assert plan.windows == [Window("before", date(2027, 1, 15), date(2027, 1, 15))]
    assert plan.paragraphs_on("place") == ["nhà văn hóa khu phố."]
    assert plan.recipients == ["Thường trực HĐND phường (b/c)", "Lưu Tổ"]
    assert plan.signature == Signature(("TỔ TRƯỞNG",), "Phạm Văn Hải")
    assert plan.warnings == [
        "Không tách được mục đích và yêu cầu; tạm để cả ở mục đích. Kiểm tra lại.",
        "Văn bản chưa đủ, còn thiếu: III. Nội dung; V. Tổ chức thực hiện. Bổ sung trước khi ban hành.",
    ]


def test_a_plan_of_a_delegation_of_the_national_assembly_is_read():
    plan = read(DELEGATION)
    assert (plan.number, plan.symbol, plan.issuer) == (
        "41/KH-ĐĐBQH",
        "KH-ĐĐBQH",
        "Đoàn đại biểu Quốc hội tỉnh Bắc Ninh",
    )
    assert plan.bases == [
        "Căn cứ Luật Tổ chức Quốc hội",
        "Căn cứ Luật Tổ chức chính quyền địa phương",
        "Căn cứ Nghị quyết liên tịch số 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN ngày 20/02/2025",
    ]
    assert (plan.purposes, plan.requirements) == (["Để cử tri biết kết quả."], ["Gọn.", "Rõ."])
    assert (plan.session, plan.term) == (10, "XV")
    assert plan.windows == [Window("after", date(2025, 12, 15), date(2025, 12, 19))]
    assert plan.recipients == ["UBTVQH (b/c)", "Lưu: VT"]
    assert plan.signature == Signature(("TM. ĐOÀN ĐẠI BIỂU QUỐC HỘI", "TRƯỞNG ĐOÀN"), "Nguyễn Thị Hương")
    assert plan.warnings == []


def test_a_date_left_blank_for_the_registry_is_said():
    plan = read(CUT_OFF.replace("ngày 06 tháng 6 năm 2017\n", "ngày      tháng 6 năm 2017\n", 1))
    assert (plan.day, plan.place) == (None, "Từ Sơn")
    assert plan.warnings[0].startswith("Không đọc được ngày ban hành “ngày tháng 6 năm 2017”")


def test_a_plan_that_lost_its_title_is_known_by_its_symbol():
    plan = read(CUT_OFF.split("KẾ HOẠCH")[0] + "Căn cứ" + CUT_OFF.split("\n\nCăn cứ")[1])
    assert (plan.title, len(plan.bases)) == ("", 2)
    assert "Không thấy tên loại “KẾ HOẠCH” và trích yếu. Nhập trích yếu." in plan.warnings


def with_title(title: str) -> PlanText:
    return read(CUT_OFF.replace("trước và sau kỳ họp thứ 5, HĐND thị xã khóa XVIII", title))


@pytest.mark.parametrize(
    ("words", "session", "term"),
    [
        ("trước kỳ họp thứ 5 HĐND thị xã khóa 18", 5, "XVIII"),
        ("trước kỳ họp thứ Năm, HĐND thị xã khoá XVIII", 5, "XVIII"),
        ("trước kì họp thứ mười bốn, HĐND thị xã khóa XIX", 14, "XIX"),
        ("trước kỳ họp thường lệ giữa năm 2024 (kỳ họp thứ 21) HĐND thị xã khóa XX", 21, "XX"),
        ("trước kỳ họp lần thứ hai mươi mốt HĐND thị xã khóa II", 21, "II"),
        ("sau kỳ họp thứ nhất HĐND thị xã khóa XXI", 1, "XXI"),
        ("trước kỳ họp thứ năm năm 2017, HĐND thị xã khóa XVIII", 5, "XVIII"),
    ],
)
def test_sessions_and_terms_are_read_in_words_and_figures(words, session, term):
    plan = with_title(words)
    assert (plan.session, plan.term) == (session, term)


def test_of_two_councils_sessions_the_issuers_is_taken_and_the_doubt_said():
    plan = with_title("trước kỳ họp thứ 9 HĐND tỉnh khóa XIX và kỳ họp thứ 12 HĐND thị xã khóa XX")
    assert (plan.session, plan.term) == (12, "XX")
    assert "Văn bản nhắc nhiều kỳ họp (thứ 9, thứ 12); tạm lấy kỳ họp thứ 12. Kiểm tra lại." in plan.warnings


def test_a_session_called_only_by_its_season_is_named_but_not_numbered():
    text = COMMUNE.replace("kỳ họp thứ Năm", "kỳ họp thường lệ giữa năm 2025")
    plan = read(text)
    assert (plan.session, plan.session_name) == (None, "kỳ họp thường lệ giữa năm 2025")
    assert plan.warnings == [
        "Văn bản chỉ ghi kỳ họp thường lệ giữa năm 2025, không ghi số thứ tự. Chọn kỳ họp cho kế hoạch."
    ]


@pytest.mark.parametrize(
    ("sentence", "windows"),
    [
        ("Từ ngày 20 đến ngày 22/6/2017", [(date(2017, 6, 20), date(2017, 6, 22))]),
        ("từ 20/6 đến hết ngày 22/6/2017", [(date(2017, 6, 20), date(2017, 6, 22))]),
        ("từ ngày 20/6 - 22/6", [(date(2017, 6, 20), date(2017, 6, 22))]),
        ("từ ngày 20 đến ngày 22 tháng 6 năm 2017", [(date(2017, 6, 20), date(2017, 6, 22))]),
        ("từ ngày 28/12 đến ngày 05/01/2018", [(date(2017, 12, 28), date(2018, 1, 5))]),
        ("ngày 20/6/2017", [(date(2017, 6, 20), date(2017, 6, 20))]),
        ("từ ngày 22/6/2017 đến ngày 20/6/2017", []),
        ("trong tháng 6/2017", []),
        ("từ ngày 29/6/2017 đến ngày 31/6/2017", []),
    ],
)
def test_days_of_a_round_are_taken_only_when_they_are_certain(sentence, windows):
    plan = read(CUT_OFF + f"\nII. THỜI GIAN\n\n1. Trước kỳ họp: {sentence}.\n")
    assert [(w.first_day, w.last_day) for w in plan.windows] == windows
    assert any("thời gian" in warning.lower() for warning in plan.warnings[:-1]) == (not windows)


def test_a_round_before_the_day_of_the_plan_is_noticed():
    plan = read(CUT_OFF + "\nII. THỜI GIAN\n\nTrước kỳ họp: từ ngày 01/6 đến ngày 03/6/2017.\n")
    assert any("bắt đầu trước ngày ban hành" in warning for warning in plan.warnings)


@pytest.mark.parametrize(
    ("printed", "number", "symbol", "warned"),
    [
        ("Số: 28/KH-HĐND", "28/KH-HĐND", "KH-HĐND", False),
        ("Số 5 / KH - HĐND", "05/KH-HĐND", "KH-HĐND", False),
        ("Số:      /KH-HĐND", None, "KH-HĐND", True),
        ("Số: 41/KH-ĐĐBQH", "41/KH-ĐĐBQH", "KH-ĐĐBQH", False),
        ("Số: hai mươi tám", None, None, True),
    ],
)
def test_number_and_symbol_are_read_as_printed_and_a_blank_number_is_said(printed, number, symbol, warned):
    plan = read(CUT_OFF.replace("Số: 28/KH-HĐND", printed))
    assert (plan.number, plan.symbol) == (number, symbol)
    assert any("số" in warning and "Nhập số" in warning for warning in plan.warnings) == warned


def test_a_date_that_does_not_exist_is_said_and_left_open():
    plan = read(CUT_OFF.replace("ngày 06 tháng 6 năm 2017\n", "ngày 31 tháng 6 năm 2017\n", 1))
    assert (plan.day, plan.place) == (None, "Từ Sơn")
    assert plan.warnings[0].startswith("Không đọc được ngày ban hành “ngày 31 tháng 6 năm 2017”")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Công thức nấu phở\n\nNinh xương trong tám giờ.", "thiếu tên loại “KẾ HOẠCH”, số, ký hiệu"),
        ("KẾ HOẠCH", "thiếu số, ký hiệu (ví dụ 28/KH-HĐND), địa danh, ngày tháng năm ban hành, các phần I, II, III…"),
        (COMMUNE.replace("KẾ HOẠCH", "THÔNG BÁO").replace("KH-", "TB-"), "Đây là thông báo, không phải kế hoạch"),
        ("Số: 12/BC-HĐND\nBÁO CÁO\nKết quả tiếp xúc cử tri", "Đây là báo cáo, không phải kế hoạch"),
    ],
)
def test_what_is_no_plan_is_refused_with_what_is_missing(text, message):
    with pytest.raises(NotAPlan) as refused:
        read(text)
    assert message in refused.value.message


def test_no_paragraphs_are_no_plan():
    with pytest.raises(NotAPlan, match="không có chữ nào"):
        parse_plan([])


def test_a_plan_about_something_else_is_taken_with_a_warning():
    plan = read("Số: 3/KH-UBND\nTừ Sơn, ngày 06 tháng 6 năm 2017\nKẾ HOẠCH\nPhòng, chống bão\nI. MỤC ĐÍCH\n- An toàn.")
    assert "Văn bản không nói đến tiếp xúc cử tri. Kiểm tra đã chọn đúng kế hoạch chưa." in plan.warnings


def test_what_the_reader_of_the_file_noted_comes_first():
    plan = parse_plan(Paragraphs([line for line in CUT_OFF.splitlines() if line], ["Đã chuyển mã."]))
    assert plan.warnings[0] == "Đã chuyển mã."


words = st.sampled_from(
    ["KẾ HOẠCH", "Số: 28/KH-HĐND", "I. MỤC ĐÍCH", "V. ", "Căn cứ", "kỳ họp thứ", "khóa XVIII", "- ", "\t", "năm",
     "từ ngày 31/2 đến 30/2/2017", "Nơi nhận:", "TM. THƯỜNG TRỰC", "Từ Sơn, ngày 06 tháng 6 năm 2017", "IIII.", "và"]
)  # fmt: skip
lines = st.lists(st.lists(st.one_of(words, st.text(max_size=20)), max_size=6).map(" ".join), max_size=15)


@settings(max_examples=200, deadline=None)
@given(lines)
def test_whatever_the_paragraphs_say_they_are_a_plan_or_refused(paragraphs):
    outcome = plan_or_refusal(paragraphs)
    if isinstance(outcome, PlanText):
        assert set(outcome.to_json()) >= {
            "number",
            "symbol",
            "date",
            "bases",
            "purposes",
            "session",
            "term",
            "warnings",
        }
    else:
        assert outcome


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, len(CUT_OFF)),
    st.integers(0, 40),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=10),
)
def test_a_plan_damaged_anywhere_is_read_or_refused(place, length, noise):
    damaged = CUT_OFF[:place] + noise + CUT_OFF[place + length :]
    assert plan_or_refusal(read_file(damaged.encode(), "ke-hoach.txt"))


def test_a_stray_nul_or_mark_of_direction_does_not_spoil_a_plan():
    assert read(CUT_OFF.replace("Mục", "M\0ục\u202e")).to_json() == read(CUT_OFF).to_json()


def test_a_hostile_line_leaves_the_rest_of_the_plan_readable():
    for line in (
        "Căn cứ " + "Kế hoạch số 1 và " * 4000,
        "từ ngày 1 " * 8000,
        "Thường trực HĐND xã A " * 4000,
        "I" * 50000,
    ):
        plan = parse_plan(["Số: 1/KH-HĐND", "KẾ HOẠCH", "Tiếp xúc cử tri", line, "II. THỜI GIAN", line]).to_json()
        assert (plan["symbol"], [section["numeral"] for section in plan["sections"]]) == ("KH-HĐND", ["II"])
