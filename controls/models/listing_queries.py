"""Questions that one may ask of listings: as of a day, by state, by name, and how many of each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Self

from django.db import connection
from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from controls import states
from controls.matching.names import search_key
from controls.models.entities import EntityName, Identifier
from controls.models.history import TrackedQuerySet
from controls.models.listing_events import ListingEvent

# Facets of a list of listings, and the columns that they count.
FACETS = {"list": "entity_list__key", "notice": "notice__key", "effect": "badge", "country": "entity__country"}


class ListingQuerySet(TrackedQuerySet):
    def published(self, *, on: date) -> Self:
        """Listings of which something could be known on the day: their notice had been published."""
        return self.filter(notice__published_on__lte=on)

    def with_state(self, *, on: date) -> Self:
        """Annotate `state_code` and `badge` for the day, in the database, by the rule of `controls.states.state_on`.

        `badge` is what a reader sees: the effect while in force, the state otherwise.
        """
        return self.annotate(
            state_code=Case(
                When(effective_from__gt=on, then=Value(states.SCHEDULED)),
                default=Coalesce(Subquery(_last_act(on=on)), Value(states.IN_FORCE)),
                output_field=CharField(),
            )
        ).annotate(
            badge=Case(
                When(state_code=states.IN_FORCE, then=F("effect")), default=F("state_code"), output_field=CharField()
            )
        )

    def matching(self, text: str) -> Self:
        """Listings whose entity has a name that contains the text, or whose key or register number is the text."""
        named = EntityName.objects.filter(search_key__contains=search_key(text)).values("entity")
        numbered = Identifier.objects.filter(value=text.strip()).values("entity")
        return self.filter(Q(entity__in=named) | Q(entity__in=numbered) | Q(key=text.strip().lower()))

    def for_display(self) -> Self:
        """Everything that a row on a page shows, in a fixed number of queries."""
        return self.select_related("entity", "entity_list__authority", "notice__authority").prefetch_related(
            "entity__names", "entity__identifiers", "events"
        )

    def tally(self, *, chosen: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
        """Count the values of every facet in one query, each facet with its own choice set aside.

        `chosen` holds the ticked values by facet. Values without a match are counted as 0, so that they can be shown
        greyed. Under `""` stand `matched` (all choices applied) and `total` (none). Needs `with_state`.
        """
        columns = {f"facet_{name}": F(column) for name, column in FACETS.items()}
        rows = self.order_by().annotate(**columns).values(*columns)
        sql, params = rows.query.sql_with_params()
        tests = {name: f"facet_{name} = ANY(%s)" for name in FACETS if chosen.get(name)}
        parts, values = [], list(params)
        for name in ["", *FACETS]:
            others = [other for other in tests if other != name]
            where = " AND ".join(tests[other] for other in others) or "TRUE"
            label = f"facet_{name}" if name else "'matched'"
            group = f"GROUP BY facet_{name}" if name else ""
            parts.append(f"SELECT '{name}', {label}::text, count(*) FILTER (WHERE {where}) FROM listed {group}")
            values += [list(chosen[other]) for other in others]
        parts.append("SELECT '', 'total', count(*) FROM listed")
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH listed AS MATERIALIZED ({sql}) " + " UNION ALL ".join(parts), values
            )  # names from FACETS, values bound
            found = cursor.fetchall()
        counts: dict[str, dict[str, int]] = {"": {}, **{name: {} for name in FACETS}}
        for facet, value, count in found:
            counts[facet][value or ""] = count
        return counts

    def summary(self) -> list[dict]:
        """How many listings there are per list and state. Needs `with_state`."""
        return list(
            self.order_by()
            .values("entity_list__key", "state_code")
            .annotate(count=Count("pk"))
            .order_by("entity_list__key", "state_code")
        )


def _last_act(*, on: date) -> QuerySet:
    """What the last act that had begun by the day makes of the listing of the outer query."""
    still_suspended = Q(until=None) | Q(until_inclusive=True, until__gte=on) | Q(until_inclusive=False, until__gt=on)
    return (
        ListingEvent.objects.filter(listings=OuterRef("pk"), kind__in=states.STATE_CHANGING, effective_from__lte=on)
        .order_by("-effective_from", "-announced_on", "-pk")
        .annotate(
            outcome=Case(
                When(Q(kind__in=states.SUSPENDING) & still_suspended, then=Value(states.SUSPENDED)),
                When(kind__in=states.SUSPENDING, then=Value(states.TO_BE_CONFIRMED)),
                When(kind__in=states.STOPPING, then=Value(states.STOPPED)),
                When(kind__in=states.ENDING, then=Value(states.ENDED)),
                default=Value(states.IN_FORCE),
                output_field=CharField(),
            )
        )
        .values("outcome")[:1]
    )
