"""Office files that come out the same every time: ZIP members without the clock in them."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def fixed_archive(data: bytes, frozen_at: datetime) -> bytes:
    """The same office file, every member dated 1/1/1980 and the file's own date of change ``frozen_at``."""
    stamp = frozen_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as result:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            info = zipfile.ZipInfo(member.filename, _FIRST_DATE)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            result.writestr(info, content)
    return target.getvalue()
