"""What the columns of a schedule's table, and the labels of its lines, are about."""

from __future__ import annotations

import re

from meetings.importers.schedule_drafts import is_unit
from meetings.importers.schedule_grid import Cell
from meetings.importers.schedule_places import kind_of
from meetings.importers.schedule_times import find_when
from txct.lib.text import clean_line, fold

PART_ROLES = ("sáng", "chiều", "tối")
TIME_ROLES = ("when", "date", "clock", "part", "weekday")
PLACE_ROLES = ("unit", "settlement", "commune", "district")
ASIDE_ROLES = ("index", "notes", "office", "staff", "invited", "voters")

_SETTLEMENT = r"khu pho|thon|ap|to dan pho|tdp|khu dan cu|khom|buon|lang|xom|khoi|to dan cu"
_COMMUNE = r"xa|phuong|thi tran|dac khu"
_DISTRICT = r"huyen|quan|thi xa|thanh pho|tp"
# The first rule that fits decides, so the narrower ones stand first.
_RULES = (
    ("index", r"^(?:stt|tt|so tt|so thu tu|#|no)$"),
    ("invited", r"^doi tuong|^thanh phan (?:cu tri|moi)|^(?:cu tri|khach) (?:duoc )?moi|^cu tri (?:tham du|moi|du)\b"),
    ("voters", r"so (?:luong |luot )?(?:cu tri|nguoi)|cu tri du kien|^so luong|^cu tri$"),
    ("notes", r"ghi chu|luu y|^khac$"),
    ("office", r"^chuc (?:vu|danh|nang)|^don vi cong tac|^noi cong tac|dien thoai|^sdt"),
    ("chair", r"chu tri|dieu hanh|chu toa"),
    ("staff", r"phuc vu|thu ky|ghi chep|lai xe|phuong tien|^xe\b|phong vien|bao chi|lien he|nguoi lap"),
    ("mixed", r"(?:thoi gian|ngay).*(?:dia diem|don vi|dia ban)"),
    ("content", r"^noi dung|^lich tiep xuc|^hoat dong"),
    ("group", r"^(?:ten |cac |so )?to (?:dai bieu|db|hdnd|so)|^to$|don vi bau cu|dvbc|^nhom|^dai bieu don vi"),
    ("cluster", r"^(?:ten )?cum(?: so| tiep xuc| dan cu)?$"),
    ("settlement", rf"^(?:ten |cac |gom |danh sach )*(?:{_SETTLEMENT})\b"),
    ("commune", rf"^(?:ten )?(?:{_COMMUNE})\b|^don vi (?:cap xa|xa|phuong)|^(?:p/x|x/p|x/p/tt)$"),
    ("district", rf"^(?:ten )?(?:{_DISTRICT})\b"),
    ("venue", r"dia diem|d\s?diem|dia chi|^noi\b|hoi truong|^tai$|^diem\b"),
    ("delegates", r"dai bieu|^db\b|^(?:lanh dao|to truong|phu trach|ho (?:va )?ten|phan cong)|thanh (?:phan|vien)"),
    ("delegates", r"dbqh|nguoi tiep"),
    ("unit", r"don vi|dia phuong|dia ban|cu tri|khu vuc|noi tiep"),
    ("sáng", r"^(?:buoi )?sang$"),
    ("chiều", r"^(?:buoi )?chieu$"),
    ("tối", r"^(?:buoi )?toi$"),
    ("part", r"^buoi$"),
    ("weekday", r"^thu$|^thu trong tuan"),
    ("clock", r"^(?:gio|thoi gian bat dau|gio bat dau|vao luc|luc|gio to chuc|gio tiep|gio hop)\b(?!.*ngay)"),
    ("date", r"^ngay\b(?!.*gio)"),
    ("when", r"thoi gian|thoi diem|ngay|gio|buoi|lich"),
)  # fmt: skip
_COMPILED = tuple((role, re.compile(rule)) for role, rule in _RULES)
_WORD_LIST = """
    cum lanh dao phu trach p x d doi tuong moi khach
    stt tt so thu tu no ngay thang nam gio buoi thoi gian diem dia chi phuong xa huyen quan thi
    tran thanh pho
    khu thon to dan dai bieu hdnd dbqh qh quoc hoi don vi bau cu tri ten ho va chu tri tai chuc vu danh nang ghi
    luong nguoi tham du phan noi tiep xuc txct nghi dung lich dac cap tinh nhom truong co cac cua ban thuc hinh
    hop dieu hanh trach nhiem moi kien khac luu y cong tac dien thoai sdt hoat dong bat dau luc vao ap khom buon
    lang xom khoi tdp dvbc db tp dbhdnd toa trong tuan luot cho theo cung voi duoc tren hoac ky hop khach cu do
    cau phuc thu ky chep lai xe phuong tien lien he to chuc
    thanh vien uy mttq ubnd don gom lam viec phut h vuc chinh thon/khu pho/to xa/phuong huyen/xa
"""
_WORDS = frozenset((*_WORD_LIST.split(), "sang", "chieu"))


def role_of(header: str) -> str | None:
    """The role of a column by its header, or of a phrase by its label; None when the words say nothing known."""
    folded = plain_header(header)
    if not folded or len(folded) > 90:
        return None
    for role, rule in _COMPILED:
        if rule.search(folded):
            return role
    return None


def plain_header(header: str) -> str:
    """A header folded, without brackets and punctuation."""
    folded = re.sub(r"\(.*?\)", " ", fold(clean_line(header)))
    return " ".join(re.sub(r"[^a-z0-9/#]+", " ", folded).split())


def is_header_text(text: str) -> bool:
    """Whether TEXT is made of the words of headers alone and has a role."""
    folded = plain_header(text)
    words = re.split(r"[ /]", folded)
    if not folded or len(words) > 16 or re.search(r"[0-9]", folded) or role_of(text) is None:
        return False
    known = sum(word in _WORDS for word in words if word)
    kind = kind_of(clean_line(text))
    if kind is not None and is_unit(text) and (text[:1].islower() or (kind[1] < 4 and kind_of(kind[2]) is None)):
        return False
    return known >= 0.75 * len(words)


def header_roles(row: list[Cell]) -> dict[int, str] | None:
    """The roles by column when the row is a header, else None."""
    texts = {index: cell.text for index, cell in enumerate(row) if cell.text and not cell.beside}
    known = {index: role_of(text) for index, text in texts.items() if is_header_text(text)}
    roles = {index: role for index, role in known.items() if role is not None}
    useful = {role for role in roles.values() if role not in ASIDE_ROLES[:4]}
    if len(useful) < 2 or len(roles) < 0.6 * len(texts):
        return None
    if any(text.isdigit() or find_when(clean_line(text)).days for text in texts.values()):
        return None
    return roles
