"""One visit to a source: asked with its manners, read by its parser, and everything that came of it kept at once.

Nothing of the database is held while a source takes its time. What was read, the run, the state of the source and the
end of the job are committed together; a worker that dies before that has done nothing.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from news.models import FetchJob, FetchRun, KnownAddress, Source
from news.services import asking, condition, holding, ingestion, jobs
from news.services.turns import Turns
from news.services.unread import Postponed
from news.services.visits import Visit, visit

logger = logging.getLogger(__name__)
Outcome = FetchRun.Outcome


def run(*, job: FetchJob, at: datetime, watch: Callable[[], float] = time.monotonic) -> FetchRun | None:
    """Do a job that this worker has claimed.

    None when it was given back, was no longer this worker's, or its source was switched off meanwhile.

    `watch` counts seconds; with it the present moment is `at` and what has gone by since.
    """
    source, worker, begun = job.source, job.worker, watch()

    def moment() -> datetime:
        return at + timedelta(seconds=watch() - begun)

    turns = Turns(worker, source.gap, moment, lambda: jobs.renew(job=job, at=moment()))
    if wait := turns.take(name=asking.host_of(url=source.url)):
        jobs.give_back(job=job, due_at=wait)
        return None
    try:
        known = {address.url: address for address in source.addresses.all()}
        made = visit(source=source, known=known, moment=moment, turns=turns)
    except Postponed as later:
        jobs.give_back(job=job, due_at=later.until)
        return None
    finally:
        turns.leave()
    return _keep(job, made, at=at, ended=moment())


def look(*, source: Source, at: datetime, watch: Callable[[], float] = time.monotonic) -> Visit | None:
    """Ask a source and read it as if for the first time, and keep nothing of it; None while a host of it is busy."""
    begun = watch()

    def moment() -> datetime:
        return at + timedelta(seconds=watch() - begun)

    turns = Turns(uuid.uuid4().hex, source.gap, moment)
    if turns.take(name=asking.host_of(url=source.url)):
        return None
    try:
        return visit(source=source, known={}, moment=moment, turns=turns)
    except Postponed:
        return None
    finally:
        turns.leave()


@transaction.atomic
def _keep(job: FetchJob, made: Visit, *, at: datetime, ended: datetime) -> FetchRun | None:
    """Keep all that came of a visit.

    Nothing of it when the job has become somebody else's meanwhile, or when the source was switched off.
    """
    held = jobs.held(job=job)
    if held is None:
        logger.warning("fetch job=%s source=%s is no longer ours; what was read is thrown away", job.pk, job.source.key)
        return None
    source = Source.objects.select_for_update(of=("self",), no_key=True).get(pk=job.source_id)
    if not source.enabled:
        # Somebody switched it off meanwhile, and may have had a reason why nothing of it shall be kept.
        jobs.end(job=held, at=ended, error=jobs.NOT_ASKED)
        return None
    run = FetchRun(
        number=uuid.uuid4().hex,
        source=source,
        job=held,
        started_at=at,
        seconds=round((ended - at).total_seconds(), 3),
        outcome=made.outcome,
        reason=made.reason[:500],
        url=made.url[:2000],
        status=made.status,
        size=made.size,
        items=len(made.items),
        flags=sorted(made.flags),
    )
    run.save()
    _hold_back(source, made, run, ended)
    if made.items:
        stored = ingestion.store(source=source, reading=made.reading, run=run, at=ended)
        run.added, run.changed, run.notices = stored.added, stored.changed, stored.notices
        run.save(update_fields=["added", "changed", "notices"])
    _keep_addresses(source, made, ended)
    _judge(source, made, run, ended)
    jobs.end(job=held, at=ended, error="" if run.outcome in FetchRun.GOOD else made.reason)
    transaction.on_commit(lambda: _tell(source, run))
    return run


def _hold_back(source: Source, made: Visit, run: FetchRun, at: datetime) -> None:
    """Take out of a visit what must not be stored: answers that are held back until a person has looked at them.

    Their addresses are not kept either: the same answer must come again, and not be told to be unchanged.
    """
    judged = {
        place: holding.judge(source=source, reading=reading, at=at, address=place[:2000], run=run)
        for place, reading in made.readings.items()
    }
    faults = {place: words for place, words in judged.items() if words}
    if not faults:
        return
    made.items = [item for place, read in made.readings.items() if place not in faults for item in read.items]
    made.heard = [heard for heard in made.heard if heard.place not in faults]
    made.outcome, made.reason = Outcome.HELD_BACK, " ".join(faults.values())[:500]
    run.outcome, run.reason, run.items = made.outcome, made.reason, len(made.items)
    run.save(update_fields=["outcome", "reason", "items"])


def _judge(source: Source, made: Visit, run: FetchRun, at: datetime) -> None:
    """What the visit means for the source."""
    if made.outcome == Outcome.ENDED:
        condition.ended(source=source, at=at, reason=made.reason, successor=made.successor)
    elif made.outcome == Outcome.READ:
        condition.read(source=source, at=at, added=run.added, empty=not made.items)
    elif made.outcome == Outcome.UNCHANGED:
        condition.unchanged(source=source, at=at)
    else:
        condition.failed(source=source, at=at, reason=made.reason, asked=made.rest)
        if run.added:
            source.new_at = at
    source.left_off = made.left_off[:2000]
    if made.heard and made.outcome != Outcome.ENDED:
        source.moved_to = made.moved_to[:2000]
    source.save(update_fields=[*condition.COLUMNS, "left_off"])


def _keep_addresses(source: Source, made: Visit, at: datetime) -> None:
    """What each address answered, for the next conditional question. An answer that could not be read is not kept."""
    rows = [
        KnownAddress(
            url=heard.place[:2000],
            source=source,
            etag=heard.etag,
            last_modified=heard.last_modified,
            digest=heard.digest,
            asked_at=at,
        )
        for heard in made.heard
    ]
    KnownAddress.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["url"],
        update_fields=["source", "etag", "last_modified", "digest", "asked_at"],
    )


def _tell(source: Source, run: FetchRun) -> None:
    """One line for each run. What a stranger wrote is quoted, so that it cannot look like a line of its own."""
    logger.log(
        logging.INFO if run.outcome in FetchRun.GOOD else logging.WARNING,
        "fetch run=%s source=%s outcome=%s status=%s seconds=%.3f bytes=%d "
        "items=%d new=%d changed=%d notices=%d why=%r",
        *(run.number, source.key, str(run.outcome), run.status or "-", run.seconds, run.size),
        *(run.items, run.added, run.changed, run.notices, run.reason),
    )
