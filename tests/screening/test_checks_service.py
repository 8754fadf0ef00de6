"""One question: what is answered, and what is kept."""

from datetime import date

import pytest

from controls.screening.models import ScreeningCheck, ScreeningHit
from controls.screening.services import checks
from tests.screening.asking import asked, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return somebody()


def test_subaru_is_not_found_on_the_day_before_its_notice_was_published(by, now):
    check = checks.screen(
        question=asked("SUBARU Corporation", as_of=date(2026, 2, 23)), by=by, at=now, origin=ScreeningCheck.Origin.API
    )

    assert check.outcome == ScreeningCheck.Outcome.NO_ENTRY_FOUND
    assert check.answer["hits"] == []


def test_subaru_is_found_from_the_day_of_its_notice_and_is_not_banned(by, now):
    check = checks.screen(
        question=asked("SUBARU Corporation", as_of=date(2026, 2, 24)), by=by, at=now, origin=ScreeningCheck.Origin.API
    )

    (hit,) = check.answer["hits"]
    assert hit["entity"]["name"] == "SUBARU Corporation"
    assert hit["listing"]["effect"] == "extra_review"
    assert hit["state"]["code"] == "in_force"
    assert ScreeningHit.objects.get(screening_check=check).subject == hit["key"]
