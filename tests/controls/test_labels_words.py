"""Words for codes: a badge tells the effect while a listing binds, and its state when it does not."""

from datetime import date, time

import pytest
from django.utils import translation

from controls import states
from controls.models import Effect
from controls.models.labels import BADGE_LABELS, ListingState, badge_of, state_note
from controls.states import Act, state_on

START = date(2025, 4, 10)
NOT_IN_FORCE = [code for code in states.CODES if code != "in_force"]


def state(day, *acts, published_on=START, effective_time=None):
    return state_on(day, published_on=published_on, effective_from=START, effective_time=effective_time, acts=acts)


class TestTheBadge:
    @pytest.mark.parametrize("effect", Effect.values)
    def test_of_a_listing_in_force_is_its_effect(self, effect):
        assert badge_of(state_code="in_force", effect=effect) == effect

    @pytest.mark.parametrize("effect", Effect.values)
    @pytest.mark.parametrize("code", NOT_IN_FORCE)
    def test_of_any_other_listing_is_its_state_whatever_its_effect(self, code, effect):
        assert badge_of(state_code=code, effect=effect) == code

    @pytest.mark.parametrize("effect", Effect.values)
    @pytest.mark.parametrize("code", states.CODES)
    def test_always_has_words(self, code, effect):
        assert str(BADGE_LABELS[badge_of(state_code=code, effect=effect)])

    def test_never_says_in_force_alone(self):
        """In force means something else on each list: a ban here, a review there."""
        assert "in_force" not in BADGE_LABELS

    def test_has_different_words_for_every_code(self):
        words = [str(label) for label in BADGE_LABELS.values()]

        assert len(set(words)) == len(words) == 9

    def test_never_says_clear_or_free(self):
        words = " ".join(str(label) for label in BADGE_LABELS.values()).lower()

        assert not [word for word in ("clear", "free", "allowed", "active") if word in words]


class TestStates:
    def test_have_words_for_exactly_the_codes_that_can_be_computed(self):
        assert tuple(ListingState.values) == states.CODES

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("scheduled", "Scheduled"),
            ("in_force", "In force"),
            ("suspended", "Suspended"),
            ("to_be_confirmed", "To be confirmed"),
            ("stopped", "Measure stopped"),
            ("ended", "Ended"),
        ],
    )
    def test_are_called_by_the_words_of_the_house(self, code, words):
        assert str(ListingState(code).label) == words


class TestTheNote:
    def test_says_nothing_of_what_is_plainly_in_force(self):
        assert state_note(state(START)) == ""

    def test_says_the_hour_on_the_first_day(self):
        said = state_note(state(START, effective_time=time(12, 1)))

        assert said == "Starts at 12:01 Beijing time (UTC+8) on 10 Apr 2025."

    def test_says_publication_and_first_day_of_what_is_scheduled(self):
        said = state_note(state(date(2025, 4, 9), published_on=date(2025, 4, 9)))

        assert said == "Published on 9 Apr 2025; the first day is 10 Apr 2025."

    def test_says_the_formal_end_of_a_suspension(self):
        act = Act("suspended", START, START, until=date(2025, 8, 12))

        assert state_note(state(date(2025, 8, 12), act)).startswith("Suspended to 12 Aug 2025 by the formal text")

    def test_says_that_no_period_was_stated(self):
        assert state_note(state(START, Act("suspended", START, START))) == "Suspended with no period stated."

    def test_says_what_is_not_known_after_a_suspension(self):
        said = state_note(state(date(2025, 9, 1), Act("suspended", START, START, until=date(2025, 8, 12))))

        assert said.startswith("The suspension ended on 12 Aug 2025")
        assert said.endswith("neither in force nor free until confirmed.")

    def test_tells_stopped_from_removed(self):
        stopped = state_note(state(START, Act("stopped", START, START)))
        removed = state_note(state(START, Act("removed", START, START)))

        assert "was not removed from the list" in stopped
        assert removed == "Removed from the list."

    def test_tells_moved_from_removed(self):
        assert state_note(state(START, Act("moved", START, START))) == "Moved to another list."

    def test_says_since_when_it_binds_again(self):
        assert state_note(state(START, Act("resumed", START, START))) == "Binds again since 10 Apr 2025."

    @pytest.mark.parametrize("note", [value for name, value in vars(states).items() if name.startswith("NOTE_")])
    def test_of_every_kind_can_be_filled_with_what_its_state_carries(self, note):
        given = {"time": "12:01"} | dict.fromkeys(("date", "published", "until", "first", "announced"), START)

        said = state_note(states.State("in_force", START, None, note, given))

        assert "%" not in said
        assert (said[0].isupper() or said[0].isdigit()) and said.endswith(".")

    def test_writes_days_in_the_reader_s_language(self):
        at_hand = state(START, Act("resumed", START, START))

        with translation.override("ja"):
            said = state_note(at_hand)

        assert "10" in said and "2025" in said and "Apr" not in said
