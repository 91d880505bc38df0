"""How long papers take to print: our PDF beside headless Chromium printing the very same HTML, and DOCX, XLSX.

The papers are made. Each printing runs in a process of its own, start-up included, which also tells its peak of
memory (of Chromium, which is many processes, the largest alone). Run: ``bench/run documents``.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pypdf import PdfReader

from reports.render.docx import render_docx
from reports.render.html import document_html
from reports.render.model import OfficialDocument, Table
from reports.render.pdf import Limits, render_pdf
from reports.render.tests.samples import FROZEN_AT, plan, report
from reports.render.xlsx import render_document_xlsx

CHROMIUM = shutil.which("chromium", path="/usr/bin")
ROOMY = Limits(cpu_seconds=600, memory_mb=4096, wall_seconds=600)
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
PAPERS: dict[str, Callable[[], OfficialDocument]] = {
    "short paper": lambda: replace(plan(), annexes=()),
    "report, 50 rows": lambda: report(50),
    "report, 500 rows": lambda: report(500),
}


@dataclass(frozen=True)
class Printed:
    """One printing: seconds on the clock, MiB of the largest process at its peak, bytes and pages of the file."""

    seconds: float
    memory: float
    size: int
    pages: int = 0


def chromium_pdf(doc: OfficialDocument) -> bytes:
    """The paper's HTML printed by Chromium."""
    with tempfile.TemporaryDirectory(prefix="txct-bench-") as folder:
        page, target = Path(folder, "paper.html"), Path(folder, "paper.pdf")
        page.write_text(document_html(doc, frozen_at=FROZEN_AT), encoding="utf-8")
        places = (f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", page.as_uri())
        command = [str(CHROMIUM), *FLAGS, "--no-pdf-header-footer", *places]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        return target.read_bytes()


WRITERS: dict[str, Callable[[OfficialDocument], bytes]] = {
    "pdf": lambda doc: render_pdf(doc, frozen_at=FROZEN_AT, limits=ROOMY),
    "chromium": chromium_pdf,
    "docx": lambda doc: render_docx(doc, frozen_at=FROZEN_AT),
    "xlsx": lambda doc: render_document_xlsx(doc, frozen_at=FROZEN_AT),
}


def print_once(writer: str, paper: str) -> None:
    """In the child: prints the paper and tells what it took, as JSON."""
    doc = PAPERS[paper]()
    began = time.perf_counter()
    data = WRITERS[writer](doc)
    seconds = time.perf_counter() - began
    whose = resource.RUSAGE_CHILDREN if writer in ("pdf", "chromium") else resource.RUSAGE_SELF
    answer = {"seconds": seconds, "memory": resource.getrusage(whose).ru_maxrss / 1024, "size": len(data)}
    if data.startswith(b"%PDF"):
        with tempfile.TemporaryFile() as file:
            file.write(data)
            answer["pages"] = len(PdfReader(file).pages)
    print(json.dumps(answer))


def printings(writer: str, paper: str) -> Printed:
    """One printing in a child of its own."""
    command = [sys.executable, __file__, "--once", writer, paper]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return Printed(**json.loads(done.stdout))


def has_table(doc: OfficialDocument) -> bool:
    """Whether there is anything for a spreadsheet."""
    return any(isinstance(block, Table) for blocks in (doc.body, *(a.blocks for a in doc.annexes)) for block in blocks)


def compare(paper: str, laps: int) -> None:
    """Prints the paper with every writer, in turn, LAPS times."""
    absent = {"chromium": not CHROMIUM, "xlsx": not has_table(PAPERS[paper]())}
    writers = [name for name in WRITERS if not absent.get(name)]
    runs: dict[str, list[Printed]] = {name: [] for name in writers}
    for _ in range(laps):
        for name in writers:
            runs[name].append(printings(name, paper))
    seconds = {name: statistics.median(one.seconds for one in found) for name, found in runs.items()}
    ours = runs["pdf"][0]
    if CHROMIUM:
        theirs = runs["chromium"][0]
        ratio = f"{seconds['pdf'] / seconds['chromium']:.2f}x Chromium's {seconds['chromium']:.2f} s"
        weight = f"{ours.memory / theirs.memory:.2f} of Chromium's largest process, {theirs.memory:.0f} MiB"
        size = f"{ours.size / theirs.size:.2f} of Chromium's {theirs.size // 1024} KiB, {theirs.pages} pages"
    else:
        ratio = weight = size = "no /usr/bin/chromium to compare with"
    print(f"{paper}, PDF: {seconds['pdf']:.2f} s ({ratio})")
    print(f"{paper}, PDF memory: {max(one.memory for one in runs['pdf']):.0f} MiB ({weight})")
    print(f"{paper}, PDF file: {ours.size // 1024} KiB, {ours.pages} pages ({size})")
    for name in (name for name in ("docx", "xlsx") if name in writers):
        against = f"{seconds[name] / seconds['pdf']:.2f} of our PDF"
        print(f"{paper}, {name.upper()}: {seconds[name]:.2f} s ({against})")


def main() -> None:
    """Prints the papers named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {'; '.join(PAPERS)}; none means all")
    parser.add_argument("--laps", type=int, default=1)
    parser.add_argument("--once", nargs=2, metavar=("WRITER", "PAPER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.once:
        print_once(*chosen.once)
        return
    for paper in chosen.names or PAPERS:
        compare(paper, chosen.laps)


if __name__ == "__main__":
    main()
