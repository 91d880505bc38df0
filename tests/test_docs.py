"""The guide leads somewhere: its links and pictures exist, its addresses are pages, every role has its chapter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.urls import Resolver404, resolve
from PIL import Image

from docs import pictures
from tests.source import ROOT
from txct.core.roles import Role

pytestmark = pytest.mark.house

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
GUIDE = list(DOCS.glob("*.md"))
CHAPTERS = {
    Role.SECRETARY: "van-phong.md",
    Role.STANDING: "thuong-truc-va-mat-tran.md",
    Role.GROUP_HEAD: "dai-bieu.md",
    Role.DELEGATE: "dai-bieu.md",
    Role.CLERK: "can-bo-xa-phuong.md",
    Role.FRONT: "thuong-truc-va-mat-tran.md",
    Role.AGENCY: "co-quan-tra-loi.md",
    Role.AUDITOR: "thuong-truc-va-mat-tran.md",
    Role.SYSADMIN: "quan-tri.md",
}
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^ *```.*?^ *```", re.S | re.M)
ADDRESS = re.compile(r"`(/[a-z0-9/<>?=&_.-]*)`")
LARGEST_PICTURE = 200_000


@cache
def _text(page: Path) -> str:
    return FENCE.sub("", page.read_text("utf-8"))


def _slug(heading: str) -> str:
    """The anchor that forges make of a heading: lower case, no punctuation, hyphens for blanks."""
    words = "".join(one for one in heading.strip().lower() if one in " -_" or unicodedata.category(one)[0] in "LMN")
    return words.replace(" ", "-")


def _anchors(page: Path) -> set[str]:
    return {_slug(line.lstrip("#")) for line in _text(page).splitlines() if line.startswith("#")}


def _broken_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(_text(page)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _hash, anchor = link.partition("#")
        target = (page.parent / unquote(path)).resolve() if path else page
        if not target.exists():
            yield f"{link}: not there"
        elif anchor and unquote(anchor) not in _anchors(target):
            yield f"{link}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_picture_of_the_guide_is_there(page: Path) -> None:
    assert list(_broken_links(page)) == []


def _unknown_addresses(page: Path) -> Iterator[str]:
    for address in ADDRESS.findall(_text(page)):
        try:
            resolve(address.partition("?")[0])
        except Resolver404:
            yield address


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_address_named_in_the_guide_is_a_page(page: Path) -> None:
    assert list(_unknown_addresses(page)) == []


def test_every_role_has_its_chapter() -> None:
    assert set(CHAPTERS) == set(Role)
    roles = _text(DOCS / "quan-tri.md").partition("## Vai trò")[2].partition("\n## ")[0]
    rows = {row.split("|")[1].strip(): row for row in roles.splitlines() if row.startswith("|")}
    expected = {role.label: CHAPTERS[role] for role in Role if role != Role.SYSADMIN}
    assert {label: chapter in rows.get(label, "") for label, chapter in expected.items()} == dict.fromkeys(
        expected, True
    )
    assert Role.SYSADMIN.label in rows


def test_the_index_leads_to_every_chapter() -> None:
    index = _text(DOCS / "README.md")
    assert [page.name for page in GUIDE if page.name != "README.md" and f"]({page.name}" not in index] == []


def test_every_chapter_leads_back_to_the_index() -> None:
    assert [page.name for page in GUIDE if page.name != "README.md" and "](README.md)" not in _text(page)] == []


def _pictures_named() -> set[str]:
    links = {Path(link).name for page in PAGES for link in LINK.findall(_text(page)) if link.endswith(".png")}
    return {name.removesuffix(".png") for name in links}


def test_pictures_named_taken_and_kept_are_the_same() -> None:
    taken = {one.name for one in (*pictures.SHOTS, *pictures.PAPERS)}
    kept = {path.stem for path in pictures.PICTURES.glob("*.png")}
    assert (_pictures_named() - taken, taken - _pictures_named(), taken ^ kept) == (set(), set(), set())


@pytest.mark.parametrize("path", sorted((DOCS / "pictures").glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_small_and_of_the_size_of_its_screen(path: Path) -> None:
    shots = {one.name: one.size for one in pictures.SHOTS}
    with Image.open(path) as image:
        fits = image.size == shots[path.stem] if path.stem in shots else max(image.size) <= pictures.PAPER_LENGTH + 2
    assert (path.stat().st_size <= LARGEST_PICTURE, fits) == (True, True)
