"""The planner's figures in words, for the page of a proposal and for the command line."""

from __future__ import annotations

from collections.abc import Mapping

STEPS = {
    "schedule": "Tìm một lịch không xung đột",
    "left_out": "Xếp được nhiều hội nghị nhất",
    "moved": "Dời ít hội nghị nhất",
    "other_day": "Giữ nguyên ngày",
    "warnings": "Tránh giờ, ngày, địa điểm bị cảnh báo",
    "half_days_off": "Giảm số buổi lệch so với ngày mong muốn",
    "absences": "Giảm số đại biểu không dự được",
    "busiest_day": "Chia đều các ngày",
    "same_day_repeats": "Tránh một Tổ họp nhiều lần trong ngày",
    "travel_minutes": "Rút ngắn đường đi",
    "venues_off_choice": "Chọn địa điểm phù hợp nhất",
}
_MOVES = {
    "moved": "Hội nghị phải dời (đã thông báo tính bằng ba)",
    "other_day": "Trong đó sang ngày khác (đã thông báo tính bằng ba)",
}
_FIGURES = {
    "warnings": "Cảnh báo ở hội nghị được xếp",
    "half_days_off": "Buổi lệch so với mong muốn",
    "absences": "Lượt đại biểu không dự được",
    "busiest_day": "Số cuộc của ngày đông nhất",
    "same_day_repeats": "Lượt Tổ họp thêm trong ngày",
    "travel_minutes": "Phút đi lại giữa hai cuộc",
    "venues_off_choice": "Cuộc không ở địa điểm đầu tiên",
}


def figures_in_words(figures: Mapping[str, int], *, fewest_moves: bool) -> list[tuple[str, str]]:
    """Label and number of each figure, in the order they were lowered; moves only where they were counted."""
    labels = {**(_MOVES if fewest_moves else {}), **_FIGURES}
    return [(label, str(figures[name])) for name, label in labels.items() if name in figures]
