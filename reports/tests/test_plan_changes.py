"""The difference between two texts of a plan: nothing is lost, nothing is made up."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from reports.plan_changes import ParagraphChange, Piece, part_changes

LABELS = {"purpose": "Mục đích"}
PARAGRAPHS = st.lists(st.lists(st.sampled_from(["kiến", "nghị", "cử", "tri", "HĐND"]), min_size=1).map(" ".join))


def changes(old: list[str], new: list[str]) -> tuple[ParagraphChange, ...]:
    parts = part_changes({"purpose": old}, {"purpose": new}, LABELS)
    return parts[0].changes if parts else ()


def side(found: tuple[ParagraphChange, ...], without: str) -> list[str]:
    """The paragraphs of one side, put together again from the pieces."""
    texts = ["".join(piece.text for piece in change.pieces if piece.kind != without) for change in found]
    return [text for text in texts if text]


@given(PARAGRAPHS, PARAGRAPHS)
def test_the_changed_paragraphs_of_each_side_can_be_put_together_again(old: list[str], new: list[str]) -> None:
    found = changes(old, new)
    assert (found == ()) == (old == new)
    for whole, kept in ((old, side(found, "new")), (new, side(found, "old"))):
        rest = iter(whole)
        assert all(any(text == other for other in rest) for text in kept), "in their order"
    same_old, same_new = list(old), list(new)
    for text in side(found, "new"):
        same_old.remove(text)
    for text in side(found, "old"):
        same_new.remove(text)
    assert sorted(same_old) == sorted(same_new)


def test_a_reworded_paragraph_marks_its_words_and_a_moved_one_is_told_twice() -> None:
    assert changes(["Gửi báo cáo trước ngày 30/6", "Lưu: VT"], ["Lưu: VT", "Gửi báo cáo trước ngày 15/7"]) == (
        ParagraphChange("old", (Piece("old", "Gửi báo cáo trước ngày 30/6"),)),
        ParagraphChange("new", (Piece("new", "Gửi báo cáo trước ngày 15/7"),)),
    )
    assert changes(["Gửi báo cáo trước ngày 30/6"], ["Gửi báo cáo trước ngày 15/7"]) == (
        ParagraphChange(
            "reworded",
            (Piece("same", "Gửi báo cáo trước ngày "), Piece("old", "30/6"), Piece("new", "15/7")),
        ),
    )


def test_a_plan_of_thousands_of_paragraphs_is_compared_in_time() -> None:
    old = [f"Đoạn {number} của kế hoạch cũ" for number in range(3_000)]
    new = [f"Đoạn {number} của bản điều chỉnh" for number in range(3_000)]
    began = time.process_time()
    found = changes([*old, "dài " * 20_000], [*new, "khác " * 20_000])
    assert time.process_time() - began < 20
    assert len(found) >= 3_000
