"""The register of legal bases on its pages and in the form of a plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client

from delegates.models import Signatory
from meetings.legal_bases import shipped_bases
from meetings.models import LegalBasis, Plan
from meetings.plan_texts import text_of
from reports.tests.plan_forms import filled, form, page, ready, whole_plan
from reports.tests.scene import Scene
from txct.core.models import User

SignIn = Callable[[User], Client]
OLD = "Căn cứ Nghị quyết liên tịch số 525/2012/NQLT/UBTVQH13-ĐCTUBTWMTTQVN ngày 27 tháng 9 năm 2012"


def test_the_office_adds_a_basis_that_only_its_own_council_sees(
    scene: Scene, neighbour: Scene, signed_in: SignIn
) -> None:
    client = signed_in(scene.secretary)
    sent = form(kind="Kế hoạch", number="09/KH-TT.HĐND", subject="về tiếp xúc cử tri", issued_on="26/5/2026")
    answer = client.post(page("legal-basis-new"), sent)
    assert answer.headers["Location"] == page("legal-bases")
    row = LegalBasis.objects.get()
    assert (row.council_id, row.issued_on) == (scene.council.pk, date(2026, 5, 26))
    lines = [[cell.text for cell in line] for line in client.get(page("legal-bases")).context["rows"]]
    assert lines[-1] == [
        "Kế hoạch 09/KH-TT.HĐND",
        "Căn cứ Kế hoạch số 09/KH-TT.HĐND ngày 26 tháng 5 năm 2026 về tiếp xúc cử tri",
        "còn hiệu lực",
        "",
        "của Hội đồng",
    ]
    assert len(lines) == len(shipped_bases()) + 1
    other = signed_in(neighbour.secretary)
    assert len(other.get(page("legal-bases")).context["rows"]) == len(shipped_bases())
    assert other.get(page("legal-basis", row.pk)).status_code == 404
    again = client.post(page("legal-basis-new"), form(kind="Kế hoạch", number="09/KH-TT.HĐND"))
    assert again.context["form"].errors == {"number": ["Sổ căn cứ đã có văn bản mang số này."]}


def test_bases_are_picked_from_the_register_and_stand_after_the_laws(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client = whole_plan(scene, signer), signed_in(scene.secretary)
    offered = dict(client.get(page("plan-edit", plan.pk)).context["form"].fields["register_bases"].choices)
    current = shipped_bases()[2].citation
    assert next(iter(offered)) == shipped_bases()[0].citation
    assert offered[current] == current
    last = list(offered.values())[-1]
    assert last.endswith("đã được thay bằng Nghị quyết liên tịch 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN.")
    client.post(page("plan-edit", plan.pk), filled(client, plan, register_bases=[current]))
    assert text_of(Plan.objects.get(pk=plan.pk))["basis"] == [current, "Căn cứ Luật Tổ chức chính quyền địa phương;"]
    assert current not in dict(client.get(page("plan-edit", plan.pk)).context["form"].fields["register_bases"].choices)


def test_a_basis_no_longer_in_force_is_named_on_the_plan_and_before_it_is_issued(
    scene: Scene, signer: Signatory, signed_in: SignIn
) -> None:
    plan, client = ready(scene, signer), signed_in(scene.secretary)
    client.post(page("plan-edit", plan.pk), filled(client, plan, basis=OLD))
    warning = (
        "Căn cứ 1: Nghị quyết liên tịch 525/2012/NQLT/UBTVQH13-ĐCTUBTWMTTQVN hết hiệu lực sau ngày 19/02/2025; "
        "đã được thay bằng Nghị quyết liên tịch 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN."
    )
    assert client.get(page("plan", plan.pk)).context["shown"].warnings == [warning]
    asked = signed_in(scene.standing).get(page("plan-issue", plan.pk)).context["consequences"]
    assert f"Cần xem lại: {warning}" in asked
