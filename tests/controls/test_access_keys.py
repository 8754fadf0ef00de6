"""Keys of programs: shown once, found by their digest, ended at once, and told from a typing error at sight."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.models import ApiKey
from controls.services import access

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@pytest.fixture
def user():
    return access.create_user(email="ada@example.org", password="a-long-quiet-sentence-7", at=AT)


@pytest.fixture
def issued(user):
    return access.issue_key(user=user, name="Nightly import", at=AT)


@pytest.fixture
def row(issued):
    return issued[0]


@pytest.fixture
def text(issued):
    return issued[1]


class TestAnIssuedKey:
    def test_has_our_prefix_a_random_part_and_a_checksum(self, text):
        assert re.fullmatch(r"rec_[A-Za-z0-9]{32}[A-Za-z0-9]{6}", text)

    def test_is_found_by_its_text(self, row, text):
        assert access.find_key(text=text, at=AT) == row

    def test_brings_its_user(self, text, user, django_assert_num_queries):
        found = access.find_key(text=text, at=AT)

        with django_assert_num_queries(0):
            assert found.user == user

    def test_is_nowhere_in_the_database(self, row, text):
        kept = " ".join(str(value) for value in ApiKey.objects.filter(pk=row.pk).values().get().values())

        assert text not in kept
        assert text[12:] not in kept

    def test_is_kept_as_its_sha_256(self, row, text):
        assert row.digest == hashlib.sha256(text.encode()).hexdigest()

    def test_is_recognised_by_its_beginning(self, row, text):
        assert row.prefix == text[:12]
        assert str(row) == f"Nightly import ({text[:12]}…)"

    def test_differs_from_every_other(self, user):
        texts = {access.issue_key(user=user, name="n", at=AT)[1] for _number in range(20)}

        assert len(texts) == 20

    def test_was_never_used(self, row):
        assert row.last_used_at is None

    def test_knows_when_it_was_made(self, row):
        assert ApiKey.objects.get(pk=row.pk).created_at == AT

    def test_needs_a_name(self, user):
        with pytest.raises(ValidationError, match="name"):
            access.issue_key(user=user, name="", at=AT)


class TestItsScopes:
    def issue(self, role, *scopes):
        owner = access.create_user(email=f"{role}@example.org", password="a-long-quiet-sentence-7", at=AT, role=role)
        return access.issue_key(user=owner, name="n", at=AT, scopes=scopes)[0]

    @pytest.mark.parametrize(
        ("role", "scopes"),
        [
            ("reader", ["read", "alerts"]),
            ("screener", ["read", "alerts", "screen"]),
            ("approver", ["read", "alerts", "screen", "decide"]),
            ("admin", ["read", "alerts", "screen", "decide"]),
        ],
    )
    def test_are_all_that_the_role_reaches_unless_said_otherwise(self, user, role, scopes):
        owner = access.create_user(email=f"{role}@example.org", password="a-long-quiet-sentence-7", at=AT, role=role)

        assert access.issue_key(user=owner, name="n", at=AT)[0].scopes == scopes

    def test_are_those_that_were_asked_for_each_once(self):
        assert self.issue("admin", "screen", "read", "screen").scopes == ["screen", "read"]

    @pytest.mark.parametrize(("role", "scope"), [("reader", "screen"), ("reader", "decide"), ("screener", "decide")])
    def test_are_never_more_than_the_owner_may(self, role, scope):
        with pytest.raises(access.AccessRefused, match=f"with the role “{role}” none has the scope “{scope}”"):
            self.issue(role, "read", scope)

        assert not ApiKey.objects.exists()

    @pytest.mark.parametrize("scopes", [(), ("",), ("write",), ("READ",), ("read", "admin")])
    def test_are_known_ones_and_at_least_one(self, scopes):
        with pytest.raises(access.AccessRefused, match="scope"):
            self.issue("admin", *scopes)

        assert not ApiKey.objects.exists()

    # The user stays the same from one example to the next, as it is meant.
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.sampled_from(["read", "alerts", "screen", "decide", "write"]), max_size=5))
    def test_of_a_key_that_there_is_are_within_those_of_its_owner(self, user, scopes):
        try:
            key = access.issue_key(user=user, name="n", at=AT, scopes=scopes)[0]
        except access.AccessRefused:
            assert not scopes or set(scopes) - {"read", "alerts"} or ApiKey.objects.count() == access.MOST_KEYS
        else:
            assert set(key.scopes) == set(scopes) <= {"read", "alerts"}


class TestTooMany:
    def test_keys_that_work_are_refused(self, user):
        for number in range(access.MOST_KEYS):
            access.issue_key(user=user, name=f"n{number}", at=AT)

        with pytest.raises(access.AccessRefused, match="at most 50 keys"):
            access.issue_key(user=user, name="one more", at=AT)

    @pytest.mark.parametrize("over", [{"revoked_at": AT}, {"expires_at": AT}])
    def test_are_not_those_that_are_over(self, user, over):
        for number in range(access.MOST_KEYS):
            access.issue_key(user=user, name=f"n{number}", at=AT - DAY)
        ApiKey.objects.filter(name="n0").update(**over)

        assert access.issue_key(user=user, name="one more", at=AT)


class TestAMistypedKey:
    @pytest.mark.parametrize("place", range(4, 42))
    def test_is_told_by_its_checksum_wherever_the_error_is(self, text, place):
        other = LETTERS[(LETTERS.index(text[place]) + 1) % len(LETTERS)]

        assert access.find_key(text=text[:place] + other + text[place + 1 :], at=AT) is None

    def test_does_not_reach_the_database(self, text, django_assert_num_queries):
        with django_assert_num_queries(0):
            access.find_key(text=text[:-1] + ("a" if text[-1] != "a" else "b"), at=AT)

    @pytest.mark.parametrize(
        "given", ["", "rec_", "rec_abc", "rec_" + "a" * 38, "rec_" + "é" * 38, "REC_", "rec", "x" * 10_000]
    )
    def test_is_refused_without_an_error_whatever_it_looks_like(self, given):
        assert access.find_key(text=given, at=AT) is None

    def test_with_two_letters_exchanged_is_refused(self, text):
        place = next(n for n in range(4, 35) if text[n] != text[n + 1])
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]

        assert access.find_key(text=swapped, at=AT) is None

    @pytest.mark.parametrize("mend", [str.lower, str.upper, lambda t: f" {t}", lambda t: f"{t} ", lambda t: t[4:]])
    def test_is_not_mended(self, text, mend):
        assert access.find_key(text=mend(text), at=AT) is None

    @settings(max_examples=50, deadline=None)
    @given(st.text(st.characters(codec="utf-8"), max_size=60))
    def test_may_be_any_text(self, given):
        assert access.find_key(text="rec_" + given, at=AT) is None


def test_a_well_formed_key_that_nobody_issued_is_unknown(user, text):
    ApiKey.objects.all().delete()

    assert access.find_key(text=text, at=AT) is None


class TestTheLastDayOfAKey:
    @pytest.fixture
    def expiring(self, user):
        return access.issue_key(user=user, name="For a month", at=AT, expires_at=AT + 30 * DAY)[1]

    def test_it_works_until_then(self, expiring):
        assert access.find_key(text=expiring, at=AT + 30 * DAY - SECOND) is not None

    def test_it_does_not_work_from_that_moment_on(self, expiring):
        assert access.find_key(text=expiring, at=AT + 30 * DAY) is None

    def test_one_without_a_last_day_works_for_ever(self, text):
        assert access.find_key(text=text, at=AT + 9_999 * DAY) is not None

    @pytest.mark.parametrize("expires_at", [AT, AT - SECOND, AT - DAY])
    def test_it_lies_after_the_day_of_making(self, user, expires_at):
        with pytest.raises(access.AccessRefused, match="cannot expire before it is made"):
            access.issue_key(user=user, name="Yesterday's", at=AT, expires_at=expires_at)

        assert not ApiKey.objects.exists()


class TestARevokedKey:
    def test_does_not_work_at_once(self, row, text):
        access.revoke_key(api_key=row, at=AT)

        assert access.find_key(text=text, at=AT) is None

    def test_does_not_work_even_for_a_time_before_it_was_revoked(self, row, text):
        access.revoke_key(api_key=row, at=AT + DAY)

        assert access.find_key(text=text, at=AT) is None

    def test_stays_on_record_with_the_moment(self, row):
        access.revoke_key(api_key=row, at=AT + DAY)

        assert ApiKey.objects.get(pk=row.pk).revoked_at == AT + DAY

    def test_keeps_the_first_moment_when_revoked_again(self, row):
        access.revoke_key(api_key=row, at=AT)
        access.revoke_key(api_key=row, at=AT + DAY)

        assert ApiKey.objects.get(pk=row.pk).revoked_at == AT

    def test_keeps_the_first_moment_when_revoked_again_from_an_old_page(self, row):
        """Two managers with the same page open."""
        stale = ApiKey.objects.get(pk=row.pk)
        access.revoke_key(api_key=row, at=AT)

        access.revoke_key(api_key=stale, at=AT + DAY)

        assert ApiKey.objects.get(pk=row.pk).revoked_at == AT

    def test_leaves_the_user_s_other_keys_alone(self, row, user):
        other = access.issue_key(user=user, name="Other", at=AT)[1]

        access.revoke_key(api_key=row, at=AT)

        assert access.find_key(text=other, at=AT) is not None


class TestAKeyOfAClosedAccount:
    def test_does_not_work(self, user, text):
        access.change_user(user=user, fields={"is_active": False})

        assert access.find_key(text=text, at=AT) is None

    def test_works_again_when_the_account_is_opened_again(self, user, text):
        access.change_user(user=user, fields={"is_active": False})
        access.change_user(user=user, fields={"is_active": True})

        assert access.find_key(text=text, at=AT) is not None


class TestTheLastUse:
    def noted(self, row):
        return ApiKey.objects.get(pk=row.pk).last_used_at

    def test_is_noted_the_first_time(self, row):
        access.note_use(api_key=row, at=AT)

        assert self.noted(row) == AT

    def test_is_not_noted_again_within_a_minute(self, row, django_assert_num_queries):
        access.note_use(api_key=row, at=AT)
        row.refresh_from_db()

        with django_assert_num_queries(0):
            access.note_use(api_key=row, at=AT + MINUTE - SECOND)

    def test_is_noted_again_after_a_minute(self, row):
        access.note_use(api_key=row, at=AT)
        row.refresh_from_db()

        access.note_use(api_key=row, at=AT + MINUTE)

        assert self.noted(row) == AT + MINUTE

    def test_takes_nothing_else_back_that_happened_meanwhile(self, row):
        stale = ApiKey.objects.get(pk=row.pk)
        access.revoke_key(api_key=row, at=AT)

        access.note_use(api_key=stale, at=AT + DAY)

        assert ApiKey.objects.get(pk=row.pk).revoked_at == AT

    def test_of_one_key_is_not_that_of_another(self, row, user):
        other = access.issue_key(user=user, name="Other", at=AT)[0]

        access.note_use(api_key=row, at=AT)

        assert self.noted(other) is None
