"""Questions that one may ask of listings: as of a day, by state, by name, and how many of each."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Self

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Count, F, Func, Q
from django.db.models.sql.compiler import SQLCompiler

from controls import effects, states
from controls.matching.names import search_key
from controls.models.entities import EntityName, Identifier
from controls.models.history import TrackedQuerySet

# Facets of a list of listings, and the columns that they count. A badge is the effect while in force, else the state.
FACETS = {"list": "entity_list__key", "notice": "notice__key", "effect": "badge", "country": "entity__country"}
# What a row on a page shows of the listing itself; names and numbers of its entity are fetched for all rows at once.
ROW = (
    "pk",
    "key", "entity_id", "entity__key", "entity__name", "entity__country", "name_en", "name_zh", "item_number",
    "entity_list__name_en", "notice__key", "notice__label", "effective_from", "effect_code", "evidence_grade",
    "state_code",
)  # fmt: skip


def _quoted(codes: Sequence[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


class StateOn(Func):
    """The state of a listing on a day, by the rule of `controls.states.state_on`, as one expression for PostgreSQL.

    Written in SQL, not put together by the ORM: it stands in every query of every list page, and building it took
    longer than running it. A property test holds it to the pure function.
    """

    output_field = CharField()
    _outcome = f"""
        CASE WHEN act.kind IN ({_quoted(states.SUSPENDING)})
                  AND (act.until IS NULL OR act.until + act.until_inclusive::int > DATE '{{day}}')
             THEN '{states.SUSPENDED}'
             WHEN act.kind IN ({_quoted(states.SUSPENDING)}) THEN '{states.TO_BE_CONFIRMED}'
             WHEN act.kind IN ({_quoted(states.STOPPING)}) THEN '{states.STOPPED}'
             WHEN act.kind IN ({_quoted(states.ENDING)}) THEN '{states.ENDED}'
             ELSE '{states.IN_FORCE}' END"""
    # S608: the text is made of our own constants; the day is a date, written in ISO form. The last acts are gathered
    # once per query, whatever the number of rows, and looked up by the listing's number.
    _last_acts = f"""
        SELECT jsonb_object_agg(listing_id, outcome) FROM (
            SELECT DISTINCT ON (target.listing_id) target.listing_id, {_outcome} AS outcome
              FROM controls_listingevent act
              JOIN controls_listingevent_listings target ON target.listingevent_id = act.id
             WHERE act.kind IN ({_quoted(states.STATE_CHANGING)}) AND act.effective_from <= DATE '{{day}}'
             ORDER BY target.listing_id, act.effective_from DESC, act.announced_on DESC, act.id DESC) last_act"""  # noqa: S608

    def __init__(self, *, on: date) -> None:
        super().__init__(F("pk"), F("effective_from"))
        self.on = on

    def as_sql(  # type: ignore[override]  # takes no function name and no template
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[()]]:
        listing, first_day = (compiler.compile(each)[0] for each in self.source_expressions)
        day = self.on.isoformat()
        return (
            f"CASE WHEN {first_day} > DATE '{day}' THEN '{states.SCHEDULED}' "
            f"ELSE COALESCE(({self._last_acts.format(day=day)}) ->> {listing}::text, '{states.IN_FORCE}') END",
            (),
        )


class EffectOn(Func):
    """The effect of a listing on a day, by the rule of `controls.effects.effect_on`, as one expression for PostgreSQL.

    Written and held to the pure function as `StateOn` is.
    """

    output_field = CharField()
    _weights = f"ARRAY[{_quoted(effects.BY_WEIGHT)}]"
    # S608: the text is made of our own constants; the day is a date, written in ISO form.
    _added = f"""
        SELECT jsonb_object_agg(listing_id, weight) FROM (
            SELECT listing_id, min(array_position({_weights}, last_act.effect::text)) AS weight FROM (
                SELECT DISTINCT ON (target.listing_id, act.target_notice_id) target.listing_id, act.kind, act.effect
                  FROM controls_listingevent act
                  JOIN controls_listingevent_listings target ON target.listingevent_id = act.id
                 WHERE act.kind IN ({_quoted(effects.ACTS)}) AND act.effective_from <= DATE '{{day}}'
                 ORDER BY target.listing_id, act.target_notice_id,
                          act.effective_from DESC, act.announced_on DESC, act.id DESC) last_act
             WHERE last_act.kind = '{effects.ADDING}' GROUP BY listing_id) added"""  # noqa: S608

    def __init__(self, *, on: date) -> None:
        super().__init__(F("pk"), F("effect"))
        self.on = on

    def as_sql(  # type: ignore[override]  # takes no function name and no template
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[()]]:
        listing, own = (compiler.compile(each)[0] for each in self.source_expressions)
        added = f"(({self._added.format(day=self.on.isoformat())}) ->> {listing}::text)::int"
        return f"({self._weights})[LEAST(array_position({self._weights}, {own}::text), {added})]", ()


class ListingQuerySet(TrackedQuerySet):
    def published(self, *, on: date) -> Self:
        """Listings of which something could be known on the day: their notice had been published."""
        return self.filter(notice__published_on__lte=on)

    def with_state(self, *, on: date) -> Self:
        """Annotate `state_code` for the day, in the database, by the rule of `controls.states.state_on`."""
        return self.annotate(state_code=StateOn(on=on))

    def with_badge(self, *, on: date) -> Self:
        """Annotate what stands on a badge on the day: `state_code`, and `effect_code` with added measures."""
        return self.with_state(on=on).annotate(effect_code=EffectOn(on=on))

    def with_badges(self, badges: Sequence[str]) -> Self:
        """Listings whose badge is one of these: an effect while in force, a state otherwise. Needs `with_badge`."""
        return self.filter(
            Q(state_code=states.IN_FORCE, effect_code__in=badges)
            | Q(state_code__in=[code for code in badges if code in states.CODES and code != states.IN_FORCE])
        )

    def choose(self, chosen: Mapping[str, Sequence[str]]) -> Self:
        """Keep the listings that have one of the chosen values in every facet."""
        listings = self
        for facet, values in chosen.items():
            if facet == "effect":
                listings = listings.with_badges(values)
            else:
                listings = listings.filter(**{f"{FACETS[facet]}__in": values})
        return listings

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
        greyed. Under `""` stand `matched` (all choices applied) and `total` (none). Needs `with_badge`.
        """
        columns = {f"facet_{name}": F(column) for name, column in FACETS.items() if name != "effect"}
        rows = self.order_by().annotate(**columns).values(*columns, "effect_code", "state_code")
        narrowed, values = rows.query.sql_with_params()
        counting, ticked = _counting(chosen)
        with connection.cursor() as cursor:
            # S608: the ORM's own query and our own constants; what came from outside is bound.
            cursor.execute(
                f"WITH narrowed AS MATERIALIZED ({narrowed}), listed AS MATERIALIZED ("  # noqa: S608
                f"SELECT *, CASE state_code WHEN '{states.IN_FORCE}' THEN effect_code ELSE state_code END "
                f"AS facet_effect FROM narrowed) {counting}",
                [*values, *ticked],
            )
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


def _counting(chosen: Mapping[str, Sequence[str]]) -> tuple[str, list[list[str]]]:
    """SQL that counts `listed` by each facet with its own choice set aside, and the values to bind in it."""
    tests = {name: f"facet_{name} = ANY(%s)" for name in FACETS if chosen.get(name)}
    parts, values = ["SELECT '', 'total', count(*) FROM listed"], []
    for name in ["", *FACETS]:
        others = [other for other in tests if other != name]
        where = " AND ".join(tests[other] for other in others) or "TRUE"
        label, group = (f"facet_{name}::text", f"GROUP BY facet_{name}") if name else ("'matched'", "")
        # Only names from FACETS stand in the text; what was ticked is bound.
        parts.append(f"SELECT '{name}', {label}, count(*) FILTER (WHERE {where}) FROM listed {group}")  # noqa: S608
        values += [list(chosen[other]) for other in others]
    return " UNION ALL ".join(parts), values
