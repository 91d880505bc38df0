"""`./run`: from a fresh clone to a working site with demo data, in one command."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from scripts.environment import ensure_environment
from scripts.places import PYTHON, ROOT, SETTINGS, Step, Stop, load_env_file, say, tail, var_dir
from scripts.processes import die_with_parent, free_port, try_port
from scripts.services import Broker
from scripts.supervise import Child, Interrupted, Supervisor, interruptible

USAGE = """Cách dùng:
  ./run                 cài đặt, nạp dữ liệu mẫu (lần đầu) rồi mở trang web
  ./run --no-serve      làm mọi việc trên nhưng không mở trang web; kết quả ở var/demo/
  ./run manage LỆNH …   chạy manage.py trong cùng môi trường
Biến môi trường (hoặc tệp .env): PORT, DATABASE_URL, REDIS_URL, EMAIL_URL, TXCT_VAR, TXCT_ENV"""
DEFAULT_PORT = 8000
QUEUES = "notify,pdf,plan"


def main(arguments: list[str]) -> int:
    """Entry of `./run`. Returns the exit code."""
    if arguments and arguments[0] in ("-h", "--help"):
        say(USAGE)
        return 0
    serve = "--no-serve" not in arguments
    managing = arguments[:1] == ["manage"]
    if not managing and any(argument != "--no-serve" for argument in arguments):
        say(USAGE)
        return 2
    interruptible()
    try:
        load_env_file()
        if managing:
            return manage(arguments[1:])
        with only_one():
            return House(serve=serve).live()
    except Stop as reason:
        say(f"\n{reason}")
        return 1
    except Interrupted as interrupted:
        say("\nĐã dừng.")
        return 128 + interrupted.sign


def manage(arguments: list[str]) -> int:
    """Run manage.py from where the person stands, with the broker of a running `./run` if there is one."""
    ensure_environment()
    broker = Broker(var_dir() / "broker")
    environment = base_environment()
    if uses_embedded_broker() and broker.find_running():
        environment["REDIS_URL"] = broker.url
    command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.SIG_DFL)
    os.execve(command[0], command, environment)  # noqa: S606


def base_environment() -> dict[str, str]:
    """The environment every child gets."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    return {
        **environment,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "TXCT_VAR": str(var_dir()),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{PYTHON.parent}{os.pathsep}{environment.get('PATH', os.defpath)}",
    }


def uses_embedded_broker() -> bool:
    """Whether no other broker is named."""
    return not os.environ.get("REDIS_URL") and not os.environ.get("REDIS_URL_FILE")


def in_production() -> bool:
    """Whether TXCT_ENV asks for the settings of real use: then no demo and no demo accounts."""
    return os.environ.get("TXCT_ENV", "development") == "production"


def only_one() -> IO[str]:
    """Hold the lock of this `var/`; the kernel lets go of it however the holder ends."""
    path = var_dir() / "run.lock"
    held = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        raise Stop(
            f"TXCT đang chạy rồi: {held.read().strip() or 'xem cửa sổ dòng lệnh khác'}. "
            "Hãy dùng nó, hoặc dừng nó bằng Ctrl-C trước khi chạy lại."
        ) from None
    held.truncate(0)
    return held


def choose_port() -> int:
    """PORT when it was given and is free; without PORT the first free one from 8000 on, said aloud."""
    wish = os.environ.get("PORT", "").strip()
    if not wish:
        port = free_port(DEFAULT_PORT)
        if port != DEFAULT_PORT:
            say(f"  Cổng {DEFAULT_PORT} đang có chương trình khác dùng, chuyển sang cổng {port}.")
        return port
    if not wish.isdigit() or not 0 < int(wish) < 65536:
        raise Stop(f"PORT phải là một số từ 1 đến 65535, không phải “{wish}”.")
    try:
        free = try_port(int(wish))
    except PermissionError:
        raise Stop(f"Cổng {wish} cần quyền quản trị. Hãy chọn cổng từ 1024, ví dụ: PORT=8080 ./run") from None
    if free is None:
        other = free_port(int(wish) + 1) if int(wish) < 65000 else free_port(DEFAULT_PORT)
        raise Stop(f"Cổng {wish} đang có chương trình khác dùng. Hãy chọn cổng khác, ví dụ: PORT={other} ./run")
    return free


def wait_for_old_web(seconds: float) -> None:
    """Give the web server of a killed start, which is ending by itself, time to let go of its port."""
    wish = os.environ.get("PORT", "").strip()
    port = int(wish) if wish.isdigit() and 1024 <= int(wish) < 65536 else DEFAULT_PORT
    end = time.monotonic() + seconds
    while try_port(port) is None and answers(port) and time.monotonic() < end:
        time.sleep(0.2)


class House:
    """One life of `./run`."""

    def __init__(self, *, serve: bool) -> None:
        self.serve = serve
        self.var = var_dir()
        self.demo = self.var / "demo"
        self.half_loaded = self.demo / ".dang-nap"
        self.environment = base_environment()
        self.writes_pdf = True
        self.supervisor = Supervisor(self.var / "run.json")
        self.broker = Broker(self.var / "broker")

    def live(self) -> int:
        """Prepare, do the main job on the first start, serve until interrupted, end everything."""
        began = time.monotonic()
        say("TXCT đang khởi động…")
        self.writes_pdf = ensure_environment()
        killed = self.supervisor.note.exists()
        left = self.supervisor.stop_leftovers()
        if self.broker.stop_leftover() or left:
            say("  Lần chạy trước bị ngắt đột ngột; đã dừng những phần còn sót.")
        if killed:
            wait_for_old_web(10)
        port = choose_port() if self.serve else DEFAULT_PORT
        self.environment.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
        try:
            self.start_broker()
            return self.work(port, began)
        finally:
            self.supervisor.end()
            self.broker.note.unlink(missing_ok=True)

    def work(self, port: int, began: float) -> int:
        """Database, main job, web. On the first start the site opens before the long main job, not after it."""
        self.forget_half_demo()
        councils = self.migrate()
        if in_production():
            self.step("Đã gom tệp tĩnh", "collectstatic", "--noinput", "-v", "0")
        first = councils == 0 and not in_production()
        if not self.serve:
            self.start_worker()
            return 0 if in_production() or self.load_demo(first=first) else 1
        web = self.start_web(port)
        self.supervisor.wait_for(web, lambda: answers(port), 60)
        if not first:
            self.greet(port, time.monotonic() - began)
        self.start_worker()
        if first:
            seconds = time.monotonic() - began
            say(f"  Trang đã mở tại http://127.0.0.1:{port}/ sau {seconds:.0f} giây.")
            say("  Đang làm việc mẫu, chừng một phút…")
            self.load_demo(first=True)
            self.greet(port, time.monotonic() - began)
        self.start_beat()
        try:
            self.supervisor.watch()
        except Interrupted:
            say("\nĐang dừng…")
        self.supervisor.end()
        say("Đã dừng. Dữ liệu còn nguyên trong var/.")
        return 0

    def step(self, text: str, *arguments: str, log: str = "manage") -> None:
        """One run of manage.py with its output in a log; Stop with the end of it when it fails."""
        path = self.var / "log" / f"{log}.log"
        with Step(text), path.open("wb") as out:
            done = self.call([str(ROOT / "manage.py"), *arguments], out)
        if done:
            raise Stop(f"Không xong bước “{arguments[0]}”. Nhật ký {path}:\n{tail(path)}")

    def call(self, arguments: list[str], out: IO[bytes]) -> int:
        """Run Python of `.venv` to its end. Returns its exit code."""
        return subprocess.run(
            [str(PYTHON), *arguments],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
            preexec_fn=die_with_parent(),
        ).returncode

    def child(self, name: str, *command: str, patience: float = 12.0) -> Child:
        """A program of `.venv` to be kept running."""
        log = self.var / "log" / f"{name}.log"
        return Child(name, [str(PYTHON), "-m", *command], self.environment, log, patience)

    def start_broker(self) -> None:
        """The embedded broker, unless another one is named."""
        if not uses_embedded_broker():
            return
        log = self.var / "log" / "broker.log"
        child = Child("broker", self.broker.prepare(), self.environment, log, started=self.broker.write_note)
        self.supervisor.start(child)
        self.supervisor.wait_for(child, self.broker.answers, 15)
        self.environment["REDIS_URL"] = self.broker.url

    def start_worker(self) -> None:
        """The worker of all queues, in a pool of two."""
        options = ("-Q", QUEUES, "-c", "2", "-l", "INFO", "--without-gossip", "--without-mingle")
        self.supervisor.start(self.child("worker", "celery", "-A", "txct", "worker", *options))

    def start_beat(self) -> None:
        """The clock that sweeps the outbox."""
        files = ("-s", str(self.var / "beat"), "--pidfile", "")
        self.supervisor.start(self.child("beat", "celery", "-A", "txct", "beat", "-l", "INFO", *files))

    def start_web(self, port: int) -> Child:
        """The web server on the loopback."""
        options = ("--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--no-ws")
        place = ("--host", "127.0.0.1", "--port", str(port))
        return self.supervisor.start(self.child("web", "granian", *options, *place, "txct.wsgi:application"))

    def migrate(self) -> int:
        """Bring the database up to date. Returns how many councils it holds."""
        path = self.var / "log" / "migrate.log"
        with Step("Đã chuẩn bị cơ sở dữ liệu"), path.open("wb") as out:
            if self.call(["-m", "scripts.prepare", "migrate"], out):
                raise Stop(f"Không chuẩn bị được cơ sở dữ liệu. Nhật ký {path}:\n{tail(path)}")
        return int(path.read_text(encoding="utf-8").split()[-1])

    def forget_half_demo(self) -> None:
        """A demo that was interrupted while loading leaves half a council: it is loaded anew from nothing."""
        if not self.half_loaded.exists():
            return
        if not os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_URL_FILE"):
            for name in ("txct.sqlite3", "txct.sqlite3-wal", "txct.sqlite3-shm"):
                (self.var / name).unlink(missing_ok=True)
            say("  Lần nạp dữ liệu mẫu trước bị ngắt giữa chừng; nạp lại từ đầu.")
        self.half_loaded.unlink()

    def load_demo(self, *, first: bool) -> bool:
        """The main job, its messages delivered by the worker. Returns whether it went through."""
        self.demo.mkdir(exist_ok=True)
        if first:
            self.half_loaded.touch()
        path = self.var / "log" / "load_demo.log"
        try:
            with Step("Đã làm xong việc mẫu: kế hoạch, lịch, thông báo, biên bản, báo cáo"), path.open("wb") as out:
                if self.call([str(ROOT / "manage.py"), "load_demo", "--out", str(self.demo)], out):
                    raise Stop("lệnh load_demo báo lỗi")
                if self.call(["-m", "scripts.prepare", "drain"], out):
                    raise Stop("thư chưa gửi hết")
        except Stop as reason:
            say(f"  Chưa làm xong việc mẫu ({reason}). Nhật ký {path}:\n{tail(path, 15 if self.writes_pdf else 1)}")
            if self.serve:  # people may work in this database from now on: it is never emptied again
                self.half_loaded.unlink(missing_ok=True)
            return False
        self.half_loaded.unlink(missing_ok=True)
        say(f"  Văn bản, lịch và thư của việc mẫu nằm ở {relative(self.demo)}/")
        return True

    def greet(self, port: int, seconds: float) -> None:
        """The address and, in development, the demo accounts."""
        address = f"http://127.0.0.1:{port}/"
        with (self.var / "run.lock").open("r+", encoding="utf-8") as note:
            note.write(address)
            note.truncate()
        accounts = self.demo / "tai-khoan.txt"
        rule = "─" * min(72, shutil.get_terminal_size().columns)
        say(f"\n{rule}\nMở trình duyệt tại  {address}   (sẵn sàng sau {seconds:.0f} giây)")
        if not in_production() and accounts.is_file():
            say(f"\n{accounts.read_text(encoding='utf-8').strip()}")
        say(f"\nNhật ký: {relative(self.var)}/log/ · Dừng: Ctrl-C\n{rule}")


def relative(path: Path) -> str:
    """The path as the person would type it from the project's folder."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def answers(port: int) -> bool:
    """Whether the web server gives any answer of its own."""
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            f"http://127.0.0.1:{port}/suc-khoe/", timeout=3
        ).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
