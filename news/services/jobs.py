"""Fetches that are due are rows: made by the clock, claimed for a while, done once. The broker only rings.

A claim is a lease. A worker that dies loses its job when the lease runs out, and what it had found went with its
transaction: what a fetch found and the end of its job are committed together or not at all.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q

from news.models import FetchJob, FetchRun, Source
from news.models.jobs import FetchJobQuerySet
from news.services import asking, condition, hosts, timetable

LEASE = hosts.HOLD
MOST_ATTEMPTS = 5  # workers that one job may cost
MOST_AT_ONCE = 4  # jobs under way; the rest of the workers is for other work
MOST_LOOKED_AT = 500  # jobs that are gone through for one whose host is free
OPEN = (FetchJob.State.WAITING, FetchJob.State.CLAIMED)
_BROKEN_OFF = "Reading this source broke off {count} times: each worker that tried it died or was stopped."
NOT_ASKED = "The source is not asked any more."
# Any constant will do: who claims looks at what others have claimed.
_CLAIM_LOCK = 0x46455443


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep found: jobs that were given up, and jobs that somebody could do now."""

    given_up: int
    waiting: int


@transaction.atomic
def make_due(*, at: datetime) -> int:
    """Make a job of each source whose time has come; how many. Two clocks that do so together make each only once.

    A source with a job that is not done yet gets no second one: after a long silence everything is asked once, not
    once for every slot that went by.
    """
    made = 0
    for source in Source.objects.due(at=at).select_for_update(of=("self",), skip_locked=True, no_key=True):
        if not FetchJob.objects.filter(source=source, state__in=OPEN).exists():
            slot = source.next_at or timetable.slot_of(source=source, at=at)
            _job, fresh = FetchJob.objects.get_or_create(source=source, slot=slot, defaults={"due_at": at})
            made += fresh
        source.next_at = timetable.next_after(source=source, at=at)
        source.save(update_fields=["next_at"])
    return made


def ask_now(*, source: Source, by: str, at: datetime) -> FetchJob | None:
    """Make a job for somebody who does not want to wait for the timetable; None when one is open already."""
    with transaction.atomic():
        locked = Source.objects.asked().select_for_update(of=("self",), no_key=True).filter(pk=source.pk).first()
        if locked is None or FetchJob.objects.filter(source=source, state__in=OPEN).exists():
            return None
        slot = at.replace(microsecond=0)
        return FetchJob.objects.get_or_create(source=source, slot=slot, defaults={"due_at": at, "asked_by": by})[0]


@transaction.atomic
def claim(*, worker: str, at: datetime, only: FetchJob | None = None) -> FetchJob | None:
    """The job that waits longest, for this worker until its lease runs out; None when there is nothing to do.

    `only` is the one job that the worker wants. Sources that answer go before those that did not, and of the latter
    only one is asked at a time: who hangs must not hold up the rest. No source is asked twice at the same time, and
    what lies at a host that is being asked, or that rests, waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIM_LOCK])
    under_way = FetchJob.objects.filter(state=FetchJob.State.CLAIMED, claimed_until__gte=at)
    busy = list(under_way.values_list("source_id", "source__failures"))
    if len(busy) >= MOST_AT_ONCE:
        return None
    free = _free(at).exclude(source_id__in=[pk for pk, _failures in busy])
    if only is not None:
        free = free.filter(pk=only.pk)
    elif any(failures for _pk, failures in busy):
        free = free.filter(source__failures=0)
    failing = ExpressionWrapper(Q(source__failures__gt=0), output_field=BooleanField())
    wanted = free.order_by(failing, "due_at", "source__rank").values_list("pk", "source__url")[:MOST_LOOKED_AT]
    shut = hosts.shut(at=at)
    keys = [pk for pk, url in wanted if only is not None or asking.host_of(url=url) not in shut]
    job = next(filter(None, (_locked(pk) for pk in keys)), None)
    if job is not None:
        job.state, job.worker, job.claimed_until = FetchJob.State.CLAIMED, worker, at + LEASE
        job.attempts += 1
        job.save(update_fields=["state", "worker", "claimed_until", "attempts"])
    return job


def _locked(pk: int) -> FetchJob | None:
    """A job, locked; None when a worker whose lease has run out is just ending it."""
    rows = FetchJob.objects.filter(pk=pk, state__in=OPEN).select_related("source")
    return rows.select_for_update(of=("self",), skip_locked=True).first()


def _free(at: datetime) -> FetchJobQuerySet:
    """Jobs that may be claimed, of sources that are asked."""
    free = FetchJob.objects.claimable(at=at).filter(attempts__lt=MOST_ATTEMPTS)
    return free.filter(source__enabled=True, source__ended_at=None)


def any_waiting(*, at: datetime) -> bool:
    """Whether somebody could do a job now."""
    return _free(at).exists()


def renew(*, job: FetchJob, at: datetime) -> bool:
    """Keep a job for another while. False when it is no longer this worker's, or its source is not asked any more."""
    asked = _mine(job).filter(source__in=Source.objects.asked())
    return bool(asked.update(claimed_until=at + LEASE))


def give_back(*, job: FetchJob, due_at: datetime) -> None:
    """Give a job back that could not be begun, because its host is not to be asked yet. It costs no attempt."""
    _mine(job).update(
        state=FetchJob.State.WAITING, worker="", claimed_until=None, due_at=due_at, attempts=F("attempts") - 1
    )


def held(*, job: FetchJob) -> FetchJob | None:
    """The job, locked until the end of the transaction; None when it is no longer this worker's."""
    return _mine(job).select_for_update(of=("self",)).first()


def end(*, job: FetchJob, at: datetime, error: str = "") -> None:
    """Note that a job is done, or in vain. Belongs into the transaction that keeps what it found."""
    job.state = FetchJob.State.FAILED if error else FetchJob.State.DONE
    job.last_error, job.ended_at, job.worker, job.claimed_until = error[:500], at, "", None
    job.save(update_fields=["state", "last_error", "ended_at", "worker", "claimed_until"])


def _mine(job: FetchJob) -> FetchJobQuerySet:
    return FetchJob.objects.filter(pk=job.pk, worker=job.worker, state=FetchJob.State.CLAIMED)


@transaction.atomic
def sweep(*, at: datetime) -> Swept:
    """Give up jobs that killed their workers or whose source is not asked any more, and say how many wait."""
    open_jobs = FetchJob.objects.claimable(at=at).select_for_update(of=("self",), skip_locked=True)
    given_up = 0
    for job in open_jobs.filter(attempts__gte=MOST_ATTEMPTS):
        reason = _BROKEN_OFF.format(count=job.attempts)
        end(job=job, at=at, error=reason)
        source = Source.objects.select_for_update(of=("self",), no_key=True).get(pk=job.source_id)
        condition.failed(source=source, at=at, reason=reason)
        source.save(update_fields=condition.COLUMNS)
        given_up += 1
    for job in open_jobs.exclude(source__enabled=True, source__ended_at=None):
        end(job=job, at=at, error=NOT_ASKED)
        given_up += 1
    return Swept(given_up=given_up, waiting=_free(at).count())


@transaction.atomic
def prune(*, before: datetime) -> int:
    """Take away runs and jobs that ended before a moment; how many runs. What they brought stays."""
    runs, _each = FetchRun.objects.filter(started_at__lt=before).delete()
    FetchJob.objects.filter(ended_at__lt=before).delete()
    return runs
