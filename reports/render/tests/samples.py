"""Papers of a round in our own words, as the secretariat would sign them: material of the layout tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from reports.render.model import (
    Annex,
    Clause,
    Column,
    Dash,
    GroupRow,
    KeyValues,
    Letterhead,
    OfficialDocument,
    Paragraph,
    Part,
    Point,
    Row,
    Run,
    Signature,
    Table,
)

FROZEN_AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
COUNCIL = Letterhead(issuers=("Hội đồng nhân dân", "thị xã Từ Sơn"))
WARDS = ("Đông Ngàn", "Đồng Nguyên", "Trang Hạ", "Tân Hồng", "Đình Bảng", "Châu Khê", "Đồng Kỵ")
COMMUNES = ("Tam Sơn", "Hương Mạc", "Phù Khê", "Tương Giang", "Phù Chẩn")


def plan() -> OfficialDocument:
    """A plan with two bases, parts, clauses, points, dashes and one upright annex."""
    return OfficialDocument(
        kind="ke-hoach",
        letterhead=COUNCIL,
        number=28,
        symbol="KH-HĐND",
        place="Từ Sơn",
        date=date(2017, 6, 6),
        title="Kế hoạch",
        subject=(
            "Tiếp xúc cử tri của đại biểu Hội đồng nhân dân thị xã\n"
            "trước và sau kỳ họp thứ 5, Hội đồng nhân dân thị xã khóa XVIII"
        ),
        bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương",
            "Căn cứ Kế hoạch số 09/KH-TT.HĐND₁₈ ngày 26 tháng 5 năm 2017 của Thường trực Hội đồng nhân "
            "dân tỉnh "
            "về tiếp xúc cử tri trước kỳ họp thứ 5",
        ),
        body=(
            Paragraph(
                "Sau khi thống nhất với Ủy ban nhân dân và Ban Thường trực Ủy ban Mặt trận Tổ quốc Việt "
                "Nam thị xã, "
                "Thường trực Hội đồng nhân dân thị xã lập kế hoạch tiếp xúc cử tri trước và sau kỳ họp "
                "như sau:"
            ),
            Part("Mục đích, yêu cầu", 1),
            Clause(1, "Mục đích"),
            Dash(
                "Để đại biểu nghe trực tiếp cử tri nói về những việc sẽ bàn tại kỳ họp, nhất là đất "
                "đai, môi trường "
                "làng nghề, giao thông và trường học."
            ),
            Dash("Để cử tri biết những kiến nghị lần trước đã được trả lời, được giải quyết đến đâu."),
            Clause(2, "Yêu cầu"),
            Dash("Hội nghị mở đúng giờ, đúng nơi đã báo; phần báo cáo ngắn để cử tri có thời gian phát biểu."),
            Dash("Mỗi ý kiến được ghi đủ họ tên, nơi ở của cử tri và nội dung như cử tri nói."),
            Part("Thời gian, địa điểm", 2),
            Clause(1, text="Trước kỳ họp: từ ngày 12 đến ngày 14 tháng 6 năm 2017."),
            Clause(2, text="Sau kỳ họp: từ ngày 24 đến ngày 28 tháng 7 năm 2017."),
            Paragraph("Ngày, giờ và địa điểm từng hội nghị ghi trong Phụ lục kèm theo Kế hoạch này."),
            Part("Nội dung", 3),
            Clause(1, "Trước kỳ họp"),
            Point("a", "Thông báo dự kiến nội dung, chương trình kỳ họp;"),
            Point("b", "Báo cáo kết quả giải quyết kiến nghị của cử tri tại địa bàn;"),
            Point("c", "Nghe ý kiến, kiến nghị của cử tri;"),
            Point("d", "Đại diện chính quyền tiếp thu, giải trình những việc thuộc thẩm quyền."),
            Clause(2, "Sau kỳ họp", "Đại biểu báo cáo kết quả kỳ họp và những nghị quyết đã được thông qua."),
            Part("Tổ chức thực hiện", 4),
            Clause(
                1,
                text="Tổ trưởng Tổ đại biểu phân công đại biểu báo cáo, gửi báo cáo của Tổ về Thường "
                "trực Hội đồng "
                "nhân dân chậm nhất 03 ngày sau hội nghị cuối cùng.",
            ),
            Clause(
                2,
                text="Ủy ban nhân dân thị xã cử lãnh đạo các phòng chuyên môn dự và trả lời cử tri; bảo "
                "đảm an ninh, "
                "trật tự nơi diễn ra hội nghị.",
            ),
            Clause(
                3,
                text="Ban Thường trực Ủy ban Mặt trận Tổ quốc các phường, xã chủ trì hội nghị, mời cử "
                "tri và thông "
                "báo trên loa truyền thanh ít nhất 03 ngày trước hội nghị.",
            ),
            Paragraph("Trên đây là kế hoạch tiếp xúc cử tri trước và sau kỳ họp thứ 5; đề nghị các cơ quan phối hợp."),
        ),
        right=Signature(
            name="Nguyễn Văn Bình",
            authority=("TM. Thường trực Hội đồng nhân dân", "KT. Chủ tịch"),
            role="Phó Chủ tịch",
        ),
        recipients=(
            "Thường trực HĐND tỉnh (b/c)",
            "Ban Thường vụ Thị ủy (b/c)",
            "UBND, Ban Thường trực Ủy ban MTTQ thị xã",
            "Đại biểu HĐND thị xã",
            "Các phường, xã",
            "Lưu: VT",
        ),
        annexes=(_schedule(),),
        author="Hội đồng nhân dân thị xã Từ Sơn",
    )


def _schedule() -> Annex:
    units = [f"Phường {name}" for name in WARDS] + [f"Xã {name}" for name in COMMUNES]
    rows = tuple(
        Row(
            (
                unit,
                f"{('Sáng', 'Chiều')[i % 2]} {12 + i // 4}/6/2017, {('8h00', '14h00')[i % 2]}",
                f"Hội trường Ủy ban nhân dân {unit.lower().split()[0]}",
                f"Tổ số {i % 10 + 1:02d}",
                60 + 5 * i,
            )
        )
        for i, unit in enumerate(units)
    )
    return Annex(
        title="Lịch tiếp xúc cử tri trước kỳ họp thứ 5",
        reference_line=(
            "(Kèm theo Kế hoạch số 28/KH-HĐND ngày 06 tháng 6 năm 2017\n"
            "của Thường trực Hội đồng nhân dân thị xã Từ Sơn)"
        ),
        blocks=(
            Table(
                columns=(
                    Column("Đơn vị", 22),
                    Column("Thời gian", 22, "center"),
                    Column("Địa điểm", 30),
                    Column("Tổ đại biểu", 14, "center"),
                    Column("Số cử tri mời", 12, "right"),
                ),
                rows=rows,
                numbered=True,
                name="Lịch tiếp xúc",
            ),
        ),
    )


def report(petitions: int = 40) -> OfficialDocument:
    """A summary report, number and date blank for the registry, with an upright and a landscape annex."""
    sectors = ("Đất đai", "Môi trường", "Giao thông", "Giáo dục")
    counts = Table(
        columns=(
            Column("Lĩnh vực", 40),
            Column("Kiến nghị", 20, "right"),
            Column("Đã trả lời", 20, "right"),
            Column("Tỷ lệ (%)", 20, "right"),
        ),
        rows=(
            *(Row((name, 10 + i, 7 + i, 100 * (7 + i) / (10 + i))) for i, name in enumerate(sectors)),
            Row(("Tổng số", 46, 34, 100 * 34 / 46), bold=True),
        ),
        caption="Kết quả trả lời theo lĩnh vực",
        name="Theo lĩnh vực",
    )
    rows: list[Row | GroupRow] = []
    for position in range(petitions):
        if position % 10 == 0:
            rows.append(GroupRow(f"Lĩnh vực {sectors[position // 10 % 4].lower()}"))
        rows.append(
            Row(
                (
                    f"Đề nghị sửa mặt đường liên thôn đoạn dài {120 + position} m đã bong tróc, nước "
                    "đọng khi mưa, "
                    "xe của học sinh đi lại khó; cử tri đã nêu từ kỳ họp trước.",
                    f"Khu phố {position % 5 + 1}, phường {WARDS[position % 7]}",
                    "Ủy ban nhân dân thị xã",
                    "Đã xếp vào danh mục sửa chữa năm 2018, khởi công quý I." if position % 3 else "",
                    "Đang giải quyết" if position % 3 else "Chưa trả lời",
                )
            )
        )
    return OfficialDocument(
        kind="bao-cao-tong-hop",
        letterhead=COUNCIL,
        symbol="BC-HĐND",
        place="Từ Sơn",
        year=2017,
        title="Báo cáo",
        subject="Tổng hợp ý kiến, kiến nghị của cử tri sau kỳ họp thứ 5",
        addressees=("Thường trực Hội đồng nhân dân tỉnh", "Ban Thường trực Ủy ban MTTQ tỉnh"),
        body=(
            Part("Tình hình chung", 1),
            Paragraph("Đã tổ chức 12 hội nghị tại 12 phường, xã với 1.046 cử tri dự, 87 lượt ý kiến."),
            Part("Kết quả trả lời", 2),
            Paragraph("Số liệu theo lĩnh vực như bảng dưới đây; danh mục ghi tại Phụ lục I, Phụ lục II."),
            counts,
            Paragraph("Thường trực Hội đồng nhân dân thị xã trân trọng báo cáo."),
        ),
        right=Signature("Trần Thị Hạnh", "Chủ tịch", ("TM. Thường trực Hội đồng nhân dân",)),
        recipients=("Như trên", "Các Ban của HĐND thị xã", "Lưu: VT"),
        annexes=(
            Annex(
                "Số hội nghị theo Tổ đại biểu",
                (Dash("Tổ số 01: 02 hội nghị."), Dash("Tổ số 02: 01 hội nghị.")),
            ),
            Annex(
                "Danh mục kiến nghị của cử tri",
                (
                    Table(
                        columns=(
                            Column("Nội dung kiến nghị", 34, "justify"),
                            Column("Cử tri ở", 16),
                            Column("Cơ quan giải quyết", 14),
                            Column("Kết quả trả lời", 24),
                            Column("Trạng thái", 12, "center"),
                        ),
                        rows=tuple(rows),
                        numbered=True,
                        name="Danh mục kiến nghị",
                    ),
                ),
                reference_line="(Kèm theo Báo cáo số\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}/BC-HĐND của "
                "Hội đồng nhân dân thị xã)",
                landscape=True,
            ),
        ),
        author="Hội đồng nhân dân thị xã Từ Sơn",
    )


def invitation() -> OfficialDocument:
    """An invitation to one addressee."""
    return OfficialDocument(
        kind="giay-moi",
        letterhead=Letterhead(parents=("HĐND thị xã Từ Sơn",), issuers=("Thường trực",)),
        number=5,
        symbol="GM-HĐND",
        place="Từ Sơn",
        date=date(2018, 1, 5),
        title="Giấy mời",
        subject="Dự hội nghị tiếp xúc cử tri phường Đình Bảng",
        body=(
            Paragraph(
                (
                    Run("Thường trực Hội đồng nhân dân thị xã trân trọng kính mời: "),
                    Run("Ông Lê Quang Minh, đại biểu Hội đồng nhân dân thị xã", bold=True),
                )
            ),
            Paragraph("Tới dự hội nghị tiếp xúc cử tri trước kỳ họp thứ 6 Hội đồng nhân dân thị xã."),
            KeyValues(
                (
                    ("Chủ trì", "Ban Thường trực Ủy ban MTTQ phường Đình Bảng."),
                    ("Thời gian", "08 giờ 00 phút, thứ Sáu, ngày 12 tháng 01 năm 2018."),
                    ("Địa điểm", "Nhà văn hóa khu phố Thượng, phường Đình Bảng."),
                )
            ),
            Paragraph("Đề nghị đại biểu đến trước 15 phút; nếu vắng, xin báo Văn phòng trước ngày 10 tháng 01"),
        ),
        right=Signature("Nguyễn Văn Bình", "Phó Chủ tịch", ("TM. Thường trực HĐND", "KT. Chủ tịch")),
        recipients=("Như trên", "Lưu: VT"),
    )


def minutes() -> OfficialDocument:
    """Minutes: no place and date at the head, two signers, Nơi nhận under the left one."""
    return OfficialDocument(
        kind="bien-ban",
        letterhead=Letterhead(parents=("Ủy ban MTTQ Việt Nam",), issuers=("Phường Trang Hạ",)),
        number=3,
        symbol="BB-MTTQ",
        has_place_date=False,
        title="Biên bản",
        subject="Hội nghị tiếp xúc cử tri trước kỳ họp thứ 5 Hội đồng nhân dân thị xã khóa XVIII",
        body=(
            KeyValues(
                (
                    ("Thời gian bắt đầu", "08 giờ 00 phút, ngày 12 tháng 6 năm 2017."),
                    ("Địa điểm", "Hội trường Ủy ban nhân dân phường Trang Hạ."),
                    ("Thành phần tham dự", "04 đại biểu Hội đồng nhân dân thị xã (vắng 01), 86 cử tri."),
                    ("Chủ trì", "Bà Đỗ Thị Lan, Chủ tịch Ủy ban MTTQ phường."),
                    ("Thư ký", "Ông Ngô Đức Tài."),
                )
            ),
            Part("Ý kiến của cử tri", 1),
            Clause(
                1,
                text="Ông Phạm Văn Tám, khu phố 2: cống trước trường tiểu học tắc từ tháng 3, đề nghị nạo vét.",
            ),
            Clause(2, text="Bà Vũ Thị Nga, khu phố 4: đề nghị lắp thêm đèn đường ngõ 15."),
            Part("Trả lời tại hội nghị", 2),
            Paragraph("Chủ tịch Ủy ban nhân dân phường tiếp thu, hẹn nạo vét xong trước ngày 30 tháng 6."),
            Paragraph("Hội nghị kết thúc vào 10 giờ 45 phút, ngày 12 tháng 6 năm 2017."),
        ),
        left=Signature("Ngô Đức Tài", "Thư ký"),
        right=Signature("Đỗ Thị Lan", "Chủ tọa"),
        recipients=("Thường trực HĐND thị xã", "Lưu: VT, Hồ sơ"),
    )


def letter() -> OfficialDocument:
    """An official letter with V/v, one addressee and the address at the foot of page 1."""
    return OfficialDocument(
        kind="cong-van",
        letterhead=Letterhead(parents=("HĐND thị xã Từ Sơn",), issuers=("Văn phòng",)),
        number=112,
        symbol="HĐND-VP",
        place="Từ Sơn",
        date=date(2017, 8, 10),
        reference_line="V/v trả lời kiến nghị của cử tri sau kỳ họp thứ 5",
        addressees=("Ủy ban nhân dân thị xã Từ Sơn",),
        body=(
            Paragraph("Tại các hội nghị tiếp xúc cử tri sau kỳ họp thứ 5, cử tri đã nêu 46 kiến nghị."),
            Paragraph(
                "Thường trực Hội đồng nhân dân thị xã chuyển các kiến nghị này đến Ủy ban nhân dân thị "
                "xã, đề nghị "
                "xem xét, trả lời cử tri và gửi kết quả về Thường trực Hội đồng nhân dân trước ngày 10 "
                "tháng 9."
            ),
        ),
        right=Signature("Hoàng Thu Trang", "Chánh Văn phòng"),
        recipients=("Như trên", "Thường trực HĐND (b/c)", "Lưu: VT"),
        footer_lines=("Số 1 phố Minh Khai, phường Đông Ngàn, thị xã Từ Sơn", "Điện thoại: 0222 000 0000"),
    )


def all_samples() -> dict[str, OfficialDocument]:
    """Every sample by its file name."""
    return {
        "ke-hoach": plan(),
        "bao-cao": report(),
        "giay-moi": invitation(),
        "bien-ban": minutes(),
        "cong-van": letter(),
    }
