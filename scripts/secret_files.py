"""Writes the folder `secrets/` that docker-compose.yml reads: `python3 -m scripts.secret_files`. Never overwrites."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.places import ROOT, Stop, say

FOLDER = ROOT / "secrets"


def values(folder: Path) -> dict[str, str]:
    """What each file holds; a password that exists already is kept in the addresses made from it."""

    def kept(name: str) -> str:
        path = folder / name
        return path.read_text(encoding="utf-8").strip() if path.exists() else secrets.token_hex(32)

    database, broker = kept("database_password"), kept("redis_password")
    return {
        "secret_key": secrets.token_urlsafe(64),
        "database_password": database,
        "database_url": f"postgres://txct:{database}@database:5432/txct",
        "redis_password": broker,
        "redis_url": f"redis://:{broker}@broker:6379/0",
        "email_url": os.environ.get("EMAIL_URL", ""),
    }


def write(folder: Path = FOLDER, *, host: str = "localhost") -> list[str]:
    """Write what is missing. The folder is closed to others; the files inside are readable by the containers' users.

    Returns the names written. A certificate signed by nobody is made for the first try, when openssl is there.
    """
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    written = []
    for name, value in values(folder).items():
        path = folder / name
        if not path.exists():
            path.write_text(value, encoding="utf-8")
            path.chmod(0o444)
            written.append(name)
    return written + _write_certificate(folder, host)


def _write_certificate(folder: Path, host: str) -> list[str]:
    certificate, key = folder / "tls_certificate.pem", folder / "tls_key.pem"
    if certificate.exists() and key.exists():
        return []
    openssl = shutil.which("openssl")
    if openssl is None:
        raise Stop(f"Hãy đặt chứng thư TLS vào {certificate} và khóa vào {key} (máy này không có openssl để tạo thử).")
    made = subprocess.run(
        [
            openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", "-subj", f"/CN={host}",
            "-addext", f"subjectAltName=DNS:{host}", "-keyout", str(key), "-out", str(certificate),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise Stop(f"openssl không tạo được chứng thư: {made.stderr.strip()}")
    for path in (certificate, key):
        path.chmod(0o444)
    return [certificate.name, key.name]


def main() -> int:
    """Write the files and say what is left to do."""
    try:
        written = write(host=os.environ.get("SITE_HOST", "localhost"))
    except Stop as reason:
        say(str(reason))
        return 1
    say(f"Đã ghi vào {FOLDER}: {', '.join(written) or 'không có gì mới'}.")
    if not (FOLDER / "email_url").read_text(encoding="utf-8").strip():
        say("Hãy ghi địa chỉ máy chủ thư vào secrets/email_url, ví dụ smtp+tls://tài_khoản:mật_khẩu@máy_chủ:587")
    say("Chứng thư tự ký chỉ để thử; hãy thay tls_certificate.pem và tls_key.pem bằng chứng thư thật.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
