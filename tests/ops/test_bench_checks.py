"""The bench of one check: what it asks, what it counts, and that nothing but an answer counts as one."""

import json

import pytest

from controls.models import ApiKey
from controls.screening.models import Case, ScreeningCheck
from ops import bench_checks
from ops.bench_checks import Caller, Figure, kinds, measured, run, table
from ops.load import LoadFailed
from ops.machine import Strain
from ops.made_names import Made
from tests.ops.served_here import Link


@pytest.fixture
def link(monkeypatch, db):
    """What goes over HTTP reaches the product in this process."""
    Link.status = None
    monkeypatch.setattr(bench_checks.http.client, "HTTPConnection", Link)
    monkeypatch.setattr(bench_checks, "served", Link.served)
    return Link


def test_it_measures_four_kinds_of_names_and_keeps_what_was_asked(link, monkeypatch):
    monkeypatch.setattr(bench_checks, "WARM", 3)
    figures, strain = run(entities=60, each=5)

    assert [figure.answers for figure in figures] == [5, 5, 5, 5]
    again, first = figures[3], figures[2]
    assert again.found == first.found == 5
    assert Case.objects.count() >= 5
    assert ScreeningCheck.objects.count() >= 20 + bench_checks.WARM
    assert all(0 < figure.half <= figure.most <= figure.slowest for figure in figures)
    assert strain.seconds >= 0
    assert ApiKey.objects.filter(name="bench", user__email__startswith="bench-").count() == 1


def test_the_names_that_are_asked_again_have_their_cases_already(link, monkeypatch):
    seen = []
    asked = bench_checks.measured

    def counted(kind, *parts, **options):
        before = Case.objects.count()
        figure = asked(kind, *parts, **options)
        seen.append(Case.objects.count() - before)
        return figure

    monkeypatch.setattr(bench_checks, "measured", counted)
    monkeypatch.setattr(bench_checks, "WARM", 1)
    run(entities=60, each=5)

    assert seen[2] >= 5
    assert seen[3] == 0


def test_of_each_kind_every_name_is_asked_once_and_the_kinds_share_none():
    asked = dict(kinds(Made(seed=7).parties(900), 100))

    assert [len(names) for names in asked.values()] == [100] * 4
    listed = asked["names on the list, each opens a case"]
    assert asked["the same names again"] == listed
    assert len(set(listed)) == 100
    assert not set(listed) & {*asked["names with a slip"], *asked["names that nobody on the list bears"]}


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_refusal_is_nothing_to_measure(link, status):
    link.status = status

    with pytest.raises(LoadFailed, match=f"answers {status}"):
        measured("a kind", ["SUBARU"], Caller(1, "key"), starter=1)


def test_an_index_that_is_not_ready_is_waited_for_and_a_refusal_is_not(link, monkeypatch):
    monkeypatch.setattr(bench_checks.time, "sleep", lambda _seconds: setattr(link, "status", 201))
    link.status = 503
    Caller(1, "key").wait_until_ready(seconds=60)
    assert link.status == 201

    link.status = 401
    with pytest.raises(LoadFailed, match="answers 401"):
        Caller(1, "key").wait_until_ready(seconds=60)


def test_a_server_that_is_away_is_an_error_in_words(link, monkeypatch):
    def gone(*_parts):
        raise ConnectionRefusedError("nobody is there")

    monkeypatch.setattr(link, "request", gone)

    with pytest.raises(LoadFailed, match="nobody is there"):
        Caller(1, "key").ask("SUBARU")


@pytest.mark.parametrize(("most", "verdict"), [(40.0, "kept"), (40.1, "above")])
def test_the_table_says_whether_the_promise_is_kept_and_what_others_did(most, verdict):
    shown = table([Figure("a kind", 300, 7, 12.5, most, 90.0, 9.5)], Strain(30.0, 2, 11.0, 40.0, 0.5))

    assert shown.splitlines()[1].endswith(verdict)
    assert "40.0 s by others" in shown


@pytest.mark.parametrize("arguments", [["--entities", "9", "--each", "2"], ["--json"]])
def test_it_prints_a_table_or_json(monkeypatch, capsys, arguments):
    given = {}

    def seen(**options):
        given.update(options)
        return [Figure("a kind", 2, 1, 1.0, 2.0, 3.0, 4.0)], Strain(1.0, 2, 1.0, 0.0, 0.0)

    monkeypatch.setattr(bench_checks, "run", seen)

    assert bench_checks.main(arguments) == 0
    printed = capsys.readouterr().out
    if "--json" in arguments:
        assert json.loads(printed)["checks"][0]["most"] == 2.0
        assert given == {"entities": 30_000, "each": 300}
    else:
        assert "a kind" in printed
        assert given == {"entities": 9, "each": 2}


def test_what_cannot_be_measured_is_said_without_a_traceback(monkeypatch, capsys):
    def broken(**_options):
        raise LoadFailed("no answer")

    monkeypatch.setattr(bench_checks, "run", broken)

    assert bench_checks.main([]) == 1
    assert "bench | no answer" in capsys.readouterr().err


def test_the_address_is_that_of_the_product(client, db):
    assert client.post(bench_checks.PATH, {"name": "SUBARU"}, content_type="application/json").status_code == 401
