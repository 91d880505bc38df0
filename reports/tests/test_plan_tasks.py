"""Tasks of a plan: written row by row, printed in part V, told when it is issued, followed until they are done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from delegates.models import Body, Signatory
from meetings.actions.plan_tasks import finish_task
from meetings.actions.plans import amend_plan, draft_plan, move_plan, set_tasks
from meetings.models import Duty, PlanTask, PlanVersion
from meetings.plan_tasks import TaskDraft, tasks_of
from meetings.plan_texts import missing_parts
from reports.actions import issue_plan
from reports.tests.plan_forms import WHOLE, filled, form, issued, page, printed, ready, rows, whole_plan
from reports.tests.scene import Scene, workday
from txct.core.models import OutboxMessage, User
from txct.core.writing import Refused
from txct.lib.dates import long_date, short_date, weekday_date

SignIn = Callable[[User], Client]


def front_of(scene: Scene) -> Body:
    return Body.objects.get(council=scene.council, kind="front")


def drafts(scene: Scene) -> list[TaskDraft]:
    return [
        TaskDraft("Chủ trì hội nghị, mời cử tri.", body=front_of(scene), due_on=workday(2)),
        TaskDraft("Gửi báo cáo kết quả", group=scene.groups[0], rule_code="HDND_GROUP_REPORT"),
        TaskDraft("Phát lịch tiếp xúc ba lần một ngày", doer_name="Đài truyền thanh phường"),
        TaskDraft("Tập hợp ý kiến của các chi hội", body=front_of(scene)),
    ]


def test_rows_are_saved_with_the_plan_and_more_rows_lose_nothing_typed(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client = whole_plan(scene, signer), signed_in(scene.secretary)
    front = {"doer": f"body-{front_of(scene).pk}", "what": "Mời cử tri", "due_on": short_date(workday(2))}
    radio = {"doer_name": "Đài truyền thanh", "what": "Phát lịch"}
    typed = {**filled(client, plan, purpose="Chưa lưu"), **rows(client, plan, front, radio)}
    more = client.post(page("plan-edit", plan.pk), {**typed, "add_task": "1"})
    shown = more.context["form"]
    assert [row["what"].value() for row in shown.task_rows] == ["Mời cử tri", "Phát lịch", None, None]
    assert shown["purpose"].value() == "Chưa lưu"
    assert not PlanTask.objects.exists()
    client.post(page("plan-edit", plan.pk), typed)
    assert [(task.doer, task.what, task.due_on) for task in tasks_of(plan)] == [
        ("Ủy ban MTTQ phường Từ Sơn", "Mời cử tri", workday(2)),
        ("Đài truyền thanh", "Phát lịch", None),
    ]
    removed = {**filled(client, plan), **rows(client, plan, {"DELETE": "on"}, {"what": "Phát lịch hai lần"})}
    client.post(page("plan-edit", plan.pk), removed)
    assert [(task.position, str(task)) for task in tasks_of(plan)] == [(1, "Đài truyền thanh: Phát lịch hai lần")]


def test_each_odd_row_is_refused_at_its_field_and_nothing_is_saved(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client = whole_plan(scene, signer), signed_in(scene.secretary)
    both = {"doer": f"group-{scene.groups[0].pk}", "doer_name": "Đài", "what": "Phát lịch"}
    nothing = {"doer_name": "Đài", "due_on": short_date(workday(1)), "rule_code": "HDND_PRESS"}
    answer = client.post(page("plan-edit", plan.pk), {**filled(client, plan), **rows(client, plan, both, nothing)})
    assert [row.errors for row in answer.context["form"].task_rows][:2] == [
        {"doer": ["Chọn một nơi thực hiện, hoặc ghi tên nơi khác; không cả hai."]},
        {
            "what": ["Ghi việc phải làm, hoặc xóa cả dòng."],
            "due_on": ["Hạn là một ngày hoặc theo việc pháp định, không cả hai."],
        },
    ]
    assert answer.context["form"].non_field_errors() == [
        "Nhiệm vụ 1: Chọn một nơi thực hiện, hoặc ghi tên nơi khác; không cả hai.",
        "Nhiệm vụ 2: Ghi việc phải làm, hoặc xóa cả dòng.",
        "Nhiệm vụ 2: Hạn là một ngày hoặc theo việc pháp định, không cả hai.",
    ]
    assert answer.content.decode().count('class="error-summary"') == 1
    assert not PlanTask.objects.exists()


def test_an_odd_row_keeps_its_number_beside_one_that_is_removed(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client = whole_plan(scene, signer), signed_in(scene.secretary)
    set_tasks(plan=plan, tasks=drafts(scene)[:2], by=scene.secretary)
    sent = {**filled(client, plan), **rows(client, plan, {"what": "", "DELETE": "on"}, {"what": ""})}
    form = client.post(page("plan-edit", plan.pk), sent).context["form"]
    assert form.non_field_errors() == ["Nhiệm vụ 2: Ghi việc phải làm, hoặc xóa cả dòng."]


def test_the_action_refuses_what_no_form_sends(scene: Scene, signer: Signatory) -> None:
    plan = whole_plan(scene, signer)
    odd = {
        "hãy ghi việc phải làm": TaskDraft(" ", doer_name="Đài"),
        "chọn một nơi thực hiện": TaskDraft("Phát lịch"),
        "không cả hai": TaskDraft("Phát", doer_name="Đài", due_on=workday(1), rule_code="HDND_PRESS"),
        "không có việc pháp định này": TaskDraft("Phát", doer_name="Đài", rule_code="KHONG_CO"),
        "bỏ tên trong dấu ngoặc nhọn": TaskDraft("Phát trước {khai mạc}", doer_name="Đài"),
    }
    for sentence, draft in odd.items():
        with pytest.raises(Refused, match=f"Nhiệm vụ 2: .*{sentence}"):
            set_tasks(plan=plan, tasks=[drafts(scene)[0], draft], by=scene.secretary)
    assert not PlanTask.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanTask.objects.create(plan=plan, position=1, body=front_of(scene), doer_name="Đài", what="Phát")


def test_part_five_prints_each_body_as_a_clause_with_its_tasks_and_their_days(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan = whole_plan(scene, signer)
    set_tasks(plan=plan, tasks=drafts(scene), by=scene.secretary)
    words = printed(signed_in(scene.secretary), plan)
    assert words[words.index("V. TỔ CHỨC THỰC HIỆN") :].startswith(
        "V. TỔ CHỨC THỰC HIỆN 1. UBND phường cử người dự, trả lời. 2. Văn phòng tổng hợp. "
        f"3. Ủy ban MTTQ phường Từ Sơn - Chủ trì hội nghị, mời cử tri, chậm nhất {long_date(workday(2))}. "
        "- Tập hợp ý kiến của các chi hội. 4. Tổ đại biểu số 1 - Gửi báo cáo kết quả. "
        "5. Đài truyền thanh phường - Phát lịch tiếp xúc ba lần một ngày./."
    )


def test_tasks_alone_are_a_part_five(scene: Scene, signer: Signatory) -> None:
    texts = {part: paragraphs for part, paragraphs in WHOLE.items() if part != "organisation"}
    plan = draft_plan(
        council=scene.council,
        title="Chỉ nhiệm vụ",
        paragraphs=texts,
        place_name="Từ Sơn",
        issuer_name="HĐND phường Từ Sơn",
        signatory=signer,
        by=scene.secretary,
    )
    assert missing_parts(plan) == ["tổ chức thực hiện"]
    set_tasks(plan=plan, tasks=drafts(scene), by=scene.secretary)
    assert missing_parts(plan) == []


def test_issuing_tells_each_body_and_group_what_it_is_asked(scene: Scene, signer: Signatory) -> None:
    plan = ready(scene, signer)
    set_tasks(plan=plan, tasks=drafts(scene), by=scene.secretary)
    before = OutboxMessage.objects.count()
    issued(plan, scene.secretary)
    told = OutboxMessage.objects.order_by("pk")[before:]
    assert [(message.recipient_name, message.address, message.subject) for message in told] == [
        ("Ủy ban MTTQ phường Từ Sơn", "mttq@phuong-tu-son.vn", "Nhiệm vụ trong Kế hoạch 40/KH-HĐND"),
        ("Tổ đại biểu số 1", "dai-bieu-0@phuong-tu-son.vn", "Nhiệm vụ trong Kế hoạch 40/KH-HĐND"),
    ]
    assert told[0].body.split("\n") == [
        "Kính gửi: Ủy ban MTTQ phường Từ Sơn",
        "",
        "Kế hoạch 40/KH-HĐND – Tiếp xúc cử tri cuối năm giao:",
        "",
        f"- Chủ trì hội nghị, mời cử tri, chậm nhất {long_date(workday(2))}.",
        "- Tập hợp ý kiến của các chi hội.",
    ]
    assert [row["doer"] for row in PlanVersion.objects.get(plan=plan).snapshot["tasks"]] == [
        task.doer for task in tasks_of(plan)
    ]


def test_tasks_of_the_issued_plan_stand_in_timetable_and_home_until_they_are_done(
    scene: Scene, neighbour: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client = ready(scene, signer), signed_in(scene.secretary)
    set_tasks(plan=plan, tasks=[drafts(scene)[2], drafts(scene)[0]], by=scene.secretary)
    timetable, home = page("timetable"), page("home")
    assert client.get(timetable).context["tasks"] == []
    issued(plan, scene.secretary)
    first, second = tasks_of(plan)
    lines = client.get(timetable).context["tasks"]
    assert [(line.doer, line.on, line.words, line.tone, line.plan) for line in lines] == [
        ("Ủy ban MTTQ phường Từ Sơn", weekday_date(workday(2)), "còn 2 ngày làm việc", "due", "40/KH-HĐND"),
        ("Đài truyền thanh phường", "", "chưa có hạn", "draft", "40/KH-HĐND"),
    ]
    subject = "Ủy ban MTTQ phường Từ Sơn: Chủ trì hội nghị, mời cử tri."
    assert subject in [line.subject for line in client.get(home).context["shown"].duties]
    answer = client.post(page("task-done", second.pk), form())
    assert answer.headers["Location"] == f"{page('plan', plan.pk)}#nhiem-vu-ke-hoach"
    assert [line.key for line in client.get(timetable).context["tasks"]] == [first.pk]
    done = client.get(page("plan", plan.pk)).context["shown"].tasks[1]
    assert (done.words, done.tone, done.done_on) == ("đã xong", "done", weekday_date(timezone.localdate()))
    with pytest.raises(Refused, match="đã được ghi là xong"):
        finish_task(task=second, by=scene.secretary)
    other = signed_in(neighbour.secretary)
    assert other.post(page("task-done", first.pk), form()).status_code == 404
    assert other.get(timetable).context["tasks"] == []
    assert signed_in(scene.standing).post(page("task-done", first.pk), form()).status_code == 403


def test_a_task_that_follows_a_duty_has_the_duties_day(scene: Scene, signed_in: SignIn) -> None:
    plan = scene.round.plan
    task = PlanTask.objects.create(
        plan=plan, position=1, group=scene.groups[0], what="Gửi báo cáo", rule_code="HDND_GROUP_REPORT"
    )
    Duty.objects.filter(round=scene.round, rule_code="HDND_GROUP_REPORT").update(due_on=workday(9) - timedelta(days=1))
    line = signed_in(scene.secretary).get(page("plan", plan.pk)).context["shown"].tasks[0]
    assert (line.key, line.on) == (task.pk, weekday_date(workday(9) - timedelta(days=1)))
    assert line.why == "cùng hạn: Tổ đại biểu HĐND gửi báo cáo kết quả tiếp xúc cử tri"


def test_an_amendment_takes_the_tasks_over_and_what_was_done_stays_done(scene: Scene, signer: Signatory) -> None:
    plan = ready(scene, signer)
    set_tasks(plan=plan, tasks=drafts(scene), by=scene.secretary)
    issued(plan, scene.secretary)
    finish_task(task=tasks_of(plan)[0], by=scene.secretary)
    draft = amend_plan(plan=plan, by=scene.secretary)
    assert [task.done_at for task in tasks_of(draft)] == [None] * 4
    set_tasks(plan=draft, tasks=drafts(scene)[:2], by=scene.secretary)
    move_plan(plan=draft, to="submitted", by=scene.secretary)
    issue_plan(plan=draft, by=scene.secretary, on=timezone.localdate(), at=timezone.now())
    assert [bool(task.done_at) for task in tasks_of(draft)] == [True, False]
    with pytest.raises(Refused, match="đã điều chỉnh"):
        finish_task(task=tasks_of(plan)[1], by=scene.secretary)


def test_last_years_tasks_come_without_their_days(scene: Scene, signer: Signatory) -> None:
    plan = whole_plan(scene, signer)
    set_tasks(plan=plan, tasks=drafts(scene), by=scene.secretary)
    new = draft_plan(council=scene.council, title="Năm sau", like=plan, by=scene.secretary)
    assert [(task.doer, task.due_on, task.rule_code) for task in tasks_of(new)] == [
        ("Ủy ban MTTQ phường Từ Sơn", None, ""),
        ("Tổ đại biểu số 1", None, "HDND_GROUP_REPORT"),
        ("Đài truyền thanh phường", None, ""),
        ("Ủy ban MTTQ phường Từ Sơn", None, ""),
    ]
