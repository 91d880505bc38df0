"""Takes the pictures of the user guide from a site that runs the demonstration, and pages of its printed papers.

    .venv/bin/python docs/pictures.py ADDRESS PASSWORD PAPERS [NAME …]

ADDRESS is the running site, for example http://127.0.0.1:8000. PASSWORD is the one password of the demonstration's
accounts; PAPERS is the folder in which the demonstration left its papers (`var/demo`), with the list of accounts and
that password in `tai-khoan.txt`. With NAMEs only those pictures are taken. Pictures land in `docs/pictures/NAME.png`.

It looks and clicks, but saves nothing on the site. Needs requirements-dev.txt, Debian's Chromium and `pdftoppm`
(poppler-utils).
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
DESK, PHONE = (1366, 768), (390, 780)
LARGEST = 200_000
PAPER_LENGTH = 650
FIRST_ROW = "main table tbody th a"
NEXT_MEETING = "main .board .slot:has(.board-edit) .slot-title a"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a page: whose log-in sees it ("" for a visitor), and how to get there.

    `follow` are CSS selectors of links clicked one after another; `press` are things clicked at the end without
    leaving the page; `show` is what is brought into view.
    """

    name: str
    person: str
    path: str
    follow: tuple[str, ...] = ()
    press: tuple[str, ...] = ()
    show: str = ""
    size: tuple[int, int] = DESK
    whole: bool = False


@dataclass(frozen=True, slots=True)
class PaperPage:
    """One page of a printed paper."""

    name: str
    file: str
    page: int = 1


SHOTS: tuple[Shot, ...] = (
    Shot("dang-nhap", "", "/dang-nhap/"),
    Shot("trang-dau", "", "/?tim=dong+ky"),
    Shot("lich-cong-khai", "", "/lich-tiep-xuc/"),
    Shot("hoi-nghi-cong-khai", "", "/lich-tiep-xuc/", ("main a[href^='/lich-tiep-xuc/'][href$='/']",), size=PHONE),
    Shot("kien-nghi-cong-khai", "", "/kien-nghi/"),
    Shot(
        "phieu-gop-y",
        "",
        "/lich-tiep-xuc/",
        ("main a[href^='/lich-tiep-xuc/'][href$='/']", "main a[href^='/gop-y/']"),
        size=PHONE,
    ),
    Shot("ban-lam-viec", "thu-ky", "/dieu-hanh/"),
    Shot("ke-hoach-danh-sach", "thu-ky", "/dieu-hanh/ke-hoach/"),
    Shot("ke-hoach", "thu-ky", "/dieu-hanh/ke-hoach/", (FIRST_ROW,)),
    Shot("bang-lich", "thu-ky", "/dieu-hanh/bang-lich/"),
    Shot("hoi-nghi", "thu-ky", "/dieu-hanh/bang-lich/", (NEXT_MEETING,)),
    Shot("them-hoi-nghi", "thu-ky", "/dieu-hanh/bang-lich/", ("main a[href$='/them-hoi-nghi/']",)),
    Shot("nhap-lich", "thu-ky", "/dieu-hanh/bang-lich/", ("main a[href$='/nhap-lich/']",)),
    Shot("de-xuat-lich", "thu-ky", "/dieu-hanh/bang-lich/", ("main a[href$='/de-xuat/']",)),
    Shot("gio-ban", "thu-ky", "/dieu-hanh/gio-ban/them/"),
    Shot("de-nghi-tiep-xuc", "thu-ky", "/dieu-hanh/de-nghi-tiep-xuc/moi/"),
    Shot("do-phu", "thu-ky", "/dieu-hanh/do-phu/"),
    Shot("ap-phich", "thu-ky", "/dieu-hanh/bang-lich/", (NEXT_MEETING, "main a[href$='/ap-phich/']")),
    Shot(
        "dot",
        "thu-ky",
        "/dieu-hanh/bang-lich/",
        ("main nav a[href^='/dieu-hanh/dot/']:not([href$='/dot/'])",),
        show="#tra-loi",
    ),
    Shot("lich-phap-dinh", "thu-ky", "/dieu-hanh/lich-phap-dinh/", press=("details.why summary",)),
    Shot("hop-gui-di", "thu-ky", "/dieu-hanh/hop-gui-di/"),
    Shot("y-kien", "thu-ky", "/dieu-hanh/y-kien/"),
    Shot("kien-nghi-danh-sach", "thu-ky", "/dieu-hanh/kien-nghi/"),
    Shot("kien-nghi", "thu-ky", "/dieu-hanh/kien-nghi/?tinh_trang=answered", (FIRST_ROW,)),
    Shot(
        "van-ban-cua-dot",
        "thu-ky",
        "/dieu-hanh/bang-lich/",
        ("main nav a[href^='/dieu-hanh/dot/']:not([href$='/dot/'])",),
        show="#bao-cao-to",
    ),
    Shot("cho-ban-hanh", "thu-ky", "/dieu-hanh/cho-ban-hanh/"),
    Shot("van-ban", "thu-ky-2017", "/dieu-hanh/van-ban/"),
    Shot("moi-nguoi", "thu-ky", "/dieu-hanh/tai-khoan/moi/"),
    Shot("ho-so", "thu-ky", "/quan-tri/"),
    Shot("ngay-nghi", "thu-ky", "/quan-tri/delegates/calendarexception/add/"),
    Shot("dai-bieu-lich", "dai-bieu", "/dai-bieu/", size=PHONE),
    Shot("dai-bieu-xin-vang", "dai-bieu", "/dai-bieu/", ("main a[href$='/xin-vang/']",), size=PHONE),
    Shot("dai-bieu-de-nghi", "dai-bieu", "/dai-bieu/de-nghi-tiep-xuc/moi/", size=PHONE),
    Shot("dai-bieu-gio-ban", "dai-bieu", "/dai-bieu/gio-ban/", size=PHONE),
    Shot("dai-bieu-hoi-nghi", "dai-bieu", "/dai-bieu/", ("main a[href*='/dai-bieu/hoi-nghi/']",), size=PHONE),
    Shot("can-bo-hoi-nghi", "can-bo", "/don-vi/", (FIRST_ROW,)),
    Shot("can-bo-diem-danh", "can-bo", "/don-vi/", (FIRST_ROW, "main a[href$='/diem-danh/']")),
    Shot("can-bo-y-kien", "can-bo", "/don-vi/", (FIRST_ROW, "main a[href$='/y-kien/']"), show="#ghi-y-kien"),
    Shot("co-quan", "co-quan", "/co-quan/"),
    Shot("co-quan-kien-nghi", "co-quan", "/co-quan/", (FIRST_ROW,)),
    Shot("mat-tran", "mat-tran", "/dieu-hanh/kien-nghi/"),
)
PAPERS: tuple[PaperPage, ...] = (
    PaperPage("giay-ke-hoach", "ke-hoach.pdf"),
    PaperPage("giay-thong-bao-lich", "thong-bao-lich.pdf"),
    PaperPage("giay-moi", "giay-moi.pdf"),
    PaperPage("giay-bien-ban", "bien-ban.pdf"),
    PaperPage("giay-bao-cao-to", "bao-cao-to-dai-bieu.pdf"),
    PaperPage("giay-phieu-chuyen", "chuyen-kien-nghi.pdf"),
    PaperPage("giay-bao-cao-tong-hop", "bao-cao-tong-hop.pdf"),
    PaperPage("giay-bang-so-lieu", "bao-cao-tong-hop.pdf", 3),
    PaperPage("giay-don-doc", "don-doc.pdf"),
    PaperPage("giay-phu-luc-lich", "ke-hoach.pdf", 4),
    PaperPage("giay-danh-muc-chuyen", "chuyen-kien-nghi.pdf", 2),
)


class Camera:
    """A browser that signs each person in once for each size of screen."""

    def __init__(self, browser: Browser, address: str, password: str) -> None:
        self.browser, self.address, self.password = browser, address.rstrip("/"), password
        self.signed_in: dict[tuple[str, tuple[int, int]], BrowserContext] = {}

    def page_for(self, person: str, size: tuple[int, int]) -> Page:
        """An open page of PERSON on a screen of SIZE."""
        key = (person, size)
        if key not in self.signed_in:
            context = self.browser.new_context(
                viewport={"width": size[0], "height": size[1]}, locale="vi-VN", reduced_motion="reduce"
            )
            if person:
                self._sign_in(context.new_page(), person)
            self.signed_in[key] = context
        pages = self.signed_in[key].pages
        return pages[0] if pages else self.signed_in[key].new_page()

    def _sign_in(self, page: Page, person: str) -> None:
        page.goto(f"{self.address}/dang-nhap/")
        page.fill("[name=username]", f"{person}@txct.example")
        page.fill("[name=password]", self.password)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    def take(self, shot: Shot) -> bytes:
        """The picture as PNG. Raises RuntimeError when a page answers with an error."""
        page = self.page_for(shot.person, shot.size)
        answer = page.goto(f"{self.address}{shot.path}")
        if answer is None or not answer.ok:
            raise RuntimeError(f"{shot.name}: {shot.path} answers {answer.status if answer else 'nothing'}")
        for selector in shot.follow:
            target = page.locator(selector).first.get_attribute("href")
            answer = page.goto(f"{self.address}{target}" if str(target).startswith("/") else str(target))
            if answer is None or not answer.ok:
                raise RuntimeError(f"{shot.name}: {target} answers {answer.status if answer else 'nothing'}")
        for selector in shot.press:
            page.locator(selector).first.click()
        if shot.show:
            page.locator(shot.show).evaluate("place => place.scrollIntoView({block: 'start'})")
        return page.screenshot(full_page=shot.whole)


def small(picture: bytes) -> bytes:
    """The picture in as many colours as fit into LARGEST bytes. Raises ValueError when 16 colours do not."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (128, 64, 32, 16):
        out = io.BytesIO()
        image.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            out, format="PNG", optimize=True
        )
        if out.tell() <= LARGEST:
            return out.getvalue()
    raise ValueError(f"picture of {image.size} does not fit into {LARGEST} bytes")


def printed(paper: PaperPage, folder: Path) -> bytes:
    """One page of a paper as PNG with a thin frame, so that the white sheet shows on a white page."""
    with TemporaryDirectory() as scratch:
        target = Path(scratch) / "page"
        number = str(paper.page)
        subprocess.run(
            [
                *("pdftoppm", "-png", "-singlefile", "-f", number, "-l", number),
                *("-scale-to", str(PAPER_LENGTH), str(folder / paper.file), str(target)),
            ],
            check=True,
        )
        sheet = Image.open(target.with_suffix(".png")).convert("RGB")
    framed = Image.new("RGB", (sheet.width + 2, sheet.height + 2), "#b8b8b8")
    framed.paste(sheet, (1, 1))
    out = io.BytesIO()
    framed.save(out, format="PNG")
    return out.getvalue()


def main(arguments: Sequence[str]) -> int:
    """Take every picture, or those named. Returns 1 when one could not be taken, saying which."""
    if len(arguments) < 3:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    address, password, papers, *names = arguments
    PICTURES.mkdir(exist_ok=True)
    failed = 0
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        camera = Camera(browser, address, password)
        wanted: list[Shot | PaperPage] = [*SHOTS, *PAPERS]
        for what in wanted:
            if names and what.name not in names:
                continue
            try:
                raw = camera.take(what) if isinstance(what, Shot) else printed(what, Path(papers))
                (PICTURES / f"{what.name}.png").write_bytes(small(raw))
            except Exception as error:
                failed += 1
                sys.stderr.write(f"{what.name}: {str(error).splitlines()[0]}\n")
        browser.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
