"""`./test`: the whole suite on a real PostgreSQL and Redis, then on SQLite, with linters and contracts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from scripts.environment import ensure_environment
from scripts.places import PYTHON, ROOT, Stop, say
from scripts.processes import die_with_parent
from scripts.services import TestServices, postgresql_binaries
from scripts.supervise import Interrupted, interruptible

USAGE = """Cách dùng:
  ./test                     toàn bộ: PostgreSQL, rồi SQLite, kèm các phép kiểm mã nguồn
  ./test [tham số pytest]    chỉ pytest với tham số ấy, trên PostgreSQL
  ./test --sqlite [tham số]  như trên, trên SQLite"""
NOT_ON_SQLITE = "not postgresql and not browser and not services and not house"
INTERRUPTED = 2
COUNTED = ("passed", "failed", "errors", "skipped", "xfailed", "xpassed")


def main(arguments: list[str]) -> int:
    """Entry of `./test`. Returns the exit code."""
    if arguments == ["--usage"]:
        say(USAGE)
        return 0
    interruptible()
    try:
        ensure_environment(dev=True, packages=missing_packages())
        return TestRun(arguments).run()
    except Stop as reason:
        say(f"\n{reason}")
        return 1
    except Interrupted as interrupted:
        say("\nĐã dừng.")
        return 128 + interrupted.sign


def missing_packages() -> tuple[str, ...]:
    """Debian packages that the tests need and this machine lacks."""
    found = {
        "postgresql": postgresql_binaries(),
        "redis-server": shutil.which("redis-server"),
        "chromium": shutil.which("chromium"),
        "poppler-utils": shutil.which("pdftotext"),
        "nginx-light": shutil.which("nginx") or Path("/usr/sbin/nginx").exists(),
    }
    return tuple(name for name, place in found.items() if not place)


class TestRun:
    """One call of `./test`, its files under `var/test/`."""

    __test__ = False

    def __init__(self, arguments: list[str]) -> None:
        self.sqlite_only = "--sqlite" in arguments
        self.arguments = [argument for argument in arguments if argument != "--sqlite"]
        self.var = ROOT / "var" / "test"
        (self.var / "log").mkdir(parents=True, exist_ok=True)
        self.note = self.var / "services.txt"
        self.counts: list[dict[str, int]] = []

    def run(self) -> int:
        """Start the services, run what was asked for, stop the services."""
        began = time.monotonic()
        self.clear_leftover()
        if self.sqlite_only:
            return self.pytest("SQLite", {}, *self.arguments)
        services = TestServices(self.var / "log" / "services.log")
        self.note.write_text(str(services.folder), encoding="utf-8")
        try:
            given = {"DATABASE_URL": services.start_postgresql(), "REDIS_URL": services.start_redis()}
            if self.arguments:
                return self.pytest("PostgreSQL", given, *self.arguments)
            spread = ("-n", "2", "--dist", "loadgroup", "-q", "--durations=10")
            codes = [self.pytest("PostgreSQL", given, *spread)]
            if codes[0] != INTERRUPTED:
                codes.append(self.pytest("SQLite", {}, *spread, "-m", NOT_ON_SQLITE))
        finally:
            services.stop()
            self.note.unlink(missing_ok=True)
        say(self.summary(time.monotonic() - began))
        return max(codes)

    def clear_leftover(self) -> None:
        """A killed run leaves its folder behind (its servers died with it)."""
        if self.note.exists():
            folder = Path(self.note.read_text(encoding="utf-8").strip())
            if folder.name.startswith("txct-test-"):
                shutil.rmtree(folder, ignore_errors=True)

    def pytest(self, engine: str, given: dict[str, str], *arguments: str) -> int:
        """One run of pytest on ENGINE. Returns its exit code; a run without a test has failed."""
        say(f"── {engine} ──")
        counts = self.var / f"counts-{engine.lower()}.json"
        counts.unlink(missing_ok=True)
        dropped = ("DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE", "EMAIL_URL", "PYTHONPATH")
        environment = {name: value for name, value in os.environ.items() if name not in dropped}
        environment |= {
            "TXCT_VAR": str(self.var),
            "TXCT_ENV": "development",
            "TXCT_TEST_COUNTS": str(counts),
            "PYTHONUTF8": "1",
            **given,
        }
        process = subprocess.Popen(
            [str(PYTHON), "-m", "pytest", *arguments], env=environment, cwd=ROOT, preexec_fn=die_with_parent()
        )
        try:
            code = process.wait()
        except Interrupted:
            process.terminate()
            process.wait(20)
            raise
        if counts.exists():
            self.counts.append(json.loads(counts.read_text(encoding="utf-8")))
        return code

    def summary(self, seconds: float) -> str:
        """One line in pytest's own form, for both runs together."""
        total = {kind: sum(count.get(kind, 0) for count in self.counts) for kind in COUNTED}
        words = ", ".join(f"{number} {kind}" for kind, number in total.items() if number or kind == "passed")
        return f" {words} in {seconds:.2f}s ".center(80, "=")
