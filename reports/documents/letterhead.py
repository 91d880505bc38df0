"""What frames every paper: who issues, who signs, who receives, and the number once it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from delegates.enums import BodyKind, MemberRole, SigningAuthority
from delegates.models import Council, DelegateGroup, GroupMembership, Signatory
from meetings.plan_wording import COUNCIL_WORDS
from reports.render.model import Letterhead, OfficialDocument, Signature
from reports.render.wording import annex_reference
from txct.lib.text import fold

STANDING_WORDS = "Thường trực Hội đồng nhân dân"


@dataclass(frozen=True)
class Place:
    """The council's own words for its place: `thị xã Từ Sơn`, its kind `thị xã`."""

    full: str
    kind: str

    @property
    def council(self) -> str:
        return f"{COUNCIL_WORDS} {self.kind}"

    @property
    def standing(self) -> str:
        return f"{STANDING_WORDS} {self.kind}"


def place_of(council: Council) -> Place:
    """Names of the council's place as running text uses them."""
    return Place(full=council.locality.full_name, kind=council.locality.kind_text)


def council_letterhead(council: Council) -> Letterhead:
    """`HỘI ĐỒNG NHÂN DÂN` over `THỊ XÃ TỪ SƠN`: a council has no parent body."""
    if fold(council.name).startswith(fold(COUNCIL_WORDS)):
        return Letterhead(issuers=(COUNCIL_WORDS, council.name[len(COUNCIL_WORDS) :].strip()))
    return Letterhead(issuers=(council.name,))


def group_letterhead(group: DelegateGroup) -> Letterhead:
    """`HĐND THỊ XÃ TỪ SƠN` over `TỔ ĐẠI BIỂU SỐ 1`."""
    return Letterhead(parents=(group.council.short_name or group.council.name,), issuers=(group.label,))


def council_signatory(council: Council) -> Signatory | None:
    """Who signs for the Thường trực: an active signer who belongs to no group and to no other body."""
    signers = Signatory.objects.filter(council=council, group=None, is_active=True).select_related("body")
    own = [signer for signer in signers if signer.body is None or signer.body.kind == BodyKind.STANDING]
    return own[0] if own else None


def signature_of(signatory: Signatory | None) -> Signature | None:
    """The lines above the name: `TM. …`, `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH` (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    if signatory is None:
        return None
    body, head = _collective(signatory), signatory.authority_of or "Chủ tịch"
    role = signatory.title
    lines: dict[str, tuple[str, ...]] = {
        SigningAuthority.OWN: (),
        SigningAuthority.TM: (f"TM. {body}",),
        SigningAuthority.TM_KT: (f"TM. {body}", f"KT. {head}"),
        SigningAuthority.KT: (f"KT. {head}",),
        SigningAuthority.TL: (f"TL. {head}",),
        SigningAuthority.TUQ: (f"TUQ. {head}",),
        SigningAuthority.Q: (),
    }
    if signatory.authority == SigningAuthority.Q:
        role = f"Q. {role}"
    return Signature(name=signatory.full_name, role=role, authority=lines[signatory.authority])


def _collective(signatory: Signatory) -> str:
    if signatory.group is not None:
        return "Tổ đại biểu"
    if signatory.body is None or signatory.body.kind == BodyKind.STANDING:
        return STANDING_WORDS
    return signatory.body.name


def group_signature(group: DelegateGroup, on: date) -> Signature | None:
    """`TM. TỔ ĐẠI BIỂU` / `TỔ TRƯỞNG`: the group's signer, else its head on the day ON."""
    signer = Signatory.objects.filter(group=group, is_active=True).select_related("body", "group").first()
    if signer is not None:
        return signature_of(signer)
    heads = GroupMembership.objects.filter(group=group, role=MemberRole.HEAD).select_related("delegate")
    for head in heads:
        if (head.valid_from is None or head.valid_from <= on) and (head.valid_to is None or head.valid_to >= on):
            return Signature(name=head.delegate.full_name, role="Tổ trưởng", authority=("TM. Tổ đại biểu",))
    return None


def dated(council: Council, on: date) -> dict[str, Any]:
    """Fields of profile, place and date; the date stays blank where the registry numbers by hand."""
    open_date = council.numbers_by_hand
    return {
        "profile": council.paper_profile,
        "place": council.place_name,
        "date": None if open_date else on,
        "year": on.year,
        "author": council.name,
    }


def recipients(*lines: str, archive: str = "Lưu: VT") -> tuple[str, ...]:
    """Nơi nhận with the archive last."""
    return (*(line for line in lines if line), archive)


def with_number(doc: OfficialDocument, number: int | None) -> OfficialDocument:
    """The paper with its number, also where its annexes refer to it."""
    numbered = replace(doc, number=number)
    # A group stands under its council on the paper, but issues in its own name.
    issuer = doc.letterhead.issuers[0] if doc.letterhead.parents else doc.author
    line = annex_reference(numbered, issuer)
    return replace(numbered, annexes=tuple(replace(annex, reference_line=line) for annex in doc.annexes))


def joined(names: Sequence[str], last: str = " và ") -> str:
    """`a`, `a và b`, `a, b và c`."""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + last + names[-1]
