"""From events to due dates: whole timetables, whole explanations, and the days left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from txct.deadlines.calendar import CalendarException, WorkingCalendar
from txct.deadlines.enums import AnchorEvent, Direction, Level, Unit
from txct.deadlines.rules import SHIPPED_RULES, Rule
from txct.deadlines.timetable import DaysLeft, DueDate, NotGiven, Override, compute, days_left, timetable

CALENDAR = WorkingCalendar(
    [
        CalendarException(date(2026, 1, 2), False, "Nghỉ hoán đổi, làm bù ngày 10/01/2026"),
        CalendarException(date(2026, 1, 10), True, "Làm bù cho ngày 02/01/2026"),
    ]
)
JOINT = "Nghị quyết liên tịch 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN"
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2032, 12, 31))
numbered = st.sampled_from([rule for rule in SHIPPED_RULES if rule.offset is not None])


def rule(code: str) -> Rule:
    """The rule of that code in force today."""
    return next(r for r in SHIPPED_RULES if r.code == code and r.valid_to is None)


def due(code: str, anchor: date) -> DueDate:
    result = compute(rule(code), anchor, CALENDAR)
    assert isinstance(result, DueDate)
    return result


class TestDays:
    def test_seven_working_days_before_a_meeting_pass_over_culture_day(self):
        assert due("HDND_PRESS", date(2026, 11, 26)).day == date(2026, 11, 16)

    def test_three_working_days_before_count_the_made_up_saturday(self):
        assert due("INDIV_NOTICE", date(2026, 1, 12)).day == date(2026, 1, 8)

    def test_five_working_days_after_pass_over_new_year_and_the_swapped_day(self):
        assert due("INDIV_SUMMARY", date(2025, 12, 31)).day == date(2026, 1, 9)

    def test_first_session_within_45_days_of_the_election_of_15_march_2026(self):
        assert due("FIRST_SESSION", date(2026, 3, 15)).day == date(2026, 4, 29)

    def test_sixty_days_to_answer_are_calendar_days_over_tet(self):
        assert due("ANSWER_Q", date(2026, 1, 5)).day == date(2026, 3, 6)

    @given(numbered, days)
    def test_a_due_day_lies_on_its_side_of_the_event(self, some_rule, anchor):
        result = compute(some_rule, anchor, CALENDAR)
        assert isinstance(result, DueDate)
        distance = (result.day - anchor).days
        signed = distance if some_rule.direction is Direction.AFTER else -distance
        assert signed >= some_rule.offset
        if some_rule.unit is Unit.CALENDAR_DAY:
            assert signed == some_rule.offset
        else:
            assert CALENDAR.is_working_day(result.day)

    @given(numbered, days)
    def test_an_explanation_names_duty_day_source_and_event(self, some_rule, anchor):
        result = compute(some_rule, anchor, CALENDAR)
        assert isinstance(result, DueDate)
        assert result.explanation.startswith(f"{some_rule.subject}: ")
        assert f"Căn cứ: {some_rule.legal_basis}." in result.explanation
        assert some_rule.anchor.label in result.explanation
        assert f"Mức độ tin cậy: {some_rule.confidence.label}." in result.explanation
        assert result.explanation.endswith(".")


class TestExplanations:
    def test_the_press_notice_of_deputies_names_weekend_and_holiday(self):
        assert due("Q_PRESS", date(2026, 11, 26)).explanation == (
            "Đoàn đại biểu Quốc hội gửi kế hoạch tiếp xúc cử tri cho báo chí địa phương: "
            "chậm nhất thứ Hai, 16/11/2026. "
            f"Căn cứ: {JOINT}, Điều 6 khoản 3. "
            "Cách tính: lùi 7 ngày làm việc từ ngày tiếp xúc cử tri (thứ Năm, 26/11/2026), "
            "không kể chính ngày đó; không tính ngày nghỉ cuối tuần (21–22/11/2026), "
            "Ngày Văn hóa Việt Nam (24/11/2026). "
            "Mức độ tin cậy: theo nguyên văn."
        )

    def test_the_same_number_borrowed_for_the_council_says_it_is_unconfirmed(self):
        assert due("HDND_PRESS", date(2026, 11, 26)).explanation == (
            "Thường trực HĐND gửi kế hoạch, lịch tiếp xúc cử tri cho báo chí và các đơn vị để thông báo: "
            "chậm nhất thứ Hai, 16/11/2026. "
            f"Căn cứ: Vận dụng {JOINT}, Điều 6 khoản 3 (quy định cho Đoàn đại biểu Quốc hội). "
            "Cách tính: lùi 7 ngày làm việc từ ngày tiếp xúc cử tri (thứ Năm, 26/11/2026), "
            "không kể chính ngày đó; không tính ngày nghỉ cuối tuần (21–22/11/2026), "
            "Ngày Văn hóa Việt Nam (24/11/2026). "
            "Mức độ tin cậy: chưa xác nhận. "
            "Lưu ý: Điều khoản về HĐND chưa đọc được; đối chiếu văn bản gốc trước khi dùng làm hạn bắt buộc."
        )

    def test_a_made_up_saturday_is_said_to_count(self):
        assert due("INDIV_NOTICE", date(2026, 1, 12)).explanation == (
            "Thường trực HĐND thông báo cho Ban Công tác Mặt trận và cá nhân, nhóm cử tri được gặp: "
            "chậm nhất thứ Năm, 08/01/2026. "
            f"Căn cứ: {JOINT}, Điều 33 khoản 5. "
            "Cách tính: lùi 3 ngày làm việc từ ngày gặp gỡ cá nhân, nhóm cử tri (thứ Hai, 12/01/2026), "
            "không kể chính ngày đó; không tính ngày nghỉ cuối tuần (11/01/2026); "
            "có tính thứ Bảy, 10/01/2026 (Làm bù cho ngày 02/01/2026). "
            "Mức độ tin cậy: theo nguyên văn."
        )

    def test_a_term_ending_on_the_made_up_saturday_says_so(self):
        assert due("INDIV_NOTICE", date(2026, 1, 14)).explanation.split(". ")[2] == (
            "Cách tính: lùi 3 ngày làm việc từ ngày gặp gỡ cá nhân, nhóm cử tri (thứ Tư, 14/01/2026), "
            "không kể chính ngày đó; không tính ngày nghỉ cuối tuần (11/01/2026); "
            "có tính thứ Bảy, 10/01/2026 (Làm bù cho ngày 02/01/2026)"
        )

    def test_tet_is_named_day_by_day_and_weekends_by_run(self):
        assert due("Q_OUTSIDE_PROVINCE", date(2026, 3, 5)).explanation == (
            "Đại biểu Quốc hội thông báo cho Đoàn đại biểu Quốc hội nơi tiếp xúc cử tri ngoài tỉnh: "
            "chậm nhất thứ Năm, 29/01/2026. "
            f"Căn cứ: {JOINT}, Điều 31 khoản 2. "
            "Cách tính: lùi 20 ngày làm việc từ ngày dự kiến tiếp xúc cử tri ngoài tỉnh "
            "(thứ Năm, 05/3/2026), "
            "không kể chính ngày đó; không tính ngày nghỉ cuối tuần (31/01/2026–01/02/2026, 07–08/02/2026, "
            "14–15/02/2026, 21–22/02/2026, 28/02/2026–01/3/2026), Giao thừa Tết Nguyên Đán (16/02/2026), "
            "Tết Nguyên Đán (17/02/2026), Mùng hai Tết Nguyên Đán (18/02/2026), "
            "Mùng ba Tết Nguyên Đán (19/02/2026), Mùng bốn Tết Nguyên Đán (20/02/2026). "
            "Mức độ tin cậy: theo nguyên văn."
        )

    def test_a_calendar_term_ending_on_a_saturday_stays_and_advises_friday(self):
        assert due("COORD_REPLY", date(2026, 3, 6)).explanation == (
            "Cơ quan được đề nghị phối hợp trả lời cơ quan chủ trì: chậm nhất thứ Bảy, 21/3/2026. "
            "Căn cứ: Quyết định 33/2017/QĐ-TTg. "
            "Cách tính: đếm 15 ngày sau ngày nhận văn bản đề nghị phối hợp (thứ Sáu, 06/3/2026), "
            "không kể chính ngày đó; tính cả ngày nghỉ. "
            "Mức độ tin cậy: theo nguồn dẫn lại, chưa đối chiếu nguyên văn. "
            "Ngày này là ngày nghỉ: nên làm xong trước, vào thứ Sáu, 20/3/2026."
        )

    def test_a_posting_lasts_until_its_day_and_needs_no_advice(self):
        assert due("RESULT_POSTING", date(2026, 11, 6)).explanation == (
            "Niêm yết kết quả giải quyết kiến nghị tại nơi tiếp công dân: đến hết Chủ nhật, 06/12/2026. "
            f"Căn cứ: {JOINT}, Điều 51 khoản 2. "
            "Cách tính: đếm 30 ngày sau ngày bắt đầu niêm yết (thứ Sáu, 06/11/2026), "
            "không kể chính ngày đó; tính cả ngày nghỉ. "
            "Mức độ tin cậy: theo nguyên văn."
        )

    def test_a_report_at_the_session_is_due_on_its_opening_day(self):
        assert due("SUPERVISION_REPORT", date(2026, 12, 8)).explanation == (
            "Thường trực HĐND trình kỳ họp báo cáo giám sát việc giải quyết kiến nghị của cử tri: "
            "chậm nhất thứ Ba, 08/12/2026. "
            f"Căn cứ: {JOINT}, Điều 54 khoản 2. "
            "Cách tính: lấy chính ngày khai mạc kỳ họp HĐND (thứ Ba, 08/12/2026). "
            "Mức độ tin cậy: theo nguyên văn. "
            "Lưu ý: Văn bản yêu cầu báo cáo tại kỳ họp, không ấn định số ngày."
        )


class TestOverrides:
    def test_a_number_set_by_the_office_is_said_to_be_its_own(self):
        result = compute(
            rule("HDND_GROUP_REPORT"),
            date(2026, 11, 27),
            CALENDAR,
            offset_override=2,
            override_reason="Kế hoạch 31/KH-HĐND ngày 10/11/2026.",
        )
        assert isinstance(result, DueDate)
        assert result.day == date(2026, 11, 29)
        assert result.explanation == (
            "Tổ đại biểu HĐND gửi báo cáo kết quả tiếp xúc cử tri: chậm nhất Chủ nhật, 29/11/2026. "
            "Căn cứ: Kế hoạch tiếp xúc cử tri của Thường trực HĐND địa phương. "
            "Cách tính: đếm 2 ngày sau ngày cuối của đợt tiếp xúc cử tri (thứ Sáu, 27/11/2026), "
            "không kể chính ngày đó; tính cả ngày nghỉ. "
            "Số ngày do cơ quan đặt: 2 ngày, văn bản không ấn định hoặc chưa rõ số ngày; "
            "lý do: Kế hoạch 31/KH-HĐND ngày 10/11/2026. "
            "Ngày này là ngày nghỉ, trước đó không còn ngày làm việc nào: cần bố trí người làm vào ngày nghỉ."
        )

    def test_a_number_that_replaces_the_rules_own_names_both(self):
        result = compute(
            rule("HDND_PRESS"),
            date(2026, 11, 27),
            CALENDAR,
            offset_override=5,
            override_reason="Quy chế của HĐND",
        )
        assert isinstance(result, DueDate)
        assert result.day == date(2026, 11, 19)
        assert result.explanation.endswith(
            "Số ngày do cơ quan đặt: 5 ngày làm việc, thay cho 7 ngày làm việc (chưa xác nhận); "
            "lý do: Quy chế của HĐND."
        )

    def test_the_unit_may_be_set_with_the_number(self):
        result = compute(
            rule("HDND_ANSWER"),
            date(2026, 11, 23),
            CALENDAR,
            offset_override=10,
            override_reason="Quyết định của UBND tỉnh",
            unit_override=Unit.WORKING_DAY,
        )
        assert isinstance(result, DueDate)
        assert result.day == date(2026, 12, 8)

    def test_a_number_without_a_reason_is_refused(self):
        with pytest.raises(ValueError) as refusal:
            compute(rule("HDND_ANSWER"), date(2026, 11, 23), CALENDAR, offset_override=10, override_reason=" ")
        assert str(refusal.value) == "Phải ghi lý do hoặc văn bản làm căn cứ khi đặt lại số ngày."

    def test_a_negative_number_is_refused(self):
        with pytest.raises(ValueError) as refusal:
            compute(rule("HDND_ANSWER"), date(2026, 11, 23), CALENDAR, offset_override=-1, override_reason="QĐ")
        assert str(refusal.value) == "Số ngày đặt lại không được âm. Nhập 0 hoặc số lớn hơn."


class TestNothingIsMadeUp:
    def test_a_text_without_a_number_gives_no_day(self):
        assert compute(rule("INDIV_PRIOR_REPORT"), date(2026, 3, 5), CALENDAR) == NotGiven(
            rule("INDIV_PRIOR_REPORT"),
            f"{JOINT}, Điều 33 khoản 2 chỉ yêu cầu làm trước ngày gặp gỡ cá nhân, nhóm cử tri "
            "(thứ Năm, 05/3/2026), không ấn định số ngày.",
        )

    def test_a_local_term_not_yet_entered_gives_no_day(self):
        assert compute(rule("HDND_GROUP_REPORT"), date(2026, 11, 27), CALENDAR) == NotGiven(
            rule("HDND_GROUP_REPORT"),
            "Thời hạn này do địa phương quy định; chưa nhập số ngày sau ngày cuối của đợt tiếp xúc cử tri "
            "(thứ Sáu, 27/11/2026). "
            "Ví dụ đã thấy: 2 ngày (huyện Phú Lộc, 2021), 5 ngày (thành phố Trà Vinh, 2020).",
        )

    def test_an_unread_article_gives_no_day(self):
        assert compute(rule("HDND_FORWARD"), date(2026, 12, 1), CALENDAR) == NotGiven(
            rule("HDND_FORWARD"),
            f"Chưa rõ số ngày tại {JOINT}, các Điều 40 đến 43; chưa nhập số ngày sau ngày hoàn thành "
            "tổng hợp ý kiến, kiến nghị (thứ Ba, 01/12/2026). "
            "Chưa đọc được nguyên văn; nhập số ngày theo văn bản gốc hoặc quy định của địa phương.",
        )


def line(entry: DueDate | NotGiven) -> tuple[str, str]:
    return entry.rule.code, entry.day.isoformat() if isinstance(entry, DueDate) else "–"


class TestTimetables:
    ANCHORS = {
        AnchorEvent.MEETING_DAY: date(2026, 11, 26),
        AnchorEvent.ROUND_LAST_DAY: date(2026, 11, 27),
        AnchorEvent.HDND_OPENING: date(2026, 12, 10),
        AnchorEvent.NA_OPENING: date(2026, 10, 20),
    }

    def test_a_ward_round_around_culture_day(self):
        overrides = {"HDND_GROUP_REPORT": Override(2, "Kế hoạch 31/KH-HĐND", Unit.WORKING_DAY)}
        table = timetable(SHIPPED_RULES, self.ANCHORS, Level.XA, date(2026, 11, 10), CALENDAR, overrides)
        assert [line(entry) for entry in table] == [
            ("HDND_PRESS", "2026-11-16"),
            ("HDND_GROUP_REPORT", "2026-12-01"),
            ("SUPERVISION_REPORT", "2026-12-10"),
            ("HDND_CONSOL_BEFORE", "–"),
            ("HDND_RESULT_REPORT", "–"),
        ]

    def test_the_deputies_timetable_of_the_same_events(self):
        table = timetable(SHIPPED_RULES, self.ANCHORS, Level.DBQH, date(2026, 9, 1), CALENDAR)
        assert [line(entry) for entry in table] == [
            ("Q_RESULT_REPORT", "2026-09-22"),
            ("Q_CONSOL_BEFORE", "2026-10-05"),
            ("Q_PRESS", "2026-11-16"),
        ]

    def test_the_town_round_of_june_2017(self):
        anchors = {
            AnchorEvent.MEETING_DAY: date(2017, 6, 14),
            AnchorEvent.ROUND_LAST_DAY: date(2017, 6, 16),
            AnchorEvent.HDND_OPENING: date(2017, 7, 5),
        }
        overrides = {"HDND_GROUP_REPORT": Override(2, "Kế hoạch 28/KH-HĐND", Unit.WORKING_DAY)}
        table = timetable(SHIPPED_RULES, anchors, Level.HUYEN, date(2017, 6, 6), CALENDAR, overrides)
        assert [line(entry) for entry in table] == [
            ("HDND_GROUP_REPORT", "2017-06-20"),
            ("HDND_CONSOL_BEFORE", "–"),
        ]

    @given(st.dictionaries(st.sampled_from(AnchorEvent), days), st.sampled_from(Level), days)
    def test_due_dates_come_in_order_and_before_the_gaps(self, anchors, level, on):
        table = timetable(SHIPPED_RULES, anchors, level, on, CALENDAR)
        dated = [entry for entry in table if isinstance(entry, DueDate)]
        assert table[: len(dated)] == dated
        assert [d.day for d in dated] == sorted(d.day for d in dated)
        assert {entry.rule.anchor for entry in table} <= set(anchors)
        assert all(entry.rule.in_force(on) and entry.rule.covers(level) for entry in table)


class TestDaysLeft:
    @pytest.mark.parametrize(
        ("today", "left"),
        [
            (date(2026, 11, 20), DaysLeft(3, 6, "còn 3 ngày làm việc")),
            (date(2026, 11, 25), DaysLeft(1, 1, "còn 1 ngày làm việc")),
            (date(2026, 11, 26), DaysLeft(0, 0, "hôm nay")),
            (date(2026, 11, 28), DaysLeft(-2, -2, "quá hạn 2 ngày")),
            (date(2026, 12, 1), DaysLeft(-3, -5, "quá hạn 5 ngày")),
        ],
    )
    def test_a_desk_reads_how_long_is_left(self, today, left):
        assert days_left(date(2026, 11, 26), today, CALENDAR) == left

    def test_a_due_date_is_read_like_its_day(self):
        press = due("Q_PRESS", date(2026, 11, 26))
        assert days_left(press, date(2026, 11, 12), CALENDAR) == DaysLeft(2, 4, "còn 2 ngày làm việc")

    def test_only_days_off_are_left(self):
        assert days_left(date(2026, 11, 22), date(2026, 11, 20), CALENDAR) == DaysLeft(
            0, 2, "còn 2 ngày, đều là ngày nghỉ"
        )

    @given(days, st.integers(min_value=1, max_value=400))
    def test_working_days_left_never_exceed_the_calendar(self, today, ahead):
        left = days_left(today + timedelta(days=ahead), today, CALENDAR)
        assert left.calendar_days == ahead
        assert 0 <= left.working_days <= ahead
