"""PDF of official papers, laid out in a child process with limits on time and memory.

WeasyPrint is never imported here: the web server and the workers start without Pango, and a paper that eats
memory ends its own process only.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.render.model import OfficialDocument, to_json

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
FONTS_CONFIG = Path(__file__).resolve().with_name("fonts.conf")
BATCH = 12

PANGO_MISSING = (
    "Máy chủ chưa có thư viện Pango để tạo PDF. Người quản trị chạy lệnh: "
    "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 rồi tạo lại văn bản."
)
TOO_SLOW = "Tạo PDF quá thời gian cho phép ({seconds} giây). Hãy tách phụ lục hoặc rút gọn bảng rồi tạo lại văn bản."
TOO_BIG = "Tạo PDF cần quá nhiều bộ nhớ. Hãy tách phụ lục hoặc rút gọn bảng rồi tạo lại văn bản."
UNREADABLE = "Nội dung văn bản không đúng cấu trúc nên không tạo được PDF. Hãy lập lại dự thảo rồi tạo lại văn bản."
FAILED = "Không tạo được PDF. Hãy tạo lại văn bản; nếu vẫn lỗi, báo người quản trị xem nhật ký hệ thống."


class RenderError(Exception):
    """A paper could not be printed; the message is a Vietnamese sentence for the desk.

    ``code`` is for programs: pango, time, memory, document or failed.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Limits:
    """What one child process may take: CPU seconds, address space in MiB, seconds on the clock."""

    cpu_seconds: int = 60
    memory_mb: int = 512
    wall_seconds: int = 180


DEFAULT_LIMITS = Limits()


def render_pdf(doc: OfficialDocument, *, frozen_at: datetime, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """One paper as a tagged PDF; the same paper and moment give the same bytes.

    ``frozen_at`` carries a time zone and becomes the file's date. Raises :class:`RenderError`.
    """
    return render_pdfs([doc], frozen_at=frozen_at, limits=limits)[0]


def render_pdfs(
    docs: Sequence[OfficialDocument], *, frozen_at: datetime, limits: Limits = DEFAULT_LIMITS
) -> list[bytes]:
    """Several papers, a dozen to a child process, which pays its start once. Raises :class:`RenderError`."""
    if frozen_at.tzinfo is None:
        raise ValueError("The moment of issue needs a time zone.")
    files: list[bytes] = []
    for start in range(0, len(docs), BATCH):
        jobs = [{"document": to_json(doc), "frozen_at": frozen_at.isoformat()} for doc in docs[start : start + BATCH]]
        files.extend(_run_child(json.dumps({"jobs": jobs}).encode(), limits))
    return files


def _run_child(request: bytes, limits: Limits) -> Iterator[bytes]:
    command = [sys.executable, "-m", "reports.render.worker", str(limits.cpu_seconds), str(limits.memory_mb)]
    with tempfile.TemporaryDirectory(prefix="txct-pdf-") as folder:
        try:
            child = subprocess.run(
                command,
                input=request,
                capture_output=True,
                cwd=ROOT,
                env=_environment(folder),
                timeout=limits.wall_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise RenderError("time", TOO_SLOW.format(seconds=limits.wall_seconds)) from error
    if child.returncode != 0 or not child.stdout:
        raise _death(child.returncode, child.stderr, limits)
    head, _, rest = child.stdout.partition(b"\n")
    answer = json.loads(head)
    if "error" in answer:
        raise _named_error(answer["error"], child.stderr)
    return _cut(rest, answer["sizes"])


def _environment(folder: str) -> dict[str, str]:
    """Nothing of the caller's environment but what Python and the loader need; no font of the machine.

    ``folder`` takes the renderer's temporary files, so that they go also when it is killed.
    """
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {
        **kept,
        "LANG": "C.UTF-8",
        "FONTCONFIG_FILE": str(FONTS_CONFIG),
        "PYTHONHASHSEED": "0",
        "TMPDIR": folder,
    }


def _cut(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield data[start : start + size]
        start += size


def _named_error(code: str, log: bytes) -> RenderError:
    messages = {"pango": PANGO_MISSING, "memory": TOO_BIG, "document": UNREADABLE}
    logger.error("PDF worker reports %s: %s", code, log.decode(errors="replace")[-2000:])
    return RenderError(code, messages.get(code, FAILED))


def _death(returncode: int, log: bytes, limits: Limits) -> RenderError:
    logger.error("PDF worker ended with %s: %s", returncode, log.decode(errors="replace")[-2000:])
    if returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return RenderError("time", TOO_SLOW.format(seconds=limits.cpu_seconds))
    if returncode in (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGSEGV) or b"MemoryError" in log:
        return RenderError("memory", TOO_BIG)
    return RenderError("failed", FAILED)
