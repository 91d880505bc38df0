"""Every measure of a printed paper, one object per layout profile; both writers read them from here.

Decree 30/2020/NĐ-CP, Phụ lục I (paper, margins, sizes, styles of each element); Thông tư 01/2011/TT-BNV for
papers of 2017. Lengths in mm, sizes in points, spacing above and below in points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reports.render.model import ProfileName


@dataclass(frozen=True)
class Profile:
    """The measures of one layout."""

    name: ProfileName
    page_number: Literal["top-center", "bottom-right"]
    bases_italic: bool
    page_width: float = 210
    page_height: float = 297
    margin_top: float = 20
    margin_bottom: float = 20
    margin_left: float = 30
    margin_right: float = 15
    issuer_column: float = 65
    state_size: float = 13
    motto_size: float = 14
    issuer_size: float = 13
    number_size: float = 13
    date_size: float = 13
    reference_size: float = 12
    title_size: float = 14
    subject_size: float = 14
    body_size: float = 14
    table_size: float = 12
    signature_size: float = 13
    recipients_head_size: float = 12
    recipients_size: float = 11
    footer_size: float = 11
    page_number_size: float = 13
    line_height: float = 1.3
    word_line_spacing: float = 1.13
    paragraph_space: float = 6
    first_line_indent: float = 12.7
    short_rule: float = 0.4
    rule_thickness: float = 0.75
    sign_room: float = 32
    addressee_indent: float = 25

    @property
    def text_width(self) -> float:
        """Width of the text on an upright page, mm."""
        return self.page_width - self.margin_left - self.margin_right

    @property
    def state_column(self) -> float:
        """Width of the column that holds the state's name and the motto, mm."""
        return self.text_width - self.issuer_column

    @property
    def landscape_text_width(self) -> float:
        """Width of the text on a landscape page, mm; its margins are turned with the page."""
        return self.page_height - self.margin_left - self.margin_right


_PROFILES: dict[ProfileName, Profile] = {
    "nd30-2020": Profile("nd30-2020", page_number="top-center", bases_italic=True),
    "tt01-2011": Profile("tt01-2011", page_number="bottom-right", bases_italic=False),
}


def profile_of(name: ProfileName) -> Profile:
    """The measures of a layout profile."""
    return _PROFILES[name]
