"""Names on the pages and in the papers of plans."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from delegates.models import Signatory
from meetings.models import Plan
from meetings.plan_names import NAMES
from meetings.plan_texts import text_of
from reports.documents.plan import plan_document
from reports.tests.plan_forms import filled, page, printed, whole_plan
from reports.tests.scene import Scene, workday
from txct.core.models import User
from txct.lib.dates import long_date

SignIn = Callable[[User], Client]


def test_the_edit_page_lists_every_name_with_its_value_now(scene: Scene, signer: Signatory, signed_in: SignIn) -> None:
    plan = whole_plan(scene, signer)
    rows = signed_in(scene.secretary).get(page("plan-edit", plan.pk)).context["names"]
    assert [row.written for row in rows] == [f"{{{name}}}" for name in NAMES]
    shown = {row.written: row.value for row in rows}
    assert shown["{khai mạc}"] == long_date(workday(12))
    assert (shown["{đợt trước: từ ngày}"], shown["{số đơn vị}"], shown["{số đại biểu}"]) == ("", "04", "06")


def test_an_unknown_name_is_refused_at_its_part_and_what_was_typed_stays(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client = whole_plan(scene, signer), signed_in(scene.secretary)
    answer = client.post(page("plan-edit", plan.pk), filled(client, plan, purpose="Một\nHai {khai hội}"))
    assert answer.context["form"].errors == {
        "purpose": [
            "Mục đích, đoạn 2: không có tên {khai hội}. Tên gần nhất là {khai mạc}; chọn trong bảng tên, "
            "hoặc bỏ dấu ngoặc nhọn."
        ]
    }
    assert answer.context["form"]["purpose"].value() == "Một\nHai {khai hội}"
    assert text_of(Plan.objects.get(pk=plan.pk))["purpose"] == ["Giữ mối liên hệ với cử tri.", "Thu thập kiến nghị."]


def test_a_name_without_a_value_is_listed_as_missing_and_marked_in_page_and_preview(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client = whole_plan(scene, signer), signed_in(scene.secretary)
    told = "Khai mạc {khai mạc}; báo cáo trước {hạn báo cáo của tổ}; đợt sau {đợt sau: thời gian}."
    client.post(page("plan-edit", plan.pk), filled(client, plan, time=told))
    shown = client.get(page("plan", plan.pk)).context["shown"]
    assert [(one.name, one.url) for one in shown.missing] == [
        ("nhập hạn Tổ gửi báo cáo để có {hạn báo cáo của Tổ}", f"{page('plan-edit', plan.pk)}#id_report_due_on"),
        ("mở đợt để có {đợt sau: thời gian}", page("plan-rounds", plan.pk)),
    ]
    pieces = next(part for part in shown.parts if part.label == "II. Thời gian").paragraphs[0]
    assert [(piece.kind, piece.text) for piece in pieces] == [
        ("text", "Khai mạc "),
        ("value", long_date(workday(12))),
        ("text", "; báo cáo trước "),
        ("missing", "{hạn báo cáo của tổ}"),
        ("text", "; đợt sau "),
        ("missing", "{đợt sau: thời gian}"),
        ("text", "."),
    ]
    words = printed(client, plan)
    assert f"Khai mạc {long_date(workday(12))}; báo cáo trước {{hạn báo cáo của tổ}} (chưa có)" in words
    client.post(page("plan-edit", plan.pk), filled(client, plan, time=told.split(";")[0]))
    assert client.get(page("plan", plan.pk)).context["shown"].missing == []
    assert f"Khai mạc {long_date(workday(12))}" in printed(client, plan)


def test_the_paper_carries_the_values_and_no_brace(scene: Scene, signer: Signatory) -> None:
    plan = whole_plan(scene, signer, opening="Chuẩn bị {kỳ họp}, {Hội đồng} lập kế hoạch:")
    doc = plan_document(plan, on=workday(0))
    assert doc.body[0].text == (
        "Chuẩn bị kỳ họp thứ 4, Hội đồng nhân dân phường khóa II, Hội đồng nhân dân phường Từ Sơn lập kế hoạch:"
    )
    assert "{" not in str(doc)
