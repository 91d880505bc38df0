"""The child process that turns papers into PDF: ``python -m reports.render.worker CPU_SECONDS MEMORY_MB``.

Standard input: JSON ``{"jobs": [{"document": …, "frozen_at": …}, …]}``. Standard output: one line of JSON
``{"sizes": [bytes, …]}`` followed by the files one after another, or ``{"error": code, "job": index}`` with a
code of :data:`ERRORS`. The process limits its own CPU time and memory before it reads anything; a paper makes
it open no file but the bundled fonts and reach no network.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import sys
import warnings
from datetime import datetime
from typing import Any

ERRORS = ("pango", "memory", "document", "failed")
MB = 1024 * 1024


def limit_resources(cpu_seconds: int, memory_mb: int) -> None:
    """Let the kernel end this process when it takes more CPU time or address space; leave no core file."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * MB, memory_mb * MB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def render(job: dict[str, Any]) -> bytes:
    """One paper as a tagged PDF. The same job gives the same bytes."""
    # Fontconfig knows no font on purpose; every face comes with the stylesheet.
    warnings.filterwarnings("ignore", message="No fonts configured")
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    from reports.render.html import document_html
    from reports.render.metrics import FACES, font_file
    from reports.render.model import from_json

    fetcher = _fetcher({font_file(face).as_uri(): font_file(face) for face in FACES})
    html = document_html(from_json(job["document"]), frozen_at=datetime.fromisoformat(job["frozen_at"]))
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    page = HTML(string=html, base_url=None, url_fetcher=fetcher)
    pdf = page.write_pdf(
        font_config=FontConfiguration(),
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier,
        custom_metadata=False,
    )
    if pdf is None:
        raise RuntimeError("No file was written.")
    return bytes(pdf)


def _fetcher(files: dict[str, Any]) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class BundledFontsOnly(URLFetcher):  # type: ignore[misc]
        """Answers with the bundled fonts; whatever else is asked for ends the rendering."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in files:
                raise FatalURLFetchingError("A paper may fetch nothing but the bundled fonts.")
            return URLFetcherResponse(url, files[url].read_bytes(), {"Content-Type": "font/ttf"})

    return BundledFontsOnly()


def _error_code(error: BaseException) -> str:
    # A library written in C that is given no memory may fail without saying why: Python calls that a SystemError.
    if isinstance(error, (MemoryError, SystemError)):
        return "memory"
    if isinstance(error, OSError) and "cannot load library" in str(error):
        return "pango"
    from reports.render.model import DocumentError

    return "document" if isinstance(error, DocumentError) else "failed"


def main() -> int:
    """Read the jobs, write the files; exit code 0 also for a named error."""
    limit_resources(int(sys.argv[1]), int(sys.argv[2]))
    jobs = json.load(sys.stdin.buffer)["jobs"]
    files: list[bytes] = []
    for index, job in enumerate(jobs):
        try:
            files.append(render(job))
        except Exception as error:
            print(f"{type(error).__name__}: {error}"[:2000], file=sys.stderr)  # noqa: T201
            answer = {"error": _error_code(error), "job": index}
            sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
            return 0
    sys.stdout.buffer.write(json.dumps({"sizes": [len(file) for file in files]}).encode() + b"\n")
    for file in files:
        sys.stdout.buffer.write(file)
    return 0


def end_at_once(code: int) -> None:
    """End without unloading libraries: Pango's font thread may still be running in them, and would crash the end."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    end_at_once(main())
