"""The register of legal bases: what is in force on which day, as resolutions and laws replaced each other."""

from __future__ import annotations

from datetime import date

import pytest

from meetings.actions.legal_bases import save_basis
from meetings.actions.plans import draft_plan, edit_paragraphs
from meetings.legal_bases import bases_out_of_force, register_of, shipped_bases, with_picked
from meetings.models import LegalBasis
from meetings.plan_checks import warnings_of
from meetings.tests.scenes import PARAGRAPHS, town
from txct.core.models import AuditEntry
from txct.core.writing import Refused

NEW = "Nghị quyết liên tịch 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN"


def out(text: str, on: date) -> list[str]:
    return bases_out_of_force([text], shipped_bases(), on)


@pytest.mark.parametrize(
    "text",
    [
        "Căn cứ Nghị quyết liên tịch số 525/2012/NQLT/UBTVQH13-ĐCTUBTWMTTQVN ngày 27/9/2012;",
        "Căn cứ Nghị quyết liên tịch số 525/2012/NQLT-UBTVQH13-ĐCTUBTWMTTQVN",
        "Can cu nghi quyet lien tich 525/2012",
    ],
)
def test_the_old_joint_resolution_ended_the_day_the_new_one_began(text: str) -> None:
    sentence = (
        "Căn cứ 1: Nghị quyết liên tịch 525/2012/NQLT/UBTVQH13-ĐCTUBTWMTTQVN hết hiệu lực sau ngày 19/02/2025; "
        f"đã được thay bằng {NEW}."
    )
    assert out(text, date(2025, 2, 19)) == []
    assert out(text, date(2025, 2, 20)) == [sentence]


def test_each_replaced_basis_is_named_with_what_replaced_it() -> None:
    day = date(2026, 11, 24)
    assert out("Nghị quyết số 753/2005/NQ-UBTVQH11", day) == [
        f"Căn cứ 1: Nghị quyết 753/2005 hết hiệu lực sau ngày 19/02/2025; đã được thay bằng {NEW}."
    ]
    for text in ("Luật Tổ chức chính quyền địa phương năm 2015", "Luật số 77/2015/QH13"):
        assert out(text, day) == [
            "Căn cứ 1: Luật Tổ chức chính quyền địa phương (77/2015/QH13) hết hiệu lực sau ngày 15/6/2025; "
            "đã được thay bằng Luật 72/2025/QH15."
        ]
    assert out("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025", date(2025, 6, 1)) == [
        "Căn cứ 1: Luật Tổ chức chính quyền địa phương (72/2025/QH15) chỉ có hiệu lực từ ngày 16/6/2025."
    ]


def test_a_law_named_without_its_year_and_a_number_inside_another_are_not_taken_for_a_replaced_one() -> None:
    day = date(2026, 11, 24)
    for text in ("Căn cứ Luật Tổ chức chính quyền địa phương;", "Kế hoạch số 1525/2012/NQLT", "Đề án 753/20051"):
        assert out(text, day) == []


def test_shipped_citations_cite_themselves_and_nothing_else() -> None:
    for basis in shipped_bases():
        cited = [other for other in shipped_bases() if other.cited_in(basis.citation)]
        amended = [other for other in shipped_bases() if other.number in basis.subject]
        assert cited == [other for other in shipped_bases() if other in (basis, *amended)]


def test_laws_are_cited_by_title_and_day_other_papers_in_full() -> None:
    cited = {basis.number: basis.citation for basis in shipped_bases()}
    assert cited["72/2025/QH15"] == "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025"
    assert cited["121/2025/QH15"] == "Căn cứ Luật Hoạt động giám sát của Quốc hội và Hội đồng nhân dân năm 2025"
    assert cited["33/2017/QĐ-TTg"] == (
        "Căn cứ Quyết định số 33/2017/QĐ-TTg ngày 25 tháng 7 năm 2017 của Thủ tướng Chính phủ "
        "ban hành Quy chế tiếp nhận, giải quyết và trả lời kiến nghị của cử tri do Quốc hội chuyển đến"
    )


def test_picked_bases_stand_after_the_laws_and_before_the_other_papers() -> None:
    law, own = shipped_bases()[0].citation, "Căn cứ kết luận giao ban ngày 05/6/2017;"
    picked = shipped_bases()[2].citation
    assert with_picked([law, own], [picked, law], shipped_bases()) == [law, picked, own]
    assert with_picked([own], [picked], shipped_bases()) == [picked, own]


@pytest.mark.django_db
def test_a_row_of_the_council_holds_before_the_shipped_one_and_is_traced() -> None:
    scene = town(issued=False)
    row = save_basis(
        council=scene.council,
        basis=None,
        kind="Nghị quyết",
        number="594/NQ-UBTVQH15",
        valid_to=date(2026, 2, 28),
        replaced_by="Nghị quyết 114/2025/UBTVQH15",
        by=scene.secretary,
    )
    text = "Căn cứ Nghị quyết số 594/NQ-UBTVQH15"
    assert out(text, date(2026, 3, 1)) == []
    assert bases_out_of_force([text], register_of(scene.council), date(2026, 3, 1)) == [
        "Căn cứ 1: Nghị quyết 594/NQ-UBTVQH15 hết hiệu lực sau ngày 28/02/2026; "
        "đã được thay bằng Nghị quyết 114/2025/UBTVQH15."
    ]
    save_basis(council=scene.council, basis=row, replaced_by="", by=scene.secretary)
    entries = AuditEntry.objects.filter(object_type="meetings.legalbasis").order_by("position")
    assert [(entry.action, entry.old) for entry in entries] == [
        ("legalbasis.added", {}),
        ("legalbasis.changed", {"replaced_by": "Nghị quyết 114/2025/UBTVQH15"}),
    ]


@pytest.mark.django_db
def test_a_second_row_of_a_number_and_days_the_wrong_way_round_are_refused_at_their_field() -> None:
    scene = town(issued=False)
    known = {"kind": "Luật", "number": "1/2026/QH16", "council": scene.council, "basis": None, "by": scene.secretary}
    save_basis(**known)
    with pytest.raises(Refused, match="Sổ căn cứ đã có văn bản mang số này") as again:
        save_basis(**known)
    with pytest.raises(Refused, match="Ngày hết hiệu lực phải từ ngày có hiệu lực") as backwards:
        days = {"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}
        save_basis(**{**known, "number": "2/2026/QH16"}, **days)
    assert (again.value.field, backwards.value.field) == ("number", "valid_to")
    assert LegalBasis.objects.count() == 1


@pytest.mark.django_db
def test_days_left_over_from_last_years_plan_are_named_by_paragraph() -> None:
    scene = town()
    old = scene.plan
    new = draft_plan(
        council=scene.council,
        title="Năm sau",
        like=old,
        paragraphs={
            "purpose": ["Thực hiện kết luận ngày 05/6/2017.", "Chuẩn bị kỳ họp cuối năm 2017.", "Họp ngày 15/9/2018."],
            "basis": ["Căn cứ Luật Tổ chức chính quyền địa phương năm 2015", *PARAGRAPHS["basis"]],
        },
        by=scene.secretary,
    )
    tail = "Sửa lại, hoặc thay bằng tên điền sẵn như {đợt trước: từ ngày}."
    number = old.number_text
    assert warnings_of(new, date(2018, 6, 1)) == [
        f"Căn cứ, đoạn 2: còn 26/5/2017 của kế hoạch {number}. {tail}",
        f"Mục đích, đoạn 1: còn 05/6/2017 của kế hoạch {number}. {tail}",
        f"Mục đích, đoạn 2: còn năm 2017 của kế hoạch {number}. {tail}",
    ]
    edit_paragraphs(plan=new, paragraphs={"purpose": ["Chuẩn bị {kỳ họp}."], "basis": []}, by=scene.secretary)
    assert warnings_of(new, date(2018, 6, 1)) == []
