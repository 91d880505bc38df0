"""DOCX of official papers: the same structure and measures as the PDF, in real Word styles the office can edit."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import singledispatchmethod
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.render import wording
from reports.render.archive import fixed_archive
from reports.render.metrics import MM_PER_PT, balanced_width, text_width
from reports.render.model import (
    Annex,
    Block,
    Clause,
    Dash,
    KeyValues,
    OfficialDocument,
    Paragraph,
    Part,
    Point,
    Run,
    Signature,
    Table,
    Text,
)
from reports.render.profiles import Profile, profile_of
from reports.render.stylesheet import addressee_dash
from reports.render.word_styles import ALIGN, LANGUAGE, define_styles

SHORT_ROW = 600
PROPERTY_LIMIT = 255


def render_docx(doc: OfficialDocument, *, frozen_at: datetime) -> bytes:
    """The paper as a Word file; the same paper and moment give the same bytes. ``frozen_at`` carries a time zone."""
    writer = _Writer(doc)
    writer.write()
    moment = frozen_at.astimezone(UTC).replace(tzinfo=None)
    about = writer.file.core_properties
    about.title = wording.file_title(doc)[:PROPERTY_LIMIT]
    about.author = about.last_modified_by = wording.file_author(doc)[:PROPERTY_LIMIT]
    about.created = about.modified = moment
    about.language, about.comments, about.revision = LANGUAGE, "", 1
    target = io.BytesIO()
    writer.file.save(target)
    return fixed_archive(target.getvalue(), frozen_at)


class _Writer:
    """One paper being written; ``self.file`` is the Word file."""

    def __init__(self, doc: OfficialDocument) -> None:
        self.doc = doc
        self.profile: Profile = profile_of(doc.profile)
        self.file = Document()
        define_styles(self.file, self.profile)

    def write(self) -> None:
        """All parts in reading order."""
        if not self.doc.is_annex_alone:
            self._text()
        for heading, annex in zip(wording.annex_headings(self.doc.annexes), self.doc.annexes, strict=True):
            self._annex(heading, annex)

    def _text(self) -> None:
        section = self.file.sections[0]
        self._set_page(section, landscape=False)
        if self.doc.footer_lines:
            self._address(section.first_page_footer)
        self._letterhead()
        self._title()
        self._addressees()
        for line in wording.basis_lines(self.doc):
            self._paragraph(self.file, "Căn cứ", line)
        for block in wording.closed_body(self.doc):
            self._block(block)
        self._signatures()

    # Pages

    def _set_page(self, section: Any, *, landscape: bool) -> None:
        p = self.profile
        width, height = (p.page_height, p.page_width) if landscape else (p.page_width, p.page_height)
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin, section.bottom_margin = Mm(p.margin_top), Mm(p.margin_bottom)
        section.left_margin, section.right_margin = Mm(p.margin_left), Mm(p.margin_right)
        section.header_distance = section.footer_distance = Mm(p.margin_top * 0.4)
        section.different_first_page_header_footer = True
        numbering = OxmlElement("w:pgNumType")
        numbering.set(qn("w:start"), "1")
        for old in section._sectPr.findall(qn("w:pgNumType")):
            section._sectPr.remove(old)
        section._sectPr.insert_element_before(numbering, "w:cols", "w:titlePg", "w:docGrid")
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            part.is_linked_to_previous = False
        shown = section.header if p.page_number == "top-center" else section.footer
        paragraph = shown.paragraphs[0]
        paragraph.style = self.file.styles["Số trang"]
        _add_field(paragraph, "PAGE")

    def _address(self, footer: Any) -> None:
        rule, *rest = (footer.paragraphs[0], *(footer.add_paragraph() for _ in self.doc.footer_lines))
        rule.style = self.file.styles["Đường kẻ"]
        _set_rule(rule, self.profile.rule_thickness)
        for paragraph, line in zip(rest, self.doc.footer_lines, strict=True):
            paragraph.style = self.file.styles["Địa chỉ"]
            _add_runs(paragraph, line)

    # Head

    def _letterhead(self) -> None:
        doc, p = self.doc, self.profile
        widths = (p.issuer_column, p.state_column)
        number, dated, reference = wording.number_line(doc), wording.date_line(doc), wording.reference_line(doc)
        first, second = self._grid(widths, rows=2)
        left, right = first.cells
        issuers = tuple(line.upper() for line in doc.letterhead.issuers)
        for line in doc.letterhead.parents:
            self._paragraph(left, "Cơ quan chủ quản", line.upper())
        for line in issuers:
            self._paragraph(left, "Cơ quan ban hành", line)
        longest = min(widths[0], max(text_width(line, p.issuer_size, "Bold") for line in issuers))
        self._rule(left, widths[0], longest * p.short_rule)
        self._paragraph(right, "Quốc hiệu", wording.STATE)
        self._paragraph(right, "Tiêu ngữ", wording.MOTTO)
        self._rule(right, widths[1], text_width(wording.MOTTO, p.motto_size, "Bold"))
        left, right = second.cells
        self._paragraph(left, "Số ký hiệu", number)
        if reference:
            self._paragraph(left, "Về việc", reference)
        self._paragraph(right, "Địa danh ngày tháng", dated)
        for cell in (*first.cells, *second.cells):
            _drop_first_paragraph(cell)

    def _title(self) -> None:
        doc, p = self.doc, self.profile
        if not doc.title:
            return
        self._paragraph(self.file, "Title", doc.title.upper())
        width = p.text_width
        if doc.subject:
            width = balanced_width(wording.plain(doc.subject), p.subject_size, p.text_width)
            paragraph = self._paragraph(self.file, "Trích yếu", doc.subject)
            side = max(0.0, (p.text_width - width) / 2 - 1)
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(side)
        self._rule(self.file, p.text_width, width * p.short_rule).paragraph_format.space_after = Pt(8)

    def _addressees(self) -> None:
        lines = wording.addressee_lines(self.doc)
        if len(lines) == 1:
            paragraph = self._paragraph(self.file, "Kính gửi", f"{wording.ADDRESSEES} {lines[0]}")
            paragraph.alignment = ALIGN["center"]
        elif lines:
            paragraph = self._paragraph(self.file, "Kính gửi", wording.ADDRESSEES)
            paragraph.paragraph_format.left_indent = Mm(self.profile.addressee_indent)
            for line in lines:
                paragraph = self._paragraph(self.file, "Nơi kính gửi", line)
                paragraph.paragraph_format.left_indent = Mm(addressee_dash(self.profile) + 3)
                paragraph.paragraph_format.first_line_indent = Mm(-3)
        if lines:
            paragraph.paragraph_format.space_after = Pt(6)

    # Text

    @singledispatchmethod
    def _block(self, block: Block) -> None:
        raise TypeError(f"No Word form for a block of type {type(block).__name__}.")

    @_block.register
    def _(self, block: Part) -> None:
        self._paragraph(self.file, "Heading 1", wording.part_heading(block.number, block.title))

    @_block.register
    def _(self, block: Clause) -> None:
        label = wording.clause_label(block.number)
        if not block.title:
            self._paragraph(self.file, "Body Text", wording.labelled(label, block.text))
            return
        self._paragraph(self.file, "Heading 2", wording.labelled(label, block.title))
        if block.text:
            self._paragraph(self.file, "Body Text", block.text)

    @_block.register
    def _(self, block: Point) -> None:
        self._paragraph(self.file, "Body Text", wording.labelled(f"{block.letter})", block.text))

    @_block.register
    def _(self, block: Dash) -> None:
        self._paragraph(self.file, "Body Text", wording.labelled("-", block.text))

    @_block.register
    def _(self, block: Paragraph) -> None:
        paragraph = self._paragraph(self.file, "Body Text", block.text)
        if block.align != "justify":
            paragraph.alignment = ALIGN[block.align]
        if not block.indent:
            paragraph.paragraph_format.first_line_indent = Mm(0)

    @_block.register
    def _(self, block: KeyValues) -> None:
        for label, value in block.items:
            text = (Run(f"{label}: ", bold=block.bold_labels), *wording.runs(value))
            self._paragraph(self.file, "Body Text", text)

    @_block.register
    def _(self, block: Table) -> None:
        columns = wording.columns_of(block)
        if block.caption:
            self._paragraph(self.file, "Chú thích bảng", block.caption)
        landscape = self.file.sections[-1].orientation == WD_ORIENT.LANDSCAPE
        available = self.profile.landscape_text_width if landscape else self.profile.text_width
        widths = [column.width * available / 100 for column in columns]
        table = self._table(widths, rows=1)
        table.style = "Table Grid"
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            self._cell(cell, column.title, "center", block.size, bold=True)
        _mark_row(table.rows[0], "w:tblHeader", "w:cantSplit")
        for row, cells in wording.rows_of(block):
            added = table.add_row()
            if row is None:
                merged = added.cells[0].merge(added.cells[-1])
                self._cell(merged, wording.cell_text(cells[0], columns[0]), "left", block.size, bold=True)
                _mark_row(added, "w:cantSplit")
                continue
            texts = [wording.cell_text(cell, column) for cell, column in zip(cells, columns, strict=True)]
            for cell, text, column in zip(added.cells, texts, columns, strict=True):
                self._cell(cell, text, column.align, block.size, bold=row.bold)
            if max(len(wording.plain(text)) for text in texts) <= SHORT_ROW:
                _mark_row(added, "w:cantSplit")
        self._paragraph(self.file, "Đường kẻ", "")

    def _cell(self, cell: Any, text: Text, align: str, size: float, *, bold: bool) -> None:
        runs = tuple(Run(run.text, run.bold or bold, run.italic, run.subscript) for run in wording.runs(text))
        paragraph = cell.paragraphs[0]
        paragraph.style = self.file.styles["Ô bảng"]
        paragraph.alignment = ALIGN[align]
        for run in _add_runs(paragraph, runs):
            if size != self.profile.table_size:
                run.font.size = Pt(size)

    # Foot

    def _signatures(self) -> None:
        doc, p = self.doc, self.profile
        if doc.left is None and doc.right is None and not doc.recipients:
            return
        # Signers never stand alone on a page: the end of the text goes with them.
        self.file.paragraphs[-1].paragraph_format.keep_with_next = True
        space = self._paragraph(self.file, "Đường kẻ", "").paragraph_format
        space.space_before, space.keep_with_next = Pt(11), True
        if doc.left is not None:
            (row,) = self._grid((p.text_width / 2, p.text_width / 2), rows=1)
            for cell, signature in zip(row.cells, (doc.left, doc.right), strict=True):
                self._signer(cell, signature)
            self._recipients(self.file)
            return
        (row,) = self._grid((p.issuer_column, p.state_column), rows=1)
        self._recipients(row.cells[0])
        self._signer(row.cells[1], doc.right)
        if doc.recipients:
            _drop_first_paragraph(row.cells[0])

    def _recipients(self, place: Any) -> None:
        lines = wording.recipient_lines(self.doc)
        if lines:
            self._paragraph(place, "Nơi nhận", wording.RECIPIENTS)
        for line in lines:
            self._paragraph(place, "Danh sách nơi nhận", line)

    def _signer(self, cell: Any, signature: Signature | None) -> None:
        if signature is None:
            return
        for line in (*signature.authority, *filter(None, (signature.role,))):
            self._paragraph(cell, "Quyền hạn chức vụ", line.upper())
        if signature.note:
            self._paragraph(cell, "Ghi chú ký", f"({signature.note})")
        name = self._paragraph(cell, "Họ tên người ký", signature.name)
        name.paragraph_format.space_before = Pt(self.profile.sign_room / MM_PER_PT)
        _drop_first_paragraph(cell)

    def _annex(self, heading: str, annex: Annex) -> None:
        is_first_page = self.doc.is_annex_alone and annex is self.doc.annexes[0]
        section = self.file.sections[0] if is_first_page else self.file.add_section(WD_SECTION.NEW_PAGE)
        self._set_page(section, landscape=annex.landscape)
        self._paragraph(self.file, "Số phụ lục", heading)
        self._paragraph(self.file, "Tên phụ lục", annex.title.upper())
        if annex.reference_line:
            self._paragraph(self.file, "Kèm theo", annex.reference_line)
            lines = wording.plain(annex.reference_line).split("\n")
            longest = max(text_width(line, self.profile.body_size, "Italic") for line in lines)
            width = self.profile.landscape_text_width if annex.landscape else self.profile.text_width
            rule = self._rule(self.file, width, min(longest, width) * self.profile.short_rule)
            rule.paragraph_format.space_after = Pt(6)
        for block in annex.blocks:
            self._block(block)

    # Pieces

    def _paragraph(self, place: Any, style: str, text: Text) -> Any:
        paragraph = place.add_paragraph(style=self.file.styles[style])
        _add_runs(paragraph, text)
        return paragraph

    def _rule(self, place: Any, available: float, length: float) -> Any:
        """A rule ``length`` mm long in the middle of a column: the border of an empty line, drawn in."""
        paragraph = place.add_paragraph(style=self.file.styles["Đường kẻ"])
        _set_rule(paragraph, self.profile.rule_thickness)
        side = Mm(max(0.0, (available - length) / 2))
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
        return paragraph

    def _grid(self, widths: tuple[float, ...], *, rows: int) -> Iterable[Any]:
        """Rows of a table without lines that only places things side by side."""
        table = self._table(list(widths), rows=rows)
        for row in table.rows:
            _mark_row(row, "w:cantSplit")
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "0")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tbl.tblPr.append(margins)
        return table.rows

    def _table(self, widths: list[float], *, rows: int) -> Any:
        table = self.file.add_table(rows=rows, cols=len(widths))
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        return table


def _add_runs(paragraph: Any, text: Text) -> list[Any]:
    added = []
    for run in wording.runs(text):
        piece = paragraph.add_run(run.text)
        piece.bold = run.bold or None
        piece.italic = run.italic or None
        piece.font.subscript = run.subscript or None
        added.append(piece)
    return added


def _drop_first_paragraph(cell: Any) -> None:
    """A new cell begins with an empty paragraph; it goes once the cell has others."""
    if len(cell.paragraphs) > 1 and not cell.paragraphs[0].text:
        cell._tc.remove(cell.paragraphs[0]._p)


def _set_rule(paragraph: Any, thickness: float) -> None:
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", str(round(thickness * 8))), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def _mark_row(row: Any, *names: str) -> None:
    properties = row._tr.get_or_add_trPr()
    for name in names:
        properties.append(OxmlElement(name))


def _add_field(paragraph: Any, instruction: str) -> None:
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("", ""), ("end", "")):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {text} "
            run._r.append(code)
        else:
            run.text = "1"
