"""When checks go, what points at them lets go of them, and what was decided or came of a batch stays."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from config.celery import app
from controls.screening import tasks
from controls.screening.models import BatchRow, Case, Counterparty, Decision, ScreeningCheck, ScreeningHit
from controls.screening.services import case_log, cases, chain, decisions, retention
from tests.screening.asking import screened, somebody
from tests.screening.sending import csv_of, run_all, sent, started

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
LONG_AGO = NOON - timedelta(days=2000)


@pytest.fixture
def by():
    return somebody()


def pruned(by):
    """Everything of long ago goes; a check of today keeps the chain."""
    screened("Tesla", by=by, at=NOON)
    return retention.prune(before=NOON - timedelta(days=1827))


def test_the_hits_of_a_check_go_with_it(by):
    screened("SUBARU", by=by, at=LONG_AGO)
    assert ScreeningHit.objects.count() == 1

    assert pruned(by) == 1

    assert ScreeningHit.objects.count() == 0


def test_a_case_outlives_the_check_that_opened_it(by):
    screened("SUBARU", by=by, at=LONG_AGO)
    case = Case.objects.get()
    assert case.latest_hit is not None

    pruned(by)

    case.refresh_from_db()
    assert case.latest_hit is None
    assert (case.name, case.subject) == ("SUBARU", "entity:subaru-corporation")
    assert [line.version for line in case_log.history(case=case)] == list(range(1, case.version + 1))


def test_a_decision_outlives_the_check_and_still_holds(by):
    screened("SUBARU", by=by, at=LONG_AGO)
    case = Case.objects.get()
    reason = "The numbers agree."
    decisions.decide(
        case=case, verdict="same_party", reason=reason, version=case.version, by=by, at=LONG_AGO, setting="0"
    )

    pruned(by)

    assert Decision.objects.get().reason == "The numbers agree."
    assert Case.objects.get().is_decided
    again = screened("SUBARU", by=by, at=NOON)
    assert Case.objects.count() == 1
    assert set(cases.standings(check=again)) == {"entity:subaru-corporation"}


def test_what_came_of_the_rows_of_a_batch_stays(by):
    batch = started(sent(csv_of("SUBARU,JP", "Quiet Example GmbH,DE"), by=by, at=LONG_AGO), at=LONG_AGO)
    run_all(at=LONG_AGO)
    assert BatchRow.objects.filter(batch=batch.pk, screening_check__isnull=False).count() == 2

    assert pruned(by) == 2

    rows = list(BatchRow.objects.filter(batch=batch.pk).exclude(state="heading").order_by("number"))
    assert [(row.state, row.outcome, row.screening_check) for row in rows] == [
        ("done", "possible_match", None),
        ("done", "no_entry_found", None),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_the_results_of_a_batch_can_be_had_after_its_checks_are_gone(client, by, today, kind):
    batch = started(sent(csv_of("SUBARU,JP", "Quiet Example GmbH,DE"), by=by, at=LONG_AGO), at=LONG_AGO)
    run_all(at=LONG_AGO)
    pruned(by)
    client.force_login(by)

    page = client.get(f"/screening/batches/{batch.pk}/")
    file = client.get(f"/screening/batches/{batch.pk}/results.{kind}")

    assert (page.status_code, file.status_code) == (200, 200)
    content = b"".join(file) if file.streaming else file.content
    assert content


def test_the_page_of_a_case_whose_check_is_gone_still_opens(client, by, today):
    screened("SUBARU", by=by, at=LONG_AGO)
    pruned(by)
    client.force_login(by)
    number = Case.objects.get().pk

    assert client.get(f"/screening/decisions/{number}/").status_code == 200
    assert client.get(f"/api/v1/screening/decisions/{number}/").status_code == 200


def test_no_counterparty_points_at_a_check_that_is_gone():
    field = Counterparty._meta.get_field("last_check")

    assert field.null
    assert field.remote_field.on_delete.__name__ == "SET_NULL"


def test_every_relation_to_a_check_lets_it_go():
    """A relation that protects a check would stop pruning on the first row that somebody decided about."""
    for model in (ScreeningCheck, ScreeningHit):
        relations = [each for each in model._meta.get_fields(include_hidden=True) if each.one_to_many]
        kinds = {each.related_model.__name__: each.on_delete.__name__ for each in relations}
        assert kinds
        assert set(kinds.values()) <= {"CASCADE", "SET_NULL"}, kinds


def test_pruning_twice_takes_nothing_more(by):
    for _check in range(3):
        screened("SUBARU", by=by, at=LONG_AGO)

    assert pruned(by) == 3
    assert retention.prune(before=NOON - timedelta(days=1827)) == 0


def test_as_many_go_as_were_announced_and_what_stays_is_verified(by):
    for days in (2000, 1900, 1828, 1827, 1000, 0):
        screened("SUBARU", by=by, at=NOON - timedelta(days=days))
    before = NOON - timedelta(days=1827)

    announced = retention.expired(before=before)

    assert retention.prune(before=before) == announced == 3
    rest = list(ScreeningCheck.objects.order_by("position"))
    assert [row.position for row in rest] == [4, 5, 6]
    assert all(chain.receipt_of(check=row)["digest"] == row.digest for row in rest)
    assert [row.previous_digest for row in rest[1:]] == [row.digest for row in rest[:-1]]


def test_the_numbers_go_on_where_they_were_after_everything_old_is_gone(by):
    for _check in range(3):
        screened("SUBARU", by=by, at=NOON)
    retention.prune(before=NOON + timedelta(days=1))

    after = screened("SUBARU", by=by, at=NOON)

    assert (after.position, after.number) == (4, "S-2026-11-21-000004")


def test_without_a_time_the_command_keeps_everything_and_says_so(by, settings, today, capsys):
    settings.SCREENING_RETENTION_DAYS = None
    screened("SUBARU", by=by, at=LONG_AGO)
    screened("SUBARU", by=by, at=NOON)

    call_command("prune_screenings")

    assert "is not set: every check is kept" in capsys.readouterr().out
    assert ScreeningCheck.objects.count() == 2


@pytest.mark.parametrize("most", [1, 2, 3])
def test_portions_go_from_the_beginning_until_nothing_is_left_to_take(by, most):
    for days in (4, 3, 2, 0):
        screened("SUBARU", by=by, at=NOON - timedelta(days=days))

    taken = []
    while count := retention.prune(before=NOON - timedelta(days=1), most=most):
        taken.append(count)
        kept = list(ScreeningCheck.objects.order_by("position").values_list("position", flat=True))
        assert kept == list(range(sum(taken) + 1, 5))

    assert (sum(taken), max(taken)) == (3, most)


class TestByTheClock:
    @pytest.fixture
    def checks(self, by, today):
        for at in (LONG_AGO, LONG_AGO, NOON - timedelta(days=31), NOON):
            screened("SUBARU", by=by, at=at)

    def kept(self):
        return ScreeningCheck.objects.count()

    def test_without_a_time_nothing_goes(self, checks, settings):
        settings.SCREENING_RETENTION_DAYS = None

        assert tasks.prune_checks() == "every check is kept"
        assert self.kept() == 4

    @pytest.mark.parametrize(("days", "gone"), [(1827, 2), (32, 2), (31, 2), (30, 3)])
    def test_what_is_older_goes(self, checks, settings, days, gone):
        settings.SCREENING_RETENTION_DAYS = days

        assert tasks.prune_checks() == f"{gone} checks"
        assert self.kept() == 4 - gone

    def test_a_second_time_changes_nothing(self, checks, settings):
        settings.SCREENING_RETENTION_DAYS = 1827
        tasks.prune_checks()

        assert tasks.prune_checks() == "0 checks"
        assert self.kept() == 2

    def test_more_than_a_portion_goes_in_one_ring(self, checks, settings, monkeypatch):
        monkeypatch.setattr(tasks, "_PRUNED_AT_ONCE", 1)
        settings.SCREENING_RETENTION_DAYS = 30

        assert tasks.prune_checks() == "3 checks"

    def test_the_clock_rings_at_least_once_a_day(self):
        entries = [one for one in app.conf.beat_schedule.values() if one["task"] == tasks.prune_checks.name]

        assert [one["schedule"] <= 24 * 60 * 60 for one in entries] == [True]


def test_a_check_of_this_very_moment_is_kept_when_nothing_may_be(by, settings, today, capsys):
    settings.SCREENING_RETENTION_DAYS = 1
    screened("SUBARU", by=by, at=LONG_AGO)
    screened("SUBARU", by=by, at=NOON)

    call_command("prune_screenings")

    assert "1 checks from before 2026-11-20" in capsys.readouterr().out
    assert ScreeningCheck.objects.get().asked_at == NOON


def test_the_cost_of_pruning_does_not_grow_with_each_check(by, django_assert_max_num_queries):
    for _check in range(30):
        screened("SUBARU", by=by, at=LONG_AGO)
    screened("Tesla", by=by, at=NOON)

    with django_assert_max_num_queries(20):
        assert retention.prune(before=NOON - timedelta(days=1827)) == 30
