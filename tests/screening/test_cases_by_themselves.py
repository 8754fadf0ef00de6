"""A hit opens a case; what was decided stays so while it rests on the same; and opens again, with words, when not."""

from datetime import date
from typing import Any

import pytest

from controls.screening.models import Case, CaseEvent, ScreeningCheck, ScreeningHit
from controls.screening.services import case_log, cases
from tests.factories.decisions import (
    AT,
    MATCHER,
    SAGAMI,
    SUBARU,
    again,
    confirm,
    decide,
    entry,
    hit,
    later,
    make_case,
    make_check,
    person,
    screened,
    two_people,
)  # fmt: skip

pytestmark = pytest.mark.django_db
State = Case.State


def causes_of(case: Case) -> list[str]:
    return list(case_log.history(case=case)[-1].causes)


def decided(verdict: str = "different_party") -> Case:
    ada, grace = two_people()
    case = decide(make_case(), verdict, ada)
    return confirm(case, grace) if verdict == "different_party" else case


def sweep(*, algorithm: str = MATCHER, at: Any = AT, **entries: Any) -> list[Case]:
    """What the register says now, by entry; None: on no list any more. All others stand as they were."""
    said = {
        subject: entries.get(subject.partition(":")[2].replace("-", "_"), entry(subject))
        for subject in (SUBARU, SAGAMI)
    }
    known = {subject: each for subject, each in said.items() if each is not None}

    def described(keys: Any) -> Any:
        return {key: known[key] for key in keys if key in known}

    return cases.reopen_changed(described=described, algorithm=algorithm, at=at)


class TestAHit:
    def test_opens_a_case(self):
        case = make_case(hit(score=0.93, verdict="same"))

        assert (case.state, case.subject, case.label) == (State.OPEN, SUBARU, "SUBARU Corporation")
        assert (case.name, case.score, case.verdict, case.lists) == ("スバル(株)", 0.93, "same", ["cn-watch-list"])
        assert case.asked == {"name": "スバル(株)", "country": "JP"}
        assert [line.kind for line in case_log.history(case=case)] == ["opened"]

    def test_of_each_entry_opens_a_case_of_its_own_in_the_order_of_the_hits(self):
        found = screened(hit(SUBARU, score=0.9), hit(SAGAMI, score=0.8))

        assert [case.subject for case in found] == [SUBARU, SAGAMI]
        assert Case.objects.count() == 2

    def test_that_was_found_before_opens_no_second_case(self):
        first = make_case()

        second = make_case(asked_at=later(days=0.1))

        assert first == second
        assert again(first).version == 1
        assert again(first).opened_at == AT

    def test_of_another_counterparty_opens_another_case(self):
        one, other = make_case(), make_case(name="Subaru Bakery")

        assert one != other
        assert case_log.history(case=other)[0].causes == ()

    def test_nothing_found_opens_nothing(self, django_assert_num_queries):
        check = make_check()

        with django_assert_num_queries(0):
            assert cases.open_cases(check=check, at=AT) == []

    def test_the_newest_check_is_the_one_that_the_case_shows(self):
        case = make_case(hit(score=0.8, verdict="possible"))

        make_case(hit(score=0.9, verdict="probable"), name="スバル(株)")

        newest = ScreeningHit.objects.order_by("-pk")[0]
        assert again(case).latest_hit == newest
        assert (again(case).score, again(case).verdict) == (0.9, "probable")

    @pytest.mark.parametrize("count", [1, 10])
    def test_costs_the_same_queries_however_many_there_are(self, count, django_assert_num_queries):
        person()
        hits = [hit(f"entity:firm-{number}") for number in range(count)]
        check, again_check = make_check(*hits), make_check(*hits)

        with django_assert_num_queries(6):  # the hits, the cases, the new ones and again, what was decided, the events
            cases.open_cases(check=check, at=AT)
        with django_assert_num_queries(3):  # the hits, the cases, what moved
            cases.open_cases(check=again_check, at=AT)


def hits_of(*checks: ScreeningCheck) -> list[ScreeningHit]:
    """As those who write them have them: with their checks, in their order."""
    return [each for check in checks for each in check.hits.order_by("rank")]


class TestManyChecksAtOnce:
    def test_open_what_one_after_the_other_would(self):
        checks = [make_check(hit()), make_check(name="Other"), make_check(hit(SAGAMI), hit(SUBARU), name="Third")]

        found = cases.open_cases_of_many(hits=hits_of(*checks), at=AT)

        assert [case.subject for case in found] == [SUBARU, SAGAMI, SUBARU]
        assert [case.name for case in found] == [checks[0].name, "Third", "Third"]
        assert Case.objects.count() == 3
        assert {again(case).version for case in found} == {1}

    def test_of_one_counterparty_share_its_case(self):
        checks = [make_check(hit(score=0.8)), make_check(hit(score=0.9))]

        first, second = cases.open_cases_of_many(hits=hits_of(*checks), at=AT)

        assert first == second
        assert again(first).score == 0.9
        assert [line.kind for line in case_log.history(case=first)] == ["opened"]

    def test_tell_a_change_between_them_once_and_in_order(self):
        checks = [make_check(hit()), make_check(hit(state="suspended")), make_check(hit(state="suspended"))]

        cases.open_cases_of_many(hits=hits_of(*checks), at=AT)

        assert [line.kind for line in case_log.history(case=Case.objects.get())] == ["opened", "changed"]

    def test_cost_the_same_queries_however_many_they_are(self, django_assert_num_queries):
        found = [hits_of(make_check(hit(), hit(SAGAMI), name=f"Firm {number}")) for number in range(20)]
        hits = [each for some in found for each in some]

        with django_assert_num_queries(5):
            cases.open_cases_of_many(hits=hits, at=AT)
        with django_assert_num_queries(1):  # the very same hits: nothing moves
            cases.open_cases_of_many(hits=hits, at=AT)
        newer = [hits_of(make_check(hit(), hit(SAGAMI), name=f"Firm {number}")) for number in range(20)]
        with django_assert_num_queries(2):
            cases.open_cases_of_many(hits=[each for some in newer for each in some], at=AT)

    def test_without_a_hit_cost_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert cases.open_cases_of_many(hits=[], at=AT) == []


class TestADecidedPair:
    @pytest.mark.parametrize("verdict", ["different_party", "same_party"])
    def test_stays_decided_while_nothing_moves(self, verdict):
        case = decided(verdict)

        make_case(asked_at=later(days=0.2))

        assert again(case).state == State.DECIDED
        assert again(case).version == case.version

    def test_says_by_whom_on_which_day_and_why(self):
        decided()
        check = make_check(hit())

        standing = cases.standings(check=check)[SUBARU]

        assert standing.holds
        assert standing.words == "different party by ada@example.org on 21 Nov 2026: The corporate numbers differ."

    @pytest.mark.parametrize("verdict", ["different_party", "same_party"])
    def test_opens_again_when_the_listing_changes_and_says_what_changed(self, verdict):
        case = decided(verdict)

        make_case(hit(state="suspended"), asked_at=later(days=0.1))

        assert again(case).state == State.OPEN
        assert again(case).standing is None
        assert again(case).opened_at == later(days=0.1)
        assert causes_of(case) == ["The entry changed: cn-wl-subaru was: In force; is: Suspended."]

    def test_opens_again_when_a_name_or_a_number_of_the_entry_changes(self):
        case = decided()

        make_case(hit(edition=2))

        assert again(case).is_open
        assert causes_of(case) == [
            "The entry changed: what is on file of its listings, names or numbers is no longer the same."
        ]

    def test_opens_again_when_names_are_compared_otherwise(self):
        case = decided()

        make_case(algorithm="name-4")

        assert again(case).is_open
        assert again(case).algorithm == "name-4"
        assert causes_of(case) == ["Names are compared by name-4 now; it was name-3."]

    def test_tells_every_cause_when_there_are_two(self):
        case = decided()

        make_case(hit(state="suspended"), algorithm="name-4")

        assert len(causes_of(case)) == 2

    def test_of_a_counterparty_that_changed_is_a_new_case_that_names_the_old_one(self):
        case = decided()

        other = make_case(identifier="5010001034867")

        assert other != case
        assert again(case).is_decided
        assert other.is_open
        assert causes_of(other) == [
            f"The counterparty changed: case {case.pk} decided “different party” on スバル(株), JP, "
            "and this is スバル(株), JP, 5010001034867."
        ]

    def test_that_was_open_at_the_counterparty_s_change_is_not_named(self):
        make_case()

        other = make_case(identifier="5010001034867")

        assert causes_of(other) == []

    def test_is_left_alone_by_a_check_about_another_day(self):
        case = decided()
        check = make_check(hit(state="scheduled"), as_of=date(2026, 2, 23))

        cases.open_cases(check=check, at=later(days=0.1))

        assert again(case).is_decided
        assert not cases.standings(check=check)[SUBARU].holds
        assert "stood otherwise" in cases.standings(check=check)[SUBARU].words

    def test_first_found_by_a_check_about_another_day_is_opened_and_told_when_today_differs(self):
        case = make_case(hit(state="scheduled"), as_of=date(2026, 2, 23))

        make_case()

        assert [line.kind for line in case_log.history(case=case)] == ["opened", "changed"]

    def test_can_be_decided_again_after_it_opened(self):
        case = decided("same_party")
        make_case(hit(state="suspended"))

        again_decided = decide(case, "same_party", case.standing.author)

        assert again_decided.is_decided
        make_case(hit(state="suspended"))
        assert again(case).is_decided


class TestAWaitingDecision:
    def test_is_void_when_the_entry_changes_before_a_second_person_looked(self):
        ada, _grace = two_people()
        case = decide(make_case(), "different_party", ada)

        make_case(hit(state="suspended"))

        assert again(case).is_open
        assert case_log.history(case=case)[-1].kind == CaseEvent.Kind.REOPENED

    def test_goes_on_waiting_while_nothing_moves(self):
        ada, _grace = two_people()
        case = decide(make_case(), "different_party", ada)

        make_case()

        assert again(case).awaits_second
        assert not cases.standings(check=make_check(hit()))[SUBARU].holds


class TestAnOpenCase:
    def test_is_told_of_the_change_and_keeps_its_place_in_the_queue(self):
        case = make_case()

        make_case(hit(state="suspended"), asked_at=later(days=0.3))

        assert again(case).opened_at == AT
        assert again(case).version == 2
        assert case_log.history(case=case)[-1].kind == CaseEvent.Kind.CHANGED

    def test_is_decided_on_the_entry_as_it_stands_now(self):
        case = make_case()
        make_case(hit(state="suspended"))

        done = decide(case, "same_party", person())

        assert done.standing.basis == entry(state="suspended")["basis"]
        make_case(hit(state="suspended"))
        assert again(case).is_decided


class TestTheSweep:
    def test_finds_nothing_to_do_while_nothing_moved(self):
        decided()
        make_case(name="Another")

        assert sweep() == []

    @pytest.mark.parametrize("verdict", ["different_party", "same_party"])
    def test_opens_what_rested_on_a_listing_that_changed_without_any_check(self, verdict):
        case = decided(verdict)
        untouched = decide(make_case(hit(SAGAMI)), "same_party", person())

        moved = sweep(subaru=entry(state="suspended"), at=later(days=3))

        assert moved == [case]
        assert again(case).is_open
        assert again(case).opened_at == later(days=3)
        assert causes_of(case) == ["The entry changed: cn-wl-subaru was: In force; is: Suspended."]
        assert again(untouched).is_decided

    def test_run_twice_opens_once(self):
        case = decided()

        sweep(subaru=entry(state="suspended"))

        assert sweep(subaru=entry(state="suspended")) == []
        assert [line.kind for line in case_log.history(case=case)].count("reopened") == 1

    def test_opens_everything_when_names_are_compared_otherwise(self):
        case, other = decided(), make_case(hit(SAGAMI))

        assert sweep(algorithm="name-4") == [case, other]

    def test_opens_a_same_party_that_left_every_list_and_asks_no_more_when_that_is_decided(self):
        case = decided("same_party")

        assert sweep(subaru=None) == [case]
        assert causes_of(case) == ["The entry is on no list any more."]
        decide(case, "same_party", case.standing.author)
        assert sweep(subaru=None) == []

    def test_leaves_a_different_party_decided_when_the_entry_left_every_list(self):
        case = decided()

        assert sweep(subaru=None) == []
        assert again(case).is_decided

    def test_opens_a_case_again_when_the_entry_comes_back_otherwise(self):
        case = decided()
        sweep(subaru=None)

        assert sweep(subaru=entry(edition=2)) == [case]

    def test_tells_who_looks_at_an_open_case(self):
        case = make_case()

        sweep(subaru=entry(state="stopped", list="cn-export-control-list"))

        assert again(case).version == 2
        assert again(case).lists == ["cn-export-control-list"]
        assert causes_of(case) == ["The entry changed: cn-wl-subaru was: In force; is: Measure stopped."]

    def test_goes_through_all_cases_in_portions(self, monkeypatch):
        monkeypatch.setattr(cases, "_AT_ONCE", 2)
        found = [make_case(name=f"Firm {number}") for number in range(5)]

        moved = sweep(subaru=entry(state="suspended"))

        assert moved == found
        assert {again(case).version for case in found} == {2}

    def test_says_which_listings_came_and_which_went(self):
        case = decided()
        changed = entry()
        changed["listings"] = [{**changed["listings"][0], "key": "cn-ecl-subaru", "state": {"code": "in_force"}}]

        sweep(subaru=changed | {"basis": "b" * 64})

        assert causes_of(case) == [
            "The entry changed: new listing cn-ecl-subaru (In force); "
            "no longer listing cn-wl-subaru (it was: In force)."
        ]

    def test_goes_on_when_the_check_is_no_longer_kept(self):
        case = decided()
        case.latest_hit.screening_check.delete()

        sweep(subaru=entry(state="suspended"))

        assert again(case).is_open
        assert causes_of(case) == ["The entry changed: cn-wl-subaru was: In force; is: Suspended."]


def test_what_stands_is_read_in_one_query(django_assert_num_queries):
    screened(hit(SUBARU), hit(SAGAMI))
    check = make_check(hit(SUBARU), hit(SAGAMI))

    with django_assert_num_queries(1):
        found = cases.standings(check=check)

    assert {each.words for each in found.values()} == {"not decided yet"}


def test_what_stands_on_cases_that_were_just_met_is_known_without_a_query(django_assert_num_queries):
    check = make_check(hit(SUBARU), hit(SAGAMI))
    met = cases.open_cases(check=check, at=AT)

    with django_assert_num_queries(0):
        found = cases.standings(check=check, met=met)

    assert found == cases.standings(check=check)
    assert set(found) == {SUBARU, SAGAMI}


@pytest.mark.parametrize("verdict", ["different_party", "same_party"])
def test_what_somebody_decided_is_told_with_its_author_to_who_just_met_it(verdict, django_assert_num_queries):
    decided(verdict)
    check = make_check(hit(), hit(SAGAMI))
    met = cases.open_cases(check=check, at=AT)

    with django_assert_num_queries(1):
        found = cases.standings(check=check, met=met)

    assert found == cases.standings(check=check)
    assert found[SUBARU].holds
    assert "ada" in found[SUBARU].words.lower()
    assert not found[SAGAMI].holds


def test_nothing_stands_where_nothing_was_found(django_assert_num_queries):
    check = make_check()

    with django_assert_num_queries(0):
        assert cases.standings(check=check) == {}
