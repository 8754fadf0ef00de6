"""Subscriptions: made, changed, ended. Whoever makes one hears of what is recorded later, and of nothing before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from controls.alerts import rules, told
from controls.alerts.models import SavedSearch, Subscription, WebhookEndpoint
from controls.alerts.models.subscriptions import new_token
from controls.alerts.services import answers, collecting, deliveries, searches
from controls.models import CatalogueItem, Change, Element, Entity, EntityList, Measure, User
from controls.screening.models import Portfolio

MOST = 200  # standing subscriptions of one person
ANY_SOURCE = ""
_Kind, _Channel = Subscription.Kind, Subscription.Channel
_FACTS: Mapping[str, Any] = {
    _Kind.LIST: EntityList,
    _Kind.ENTITY: Entity,
    _Kind.MEASURE: Measure,
    _Kind.ITEM: CatalogueItem,
}


class SubscriptionRefused(Exception):
    """The wish cannot be taken. The message is fit for the user; `field` is what it is about."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hear of and how, as it was asked for.

    `subject` is the key of a fact or a source; `sources` are the names of the sources that there are, by their keys,
    which only the floor above knows.
    """

    kind: str
    channel: str
    subject: str = ""
    search: int | None = None
    portfolio: int | None = None
    days: int | None = None
    actions: Sequence[str] = ()
    endpoint: int | None = None
    rhythm: str = Subscription.Rhythm.AT_ONCE
    language: str = settings.LANGUAGE_CODE
    sources: Mapping[str, str] | None = None


@transaction.atomic
def subscribe(*, owner: User, wanted: Wanted, at: datetime, on: date) -> Subscription:
    """Take a wish. Raises SubscriptionRefused."""
    _take_turn(owner.pk)
    row = described(owner=owner, wanted=wanted)
    _set_way(row, wanted)
    standing = Subscription.objects.standing().of(owner)
    if standing.count() >= MOST:
        words = _("You have %(most)s subscriptions. End one before you make another.") % {"most": MOST}
        raise SubscriptionRefused(words, field="kind")
    _refuse_a_second(row)
    row.token, row.made_at = new_token(), at
    row.since = collecting.position_of(kind=row.kind, portfolio=row.portfolio_id)
    if row.search is not None:
        _look_once(row.search, at, on)
    row.save()
    return row


def _take_turn(owner: int) -> None:
    """One after the other for one person, so that the limit holds and nobody follows one thing twice."""
    User.objects.select_for_update().get(pk=owner)


def _refuse_a_second(row: Subscription) -> None:
    """One thing is followed once by one way, whether it is begun so or becomes so."""
    same = Subscription.objects.standing().of(row.owner).exclude(pk=row.pk)
    same = same.filter(kind=row.kind, subject=row.subject, search=row.search, portfolio=row.portfolio)
    if same.filter(days=row.days, channel=row.channel, endpoint=row.endpoint).exists():
        raise SubscriptionRefused(_("You follow this already by this way."), field="channel")


def described(*, owner: User, wanted: Wanted) -> Subscription:
    """The subscription that a wish would become, with its label in words; not kept. Raises SubscriptionRefused."""
    row = Subscription(owner=owner, kind=wanted.kind, actions=list(wanted.actions), language=wanted.language)
    wrong = set(wanted.actions) - set(rules.choices_of(wanted.kind))
    if wrong:
        raise SubscriptionRefused(_("This cannot be chosen here: %s.") % ", ".join(sorted(wrong)), field="actions")
    _refuse_what_is_not_of_it(wanted)
    with translation.override(wanted.language):
        _set_subject(row, owner, wanted)
    return row


def _refuse_what_is_not_of_it(wanted: Wanted) -> None:
    """Whoever names a portfolio and means a list shall not believe that the portfolio is followed."""
    kinds = {"subject": (*rules.NOUNS, _Kind.SOURCE), "search": (_Kind.SEARCH,), "portfolio": (_Kind.PORTFOLIO,)}
    for name, of_it in {**kinds, "days": (_Kind.ENDS,)}.items():
        if getattr(wanted, name) and wanted.kind not in of_it:
            raise SubscriptionRefused(_("Leave this out: it means nothing for what you follow."), field=name)


def _set_subject(row: Subscription, owner: User, wanted: Wanted) -> None:
    if wanted.kind == _Kind.SEARCH:
        row.search = _search_of(owner, wanted.search)
        row.label = row.search.name
    elif wanted.kind == _Kind.PORTFOLIO:
        row.portfolio = _portfolio_of(owner, wanted.portfolio)
        row.label = row.portfolio.name
    elif wanted.kind == _Kind.ENDS:
        row.days = _days(wanted.days)
        words = ngettext("Formal ends within %(days)s day", "Formal ends within %(days)s days", row.days)
        row.label = words % {"days": row.days}
    elif wanted.kind == _Kind.SOURCE:
        row.subject, row.label = _source_of(wanted)
    else:
        row.subject, row.label = _fact_of(wanted)
    row.label = row.label[:500]


def _fact_of(wanted: Wanted) -> tuple[str, str]:
    """The reference and the name of a fact on record."""
    if wanted.kind == _Kind.ELEMENT:
        element = Element.objects.filter(symbol__iexact=wanted.subject).first()
        if element is not None:
            return f"{element.noun}:{element.key}", f"{element.name_en} ({element.symbol})"
    else:
        fact = _FACTS[wanted.kind].objects.filter(key=wanted.subject).first()
        if isinstance(fact, Measure) and fact.number:
            return f"{fact.noun}:{fact.key}", f"{fact.number}: {fact.title_en}"
        if fact is not None:
            name = getattr(fact, "name_en", "") or getattr(fact, "title_en", "") or getattr(fact, "name", "")
            return f"{fact.noun}:{fact.key}", name
    words = _("There is no “%(key)s” of this kind on record.") % {"key": wanted.subject[:80]}
    raise SubscriptionRefused(words, field="subject")


def _source_of(wanted: Wanted) -> tuple[str, str]:
    if wanted.subject == ANY_SOURCE:
        return "", _("Any source of news")
    name = (wanted.sources or {}).get(wanted.subject)
    if name is None:
        words = _("There is no source of news “%(key)s”.") % {"key": wanted.subject[:80]}
        raise SubscriptionRefused(words, field="subject")
    return f"source:{wanted.subject}", name


def _search_of(owner: User, pk: int | None) -> SavedSearch:
    found = SavedSearch.objects.filter(owner=owner, pk=pk).first() if pk else None
    if found is None:
        raise SubscriptionRefused(_("Choose one of your saved searches."), field="search")
    if not answers.can_be_followed(route=found.route):
        raise SubscriptionRefused(_("Searches of this page cannot be followed."), field="search")
    return found


def _portfolio_of(owner: User, pk: int | None) -> Portfolio:
    found = Portfolio.objects.under_watch().filter(owner=owner, pk=pk).first() if pk else None
    if found is None or not owner.may("screener"):
        raise SubscriptionRefused(_("Choose one of your portfolios."), field="portfolio")
    return found


def _days(days: int | None) -> int:
    if days is None or not 1 <= days <= 365:
        raise SubscriptionRefused(_("Give a number of days from 1 to 365."), field="days")
    return days


def _set_way(row: Subscription, wanted: Wanted) -> None:
    """By which way and how often. Only letters are collected: programs and feeds want each thing at once.

    A webhook that is chosen is one in use; the one that it has stays, whatever its state.
    """
    present = row.endpoint
    row.channel, row.language, row.endpoint = wanted.channel, wanted.language, None
    row.rhythm = wanted.rhythm if wanted.channel == _Channel.EMAIL else Subscription.Rhythm.AT_ONCE
    if wanted.channel == _Channel.EMAIL and not settings.EMAIL_HOST:
        raise SubscriptionRefused(_("This installation sends no e-mail: no mail server is set."), field="channel")
    if wanted.channel == _Channel.WEBHOOK:
        mine = WebhookEndpoint.objects.filter(owner=row.owner, state=WebhookEndpoint.State.ON)
        kept = present if present is not None and present.pk == wanted.endpoint else None
        row.endpoint = kept or (mine.filter(pk=wanted.endpoint).first() if wanted.endpoint else None)
        if row.endpoint is None:
            raise SubscriptionRefused(_("Choose one of your webhooks that is in use."), field="endpoint")


def _look_once(search: SavedSearch, at: datetime, on: date) -> None:
    """Bring the memory of a search to this moment: those who follow it already are told, who comes now is not."""
    try:
        answers.of_search(search=search, on=on)
    except answers.SearchRefused as reason:
        raise SubscriptionRefused(str(reason), field="search") from reason
    revision, _recorded_at = Change.objects.revision()
    searches.look(pk=search.pk, revision=revision, at=at, on=on)


@transaction.atomic
def change(*, subscription: Subscription, wanted: Wanted, at: datetime) -> Subscription:
    """Set what is wanted of a thing and by which way; the thing stays. Raises SubscriptionRefused.

    A letter that is being collected goes when the new rhythm sends one, if that is sooner.
    """
    _take_turn(subscription.owner_id)
    rows = Subscription.objects.select_for_update(of=("self",)).select_related("owner", "endpoint")
    row = rows.get(pk=subscription.pk)
    if row.ended_at is not None:
        raise SubscriptionRefused(_("This subscription has ended."), field="kind")
    asked = replace(wanted, kind=row.kind)
    if wrong := set(asked.actions) - set(rules.choices_of(row.kind)):
        raise SubscriptionRefused(_("This cannot be chosen here: %s.") % ", ".join(sorted(wrong)), field="actions")
    row.actions = list(asked.actions)
    if row.kind == _Kind.ENDS:
        with translation.override(asked.language):
            _set_subject(row, row.owner, asked)
    _set_way(row, asked)
    _refuse_a_second(row)
    row.changed_at = at
    row.save()
    deliveries.bring_forward(subscription=row, due_at=rules.letter_due(row.rhythm, at=at, zone=settings.TIME_ZONE))
    return row


@transaction.atomic
def end(*, subscription: Subscription, at: datetime, why: str = "") -> bool:
    """Send nothing any more, also nothing that waits. What was told stays to be read. False: it had ended before."""
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if row.ended_at is not None:
        return False
    row.ended_at, row.ended_why = at, why[:300]
    row.save(update_fields=["ended_at", "ended_why"])
    deliveries.drop_for(trouble=told.ENDED, subscription=row)
    return True


def renew_feed(*, subscription: Subscription) -> str:
    """A new private address of the feed; the old one opens nothing any more. Links in letters stay what they are.

    Raises SubscriptionRefused for one that has no feed.
    """
    rows = Subscription.objects.filter(pk=subscription.pk, channel=_Channel.FEED, ended_at=None)
    token = new_token()
    if not rows.update(feed_token=token):
        raise SubscriptionRefused(_("This subscription has no feed."), field="channel")
    return token
