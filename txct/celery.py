"""The Celery application. The queue only wakes a sender; what must be done is a row in the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "txct.settings")

app = Celery("txct")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
