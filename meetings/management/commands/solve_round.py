"""Proposes the schedule of a round; prints what is left, how it spreads, and how good it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.actions.rounds import PROPOSAL_SECONDS, accept_proposal, propose_schedule
from meetings.models import Round
from meetings.proposal_words import figures_in_words
from meetings.round_problem import problem_of
from meetings.scheduling.conflicts import Severity
from meetings.scheduling.problem import BadProblem
from meetings.scheduling.solver import Proposal, Status
from meetings.trials import conflicts_if, proposed_place
from txct.core.writing import Refused
from txct.lib.dates import short_date
from txct.lib.numbers import decimal_text

NO_TIME = "Chưa tìm được lịch đủ trong thời gian cho phép; chưa chắc là không xếp được."


class Command(BaseCommand):
    help = "Đề xuất lịch cho một đợt tiếp xúc cử tri."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("round_id", type=int, help="số của đợt")
        parser.add_argument("--commit", action="store_true", help="ghi lịch đề xuất vào các hội nghị")
        parser.add_argument("--seconds", type=float, default=PROPOSAL_SECONDS, help="thời gian tìm, giây")
        parser.add_argument("--fewest-moves", action="store_true", help="sắp lại ít thay đổi nhất")

    def handle(self, *args: Any, **options: Any) -> None:
        round = Round.objects.filter(pk=options["round_id"]).first()
        if round is None:
            raise CommandError(f"Không có đợt số {options['round_id']}.")
        fewest = options["fewest_moves"]
        try:
            proposal = propose_schedule(round=round, by=None, seconds=options["seconds"], fewest_moves=fewest)
        except BadProblem as error:
            raise CommandError(str(error)) from error
        if proposal.status is Status.INFEASIBLE:
            raise CommandError("\n".join(obstacles_of(proposal)))
        if proposal.status is Status.UNKNOWN:
            self.stderr.write(NO_TIME)
        for line in report_of(round, proposal, fewest_moves=fewest):
            self.stdout.write(line)
        if options["commit"]:
            try:
                changed = accept_proposal(round=round, proposal=proposal, by=None)
            except Refused as refusal:
                raise CommandError(refusal.message) from refusal
            self.stdout.write(f"Đã ghi lịch {len(changed)} hội nghị.")


def obstacles_of(proposal: Proposal) -> list[str]:
    """Why there is no schedule: the rules in the way, and whether fewer would do."""
    sure = "Không có nhóm nào ít điều hơn." if proposal.is_smallest else "Chưa chắc đây là nhóm ít điều nhất."
    further = [f"Ngoài ra: {reason.message}" for reason in proposal.further]
    return ["Không có lịch nào thỏa mãn:", *(reason.message for reason in proposal.reasons), sure, *further]


def report_of(round: Round, proposal: Proposal, *, fewest_moves: bool = False) -> list[str]:
    """The figures of a proposal, one line each; conflicts and warnings are those of the round as it would stand."""
    problem = problem_of(round, fewest_moves=fewest_moves)
    planned = {need.id for need in problem.needs if need.fixed is None}
    places = [proposed_place(assignment) for assignment in proposal.assignments]
    found = conflicts_if(round, [p if p.meeting_id in planned else replace(p, delegates=None) for p in places])
    count = Counter(conflict.severity for conflict in found)
    days = Counter(assignment.slot.day for assignment in proposal.assignments)
    spread = ", ".join(f"{short_date(day)}: {count}" for day, count in sorted(days.items()))
    figures = asdict(proposal.figures) if proposal.figures else {}
    left_out = [need.name for need in problem.needs if need.id in proposal.left_out]
    gap = "chưa biết" if proposal.gap is None else f"{decimal_text(proposal.gap * 100, 1)} %"
    return [
        f"Hội nghị: {len(proposal.assignments)}",
        f"Xung đột còn lại: {count[Severity.BLOCK]}",
        f"Cảnh báo còn lại: {count[Severity.WARN]}",
        f"Phân bố theo ngày: {spread}",
        f"Thời gian đi lại: {figures.get('travel_minutes', 0)} phút",
        f"Khoảng cách tới tối ưu: {gap}",
        f"Thời gian tìm: {decimal_text(proposal.seconds, 1)} giây",
        *(f"{label}: {number}" for label, number in figures_in_words(figures, fewest_moves=fewest_moves)),
        *([f"Chưa xếp được {len(left_out)} hội nghị: {'; '.join(left_out)}"] if left_out else []),
    ]
