"""Reads the sources of translations (.po), to hold them against the compiled files that are in the repository."""

from __future__ import annotations

import ast
import gettext
from pathlib import Path

SEPARATOR = "\x04"


def read_po(path: Path) -> dict[str | tuple[str, int], str]:
    """Message → translation as gettext keeps them: context before \\x04, plural forms by (message, number)."""
    found: dict[str | tuple[str, int], str] = {}
    entry: dict[str, str] = {}
    field = ""
    fuzzy = False

    def close() -> None:
        nonlocal fuzzy
        if not fuzzy and entry.get("msgid"):
            key = f"{entry['msgctxt']}{SEPARATOR}{entry['msgid']}" if "msgctxt" in entry else entry["msgid"]
            forms = {name: text for name, text in entry.items() if name.startswith("msgstr") and text}
            for name, text in forms.items():
                found[key if name == "msgstr" else (key, int(name[7:-1]))] = text
        entry.clear()
        fuzzy = False

    for line in (*path.read_text(encoding="utf-8").splitlines(), ""):
        if not line.strip():
            close()
        elif line.startswith("#,") and "fuzzy" in line:
            fuzzy = True
        elif line.startswith("#"):
            continue
        elif line.startswith('"'):
            entry[field] += ast.literal_eval(line)
        else:
            field, _, text = line.partition(" ")
            entry[field] = ast.literal_eval(text)
    return found


def read_mo(path: Path) -> dict[str | tuple[str, int], str]:
    """The same, from the compiled file."""
    with path.open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in catalog.items() if key != ""}
