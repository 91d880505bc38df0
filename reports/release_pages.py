"""The releases of a round: what each told anew, and how any two of them differ in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from meetings.facts import MeetingFacts, difference
from meetings.models import Round, RoundRelease
from meetings.public_pages import capital
from meetings.queries import released_facts
from txct.core.components import Cell, Column
from txct.core.scoping import trusted
from txct.lib.dates import clock_text, short_date
from txct.lib.numbers import count_text

RELEASE_COLUMNS = (
    Column("Bản"),
    Column("Ban hành lúc"),
    Column("Người ban hành"),
    Column("Hội nghị", number=True),
    Column("So với bản trước"),
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one release to a later one: a line for each meeting that differs, how many do not."""

    lines: list[str]
    kept: int


def releases_of(round_: Round) -> list[RoundRelease]:
    """The releases of the round, oldest first; the round was found for the person who asks."""
    with trusted():
        return list(RoundRelease.objects.filter(round=round_).select_related("by").order_by("number"))


def release_label(release: RoundRelease) -> str:
    """`bản 2, ban hành 8h00 ngày 20/6/2017`."""
    return f"bản {release.number}, ban hành {_moment(release)}"


def release_rows(releases: Sequence[RoundRelease]) -> list[list[Cell]]:
    """Rows of the list of RELEASES, newest first; from the second one on each leads to its comparison."""
    return [_release_row(release) for release in reversed(releases)]


def _release_row(release: RoundRelease) -> list[Cell]:
    words, url = "bản đầu", ""
    if release.number > 1:
        words = f"{count_text(len(release.changes))} thay đổi"
        compare = reverse("reports:round-releases", args=[release.round_id])
        url = f"{compare}?tu={release.number - 1}&den={release.number}"
    return [
        Cell(f"Bản {release.number}"),
        Cell(_moment(release)),
        Cell(str(release.by) if release.by else "hệ thống"),
        Cell(str(len(release.snapshot["meetings"])), number=True),
        Cell(words, url=url),
    ]


def _moment(release: RoundRelease) -> str:
    at = timezone.localtime(release.at)
    return f"{clock_text(at.time())} ngày {short_date(at.date())}"


def chosen(releases: Sequence[RoundRelease], first: str, last: str) -> tuple[RoundRelease, RoundRelease]:
    """The two releases asked for by their numbers, the earlier one first.

    What is not among them falls back to the last two; RELEASES holds two or more, oldest first.
    """
    by_number = {str(release.number): release for release in releases}
    old, new = by_number.get(first, releases[-2]), by_number.get(last, releases[-1])
    return (old, new) if old.number <= new.number else (new, old)


def comparison(old: RoundRelease, new: RoundRelease) -> Comparison:
    """How NEW differs from OLD, in the words people were told at a release. Reads no working copy."""
    before, after = released_facts(old), released_facts(new)
    words = [difference(before.get(one.id), one) for one in sorted(after.values(), key=_place)]
    gone = sorted((one for key, one in before.items() if key not in after), key=_place)
    lines = [line for line in words if line]
    lines += [f"{one.units_text}: không còn trong lịch (trước đây {one.moment_text})" for one in gone]
    return Comparison([capital(line) for line in lines], kept=words.count(""))


def _place(facts: MeetingFacts) -> tuple[bool, str, int]:
    """By hours; those without hours last."""
    return facts.starts_at is None, facts.starts_at.isoformat() if facts.starts_at else "", facts.id
