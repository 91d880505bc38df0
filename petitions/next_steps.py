"""What can be done with a petition now, by whom: the buttons of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from petitions.actions.transfers import SENDABLE_STATES
from petitions.enums import PetitionState
from petitions.models import Petition
from petitions.models.petitions import GONE_STATES
from petitions.rules import MERGEABLE_STATES
from txct.core.permissions import can

State = PetitionState


@dataclass(frozen=True)
class Step:
    """One button: words, address, icon; the first is the page's main action when `main`."""

    label: str
    url: str
    icon: str
    main: bool = False


def steps_for(petition: Petition, user: Any) -> list[Step]:
    """The steps open to USER, the next one of the petition's life first."""
    found = [_main(petition, user), *_others(petition, user)]
    return [step for step in found if step is not None]


def _url(name: str, petition: Petition) -> str:
    return reverse(f"petitions:{name}", args=[petition.pk])


def _main(petition: Petition, user: Any) -> Step | None:
    sending = f"{reverse('petitions:desk-transfer')}?chon={petition.pk}"
    by_state = {
        State.RECORDED: ("change_petition", "Phân loại", _url("petition-classify", petition), "tags"),
        **dict.fromkeys(SENDABLE_STATES, ("transfer_petition", "Chuyển cơ quan giải quyết", sending, "send")),
        State.ANSWERED: ("add_verdict", "Đánh giá trả lời", _url("petition-judge", petition), "clipboard-check"),
        State.JUDGED: ("add_feedback", "Báo lại cử tri", _url("petition-tell-back", petition), "megaphone"),
        State.TOLD_BACK: ("change_petition", "Đóng kiến nghị", _url("petition-close", petition), "check2-square"),
        State.MERGED: (
            "merge_petition",
            "Tách ra khỏi kiến nghị chính",
            _url("petition-unmerge", petition),
            "diagram-3",
        ),
    }
    step = by_state.get(State(petition.state))
    if step is None or not can(user, f"petitions.{step[0]}", petition):
        return None
    return Step(*step[1:], main=True)


def _others(petition: Petition, user: Any) -> list[Step]:
    alive = petition.state not in (*GONE_STATES, State.CLOSED)
    unsent = petition.state in MERGEABLE_STATES
    public = petition.is_published
    offers = [
        (alive, "change_petition", Step("Sửa nội dung", _url("petition-reword", petition), "pencil")),
        (
            petition.state in SENDABLE_STATES,
            "change_petition",
            Step("Phân loại lại", _url("petition-classify", petition), "tags"),
        ),
        (alive, "merge_petition", Step("Gộp kiến nghị khác vào", _url("petition-merge", petition), "diagram-3")),
        (
            alive,
            "change_petition",
            Step("Nhắc lại kiến nghị trước", _url("petition-repeats", petition), "arrow-repeat"),
        ),
        (
            alive and not public and petition.state != State.RECORDED,
            "publish_petition",
            Step("Công khai", _url("petition-publish", petition), "eye"),
        ),
        (public, "publish_petition", Step("Gỡ công khai", _url("petition-unpublish", petition), "slash-circle")),
        (unsent, "change_petition", Step("Rút kiến nghị", _url("petition-withdraw", petition), "x-circle")),
    ]
    return [step for open_now, verb, step in offers if open_now and can(user, f"petitions.{verb}", petition)]
