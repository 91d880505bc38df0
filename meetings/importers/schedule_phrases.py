"""One phrase of running text that tells of a meeting: its labels, times, groups, people, hall and units."""

from __future__ import annotations

import re
from dataclasses import replace

from meetings.importers.schedule_drafts import TEAM, Draft, completed, names_a_place
from meetings.importers.schedule_headers import PART_ROLES, TIME_ROLES, is_header_text, plain_header, role_of
from meetings.importers.schedule_people import COUNCILS, GROUP, NAME, has_surname, is_name, read_people, split_groups
from meetings.importers.schedule_places import KIND, has_unit, kind_of
from meetings.importers.schedule_times import find_when, plain
from meetings.importers.schedule_values import Spot
from meetings.importers.schedule_words import CAPITALS, VENUE_WORDS
from txct.lib.text import clean_line, fold

_UNIT_ROLES = ("unit", "settlement", "commune", "district")
_NAMED_ROLES = ("group", *_UNIT_ROLES)
_LABEL = re.compile(
    r"(?:^|[.;,|•(]\s*|\s[-–+]\s+|\s{2,})"
    r"(?P<label>(?:[Tt]hời gian,\s*)?[^\W\d_][^:;,.|()]{0,60}?)\s*:\s*"
)
_KIND_LABEL = re.compile(rf"^(?:các\s+)?{KIND}(?:\s*(?:,|/|và)\s*{KIND})*$")
_KIND_COLON = re.compile(rf"(?P<kinds>\bcử tri\s+(?:các|ở|tại|thuộc)?\s*{KIND})\s*:\s*(?=\S)", re.IGNORECASE)
_TITLES = r"(?:các|ông|bà|ông/bà|đồng chí|đ/c|đại biểu|đb|đbqh|vị|và|ths\.?|ts\.?|gs\.?|pgs\.?)"
_PEOPLE = re.compile(
    rf"(?:\b(?:gồm(?: có)?|do|có|cùng|là)\s*:?\s*)?(?!(?-i:(?:và|các)\s+[{CAPITALS}]))"
    rf"(?:(?<![^\W\d_]){_TITLES}[\s,:]+)+(?-i:{NAME})"
    rf"(?:\s*(?:\([^()\0]{{2,60}}\)\s*)?(?:,|;|\bvà\b)\s*(?:{_TITLES}[\s,:]+)*(?-i:{NAME}))*",
    re.IGNORECASE,
)
_CHAIR = re.compile(
    rf"\bdo\s+(?P<chair>[^,;.]{{3,120}}?)\s+(?:chủ trì|điều hành)|(?P<name>(?-i:{NAME}))\s+chủ trì", re.IGNORECASE
)
_AT = re.compile(r"\b(?:tại|địa điểm)\s*:?\s+", re.IGNORECASE)
_VENUE_END = re.compile(
    r"\0|;|\.\s|\.$|:\s|,?\s+dành cho\b"
    r"|,?\s+(?:bao )?gồm\b|,\s*do\b|,\s*thành phần|,\s*(?:khoảng |mời )?[0-9]+ cử tri|,\s*(?:kính )?mời\b|,\s*cử tri\b"
    r"|\s[-–]\s(?=[^\W\d_]+:)|\s\|\s|\bvào\s*(?=\0)|\btại\s+(?=[^\W\d_])|\btiếp xúc\b|\n",
    re.IGNORECASE,
)
_VENUE_START = re.compile(rf"(?:^|[,;:|(\0]|\.\s|[\s\0][-–]\s)\s*(?=(?:{VENUE_WORDS})\b)", re.IGNORECASE)
_IN_A_HALL = re.compile(r"(?:nhà văn hóa|nhà văn hoá|nhà họp|nhà sinh hoạt|hội trường|nhà|trụ sở)\s+$", re.IGNORECASE)
_MORE_PLACES = re.compile(
    rf"(?:\s*(?:,|-|–|và)\s*[{CAPITALS}][\w]*(?: [{CAPITALS}][\w]*){{0,1}})+(?=,?\s*(?:tiếp xúc|\0|$|[.:;)(]))"
)
_CLUSTER_GROUP = re.compile(
    r"(?:^|[\0,])\s*(cụm(?!\s+dân cư)\s+(?:(?!\bgồm\b)[^:;,\0(]){2,80}?),?\s*(?=tiếp xúc|\0|\(|[.:]?\s*$)",
    re.IGNORECASE,
)
_GROUP_IN_BRACKETS = re.compile(
    r"\((?P<group>tổ\s+(?:đại biểu\s+)?(?:số\s+)?[0-9]{1,2})\s*(?:[:–-]|,?\s*gồm)\s*(?P<people>[^()]*)\)",
    re.IGNORECASE,
)
_HALL_AS_ABOVE = re.compile(
    r"[,;(–-]\s*((?:tại\s+)?(?:cùng\s+)?(?:địa điểm|nơi họp|hội trường)\s*:?\s+"
    r"(?:cũng\s+)?(?:(?:như|nêu|nói)\s+)?trên\b)",
    re.IGNORECASE,
)
_CLUSTER = re.compile(r"cụm(?!\s+(?:dân cư|văn hóa))\s", re.IGNORECASE)
_ONLY_A_TIME = re.compile(r"\(\s*(?:(?:bắt đầu|từ|lúc|vào|khoảng|hồi)\s+)*(?:\0|[\s,])+\)", re.IGNORECASE)
_AFTER_THE_HALL = re.compile(r"[;,.]\s*(?=(?:đại diện\s+)?cử tri\s+\S)", re.IGNORECASE)
_SHORT_TEAM = re.compile(
    r"(?:^|[,;.:(\0]\s*|\bdo\s+)(to (?:so )?[0-9]{1,2}(?:\s*(?:,|va)\s*(?:to )?(?:so )?[0-9]{1,2})*)"
    r"(?=\s*(?:[:,;().\0-]|$|(?P<meets>(?:hdnd \w+ )?tiep xuc\b)))"
)
_COUNCILS_BESIDE = re.compile(
    rf"(?:[,;\0]\s*|\bdo\s+)({COUNCILS.pattern})(?=\s*(?:[,;.:(\0]|$|tiếp xúc))", re.IGNORECASE
)
_CHUNKS = re.compile(r"\0+|;|\.\s+|\.$|\s[-–|]\s(?![^;:.\0]*\bgồm\b)|^\s*[-–*+•]\s|\n|:\s+(?=[A-ZĐ0-9][^,]{0,40}$)")
_TRAILING = re.compile(
    r"(?:[\s,]+(?:vào|lúc|tổ chức|được tổ chức|diễn ra|tại|do|sẽ|được|từ|trong|và|ngày|buổi|tiếp xúc|đã|là"
    r"|(?:đến |tới )?(?:tham )?dự))+$",
    re.IGNORECASE,
)
_INVITED = re.compile(r"\s*(?:đại diện\s+)?cử tri\b", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:chuyển|dời|đổi|lùi|thay đổi)(?:\s+lịch)?\s+từ\s+(?P<old>[^.;]{3,60}?)"
    r"\s+(?:sang|thành|đến|tới)\s+(?P<new>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LOWER_LABELS = frozenset(
    ("dai bieu", "dai bieu du", "dai bieu tham du", "dai bieu gom", "gom cac dai bieu", "thanh phan")
)
_BEFORE_NAME = re.compile(rf"^(?:gồm|tại|với|.*\b(?:tiếp xúc(?: với)? cử tri|txct))\s+(?=[{CAPITALS}])")
_CLUSTER_OF_UNITS = re.compile(r"\bcụm(?!\s+dân cư)\s.*\bgồm\b", re.IGNORECASE)
_EMPTY = re.compile(
    r"^(?:và|vào|lúc|ngày|tại|gồm|của|các|với|do|từ|đến|buổi|hội nghị|tiếp xúc(?: với)? cử tri|txct|sẽ|cùng|dự|tham dự"
    r"|cuộc|đối với|thời gian|đơn vị|xong|thứ|đã|được|lần lượt|cụ thể|như sau|trong|bắt đầu|tổ chức"
    r"|hằng|hàng|mỗi|và các đại biểu|đại biểu(?: hđnd)?|ngày,"
    r"|\W)+$",
    re.IGNORECASE,
)
_UNIT_START = re.compile(
    r"(?:tiếp xúc(?: với)?\s+cử tri|txct|cử tri|bà con|nhân dân|(?:bao )?gồm(?: có)?|của|cho|:|,|^|\()\s*"
    r"(?:tại\s+|của\s+|với\s+|ở\s+|:\s*)*"
    rf"(?=(?:các\s+|(?:[0-9]{{1,3}}|hai|ba|bốn|năm)\s+)?{KIND})",
    re.IGNORECASE,
)


def labels_of(text: str) -> list[tuple[str, str, str]]:
    """(role, label, value) of each labelled stretch; what stands before the first label has the role ""."""
    found = []
    position = 0
    while match := _LABEL.search(text, position):
        label = match["label"].strip(" -–+*•,")
        words = label.split(" ")
        role = None
        # A label may have a few words before it that belong to the value of the one before.
        for start in range(len(words)):
            candidate = " ".join(words[start:])
            if is_label(candidate) and (start == 0 or len(words) - start > 1):
                role, label = role_of(candidate), candidate
                break
        if role is None or (role in _NAMED_ROLES and _begins_with_time(text[match.end() :])):
            position = match.start("label") + 1
            continue
        begin = match.end("label") - len(label) if match["label"].endswith(label) else match.start("label")
        found.append((begin, match.end(), role, label))
        position = match.end()
    if not found:
        return [("", "", text)]
    found = [
        (begin, end, "invited" if role == "delegates" and _INVITED.match(text[end:]) else role, label)
        for begin, end, role, label in found
    ]
    result = [("", "", text[: found[0][0]])]
    for index, (_begin, end, role, label) in enumerate(found):
        last = found[index + 1][0] if index + 1 < len(found) else len(text)
        result.append((role, label, text[end:last].strip(" ;,|•–-")))
    return result


def _begins_with_time(text: str) -> bool:
    """Whether TEXT begins with a day or hour: what stands before it is then no label but who is meant."""
    return any(first <= 2 for first, _last in find_when(text[:60]).spans)


def is_label(text: str) -> bool:
    """Whether TEXT is the label of a field rather than the kind of the units that follow it."""
    if plain_header(text) == "to":
        return text in ("Tổ", "TỔ")
    if plain_header(text) in _LOWER_LABELS:
        return True
    if not text or _KIND_LABEL.match(text.lower()) or text[:1].islower():
        return False
    return (is_header_text(text) and role_of(text) not in ("index", *PART_ROLES)) or plain_header(text) in (
        "db",
        "dai bieu du",
        "to truong",
    )


def read_phrase(draft: Draft, text: str, spot: Spot) -> None:
    """Read all that a phrase says into DRAFT; what is there already is kept."""
    text = _KIND_COLON.sub(r"\g<kinds> ", text)
    for role, label, value in labels_of(text):
        if not value.strip(" .,;:|-–"):
            continue
        if role == "":
            _read_plain(draft, value, spot)
        else:
            _read_labelled(draft, role, label, value, spot)
    _settle_districts(draft)


def _read_labelled(draft: Draft, role: str, label: str, value: str, spot: Spot) -> None:
    value = value.strip()
    if role in TIME_ROLES:
        when = find_when(clean_line(value), sure=True)
        draft.when = completed(draft.when, when)
        draft.spots.setdefault("when", spot)
        rest = _masked(value, list(when.spans))
        if "tại " in rest:
            _read_plain(draft, rest.replace("\0", " "), spot)
    elif role in ("mixed", "content"):
        _read_plain(draft, value, spot)
    elif role == "venue":
        hall, *others = _AFTER_THE_HALL.split(value, maxsplit=1)
        draft.take_venue(hall, spot)
        for other in others:
            _read_plain(draft, other, spot)
    elif role in _UNIT_ROLES:
        draft.take_units(value, spot)
    elif role == "group":
        draft.take_group_cell(value, spot, "Đơn vị bầu cử số" if "bau cu" in fold(label) else "Tổ đại biểu số")
    elif role == "delegates":
        value = draft.take_voters_of(value, spot)
        if GROUP.match(plain(value)) and not read_people(value).names:
            draft.take_group_cell(value, spot)
        else:
            draft.take_people(value, spot)
    elif role == "chair":
        draft.chair = draft.chair or clean_line(value).strip(" .;,")
        draft.spots.setdefault("chair", spot)
    elif role in ("voters", "invited"):
        draft.take_invited(value, spot)
    elif role in ("notes", "office"):
        draft.notes = "; ".join(filter(None, (draft.notes, clean_line(value).strip(" .;"))))


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    for first, last in spans:
        text = text[:first] + "\0" * (last - first) + text[last:]
    return text


def _read_plain(draft: Draft, text: str, spot: Spot) -> None:
    moved = _MOVED.search(text)
    if moved is not None and find_when(moved["old"]).days and find_when(moved["new"]):
        draft.notes = "; ".join(filter(None, (draft.notes, f"chuyển từ {clean_line(moved['old'])}")))
        text = f"{text[: moved.start()]} {moved['new']}"
    if above := _HALL_AS_ABOVE.search(text):
        draft.take_venue("như trên", spot)
        text = _masked(text, [above.span(1)])
    when = find_when(text)
    rest = _masked(text, list(when.spans))
    if when.range and len((nearer := find_when(rest.replace("\0", " "))).days) == 1 and not nearer.range:
        # "từ ngày 15 đến ngày 17/6 …: điểm thứ nhất … ngày 15/6": the span is that of the round
        day = replace(nearer.days[0], year=nearer.days[0].year or when.days[-1].year)
        when = replace(when, days=(day,), range=False, weekday=nearer.weekday)
        rest = _masked(rest, list(nearer.spans))
    draft.when = completed(draft.when, when)
    if when:
        draft.spots.setdefault("when", spot)
    rest = _ONLY_A_TIME.sub(lambda found: "\0" * len(found[0]), rest)
    rest = _take_group_in_brackets(draft, rest, spot)
    rest = _take_chair(draft, rest, spot)
    rest = _take_named_groups(draft, rest, spot)
    rest = _take_named_people(draft, rest, spot)
    rest = _take_halls(draft, rest, spot)
    _take_rest(draft, rest, spot)


def _take_chair(draft: Draft, text: str, spot: Spot) -> str:
    found = _CHAIR.search(text)
    if found is None or draft.chair:
        return text
    draft.chair = clean_line((found["chair"] or found["name"]).replace("\0", " "))
    draft.spots.setdefault("chair", spot)
    return _masked(text, [found.span()])


def _take_group_in_brackets(draft: Draft, text: str, spot: Spot) -> str:
    """ "(Tổ 1: ông Nguyễn Văn An, bà Lê Thị Bình)": a group with its members."""
    found = _GROUP_IN_BRACKETS.search(text)
    if found is None:
        return text
    draft.take_groups(split_groups(found["group"]), spot)
    names = [name for name in read_people(found["people"]).names if name not in draft.delegates]
    draft.delegates.extend(names)
    return _masked(text, [found.span()])


def _take_named_groups(draft: Draft, text: str, spot: Spot) -> str:
    spans = []
    folded = plain(text.replace("\0", "\n"))
    for found in GROUP.finditer(folded):
        if _IN_A_HALL.search(text[: found.start()]):
            continue
        stop = found.end()
        if "cum" in found[0] and (more := _MORE_PLACES.match(text[stop:])):
            stop += more.end()
        piece = text[found.start() : stop]
        label = re.sub(r"^(?:các\s+)?đại biểu (?:thuộc )?(?=đơn vị)", "", piece, flags=re.IGNORECASE)
        draft.take_groups(split_groups(label.replace("\0", " ")), spot)
        spans.append((found.start(), stop))
    for found in _COUNCILS_BESIDE.finditer(text):
        draft.take_groups([clean_line(found[1])], spot)
        spans.append(found.span(1))
    cluster = _CLUSTER_GROUP.search(text)
    if cluster is not None and not spans:
        draft.take_groups([clean_line(cluster[1])], spot)
        spans.append(cluster.span(1))
    if not spans and not draft.groups:
        short = _SHORT_TEAM.search(folded)
        if short is not None and (short["meets"] or has_unit(text[short.end() :].strip(" :,;.-("))):
            draft.take_groups([text[short.start(1) : short.end(1)]], spot)
            spans.append(short.span(1))
    return _masked(text, spans)


def _take_named_people(draft: Draft, text: str, spot: Spot) -> str:
    spans = []
    for found in _PEOPLE.finditer(text):
        people = read_people(re.sub(r"^(?:do|có|cùng)\s+", "", found[0], flags=re.IGNORECASE))
        names = [name for name in people.names if is_name(name)]
        if re.search(r"\bnhà\s+$", text[: found.start()]):
            continue
        if names:
            draft.delegates.extend(name for name in names if name not in draft.delegates)
            draft.spots.setdefault("delegates", spot)
            spans.append(found.span())
    return _masked(text, spans)


def _take_halls(draft: Draft, text: str, spot: Spot) -> str:
    """The hall after "tại", or a phrase that begins with a word for one; a unit after "tại" is no hall."""
    position = 0
    while found := _AT.search(text, position):
        end = _VENUE_END.search(text, found.end() + 1)
        piece = text[found.end() : end.start() if end else len(text)]
        position = found.end()
        bare = piece.strip(" ,.")
        if not bare or _is_counted(bare) or draft.venue or _CLUSTER.match(bare):
            continue
        is_place = kind_of(bare) is not None and not re.match(rf"(?:{VENUE_WORDS})\b", bare, re.IGNORECASE)
        if is_place and not _says_units_elsewhere(text, found.start(), end.start() if end else len(text)):
            continue
        draft.take_venue(_without_others(draft, piece, spot), spot)
        text = _masked(text, [(found.start(), end.start() if end else len(text))])
    if not draft.venue and (start := _VENUE_START.search(text)):
        end = _VENUE_END.search(text, start.end() + 1)
        stop = end.start() if end else len(text)
        draft.take_venue(_without_others(draft, text[start.end() : stop], spot), spot)
        text = _masked(text, [(start.end(), stop)])
    return text


def _without_others(draft: Draft, hall: str, spot: Spot) -> str:
    """A hall without the groups and names that follow it after commas."""
    pieces = re.split(r"(,|\s[-–]\s)", hall)
    while len(pieces) > 1:
        last = clean_line(pieces[-1]).strip(" .")
        if re.fullmatch(r"to (?:so )?[0-9]{1,2}", plain(last)):
            draft.take_groups([last], spot)
        elif is_name(last) and has_surname(last) and len(last.split(" ")) > 2 and not kind_of(last):
            draft.delegates.insert(0, last)
            draft.spots.setdefault("delegates", spot)
        elif last:
            break
        del pieces[-2:]
    return "".join(pieces)


def _is_counted(text: str) -> bool:
    counted = rf"(?:[0-9]{{1,3}}|hai|ba|bốn|năm|các)\s+(?:{KIND}|điểm\b|địa điểm|hội nghị|nơi\b)"
    return re.match(counted, text.lower()) is not None


def _says_units_elsewhere(text: str, first: int, last: int) -> bool:
    """Whether units stand outside the stretch FIRST..LAST, so that a unit inside it must be the place of the hall."""
    outside = f"{text[:first]} ; {text[last:]}".replace("\0", " ; ")
    return any(has_unit(outside[found.end() :]) for found in _UNIT_START.finditer(outside)) or any(
        _is_counted(outside[found.end() :]) for found in _UNIT_START.finditer(outside)
    )


def _take_rest(draft: Draft, text: str, spot: Spot) -> None:
    """What is left: units, names without titles, and words that say nothing more."""
    others = []
    for chunk in _CHUNKS.split(text):
        bare = clean_line(chunk).strip(" ,.:;-–+*•|")
        if bare.startswith("(") and bare.endswith(")"):
            bare = bare[1:-1]
        bare = bare.strip(" ,.:;-–+*•)(") if bare.count("(") != bare.count(")") else bare.strip(" ,.:;-–+*•")
        if not bare or _EMPTY.match(bare):
            continue
        start = _UNIT_START.search(bare)
        bare = _TRAILING.sub("", bare)
        if cluster := _CLUSTER_OF_UNITS.search(bare):
            draft.take_units(bare[cluster.start() :], spot)
            continue
        if start is not None and (has_unit(bare[start.end() :]) or _is_counted(bare[start.end() :])):
            draft.take_units(bare[start.end() :], spot)
            before = bare[: start.start()].strip(" ,.:;-–")
            if before and not _EMPTY.match(before):
                others.append(before)
            continue
        others.append(bare)
    _sort_out_groups(draft, spot)
    for other in (_BEFORE_NAME.sub("", other) for other in others):
        if COUNCILS.fullmatch(other.strip(" ,")):
            draft.take_groups([other.strip(" ,")], spot)
            continue
        people = read_people(other)
        cluster = re.match(r"^(?:các\s+)?cụm\b", other, re.IGNORECASE)
        if people.groups and not people.rest and not draft.groups:
            draft.take_groups(people.groups, spot)
            if not people.names:
                continue
        if draft.units and people.names and not people.rest and any(map(has_surname, people.names)):
            draft.delegates.extend(name for name in people.names if name not in draft.delegates)
            draft.spots.setdefault("delegates", spot)
        elif not draft.units and (cluster or _name_like(other)):
            draft.take_units(
                re.sub(r"^(?:tiếp xúc(?: với)? cử tri|txct|cử tri)\s+", "", other, flags=re.IGNORECASE), spot
            )
        else:
            draft.notes = "; ".join(filter(None, (draft.notes, other)))


def _settle_districts(draft: Draft) -> None:
    """A district told apart from its communes is where they lie, not a unit beside them."""
    levels = [(kind_of(unit.name) or ("", 0, ""))[1] for unit in draft.units]
    districts = [unit for unit, level in zip(draft.units, levels, strict=True) if 0 < level <= 2]
    if len(districts) != 1 or max(levels) < 3:
        return
    name = districts[0].name
    draft.units = [replace(unit, parent=unit.parent or name) for unit in draft.units if unit is not districts[0]]


def _sort_out_groups(draft: Draft, spot: Spot) -> None:
    """ "Tổ 2" beside units of another kind is the group of delegates, not a settlement."""
    teams = [unit for unit in draft.units if TEAM.fullmatch(unit.name)]
    beside = len(draft.units) > 1 and "tổ" not in draft.units[0].name
    beside = beside or (draft.units == teams and names_a_place(draft.venue))
    with_members = draft.units == teams and draft.delegates and not (draft.venue or draft.when)
    if len(teams) == 1 and (beside or with_members) and not draft.groups:
        draft.units.remove(teams[0])
        draft.take_groups([teams[0].name], spot)


def _name_like(text: str) -> bool:
    """Whether TEXT may be the bare name of a unit: a few words in capitals."""
    bare = re.sub(r"^(?:tiếp xúc(?: với)? cử tri|txct|cử tri)\s+", "", text, flags=re.IGNORECASE)
    return (
        re.fullmatch(rf"[{CAPITALS}][\w'’]*(?:[ -][{CAPITALS}0-9][\w'’]*){{0,4}}", bare) is not None
        and not bare.isupper()
    )
