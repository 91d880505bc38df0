"""How well alike petitions are found: what the desk shows, beside two plain ways: `bench/run similarity FILES…`.

FILES are JSON lists of petitions with `id`, `text`, `dup_group`, `dup_kind` and, where known, `huyen`, `xa`; each
file is one council. Two petitions are alike when they have one `dup_group`. `cung_mot_viec` is the very same matter,
any other kind the same sort of matter elsewhere. Without FILES a few dozen made petitions are taken.
"""

from __future__ import annotations

import argparse
import json
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench._database import scratch_database
from petitions.likeness import SHOWN, similar_to
from petitions.models import Petition
from reports.tests.scene import build_scene

SAME_MATTER = "cung_mot_viec"
MADE = {
    "duong": (
        "Đề nghị sửa mặt đường liên thôn Trầm đã bong tróc, đi lại khó.",
        "Mặt đường liên thôn Trầm hư hỏng nặng, xin sửa chữa để dân đi lại.",
        "Xin làm lại đường trục thôn Trầm, nhiều ổ gà, trời mưa đọng nước.",
    ),
    "den": (
        "Lắp đèn chiếu sáng ngõ 12 khu phố Minh Khai, buổi tối rất tối.",
        "Ngõ 12 khu phố Minh Khai chưa có đèn chiếu sáng, đề nghị lắp.",
    ),
    "rac": (
        "Xe thu gom rác một tuần mới đến một lần, rác ứ đọng bốc mùi.",
        "Đề nghị tăng số chuyến thu gom rác thải sinh hoạt vì rác tồn nhiều ngày.",
    ),
    "muong": (
        "Nạo vét mương tiêu cánh đồng Cầu Dâu, lúa ngập sau mỗi trận mưa.",
        "Mương tiêu cánh đồng Cầu Dâu bồi lấp, đề nghị nạo vét trước vụ mùa.",
    ),
    "nuoc": (
        "Nước sạch mất thường xuyên vào giờ cao điểm tại tổ dân phố 4.",
        "Áp lực nước sinh hoạt yếu, tổ dân phố 4 hay mất nước buổi chiều.",
    ),
    "": (
        "Đề nghị xây nhà văn hóa khu phố Phù Lưu.",
        "Trường tiểu học thiếu phòng học, lớp quá đông.",
        "Xem xét nâng mức hỗ trợ cho cán bộ không chuyên trách.",
        "Cấp giấy chứng nhận quyền sử dụng đất cho các hộ tái định cư chậm.",
        "Lưới điện hạ thế cột gỗ đã mục, mất an toàn mùa mưa bão.",
    ),
}


@dataclass(frozen=True)
class Item:
    """One petition of a file; GROUP is empty when it is like no other."""

    name: str
    text: str
    unit: str
    group: str
    same_matter: bool


@dataclass
class Score:
    """Pairs shown, right ones among them, and right ones there are (at most five a petition)."""

    shown: int = 0
    right: int = 0
    there: int = 0
    seconds: float = 0.0

    def line(self, count: int) -> str:
        """The figures in words."""
        precision = f"{100 * self.right / self.shown:.1f} %" if self.shown else "nothing shown"
        recall = f"{100 * self.right / self.there:.1f} %" if self.there else "nothing to find"
        ms = 1000 * self.seconds / max(count, 1)
        found = f"{self.right} right of {self.shown} shown, {self.there} there"
        return f"precision {precision}, recall {recall} ({found}; {ms:.1f} ms a petition"


def read(path: Path) -> list[Item]:
    """The petitions of one file."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [
        Item(
            str(row["id"]),
            row["text"],
            str(row.get("xa") or row.get("huyen") or ""),
            row.get("dup_group") or "",
            row.get("dup_kind") == SAME_MATTER,
        )
        for row in rows
    ]


def made() -> list[Item]:
    """The petitions of this bench's own."""
    return [
        Item(f"{group}-{number}", text, "", group, same_matter=True)
        for group, texts in MADE.items()
        for number, text in enumerate(texts)
    ]


def desk(items: Sequence[Item]) -> Callable[[int], list[int]]:
    """What the petition's page shows as alike, from rows of the database."""
    scene = build_scene(code=f"do-{Petition.objects.count()}", meetings=0, released=False)
    rows = [Petition(council=scene.council, code=f"KN-{place}", summary=item.text) for place, item in enumerate(items)]
    rows = Petition.objects.bulk_create(rows)
    places = {row.pk: place for place, row in enumerate(rows)}
    among = Petition.objects.filter(council=scene.council).live()
    return lambda place: [places[one.petition.pk] for one in similar_to(rows[place], among)]


def substring(items: Sequence[Item]) -> Callable[[int], list[int]]:
    """One text within the other, letter case aside, in the same ward."""
    texts = [item.text.lower().strip(" .") for item in items]

    def found(place: int) -> list[int]:
        mine = texts[place]
        others = (i for i, item in enumerate(items) if i != place and item.unit == items[place].unit)
        return [i for i in others if mine in texts[i] or texts[i] in mine][:SHOWN]

    return found


def jaccard(items: Sequence[Item]) -> Callable[[int], list[int]]:
    """At least half of all words shared, accents dropped by plain NFKD."""
    words = [
        frozenset(
            "".join(c for c in unicodedata.normalize("NFKD", item.text.lower()) if not unicodedata.combining(c))
            .replace(",", " ")
            .replace(".", " ")
            .split()
        )
        for item in items
    ]

    def found(place: int) -> list[int]:
        shares = ((len(words[place] & other) / len(words[place] | other), i) for i, other in enumerate(words))
        return [i for share, i in sorted(shares, reverse=True) if i != place and share >= 0.5][:SHOWN]

    return found


WAYS = {"desk": desk, "substring in a ward": substring, "Jaccard >= 0.5": jaccard}


def score(items: Sequence[Item], ask: Callable[[int], list[int]], total: dict[str, Score]) -> None:
    """Asks for every petition of a council and adds to TOTAL, over all groups and over the same matter alone."""
    groups: dict[str, set[int]] = defaultdict(set)
    for place, item in enumerate(items):
        if item.group:
            groups[item.group].add(place)
    for place, item in enumerate(items):
        began = time.perf_counter()
        shown = ask(place)
        seconds = time.perf_counter() - began
        alike = groups[item.group] - {place} if item.group else set()
        same = {other for other in alike if item.same_matter and items[other].same_matter}
        for kind, wanted in (("alike", alike), ("same matter", same)):
            line = total.setdefault(kind, Score())
            line.shown, line.right = line.shown + len(shown), line.right + len(wanted & set(shown))
            line.there, line.seconds = line.there + min(SHOWN, len(wanted)), line.seconds + seconds


def main() -> None:
    """Prints precision and recall of the first five shown, for each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    chosen = parser.parse_args()
    councils = [read(path) for path in chosen.files] or [made()]
    count = sum(map(len, councils))
    print(f"petitions: {count} in {len(councils)} councils ({'read' if chosen.files else 'made data'})")
    totals: dict[str, dict[str, Score]] = {}
    with scratch_database():
        for name, way in WAYS.items():
            for items in councils:
                score(items, way(items), totals.setdefault(name, {}))
    for kind in ("alike", "same matter"):
        for name, total in totals.items():
            base = totals["Jaccard >= 0.5"][kind].right
            against = f"{total[kind].right / base:.2f}x Jaccard's right ones" if base else f"Jaccard finds {base}"
            print(f"{kind}, {name}: {total[kind].line(count)}; {against})")


if __name__ == "__main__":
    main()
