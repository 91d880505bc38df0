"""The one error raised when printed text cannot be read with certainty."""

from __future__ import annotations

_SHOWN = 80


class Unreadable(ValueError):
    """Text typed or printed by a person that cannot be read without guessing.

    `text` is what was given, `reason` a Vietnamese sentence that says what is wrong and what to write.
    `str(error)` joins the two and is fit to be shown as it is.
    """

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        shown = " ".join(self.text.split())
        if len(shown) > _SHOWN:
            shown = shown[: _SHOWN - 1] + "…"
        return f"Không đọc được “{shown}”: {self.reason}"
