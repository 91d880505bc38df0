"""Biên bản hội nghị tiếp xúc cử tri (form 1.9 of decree 30/2020): full names, as the meeting heard them."""

from __future__ import annotations

from collections.abc import Sequence

from meetings.models import Attendance, Minutes
from meetings.queries import group_name
from petitions.enums import RESTRICTED_KINDS, SubmissionState
from petitions.models import Submission
from reports.documents.letterhead import council_letterhead, joined, place_of
from reports.documents.phrases import amount, capital, moment_words, round_phrase, speaker_text, unit_names, venue_text
from reports.documents.schedule import invited_to
from reports.figure_rows import speaker_of
from reports.render.model import Block, Clause, Dash, KeyValues, OfficialDocument, Paragraph, Part, Signature


def minutes_document(minutes: Minutes) -> OfficialDocument:
    """The minutes as handed in, with every statement recorded at the meeting."""
    meeting = minutes.meeting
    council = meeting.council
    place = place_of(council)
    about = round_phrase(meeting.round, place.council) or meeting.round.label
    return OfficialDocument(
        kind="bien-ban",
        letterhead=council_letterhead(council),
        symbol="BB-HĐND",
        profile=council.paper_profile,  # type: ignore[arg-type]
        has_place_date=False,
        title="Biên bản",
        subject=f"Hội nghị tiếp xúc cử tri {joined(unit_names(meeting))}\n{about}",
        body=(
            KeyValues(
                (
                    ("Thời gian bắt đầu", f"{moment_words(minutes.started_at, weekday=False)}."),
                    ("Địa điểm", f"{venue_text(meeting)}."),
                    ("Chủ trì (chủ tọa)", f"{minutes.chair_name}."),
                    ("Thư ký (người ghi biên bản)", f"{minutes.secretary_name}."),
                )
            ),
            Part("Thành phần tham dự", 1),
            *_attendance(minutes),
            Part("Nội dung hội nghị", 2),
            *_course(minutes),
            Paragraph(f"Hội nghị kết thúc vào {moment_words(minutes.ended_at, weekday=False)}"),
        ),
        left=Signature(name=minutes.secretary_name, role="Thư ký"),
        right=Signature(name=minutes.chair_name, role="Chủ tọa"),
        recipients=(f"Thường trực HĐND {place.kind}", "Lưu: VT, Hồ sơ"),
        author=council.name,
    )


def _attendance(minutes: Minutes) -> list[Block]:
    meeting = minutes.meeting
    rows = list(meeting.attendances.select_related("delegate").order_by("delegate__sort_key", "delegate_id"))
    here = [row for row in rows if row.present is True]
    away = [row for row in rows if row.present is False]
    groups = "; ".join(group_name(group, meeting) for group in meeting.groups.all())
    led = f" ({groups})" if groups else ""
    present = f"có mặt {amount(len(here))}, vắng {amount(len(away))}"
    blocks: list[Block] = [Clause(1, text=f"Đại biểu Hội đồng nhân dân{led}: {present}.")]
    if here:
        blocks.append(Dash(f"Có mặt: {joined([_delegate(row) for row in here])}."))
    blocks += [Dash(f"Vắng: {_delegate(row)}{_reason(row)}.") for row in away]
    number = 2
    if minutes.guests:
        blocks.append(Clause(number, text=f"Đại biểu mời: {minutes.guests.rstrip('.')}."))
        number += 1
    invited = invited_to(meeting)
    asked = f" trong số {amount(invited)} cử tri được mời" if invited else ""
    blocks.append(Clause(number, text=f"Cử tri: {amount(minutes.voters_present)} cử tri tham dự{asked}."))
    return blocks


def _delegate(row: Attendance) -> str:
    return row.delegate.full_name


def _reason(row: Attendance) -> str:
    reason = row.absence_reason or row.response_reason
    return f" (lý do: {reason})" if reason else ""


def _course(minutes: Minutes) -> list[Block]:
    voices = _voices(minutes)
    place = 2 if minutes.reports.strip() else 1
    parts: list[tuple[str, list[Block]]] = [
        ("Đại biểu báo cáo với cử tri", _lines(minutes.reports)),
        ("Ý kiến, kiến nghị của cử tri", _statements(voices, place)),
        ("Trả lời tại hội nghị", [*_lines(minutes.answers), *_spot_answers(voices, place)]),
        ("Kết luận", _lines(minutes.conclusion)),
    ]
    blocks: list[Block] = []
    for number, (title, inner) in enumerate([part for part in parts if part[1]], start=1):
        blocks += [Clause(number, title), *inner]
    return blocks


def _voices(minutes: Minutes) -> list[Submission]:
    """Statements at the meeting in the order spoken; of a split one the speech itself."""
    rows = Submission.objects.filter(meeting=minutes.meeting_id, split_from=None)
    return list(
        rows.exclude(state=SubmissionState.WITHDRAWN)
        .select_related("petitioner", "neighbourhood", "locality", "split_from__petitioner", "restricted_case")
        .order_by("speaking_order", "pk")
    )


def _lines(text: str) -> list[Block]:
    return [Paragraph(line) for line in text.split("\n") if line.strip()]


def _statements(voices: Sequence[Submission], place: int) -> list[Block]:
    if not voices:
        return [Paragraph("Không có cử tri phát biểu.")]
    head = Paragraph(f"Có {amount(len(voices))} lượt ý kiến, cụ thể:")
    return [
        head,
        *(Clause(f"{place}.{number}", text=_statement(voice)) for number, voice in enumerate(voices, start=1)),
    ]


def _statement(voice: Submission) -> str:
    if voice.kind in RESTRICTED_KINDS:
        case = getattr(voice, "restricted_case", None)
        to = f" gửi đến {case.handed_to}" if case is not None and case.handed_to else " theo quy định về tiếp công dân"
        return (
            f"Một cử tri nêu việc có nội dung {voice.get_kind_display()}; "
            f"chủ tọa đã hướng dẫn{to}, không ghi nội dung vào biên bản này."
        )
    name, home = speaker_of(voice)
    said_by = speaker_text(name, home, masked=False)
    who = f"Cử tri {said_by}" if name else capital(said_by)
    return f"{who}: {voice.verbatim or voice.summary}"


def _spot_answers(voices: Sequence[Submission], place: int) -> list[Block]:
    return [
        Dash(f"{voice.answered_by} trả lời ý kiến {place}.{number}: {voice.answer_on_spot}")
        for number, voice in enumerate(voices, start=1)
        if voice.answered_by and voice.answer_on_spot
    ]
