"""Questions that one may ask of clauses and their measures: as of a day, by state, by element, by words."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Exists, F, Func, OuterRef, Q
from django.db.models.sql.compiler import SQLCompiler

from controls import states
from controls.models.history import TrackedQuerySet


class ClauseStateOn(Func):
    """The state of a clause on a day, by the rule of `controls.states.clause_state_on`, as one PostgreSQL expression.

    The last suspension, resumption or end that had begun by the day decides, unless it resumed: then the clause's own
    dates do. A property test holds it to the pure function.
    """

    output_field = CharField()
    # S608: the text is made of our own constants; the day is a date, written in ISO form.
    _suspended = f"""
        SELECT CASE WHEN act.kind = 'resumed' THEN NULL
                    WHEN act.kind IN ({", ".join(f"'{kind}'" for kind in states.REPEALING)}) THEN '{states.ENDED}'
                    WHEN act.until IS NULL OR act.until + act.until_inclusive::int > DATE '{{day}}'
                    THEN '{states.SUSPENDED}' ELSE '{states.TO_BE_CONFIRMED}' END
          FROM controls_suspension act
          JOIN controls_suspension_clauses target ON target.suspension_id = act.id
         WHERE target.clause_id = {{clause}} AND act.effective_from <= DATE '{{day}}'
         ORDER BY act.effective_from DESC, act.published_on DESC, act.id DESC LIMIT 1"""  # noqa: S608

    def __init__(self, *, on: date) -> None:
        super().__init__(F("pk"), F("effective_from"), F("until"), F("outcome_known"))
        self.on = on

    def as_sql(  # type: ignore[override]  # takes no function name and no template
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, tuple[()]]:
        clause, first, until, known = (compiler.compile(each)[0] for each in self.source_expressions)
        day = self.on.isoformat()
        own = (
            f"CASE WHEN {first} IS NULL THEN '{states.TO_BE_CONFIRMED}' "
            f"WHEN {first} > DATE '{day}' THEN '{states.SCHEDULED}' "
            f"WHEN {until} < DATE '{day}' OR NOT {known} THEN '{states.TO_BE_CONFIRMED}' "
            f"ELSE '{states.IN_FORCE}' END"
        )
        return f"COALESCE(({self._suspended.format(day=day, clause=clause)}), {own})", ()


class ClauseQuerySet(TrackedQuerySet):
    def with_state(self, *, on: date) -> Self:
        """Annotate `state_code` for the day, in the database, by the rule of `controls.states.clause_state_on`."""
        return self.annotate(state_code=ClauseStateOn(on=on))

    def published(self, *, on: date) -> Self:
        """Clauses of which something could be known on the day: their measure had been published."""
        return self.filter(measure__published_on__lte=on)


class MeasureQuerySet(TrackedQuerySet):
    def published(self, *, on: date) -> Self:
        """Measures of which something could be known on the day."""
        return self.filter(published_on__lte=on)

    def in_state(self, codes: Sequence[str], *, on: date) -> Self:
        """Measures with at least one clause in one of these states on the day."""
        clauses: Any = self.model._meta.get_field("clauses").related_model
        stated = clauses.objects.with_state(on=on)
        return self.filter(Exists(stated.filter(measure=OuterRef("pk"), state_code__in=codes)))

    def matching(self, text: str) -> Self:
        """Measures with the text in a title, number, scope or control code, or with it as their key."""
        columns = ("title_en", "title_zh", "number", "number_zh", "scope", "items__code", "items__title_en")
        found = Q(key=text.strip().lower())
        for column in columns:
            found |= Q(**{f"{column}__icontains": text.strip()})
        return self.filter(pk__in=self.model._default_manager.filter(found).values("pk"))

    def touching(self, symbol: str) -> Self:
        """Measures that name an element, or one of whose items does."""
        found = Q(elements__contains=[symbol]) | Q(items__elements__contains=[symbol])
        return self.filter(pk__in=self.model._default_manager.filter(found).values("pk"))

    def for_display(self) -> Self:
        """Everything that a row on a page shows, the newest first, in a fixed number of queries."""
        return (
            self.select_related("authority", "notice")
            .prefetch_related("clauses__suspensions")
            .order_by("-published_on", "-key")
        )

    def with_everything(self) -> Self:
        """A whole measure with all that hangs on it, in a fixed number of queries."""
        return self.for_display().prefetch_related(
            "sources",
            "items__sources",
            "clauses__suspensions__sources",
            "clauses__suspensions__announced_sources",
            "clauses__suspensions__clauses",
        )
