from dataclasses import replace

from reports.render.metrics import FACES, font_file, is_printable, text_width
from reports.render.pdf import render_pdf
from reports.render.tests.measured import read_pages
from reports.render.tests.samples import FROZEN_AT, plan

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


def test_papers_of_circular_01_2011_have_upright_bases_and_the_page_number_at_the_bottom_right():
    first, second, annex = read_pages(render_pdf(replace(plan(), profile="tt01-2011"), frozen_at=FROZEN_AT))
    assert first.find("Căn cứ Luật").face == "Tinos"
    for page in (first, annex):
        assert not [piece for piece in page.pieces if piece.y > 277]
    (number,) = [piece for piece in second.pieces if piece.y > 277]
    assert (number.text, number.size, number.face) == ("2", 13, "Tinos")
    assert number.x > 190
    assert not [piece for piece in second.pieces if piece.y < 20]


def test_the_printed_font_has_every_vietnamese_letter_in_every_face():
    from fontTools.ttLib import TTFont

    for face in FACES:
        with TTFont(font_file(face), lazy=True) as font:
            codes = set(font.getBestCmap())
            assert font["name"].getDebugName(1) == "Tinos"
        assert {ord(letter) for letter in VIETNAMESE + VIETNAMESE.upper()} <= codes


def test_the_printed_font_has_the_widths_of_times_new_roman():
    # Advance widths of Times New Roman in thousandths of the size.
    for letter, width in {"a": 443.8, "M": 889.2, "n": 500, " ": 250, "đ": 500}.items():
        assert abs(text_width(letter, 1000 / (25.4 / 72)) - width) < 1


def test_the_licence_of_the_font_is_beside_it():
    assert "SIL OPEN FONT LICENSE Version 1.1" in (font_file("Regular").parent / "OFL.txt").read_text()
    assert not is_printable("😀")
