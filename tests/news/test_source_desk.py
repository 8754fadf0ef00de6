"""Sources at the desk: what a curator sees and may do, and what only managers may change."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.models import FetchJob, FetchRun, KnownAddress, Source
from news.services import sources
from tests.controls.desk import make_user
from tests.news.sourced import AT, source_of
from tests.screening.asking import somebody

pytestmark = pytest.mark.django_db
DESK = "/admin/news/source/"
RUNS = "/admin/news/fetchrun/"
JOBS = "/admin/news/fetchjob/"


@pytest.fixture
def curator(client, now):
    client.force_login(make_user(now))
    return client


@pytest.fixture
def manager(client, now):
    client.force_login(make_user(now, email="boss@example.org", role="admin"))
    return client


@pytest.fixture
def source():
    return source_of(key="one-source", name="One source", url="https://news.example/feed", hosts=["news.example"])


def act(client, name, *chosen):
    return client.post(DESK, {"action": name, "_selected_action": [source.pk for source in chosen]}, follow=True)


def form_of(source, **typed):
    """What the page of a source sends when nothing was typed, with what was."""
    given = {
        name: getattr(source, name)
        for name in (
            "key", "name", "tier", "rank", "url", "form", "form_type", "accept", "parser", "zone", "off_reason",
            "rhythm", "jitter", "gap", "fewest_items", "still_days", "licence", "terms", "robots_note",
            "known_failures", "evidence",
        )
    }  # fmt: skip
    lists = {"hosts": ",".join(source.hosts), "languages": ",".join(source.languages)}
    flags = {name: "on" for name in ("enabled", "publishes", "announces_notices") if getattr(source, name)}
    return {**given, **lists, **flags, **typed}


def words(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


class TestWhoMayDoWhat:
    @pytest.mark.parametrize("address", [DESK, RUNS, JOBS])
    def test_only_curators_come_in(self, client, address):
        assert client.get(address).status_code == 302
        client.force_login(somebody())
        assert client.get(address).status_code == 403

    def test_a_curator_sees_a_source_and_changes_nothing_of_it(self, curator, source):
        page = words(curator.get(f"{DESK}{source.pk}/change/"))

        assert "https://news.example/feed" in page
        assert 'name="_save"' not in page
        assert curator.post(f"{DESK}{source.pk}/change/", form_of(source, rhythm=15)).status_code == 403

    @pytest.mark.parametrize("address", [RUNS, JOBS])
    def test_nobody_writes_what_the_clock_writes(self, manager, address):
        assert manager.get(f"{address}add/").status_code == 403

    def test_nothing_is_deleted(self, manager, source):
        assert manager.post(f"{DESK}{source.pk}/delete/", {"post": "yes"}).status_code == 403


class TestTheList:
    @pytest.mark.parametrize(
        ("columns", "said"),
        [
            ({}, "not asked yet"),
            ({"read_at": AT, "rhythm": 44_640}, "answers"),
            ({"read_at": AT - timedelta(days=400)}, "in trouble: not read for too long"),
            ({"trouble": "The answer is a web page", "failures": 2}, "in trouble: The answer is a web page"),
            ({"enabled": False, "off_reason": "They asked us to stop"}, "not asked: They asked us to stop"),
            ({"ended_at": AT, "trouble": "gone for good"}, "ended: gone for good"),
        ],
    )
    def test_each_source_says_how_it_is(self, curator, columns, said):
        source_of(**columns)

        assert said in words(curator.get(DESK))

    def test_quiet_hours_are_shown_in_the_zone_of_the_source(self, curator):
        source_of(quiet_from="22:00", quiet_to="08:00", zone="Asia/Shanghai")

        assert "22:00–08:00 Asia/Shanghai" in words(curator.get(DESK))

    def test_it_leads_to_the_runs_of_a_source(self, curator, source):
        FetchRun.objects.create(
            number="n1", source=source, started_at=AT, seconds=1.25, outcome="read", url=source.url, items=7, added=2
        )

        address = f"{RUNS}?source__id__exact={source.pk}"
        assert address in words(curator.get(DESK))
        page = words(curator.get(address))
        assert "1.25" in page
        assert '<td class="field-items">7</td>' in page
        assert '<td class="field-added">2</td>' in page

    @pytest.mark.parametrize("address", [DESK, RUNS, JOBS])
    def test_a_longer_list_asks_no_more_questions(self, curator, address):
        def fill(first, last):
            for number in range(first, last):
                made = source_of()
                FetchRun.objects.create(
                    number=f"{number}", source=made, started_at=AT, seconds=1, outcome="read", url=made.url
                )
                FetchJob.objects.create(source=made, slot=AT, due_at=AT)

        fill(0, 2)
        curator.get(address)
        with CaptureQueriesContext(
            connection,
        ) as few:
            curator.get(address)
        fill(2, 12)
        with CaptureQueriesContext(connection) as many:
            curator.get(address)
        assert len(many) == len(few)


class TestActs:
    def test_ask_now_makes_a_job_in_the_name_of_who_asked(self, curator, source):
        page = words(act(curator, "ask_now", source))

        assert "1 source is asked soon." in page
        assert source.jobs.get().asked_by == "ada@example.org"

    def test_what_waits_already_is_left_alone(self, curator, source):
        act(curator, "ask_now", source)
        page = words(act(curator, "ask_now", source, source_of(enabled=False, off_reason="no")))

        assert "0 sources are asked soon." in page
        assert "are left alone" in page
        assert FetchJob.objects.count() == 1

    def test_switching_off_says_who_did_it(self, curator, source):
        act(curator, "switch_off", source)

        source.refresh_from_db()
        assert source.enabled is False
        assert source.off_reason.startswith("Switched off by ada@example.org on ")

    def test_switching_off_what_is_off_keeps_its_reason(self, curator):
        source = source_of(enabled=False, off_reason="trade press")

        assert "0 sources are off" in words(act(curator, "switch_off", source))
        source.refresh_from_db()
        assert source.off_reason == "trade press"

    def test_a_curator_does_not_switch_on(self, curator):
        source = source_of(enabled=False, off_reason="trade press")
        act(curator, "switch_on", source)

        source.refresh_from_db()
        assert source.enabled is False

    def test_a_manager_does(self, manager):
        source = source_of(enabled=False, off_reason="trade press", ended_at=AT)

        assert "is asked." in words(act(manager, "switch_on", source))
        source.refresh_from_db()
        assert (source.enabled, source.off_reason, source.ended_at) == (True, "", None)

    def test_what_nobody_can_read_stays_off_and_says_so(self, manager):
        source = source_of(enabled=False, off_reason="no parser", parser="palmistry")

        assert "No parser reads “palmistry” yet." in words(act(manager, "switch_on", source))
        source.refresh_from_db()
        assert source.enabled is False


class TestChanging:
    def test_a_manager_sets_the_timetable(self, manager, source):
        typed = form_of(source, rhythm=15, jitter=20, quiet_from="22:00", quiet_to="08:00", quiet_rhythm=120)

        assert manager.post(f"{DESK}{source.pk}/change/", typed).status_code == 302

        source.refresh_from_db()
        assert (source.rhythm, source.jitter, source.quiet_rhythm) == (15, 20, 120)
        assert f"{source.quiet_from:%H:%M}-{source.quiet_to:%H:%M}" == "22:00-08:00"
        assert source.next_at > AT

    def test_a_manager_adds_a_source(self, manager, source):
        typed = form_of(source, key="another", name="Another")

        assert manager.post(f"{DESK}add/", typed).status_code == 302
        assert Source.objects.get(key="another").next_at is not None

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"rhythm": 1}, "greater than or equal to 5"),
            ({"rhythm": ""}, "This field is required."),
            ({"zone": "Europe/Atlantis"}, "is no time zone"),
            ({"zone": "../etc"}, "is no time zone"),
            ({"parser": "palmistry"}, "No parser reads"),
            ({"url": "https://elsewhere.example/"}, "not among those that may be asked"),
            ({"url": "https://[/"}, "not among those that may be asked"),
            ({"hosts": ""}, "This field is required."),
            ({"quiet_from": "22:00"}, "Quiet hours have a beginning and an end."),
            ({"quiet_rhythm": 60}, "needs quiet hours"),
            ({"enabled": ""}, "Say why the source is not asked."),
            ({"name": "a\u202eb"}, "errorlist"),
        ],
    )
    def test_what_cannot_be_comes_back_in_words(self, manager, source, typed, said):
        given = {name: value for name, value in form_of(source, **typed).items() if (name, value) != ("enabled", "")}
        page = words(manager.post(f"{DESK}{source.pk}/change/", given))

        assert said in page
        before = source.rhythm, source.url, source.zone
        source.refresh_from_db()
        assert (source.rhythm, source.url, source.zone) == before


class TestWhatAChangeMeans:
    def test_another_parser_reads_the_same_bytes_anew(self, source):
        KnownAddress.objects.create(url=source.url, source=source, digest="d", asked_at=AT)

        sources.amend(source=source, fields={"parser": "json_feed"}, at=AT)

        assert not source.addresses.exists()

    def test_another_rhythm_does_not(self, source):
        KnownAddress.objects.create(url=source.url, source=source, digest="d", asked_at=AT)

        sources.amend(source=source, fields={"rhythm": 15}, at=AT)

        assert source.addresses.exists()

    def test_a_source_that_moved_is_asked_at_its_new_address(self, source):
        Source.objects.filter(pk=source.pk).update(ended_at=AT, moved_to="https://news.example/new")

        kept = sources.amend(source=source, fields={"url": "https://news.example/new"}, at=AT)

        assert (kept.ended_at, kept.moved_to, kept.next_at) == (None, "", AT)

    def test_words_about_terms_do_not_move_the_timetable(self, source):
        Source.objects.filter(pk=source.pk).update(next_at=None)

        assert sources.amend(source=source, fields={"terms": "ask first"}, at=AT).next_at is None

    def test_nothing_is_switched_off_without_a_reason(self, source):
        with pytest.raises(ValidationError, match="Say why"):
            sources.switch_off(source=source, reason="")
