"""Beside the hits: which lists were searched, whether they are complete, and rules that reach who is on none."""

import csv
from datetime import date, timedelta

import pytest

from controls.models import Clause, EntityList
from controls.models import unlisted as table_of_rules
from controls.screening.services import checks, index, register, unlisted
from tests.screening.asking import TODAY, asked
from tests.screening.importing import import_file, many
from tests.screening.list_files import statement, statements

pytestmark = pytest.mark.django_db
VERIFIED = date(2026, 8, 22)


def rules_on(day):
    return {each["cited_as"]: each for each in unlisted.rules(on=day)}


def table():
    with table_of_rules.TABLE.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


# ---- Rules for parties on no list


def test_every_row_of_the_table_names_a_clause_on_record_and_says_what_it_means():
    rows = table()

    keys = {row["clause"] for row in rows}
    assert len(keys) == len(rows) > 0
    assert set(Clause.objects.filter(key__in=keys).values_list("key", flat=True)) == keys
    assert all(row["text"].strip() for row in rows)


def test_every_rule_has_a_state_that_may_bind_and_a_day_since_when():
    for rule in unlisted.rules(on=TODAY):
        assert rule["state"] in ("in_force", "to_be_confirmed", "scheduled")
        assert date.fromisoformat(rule["since"]) <= TODAY or rule["state"] == "scheduled"
        assert rule["text"]


@pytest.mark.parametrize("row", table(), ids=lambda row: row["clause"])
def test_a_rule_stands_from_the_day_of_its_publication_and_not_a_day_before(row):
    clause = Clause.objects.select_related("measure").get(key=row["clause"])
    published = clause.measure.published_on

    assert row["text"] not in [each["text"] for each in unlisted.rules(on=published - timedelta(days=1))]
    state = clause.state(on=published)
    named = row["text"] in [each["text"] for each in unlisted.rules(on=published)]
    assert named == (state is not None and state.code in ("in_force", "to_be_confirmed", "scheduled"))


@pytest.mark.parametrize("row", table(), ids=lambda row: row["clause"])
def test_a_rule_is_named_on_no_day_on_which_it_is_suspended_or_over(row):
    clause = Clause.objects.select_related("measure").prefetch_related("suspensions").get(key=row["clause"])

    for days in range(0, 400, 20):
        on = TODAY - timedelta(days=days)
        state = clause.state(on=on)
        binding = state is not None and state.code in ("in_force", "to_be_confirmed", "scheduled")
        on_file = clause.measure.published_on <= on
        assert (row["text"] in [each["text"] for each in unlisted.rules(on=on)]) == (binding and on_file)


def test_the_newest_rule_stands_first():
    published = [
        Clause.objects.filter(measure__key=each["measure"]).values_list("measure__published_on", flat=True)[0]
        for each in unlisted.rules(on=TODAY)
    ]

    assert published == sorted(published, reverse=True)


def test_rules_cost_two_queries_whatever_the_day(django_assert_num_queries):
    table_of_rules.sentences()
    with django_assert_num_queries(2):
        assert unlisted.rules(on=TODAY)


def test_the_rule_against_military_users_is_published_by_one_notice():
    before, on_the_day = (
        [each["notice"] for each in unlisted.rules(on=day)] for day in (date(2026, 1, 5), date(2026, 1, 6))
    )

    assert "mofcom-2026-1" not in before
    assert "mofcom-2026-1" in on_the_day


def test_a_hit_has_the_rules_too_and_not_only_who_was_not_found():
    loaded = index.current()
    hit, none = checks.answer_many(loaded=loaded, questions=[asked("SUBARU"), asked("Bäckerei Zimmermann")])

    assert hit["hits"] and not none["hits"]
    assert hit["notices"] == none["notices"] == unlisted.rules(on=TODAY)


# ---- Which lists, and whether they are complete


def searched(on=TODAY):
    return {each["list"]: each for each in register.searched(on=on)}


def test_every_list_of_the_register_is_named_even_when_it_is_empty():
    assert set(searched(date(2001, 1, 1))) == set(EntityList.objects.values_list("key", flat=True))


@pytest.mark.parametrize(("days", "allowed", "complete"), [(0, 0, True), (1, 0, False), (7, 7, True), (8, 7, False)])
def test_how_long_a_comparison_counts_is_a_setting(settings, days, allowed, complete):
    settings.SCREENING_VERIFIED_DAYS = allowed

    assert searched(VERIFIED + timedelta(days=days))["cn-watch-list"]["complete"] is complete


def test_a_list_that_nobody_ever_compared_is_not_complete():
    assert not register._is_recent(None, VERIFIED)
    assert register._is_recent(VERIFIED, VERIFIED)


@pytest.mark.parametrize("on", [date(2023, 2, 16), date(2025, 4, 9), date(2026, 2, 24), VERIFIED])
def test_a_list_that_is_complete_has_as_many_entries_as_its_notices_state(on):
    found = searched(on)

    assert found
    for each in found.values():
        if each["complete"]:
            assert each["entries"] == each["expected"]


def test_entries_never_become_fewer_from_day_to_day():
    days = [date(2023, 1, 1) + timedelta(days=40 * step) for step in range(32)]
    counts = [{key: each["entries"] for key, each in searched(day).items()} for day in days]

    for earlier, later in zip(counts, counts[1:], strict=False):
        assert all(earlier[key] <= later[key] for key in earlier)
    assert counts[0] != counts[-1]


def test_a_question_about_one_list_is_answered_for_that_list_alone():
    (answer,) = checks.answer_many(
        loaded=index.current(), questions=[asked("SUBARU", lists=("cn-unreliable-entity-list",))]
    )

    assert [each["list"] for each in answer["searched"]] == ["cn-unreliable-entity-list"]
    assert answer["hits"] == []


def test_an_imported_list_stands_beside_those_of_the_register_with_its_digest():
    import_file(statement("a/1", name="Ondarra Quarzitwerke") + "\n", key="foreign")

    (answer,) = checks.answer_many(loaded=index.current(), questions=[asked("SUBARU")])

    lists = {each["list"]: each for each in answer["searched"]}
    assert len(lists) == EntityList.objects.count() + 1
    assert lists["foreign"]["entries"] == 1
    assert len({each["digest"] for each in lists.values()}) == len(lists)


def test_the_digest_of_a_list_moves_with_that_list_only():
    import_file(statement("a/1", name="Ondarra Quarzitwerke") + "\n" + statements(*many(10)), key="foreign")
    before = dict(index.current().digests)

    import_file(statement("a/1", name="Ondarra Quarzwerke") + "\n" + statements(*many(10)), key="foreign", day=1)

    after = index.current().digests
    assert {key for key in before if before[key] != after[key]} == {"foreign"}
