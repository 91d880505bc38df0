"""Names in the text of a plan: filled from session and rounds, asked for when empty, frozen when issued."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.actions.plans import draft_plan, edit_paragraphs, edit_plan, set_session_days
from meetings.actions.rounds import move_round
from meetings.models import Plan, PlanVersion
from meetings.plan_names import NAMES, as_names, fill, known_name, names_in, nearest_name, values_of
from meetings.plan_texts import missing_parts, printed_text, text_of
from meetings.tests.scenes import PARAGRAPHS, Scene, issue, town
from txct.core.writing import Refused
from txct.lib.dates import long_date, short_date

DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))
TEXTS = st.text(st.sampled_from("ab {}:đ \n"), max_size=30)


@given(TEXTS)
def test_text_without_a_known_name_is_printed_as_written(text: str) -> None:
    values = dict.fromkeys(NAMES, "giá trị")
    if not any(known_name(name) for name in names_in(text)):
        assert fill(text, values) == text


@given(DAYS, DAYS, st.sampled_from(["{d.day}/{d.month}/{d.year}", "{d:%d/%m/%Y}", "{d.day}-{d.month}-{d.year}"]))
def test_an_old_day_becomes_its_name_in_every_printed_form_and_another_day_stays(
    old: date, other: date, form: str
) -> None:
    values = {"khai mạc": long_date(old)}
    for printed in (long_date(old), form.format(d=old), f"ngày {short_date(old)}"):
        assert as_names(f"Khai mạc {printed}.", values) == "Khai mạc {khai mạc}."
    if other != old:
        assert as_names(f"Họp {long_date(other)}.", values) == f"Họp {long_date(other)}."
        assert fill(as_names(f"Từ {long_date(old)}", values), {"khai mạc": long_date(other)}) == (
            f"Từ {long_date(other)}"
        )


def test_a_day_that_two_names_stand_for_is_left_as_it_is_printed() -> None:
    values = {"khai mạc": "ngày 05 tháng 7 năm 2017", "bế mạc": "ngày 05 tháng 7 năm 2017"}
    assert as_names("Họp ngày 05/7/2017", values) == "Họp ngày 05/7/2017"


def test_a_name_is_known_without_accents_and_an_unknown_one_is_answered_with_the_nearest() -> None:
    assert [known_name(one) for one in ("Khai Mac", " đợt trước:  từ ngày", "khai hội")] == [
        "khai mạc",
        "đợt trước: từ ngày",
        None,
    ]
    assert [nearest_name(one) for one in ("khai hội", "dot truoc tu ngay", "hạn báo cáo")] == [
        "khai mạc",
        "đợt trước: từ ngày",
        "hạn báo cáo của Tổ",
    ]


@pytest.fixture
def scene(db: None) -> Scene:
    return town(issued=False)


def test_every_name_has_the_value_that_session_rounds_and_council_give(scene: Scene) -> None:
    edit_plan(plan=scene.plan, report_due_on=date(2017, 6, 26), by=scene.secretary)
    values = values_of(scene.plan)
    assert set(values) <= set(NAMES)
    assert {name: values.get(name, "") for name in NAMES} == {
        "kỳ họp": "kỳ họp thứ 5, Hội đồng nhân dân thị xã khóa XVIII",
        "tên kỳ họp": "kỳ họp thứ 5",
        "khóa": "khóa XVIII",
        "nhiệm kỳ": "nhiệm kỳ 2016 - 2021",
        "khai mạc": long_date(scene.session.opens_on),
        "bế mạc": long_date(scene.session.closes_on),
        "đợt trước: từ ngày": "ngày 20 tháng 6 năm 2017",
        "đợt trước: đến ngày": "ngày 22 tháng 6 năm 2017",
        "đợt trước: thời gian": "từ ngày 20 tháng 6 năm 2017 đến ngày 22 tháng 6 năm 2017",
        "đợt sau: từ ngày": "",
        "đợt sau: đến ngày": "",
        "đợt sau: thời gian": "",
        "hạn báo cáo của Tổ": "ngày 26 tháng 6 năm 2017",
        "số đơn vị": "03",
        "số Tổ đại biểu": "03",
        "số đại biểu": "06",
        "Hội đồng": scene.council.name,
    }


def test_an_unknown_name_is_refused_with_its_paragraph_and_nothing_is_written(scene: Scene) -> None:
    before = text_of(scene.plan)
    sentence = (
        r"Thời gian, đoạn 2: không có tên \{khai hội\}\. Tên gần nhất là \{khai mạc\}; "
        r"chọn trong bảng tên, hoặc bỏ dấu ngoặc nhọn\."
    )
    with pytest.raises(Refused, match=sentence) as refusal:
        edit_paragraphs(plan=scene.plan, paragraphs={"time": ["Kỳ họp", "Từ {khai hội}"]}, by=scene.secretary)
    assert refusal.value.field == "time"
    with pytest.raises(Refused, match="Câu mở đầu: không có tên") as refusal:
        edit_plan(plan=scene.plan, opening="Theo {kế hoạch}", by=scene.secretary)
    assert refusal.value.field == "opening"
    assert text_of(Plan.objects.get(pk=scene.plan.pk)) == before


@pytest.mark.parametrize("text", ["Từ {đợt trước: từ ngày đến hết", "Từ khai mạc} đến hết", "Từ {{khai mạc} đến hết"])
def test_a_brace_without_its_other_half_is_refused_with_its_paragraph(scene: Scene, text: str) -> None:
    before = text_of(scene.plan)
    with pytest.raises(Refused, match="Thời gian, đoạn 2: dấu ngoặc nhọn thiếu một nửa") as refusal:
        edit_paragraphs(plan=scene.plan, paragraphs={"time": ["Kỳ họp", text]}, by=scene.secretary)
    assert refusal.value.field == "time"
    assert text_of(Plan.objects.get(pk=scene.plan.pk)) == before


def test_a_name_without_a_value_is_missing_until_it_has_one_and_follows_its_source(scene: Scene) -> None:
    told = "Trước kỳ họp: {dot truoc: thoi gian}; sau kỳ họp: {đợt sau: thời gian}; khai mạc {khai mạc}."
    edit_paragraphs(plan=scene.plan, paragraphs={"time": [told]}, by=scene.secretary)
    assert missing_parts(scene.plan) == ["{đợt sau: thời gian}"]
    edit_paragraphs(
        plan=scene.plan,
        paragraphs={"time": [told.replace(" sau kỳ họp: {đợt sau: thời gian};", "")]},
        by=scene.secretary,
    )
    assert missing_parts(scene.plan) == []
    move_round(round=scene.round, starts_on=date(2017, 6, 19), ends_on=date(2017, 6, 21), by=scene.secretary)
    set_session_days(
        session=scene.session, opens_on=date(2017, 7, 12), closes_on=date(2017, 7, 14), by=scene.secretary
    )
    assert printed_text(Plan.objects.get(pk=scene.plan.pk))["time"] == [
        "Trước kỳ họp: từ ngày 19 tháng 6 năm 2017 đến ngày 21 tháng 6 năm 2017; khai mạc ngày 12 tháng 7 năm 2017."
    ]


def test_issuing_makes_the_names_plain_text_that_later_days_do_not_change(scene: Scene) -> None:
    edit_plan(plan=scene.plan, opening="Để chuẩn bị {tên kỳ họp}:", by=scene.secretary)
    edit_paragraphs(plan=scene.plan, paragraphs={"time": ["Đợt trước: {đợt trước: thời gian}."]}, by=scene.secretary)
    issue(scene)
    move_round(round=scene.round, starts_on=date(2017, 6, 19), ends_on=date(2017, 6, 21), by=scene.secretary)
    plan = Plan.objects.get(pk=scene.plan.pk)
    days = ["Đợt trước: từ ngày 20 tháng 6 năm 2017 đến ngày 22 tháng 6 năm 2017."]
    assert (plan.opening, text_of(plan)["time"]) == ("Để chuẩn bị kỳ họp thứ 5:", days)
    assert PlanVersion.objects.get(plan=plan).snapshot["paragraphs"]["time"] == days


def test_bases_are_taken_over_as_written_though_they_name_a_session_of_the_same_number(scene: Scene) -> None:
    basis = "Căn cứ Kế hoạch số 09/KH-TT.HĐND về tiếp xúc cử tri trước kỳ họp thứ 5, HĐND tỉnh"
    old = draft_plan(
        council=scene.council,
        title="Cũ",
        session=scene.session,
        paragraphs={
            **PARAGRAPHS,
            "basis": [basis],
            "purpose": ["Chuẩn bị kỳ họp thứ 5, Hội đồng nhân dân thị xã khóa XVIII."],
        },
        by=scene.secretary,
    )
    new = draft_plan(council=scene.council, title="Mới", like=old, by=scene.secretary)
    assert text_of(new)["basis"] == [basis]
    assert text_of(new)["purpose"] == ["Chuẩn bị {kỳ họp}."]
