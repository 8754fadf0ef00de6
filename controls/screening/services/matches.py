"""Standing matches: read as they are, described as their sources say on a day, written where they differ."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from controls.matching.facts import Facts
from controls.matching.index import Found
from controls.matching.verdicts import Verdict
from controls.matching.watch import Watched
from controls.screening.models import Counterparty, StandingMatch
from controls.screening.services.sources import source_of
from controls.screening.standing import Match

BELOW = 3  # entries kept of a counterparty that are near without being hits
MOST = 100  # hits of one name
_ORDER = (Verdict.SAME, Verdict.PROBABLE, Verdict.POSSIBLE, Verdict.SIBLING, Verdict.UNRELATED)


def watched(*, row: Counterparty, lists: Collection[str]) -> Watched:
    """A counterparty as it is compared."""
    numbers = frozenset({("", row.identifier)} if row.identifier else ())
    return Watched(
        key=row.pk,
        names=row.names,
        facts=Facts(country=row.country, numbers=numbers, address=row.address),
        person=row.person,
        lists=frozenset(lists) if lists else None,
    )


def standing(*, counterparties: Collection[int] | None, portfolio: int) -> dict[int, dict[str, Match]]:
    """Matches by counterparty and entry, in one query. `counterparties` None: of all whose matches stand."""
    rows = StandingMatch.objects.filter(counterparty__portfolio=portfolio)
    if counterparties is None:
        rows = rows.filter(counterparty__in=Counterparty.objects.standing())
    else:
        rows = rows.filter(counterparty__in=counterparties)
    found: dict[int, dict[str, Match]] = defaultdict(dict)
    for row in rows:
        found[row.counterparty_id][row.subject] = Match(
            row.subject,
            row.label,
            row.matched_name,
            row.language,
            row.score,
            row.verdict,
            row.band,
            row.hit,
            tuple(row.standing),
        )
    return found


def described(*, subjects: Iterable[str], lists: Collection[str], on: date) -> dict[str, dict[str, Any]]:
    """Name and listings of entries on a day, in as many queries as their sources need, however many they are.

    In English, whoever asks: what is kept must not depend on who reads.
    """
    by_source = defaultdict(list)
    for subject in sorted(set(subjects)):
        by_source[source_of(key=subject)].append(subject)
    with translation.override(settings.LANGUAGE_CODE):
        return {
            key: {"label": said["entity"]["name"], "standing": _listings(said, lists)}
            for source, keys in by_source.items()
            for key, said in source.described(keys=keys, on=on).items()
        }


def _listings(said: Mapping[str, Any], lists: Collection[str]) -> list[dict[str, Any]]:
    """What is kept of each listing, in the order in which it decides."""
    return [
        {
            **{name: each.get(name) for name in ("key", "list", "list_name", "notice", "notice_label", "effect")},
            "effect_label": each.get("effect_label"),
            **{"state": each["state"]["code"], "state_label": each["state"]["label"]},
            **{name: each["state"].get(name) for name in ("since", "until")},
        }
        for each in said["listings"]
        if not lists or each["list"] in lists
    ]


def match_of(*, found: Found, hit: bool, said: Mapping[str, Any] | None) -> Match:
    """What is kept of an entry that was compared. One that nothing is said of keeps its key for a name."""
    return Match(
        subject=found.key,
        label=said["label"] if said else found.name.text,
        matched_name=found.name.text,
        language=found.name.language,
        score=found.score.value,
        verdict=str(found.score.verdict),
        band=str(found.score.band),
        hit=hit,
        standing=tuple(said["standing"]) if said else (),
    )


def kept(*, found: Mapping[str, Match]) -> dict[str, Match]:
    """Of everything near, all hits and a few of those next to them."""
    ordered = sorted(found.values(), key=lambda match: (-match.score, match.subject))
    rest = [match for match in ordered if not match.hit and match.score > 0][:BELOW]
    return {match.subject: match for match in [*(match for match in ordered if match.hit), *rest]}


def write(*, before: Mapping[int, Mapping[str, Match]], after: Mapping[int, Mapping[str, Match]]) -> None:
    """Bring the rows of some counterparties from what they were to what is so now; untouched ones stay as they are."""
    gone, new, changed = [], [], []
    for key, matches in after.items():
        was = before.get(key, {})
        gone += [(key, subject) for subject in was if subject not in matches]
        new += [_row(key, each) for subject, each in matches.items() if subject not in was]
        changed += [(key, each) for subject, each in matches.items() if subject in was and was[subject] != each]
    _delete(gone)
    StandingMatch.objects.bulk_create(new)
    _update(changed)


def _row(key: int, match: Match) -> StandingMatch:
    return StandingMatch(counterparty_id=key, **match.as_json())


def _delete(gone: list[tuple[int, str]]) -> None:
    rows = StandingMatch.objects.filter(counterparty__in={key for key, _subject in gone})
    pairs = set(gone)
    StandingMatch.objects.filter(
        pk__in=[pk for pk, key, subject in rows.values_list("pk", "counterparty", "subject") if (key, subject) in pairs]
    ).delete()


def _update(changed: list[tuple[int, Match]]) -> None:
    now = {(key, match.subject): match for key, match in changed}
    rows = [
        row
        for row in StandingMatch.objects.filter(counterparty__in={key for key, _match in changed})
        if (row.counterparty_id, row.subject) in now
    ]
    for row in rows:
        for name, value in now[row.counterparty_id, row.subject].as_json().items():
            setattr(row, name, value)
    fields = ["label", "matched_name", "language", "score", "verdict", "band", "hit", "standing"]
    StandingMatch.objects.bulk_update(rows, fields, batch_size=500)


def best(*, matches: Iterable[Match]) -> str:
    """The class of the best hit; empty without one."""
    return min((each.verdict for each in matches if each.hit), key=_ORDER.index, default="")
