"""TXCT: a People's Council's contact with voters, from the plan to the report."""

from txct.celery import app as celery_app

__all__ = ["celery_app"]
