"""A new installation opens its first council by one command."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from delegates.enums import Level, LocalityKind
from delegates.models import Council, Locality
from petitions.models import Agency, Sector
from txct.core.models import User
from txct.core.permissions import roles_in
from txct.core.roles import Role

pytestmark = pytest.mark.django_db
ARGUMENTS = ("--term", "2", "--from", "29/3/2026", "--secretary", "thu-ky@tuson.example", "--name", "Nguyễn Thị Thư")


@pytest.fixture
def ward() -> Locality:
    return Locality.objects.create(
        code="09367", name="Từ Sơn", kind=LocalityKind.PHUONG, level=Level.XA, valid_from=date(2025, 7, 1)
    )


def test_a_council_is_opened_with_its_term_bodies_catalogues_and_secretary(ward: Locality) -> None:
    out = io.StringIO()
    call_command("open_council", "09367", *ARGUMENTS, stdout=out)
    council = Council.objects.get()
    assert (council.short_name, council.code) == ("HĐND phường Từ Sơn", "phuong-tu-son-09367")
    assert [(term.ordinal, term.starts_on) for term in council.terms.all()] == [(2, date(2026, 3, 29))]
    assert council.bodies.exists()
    assert Sector.objects.filter(council=council).exists()
    assert Agency.objects.filter(council=council).exists()
    assert roles_in(User.objects.get(), council.pk) == {Role.SECRETARY}
    assert out.getvalue() == (
        "Đã mở Hội đồng nhân dân phường Từ Sơn. Thư ký Nguyễn Thị Thư đăng nhập bằng thu-ky@tuson.example.\n"
    )


def test_an_unknown_place_a_wrong_day_and_a_second_time_are_refused(ward: Locality) -> None:
    with pytest.raises(CommandError, match="Hôm nay không có đơn vị hành chính mang mã 00000"):
        call_command("open_council", "00000", *ARGUMENTS)
    with pytest.raises(CommandError, match="31/2/2026"):
        call_command("open_council", "09367", "--term", "2", "--from", "31/2/2026", *ARGUMENTS[4:])
    with pytest.raises(CommandError, match="“thu ky” không phải địa chỉ thư điện tử"):
        call_command("open_council", "09367", *ARGUMENTS[:4], "--secretary", "thu ky", *ARGUMENTS[6:])
    assert not Council.objects.exists()
    call_command("open_council", "09367", *ARGUMENTS, stdout=io.StringIO())
    with pytest.raises(CommandError, match="Hội đồng của phường Từ Sơn đã mở"):
        call_command("open_council", "09367", *ARGUMENTS)
