"""Processes that the commands start: they die with their parent, and what an earlier one left is recognised."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1


def die_with_parent(sign: signal.Signals = signal.SIGTERM) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends SIGN to the child when this process is killed. None where it cannot."""
    try:
        prctl = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None
    parent = os.getpid()

    def prepare() -> None:
        prctl(PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != parent:
            os.kill(os.getpid(), sign)

    return prepare


@dataclass(frozen=True)
class Trace:
    """A process as written down for the next start. The start time tells it from another with the same number."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> Trace:
        """The trace of a living process, for writing down."""
        return cls(pid, start_time(pid))

    def alive(self) -> bool:
        """Whether this very process still runs."""
        return bool(self.started) and start_time(self.pid) == self.started

    def stop(self, *, patience: float = 8.0) -> bool:
        """End the process, gently first. Returns whether there was one."""
        if not self.alive():
            return False
        for sign, seconds in ((signal.SIGTERM, patience), (signal.SIGKILL, 2.0)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sign)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                if not self.alive():
                    return True
                time.sleep(0.05)
        return True


def start_time(pid: int) -> str:
    """When process PID began, in the kernel's ticks; empty when there is none (or it is only waiting to be reaped)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] == "Z" else fields[19]


def write_traces(path: Path, traces: dict[str, Trace]) -> None:
    """Leave a note of the running processes for the next start."""
    path.write_text(json.dumps({name: asdict(trace) for name, trace in traces.items()}, indent=1), encoding="utf-8")


def read_traces(path: Path) -> dict[str, Trace]:
    """The note of an earlier start; empty when there is none or it cannot be read."""
    try:
        return {name: Trace(**value) for name, value in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def free_port(first: int = 0, *, host: str = "127.0.0.1") -> int:
    """A port nobody listens on: FIRST or the next free one after it; 0 lets the system choose."""
    for port in range(first, first + 100) if first else (0,):
        if (found := try_port(port, host=host)) is not None:
            return found
    raise OSError(f"no free port from {first} on")


def try_port(port: int, *, host: str = "127.0.0.1") -> int | None:
    """PORT when it can be listened on now, else None. Raises PermissionError for ports of root."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except PermissionError:
            raise
        except OSError:
            return None
        return int(probe.getsockname()[1])


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for READY. False when PROCESS ended first or the time ran out."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.05)
    return False
