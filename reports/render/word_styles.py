"""The Word styles of a layout profile: named in Vietnamese, so that the office can change a paper by its styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.render.profiles import Profile

FONT = "Times New Roman"
LANGUAGE = "vi-VN"
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True)
class Look:
    """What one style looks like; sizes and spacing in points, indents in mm."""

    size: float
    align: str = "center"
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 0
    indent: float = 0
    left: float = 0
    keep: bool = False
    spacing: float = 1.0


def looks(profile: Profile) -> dict[str, Look]:
    """Every style of a paper by its name in Word."""
    p = profile
    body = Look(
        p.body_size, "justify", before=p.paragraph_space, indent=p.first_line_indent, spacing=p.word_line_spacing
    )
    heading = Look(
        p.body_size,
        "justify",
        True,
        before=p.paragraph_space,
        indent=p.first_line_indent,
        keep=True,
        spacing=body.spacing,
    )
    return {
        "Quốc hiệu": Look(p.state_size, bold=True),
        "Tiêu ngữ": Look(p.motto_size, bold=True),
        "Cơ quan chủ quản": Look(p.issuer_size),
        "Cơ quan ban hành": Look(p.issuer_size, bold=True),
        "Số ký hiệu": Look(p.number_size, before=5),
        "Về việc": Look(p.reference_size, before=6),
        "Địa danh ngày tháng": Look(p.date_size, italic=True, before=5),
        "Đường kẻ": Look(1, before=3),
        "Title": Look(p.title_size, bold=True, before=14, keep=True),
        "Trích yếu": Look(p.subject_size, bold=True, before=2, keep=True),
        "Kính gửi": Look(p.body_size, "left", before=12),
        "Nơi kính gửi": Look(p.body_size, "left"),
        "Căn cứ": Look(
            p.body_size, "justify", italic=p.bases_italic, before=p.paragraph_space, indent=p.first_line_indent,
            spacing=body.spacing,
        ),
        "Body Text": body,
        "Heading 1": heading,
        "Heading 2": heading,
        "Chú thích bảng": Look(p.body_size, bold=True, before=6, after=4, keep=True),
        "Ô bảng": Look(p.table_size, "left", before=2, after=2),
        "Nơi nhận": Look(p.recipients_head_size, "left", True, True),
        "Danh sách nơi nhận": Look(p.recipients_size, "left", left=2, indent=-2),
        "Quyền hạn chức vụ": Look(p.signature_size, bold=True, keep=True),
        "Ghi chú ký": Look(p.signature_size, italic=True, keep=True),
        "Họ tên người ký": Look(p.signature_size, bold=True),
        "Số phụ lục": Look(p.title_size, bold=True, keep=True),
        "Tên phụ lục": Look(p.title_size, bold=True, keep=True),
        "Kèm theo": Look(p.body_size, italic=True, before=2, keep=True),
        "Số trang": Look(p.page_number_size, "center" if p.page_number == "top-center" else "right"),
        "Địa chỉ": Look(p.footer_size),
    }  # fmt: skip


def define_styles(document: Document, profile: Profile) -> None:
    """Put the styles of the profile into the file and make its language Vietnamese."""
    _set_defaults(document, profile)
    for name, look in looks(profile).items():
        existing = [style for style in document.styles if style.name == name]
        style = existing[0] if existing else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if not existing:
            style.base_style = document.styles["Normal"]
        _apply(style, look)


def _set_defaults(document: Document, profile: Profile) -> None:
    normal = document.styles["Normal"]
    _set_font(normal, profile.body_size)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(0)
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for language in defaults.findall(qn("w:lang")):
        defaults.remove(language)
    for properties in (defaults, normal.element.get_or_add_rPr()):
        language = OxmlElement("w:lang")
        for attribute in ("w:val", "w:eastAsia"):
            language.set(qn(attribute), LANGUAGE)
        properties.append(language)


def _set_font(style: Any, size: float) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _apply(style: Any, look: Look) -> None:
    _set_font(style, look.size)
    style.font.bold, style.font.italic = look.bold, look.italic
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)
    layout = style.paragraph_format
    layout.alignment = ALIGN[look.align]
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.first_line_indent, layout.left_indent = Mm(look.indent), Mm(look.left)
    layout.keep_with_next, layout.widow_control = look.keep, True
    if style.name == "Đường kẻ":
        layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    else:
        layout.line_spacing = look.spacing
