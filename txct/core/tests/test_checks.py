"""What `manage.py check` says of an installation that could not do its work."""

from __future__ import annotations

from typing import Any

import pytest

from txct.core import checks


def ids(found: list[Any]) -> list[str]:
    return [message.id for message in found]


def test_a_sender_is_needed_before_anything_can_be_told(settings) -> None:
    settings.DEFAULT_FROM_EMAIL = ""
    assert ids(checks.check_sender()) == ["txct.E001"]
    settings.DEFAULT_FROM_EMAIL = "vanphong@tuson.example"
    assert checks.check_sender() == []


def test_the_print_font_must_be_whole(settings, tmp_path) -> None:
    assert checks.check_print_font() == []
    settings.BASE_DIR = tmp_path
    assert ids(checks.check_print_font()) == ["txct.E002"]


def test_a_role_without_permissions_is_named(monkeypatch) -> None:
    assert checks.check_roles() == []
    monkeypatch.setattr(checks, "PERMISSIONS", {})
    assert set(ids(checks.check_roles())) == {"txct.E003"}


@pytest.mark.parametrize(("engine", "found"), [("postgresql", []), ("sqlite3", ["txct.W001"])])
def test_an_embedded_database_is_told_before_real_use(settings, monkeypatch, engine: str, found: list[str]) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", f"django.db.backends.{engine}")
    assert ids(checks.check_database()) == found


def test_mail_written_to_files_is_told_before_real_use(settings) -> None:
    settings.EMAIL_URL = ""
    assert ids(checks.check_mail()) == ["txct.W002"]
    settings.EMAIL_URL = "smtp://127.0.0.1:25"
    assert checks.check_mail() == []
