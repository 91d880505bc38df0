"""The containers of real use: no rights, read-only, secrets from files, nothing published but nginx."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from scripts import secret_files
from scripts.start import QUEUES
from tests.source import ROOMS, ROOT

pytestmark = pytest.mark.house

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
APP_SERVICES = ("prepare", "web", "worker", "planner", "beat")


def test_all_parts_are_there() -> None:
    assert set(SERVICES) == {"prepare", "web", "worker", "planner", "beat", "database", "broker", "nginx"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_no_rights_and_a_read_only_root(name: str) -> None:
    service = SERVICES[name]
    assert {
        "user is a number above 0": int(service["user"].split(":")[0]) > 0,
        "read only": service["read_only"],
        "capabilities": service["cap_drop"],
        "privileges": service["security_opt"],
        "privileged": service.get("privileged", False),
        "scratch folder": any(place.startswith("/tmp") for place in service["tmpfs"]),  # noqa: S108
    } == {
        "user is a number above 0": True,
        "read only": True,
        "capabilities": ["ALL"],
        "privileges": ["no-new-privileges:true"],
        "privileged": False,
        "scratch folder": True,
    }


def test_only_nginx_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["database"]["networks"] == SERVICES["broker"]["networks"] == ["inside"]


@pytest.mark.parametrize("name", APP_SERVICES)
def test_secrets_come_from_files(name: str) -> None:
    environment = SERVICES[name]["environment"]
    files = {key: value for key, value in environment.items() if key.endswith("_FILE")}
    assert files == {
        "SECRET_KEY_FILE": "/run/secrets/secret_key",
        "DATABASE_URL_FILE": "/run/secrets/database_url",
        "REDIS_URL_FILE": "/run/secrets/redis_url",
        "EMAIL_URL_FILE": "/run/secrets/email_url",
    }
    assert not set(environment) & {key.removesuffix("_FILE") for key in files}
    assert {Path(value).name for value in files.values()} <= set(SERVICES[name]["secrets"])


def test_every_secret_is_a_file_that_the_command_writes(tmp_path: Path) -> None:
    written = secret_files.write(tmp_path / "secrets", host="tiepxuccutri.example")
    wanted = {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()}
    assert set(written) == wanted
    assert {name for service in SERVICES.values() for name in service.get("secrets", ())} == set(COMPOSE["secrets"])
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert secret_files.write(tmp_path / "secrets") == []


def test_the_addresses_carry_the_passwords_of_their_servers(tmp_path: Path) -> None:
    secret_files.write(tmp_path / "secrets")
    texts = {path.name: path.read_text("utf-8") for path in (tmp_path / "secrets").iterdir()}
    assert texts["database_url"] == f"postgres://txct:{texts['database_password']}@database:5432/txct"
    assert texts["redis_url"] == f"redis://:{texts['redis_password']}@broker:6379/0"
    assert len(texts["secret_key"]) >= 50


def test_the_broker_keeps_what_it_took_and_asks_for_a_password() -> None:
    command = " ".join(SERVICES["broker"]["command"])
    assert [
        part in command
        for part in ("appendonly yes", "maxmemory-policy noeviction", "requirepass", "/run/secrets/redis_password")
    ] == [True] * 4


def test_every_queue_has_a_worker_and_planning_holds_up_no_mail() -> None:
    served = {name: SERVICES[name]["command"][5].split(",") for name in ("worker", "planner")}
    assert served == {"worker": ["notify", "pdf"], "planner": ["plan"]}
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | {settings.CELERY_TASK_DEFAULT_QUEUE}
    assert routed == {"notify", "pdf", "plan"} == set(QUEUES.split(","))


def test_workers_can_be_several_and_the_clock_is_one() -> None:
    worker, beat = SERVICES["worker"], SERVICES["beat"]
    assert "container_name" not in worker
    assert "ports" not in worker
    assert "-B" not in worker["command"]
    assert worker["command"][:3] == beat["command"][:3] == ["celery", "-A", "txct"]
    assert (worker["command"][3], beat["command"][3]) == ("worker", "beat")


def test_the_image_holds_every_room_and_runs_without_rights() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8")
    assert [room for room in ROOMS if f"COPY {room} ./{room}" not in lines] == []
    assert re.findall(r"^USER (\S+)$", lines, re.MULTILINE) == ["10001:10001"]
    assert "--require-hashes" in lines
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert ignored[0] == "*"
    assert {f"!{room}" for room in ROOMS} <= set(ignored)


def test_the_image_installs_the_libraries_the_command_installs() -> None:
    from scripts.environment import PDF_PACKAGES

    assert " ".join(PDF_PACKAGES) in (ROOT / "Dockerfile").read_text("utf-8")
