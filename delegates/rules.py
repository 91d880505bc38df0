"""Which bodies stand around a council of each level."""

from __future__ import annotations

from delegates.enums import BodyKind, Level

COMMITTEES: dict[Level, tuple[str, ...]] = {
    Level.TINH: ("Ban Pháp chế", "Ban Kinh tế - Ngân sách", "Ban Văn hóa - Xã hội"),
    Level.HUYEN: ("Ban Pháp chế", "Ban Kinh tế - Xã hội"),
    Level.XA: ("Ban Kinh tế - Ngân sách", "Ban Văn hóa - Xã hội"),
}
OFFICES: dict[Level, str] = {
    Level.TINH: "Văn phòng Đoàn ĐBQH và HĐND",
    Level.HUYEN: "Văn phòng HĐND và UBND",
    Level.XA: "Văn phòng HĐND và UBND",
}


def default_bodies(level: Level, place: str) -> tuple[tuple[BodyKind, str, str], ...]:
    """(kind, full name, short name) of the bodies a council of LEVEL at PLACE (`phường Từ Sơn`) starts with."""
    return (
        (BodyKind.STANDING, f"Thường trực Hội đồng nhân dân {place}", f"Thường trực HĐND {place}"),
        (BodyKind.UBND, f"Ủy ban nhân dân {place}", f"UBND {place}"),
        (
            BodyKind.FRONT,
            f"Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt Nam {place}",
            f"Ban Thường trực Ủy ban MTTQ {place}",
        ),
        (BodyKind.OFFICE, f"{OFFICES[level]} {place}", f"{OFFICES[level]} {place}"),
        *(
            (BodyKind.COMMITTEE, f"{name} Hội đồng nhân dân {place}", f"{name} HĐND {place}")
            for name in COMMITTEES[level]
        ),
    )
