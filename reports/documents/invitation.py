"""Giấy mời to a meeting (form 1.7 of decree 30/2020): one text, one copy for each addressee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from delegates.models import Signatory
from meetings.enums import AWAY_RESPONSES
from meetings.models import Meeting
from reports.documents.letterhead import council_letterhead, dated, joined, place_of, recipients, signature_of
from reports.documents.phrases import local, moment_words, round_phrase, unit_names, venue_text
from reports.render.model import KeyValues, OfficialDocument, Paragraph, Run, from_json
from txct.lib.dates import clock_words

EARLY = timedelta(minutes=15)
COPIES = "copies"
"""Key of the snapshot under which the addressees of the copies stand."""


def invitation_document(
    meeting: Meeting, addressee: str, signatory: Signatory | None, *, on: date
) -> OfficialDocument:
    """The invitation to MEETING for one ADDRESSEE; the meeting has its hours."""
    council = meeting.council
    place = place_of(council)
    units = joined(unit_names(meeting))
    about = round_phrase(meeting.round, place.council) or meeting.round.label
    chair = joined([part for part in (meeting.chair_name, str(meeting.chair_body or "")) if part], ", ")
    starts = moment_words(meeting.starts_at) if meeting.starts_at else ""
    items = [
        ("Chủ trì", f"{chair}." if chair else ""),
        ("Thời gian", f"{starts}." if starts else ""),
        ("Địa điểm", f"{venue_text(meeting)}."),
        ("Trực tuyến tại", meeting.online_link),
        ("Cử tri", f"cử tri {units}."),
    ]
    return OfficialDocument(
        kind="giay-moi",
        letterhead=council_letterhead(council),
        symbol="GM-HĐND",
        **dated(council, on),
        title="Giấy mời",
        subject=f"Dự hội nghị tiếp xúc cử tri {units}",
        body=(
            _call(place.standing, addressee),
            Paragraph(f"Tới dự hội nghị tiếp xúc cử tri {about}."),
            KeyValues(tuple((label, text) for label, text in items if text)),
            Paragraph(
                "Đề nghị có mặt trước giờ khai mạc 15 phút"
                + (f" ({_early(meeting)})" if meeting.starts_at else "")
                + f"; nếu không dự được, xin báo {place.standing} trước ngày họp"
            ),
        ),
        right=signature_of(signatory),
        recipients=recipients("Như trên"),
    )


def _call(standing: str, addressee: str) -> Paragraph:
    return Paragraph((Run(f"{standing} trân trọng kính mời: "), Run(addressee, bold=True)))


def _early(meeting: Meeting) -> str:
    return clock_words((local(meeting.starts_at) - EARLY).time()) if meeting.starts_at else ""


def addressees_of(meeting: Meeting) -> tuple[str, ...]:
    """Who is invited: the delegates who come, the chair, the officers who answer."""
    delegates = [
        (f"Đại biểu {a.delegate.full_name}", a.delegate.position)
        for a in meeting.attendances.all()
        if a.response not in AWAY_RESPONSES
    ]
    chair = [meeting.chair_name or meeting.chair_body.name] if meeting.chair_body else []
    officers = [
        ", ".join(filter(None, (officer.full_name or officer.body.name, officer.title)))
        for officer in meeting.officers.select_related("body").all()
    ]
    named = [", ".join(filter(None, pair)) for pair in delegates]
    return tuple(dict.fromkeys((*named, *chair, *officers)))


def copies_of(snapshot: Mapping[str, Any]) -> tuple[OfficialDocument, ...]:
    """One paper per addressee of an issued invitation; any other paper is its own only copy."""
    doc = from_json({"schema": snapshot.get("schema"), "document": snapshot.get("document")})
    names: Iterable[str] = snapshot.get(COPIES, ())
    return tuple(_for(doc, name) for name in names) or (doc,)


def _for(doc: OfficialDocument, addressee: str) -> OfficialDocument:
    first, *rest = doc.body
    if not isinstance(first, Paragraph) or isinstance(first.text, str):
        return doc
    lead = first.text[0]
    return replace(doc, body=(replace(first, text=(lead, Run(addressee, bold=True))), *rest))
