"""Where things lie, what the environment says, and how the commands speak to the person before the screen."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
SETTINGS = "txct.settings"


class Stop(Exception):
    """The command cannot go on; the text tells the person what to do."""


def say(text: str = "") -> None:
    """One line to the person, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Step:
    """Prints what is being done and how long it took."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.began = time.monotonic()

    def __enter__(self) -> Step:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            seconds = f"{time.monotonic() - self.began:.1f}".replace(".", ",")
            say(f"  {self.text} ({seconds} giây)")


def read_env_file(path: Path) -> dict[str, str]:
    """The lines NAME=VALUE of a `.env` file; quotes around a value and a leading `export` are dropped."""
    values: dict[str, str] = {}
    if not path.is_file():
        return values
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        name, value = name.strip(), value.strip()
        if not equals or not name.isidentifier():
            continue
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name] = value
    return values


def load_env_file() -> None:
    """Add the values of `.env` to the environment; what the shell gave wins."""
    for name, value in read_env_file(ROOT / ".env").items():
        os.environ.setdefault(name, value)


def var_dir() -> Path:
    """The folder of all run-time data, made when missing."""
    folder = Path(os.environ.get("TXCT_VAR") or ROOT / "var").absolute()
    try:
        (folder / "log").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"Không ghi được vào thư mục {folder} ({error.strerror}). Hãy sửa quyền của thư mục ấy.") from error
    if not os.access(folder, os.W_OK) or not os.access(folder / "log", os.W_OK):
        raise Stop(
            f"Không ghi được vào thư mục {folder}: nó thuộc về người dùng khác. "
            f"Hãy chạy lại bằng người dùng ấy, hoặc: sudo chown -R $(id -un) {folder}"
        )
    return folder


def is_root() -> bool:
    """Whether system packages may be installed."""
    return os.geteuid() == 0


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, indented."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in text.splitlines()[-lines:])
