"""The Celery application and the timetable: everything that runs by the clock stands here."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun, worker_ready

from config.logs import request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

HEARTBEAT = "controls.tasks.record_heartbeat"
WATCH = "controls.screening.tasks.watch_counterparties"
REOPEN = "controls.screening.tasks.reopen_changed_cases"
RELINK = "news.tasks.relink_articles"

app = Celery("controls")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# A message older than its own period is stale: the next one is already on its way, so it expires.
app.conf.beat_schedule = {
    "record heartbeat": {"task": HEARTBEAT, "schedule": 30.0, "options": {"expires": 30}},
    "watch counterparties": {"task": WATCH, "schedule": 30.0, "options": {"expires": 30}},
    "re-open changed cases": {"task": REOPEN, "schedule": 60.0, "options": {"expires": 60}},
    "link articles again": {"task": RELINK, "schedule": 300.0, "options": {"expires": 300}},
    # Finds what nobody rang for: after a broker that forgot, and after a worker whose lease ran out.
    "screen waiting batches": {
        "task": "controls.screening.tasks.run_waiting_batches",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "collect for alerts": {
        "task": "controls.alerts.tasks.collect",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "send letters": {"task": "controls.alerts.tasks.send_letters", "schedule": 15.0, "options": {"expires": 15}},
    "tell owners of webhooks": {
        "task": "controls.alerts.tasks.tell_owners",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "deliver webhooks": {
        "task": "controls.alerts.tasks.deliver_webhooks",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    # Makes the fetches that are due, gives up what cannot be done, and rings for what waits.
    "fetch due sources": {"task": "news.tasks.fetch_due_sources", "schedule": 30.0, "options": {"expires": 30}},
    "prune sign-ins": {"task": "controls.tasks.prune_sign_ins", "schedule": 3_600.0, "options": {"expires": 600}},
    "prune checks": {
        "task": "controls.screening.tasks.prune_checks",
        "schedule": 3_600.0,
        "options": {"expires": 600},
    },
    "note late sources": {"task": "news.tasks.note_late_sources", "schedule": 60.0, "options": {"expires": 60}},
    "prune runs of sources": {"task": "news.tasks.prune_runs", "schedule": 3_600.0, "options": {"expires": 600}},
}


@worker_ready.connect
def ring_once(sender: Any, **_kwargs: Any) -> None:
    """Send the first heartbeat through the broker at once: beat itself only rings after a whole period."""
    sender.app.send_task(HEARTBEAT, expires=30)


@task_prerun.connect
def name_the_job(task_id: str, **_kwargs: Any) -> None:
    """Log lines of a task carry its number, as those of a request do."""
    request_id.set(task_id)
