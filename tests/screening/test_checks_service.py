"""One question: what is answered, and what is kept."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from controls.screening.models import ScreeningCheck, ScreeningHit
from controls.screening.services import checks
from controls.services import access
from tests.screening.asking import asked, somebody
from tests.screening.importing import import_file
from tests.screening.list_files import statement

pytestmark = pytest.mark.django_db
CHECKS = "/api/v1/screening/checks/"


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


class TestWhatOneCheckCosts:
    """Statements, from the question of the API to its answer: the wall is what keeps it quick under load."""

    @pytest.fixture
    def cost(self, by, now):
        key = access.issue_key(user=by, name="tests", at=now)[1]
        client = Client(headers={"Authorization": f"Bearer {key}"})

        def ask(name, **parts):
            with CaptureQueriesContext(connection) as captured:
                answer = client.post(CHECKS, {"name": name, **parts}, content_type="application/json")
            assert answer.status_code == 201
            words = [each["sql"].split()[0] for each in captured if "SAVEPOINT" not in each["sql"]]
            return len(answer.json()["hits"]), len(words), words.count("INSERT")

        ask("Warm-up of the day")
        return ask

    def test_where_nobody_is_found(self, cost):
        assert cost("Quiet Example of Nowhere") == (0, 8, 1)

    def test_where_somebody_is_found_the_first_time_and_the_next(self, cost):
        cost("SUBARU Corporation", country="DE")  # what is said of the entry is read once for everybody

        assert cost("SUBARU Corporation") == (1, 14, 4)
        assert cost("SUBARU Corporation") == (1, 11, 3)

    def test_the_same_with_many_hits_as_with_one(self, cost):
        import_file("\n".join(statement(f"id-{number}", name="Quillon Sternwarte") for number in range(8)))
        cost("Quillon Sternwarte", country="DE")

        assert cost("Quillon Sternwarte") == (8, 14, 4)
        assert cost("Quillon Sternwarte") == (8, 11, 3)

    def test_what_is_answered_at_once_is_what_is_read_later(self, by, now):
        key = access.issue_key(user=by, name="tests", at=now)[1]
        client = Client(headers={"Authorization": f"Bearer {key}"})

        for _time in range(2):
            answer = client.post(CHECKS, {"name": "SUBARU Corporation"}, content_type="application/json").json()

            assert answer["hits"][0]["case"]["words"] == "not decided yet"
            assert answer["freshness"]
            assert client.get(f"{CHECKS}{answer['id']}/").json() == answer
