"""`bench/run [NAME] [FILES…]`: the benchmarks of `bench/`, each in a process of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

from scripts.environment import ensure_environment
from scripts.places import PYTHON, ROOT, Stop, load_env_file, say
from scripts.processes import die_with_parent
from scripts.start import base_environment
from scripts.supervise import Interrupted, interruptible

FOLDER = ROOT / "bench"


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def main(arguments: list[str]) -> int:
    """Run one benchmark with its files, or all of them. Returns 1 when one failed."""
    chosen = arguments[:1] or names()
    if chosen[0] not in names():
        say(f"Không có phép đo “{chosen[0]}”. Các phép đo: {', '.join(names())}.")
        return 2
    interruptible()
    try:
        load_env_file()
        ensure_environment(dev=True)
        return max(run(name, arguments[1:]) for name in chosen)
    except Stop as reason:
        say(f"\n{reason}")
        return 1
    except Interrupted as interrupted:
        say("\nĐã dừng.")
        return 128 + interrupted.sign


def run(name: str, files: list[str]) -> int:
    """One benchmark; FILES are named from where the person stands."""
    environment = {**base_environment(), "PYTHONPATH": str(ROOT)}
    command = [str(PYTHON), str(FOLDER / f"{name}.py"), *files]
    return subprocess.run(
        command, env=environment, cwd=Path.cwd(), check=False, preexec_fn=die_with_parent()
    ).returncode
