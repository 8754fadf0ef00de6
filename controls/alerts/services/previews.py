"""What a subscription would have told in the last 90 days: the same rules over the same rows, and nothing written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from controls.alerts import rules
from controls.alerts.models import Occurrence, Subscription
from controls.alerts.services import answers, concerned, happenings, searches, wishes, wording
from controls.alerts.services.notifying import Happening
from controls.models import Change, ControlledItem, ItemVersion, Measure, calendar, recorded
from controls.models.spoken import as_stored
from controls.screening.models import Difference

DAYS = 90
SHOWN = 20
_Kind = Subscription.Kind


@dataclass(frozen=True, slots=True)
class Preview:
    """How many notifications there would have been since a moment, and the newest of them in words."""

    since: datetime
    count: int
    told: Sequence[wording.Told]


def preview(*, subscription: Subscription, at: datetime, on: date) -> Preview:
    """What this subscription, kept or not, would have told. Raises SearchRefused."""
    since = at - timedelta(days=DAYS)
    found = sorted(
        _BY_KIND.get(subscription.kind, _changes)(subscription, since, on), key=lambda each: each.happened_at
    )
    newest = [
        wording.in_words(label=each.label, said=dict(each.said), happened_at=each.happened_at)
        for each in reversed(found[-SHOWN:])
    ]
    return Preview(since, len(found), newest)


def _changes(row: Subscription, since: datetime, _on: date) -> Iterable[Happening]:
    wish = wishes.of(subscription=row)
    named = Q(about__overlap=[row.subject, *_reaching(row.subject)])
    rows = Change.objects.filter(named | _mentioning(row.subject), recorded_at__gt=since)
    changes = list(rows.select_related("notice__authority").order_by("pk"))
    facts = concerned.facts_of(changes=changes)
    for change in changes:
        if rules.wants_change(wish, action=change.action, concerned=facts[change.pk]):
            yield happenings.of_change(change=change)


def _mentioning(subject: str) -> Q:
    """Changes whose fact held an element before or after: a tariff code names none, and what was taken out is gone."""
    noun, _colon, key = subject.partition(":")
    symbol = [key.capitalize()]
    mentioned = Q(before__elements__contains=symbol) | Q(after__elements__contains=symbol)
    return mentioned if noun == "element" else Q()


def _reaching(subject: str) -> list[str]:
    """Measures through which a change may concern an element or an item without naming it."""
    noun, _colon, key = subject.partition(":")
    if noun == "element":
        symbol = [key.capitalize()]
        measures = set(Measure.objects.filter(elements__overlap=symbol).values_list("key", flat=True))
        items = ControlledItem.objects.filter(elements__overlap=symbol)
        measures |= set(items.values_list("measure__key", flat=True))
    elif noun == "catalogue-item":
        versions = ItemVersion.objects.filter(item__key=key, revision__measure__isnull=False)
        measures = set(versions.values_list("revision__measure__key", flat=True))
    else:
        return []
    return [f"{Measure.noun}:{measure}" for measure in sorted(measures)]


def _differences(row: Subscription, since: datetime, _on: date) -> Iterable[Happening]:
    wish = wishes.of(subscription=row)
    portfolio = row.portfolio_id or 0
    rows = Difference.objects.filter(portfolio=portfolio, found_at__gt=since).select_related("counterparty")
    for each in rows.order_by("pk"):
        if rules.wants_difference(wish, portfolio=portfolio, kind=each.kind):
            yield happenings.of_difference(row=each)


def _occurrences(row: Subscription, since: datetime, _on: date) -> Iterable[Happening]:
    wish = wishes.of(subscription=row)
    for each in Occurrence.objects.filter(happened_at__gt=since).order_by("pk"):
        if rules.wants_occurrence(wish, kind=each.kind, subject=each.subject):
            yield happenings.of_occurrence(row=each)


def _ends(row: Subscription, since: datetime, on: date) -> Iterable[Happening]:
    """Ends that came near in this time: those of before are told of no more, and those ahead not yet."""
    wish = wishes.of(subscription=row)
    first = on - timedelta(days=DAYS)
    with as_stored():
        days = calendar.days()
    for day in days:
        told = rules.told_on(wish, on=day.on, known_on=day.known_on)
        counts = day.kind in rules.FORMAL_ENDS and not day.cancelled
        if counts and first < told <= on and told <= day.on:
            yield happenings.of_end(day=day, on=told)


def _turns(row: Subscription, since: datetime, on: date) -> Iterable[Happening]:
    """What answers the search now and did not at the beginning of this time, and the other way round."""
    search = row.search
    if search is None:
        return
    wish = wishes.of(subscription=row)
    now = answers.of_search(search=search, on=on)
    before = _answer_at(row, since)
    newest, moment = Change.objects.revision()
    for each in searches.turned(search=search, before=before, now=now, mark=str(newest), at=moment or since):
        if rules.wants_turn(wish, turn=each.said["turn"]):
            yield each


def _answer_at(row: Subscription, since: datetime) -> answers.Answer:
    """The answer as the register would have given it then; its search over all kinds of facts keeps no past."""
    search = row.search
    stood = Change.objects.filter(recorded_at__lte=since).order_by("-pk").values_list("pk", flat=True).first()
    if search is None or stood is None:
        return {}
    if search.route == answers.SEARCH_PAGE:
        now = answers.of_search(search=search, on=since.date())
        new = Change.objects.filter(pk__gt=stood, version=1).values_list("subject_type", "subject_key")
        fresh = {f"{noun}:{key}" for noun, key in new}
        return {fact: label for fact, label in now.items() if fact not in fresh}
    with recorded.at(stood):
        return answers.of_search(search=search, on=since.date())


_BY_KIND: dict[str, Callable[[Subscription, datetime, date], Iterable[Happening]]] = {
    _Kind.PORTFOLIO: _differences,
    _Kind.SOURCE: _occurrences,
    _Kind.ENDS: _ends,
    _Kind.SEARCH: _turns,
}
