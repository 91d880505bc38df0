"""The shipped rules: every duty with its source, validity and confidence, and nothing made up."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from txct.deadlines.enums import AnchorEvent
from txct.deadlines.rules import (
    SHIPPED_RULES,
    Confidence,
    Direction,
    Level,
    Rule,
    Unit,
    applicable,
    open_rules,
)

TODAY = date(2026, 11, 24)
WD, D = Unit.WORKING_DAY, Unit.CALENDAR_DAY
BEFORE, AFTER = Direction.BEFORE, Direction.AFTER
each_rule = pytest.mark.parametrize("rule", SHIPPED_RULES, ids=lambda r: f"{r.code}@{r.valid_from}")


def codes(rules: tuple[Rule, ...]) -> list[str]:
    return sorted(rule.code for rule in rules)


def test_the_numbers_of_the_law_are_shipped_as_they_stand():
    in_force = applicable(SHIPPED_RULES, Level.ALL, TODAY)
    assert {r.code: (r.offset, r.unit, r.direction, r.confidence.value) for r in in_force if r.offset is not None} == {
        "INDIV_DECISION": (5, WD, AFTER, "A"),
        "INDIV_NOTICE": (3, WD, BEFORE, "A"),
        "INDIV_SUMMARY": (5, WD, AFTER, "A"),
        "OUTSIDE_DECISION": (5, WD, AFTER, "B"),
        "OUTSIDE_NOTICE": (3, WD, BEFORE, "B"),
        "HDND_PRESS": (7, WD, BEFORE, "C"),
        "RESULT_PUBLISH": (15, WD, AFTER, "A"),
        "RESULT_POSTING": (30, D, AFTER, "A"),
        "SUPERVISION_REPORT": (0, D, BEFORE, "A"),
        "ANSWER_Q": (60, D, AFTER, "A"),
        "COORD_REQUEST": (5, WD, AFTER, "B"),
        "COORD_REPLY": (15, D, AFTER, "B"),
        "EXPLAIN_OVERDUE": (15, D, AFTER, "B"),
        "EXPLAIN_OVERDUE_COMPLEX": (30, D, AFTER, "B"),
        "Q_PRESS": (7, WD, BEFORE, "A"),
        "Q_OUTSIDE_PROVINCE": (20, WD, BEFORE, "A"),
        "Q_CONSOL_BEFORE": (15, D, BEFORE, "A"),
        "Q_CONSOL_AFTER": (15, D, AFTER, "A"),
        "Q_IRREG_BEFORE": (2, WD, BEFORE, "A"),
        "Q_IRREG_AFTER": (7, WD, AFTER, "A"),
        "Q_RESULT_REPORT": (20, WD, BEFORE, "A"),
        "Q_ANSWER_RELAY": (0, D, AFTER, "A"),
        "FIRST_SESSION": (45, D, AFTER, "A"),
        "DIALOGUE_NOTICE": (7, D, BEFORE, "A"),
        "DIALOGUE_RESULT": (10, D, AFTER, "A"),
        "DSR_ACK": (2, WD, AFTER, "B"),
        "DSR_WITHDRAW": (15, D, AFTER, "B"),
        "DSR_WITHDRAW_TP": (20, D, AFTER, "B"),
        "DSR_WITHDRAW_EXT": (15, D, AFTER, "B"),
    }


def test_what_the_law_leaves_open_is_asked_at_setup():
    assert codes(open_rules(applicable(SHIPPED_RULES, Level.XA, TODAY))) == [
        "HDND_ANSWER",
        "HDND_CONSOL_AFTER",
        "HDND_CONSOL_BEFORE",
        "HDND_FORWARD",
        "HDND_GROUP_REPORT",
        "HDND_RESULT_REPORT",
        "OFFPLAN_DECISION",
    ]


def test_a_text_that_sets_no_number_on_purpose_is_not_asked_for():
    prior_report = next(r for r in SHIPPED_RULES if r.code == "INDIV_PRIOR_REPORT")
    assert prior_report.offset is None
    assert open_rules([prior_report]) == ()


def test_the_town_of_2017_finds_only_open_rules():
    rules = applicable(SHIPPED_RULES, Level.HUYEN, date(2017, 6, 6))
    assert codes(rules) == ["HDND_ANSWER", "HDND_CONSOL_BEFORE", "HDND_GROUP_REPORT"]
    assert open_rules(rules) == rules


def test_a_commune_is_not_asked_for_the_duties_of_deputies():
    of_deputies_alone = {r.code for r in SHIPPED_RULES if r.levels == {Level.DBQH}}
    of_commune = {r.code for r in applicable(SHIPPED_RULES, Level.XA, TODAY)}
    assert of_deputies_alone == {code for code in of_deputies_alone if code.startswith("Q_")} != set()
    assert not of_deputies_alone & of_commune


def test_rules_of_amended_articles_start_with_the_amendment():
    codes_on = [
        {r.code for r in applicable(SHIPPED_RULES, Level.DBQH, day)} for day in (date(2025, 9, 25), date(2025, 9, 26))
    ]
    assert codes_on[1] - codes_on[0] == {"Q_IRREG_BEFORE", "Q_IRREG_AFTER"}


def test_the_older_text_holds_through_its_last_day_and_the_newer_from_the_next():
    sources = [
        [
            r.legal_basis.split(",")[0]
            for r in applicable(SHIPPED_RULES, Level.XA, day)
            if r.code == "HDND_CONSOL_BEFORE"
        ]
        for day in (date(2025, 2, 19), date(2025, 2, 20))
    ]
    assert sources == [
        ["Luật Tổ chức chính quyền địa phương 77/2015/QH13"],
        ["Nghị quyết liên tịch 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN"],
    ]


@each_rule
def test_each_rule_cites_its_source_and_article(rule):
    assert rule.subject == rule.subject.strip() != ""
    assert not rule.subject.endswith(".")
    without_article = {"HDND_GROUP_REPORT", "COORD_REQUEST", "COORD_REPLY"}
    if rule.code.startswith("DSR_") or rule.code in without_article or rule.valid_to is not None:
        assert re.search(r"Quyết định|Nghị định|Luật|Kế hoạch", rule.legal_basis)
    else:
        assert re.search(r"(Nghị quyết liên tịch|Luật) .*\d+/2025/.*, (Điều \d+|các Điều \d+)", rule.legal_basis)


@each_rule
def test_each_rule_has_its_validity_and_says_what_it_does_not_know(rule):
    assert date(2016, 1, 1) <= rule.valid_from <= TODAY
    if rule.confidence in (Confidence.UNKNOWN, Confidence.LOCAL):
        assert rule.offset is None
        assert rule.note
    if rule.confidence is Confidence.ANALOGY:
        assert "Vận dụng" in rule.legal_basis
        assert rule.confidence.label == "chưa xác nhận"


def test_no_duty_has_two_rules_on_one_day():
    changes = {r.valid_from for r in SHIPPED_RULES} | {r.valid_to for r in SHIPPED_RULES if r.valid_to}
    for day in sorted(changes | {d + timedelta(days=1) for d in changes}):
        held = Counter(r.code for r in applicable(SHIPPED_RULES, Level.ALL, day))
        assert [code for code, times in held.items() if times > 1] == []


def test_every_event_is_used_and_every_label_is_different():
    assert {r.anchor for r in SHIPPED_RULES} == set(AnchorEvent)
    for vocabulary in (Unit, Direction, Level, Confidence, AnchorEvent):
        labels = [label for _, label in vocabulary.choices()]
        assert len(set(labels)) == len(labels) == len(vocabulary)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"legal_basis": " "}, "Quy tắc thời hạn Q_PRESS thiếu căn cứ pháp lý."),
        ({"subject": ""}, "Quy tắc thời hạn Q_PRESS thiếu nội dung."),
        ({"code": ""}, "Quy tắc thời hạn (không mã) thiếu mã."),
        ({"levels": frozenset()}, "Quy tắc thời hạn Q_PRESS chưa nêu áp dụng cho cấp nào."),
        ({"offset": -1}, "Quy tắc thời hạn Q_PRESS: số ngày không được âm."),
        (
            {"confidence": Confidence.UNKNOWN},
            "Quy tắc thời hạn Q_PRESS: chưa rõ quy định thì phải để trống số ngày.",
        ),
        (
            {"valid_to": date(2020, 1, 1)},
            "Quy tắc thời hạn Q_PRESS: ngày hết hiệu lực trước ngày có hiệu lực.",
        ),
    ],
)
def test_a_rule_that_hides_its_source_or_invents_a_number_is_refused(change, sentence):
    press = next(r for r in SHIPPED_RULES if r.code == "Q_PRESS")
    with pytest.raises(ValueError) as refusal:
        replace(press, **change)
    assert str(refusal.value) == sentence
