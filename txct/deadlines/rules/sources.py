"""Names of the legal texts as papers cite them, and the days they came into force."""

from __future__ import annotations

from datetime import date

JOINT_RESOLUTION = "Nghị quyết liên tịch 72/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN"
AMENDMENT = "Nghị quyết liên tịch 100/2025/NQLT/UBTVQH15-CP-ĐCTUBTWMTTQVN"
LOCAL_GOVERNMENT_LAW = "Luật Tổ chức chính quyền địa phương 72/2025/QH15"
LOCAL_GOVERNMENT_LAW_2015 = "Luật Tổ chức chính quyền địa phương 77/2015/QH13"
SUPERVISION_LAW = "Luật Hoạt động giám sát của Quốc hội và Hội đồng nhân dân 121/2025/QH15"
SUPERVISION_LAW_2015 = "Luật Hoạt động giám sát của Quốc hội và Hội đồng nhân dân 87/2015/QH13"
PETITION_DECISION = "Quyết định 33/2017/QĐ-TTg"
PETITION_DECISION_AMENDMENT = "Quyết định 30/2020/QĐ-TTg"
PERSONAL_DATA_DECREE = "Nghị định 356/2025/NĐ-CP"

JOINT_RESOLUTION_FROM = date(2025, 2, 20)
AMENDMENT_FROM = date(2025, 9, 26)
LOCAL_GOVERNMENT_LAW_FROM = date(2025, 6, 16)
LOCAL_GOVERNMENT_LAW_2015_FROM = date(2016, 1, 1)
SUPERVISION_LAW_FROM = date(2026, 3, 1)
SUPERVISION_LAW_2015_FROM = date(2016, 7, 1)
PETITION_DECISION_FROM = date(2017, 9, 15)
PERSONAL_DATA_DECREE_FROM = date(2026, 1, 1)
LAST_DAY_WITHOUT_JOINT_RESOLUTION = date(2025, 2, 19)


def article(text: str, number: int, clause: int | None = None) -> str:
    """ "<text>, Điều 33 khoản 4"; without the clause when the whole article is meant."""
    place = f"{text}, Điều {number}"
    return place if clause is None else f"{place} khoản {clause}"
