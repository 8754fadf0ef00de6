"""What the desk says of suspensions and claims on the days around the ends of November 2026, by what is on record."""

from datetime import UTC, date, datetime, time

import pytest

from news.filters.work import AHEAD, work
from news.views.desk import _clock

pytestmark = pytest.mark.usefixtures("seeded")
NO_21, UEL_7, NO_70, NO_72 = "MOFCOM 2025 No. 21", "UEL 2025 No. 7", "MOFCOM and GACC 2025 No. 70", "MOFCOM 2025 No. 72"


def told(day):
    found = work(on=day, at=datetime.combine(day, time(4), tzinfo=UTC))
    return {clock.label: clock.days for clock in found.clocks}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 10), {}),
        (date(2026, 10, 11), {NO_21: 30, UEL_7: 30, NO_70: 30}),
        (date(2026, 10, 15), {NO_21: 26, UEL_7: 26, NO_70: 26}),
        (date(2026, 10, 28), {NO_21: 13, UEL_7: 13, NO_70: 13, NO_72: 30}),
        (date(2026, 11, 10), {NO_21: 0, UEL_7: 0, NO_70: 0, NO_72: 17}),
        (date(2026, 11, 11), {NO_21: -1, UEL_7: -1, NO_70: -1, NO_72: 16}),
        (date(2026, 11, 28), {NO_21: -18, UEL_7: -18, NO_70: -18, NO_72: -1}),
        (date(2027, 6, 1), {NO_21: -203, UEL_7: -203, NO_70: -203, NO_72: -186}),
    ],
)
def test_ends_are_told_thirty_days_ahead_and_stay_until_a_notice_follows(day, expected):
    assert told(day) == expected
    assert all(days <= AHEAD for days in expected.values())


def test_an_end_that_is_announced_to_move_says_so_and_stays():
    found = work(on=date(2026, 11, 28), at=datetime(2026, 11, 28, 4, tzinfo=UTC))
    said = {clock.label: _clock(clock).said for clock in found.clocks}
    assert said[NO_70] == (
        "10 Nov 2026",
        "ended 18 days ago, nothing on record since",
        "announced to go on until 10 Jan 2027, without a notice",
    )
    assert said[NO_72] == ("27 Nov 2026", "ended 1 day ago, nothing on record since")


@pytest.mark.parametrize("day", [date(2026, 10, 15), date(2026, 11, 11), date(2026, 11, 28)])
def test_claims_that_better_evidence_could_settle_are_to_be_checked_on_every_day(day):
    found = work(on=day, at=datetime.combine(day, time(4), tzinfo=UTC))
    assert [claim.key for claim in found.claims.rows] == ["cc-04", "cc-12", "cc-14", "cc-16"]
    assert found.claims.count == 4
