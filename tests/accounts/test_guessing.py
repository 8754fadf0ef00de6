"""How many guesses somebody has: counted by account, by device and by network address."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from hypothesis import given
from hypothesis import strategies as st

from controls.models import SignInTry
from controls.services import signins
from controls.services.signins import PAUSES, TRIES, TRIES_OF_A_CALLER, WINDOW, TooMany, pause

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
Kind = SignInTry.Kind


def take(at=NOON, email="ada@example.org", caller="192.0.2.1", device="", kind=Kind.PASSWORD):
    return signins.take(kind=kind, email=email, caller=caller, device=device, at=at)


def taken(seconds, **who):
    """How many of the tries at these seconds after noon were evaluated."""
    count = 0
    for second in seconds:
        try:
            take(NOON + timedelta(seconds=second), **who)
        except TooMany:
            continue
        count += 1
    return count


def after(number, *, last=NOON):
    """So many earlier tries, all at one moment."""
    return [last] * number


class TestPauses:
    @pytest.mark.parametrize("earlier", range(5))
    def test_nobody_waits_before_the_sixth_try(self, earlier):
        assert pause(earlier=after(earlier), most=TRIES, at=NOON) == timedelta(0)

    @pytest.mark.parametrize(("earlier", "seconds"), PAUSES.items())
    def test_after_five_each_further_try_waits_longer(self, earlier, seconds):
        assert pause(earlier=after(earlier), most=TRIES, at=NOON) == timedelta(seconds=seconds)

    def test_the_pauses_grow(self):
        assert list(PAUSES) == [5, 6, 7, 8, 9]
        assert sorted(PAUSES.values()) == list(PAUSES.values())

    def test_after_ten_an_hour_must_have_passed_since_the_first_of_them(self):
        earlier = [NOON + timedelta(minutes=minute) for minute in range(10)]

        assert pause(earlier=earlier, most=TRIES, at=NOON + timedelta(minutes=30)) == timedelta(minutes=30)

    @given(st.lists(st.integers(min_value=0, max_value=4 * 3600), max_size=400))
    def test_no_hour_ever_holds_more_than_ten(self, seconds):
        evaluated: list[datetime] = []
        for at in (NOON + timedelta(seconds=second) for second in sorted(seconds)):
            recent = [each for each in evaluated if each > at - WINDOW]
            if not pause(earlier=recent, most=TRIES, at=at):
                evaluated.append(at)

        assert all(sum(1 for each in evaluated if at <= each < at + WINDOW) <= TRIES for at in evaluated)

    @given(st.lists(st.integers(min_value=0, max_value=3599), min_size=1, max_size=12))
    def test_whoever_waits_as_told_may_try(self, seconds):
        earlier = sorted(NOON + timedelta(seconds=second) for second in seconds)
        at = earlier[-1]

        then = at + pause(earlier=earlier, most=TRIES, at=at)

        left = [each for each in earlier if each > then - WINDOW]
        assert pause(earlier=left, most=TRIES, at=then) == timedelta(0)


@pytest.mark.django_db
class TestAccounts:
    def test_wrong_passwords_all_through_an_hour_are_ten_guesses(self):
        assert taken(range(0, 3600, 15)) == TRIES

    def test_in_one_second_they_are_five(self):
        assert taken([0] * 50) == 5

    def test_it_does_not_help_to_come_from_many_addresses(self):
        count = 0
        for number in range(60):
            count += taken([number * 60], caller=f"198.51.100.{number}")

        assert count == TRIES

    def test_the_next_hour_has_ten_more(self):
        seconds = [number * 60 for number in range(120)]

        assert taken(seconds) == 2 * TRIES

    def test_case_and_blanks_make_no_other_account(self):
        assert taken([0] * 5) + taken([0] * 5, email=" ADA@example.org ") == 5

    def test_a_success_is_no_guess(self):
        for _ in range(20):
            signins.note_success(sign_in_try=take())

        assert taken([0] * 10) == 5

    def test_a_success_buys_no_guesses(self):
        taken([0] * 4)
        signins.note_success(sign_in_try=take())

        assert taken([0] * 10) == 1

    def test_an_account_that_does_not_exist_has_as_many(self):
        assert taken([0] * 20, email="nobody@example.org") == taken([0] * 20, email="ada@example.org")

    def test_codes_are_counted_apart_from_passwords(self):
        taken([0] * 20)

        assert taken([0] * 20, kind=Kind.CODE) == 5

    def test_a_refused_try_does_not_make_the_wait_longer(self):
        taken([0] * 5)

        assert taken([1, 5, 10, 14]) == 0
        assert taken([15]) == 1


@pytest.mark.django_db
class TestDevices:
    def test_one_that_signed_in_before_has_tries_of_its_own(self):
        taken(range(0, 3600, 30))

        assert taken([3599], device="d1") == 1

    def test_it_has_no_more_than_ten_either(self):
        assert taken(range(0, 3600, 30), device="d1") == TRIES

    def test_it_is_not_held_back_by_others_at_its_address(self):
        for number in range(TRIES_OF_A_CALLER):
            take(email=f"user{number}@example.org")

        with pytest.raises(TooMany):
            take()
        assert take(device="d1").device == "d1"


@pytest.mark.django_db
class TestCallers:
    def test_one_password_for_a_thousand_accounts_is_thirty_guesses(self):
        count = 0
        for number in range(80):
            count += taken([number], email=f"user{number}@example.org")

        assert count == TRIES_OF_A_CALLER

    def test_another_address_is_another_caller(self):
        for number in range(TRIES_OF_A_CALLER):
            take(email=f"user{number}@example.org")

        assert take(caller="192.0.2.2").pk

    def test_the_wait_is_told(self):
        for number in range(TRIES_OF_A_CALLER):
            take(email=f"user{number}@example.org")

        with pytest.raises(TooMany) as refusal:
            take(NOON + timedelta(minutes=20))
        assert refusal.value.wait == timedelta(minutes=40)


@pytest.mark.django_db
class TestLetters:
    def may(self, email="ada@example.org", caller="192.0.2.1"):
        return signins.may_write(email=email, caller=caller, at=NOON)

    def test_five_go_out_in_an_hour_and_then_none_without_a_word(self):
        assert [self.may() for _ in range(7)] == [True] * 5 + [False] * 2

    def test_one_address_that_asks_for_too_many_is_told(self):
        for number in range(TRIES_OF_A_CALLER):
            assert self.may(email=f"user{number}@example.org")

        with pytest.raises(TooMany):
            self.may(email="one-more@example.org")

    def test_wrong_passwords_take_no_letters_away(self):
        taken(range(0, 3600, 30))

        assert self.may(caller="192.0.2.9")


@pytest.mark.django_db
class TestRows:
    def test_say_neither_who_was_meant_nor_who_asked(self):
        row = take(email="my-password-by-mistake", caller="192.0.2.77")

        stored = str(SignInTry.objects.filter(pk=row.pk).values().get())
        assert "mistake" not in stored
        assert "192.0.2.77" not in stored
        assert "mistake" not in str(row)

    def test_are_keyed_with_the_secret_of_the_installation(self, settings):
        before = signins.digest(text="ada@example.org")
        settings.SECRET_KEY = "another" * 10

        assert signins.digest(text="ada@example.org") != before

    def test_go_after_a_day_and_ended_sessions_with_them(self):
        take(NOON - timedelta(hours=25))
        young = take(NOON - timedelta(hours=23))
        Session.objects.create(session_key="old", session_data="", expire_date=NOON - timedelta(seconds=1))
        Session.objects.create(session_key="young", session_data="", expire_date=NOON + timedelta(seconds=1))

        assert signins.prune(at=NOON) == 2
        assert list(SignInTry.objects.values_list("pk", flat=True)) == [young.pk]
        assert list(Session.objects.values_list("session_key", flat=True)) == ["young"]

    def test_counting_one_asks_the_database_a_fixed_number_of_times(self, django_assert_num_queries):
        with django_assert_num_queries(7):  # begin, two locks, two counts, insert, commit
            take()
