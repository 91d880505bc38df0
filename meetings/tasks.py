"""Background work of the room: schedules asked of the planner."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from meetings.actions.proposals import requeue_lost, run_proposal
from meetings.models import ScheduleProposal

logger = logging.getLogger(__name__)


@shared_task
def propose_schedule(proposal_id: int) -> str:
    """Search the schedule that was asked for; run before or stopped, it changes nothing."""
    proposal = ScheduleProposal.objects.filter(pk=proposal_id).first()
    if proposal is None:
        logger.warning("Proposal %s is gone; nothing to plan.", proposal_id)
        return ""
    return run_proposal(proposal).state


@shared_task
def resume_proposals() -> int:
    """Ask again for the schedules nobody is at work on any more; how many that are."""
    keys = requeue_lost()
    for key in keys:
        wake_planner(key)
    return len(keys)


def wake_planner(proposal_id: int) -> None:
    """Ask a worker to plan. Without a broker the page says that nobody has taken it up."""
    try:
        propose_schedule.apply_async((proposal_id,), retry=False)
    except (OperationalError, RedisError, OSError) as error:
        logger.warning("Nobody to plan proposal %s: %s", proposal_id, type(error).__name__)
