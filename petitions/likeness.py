"""Petitions that say much the same, found by the words they share once accents are off: a hint, never a decision."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from functools import reduce

from django.db.models import Q

from petitions.masking import nameless
from petitions.models import Petition
from petitions.models.petitions import PetitionQuerySet
from txct.lib.text import fold

SHOWN = 5
LOOKED_AT = 400
LEAST_SHARED = 3
LEAST_SHARE = 0.4
ASKED_WORDS = 8
_WORD = re.compile(r"\w+")
_IN_EVERY_PETITION = (
    "cu tri de nghi kien phan anh quan tam chi dao som cac cap co va cua cho tai tren dia ban la duoc khong khu "
    "pho phuong xa thon to dan phu ve voi mot nhung da dang se con nay do thi giai quyet can xem xet kn"
)
_EMPTY = frozenset(_IN_EVERY_PETITION.split())


@dataclass(frozen=True)
class Likeness:
    """Another petition and the words of this one that it shares."""

    petition: Petition
    words: tuple[str, ...]
    share: float


def telling_words(text: str) -> dict[str, str]:
    """Folded words of TEXT that tell what it is about, names left out, each with its spelling in the text."""
    words = {fold(word): word.lower() for word in _WORD.findall(nameless(text))}
    return {key: word for key, word in words.items() if len(key) > 1 and key not in _EMPTY and not key.isdigit()}


def similar_to(petition: Petition, among: PetitionQuerySet) -> list[Likeness]:
    """Of AMONG, the petitions most like PETITION in its own council; see `similar_to_text`."""
    others = among.filter(council_id=petition.council_id).exclude(pk=petition.pk)
    return similar_to_text(petition.summary, others)  # type: ignore[arg-type]


def similar_to_text(text: str, among: PetitionQuerySet) -> list[Likeness]:
    """Of AMONG, up to five petitions that share at least three telling words and 40 % of the shorter text's.

    Looks at the newest 400 that hold any of the longest words; the most alike first.
    """
    mine = telling_words(text)
    asked = sorted(mine, key=lambda word: (-len(word), word))[:ASKED_WORDS]
    if len(asked) < LEAST_SHARED:
        return []
    rows = among.filter(reduce(operator.or_, (Q(search_key__contains=word) for word in asked)))
    found = [_likeness(mine, other) for other in rows.order_by("-pk")[:LOOKED_AT]]
    alike = [one for one in found if len(one.words) >= LEAST_SHARED and one.share >= LEAST_SHARE]
    return sorted(alike, key=lambda one: (-one.share, -one.petition.pk))[:SHOWN]


def _likeness(mine: dict[str, str], other: Petition) -> Likeness:
    theirs = telling_words(other.summary)
    shared = [word for key, word in mine.items() if key in theirs]
    return Likeness(other, tuple(shared), len(shared) / max(1, min(len(mine), len(theirs))))
