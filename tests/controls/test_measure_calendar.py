"""Every clause on record on nine days, written down by hand from the rules' own dates: no state changes unnoticed."""

from datetime import date

import pytest

from controls import states
from controls.models import Clause, Measure
from controls.models.clause_states import of_measure

pytestmark = pytest.mark.usefixtures("seeded")
DAYS = [
    "2023-11-08",
    "2024-12-03",
    "2025-04-04",
    "2025-10-20",
    "2025-11-07",
    "2025-12-02",
    "2026-05-01",
    "2026-11-21",
    "2026-11-28",
]
SIGNS = {
    "-": None,
    "F": states.IN_FORCE,
    "S": states.SUSPENDED,
    "P": states.SCHEDULED,
    "?": states.TO_BE_CONFIRMED,
}
# One sign for each of the nine days: - not yet published, P scheduled, F in force, S suspended, ? to be confirmed.
CLAUSES = [
    ("jp-2012-catchall", "? ? ? ? ? ? ? ? ?"),
    ("cn-ecl-2020", "F F F F F F F F F"),
    ("cn-2023-23", "F F F F F F F F F"),
    ("my-2024-ree", "P F F F F F F F F"),
    ("cn-2023-39", "P F F F F F F F F"),
    ("cn-2023-report", "F F F F ? ? ? ? ?"),
    ("cn-cat-2023", "- F F F F F F F F"),
    ("us-dfars-7052", "- P P P P P P P P"),
    ("cn-sc785-2024", "- F F F F F F F F"),
    ("cn-2024-33", "- F F F F F F F F"),
    ("mm-2024-kia", "- ? ? ? ? ? ? ? ?"),
    ("cn-list-2024", "- F F F F F F F F"),
    ("cn-dualreg-2024", "- F F F F F F F F"),
    ("cn-2024-46-1", "- F F F F F F F F"),
    ("cn-2024-46-2", "- F F F F S S S ?"),
    ("cn-2025-10", "- - F F F F F F F"),
    ("cn-2025-18", "- - F F F F F F F"),
    ("in-2025-irel", "- - - ? ? ? ? ? ?"),
    ("cn-cat-2025", "- - - F F F F F F"),
    ("cn-miit71-2025", "- - - F F F F F F"),
    ("cn-2025-55", "- - - P S S S ? ?"),
    ("cn-2025-56", "- - - P S S S ? ?"),
    ("cn-2025-57", "- - - P S S S ? ?"),
    ("cn-2025-58", "- - - P S S S ? ?"),
    ("cn-2025-61-a", "- - - P S S S ? ?"),
    ("cn-2025-61-b", "- - - P S S S ? ?"),
    ("cn-2025-61-c", "- - - F S S S ? ?"),
    ("cn-2025-62", "- - - F S S S ? ?"),
    ("eu-2025-945", "- - - - - - ? ? ?"),
    ("vn-2025-geomin", "- - - - - - F F F"),
    ("cn-explic-2026", "- - - - - - F F F"),
    ("cn-duallic-2026", "- - - - - - F F F"),
    ("cn-2026-01", "- - - - - - F F F"),
    ("cn-2026-26", "- - - - - - - F F"),
]
OF_EVERY_DAY = [
    (key, day, SIGNS[sign]) for key, signs in CLAUSES for day, sign in zip(DAYS, signs.split(), strict=True)
]


def test_the_table_names_every_clause():
    ours = Clause.objects.exclude(key__startswith="xx-").exclude(key__startswith="ex-")

    assert {key for key, _signs in CLAUSES} == set(ours.values_list("key", flat=True))


@pytest.mark.parametrize(("key", "day", "code"), OF_EVERY_DAY)
def test_a_clause_is_what_the_table_says(key, day, code):
    state = Clause.objects.get(key=key).state(on=date.fromisoformat(day))

    assert (state.code if state else None) == code


@pytest.mark.parametrize("day", DAYS)
def test_the_database_says_the_same_of_all_at_once(day):
    asked = date.fromisoformat(day)
    wanted = {key: code for key, of, code in OF_EVERY_DAY if of == day and code is not None}

    found = Clause.objects.filter(key__in=[key for key, _signs in CLAUSES]).published(on=asked).with_state(on=asked)

    assert dict(found.values_list("key", "state_code")) == wanted


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("code", states.CODES)
def test_measures_are_found_by_the_state_of_a_clause(day, code):
    asked = date.fromisoformat(day)
    wanted = {Clause.objects.get(key=key).measure.key for key, of, found in OF_EVERY_DAY if of == day and found == code}

    measures = Measure.objects.exclude(key__startswith="xx-").published(on=asked).in_state([code], on=asked)

    assert set(measures.values_list("key", flat=True)) == wanted


@pytest.mark.parametrize("day", DAYS)
def test_a_measure_is_mixed_exactly_when_its_clauses_differ(day):
    asked = date.fromisoformat(day)
    for measure in Measure.objects.published(on=asked).for_display():
        codes = {clause.state(on=asked).code for clause in measure.clauses.all()}
        standing = of_measure(measure, on=asked)

        if codes:
            assert standing.code == (codes.pop() if len(codes) == 1 else states.MIXED), measure.key


@pytest.mark.parametrize("day", DAYS)
def test_a_state_never_begins_after_its_day(day):
    asked = date.fromisoformat(day)
    for clause in Clause.objects.published(on=asked).select_related("measure").prefetch_related("suspensions"):
        state = clause.state(on=asked)

        assert state.since <= asked, clause.key
        assert state.until is None or state.until >= asked, clause.key
