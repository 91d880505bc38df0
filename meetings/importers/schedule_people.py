"""Groups and people as schedules print them: groups by number, constituency or place; names with titles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from meetings.importers.schedule_times import plain
from meetings.importers.schedule_words import (
    ABBREVIATIONS,
    CAPITALS,
    INSTITUTION_WORDS,
    OFFICE_WORDS,
    PLACE_WORDS,
    SURNAMES,
    TITLE_WORDS,
)
from txct.lib.dates import Unreadable, parse_number_ranges
from txct.lib.text import clean_line, fold

NAMES_LIMIT = 200

_STOP = (
    r"(?:tiep xuc|txct|ngay|tai|vao|luc(?=\W*[0-9])|gom|cu tri|gio(?! linh)|se|du|tham gia|do(?! luong)|chu tri|sang"
    r"|chieu|ong|dong chi|buoi|lam viec)"
)
_FILL = rf"(?:(?!\b{_STOP}\b)(?:[^,;:()\n.]|\.(?=[a-z]))){{0,60}}?"
_NO_COUNT = r"(?![0-9]|\s*(?:gio|h\b|/|phut|cu tri|nguoi|xa\b|phuong\b))"
_NUMBER_LIST = rf"[0-9]{{1,3}}(?:\s*(?:,|va|-|den)\s*(?:so\s*)?[0-9]{{1,3}}{_NO_COUNT})*"
_CONSTITUENCY = rf"(?:don vi(?:\s+bau\s+cu)?|dvbc|d/v|khu vuc bau cu)\s*(?:so\s*)?:?\s*{_NUMBER_LIST}"
_GROUP_WORD = r"(?:cac\s+)?to\s+(?:dai\s*bieu|db\w*|hdnd|so(?=\s+[0-9]))"
GROUP = re.compile(
    rf"\b(?:{_GROUP_WORD}{_FILL}\b(?:so\s*|don vi\s*|cum\s*)?{_NUMBER_LIST}|{_CONSTITUENCY}"
    rf"|{_GROUP_WORD}(?:(?!\b{_STOP}\b|\s[-–]\s)[^,;:()\n.]){{0,60}}"
    rf"|(?:cac\s+)?dai bieu (?:thuoc )?don vi (?:so )?{_NUMBER_LIST}|nhom (?:dai bieu )?(?:so )?[0-9]{{1,2}}\b)"
    r"(?:\s+(?:cua\s+)?hdnd\s+(?:tinh|thanh pho|thi xa|huyen|phuong|xa|tp\.?\s?[a-z]*)\b)?"
)
COUNCILS = re.compile(
    r"(?:đại biểu\s+)?hđnd\s+(?:tỉnh|thị xã|thành phố|tp|huyện|xã|phường)(?:\s*(?:\+|và|&|,)\s*"
    r"(?:hđnd\s+)?(?:tỉnh|thị xã|thành phố|tp|huyện|xã|phường))*",
    re.IGNORECASE,
)
# "Tổ 2: …", "Tổ II (…)": a group at the head of its members or places.
SHORT_TEAM = re.compile(
    r"to (?:so )?(?:[0-9]{1,2}|[ivx]{1,5})\b(?=\s*(?:[:(\n–-]|(?:gom|dong chi|to truong|thanh vien)\b|d/c|$))"
)
_SHORT_GROUP = re.compile(rf"^to\s*(?:so\s*)?{_NUMBER_LIST}$")
_JOINED_NUMBERS = re.compile(rf"^(?P<label>.*?)(?P<numbers>{_NUMBER_LIST})(?P<rest>.*)$")

_TITLES = "|".join(re.escape(word) for word in sorted(TITLE_WORDS, key=len, reverse=True))
_TITLE = re.compile(rf"^(?:(?:{_TITLES})(?:\.|:|\s|$)\s*)+", re.IGNORECASE)
_PERSONAL = re.compile(r"^(?:ông|bà|ông/bà|đồng chí|đ/c|đ\.c)(?:\.|:|\s)", re.IGNORECASE)
_OFFICES = "|".join(re.escape(word) for word in sorted(OFFICE_WORDS, key=len, reverse=True))
_OFFICE = re.compile(rf"^(?:{_OFFICES})\b", re.IGNORECASE)
_WORD = rf"[{CAPITALS}][^\W\d_]*(?:['’ʼ][^\W\d_]+)?"
# People of the Central Highlands may have one word of name after their clan's letter: K'Brel.
NAME = rf"(?:{_WORD}(?:[ -]{_WORD}){{1,5}}|[{CAPITALS}]['’ʼ][^\W\d_]{{2,}}(?![^\W\d_]))"
_NAME = re.compile(rf"^{NAME}$")
_INTRODUCED = re.compile(
    rf"(?:\b(?:gồm|là)\s+)?(?:(?:các\s+)?(?:ông|bà|ông/bà|đồng chí|đ/c|đại biểu|đb|đbqh|vị)\s*[,:]?\s*(?:và\s+)?)+"
    rf"(?P<name>(?-i:{NAME}))",
    re.IGNORECASE,
)


@dataclass
class People:
    """Names found in a text, what was left over, and (code, message) of what is doubtful."""

    names: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)


def is_name(text: str, *, titled: bool = False) -> bool:
    """Whether TEXT is made like the full name of a person: two to six words in capitals, none a word for a place.

    TITLED: "ông" or "bà" stands before it, so that a first word like "Thành" or "Thị" is one of a name."""
    if not _NAME.match(text) or len(text) > 60:
        return False
    words = re.split(r"[ -]", text)
    if any(len(word) > 2 and word.isupper() for word in words) and not text.isupper():
        return False
    if any(word.lower() in ABBREVIATIONS for word in words if word.isupper()):
        return False
    return (titled or words[0].lower() not in PLACE_WORDS) and not _OFFICE.match(text)


def has_surname(text: str) -> bool:
    """Whether TEXT begins with a family name of the country."""
    return fold(text).split(" ")[0].split("'")[0] in SURNAMES


def read_people(text: str) -> People:
    """The delegates of a cell or phrase, without titles and offices. Groups among them are told apart."""
    found = People()
    text = re.sub(r"\n+(?=\S)", "\n", text)
    for piece in re.split(
        r"\n|;|,|\s+[-–—]\s+|\+|\(|\)|\bvà\b|\bcùng\b|\s(?=[0-9]{1,2}[.)]\s)|:|\.\s+(?=[^a-z])|•", text
    ):
        _read_piece(piece, found)
        if len(found.names) > NAMES_LIMIT:
            break
    found.names[:] = dict.fromkeys(found.names)
    return found


def _read_piece(piece: str, found: People) -> None:
    bare = clean_line(re.sub(r"^\s*(?:[-+*•·▪]|[0-9]{1,2}[.)]?\s)+", "", piece)).strip(" .,:;/")
    if not bare or re.fullmatch(r"[0-9]+", bare):
        return
    folded = plain(bare)
    if SHORT_TEAM.fullmatch(folded) or ((group := GROUP.match(folded)) and group.end() >= len(bare) - 1):
        found.groups.extend(split_groups(bare))
        return
    if _TITLE.fullmatch(bare + " "):
        return
    stripped = bare
    while (title := _TITLE.match(stripped)) and 0 < title.end() < len(stripped):
        stripped = stripped[title.end() :]
    if SHORT_TEAM.fullmatch(plain(stripped)):
        found.groups.extend(split_groups(stripped))
        return
    if is_name(stripped, titled=_PERSONAL.match(bare) is not None):
        found.names.append(_printed(stripped))
        return
    if name := _name_after_office(stripped):
        found.names.append(name)
        return
    introduced = _INTRODUCED.search(bare)
    if introduced is not None and has_surname(introduced["name"]):
        found.names.append(_printed(introduced["name"]))
        return
    leading = re.match(rf"({NAME})(?=\s+[a-zđ])", stripped)
    if leading is not None and has_surname(leading[1]) and is_name(leading[1]):
        found.names.append(_printed(leading[1]))
        return
    if not _OFFICE.match(stripped) and stripped.split(" ")[0].lower() not in ABBREVIATIONS:
        found.rest.append(bare)


def _printed(name: str) -> str:
    """A name in capitals is written as names are; else it stays as printed."""
    return " ".join(word.capitalize() for word in name.split(" ")) if name.isupper() else name


def _name_after_office(text: str) -> str | None:
    """The name at the end of "Chủ tịch HĐND xã Nguyễn Văn A": from the first family name of the capitals there."""
    if not _OFFICE.match(text):
        return None
    tail = re.search(rf"({_WORD}(?: {_WORD})+)$", text)
    if tail is None:
        return None
    words = tail[1].split(" ")
    after_place = re.search(
        rf"(?:\b(?:{'|'.join((*PLACE_WORDS, *INSTITUTION_WORDS))})|\b[A-ZĐ]{{2}}\.)\s*$",
        text[: tail.start()],
        re.IGNORECASE,
    )
    # "Phó Giám đốc Sở Y tế Hà Nam": two words behind an institution are where it is.
    fewest = 2 if _OFFICE.fullmatch(text[: tail.start()].strip()) else 3
    for start in range(2 if after_place else 0, len(words) - 1):
        rest = " ".join(words[start:])
        if fewest <= len(words) - start <= 5 and fold(words[start]) in SURNAMES and is_name(rest):
            return _printed(rest)
    return None


def split_groups(text: str, label: str = "") -> list[str]:
    """The groups of a cell: parted by semicolons, lines and numbers; a name of several places stays whole.

    LABEL is put before bare numbers ("Tổ đại biểu số").
    """
    groups: list[str] = []
    for piece in re.split(r"[;\n]|,\s*(?=(?:[Tt]ổ|[Đđ]ơn vị|ĐVBC)\b)|\s+và\s+(?=(?:[Tt]ổ|[Đđ]ơn vị|ĐVBC)\b)", text):
        bare = clean_line(piece).strip(" .,:-–")
        if not bare:
            continue
        folded = plain(bare)
        if label and re.fullmatch(rf"(?:so\s*)?{_NUMBER_LIST}", folded):
            groups.extend(f"{label} {number}" for number in _numbers(folded))
            continue
        found = _JOINED_NUMBERS.match(folded)
        numbers = _numbers(found["numbers"]) if found else ()
        if (
            found
            and len(numbers) > 1
            and not found["rest"].strip()
            and re.search(r"\b(?:to|so|vi|dvbc|cu)\s*$", found["label"])
        ):
            groups.extend(clean_line(bare[: found.end("label")]) + f" {number}" for number in numbers)
        else:
            groups.append(bare)
    return list(dict.fromkeys(groups))


def _numbers(folded: str) -> tuple[int, ...]:
    try:
        return parse_number_ranges(re.sub(r"\bso\b", "", folded))[:50]
    except Unreadable:
        return ()


def group_number(label: str) -> int | None:
    """The number in a group's printed label; None for groups named after places."""
    found = re.search(r"([0-9]{1,3})(?![0-9])", re.sub(r"\(.*?\)", "", label))
    return int(found[1]) if found else None


def is_group(text: str) -> bool:
    """Whether the whole of TEXT names a group."""
    folded = plain(clean_line(re.sub(r"\(.*\)", "", text))).strip(" .,:;()-*+")
    if COUNCILS.fullmatch(clean_line(text).strip(" .,")):
        return True
    found = GROUP.match(folded)
    return bool(_SHORT_GROUP.match(folded)) or (found is not None and found.end() == len(folded))
