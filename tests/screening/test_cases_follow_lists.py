"""From a name asked for to a case, and back to the queue when the register or a list moves: with nothing made up."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from controls.models import Listing, User
from controls.screening import tasks
from controls.screening.models import Case, ScreeningCheck
from controls.screening.services import case_log, cases, checks, entries, index
from tests.factories import make_entity, make_event, make_listing, make_notice
from tests.factories.decisions import again, confirm, decide, two_people
from tests.screening.asking import asked
from tests.screening.importing import import_file, import_ids, many
from tests.screening.list_files import statement

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
NAME = "Zellerfeld Quarzitwerke"


@pytest.fixture(autouse=True)
def nothing_loaded(today: date) -> Any:
    index.forget()
    yield
    index.forget()


@pytest.fixture
def people() -> tuple[User, User]:
    return two_people()


@pytest.fixture
def listing() -> Listing:
    return make_listing(
        entity=make_entity(NAME), notice=make_notice(published_on=date(2026, 11, 2)), effective_from=date(2026, 11, 2)
    )


def ask(by: User, name: str = NAME, **parts: Any) -> ScreeningCheck:
    return checks.screen(question=asked(name, **parts), by=by, at=timezone.now(), origin=ScreeningCheck.Origin.PAGE)


def freed(people: tuple[User, User]) -> Case:
    """The pair of the name and its entry, decided by two people as different parties."""
    check = ask(people[0])
    case = Case.objects.get(party=check.party, label=NAME)
    return confirm(decide(case, "different_party", people[0]), people[1])


def words(case: Case) -> str:
    return " ".join(case_log.history(case=case)[-1].causes)


def test_each_hit_of_a_check_has_a_case(listing, people):
    check = ask(people[0])

    assert check.hit_count >= 1
    assert {case.subject for case in Case.objects.filter(party=check.party)} == {
        hit["key"] for hit in check.answer["hits"]
    }


def test_a_pair_that_was_decided_is_decided_when_it_is_asked_for_again(listing, people):
    case = freed(people)

    check = ask(people[1])

    assert again(case).is_decided
    assert cases.standings(check=check)[case.subject].holds


def test_the_page_of_the_check_shows_who_decided(listing, people):
    freed(people)
    check = ask(people[1])
    client = Client()
    client.force_login(people[1])

    page = client.get(f"/screening/checks/{check.number}/").content.decode()

    assert "different party by ada@example.org" in page


def test_the_check_is_read_as_it_was_answered_whatever_is_decided_later(listing, people):
    check = ask(people[0])
    before = ScreeningCheck.objects.get(pk=check.pk).answer

    freed(people)

    assert ScreeningCheck.objects.get(pk=check.pk).answer == before
    assert "decision" not in str(before)


class TestTheClock:
    def test_leaves_everything_alone_while_nothing_moved(self, listing, people):
        case = freed(people)

        assert tasks.reopen_changed_cases() == "0 cases"
        assert tasks.reopen_changed_cases() == "nothing moved"
        assert again(case).is_decided

    def test_re_opens_what_rested_on_a_listing_that_was_suspended(self, listing, people):
        case = freed(people)
        tasks.reopen_changed_cases()
        make_event(
            listing=listing, kind="suspended", effective_from=date(2026, 11, 10), until=date(2027, 11, 10),
            announced_on=date(2026, 11, 10),
        )  # fmt: skip

        assert tasks.reopen_changed_cases() == "1 cases"

        assert again(case).is_open
        assert words(case) == f"The entry changed: {listing.key} was: In force; is: Suspended."

    def test_re_opens_what_rested_on_a_listing_whose_day_has_come(self, people, monkeypatch):
        make_listing(
            entity=make_entity(NAME), notice=make_notice(published_on=date(2026, 11, 20)),
            effective_from=date(2026, 11, 25),
        )  # fmt: skip
        case = freed(people)
        monkeypatch.setattr(tasks.timezone, "localdate", lambda: date(2026, 11, 25))

        tasks.reopen_changed_cases()

        assert again(case).is_open
        assert "was: Scheduled; is: In force" in words(case)

    def test_re_opens_what_another_list_now_names_as_well(self, listing, people):
        case = freed(people)
        make_listing(entity=listing.entity, notice=make_notice(published_on=date(2026, 11, 20)))

        tasks.reopen_changed_cases()

        assert again(case).is_open
        assert words(case).startswith("The entry changed: new listing test-listing-")
        assert len(again(case).lists) == 2

    def test_is_not_disturbed_by_what_happens_to_others(self, listing, people):
        case = freed(people)
        make_listing(notice=make_notice(published_on=date(2026, 11, 20)))

        assert tasks.reopen_changed_cases() == "0 cases"
        assert again(case).is_decided

    def test_re_opens_everything_when_names_are_compared_otherwise(self, listing, people, monkeypatch):
        case = freed(people)
        loaded = index.current()
        monkeypatch.setattr(tasks.index, "current", lambda: _like(loaded, algorithm="name-99"))

        tasks.reopen_changed_cases()

        assert again(case).is_open
        assert words(case) == f"Names are compared by name-99 now; it was {loaded.algorithm}."

    def test_waits_when_nothing_can_be_compared(self, monkeypatch):
        def nothing() -> None:
            raise index.IndexNotReady("The index is being built.")

        monkeypatch.setattr(tasks.index, "current", nothing)

        assert tasks.reopen_changed_cases() == "Nothing can be compared now: The index is being built."

    def test_forgets_nothing_when_its_memory_is_lost(self, listing, people):
        case = freed(people)
        tasks.reopen_changed_cases()
        cache.clear()

        assert tasks.reopen_changed_cases() == "0 cases"
        assert again(case).is_decided

    def test_stands_in_the_timetable_of_the_installation(self):
        from config.celery import app

        planned = app.conf.beat_schedule["re-open changed cases"]

        assert planned["task"] == tasks.reopen_changed_cases.name
        assert planned["options"]["expires"] <= planned["schedule"]


class TestAnImportedList:
    """Ten parties; a new version that drops one of them is no shrink that is held back."""

    def case_of(self, people: tuple[User, User], own_id: str, verdict: str) -> Case:
        subject = f"party:foreign/{own_id}"
        party = index.current().index.party(subject)
        assert party is not None
        check = ask(people[0], name=party.names[0].text, limit=50)
        case = decide(Case.objects.get(party=check.party, subject=subject), verdict, people[0])
        return confirm(case, people[1]) if verdict == "different_party" else case

    @pytest.mark.parametrize(("verdict", "open_again"), [("same_party", True), ("different_party", False)])
    def test_that_drops_an_entry_re_opens_who_was_the_same_party(self, people, verdict, open_again):
        import_ids(*many(10), day=0)
        case = self.case_of(people, "id-0", verdict)

        import_ids(*many(9, start=1), day=1)
        tasks.reopen_changed_cases()

        assert again(case).is_open == open_again
        if open_again:
            assert words(case) == "The entry is on no list any more."

    def test_that_is_imported_again_as_it_was_re_opens_nothing(self, people):
        import_ids(*many(10), day=0)
        case = self.case_of(people, "id-0", "different_party")

        import_ids(*many(10), day=1)
        tasks.reopen_changed_cases()

        assert again(case).is_decided

    def test_that_says_something_else_of_an_entry_re_opens_it(self, people):
        import_file("".join(f"{statement(each)}\n" for each in many(10)), day=0)
        case = self.case_of(people, "id-0", "different_party")

        changed = [statement(each, **({"country": "at"} if each == "id-0" else {})) for each in many(10)]
        import_file("".join(f"{each}\n" for each in changed), day=1)
        tasks.reopen_changed_cases()

        assert again(case).is_open
        assert words(case).startswith("The entry changed")


def test_entries_are_described_with_the_same_queries_however_many_they_are(people, django_assert_num_queries):
    import_ids(*many(10), day=0)
    loaded = index.current()
    register = [party for party in ("entity:subaru-corporation", "entity:skydio-inc") if loaded.index.party(party)]
    described = entries.now(loaded=loaded, on=DAY)

    for keys in ([*register, "party:foreign/id-0"], [*register, *(f"party:foreign/{each}" for each in many(10))]):
        with django_assert_num_queries(6):
            assert set(described({*keys, "party:foreign/none", "entity:nobody"})) == set(keys)


def _like(loaded: index.Loaded, **columns: Any) -> index.Loaded:
    return replace(loaded, **columns)
