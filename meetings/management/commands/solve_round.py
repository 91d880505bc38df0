"""Proposes the schedule of a round; prints what is left, how it spreads, and how good it is."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.actions.rounds import PROPOSAL_SECONDS, accept_proposal, propose_schedule
from meetings.models import Round
from meetings.round_problem import problem_of
from meetings.scheduling.bookings import bookings_for, context_for
from meetings.scheduling.conflicts import Severity, find_conflicts
from meetings.scheduling.problem import BadProblem
from meetings.scheduling.solver import Proposal
from txct.core.writing import Refused
from txct.lib.dates import short_date
from txct.lib.numbers import decimal_text


class Command(BaseCommand):
    help = "Đề xuất lịch cho một đợt tiếp xúc cử tri."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round_id", type=int, help="số của đợt")
        parser.add_argument("--commit", action="store_true", help="ghi lịch đề xuất vào các hội nghị")
        parser.add_argument("--seconds", type=float, default=PROPOSAL_SECONDS, help="thời gian tìm, giây")

    def handle(self, *args: Any, **options: Any) -> None:
        round = Round.objects.filter(pk=options["round_id"]).first()
        if round is None:
            raise CommandError(f"Không có đợt số {options['round_id']}.")
        try:
            proposal = propose_schedule(round=round, by=None, seconds=options["seconds"])
        except BadProblem as error:
            raise CommandError(str(error)) from error
        if not proposal.assignments:
            reasons = [reason.message for reason in proposal.reasons] or [
                "Chưa tìm được lịch trong thời gian cho phép."
            ]
            raise CommandError("\n".join(["Không có lịch nào thỏa mãn:", *reasons]))
        for line in report_of(round, proposal):
            self.stdout.write(line)
        if options["commit"]:
            try:
                changed = accept_proposal(round=round, proposal=proposal, by=None)
            except Refused as refusal:
                raise CommandError(refusal.message) from refusal
            self.stdout.write(f"Đã ghi lịch {len(changed)} hội nghị.")


def report_of(round: Round, proposal: Proposal) -> list[str]:
    """The figures of a proposal, one line each."""
    problem = problem_of(round)
    conflicts = find_conflicts(
        bookings_for(problem, proposal.assignments), context_for(problem, plan_date=round.plan.issued_on)
    )
    blocks = [conflict for conflict in conflicts if conflict.severity is Severity.BLOCK]
    days = Counter(assignment.slot.day for assignment in proposal.assignments)
    spread = ", ".join(f"{short_date(day)}: {count}" for day, count in sorted(days.items()))
    travel = proposal.figures.travel_minutes if proposal.figures else 0
    return [
        f"Hội nghị: {len(proposal.assignments)}",
        f"Xung đột còn lại: {len(blocks)}",
        f"Phân bố theo ngày: {spread}",
        f"Thời gian đi lại: {travel} phút",
        f"Khoảng cách tới tối ưu: {decimal_text((proposal.gap or 0.0) * 100, 1)} %",
        f"Thời gian tìm: {decimal_text(proposal.seconds, 1)} giây",
    ]
