"""The sample papers, printed once for all layout tests."""

import pytest

from reports.render.pdf import render_pdfs
from reports.render.tests.measured import Page, read_pages
from reports.render.tests.samples import FROZEN_AT, all_samples


@pytest.fixture(scope="session")
def printed() -> dict[str, bytes]:
    samples = all_samples()
    return dict(zip(samples, render_pdfs(list(samples.values()), frozen_at=FROZEN_AT), strict=True))


@pytest.fixture(scope="session")
def pages(printed: dict[str, bytes]) -> dict[str, list[Page]]:
    return {name: read_pages(pdf) for name, pdf in printed.items()}
