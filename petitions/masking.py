"""Words of voters as those may read them who need not know who spoke."""

from __future__ import annotations

from collections.abc import Callable

from petitions.personal_data import Finding, find_personal_data
from txct.core.fields import SearchKeyField
from txct.lib.text import clean, fold


def masked(text: str) -> str:
    """TEXT with every passage that looks like personal data replaced by its kind in brackets."""
    return _covered(text, lambda finding: f"[{finding.kind.label} – đã che]")


def nameless(text: str) -> str:
    """TEXT without every passage that looks like personal data."""
    return _covered(text, lambda _finding: " ")


class NamelessKeyField(SearchKeyField):
    """Search key of what a reader without names is shown: a search must not find what its reader may not read."""

    make = staticmethod(lambda text: fold(nameless(text)))


def _covered(text: str, cover: Callable[[Finding], str]) -> str:
    cleaned = clean(text)
    pieces: list[str] = []
    end = 0
    for finding in find_personal_data(cleaned):
        pieces += [cleaned[end : finding.start], cover(finding)]
        end = finding.end
    return "".join([*pieces, cleaned[end:]])
