"""The house keeps its own rules: linters, types, order of the rooms, sizes, words that must not occur."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from tests import catalogs, source
from tests.source import ROOT
from txct.core.privacy import PERSONAL_NAME, undeclared_fields
from txct.core.scoping import ScopedModel, scope_paths

pytestmark = pytest.mark.house

MODULE_LINES, FUNCTION_LINES, VIEW_LINES = 500, 60, 25
LONG_MODULES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {
    "reports/render/tests/samples.py:plan": "the paper of a plan, written out once as a value",
    "reports/render/tests/samples.py:report": "the paper of a report, written out once as a value",
    "reports/tests/scene.py:build_scene": "one story from plan to answers, told in order",
}
LONG_VIEWS: dict[str, str] = {}

FORBIDDEN_WORDS = {
    r"\bmark_safe\b": "escape with format_html",
    r"\|\s*safe\b": "templates escape everything",
    r"\.extra\(": "write the query with expressions",
    r"\bRawSQL\b": "write the query with expressions",
    r"\beta=": "due times are rows, swept by beat",
    r"\.delay\(": "only the outbox wakes a worker",
    r"\bcountdown=": "due times are rows, swept by beat",
    r"\bfail_silently=True": "a failure is somebody's to see",
    r"^\s*(import|from) pickle\b": "ids only, as JSON",
    r"\b(TODO|FIXME|XXX|HACK)\b": "finish it or write it down as a gap",
}
WORDS_ALLOWED = {"tests/test_house.py", "txct/core/outbox.py"}
DRAWER_NAMES = {"utils", "helpers", "common", "misc", "data", "info"}
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")[^>]*>|\son[a-z]+\s*=|\sstyle\s*=|<style\b",
    re.IGNORECASE,
)
# Papers and letters are no pages: a renderer reads their own stylesheet.
NO_PAGES = re.compile(r"/(documents|email)/")


def output_of(*command: str, **environment: str) -> str:
    """What the command of `.venv` has to complain about; empty when it ends well."""
    program = Path(sys.executable).with_name(command[0])
    done = subprocess.run(
        [program if program.exists() else command[0], *command[1:]],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": "", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else f"{done.stdout}\n{done.stderr}"


def expect_clean(*command: str, **environment: str) -> None:
    """Fail with all that the command says, uncut."""
    complaint = output_of(*command, **environment)
    if complaint:
        pytest.fail(complaint, pytrace=False)


def names_in_breach(sizes: dict[str, int], limit: int, allowed: dict[str, str]) -> dict[str, int]:
    return {name: size for name, size in sizes.items() if size > limit and name not in allowed}


def test_ruff_finds_nothing() -> None:
    expect_clean("ruff", "check", ".", "run", "test", "bench/run")


def test_the_code_is_formatted() -> None:
    expect_clean("ruff", "format", "--check", ".", "run", "test", "bench/run")


def test_types_hold_where_they_are_strict() -> None:
    strict = re.compile(r"^txct/(lib|deadlines)/|^meetings/scheduling/|/rules\.py$|/actions\.py$|/actions/")
    names = [source.name_of(path) for path in source.python_files() if not source.is_test(path)]
    chosen = [name for name in names if strict.search(name)]
    expect_clean("mypy", "--follow-imports", "silent", "--no-error-summary", *chosen)


def test_the_rooms_stand_in_their_order() -> None:
    expect_clean("lint-imports", "--no-cache")


def test_templates_are_well_formed() -> None:
    expect_clean("djlint", "templates", "--lint", "--quiet")


def test_templates_are_written_for_this_django() -> None:
    names = [source.name_of(path) for path in source.templates()]
    expect_clean("djade", "--target-version", "5.2", "--check", *names)


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_django_finds_nothing_to_warn_of() -> None:
    call_command("check", fail_level="WARNING")


def test_the_settings_of_production_pass_the_checks_of_deployment(tmp_path: Path) -> None:
    environment = {
        "TXCT_ENV": "production",
        "TXCT_VAR": str(tmp_path),
        "DATABASE_URL": "postgres://txct:txct@127.0.0.1:5432/txct",
        "SECRET_KEY": "Ab3-" + "qXz7mK2w" * 8,
        "ALLOWED_HOSTS": "tiepxuccutri.example",
        "DEFAULT_FROM_EMAIL": "vanphong@tiepxuccutri.example",
        "EMAIL_URL": "smtp+tls://vanphong:x@127.0.0.1:587",
    }
    expect_clean("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING", **environment)


def test_production_does_not_start_with_the_sample_key(tmp_path: Path) -> None:
    environment = {"TXCT_ENV": "production", "TXCT_VAR": str(tmp_path), "SECRET_KEY": "development-only-" + "x" * 48}
    assert "SECRET_KEY" in output_of("python", "manage.py", "check", **environment)


def test_no_module_is_longer_than_its_subject() -> None:
    sizes = {source.name_of(path): len(path.read_text("utf-8").splitlines()) for path in source.python_files()}
    assert names_in_breach(sizes, MODULE_LINES, LONG_MODULES) == {}


def test_no_function_is_too_long_to_read() -> None:
    sizes = {
        f"{source.name_of(path)}:{name}": size
        for path in source.python_files()
        for name, size in source.functions(path)
    }
    assert names_in_breach(sizes, FUNCTION_LINES, LONG_FUNCTIONS) == {}
    assert set(LONG_FUNCTIONS) <= set(sizes), "an exception whose function is gone"


def test_no_view_does_the_work_of_an_action() -> None:
    sizes = {
        f"{source.name_of(path)}:{name}": size
        for path in source.python_files()
        if path.stem.startswith("views") and not source.is_test(path)
        for name, size in source.views(path)
    }
    assert names_in_breach(sizes, VIEW_LINES, LONG_VIEWS) == {}


def test_no_module_is_a_drawer() -> None:
    assert [source.name_of(path) for path in source.python_files() if path.stem in DRAWER_NAMES] == []


@pytest.mark.parametrize("pattern", FORBIDDEN_WORDS)
def test_a_forbidden_word_does_not_occur(pattern: str) -> None:
    word = re.compile(pattern, re.MULTILINE)
    found = [
        f"{source.name_of(path)}: {match.group().strip()}: {FORBIDDEN_WORDS[pattern]}"
        for path in (*source.python_files(), *source.templates())
        if source.name_of(path) not in WORDS_ALLOWED
        for match in word.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_pages_hold_no_inline_script_style_or_handler() -> None:
    found = [
        f"{source.name_of(path)}: {match.group()}"
        for path in source.templates()
        if not NO_PAGES.search(str(path))
        for match in INLINE.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def own_models() -> list[type[models.Model]]:
    labels = {"core", *source.ROOMS}
    return [model for model in apps.get_models() if model._meta.app_label in labels]


def test_every_personal_field_has_its_fate_declared() -> None:
    forgotten = {model._meta.label: undeclared_fields(model) for model in own_models()}
    assert {label: fields for label, fields in forgotten.items() if fields} == {}


def test_a_personal_field_without_a_fate_is_noticed() -> None:
    assert [name for name in ("full_name", "phone", "note", "state") if PERSONAL_NAME.search(name)] == [
        "full_name",
        "phone",
        "note",
    ]


def test_a_declared_fate_belongs_to_a_field_that_exists() -> None:
    stale = {
        model._meta.label: sorted(
            set(getattr(model, "PRIVACY", {})) - {field.name for field in model._meta.get_fields()}
        )
        for model in own_models()
    }
    assert {label: fields for label, fields in stale.items() if fields} == {}


def test_every_scope_leads_to_a_council_or_a_person() -> None:
    scoped = [model for model in own_models() if issubclass(model, ScopedModel)]
    assert scoped
    assert all(scope_paths(model) for model in scoped)


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_the_compiled_translation_is_the_one_of_its_source(name: str) -> None:
    folder = ROOT / "locale" / "vi" / "LC_MESSAGES"
    assert catalogs.read_mo(folder / f"{name}.mo") == catalogs.read_po(folder / f"{name}.po")


def pins(name: str) -> set[str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return {line.rstrip(" \\") for line in lines if re.match(r"[\w.-]+(\[[\w,]+\])?==", line)}


def test_the_two_locks_agree() -> None:
    assert pins("requirements.txt") - pins("requirements-dev.txt") == set()


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in", "scripts/uv.in"])
def test_every_dependency_says_what_it_is_for(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith(("#", "-r")) and "#" not in line] == []


def test_continuous_integration_runs_the_command_of_the_readme() -> None:
    assert "./test" in (ROOT / ".ci" / "run").read_text("utf-8")
    assert [name for name in ("run", "test", "bench/run", ".ci/run") if not os.access(ROOT / name, os.X_OK)] == []
