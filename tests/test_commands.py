"""`./run` as a stranger meets it: ports, leftovers of a killed start, what it says, that it ends all it began."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import environment, places, start
from scripts.processes import Trace, die_with_parent, free_port, read_traces, try_port, wait_until, write_traces
from scripts.services import Broker, redis_answers
from scripts.supervise import Child, Supervisor
from tests.source import ROOT

pytestmark = pytest.mark.house


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_env_file_is_read_as_people_write_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('\ufeff# cổng\nPORT=8080\nexport EMAIL_URL="smtp://a:1"\nA = b=c \nkhông phải dòng\n\n', "utf-8")
    assert places.read_env_file(file) == {"PORT": "8080", "EMAIL_URL": "smtp://a:1", "A": "b=c"}
    assert places.read_env_file(tmp_path / "none") == {}


def test_a_taken_port_is_stepped_over(taken_port: int) -> None:
    assert try_port(taken_port) is None
    assert free_port(taken_port) > taken_port


def test_a_chosen_port_that_is_taken_names_another(monkeypatch: pytest.MonkeyPatch, taken_port: int) -> None:
    monkeypatch.setenv("PORT", str(taken_port))
    with pytest.raises(places.Stop, match=rf"Cổng {taken_port} đang có chương trình khác dùng.*PORT=\d+ ./run"):
        start.choose_port()


@pytest.mark.parametrize("wish", ["abc", "0", "70000", "-1"])
def test_nonsense_for_a_port_is_refused(monkeypatch: pytest.MonkeyPatch, wish: str) -> None:
    monkeypatch.setenv("PORT", wish)
    with pytest.raises(places.Stop, match="PORT phải là một số từ 1 đến 65535"):
        start.choose_port()


def test_without_a_wish_the_next_free_port_is_taken_and_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], taken_port: int
) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(start, "DEFAULT_PORT", taken_port)
    port = start.choose_port()
    assert port > taken_port
    assert f"chuyển sang cổng {port}" in capsys.readouterr().out


def test_a_trace_knows_its_process_from_a_later_one_of_the_same_number(
    tmp_path: Path, sleeper: subprocess.Popen[bytes]
) -> None:
    trace = Trace.of(sleeper.pid)
    write_traces(tmp_path / "run.json", {"web": trace})
    assert read_traces(tmp_path / "run.json") == {"web": trace}
    assert trace.alive()
    assert not Trace(sleeper.pid, "1").alive()
    assert not Trace(sleeper.pid, "1").stop()
    assert sleeper.poll() is None
    assert trace.stop()
    assert not trace.alive()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"web": {"pid": 1}}', '{"web": 3}'])
def test_a_damaged_note_is_no_note(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text, encoding="utf-8")
    assert read_traces(tmp_path / "run.json") == {}


def test_leftovers_of_a_killed_start_are_ended(tmp_path: Path, sleeper: subprocess.Popen[bytes]) -> None:
    note = tmp_path / "run.json"
    write_traces(note, {"worker": Trace.of(sleeper.pid), "beat": Trace(2**22 - 1, "5")})
    assert Supervisor(note).stop_leftovers() == ["worker"]
    assert not note.exists()
    assert sleeper.wait(5) == -signal.SIGTERM


def test_children_die_with_the_command_that_started_them(tmp_path: Path) -> None:
    inner = (
        "import subprocess, sys, time; from scripts.processes import die_with_parent; "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'], "
        "preexec_fn=die_with_parent()); print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", inner], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert parent.stdout
    child = Trace.of(int(parent.stdout.readline()))
    assert child.alive()
    parent.kill()
    parent.communicate()
    end = time.monotonic() + 5
    while child.alive() and time.monotonic() < end:
        time.sleep(0.05)
    assert not child.alive()


def test_a_child_that_dies_at_once_is_named_with_the_end_of_its_log(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path / "run.json")
    command = [sys.executable, "-c", "raise SystemExit('thiếu tệp cấu hình')"]
    child = supervisor.start(Child("web", command, {**os.environ, "PYTHONUTF8": "1"}, tmp_path / "web.log"))
    with pytest.raises(places.Stop, match=r"“web” dừng ngay khi khởi động(.|\n)*thiếu tệp cấu hình"):
        supervisor.wait_for(child, lambda: False, 10)
    supervisor.end()


def test_a_child_that_dies_again_and_again_ends_the_command(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path / "run.json")
    supervisor.start(Child("beat", [sys.executable, "-c", ""], dict(os.environ), tmp_path / "beat.log"))
    with pytest.raises(places.Stop, match="“beat” dừng liên tục"):
        supervisor.watch()
    supervisor.end()
    assert not (tmp_path / "run.json").exists()


@pytest.mark.services
def test_the_broker_asks_for_its_password_and_is_found_again(tmp_path: Path) -> None:
    broker = Broker(tmp_path / "broker")
    process = subprocess.Popen(broker.prepare(), stdout=subprocess.DEVNULL, preexec_fn=die_with_parent())
    try:
        assert wait_until(broker.answers, process, 10)
        broker.write_note(process.pid)
        assert not redis_answers(broker.port)
        assert not redis_answers(broker.port, "wrong")
        assert oct(broker.note.stat().st_mode & 0o777) == "0o600"
        found = Broker(tmp_path / "broker")
        assert found.find_running()
        assert found.url == broker.url
        assert found.stop_leftover()
    finally:
        process.kill()
        process.wait()
    assert not Broker(tmp_path / "broker").find_running()
    assert not Broker(tmp_path / "broker").stop_leftover()


def test_the_apt_line_is_one_that_can_be_typed() -> None:
    assert environment.apt_line(("libpango-1.0-0", "poppler-utils")) == (
        "sudo apt-get install -y --no-install-recommends libpango-1.0-0 poppler-utils"
    )


def test_an_unknown_word_shows_how_the_command_is_used() -> None:
    done = subprocess.run([ROOT / "run", "chay"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout.startswith("Cách dùng:")


def fetch(port: int, path: str = "/") -> int:
    """The status of a page, 0 when nothing answers."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.fixture
def settled(tmp_path: Path) -> dict[str, str]:
    """The environment of a `./run` whose database already holds a council, so that no demo is loaded."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_", "EMAIL_"))
    }
    given = {**kept, "TXCT_VAR": str(tmp_path), "PORT": str(free_port()), "PYTHONUTF8": "1"}
    prepare = [sys.executable, "-m", "scripts.prepare", "migrate"]
    subprocess.run(prepare, env=given, cwd=ROOT, check=True, capture_output=True)
    with sqlite3.connect(tmp_path / "txct.sqlite3") as database:
        database.execute("INSERT INTO core_tenant (code, name, is_active) VALUES ('tu-son', 'HĐND Từ Sơn', 1)")
    database.close()
    return given


@pytest.mark.services
def test_a_killed_run_leaves_nothing_that_stops_the_next_one(tmp_path: Path, settled: dict[str, str]) -> None:
    port = int(settled["PORT"])
    if not environment.is_current(dev=False):
        pytest.skip(".venv không do ./run tạo: hãy chạy bằng ./test")

    def begin() -> subprocess.Popen[str]:
        running = subprocess.Popen([ROOT / "run"], env=settled, stdout=subprocess.PIPE, text=True)
        assert running.stdout
        said = ""
        for line in running.stdout:
            said += line
            if f"Mở trình duyệt tại  http://127.0.0.1:{port}/" in line:
                return running
        running.communicate()
        raise AssertionError(said)

    first = begin()
    again = subprocess.run([ROOT / "run"], env=settled, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "TXCT đang chạy rồi" in again.stdout
    first.kill()
    first.communicate()
    second = begin()
    assert fetch(port, "/dang-nhap/") == 200
    traces = read_traces(tmp_path / "run.json")
    end = time.monotonic() + 30
    while set(traces) != {"broker", "web", "worker", "beat"} and time.monotonic() < end:
        time.sleep(0.1)
        traces = read_traces(tmp_path / "run.json")
    assert set(traces) == {"broker", "web", "worker", "beat"}
    second.terminate()
    output, _ = second.communicate(timeout=40)
    assert second.returncode == 0
    assert output.rstrip().endswith("Đã dừng. Dữ liệu còn nguyên trong var/.")
    assert [name for name, trace in traces.items() if trace.alive()] == []
    assert fetch(port) == 0
