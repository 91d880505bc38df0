"""nginx with the configuration of the repository, before a small site that counts what reaches it."""

from __future__ import annotations

import http.client
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts import secret_files
from scripts.places import is_root
from scripts.processes import free_port, wait_until
from tests.source import ROOT

pytestmark = [pytest.mark.house, pytest.mark.services]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or "nginx"


@dataclass
class Site:
    """What reached the site behind nginx, and how nginx is reached."""

    port: int
    plain_port: int
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask nginx over TLS. Returns status, headers and body."""
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        wire = http.client.HTTPSConnection("127.0.0.1", self.port, context=trust, timeout=10)
        try:
            wire.request("GET", path, headers=headers)
            answer = wire.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            wire.close()

    def reached(self, path: str) -> int:
        """How often the site behind was asked for PATH."""
        return sum(1 for seen, _ in self.seen if seen == path)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    secret_files.write(folder / "secrets")
    (folder / "secrets").chmod(0o755)
    (folder / "static").mkdir()
    (folder / "static" / "site.abc123.css").write_text("body{}", encoding="utf-8")
    shutil.copytree(ROOT / "static" / "errors", folder / "static" / "errors")
    site = Site(port=free_port(), plain_port=free_port())
    behind = ThreadingHTTPServer(("127.0.0.1", 0), answer_for(site))
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    changes = {
        "/tmp/": f"{folder}/",  # noqa: S108
        "server web:8000;": f"server 127.0.0.1:{behind.server_port};",
        "listen 8080;": f"listen 127.0.0.1:{site.plain_port};",
        "listen 8443 ssl;": f"listen 127.0.0.1:{site.port} ssl;",
        "http2 on;": "",  # Debian 12's nginx is older than this spelling
        "/run/secrets/tls_certificate;": f"{folder}/secrets/tls_certificate.pem;",
        "/run/secrets/tls_key;": f"{folder}/secrets/tls_key.pem;",
        "/var/lib/txct-static/": f"{folder}/static/",
        "/dev/stdout": f"{folder}/access.log",
        "/dev/stderr": f"{folder}/error.log",
    }
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    user = "user root; " if is_root() else ""  # pytest's folders are closed to others
    command = [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log"), "-g", f"{user}daemon off;"]
    process = subprocess.Popen(command)
    try:
        assert wait_until(lambda: listening(site), process, 10), (folder / "error.log").read_text("utf-8")
        yield site
    finally:
        process.terminate()
        process.wait(10)
        behind.shutdown()
        behind.server_close()


def answer_for(site: Site) -> type[BaseHTTPRequestHandler]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/mat-dien/":
                return
            site.seen.append((self.path, dict(self.headers.items())))
            body = f"answer {len(site.seen)}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Vary", "Cookie, Accept-Encoding")
            if "ghi-khoa" in self.path:
                self.send_header("Set-Cookie", "csrftoken=abc")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """The site behind keeps quiet."""

    return Answer


def listening(site: Site) -> bool:
    try:
        site.get("/suc-khoe/")
    except OSError:
        return False
    return True


def test_a_public_page_is_built_once_a_second_at_most_whoever_asks(served: Site) -> None:
    began = time.monotonic()
    answers = {served.get("/lich-tiep-xuc/?xa=dinh-bang")[2] for _ in range(20)}
    stored_pages = 1 + int(time.monotonic() - began)
    assert len(answers) <= served.reached("/lich-tiep-xuc/?xa=dinh-bang") <= stored_pages


def test_a_stored_page_grows_old_in_seconds(served: Site) -> None:
    served.get("/kien-nghi/")
    time.sleep(3.1)  # nginx counts whole seconds
    served.get("/kien-nghi/")
    end = time.monotonic() + 5
    while served.reached("/kien-nghi/") < 2 and time.monotonic() < end:
        time.sleep(0.05)
    assert served.reached("/kien-nghi/") == 2


@pytest.mark.parametrize("cookie", ["sessionid=s1", "csrftoken=c1"])
def test_whoever_is_known_gets_a_page_of_their_own(served: Site, cookie: str) -> None:
    path = f"/lich-tiep-xuc/?ai={cookie[:4]}"
    answers = {served.get(path, Cookie=cookie)[2] for _ in range(3)}
    assert len(answers) == 3
    assert served.get(path)[2] not in answers


@pytest.mark.parametrize("path", ["/lich-tiep-xuc/?ghi-khoa=1", "/kien-nghi/tra-cuu/", "/dai-bieu/", "/lich/abc.ics"])
def test_a_page_that_is_somebodys_is_never_stored(served: Site, path: str) -> None:
    served.get(path)
    served.get(path)
    assert served.reached(path) == 2


def test_a_claimed_address_is_not_believed(served: Site) -> None:
    served.get("/dieu-hanh/", **{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"})
    headers = next(headers for path, headers in served.seen if path == "/dieu-hanh/")
    assert (headers["X-Forwarded-For"], headers["X-Forwarded-Proto"]) == ("127.0.0.1", "https")


def test_static_files_do_not_reach_the_site_and_are_kept_for_a_year(served: Site) -> None:
    status, headers, body = served.get("/static/site.abc123.css")
    assert (status, body, headers["cache-control"]) == (200, b"body{}", "public, max-age=31536000, immutable")
    assert headers["x-content-type-options"] == "nosniff"
    assert served.reached("/static/site.abc123.css") == 0


def test_folders_of_static_files_are_not_listed(served: Site) -> None:
    assert served.get("/static/")[0] == 403


def test_signing_in_again_and_again_is_slowed_down(served: Site) -> None:
    answers = [served.get("/dang-nhap/") for _ in range(25)]
    assert answers[0][0] == 200
    assert (answers[-1][0], "Thử quá nhiều lần" in answers[-1][2].decode()) == (429, True)


@pytest.mark.parametrize(
    ("path", "headers", "status", "words"),
    [
        ("/dieu-hanh/nhap-lich/", {"Content-Length": str(26 * 1024 * 1024)}, 413, "Tệp gửi lên quá lớn"),
        ("/mat-dien/", {}, 502, "Hệ thống đang tạm nghỉ"),
    ],
)
def test_what_the_site_never_answers_is_told_in_words(
    served: Site, path: str, headers: dict[str, str], status: int, words: str
) -> None:
    answer = served.get(path, **headers)
    assert (answer[0], words in answer[2].decode()) == (status, True)
    assert "cache-control" not in answer[1]


def test_plain_http_is_sent_to_tls(served: Site) -> None:
    wire = http.client.HTTPConnection("127.0.0.1", served.plain_port, timeout=10)
    wire.request("GET", "/lich-tiep-xuc/", headers={"Host": "tiepxuccutri.example"})
    answer = wire.getresponse()
    assert (answer.status, answer.headers["Location"]) == (308, "https://tiepxuccutri.example/lich-tiep-xuc/")
    wire.close()


def test_the_log_keeps_no_token(served: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    served.get("/lich/kZ81token.ics")
    log = next(Path(tmp_path_factory.getbasetemp()).glob("nginx*/access.log"))
    time.sleep(0.2)
    text = log.read_text("utf-8")
    assert "/lich/..." in text
    assert "kZ81token" not in text
