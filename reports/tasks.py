"""Background work of the room: files of issued papers."""

import logging

from celery import shared_task

from reports.actions.rendering import forms_of, render_issued
from reports.queries import without_files
from reports.render.pdf import RenderError
from txct.core.models import IssuedDocument

logger = logging.getLogger(__name__)


@shared_task
def render_document(document_id: int) -> list[str]:
    """Write the files of one issued paper; done before, it changes nothing."""
    document = IssuedDocument.objects.filter(pk=document_id).first()
    if document is None:
        logger.warning("Paper %s is gone; nothing to render.", document_id)
        return []
    try:
        return [file.form for file in render_issued(document)]
    except RenderError as error:
        logger.error("Paper %s (%s) was not rendered: %s", document_id, error.code, error)
        return []


@shared_task
def render_waiting() -> int:
    """Write the files of papers that still lack some; how many were tried."""
    waiting = [document for document in without_files() if forms_of(document)]
    for document in waiting:
        render_document(document.pk)
    return len(waiting)
