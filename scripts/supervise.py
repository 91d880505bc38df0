"""Keeps web, worker, beat and broker running as children of one command, and ends them all with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from scripts.places import ROOT, Stop, say, tail
from scripts.processes import Trace, die_with_parent, read_traces, write_traces

RESTARTS_ALLOWED = 5
RESTART_WINDOW = 60.0


class Interrupted(BaseException):
    """Somebody asked the command to end: Ctrl-C, SIGTERM or a closed terminal."""

    def __init__(self, sign: int) -> None:
        super().__init__(sign)
        self.sign = sign


def interruptible() -> None:
    """Turn the signals that ask for an end into one exception."""

    def interrupt(sign: int, _frame: FrameType | None) -> None:
        raise Interrupted(sign)

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, interrupt)


@dataclass
class Child:
    """A program that runs beside the others; its output goes to a log of its own."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    patience: float = 10.0
    started: Callable[[int], None] | None = None
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start or restart; the log begins anew with the first start."""
        mode = "ab" if self.starts else "wb"
        self._end_group()
        with self.log.open(mode) as out:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=die_with_parent(),
            )
        self.starts.append(time.monotonic())
        if self.started:
            self.started(self.process.pid)

    def running(self) -> bool:
        """Whether it has not ended."""
        return self.process is not None and self.process.poll() is None

    def often_restarted(self) -> bool:
        """Whether it dies again and again: then restarting is no remedy."""
        recent = [at for at in self.starts if time.monotonic() - at < RESTART_WINDOW]
        return len(recent) > RESTARTS_ALLOWED

    def end(self) -> None:
        """Ask it to finish what it has in hand, then insist; whatever it started goes too."""
        if self.process is None:
            return
        if self.running():
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        self._end_group()

    def _end_group(self) -> None:
        """Whatever the ended process had started itself must not live on."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """The children of one command, in the order they were started."""

    def __init__(self, note: Path) -> None:
        self.note = note
        self.children: list[Child] = []

    def stop_leftovers(self) -> list[str]:
        """End what an earlier command left running when it was killed. Returns the names."""
        left = [name for name, trace in read_traces(self.note).items() if trace.stop()]
        self.note.unlink(missing_ok=True)
        return left

    def start(self, child: Child) -> Child:
        """Start CHILD and keep it running."""
        self.children.append(child)
        child.start()
        self._write_note()
        return child

    def _write_note(self) -> None:
        running = {child.name: Trace.of(child.process.pid) for child in self.children if child.process}
        write_traces(self.note, running)

    def wait_for(self, child: Child, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until CHILD is READY; raises Stop with the end of its log when it is not."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if ready():
                return
            if not child.running():
                raise Stop(f"“{child.name}” dừng ngay khi khởi động. Nhật ký {child.log}:\n{tail(child.log)}")
            time.sleep(0.05)
        raise Stop(f"“{child.name}” không sẵn sàng sau {seconds:.0f} giây. Nhật ký {child.log}:\n{tail(child.log)}")

    def watch(self) -> None:
        """Restart what dies, until somebody interrupts or one child cannot be kept alive."""
        while True:
            time.sleep(0.5)
            for child in self.children:
                if child.running():
                    continue
                if child.often_restarted():
                    raise Stop(f"“{child.name}” dừng liên tục. Nhật ký {child.log}:\n{tail(child.log)}")
                say(f"“{child.name}” vừa dừng, đang khởi động lại (nhật ký: {child.log}).")
                child.start()
                self._write_note()

    def end(self, *children: Child) -> None:
        """End CHILDREN (default: all), the last started first. A second Ctrl-C kills at once."""
        chosen = [child for child in reversed(self.children) if not children or child in children]
        try:
            for child in chosen:
                child.end()
        except Interrupted:
            for child in chosen:
                child.patience = 0
                child.end()
        self.children = [child for child in self.children if child not in chosen]
        if self.children:
            self._write_note()
        else:
            self.note.unlink(missing_ok=True)
