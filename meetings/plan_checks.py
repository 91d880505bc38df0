"""What to look at again in a plan before it is issued: councils that refused, days left over, bases out of force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from meetings.enums import PlanSection
from meetings.legal_bases import bases_out_of_force, cites_any, register_of
from meetings.models import Plan
from meetings.plan_names import dates_in, rounds_of
from meetings.plan_texts import text_of
from txct.core.scoping import trusted
from txct.lib.dates import short_date

_YEAR = re.compile(r"(?<!tháng \d )(?<!tháng \d\d )\bnăm (\d{4})\b")


def warnings_of(plan: Plan, on: date) -> list[str]:
    """Sentences that name the paragraph and what is odd in it; ON is the plan's day while it is not issued."""
    register = register_of(plan.council)
    texts = text_of(plan)
    bases = texts.get(PlanSection.BASIS, [])
    found = [*_refusals(plan), *bases_out_of_force(bases, register, plan.issued_on or on)]
    earlier = plan.drawn_from
    if earlier is not None:
        texts[PlanSection.BASIS] = ["" if cites_any(text, register) else text for text in bases]
        found += _left_over(texts, earlier)
    return found


def _refusals(plan: Plan) -> list[str]:
    """Councils that were asked to plan together and refused: the plan goes on without them."""
    with trusted():
        refused = list(plan.partners.filter(refused_at__isnull=False).select_related("council").order_by("pk"))
    return [
        f"{row.council} chưa thống nhất cùng lập: {row.refused_reason.rstrip('.')}. "
        "Bỏ chỗ nhắc đến Hội đồng này hoặc mời lại; ban hành thì kế hoạch không có Hội đồng này."
        for row in refused
    ]


def _left_over(texts: dict[str, list[str]], earlier: Plan) -> Iterator[str]:
    """Days and years printed in TEXTS that belong to the EARLIER plan, from which they were taken over."""
    last = last_day_of(earlier)
    if last is None:
        return
    for section in PlanSection:
        for place, text in enumerate(texts.get(section, ()), start=1):
            printed = [short_date(day) for day in dates_in(text) if day <= last]
            printed += [f"năm {year}" for year in _YEAR.findall(text) if int(year) <= last.year and not printed]
            if printed:
                yield (
                    f"{section.label}, đoạn {place}: còn {', '.join(dict.fromkeys(printed))} của kế hoạch "
                    f"{earlier.number_text}. Sửa lại, hoặc thay bằng tên điền sẵn như {{đợt trước: từ ngày}}."
                )


def last_day_of(plan: Plan) -> date | None:
    """The last day that PLAN speaks of: of its rounds, its session, its reports, its issue."""
    with trusted():
        session = plan.session
        days = [plan.issued_on, plan.report_due_on]
        days += [session.opens_on, session.closes_on] if session else []
        days += [one.ends_on for one in rounds_of(plan)]
    return max((day for day in days if day is not None), default=None)
