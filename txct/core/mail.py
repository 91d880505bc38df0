"""Mail as files: what is sent when no mail server is configured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmlFileBackend(BaseEmailBackend):
    """Writes each message as `<Message-ID>.eml`, so that a message sent again is the same file."""

    def __init__(self, fail_silently: bool = False, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.folder = Path(file_path or settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            content = message.message()
            name = re.sub(r"[^\w.-]+", "_", str(content["Message-ID"]).strip("<>").rpartition("@")[0])
            (self.folder / f"{name}.eml").write_bytes(content.as_bytes(linesep="\r\n"))
        return len(email_messages)
