"""How a source is doing, after any row of answers: what its row says, and when it is asked again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.models import Source
from news.services import condition, timetable

AT = datetime(2026, 11, 22, 4, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANSWERS = st.sampled_from(["new", "known", "empty", "unchanged", "failed"])


def source(**columns):
    return Source(**{"key": "s", "rhythm": 60, "jitter": 0, "zone": "UTC", **columns})


def answered(told, answer, at):
    if answer == "unchanged":
        condition.unchanged(source=told, at=at)
    elif answer == "failed":
        condition.failed(source=told, at=at, reason="no answer")
    else:
        condition.read(source=told, at=at, added=int(answer == "new"), empty=answer == "empty")


class TestAfterAnyAnswers:
    @given(answers=st.lists(ANSWERS, min_size=1, max_size=12))
    def test_a_trouble_has_a_beginning_and_no_trouble_has_none(self, answers):
        told = source()
        for hour, answer in enumerate(answers):
            answered(told, answer, AT + hour * HOUR)

            assert bool(told.trouble) is (told.trouble_since is not None)

    @given(answers=st.lists(ANSWERS, min_size=1, max_size=12))
    def test_the_failures_are_those_since_the_last_good_answer(self, answers):
        told = source()
        for hour, answer in enumerate(answers):
            answered(told, answer, AT + hour * HOUR)

        after = list(reversed(answers))
        failures = next((n for n, answer in enumerate(after) if answer != "failed"), len(after))
        assert told.failures == failures

    @given(answers=st.lists(ANSWERS, min_size=1, max_size=12))
    def test_a_source_that_failed_is_in_trouble(self, answers):
        told = source()
        for hour, answer in enumerate(answers):
            answered(told, answer, AT + hour * HOUR)

        if answers[-1] == "failed":
            assert told.trouble == "no answer"

    @given(answers=st.lists(ANSWERS, min_size=1, max_size=12))
    def test_it_is_asked_again_within_a_day(self, answers):
        told = source()
        for hour, answer in enumerate(answers):
            at = AT + hour * HOUR
            answered(told, answer, at)

            assert at < told.next_at <= at + timedelta(hours=24)

    @given(answers=st.lists(ANSWERS, min_size=1, max_size=12))
    def test_the_times_never_run_ahead(self, answers):
        told = source()
        for hour, answer in enumerate(answers):
            at = AT + hour * HOUR
            answered(told, answer, at)

            assert told.asked_at == at
            assert (told.read_at or AT) <= at
            assert (told.new_at or AT) <= at


class TestWaiting:
    def test_a_good_answer_takes_a_long_wait_back(self):
        told = source()
        for hour in range(6):
            condition.failed(source=told, at=AT + hour * HOUR, reason="no answer")
        assert told.next_at > AT + 20 * HOUR

        condition.unchanged(source=told, at=AT + 6 * HOUR)

        assert told.next_at == timetable.next_after(source=told, at=AT + 6 * HOUR)

    def test_a_good_answer_does_not_push_back_what_is_due_sooner(self):
        soon = AT + timedelta(minutes=5)
        told = source(next_at=soon)

        condition.read(source=told, at=AT, added=1, empty=False)

        assert told.next_at == soon

    @pytest.mark.parametrize(
        ("asked", "hours"), [(timedelta(hours=30), 30), (timedelta(minutes=1), 0.95), (None, 0.95)]
    )
    def test_a_source_that_wants_longer_gets_it_and_none_gets_less_than_an_hour_or_so(self, asked, hours):
        told = source()

        condition.failed(source=told, at=AT, reason="429", asked=asked)

        assert told.next_at - AT >= hours * HOUR

    def test_sources_that_failed_together_do_not_come_back_together(self):
        back = set()
        for number in range(10):
            told = source(key=f"s{number}")
            condition.failed(source=told, at=AT, reason="no answer")
            back.add(told.next_at)

        assert len(back) == 10


class TestEnding:
    def test_a_source_that_ended_names_its_successor(self):
        told = source()

        condition.ended(source=told, at=AT, reason="gone", successor="https://news.example/new")

        assert (told.gone_at, told.moved_to, told.trouble) == (AT, "https://news.example/new", "gone")

    @given(hours=st.lists(st.integers(1, 60), min_size=1, max_size=6))
    def test_it_ends_with_the_first_word_that_comes_a_day_after_the_first(self, hours):
        told, at = source(), AT
        condition.ended(source=told, at=at, reason="gone")
        for wait in hours:
            at += wait * HOUR
            condition.ended(source=told, at=at, reason="gone")
            assert (told.ended_at is not None) is (at - AT >= timedelta(days=1))

    def test_a_good_answer_in_between_begins_the_count_anew(self):
        told = source()
        condition.ended(source=told, at=AT, reason="gone")
        condition.unchanged(source=told, at=AT + 12 * HOUR)
        condition.ended(source=told, at=AT + 25 * HOUR, reason="gone")

        assert (told.gone_at, told.ended_at) == (AT + 25 * HOUR, None)

    def test_without_a_successor_what_it_said_before_stays(self):
        told = source(moved_to="https://news.example/other")

        condition.ended(source=told, at=AT, reason="gone")

        assert told.moved_to == "https://news.example/other"

    def test_long_words_are_cut_to_their_column(self):
        told = source()

        condition.ended(source=told, at=AT, reason="x" * 2_000, successor="https://news.example/" + "y" * 3_000)

        assert (len(told.trouble), len(told.moved_to)) == (condition.LONGEST_TROUBLE, 2_000)
