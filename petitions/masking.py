"""Words of voters as those may read them who need not know who spoke."""

from __future__ import annotations

from petitions.personal_data import find_personal_data
from txct.lib.text import clean


def masked(text: str) -> str:
    """TEXT with every passage that looks like personal data replaced by its kind in brackets."""
    cleaned = clean(text)
    pieces: list[str] = []
    end = 0
    for finding in find_personal_data(cleaned):
        pieces += [cleaned[end : finding.start], f"[{finding.kind.label} – đã che]"]
        end = finding.end
    return "".join([*pieces, cleaned[end:]])
