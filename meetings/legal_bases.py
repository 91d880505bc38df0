"""The register of legal bases: what is shipped, what a council added, and whether a plan's bases are in force.

Shipped rows are those whose number and dates were read in a source; what is not known is left out of them. A row of
the council holds before a shipped one of the same number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from delegates.models import Council
from meetings.models import LegalBasis
from txct.core.scoping import trusted
from txct.lib.dates import long_date, short_date
from txct.lib.text import fold

DATA = Path(__file__).parent / "data" / "legal_bases.json"
LAW = "Luật"
_DATES = ("issued_on", "valid_from", "valid_to")
_NEAR = 60
"""Letters between a law's title and its year in which nothing else is cited."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A law or paper on which plans rest. KEY is its row among the council's own; None for a shipped one."""

    kind: str
    number: str
    subject: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: str = ""
    key: int | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} ({self.number})" if self.kind == LAW else f"{self.kind} {self.number}"

    @property
    def citation(self) -> str:
        """How a plan cites it: a law by title and day, other papers in full (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
        if self.kind == LAW:
            year = f"năm {self._year}" if self._year else ""
            return _words("Căn cứ Luật", self.subject, long_date(self.issued_on) if self.issued_on else year)
        day = long_date(self.issued_on) if self.issued_on else ""
        return _words("Căn cứ", self.kind, "số", self.number, day, self.issuer and f"của {self.issuer}", self.subject)

    @property
    def _year(self) -> str:
        found = re.search(r"/(\d{4})\b", self.number)
        return found[1] if found else ""

    def cited_in(self, text: str) -> bool:
        """Whether TEXT cites it: by its number up to the letters of its kind, or a law by title and year.

        `Nghị quyết liên tịch số 525/2012` is enough: kind, number and year without what follows.
        """
        folded, parts = fold(text).replace("-", "/"), re.split(r"[/-]", fold(self.number))
        if re.search(rf"(?<![\d/]){re.escape('/'.join(parts[:3]))}(?![a-z0-9])", folded):
            return True
        short = rf"(?<![\d/]){re.escape('/'.join(parts[:2]))}(?![a-z0-9/])"
        if fold(self.kind) in folded and re.search(short, folded):
            return True
        if self.kind != LAW or not self._year:
            return False
        title = re.escape(fold(f"{LAW} {self.subject}"))
        return bool(re.search(rf"{title}[^;]{{0,{_NEAR}}}?\b{self._year}\b", folded))

    def why_not(self, on: date) -> str:
        """Why a plan of the day ON cannot rest on it; empty while it is in force."""
        if self.valid_to is not None and on > self.valid_to:
            instead = f"; đã được thay bằng {self.replaced_by}" if self.replaced_by else ""
            return f"{self} hết hiệu lực sau ngày {short_date(self.valid_to)}{instead}."
        if self.valid_from is not None and on < self.valid_from:
            return f"{self} chỉ có hiệu lực từ ngày {short_date(self.valid_from)}."
        return ""


def _words(*words: str) -> str:
    return " ".join(word for word in words if word)


@cache
def shipped_bases() -> tuple[Basis, ...]:
    """The rows that come with the program, in the order in which plans cite them."""
    rows: list[dict[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))
    return tuple(Basis(**{name: _value(name, value) for name, value in row.items()}) for row in rows)


def _value(name: str, value: str) -> str | date:
    return date.fromisoformat(value) if name in _DATES else value


def register_of(council: Council) -> list[Basis]:
    """Shipped bases and those of COUNCIL, its own after them; of one number the council's row holds."""
    with trusted():
        own = [_from_row(row) for row in LegalBasis.objects.filter(council=council.pk).order_by("kind", "number")]
    taken = {fold(basis.number) for basis in own}
    return [*(basis for basis in shipped_bases() if fold(basis.number) not in taken), *own]


def _from_row(row: LegalBasis) -> Basis:
    return Basis(
        kind=row.kind,
        number=row.number,
        subject=row.subject,
        issuer=row.issuer,
        issued_on=row.issued_on,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        replaced_by=row.replaced_by,
        key=row.pk,
    )


def bases_out_of_force(texts: Sequence[str], register: Iterable[Basis], on: date) -> list[str]:
    """A sentence for each basis cited in TEXTS (paragraphs of part căn cứ) that is not in force on the day ON."""
    bases = list(register)
    return [
        f"Căn cứ {place}: {why}"
        for place, text in enumerate(texts, start=1)
        for basis in bases
        if basis.cited_in(text) and (why := basis.why_not(on))
    ]


def with_picked(texts: Sequence[str], picked: Sequence[str], register: Iterable[Basis]) -> list[str]:
    """TEXTS with the PICKED citations put after the last paragraph that cites the register: laws come first."""
    bases = list(register)
    fresh = [text for text in picked if text not in texts]
    end = max((place for place, text in enumerate(texts, start=1) if cites_any(text, bases)), default=0)
    return [*texts[:end], *fresh, *texts[end:]]


def cites_any(text: str, register: Iterable[Basis]) -> bool:
    """Whether TEXT cites a basis of REGISTER."""
    return any(basis.cited_in(text) for basis in register)


def choices_of(register: Iterable[Basis], texts: Sequence[str], on: date) -> Mapping[str, str]:
    """Citation → label of the bases that TEXTS do not cite yet; those not in force on the day ON say so, last."""
    free = [basis for basis in register if not any(basis.cited_in(text) for text in texts)]
    free.sort(key=lambda basis: bool(basis.why_not(on)))
    return {
        basis.citation: f"{basis.citation} – {why}" if (why := basis.why_not(on)) else basis.citation for basis in free
    }
