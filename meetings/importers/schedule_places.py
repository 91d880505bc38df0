"""Places as schedules print them: one or several units in a cell, with kinds told once, ranges of numbers, districts
in which they lie, and the voters invited from each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from meetings.importers.schedule_values import ReadUnit
from meetings.importers.schedule_words import AUDIENCES, CAPITALS, UNIT_KINDS
from txct.lib.dates import Unreadable, parse_number_ranges
from txct.lib.text import clean_line, fold

NUMBERS_LIMIT = 150

_ALL = sorted(((kind, level) for level, kinds in UNIT_KINDS.items() for kind in kinds), key=lambda item: -len(item[0]))
_LEVEL = dict(_ALL) | {fold(kind): level for kind, level in reversed(_ALL)}


def _kinds(words: list[str]) -> str:
    return "|".join(rf"{re.escape(word)}(?=\s?[^\W_])" if word.endswith(".") else rf"{word}\b" for word in words)


_NAMES = [kind for kind, _level in _ALL]
_PLAIN_NAMES = [fold(kind) for kind in _NAMES if kind not in ("bản", "bon", "tổ", "đội", "phố")]
KIND = rf"(?:{_kinds(_NAMES)}|(?:kp|tdp|kdc|[pq])(?=\.?\s?[0-9]))"
_KIND = re.compile(KIND)
_PLAIN_KIND = re.compile(rf"(?:{_kinds(_PLAIN_NAMES)}|to\b|(?:kp|tdp|kdc|[pq])(?=\.?\s?[0-9]))")
_DISTRICTS = r"thành phố|thị xã|huyện|quận|tp\.?|tx\.?|tỉnh"
_HIGHER = re.compile(rf"[\s,]+(?:thuộc\s+)?((?:{_DISTRICTS})\s?\S.*)$")
_AROUND = re.compile(rf"[\s,]+(?:thuộc\s+|của\s+)?((?:{_DISTRICTS}|thị trấn|đặc khu|phường|xã)\s?\S.*)$")
_INTRO = re.compile(
    r"^(?:[-+*•·▪]\s*|[0-9]{1,3}[.)]\s+|(?:hội nghị\s+)?(?:txct|tiếp xúc(?: với)? cử tri)\s*(?:tại|với|ở|của)?\s*:?\s*"
    r"|(?:đại diện\s+)?cử tri(?: tại| của| ở)?\s+|tại\s+|ở\s+|địa bàn\s+|địa phương\s*:?\s*"
    rf"|(?:bao )?gồm(?: có)?\s*:?\s*|từ\s+(?={KIND})|liên\s+|của\s+|nhân dân\s+)+"
)
_CLUSTER = re.compile(r"^(cụm(?!\s+dân cư)[^:(;]*?)\s*(?:,\s*)?(?:(?:bao )?gồm(?: có)?|[:(])\s*(?P<rest>.+?)\)?$")
_COUNT = r"(?:[0-9]{1,3}|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)"
_COUNTED = re.compile(
    rf"^(?:tại\s+)?{_COUNT}\s+(?P<kinds>(?:{KIND}[,\s]*(?:và\s+)?)+)\s*(?P<open>[:(]|gồm:?)?\s*(?P<rest>.*?)\)?$"
)
_VOTERS = re.compile(
    r"[(\-–:,]?\s*(?:mời\s+|khoảng\s+|dự kiến\s+|có\s+)*(?P<count>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,6})\s*"
    r"(?:cử tri|ct\b|người|đại biểu cử tri)\s*\)?|\((?P<bare>[0-9]{1,5})\)"
)
_NUMBERS = re.compile(r"(?:số\s+)?(?:từ\s+)?[0-9]{1,3}(?:\s*(?:-|–|đến|tới)\s*(?:số\s+)?[0-9]{1,3})?")
_KIND_TWICE = re.compile(
    rf"(?P<kind>{KIND})\s*(?P<first>[0-9]{{1,3}})\s*(?:-|–|đến|tới)\s*(?P=kind)\s*(?P<last>[0-9]{{1,3}})(?![0-9])",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\s*[*†‡¹²³]+$")
_SPLIT = re.compile(rf"\s*(;|\n|,|\+|&|:|\bvà\b|\s[-–]\s(?={KIND})|/(?={KIND})|\(|\))\s*", re.IGNORECASE)


@dataclass
class Units:
    """What a text says about places. CLUSTER is the name of a group of units printed before them."""

    units: list[ReadUnit] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    cluster: str = ""
    voters: int | None = None


@dataclass(slots=True)
class _Piece:
    kind: str
    level: int
    name: str
    parent: str = ""
    voters: int | None = None


def kind_of(text: str) -> tuple[str, int, str] | None:
    """The kind that TEXT begins with as printed, its level (1 province to 4 settlement), and the name after it."""
    lowered = _lower(text)
    found = (_PLAIN_KIND if text.isascii() else _KIND).match(lowered)
    if found is None:
        return None
    kind = text[: found.end()].strip()
    key = kind.lower()
    level = _LEVEL.get(key) or {"p": 3, "q": 2}.get(key, 4)
    return kind, level, text[found.end() :].lstrip(" .").strip()


def has_unit(text: str) -> bool:
    """Whether TEXT begins with the name of a unit: a kind and something after it."""
    found = kind_of(text)
    return found is not None and bool(re.match(rf"(?:số\s+)?[{CAPITALS}0-9]", found[2]))


def read_units(text: str) -> Units:
    """The units of a cell or phrase, in order. Kinds told once hold for the names that follow."""
    result = Units()
    text = _KIND_TWICE.sub(r"\g<kind> \g<first> đến \g<last>", _joined_lines(text).strip(" .;,"))
    text = _without_intro(text)
    lowered = _lower(text)
    if found := _CLUSTER.match(lowered):
        result.cluster = text[: found.end(1)].strip()
        text = text[found.start("rest") : found.end("rest")]
        text = _without_intro(text)
        lowered = _lower(text)
    if found := _COUNTED.match(lowered):
        rest = text[found.start("rest") : found.end("rest")].strip()
        if not rest:
            result.units.append(ReadUnit(clean_line(text)))
            result.faults.append(
                ("doubtful_reading", f"“{clean_line(text)[:80]}” không nêu tên từng đơn vị. Ghi rõ tên.")
            )
            return result
        kinds = text[found.start("kinds") : found.end("kinds")]
        if found["open"]:
            text = rest if kind_of(_without_intro(rest)) else f"{kinds} {rest}"
            text = _without_intro(text)
        else:
            text = f"{kinds.strip()} {rest}"
    if found := AUDIENCES.match(text):
        told = f"“{clean_line(text)[:80]}” nêu đối tượng cử tri, không nêu đơn vị. Ghi rõ đơn vị."
        result.faults.append(("doubtful_reading", told))
        return result
    _read_pieces(text, result)
    _check_cluster(result)
    return result


def _lower(text: str) -> str:
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text


def _without_intro(text: str) -> str:
    text = re.sub(r"^(?:các|những)\s+", "", text, flags=re.IGNORECASE)
    found = _INTRO.match(_lower(text))
    if found is not None and found.end() < len(text):
        text = text[found.end() :]
    return (
        re.sub(r"^(?:các|những)\s+(?=\S)", "", text, flags=re.IGNORECASE)
        if _KIND.match(_lower(re.sub(r"^(?:các|những)\s+", "", text, flags=re.IGNORECASE)))
        and re.search(rf"[0-9:,{CAPITALS}]", text[4:])
        else text
    )


def _joined_lines(text: str) -> str:
    """TEXT with line breaks kept only where they part units; a name broken over two lines is made whole."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    whole = lines[:1]
    for line in lines[1:]:
        begins = kind_of(re.sub(r"^(?:[-+*•·▪]\s*|[0-9]{1,3}[.)]\s+)", "", line)) is not None or line[:1] in "-+*•"
        if begins or whole[-1].endswith((",", ";", ":")):
            whole.append(re.sub(r"^[-+*•·▪]\s*", "", line))
        else:
            whole[-1] += " " + line
    return "\n".join(whole)


def _read_pieces(text: str, result: Units) -> None:
    pieces: list[_Piece] = []
    tokens = _SPLIT.split(text)
    kind, level, mixed, outer = "", 0, [], ""
    depth_text = ""
    for index in range(0, len(tokens), 2):
        token = tokens[index].strip(" .")
        sign = tokens[index - 1].strip() if index else ""
        following = tokens[index + 1].strip() if index + 1 < len(tokens) else ""
        if sign == "(":
            depth_text = token
        if sign == ")":
            depth_text = ""
        token, voters = _take_voters(token, in_bracket=sign == "(" and following == ")")
        if voters is not None:
            if pieces and not token:
                pieces[-1] = replace(pieces[-1], voters=voters)
                continue
            if not pieces and not token:
                result.voters = voters
                continue
        token = re.sub(r"^(?:(?:[Cc]ác|[Nn]hững|gồm|thuộc|cử tri)\s+(?=\S)|từ\s+(?=[a-zđ0-9]))", "", token).strip()
        if not token:
            continue
        found = kind_of(token)
        if found is None and sign == "(" and depth_text and pieces and not _NUMBERS.fullmatch(_lower(token)):
            result.faults.append(("doubtful_reading", f"Bỏ qua phần trong ngoặc “{token[:60]}” của tên đơn vị."))
            continue
        if found is None and token[:1].islower() and (pieces or kind) and not _NUMBERS.match(_lower(token)):
            continue
        if found is not None:
            if kind and level and found[1] < level and sign in (",", "(", "-", "–") and pieces and found[2]:
                _set_parent(pieces, token)
                continue
            if pieces and found[1] > pieces[-1].level and sign in (":", "(") and pieces[-1].level:
                outer = f"{pieces[-1].kind} {pieces[-1].name}".strip()
                pieces.pop()
            mixed.append(found[0])
            kind, level, token = found
            if not token:
                if following in ("", ";", "\n", ")"):
                    pieces.append(_Piece("", level, f"các {kind.lower()}", outer, voters))
                    result.faults.append(("doubtful_reading", f"“{text[:60]}” không nêu tên đơn vị. Ghi rõ tên."))
                continue
        elif not kind and sign == ":" and pieces:
            outer = pieces.pop().name
        _add(pieces, _Piece(kind, level, token, outer, voters), result)
    if len({fold(word) for word in mixed[:2]}) > 1 and re.match(rf"{KIND}\s*(?:,|và|;|/)\s*{KIND}", _lower(text)):
        result.faults.append(
            ("doubtful_reading", f"Không rõ tên nào là {' hay '.join(dict.fromkeys(map(str.lower, mixed)))}: xem lại.")
        )
    named = (ReadUnit(clean_line(f"{piece.kind} {piece.name}"), piece.voters, piece.parent) for piece in pieces)
    result.units.extend(unit for unit in named if unit.name)


def _take_voters(token: str, *, in_bracket: bool) -> tuple[str, int | None]:
    lowered = _lower(token)
    if in_bracket and re.fullmatch(r"[0-9]{1,5}", token):
        return "", int(token)
    found = _VOTERS.search(lowered)
    if found is None:
        return token, None
    count = int((found["count"] or found["bare"]).replace(".", ""))
    rest = (token[: found.start()] + token[found.end() :]).strip(" :-–,(")
    return re.sub(r"^(?:mời|khoảng|dự kiến|tổng(?: số)?)$", "", rest.strip(), flags=re.IGNORECASE), count


def _set_parent(pieces: list[_Piece], parent: str) -> None:
    for index in range(len(pieces) - 1, -1, -1):
        if pieces[index].parent:
            break
        pieces[index] = replace(pieces[index], parent=clean_line(parent))


def _add(pieces: list[_Piece], piece: _Piece, result: Units) -> None:
    """Add a piece: a name, or each number of a range; a district printed after the name is taken off it."""
    piece = replace(piece, name=_FOOTNOTE.sub("", piece.name))
    lowered = _lower(piece.name)
    around = _AROUND if piece.level > 3 else _HIGHER
    if higher := around.search(lowered) if piece.level > 2 else None:
        parent = clean_line(piece.name[higher.start(1) :])
        piece = replace(piece, name=piece.name[: higher.start()].strip(), parent=parent)
        if not piece.name:
            return
        lowered = _lower(piece.name)
    if _NUMBERS.fullmatch(lowered) and piece.kind:
        figures = re.sub(r"số\s+|từ\s+", "", lowered).replace("tới", "đến").replace("–", "-")
        try:
            numbers = parse_number_ranges(figures)
        except Unreadable as error:
            result.faults.append(("doubtful_reading", str(error)))
            numbers = ()
        if len(numbers) > NUMBERS_LIMIT:
            result.faults.append(("doubtful_reading", f"Khoảng số “{piece.name}” quá dài, hãy kiểm tra lại."))
            numbers = ()
        if len(numbers) == 1:
            pieces.append(replace(piece, name=re.sub(r"[^0-9]", "", lowered)))
            return
        pieces.extend(replace(piece, name=str(number)) for number in numbers)
        if numbers:
            message = (
                f"Đã hiểu “{piece.kind} {piece.name}” là {len(numbers)} đơn vị mang số {numbers[0]}–{numbers[-1]}."
            )
            result.faults.append(("numbered_units", message))
            return
    pieces.append(piece)


def _check_cluster(result: Units) -> None:
    """A cluster named after places of which some, but not all, stand in its list."""
    if not result.cluster:
        return
    names = [
        fold(re.sub(r"^cụm\s+", "", name, flags=re.IGNORECASE))
        for name in re.split(r"\s+[-–]\s+|,|\bvà\b", result.cluster)
    ]
    listed = " | ".join(fold(unit.name) for unit in result.units)
    missing = [name for name in names if name and name not in listed]
    if missing and len(missing) < len(names):
        result.faults.append(
            (
                "cluster_mismatch",
                f"“{result.cluster}” nhưng danh sách không có đủ các đơn vị trong tên cụm. Kiểm tra lại.",
            )
        )
