"""Figures of a round: one snapshot, sums that agree, nothing after the cut-off, the same number of queries."""

from __future__ import annotations

import io
import json
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from meetings.models import Attendance
from petitions.enums import PetitionState
from petitions.figures import petition_figures, submission_figures
from petitions.models import Petition, PetitionEvent, Submission
from reports import figure_rows
from reports.documents.summary_report import summary_report_document
from reports.figures import check_figures, equalities, figures_from_json, round_figures
from reports.render.model import Row
from reports.render.xlsx import render_document_xlsx
from reports.tests.factory import CUT_OFF, DUE_ON, HEARD_AT, add_petition, tu_son

pytestmark = pytest.mark.django_db
THREE = ("Đông Ngàn", "Tân Hồng", "Tương Giang")


def counts(figures):
    """{code: count} of a tuple of figures."""
    return {figure.code: figure.count for figure in figures}


def test_the_whole_round_of_the_town_is_counted_as_its_rows_say():
    figures = round_figures(tu_son().before, CUT_OFF)

    assert check_figures(figures) == []
    assert {
        name: getattr(figures, name).count
        for name in (
            *("meetings", "held", "voters", "seats", "present", "absent", "voices", "on_spot", "petitions", "merged"),
            *("withdrawn", "transferred", "answered", "resolved", "resolved_held", "overdue", "reminded", "repeated"),
            "told",
        )
    } == {
        "meetings": 12,
        "held": 12,
        "voters": 796,
        "seats": 44,
        "present": 41,
        "absent": 3,
        "voices": 49,
        "on_spot": 4,
        "petitions": 18,
        "merged": 0,
        "withdrawn": 0,
        "transferred": 18,
        "answered": 8,
        "resolved": 3,
        "resolved_held": 3,
        "overdue": 10,
        "reminded": 1,
        "repeated": 0,
        "told": 2,
    }
    assert counts(figures.kinds) == {"opinion": 13, "petition": 32, "reflection": 4}
    assert counts(figures.standings) == {"overdue": 10, "studying": 3, "explained": 2, "resolved": 3}
    assert counts(figures.authorities) == {"xa": 2, "huyen": 11, "tinh": 3, "trung_uong": 1, "outside": 1}


def test_rows_and_the_screens_own_counts_agree():
    world = tu_son()
    figures = round_figures(world.before, CUT_OFF)
    day = timezone.localdate(CUT_OFF)
    live = petition_figures(Petition.objects.filter(round=world.before), day)
    voices = submission_figures(Submission.objects.filter(round=world.before))

    assert (live.total, live.answered, live.overdue, live.resolved_held) == (
        figures.petitions.count,
        figures.answered.count,
        figures.overdue.count,
        figures.resolved_held.count,
    )
    assert live.by_authority == counts(figures.authorities)
    assert {str(key): count for key, count in live.by_sector.items()} == counts(figures.sectors)
    assert (voices.total, voices.on_the_spot) == (figures.voices.count, figures.on_spot.count)
    assert {kind: n for kind, n in voices.by_kind.items() if n} == {
        k: n for k, n in counts(figures.kinds).items() if n
    }


def test_a_complaint_is_in_no_figure_and_in_no_line():
    world = tu_son(units=("Tân Hồng",))
    figures = round_figures(world.before, CUT_OFF)

    assert figures.voices.count == 4
    assert Submission.objects.filter(round=world.before).count() == 5
    assert "thu hồi đất" not in json.dumps(figures.to_json(), ensure_ascii=False)


def test_figures_survive_json_text_unchanged():
    figures = round_figures(tu_son(units=THREE).before, CUT_OFF)
    assert figures_from_json(json.loads(json.dumps(figures.to_json()))) == figures


def test_what_comes_after_the_cut_off_is_not_counted_and_states_are_those_of_the_cut_off():
    world = tu_son(units=THREE)
    early = datetime(2017, 7, 1, tzinfo=UTC)
    before = round_figures(world.before, early)
    late = add_petition(world, "muon", "Kiến nghị nhập sau khi chốt")
    late.created_at = CUT_OFF + timedelta(seconds=1)
    late.save()

    assert late.code not in {line.code for line in round_figures(world.before, CUT_OFF).lines}
    assert round_figures(world.before, early) == before
    assert before.answered.count == 0
    assert set(counts(before.standings)) == {"waiting"}
    assert check_figures(before) == []


def test_a_merged_and_a_withdrawn_petition_are_told_apart_and_not_counted():
    world = tu_son(units=THREE)
    total = round_figures(world.before, CUT_OFF).petitions.count
    merged, target = add_petition(world, "x", "Trùng nội dung"), next(iter(world.petitions.values()))
    gone = add_petition(world, "y", "Rút lại")
    merged.state, merged.merged_into, gone.state = PetitionState.MERGED, target, PetitionState.WITHDRAWN
    for petition in (merged, gone):
        petition.save()
        PetitionEvent.objects.create(
            petition=petition, at=HEARD_AT, old_state=PetitionState.RECORDED, new_state=petition.state
        )
    figures = round_figures(world.before, CUT_OFF)

    assert (figures.petitions.count, figures.merged.count, figures.withdrawn.count) == (total, 1, 1)
    assert check_figures(figures) == []


def test_an_unclassified_petition_stands_under_words_of_its_own_in_every_spread():
    world = tu_son(units=("Trang Hạ",))
    add_petition(world, "moi", "Chưa phân loại gì")
    figures = round_figures(world.before, CUT_OFF)

    assert counts(figures.authorities)[""] == 1
    assert counts(figures.sectors)[""] == 1
    assert counts(figures.standings)["not_sent"] == 1
    assert figures.lines[-1].authority_label == "Chưa phân loại"
    assert check_figures(figures) == []


def test_a_delegate_of_no_group_still_makes_attendance_add_up():
    world = tu_son(units=("Trang Hạ",))
    loner = world.groups[7].memberships.first()
    loner.delete()
    figures = round_figures(world.before, CUT_OFF)

    assert figures.group_lines[-1].label == "Đại biểu không thuộc Tổ nào"
    assert check_figures(figures) == []


def test_a_matter_of_an_earlier_round_not_settled_is_carried_over():
    world = tu_son(units=THREE)
    open_codes = {line.code for line in round_figures(world.before, CUT_OFF).lines if line.standing == "overdue"}
    studying = {line.code for line in round_figures(world.before, CUT_OFF).lines if line.standing == "studying"}

    assert {line.code for line in round_figures(world.after, CUT_OFF).carried} == open_codes | studying
    assert all(line.origin == "kỳ họp thứ 5" for line in round_figures(world.after, CUT_OFF).carried)


def test_a_wrong_figure_is_named():
    figures = round_figures(tu_son(units=("Trang Hạ",)).before, CUT_OFF)
    broken = replace(figures, petitions=replace(figures.petitions, count=99))

    assert len(check_figures(figures)) == 0
    assert "kiến nghị = số dòng phụ lục: 99 khác 2" in check_figures(broken)
    assert len(equalities(figures)) == 15


def test_a_groups_figures_hold_its_own_meetings_people_and_speakers():
    world = tu_son()
    figures = round_figures(world.before, CUT_OFF, world.groups[7])

    assert [meeting.name for meeting in figures.meeting_lines] == ["phường Trang Hạ", "xã Phù Khê"]
    assert (figures.seats.count, figures.present.count, figures.absent.count) == (8, 6, 2)
    assert [line.label for line in figures.group_lines] == ["Tổ đại biểu số 7"]
    assert {place for line in figures.lines for place in line.places} == {"phường Trang Hạ", "xã Phù Khê"}
    assert "N.T.D., thôn Tiến Bào" in {speaker for line in figures.lines for speaker in line.speakers}
    assert check_figures(figures) == []


def test_every_figure_leads_to_its_rows():
    world = tu_son(units=THREE)
    figures = round_figures(world.before, CUT_OFF)
    start = f"dot={world.before.pk}"

    assert (figures.petitions.page, figures.petitions.query) == ("petitions:desk", start)
    assert figures.overdue.query == f"{start}&qua_han=on"
    assert figures.authorities[0].query == f"{start}&tham_quyen={figures.authorities[0].code}"
    assert figures.sectors[0].query == f"{start}&linh_vuc={figures.sectors[0].code}"
    assert (figures.voices.page, figures.kinds[0].query) == ("petitions:voice-list", f"{start}&loai=opinion")


def test_page_one_the_annex_and_the_spreadsheet_say_the_same():
    world = tu_son()
    figures = round_figures(world.before, CUT_OFF)
    doc = summary_report_document(world.before, figures, world.signatory, on=date(2017, 8, 11))
    annex = next(table for table in doc.tables() if table.name == "Danh mục kiến nghị")
    codes = [row.cells[1] for row in annex.rows if isinstance(row, Row)]
    book = load_workbook(io.BytesIO(render_document_xlsx(doc, frozen_at=CUT_OFF)))
    sheet = [row for row in book["Danh mục kiến nghị"].iter_rows(min_row=2, values_only=True) if row[0] and row[1]]

    assert codes == [line.code for line in figures.lines] == [row[1] for row in sheet]
    assert [row[0] for row in sheet] == list(range(1, 19))
    for name, spread in (("Theo thẩm quyền", figures.authorities), ("Theo tình trạng", figures.standings)):
        rows = list(book[name].iter_rows(min_row=2, values_only=True))
        assert [row[2] for row in rows] == [*(figure.count for figure in spread), 18]
    assert [cell.value for cell in book["Theo Tổ đại biểu"][12]][1:6] == ["Cả đợt", 12, 44, 41, 3]


@pytest.mark.parametrize("more", [1, 30])
def test_a_report_costs_the_same_queries_for_one_petition_and_for_thirty(more, django_assert_num_queries):
    world = tu_son(units=("Trang Hạ",))
    for number in range(more):
        add_petition(world, f"n{number}", f"Kiến nghị số {number}", agency=next(iter(world.agencies.values())))
    with django_assert_num_queries(19):
        round_figures(world.before, CUT_OFF)


def test_a_meeting_without_handed_in_minutes_counts_no_voters():
    world = tu_son(units=("Trang Hạ",))
    world.meetings["Trang Hạ"].minutes.delete()
    assert round_figures(world.before, CUT_OFF).voters.count == 0


def test_an_unmarked_delegate_is_neither_present_nor_absent():
    world = tu_son(units=("Trang Hạ",))
    Attendance.objects.update(present=None)
    figures = round_figures(world.before, CUT_OFF)

    assert (figures.seats.count, figures.present.count, figures.absent.count) == (4, 0, 0)
    assert check_figures(figures) == []


def test_a_petition_is_late_only_after_its_day():
    world = tu_son(units=("Trang Hạ",))
    on_the_day = datetime(DUE_ON.year, DUE_ON.month, DUE_ON.day, 12, tzinfo=UTC)

    assert round_figures(world.before, on_the_day).overdue.count == 0
    assert round_figures(world.before, on_the_day + timedelta(days=1)).overdue.count == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_what_is_saved_while_a_report_is_counted_changes_nothing_in_it(monkeypatch):
    world = tu_son(units=("Trang Hạ",))
    before = round_figures(world.before, CUT_OFF)
    read = figure_rows._submissions

    def read_while_somebody_saves(rows):
        def save():
            add_petition(world, "chen", "Kiến nghị nhập giữa chừng")
            connection.close()

        writer = threading.Thread(target=save)
        writer.start()
        writer.join()
        return read(rows)

    monkeypatch.setattr(figure_rows, "_submissions", read_while_somebody_saves)

    assert round_figures(world.before, CUT_OFF) == before
    monkeypatch.undo()
    assert round_figures(world.before, CUT_OFF).petitions.count == before.petitions.count + 1
