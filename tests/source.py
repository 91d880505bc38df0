"""The files of this house, as the checks of the source see them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("txct", "delegates", "meetings", "petitions", "reports")
FOLDERS = (*ROOMS, "scripts", "bench", "tests")
OUTSIDE = re.compile(r"/(migrations|vendor|__pycache__)/")


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file of ours, migrations left out."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return tuple(sorted(path for path in (*found, ROOT / "conftest.py") if not OUTSIDE.search(str(path))))


@cache
def templates() -> tuple[Path, ...]:
    """Every template of ours."""
    places = (ROOT / "templates", *(ROOT / room for room in ROOMS))
    return tuple(sorted(path for place in places for path in place.rglob("*.html")))


def name_of(path: Path) -> str:
    """The path from the root of the house."""
    return path.relative_to(ROOT).as_posix()


def is_test(path: Path) -> bool:
    """Whether the file belongs to the tests."""
    return "/tests/" in f"/{name_of(path)}" or path.name == "conftest.py"


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and number of lines of every function and method in the file, decorators not counted."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def views(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of the file that take a request: the views."""
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "request":
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
