"""The printing of hostile text, the limits of the child process, and what every file must carry."""

import io
import unicodedata
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from pypdf import PdfReader

from reports.render import pdf as pdf_writer
from reports.render.model import Column, Paragraph, Row, Run, Table
from reports.render.pdf import Limits, RenderError, render_pdf, render_pdfs
from reports.render.tests.measured import read_pages
from reports.render.tests.samples import FROZEN_AT, all_samples, letter, report

MARKUP = (
    '<script>alert(1)</script> <link rel=attachment href="file:///etc/hostname"> </p></div>'
    "<style>*{display:none}</style>"
    ' <img src="http://127.0.0.1:9/x.png"> {{7*7}} {% include "x" %} &lt;b&gt; & "ngoặc" \'đơn\''
)


def printed_text(pdf: bytes) -> str:
    """All text of the file without white space and page numbers."""
    pieces = (piece for page in read_pages(pdf) for piece in page.pieces if piece.y > 20)
    return "".join("".join(piece.text.split()) for piece in pieces)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_markup_is_printed_as_text_everywhere_a_user_may_write():
    doc = replace(
        letter(),
        letterhead=replace(letter().letterhead, parents=(MARKUP,)),
        reference_line=MARKUP,
        addressees=(MARKUP,),
        bases=(MARKUP,),
        body=(
            Paragraph((Run(MARKUP, bold=True), Run(MARKUP, italic=True))),
            Table((Column(MARKUP, 100),), (Row((MARKUP,)),), caption=MARKUP, size=11),
            Paragraph("Hết"),
        ),
        recipients=(MARKUP,),
        footer_lines=(MARKUP,),
        author=MARKUP,
    )
    pdf = render_pdf(doc, frozen_at=FROZEN_AT)
    reader = PdfReader(io.BytesIO(pdf))
    text = printed_text(pdf)
    # Reference, addressee, basis, two runs, column, cell, caption, recipient, address; the parent in capitals.
    assert text.count(squeezed(MARKUP)) == 10
    assert squeezed(MARKUP.upper()) in text
    assert reader.metadata.author == MARKUP
    assert not reader.attachments
    assert not any("/Annots" in page for page in reader.pages)


def test_a_very_long_paragraph_and_an_unbreakable_word_are_printed_whole_inside_the_margins():
    prose, word = "Đường hỏng " * 4545, "Đườngxấu" * 1000
    table = Table((Column("Nội dung", 90), Column("Số", 10)), (Row((prose, word[:400])),))
    pdf = render_pdf(replace(letter(), body=(Paragraph(prose), Paragraph(word), table)), frozen_at=FROZEN_AT)
    text = printed_text(pdf)
    assert text.count("hỏng") == 2 * 4545
    assert text.count("Đườngxấu") >= 1000
    assert all(29.9 < piece.x < 195 for page in read_pages(pdf) for piece in page.pieces)


def test_decomposed_letters_are_printed_composed():
    sentence = "Kiến nghị nạo vét cống, sửa đường ở phường Đồng Kỵ"
    pdf = render_pdf(replace(letter(), body=(Paragraph(unicodedata.normalize("NFD", sentence)),)), frozen_at=FROZEN_AT)
    assert squeezed(sentence) in printed_text(pdf)


def test_a_character_the_font_lacks_is_shown_as_missing_and_brings_no_other_font():
    text = "Cảm ơn 😀 đại biểu ≥ 5 №\u202e \x00\x07 漢"
    pdf = render_pdf(replace(letter(), body=(Paragraph(text), Paragraph("Hết"))), frozen_at=FROZEN_AT)
    assert "Cảmơn\ufffdđạibiểu>=5No\ufffdHết./." in printed_text(pdf)
    assert fonts_of(pdf) <= {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-Bold-Italic"}


def fonts_of(pdf: bytes) -> set[str]:
    """Names of all fonts, each of which must be embedded."""
    names = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            (face,) = font.get_object()["/DescendantFonts"]
            assert "/FontFile2" in face.get_object()["/FontDescriptor"]
            names.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    return names


@pytest.mark.parametrize("name", sorted(all_samples()))
def test_only_tinos_is_embedded(printed, name):
    assert fonts_of(printed[name]) <= {"Tinos", "Tinos-Bold", "Tinos-Italic", "Tinos-Bold-Italic"}


def structure(element, found):
    if isinstance(element, list):
        for child in element:
            structure(child.get_object(), found)
    elif isinstance(element, dict):
        if "/S" in element:
            found.append(str(element["/S"])[1:])
        if "/K" in element:
            structure(element["/K"].get_object(), found)
    return found


def test_the_file_is_tagged_in_vietnamese_with_title_author_and_headings(printed):
    reader = PdfReader(io.BytesIO(printed["bao-cao"]))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata.title == "Báo cáo Tổng hợp ý kiến, kiến nghị của cử tri sau kỳ họp thứ 5"
    assert reader.metadata.author == "Hội đồng nhân dân thị xã Từ Sơn"
    assert reader.metadata.creation_date == FROZEN_AT
    tags = structure(root["/StructTreeRoot"], [])
    assert {"H1", "H2", "P", "Table", "THead", "TH", "TD"} <= set(tags)
    assert tags.count("H1") == 1


def test_the_same_paper_printed_twice_is_the_same_file(printed):
    samples = all_samples()
    again = {name: render_pdf(samples[name], frozen_at=FROZEN_AT) for name in ("ke-hoach", "bien-ban")}
    assert again == {name: printed[name] for name in again}


def test_another_word_is_another_file(printed):
    changed = replace(letter(), place="Từ sơn")
    assert render_pdf(changed, frozen_at=FROZEN_AT) != printed["cong-van"]


def test_more_papers_than_a_batch_come_back_in_order(monkeypatch, printed):
    monkeypatch.setattr(pdf_writer, "BATCH", 2)
    names = ["giay-moi", "bien-ban", "cong-van"]
    assert render_pdfs([all_samples()[name] for name in names], frozen_at=FROZEN_AT) == [printed[n] for n in names]


def test_a_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        render_pdf(letter(), frozen_at=datetime(2026, 11, 24))


@pytest.mark.parametrize(
    ("limits", "code", "words"),
    [
        (Limits(cpu_seconds=1), "time", "quá thời gian cho phép (1 giây)"),
        (Limits(wall_seconds=1), "time", "quá thời gian cho phép (1 giây)"),
        (Limits(memory_mb=150), "memory", "quá nhiều bộ nhớ"),
    ],
)
def test_a_paper_that_takes_too_much_ends_its_own_process_with_a_clear_reason(limits, code, words):
    with pytest.raises(RenderError, match="Hãy tách phụ lục") as caught:
        render_pdf(report(400), frozen_at=FROZEN_AT, limits=limits)
    assert caught.value.code == code
    assert words in str(caught.value)


@pytest.fixture
def child_path(tmp_path, monkeypatch):
    """A folder the child process looks into first for modules."""
    inherited = pdf_writer._environment
    monkeypatch.setattr(pdf_writer, "_environment", lambda folder: inherited(folder) | {"PYTHONPATH": str(tmp_path)})
    return tmp_path


def test_without_pango_the_message_names_what_to_install(child_path):
    (child_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libgobject-2.0-0'\")")
    with pytest.raises(RenderError, match=r"apt-get install -y libpango-1\.0-0") as caught:
        render_pdf(letter(), frozen_at=FROZEN_AT)
    assert caught.value.code == "pango"


def test_a_library_that_fails_silently_has_run_out_of_memory(child_path):
    (child_path / "weasyprint.py").write_text("raise SystemError('error return without exception set')")
    with pytest.raises(RenderError, match="quá nhiều bộ nhớ") as caught:
        render_pdf(letter(), frozen_at=FROZEN_AT)
    assert caught.value.code == "memory"


def test_an_unforeseen_failure_is_named_without_its_details(child_path):
    (child_path / "weasyprint.py").write_text("raise RuntimeError('secret path /srv')")
    with pytest.raises(RenderError, match="Không tạo được PDF") as caught:
        render_pdf(letter(), frozen_at=FROZEN_AT)
    assert caught.value.code == "failed"
    assert "secret" not in str(caught.value)


def test_rendering_opens_no_socket_and_no_file_of_the_machine_but_its_own(child_path, tmp_path):
    log = tmp_path / "events.txt"
    (child_path / "sitecustomize.py").write_text(
        "import sys\n"
        f"log = open({str(log)!r}, 'a', buffering=1)\n"
        "watched = ('socket.connect', 'socket.getaddrinfo', 'open', 'subprocess.Popen')\n"
        "sys.addaudithook(lambda event, args: log.write(f'{event} {args[0]}\\n') if event in watched else None)\n"
    )
    render_pdf(replace(letter(), body=(Paragraph(MARKUP),)), frozen_at=FROZEN_AT)
    events = log.read_text().splitlines()
    assert any(event.endswith("Tinos-Regular.ttf") for event in events)
    assert not [event for event in events if event.startswith("socket.")]
    assert not [event for event in events if "hostname" in event or "x.png" in event]


def test_the_child_ends_without_tearing_down_the_libraries_a_thread_may_still_run_in(child_path, tmp_path):
    torn_down = tmp_path / "torn-down"
    (child_path / "sitecustomize.py").write_text(
        f"import atexit, pathlib\natexit.register(pathlib.Path({str(torn_down)!r}).touch)\n"
    )
    assert render_pdf(letter(), frozen_at=FROZEN_AT).startswith(b"%PDF")
    assert not torn_down.exists()


def test_the_fetcher_answers_with_bundled_fonts_only():
    from weasyprint.urls import FatalURLFetchingError

    from reports.render.metrics import font_file
    from reports.render.worker import _fetcher

    url = font_file("Bold").as_uri()
    fetcher = _fetcher({url: font_file("Bold")})
    assert fetcher.fetch(url).read() == font_file("Bold").read_bytes()
    for other in ("file:///etc/hostname", "http://127.0.0.1/", "data:text/plain,x", url + "?x", url + "/../x"):
        with pytest.raises(FatalURLFetchingError, match="bundled fonts"):
            fetcher.fetch(other)
