"""Makes `.venv` hold what the lock says, and asks apt for the few system libraries."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from scripts.places import PYTHON, ROOT, VENV, Step, Stop, is_root, say, tail, var_dir

LOCK = "requirements.txt"
DEV_LOCK = "requirements-dev.txt"
STAMP = VENV / "txct-lock.json"
UV_LOCK = ROOT / "scripts" / "uv.txt"
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
PDF_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)


def apt_line(packages: tuple[str, ...]) -> str:
    """The exact line a person types to install PACKAGES."""
    return f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def missing_libraries() -> list[str]:
    """System libraries of the PDF writer that this machine lacks."""
    missing = []
    for name in PDF_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def install_with_apt(packages: tuple[str, ...]) -> bool:
    """Install Debian packages as root. False when it could not be done; the log then holds the reason."""
    apt = shutil.which("apt-get")
    if not packages or not apt:
        return not packages
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    install = [apt, "-o", "DPkg::Lock::Timeout=180", "install", "-y", "-q", "--no-install-recommends", *packages]
    with (var_dir() / "log" / "apt.log").open("ab") as log:

        def call(command: list[str]) -> bool:
            done = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
            )
            return done.returncode == 0

        fresh = any(Path("/var/lib/apt/lists").glob("*_Packages*"))
        return (fresh and call(install)) or (call([apt, "update", "-q"]) and call(install))


@dataclass
class SystemPackages:
    """An apt call that runs beside the installation of the Python packages."""

    packages: tuple[str, ...]
    thread: threading.Thread | None = None
    installed: bool = True

    def start(self) -> SystemPackages:
        """Begin, when there is something to install and somebody who may."""
        if self.packages and is_root() and shutil.which("apt-get"):
            self.thread = threading.Thread(target=self._install, daemon=True)
            self.thread.start()
        return self

    def _install(self) -> None:
        self.installed = install_with_apt(self.packages)

    def wait(self) -> bool:
        """True when nothing was missing or everything has been installed."""
        if self.thread is None:
            return not self.packages
        self.thread.join()
        return self.installed


def _sha256(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def wanted_stamp(*, dev: bool) -> dict[str, str]:
    """What the stamp must say when `.venv` holds the lock; the development lock includes the other."""
    names = (LOCK, DEV_LOCK) if dev else (LOCK,)
    return {"python": f"{sys.version_info[0]}.{sys.version_info[1]}", **{name: _sha256(name) for name in names}}


def is_current(*, dev: bool) -> bool:
    """Whether `.venv` works and holds the lock."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return PYTHON.exists() and wanted_stamp(dev=dev).items() <= stamp.items()


def ensure_packages(*, dev: bool = False) -> None:
    """Install the lock into `.venv` when it is not there yet. Needs the network only then."""
    if is_current(dev=dev):
        return
    log = var_dir() / "log" / "install.log"
    log.write_bytes(b"")
    _make_venv(log)
    lock = DEV_LOCK if dev else LOCK
    with Step(f"Đã cài các thư viện Python theo {lock}"):
        if not _install_lock(lock, log):
            raise Stop(
                f"Không cài được thư viện Python. Hãy kiểm tra mạng (cần tới kho PyPI) rồi chạy lại.\n"
                f"Nhật ký: {log}\n{tail(log)}"
            )
    STAMP.write_text(json.dumps(wanted_stamp(dev=dev), indent=1), encoding="utf-8")


def _call(log: Path, *command: str | Path, quiet_env: dict[str, str] | None = None) -> bool:
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    with log.open("ab") as out:
        out.write((" ".join(str(part) for part in command) + "\n").encode())
        out.flush()
        done = subprocess.run(
            [str(part) for part in command],
            env={**environment, **(quiet_env or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=ROOT,
            check=False,
        )
    return done.returncode == 0


def _make_venv(log: Path) -> None:
    """A working `.venv` of this Python. One made by another Python, or a broken one, is made anew."""
    if PYTHON.exists() and _call(log, PYTHON, "-c", _SAME_PYTHON):
        return
    if VENV.exists():
        say("  Thư mục .venv không dùng được với Python này, tạo lại.")
        shutil.rmtree(VENV)
    uv = shutil.which("uv")
    if importlib.util.find_spec("ensurepip") is None and not uv:
        _ask_for_venv()
    with Step("Đã tạo .venv"):
        made = _call(log, sys.executable, "-m", "venv", VENV)
        if not made and uv:
            made = _call(log, uv, "venv", "--clear", "--python", sys.executable, VENV)
        if not made:
            raise Stop(f"Không tạo được .venv. Nhật ký: {log}\n{tail(log)}")


_SAME_PYTHON = f"import sys; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])!r})"


def _ask_for_venv() -> None:
    packages = ("python3-venv",)
    if is_root():
        with Step("Đã cài python3-venv bằng apt"):
            if install_with_apt(packages):
                importlib.invalidate_caches()
                return
    more = PDF_PACKAGES if missing_libraries() else ()
    raise Stop(
        "Python trên máy này chưa tạo được môi trường ảo (thiếu gói python3-venv).\n"
        f"Hãy chạy lệnh sau rồi chạy lại:\n  {apt_line((*packages, *more))}"
    )


def _install_lock(lock: str, log: Path) -> bool:
    """With uv when it can be had (five times faster), else with pip. Hashes are required either way."""
    pip = (PYTHON, "-m", "pip")
    has_pip = _call(log, PYTHON, "-c", "import pip")
    uv: Path | str | None = VENV / "bin" / "uv" if (VENV / "bin" / "uv").exists() else shutil.which("uv")
    if not uv and has_pip and _call(log, *pip, "install", "-q", "--require-hashes", "-r", UV_LOCK):
        uv = VENV / "bin" / "uv"
    if uv and _call(
        log,
        uv,
        "pip",
        "install",
        "--python",
        PYTHON,
        "--require-hashes",
        "-r",
        lock,
        quiet_env={"UV_LINK_MODE": "copy"},
    ):
        return True
    return has_pip and _call(log, *pip, "install", "--require-hashes", "-r", lock)


def ensure_environment(*, dev: bool = False, packages: tuple[str, ...] = ()) -> bool:
    """Everything the commands need on this machine. Returns whether PDF can be written.

    PACKAGES are further Debian packages; when they are missing and cannot be installed, the command stops.
    """
    pdf = PDF_PACKAGES if missing_libraries() else ()
    if not is_current(dev=dev) and is_root() and importlib.util.find_spec("ensurepip") is None:
        # apt works on one job at a time: without venv nothing else could start, so it goes first.
        _make_venv(var_dir() / "log" / "install.log")
    system = SystemPackages((*pdf, *packages)).start()
    try:
        ensure_packages(dev=dev)
    finally:
        installed = system.wait()
    if system.thread is not None and installed:
        say(f"  Đã cài bằng apt: {', '.join(system.packages)}")
    if not installed:
        if packages:
            raise Stop(f"Thiếu phần mềm hệ thống. Hãy chạy lệnh sau rồi chạy lại:\n  {apt_line(system.packages)}")
        say("  Chưa xuất được PDF vì máy thiếu thư viện Pango; mọi phần khác vẫn dùng được. Để có PDF, hãy chạy:")
        say(f"    {apt_line(system.packages)}")
    return not missing_libraries()
