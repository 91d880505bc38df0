"""A complete plan, and the forms of the plan desk as a browser sends them."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from delegates.models import Signatory
from meetings.actions.plans import draft_plan, move_plan
from meetings.enums import PlanSection, PlanState
from meetings.models import Plan
from reports.actions import issue_plan
from reports.tests.scene import Scene
from txct.core.models import User
from txct.core.register import open_register

WHOLE = {
    PlanSection.BASIS: ["Căn cứ Luật Tổ chức chính quyền địa phương;"],
    PlanSection.PURPOSE: ["Giữ mối liên hệ với cử tri.", "Thu thập kiến nghị."],
    PlanSection.REQUIREMENT: ["Dân chủ, công khai."],
    PlanSection.TIME: ["Trước kỳ họp: trong tuần đầu."],
    PlanSection.CONTENT_BEFORE: ["Báo cáo chương trình kỳ họp."],
    PlanSection.PLACE: ["Tại nhà văn hóa các khu phố."],
    PlanSection.ORGANISATION: ["UBND phường cử người dự, trả lời.", "Văn phòng tổng hợp."],
    PlanSection.RECIPIENT: ["Thường trực HĐND tỉnh;", "Lưu: VT"],
}


def page(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


def form(**values: Any) -> dict[str, Any]:
    """A form as a browser sends it, with a key of its own."""
    return {"form_key": str(uuid4()), **values}


def whole_plan(scene: Scene, signer: Signatory, title: str = "Tiếp xúc cử tri cuối năm", **fields: Any) -> Plan:
    """A draft that lacks nothing."""
    return draft_plan(
        council=scene.council,
        title=title,
        session=scene.session,
        paragraphs=WHOLE,
        place_name="Từ Sơn",
        issuer_name="HĐND phường Từ Sơn",
        signatory=signer,
        by=scene.secretary,
        **fields,
    )


def filled(client: Client, plan: Plan, **changes: Any) -> dict[str, Any]:
    """The edit form as the page shows it, with CHANGES typed in."""
    shown = client.get(page("plan-edit", plan.pk)).context["form"]
    values = {bound.html_name: bound.value() for bound in shown}
    values = {name: "" if value is None else value for name, value in values.items()}
    for picked in ("more_bases", "register_bases"):
        values.pop(picked, None)
    values["report_due_on"] = shown["report_due_on"].value() or ""
    return form(**{**values, **changes})


def rows(client: Client, plan: Plan, *tasks: dict[str, Any]) -> dict[str, Any]:
    """The rows of tasks as the edit page sends them, TASKS typed into them from the first row on."""
    shown = client.get(page("plan-edit", plan.pk)).context["form"].task_rows
    values = {f"tasks-{name}": shown.management_form[name].value() for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    for place, row in enumerate(shown):
        for bound in row:
            value = bound.value()
            values[bound.html_name] = "" if value is None else value
        for name, value in (tasks[place] if place < len(tasks) else {}).items():
            values[f"tasks-{place}-{name}"] = value
    return values


def issued(plan: Plan, by: User) -> Plan:
    """The plan issued today under number 40, the first of its register."""
    today = timezone.localdate()
    open_register(tenant_id=plan.council_id, series=plan.symbol, year=today.year, next_number=40, by=by)
    issue_plan(plan=plan, by=by, on=today, at=timezone.now())
    plan.refresh_from_db()
    return plan


def printed(client: Client, plan: Plan) -> str:
    """The words of the plan's preview, as a reader of the PDF has them."""
    answer = client.get(page("plan-preview-file", plan.pk))
    return " ".join(" ".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages).split())


def ready(scene: Scene, signer: Signatory, **fields: Any) -> Plan:
    """A complete plan that waits to be issued."""
    plan = whole_plan(scene, signer, **fields)
    return move_plan(plan=plan, to=PlanState.SUBMITTED, by=scene.secretary)
