"""Giấy mời to a meeting (form 1.7 of decree 30/2020): one text, one copy for each addressee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from delegates.models import Signatory
from meetings.enums import AWAY_RESPONSES
from meetings.facts import MeetingFacts
from meetings.queries import officer_name
from reports.documents.letterhead import council_letterhead, dated, joined, place_of, recipients, signature_of
from reports.documents.phrases import capital, local, moment_words, round_phrase
from reports.documents.schedule import Line
from reports.render.model import KeyValues, OfficialDocument, Paragraph, Run, from_json
from txct.lib.dates import clock_words

EARLY = timedelta(minutes=15)
COPIES = "copies"
"""Key of the snapshot under which the addressees of the copies stand."""


def invitation_document(line: Line, addressee: str, signatory: Signatory | None, *, on: date) -> OfficialDocument:
    """The invitation to the meeting of LINE, as that version has it, for one ADDRESSEE; it has its hours."""
    meeting, facts = line.meeting, line.facts
    council = meeting.council
    place = place_of(council)
    units = joined(facts.units) or facts.title
    about = round_phrase(meeting.round, place.council) or meeting.round.label
    starts = moment_words(facts.starts_at) if facts.starts_at else ""
    items = [
        ("Chủ trì", f"{facts.chair}." if facts.chair else ""),
        ("Thời gian", f"{starts}." if starts else ""),
        ("Địa điểm", f"{capital(facts.place_text)}."),
        ("Cử tri", f"{units}."),
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
                + (f" ({_early(facts)})" if facts.starts_at else "")
                + f"; nếu không dự được, xin báo {place.standing} trước ngày họp"
            ),
        ),
        right=signature_of(signatory),
        recipients=recipients("Như trên"),
    )


def _call(standing: str, addressee: str) -> Paragraph:
    return Paragraph((Run(f"{standing} trân trọng kính mời: "), Run(addressee, bold=True)))


def _early(facts: MeetingFacts) -> str:
    return clock_words((local(facts.starts_at) - EARLY).time()) if facts.starts_at else ""


def addressees_of(line: Line) -> tuple[str, ...]:
    """Who is invited to the meeting of LINE: its delegates, its chair, its officers who answer.

    Positions and titles are those of the record now; whoever has asked to stay away since is left out.
    """
    attendances = {row.delegate_id: row for row in line.meeting.attendances.all()}
    away = {key for key, row in attendances.items() if row.response in AWAY_RESPONSES}
    positions = {key: row.delegate.position for key, row in attendances.items()}
    named = [
        ", ".join(filter(None, (f"Đại biểu {name}", positions.get(key, ""))))
        for key, name in line.facts.delegates
        if key not in away
    ]
    titled = {
        officer_name(officer): ", ".join(filter(None, (officer.full_name or officer.body.name, officer.title)))
        for officer in line.meeting.officers.all()
    }
    officers = [titled.get(name, name) for _key, name in line.facts.officers]
    return tuple(dict.fromkeys((*named, *filter(None, [line.facts.chair]), *officers)))


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
