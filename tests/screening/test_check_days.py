"""A question about a day is answered by what had been published by that day, in the states of that day."""

from collections import Counter
from datetime import date, timedelta

import pytest

from controls.models import Listing
from controls.screening.services import checks, index
from tests.screening.asking import TODAY, asked

pytestmark = pytest.mark.django_db
SUSPENDED = ("mofcom-2025-21", "uel-2025-7")  # until 10 November 2026
STOPPED = ("mofcom-2025-13", "mofcom-2025-22", "uel-2025-5", "uel-2025-8")
LAST_DAY = date(2026, 11, 10)
JAPANESE = ("mofcom-2026-11", "mofcom-2026-12")


@pytest.fixture
def loaded():
    return index.current()


def answered(loaded, name, **parts):
    (answer,) = checks.answer_many(loaded=loaded, questions=[asked(name, **parts)])
    return answer


def found_of(loaded, notices, *, on):
    """For each listing of some notices how it is shown when its name is asked for on a day; None when it is not."""
    rows = list(Listing.objects.filter(notice__key__in=notices).select_related("entity").order_by("key"))
    answers = checks.answer_many(loaded=loaded, questions=[asked(row.entity.name, as_of=on, limit=20) for row in rows])
    found = {}
    for row, answer in zip(rows, answers, strict=True):
        shown = {each["key"]: each for hit in answer["hits"] for each in hit["listings"]}
        found[row.key] = shown.get(row.key)
    return found


def codes(found):
    """How often each state stands in what was found."""
    return Counter(each and each["state"]["code"] for each in found.values())


# ---- The Watch List of 24 February 2026


def test_on_the_day_before_its_notice_nobody_is_found_and_nothing_is_near(loaded):
    answer = answered(loaded, "SUBARU Corporation", as_of=date(2026, 2, 23))

    assert answer["hits"] == []
    assert "subaru-corporation" not in [each["entity"]["key"] for each in answer["below"]]


def test_on_the_day_of_its_notice_the_hit_asks_for_extra_review_and_is_no_ban(loaded):
    (hit,) = answered(loaded, "SUBARU Corporation", as_of=date(2026, 2, 24))["hits"]

    assert (hit["listing"]["notice"], hit["listing"]["effect"]) == ("mofcom-2026-12", "extra_review")
    assert (hit["state"]["code"], hit["state"]["since"]) == ("in_force", "2026-02-24")
    assert hit["listing"]["published_on"] == "2026-02-24"


@pytest.mark.parametrize("notice", JAPANESE)
def test_no_name_of_a_notice_is_found_a_day_before_it_and_every_one_on_its_day(loaded, notice):
    published = Listing.objects.filter(notice__key=notice).values_list("notice__published_on", flat=True)[0]

    before = found_of(loaded, [notice], on=published - timedelta(days=1))
    on_the_day = found_of(loaded, [notice], on=published)

    assert set(before.values()) == {None}
    assert len(on_the_day) == 20
    assert codes(on_the_day) == {"in_force": 20}


def test_the_bans_and_the_watch_list_of_one_day_are_told_apart(loaded):
    bans, watched = (found_of(loaded, [notice], on=date(2026, 2, 24)) for notice in JAPANESE)

    assert {each["effect"] for each in watched.values()} == {"extra_review"}
    assert "extra_review" not in {each["effect"] for each in bans.values()}


# ---- Suspensions


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (LAST_DAY - timedelta(days=365), "suspended"),
        (LAST_DAY, "suspended"),
        (LAST_DAY + timedelta(days=1), "to_be_confirmed"),
        (TODAY, "to_be_confirmed"),
        (date(2027, 6, 1), "to_be_confirmed"),
    ],
)
def test_the_27_whose_suspension_ended_are_to_be_confirmed_from_the_next_day(loaded, on, state):
    found = found_of(loaded, SUSPENDED, on=on)

    assert codes(found) == {state: 27}


def test_who_is_suspended_is_found_and_the_last_day_is_said(loaded):
    found = found_of(loaded, SUSPENDED, on=LAST_DAY)

    assert {each["state"]["until"] for each in found.values()} == {"2026-11-10"}


def test_an_end_without_a_notice_is_explained_and_never_passed_off_as_an_end(loaded):
    found = found_of(loaded, SUSPENDED, on=TODAY)

    assert all(each["state"]["note"] for each in found.values())
    assert {each["state"]["label"] for each in found.values()} == {"To be confirmed"}


def test_a_listing_that_was_published_but_does_not_bind_yet_is_found_as_scheduled(loaded):
    found = found_of(loaded, ["mofcom-2025-22", "uel-2025-8"], on=date(2025, 4, 9))

    assert codes(found) == {"scheduled": 18}


# ---- Stops


def test_who_was_stopped_is_still_found_and_called_stopped(loaded):
    found = found_of(loaded, STOPPED, on=TODAY)

    assert len(found) == 43
    assert codes(found) == {"stopped": 43}


@pytest.mark.parametrize(
    ("notices", "on", "state"),
    [
        (("mofcom-2025-13", "uel-2025-5"), date(2025, 11, 9), "in_force"),
        (("mofcom-2025-13", "uel-2025-5"), date(2025, 11, 10), "stopped"),
        (("mofcom-2025-22", "uel-2025-8"), date(2025, 11, 9), "stopped"),
    ],
)
def test_a_stop_counts_from_its_day_and_not_before(loaded, notices, on, state):
    found = found_of(loaded, notices, on=on)

    assert set(codes(found)) == {state}


def test_of_an_entity_with_a_stopped_listing_and_a_binding_one_the_binding_one_stands_first(loaded):
    listed_twice = (
        Listing.objects.filter(notice__key__in=STOPPED, entity__listings__notice__key__in=SUSPENDED)
        .select_related("entity")
        .distinct()
    )
    assert listed_twice
    for row in listed_twice:
        hits = answered(loaded, row.entity.name)["hits"]
        hit = next(each for each in hits if each["entity"]["key"] == row.entity.key)
        assert hit["state"]["code"] != "stopped"
        assert len(hit["listings"]) > 1


# ---- Days that the register does not speak of


def test_before_the_first_notice_every_list_is_empty_and_that_is_said(loaded):
    answer = answered(loaded, "SUBARU Corporation", as_of=date(2015, 1, 1))

    assert answer["hits"] == answer["below"] == []
    assert {each["entries"] for each in answer["searched"]} == {0}


def test_a_day_to_come_is_answered_by_what_is_published_today(loaded):
    ahead = answered(loaded, "株式会社SUBARU", as_of=TODAY + timedelta(days=366))

    assert ahead["hits"][0]["entity"]["key"] == "subaru-corporation"
    assert not any(each["complete"] for each in ahead["searched"])


def test_the_same_name_on_two_days_in_one_request_has_the_answer_of_each_day(loaded):
    questions = [asked("SUBARU Corporation", as_of=on) for on in (date(2026, 2, 24), date(2026, 2, 23), TODAY)]

    answers = checks.answer_many(loaded=loaded, questions=questions)

    assert [len(answer["hits"]) for answer in answers] == [1, 0, 1]
