"""A check keeps how fresh the sources were when it was asked, and says it where it is read, printed and proved."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache

from controls.screening.models import ScreeningCheck
from controls.screening.receipts import is_whole
from controls.screening.services import chain
from controls.services import sources_told
from news.models import HeldReading, Source
from news.services import freshness
from tests.controls.markup import tree
from tests.news.announcing import make_source
from tests.screening.asking import screened, somebody
from tests.screening.sending import csv_of, run_all, sent, started

pytestmark = pytest.mark.django_db
FORM, CHECKS = "/screening/", "/api/v1/screening/checks/"
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
WELL = {"official_sources": {"asked": 3, "read_within_a_day": 3, "in_trouble": []}}
BLIND = {"official_sources": {"asked": 3, "read_within_a_day": 1, "in_trouble": ["cn-mofcom", "jp-meti"]}}


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def door(client, today, by):
    client.force_login(by)
    return client


@pytest.fixture
def sources(monkeypatch):
    """Let the sources be as a test says."""
    said = {"now": BLIND}
    monkeypatch.setattr(sources_told._held, "teller", lambda *, at: said["now"])
    return said


def page_of(door, check):
    return tree(door.get(f"/screening/checks/{check.number}/")).one("main").text


class TestKept:
    def test_what_was_said_then_stays_whatever_the_sources_do_later(self, by, sources):
        check = screened("SUBARU", by=by, at=NOON)
        sources["now"] = WELL

        kept = ScreeningCheck.objects.get(pk=check.pk)
        assert kept.freshness == BLIND
        assert screened("SUBARU", by=by, at=NOON).freshness == WELL

    def test_it_stands_in_the_receipt_under_its_digest(self, by, sources):
        receipt = chain.receipt_of(check=screened("SUBARU", by=by, at=NOON))

        assert receipt["freshness"] == BLIND
        assert is_whole(receipt)
        assert not is_whole({**receipt, "freshness": WELL})

    def test_a_batch_has_it_too(self, by, sources, now):
        started(sent(csv_of("SUBARU,JP"), by=by, at=now), at=now)
        run_all(at=now)

        assert ScreeningCheck.objects.get(origin="batch").freshness == BLIND

    def test_where_nobody_knows_nothing_is_made_up(self, by, monkeypatch):
        monkeypatch.setattr(sources_told._held, "teller", None)
        check = screened("SUBARU", by=by, at=NOON)

        assert check.freshness is None
        assert "freshness" not in chain.receipt_of(check=check)

    def test_whoever_starts_the_application_has_handed_it_over(self):
        assert sources_told._held.teller is freshness.told
        assert set(sources_told.told(at=NOON)) == {"official_sources"}


class TestSaid:
    def test_the_page_of_a_check_warns_of_what_was_so_then(self, door, by, sources):
        check = screened("SUBARU", by=by, at=NOON)
        sources["now"] = WELL
        said = page_of(door, check)

        assert "A notice may be missing here." in said
        assert "When this was asked, 1 of 3 official sources had been read within a day." in said
        assert "In trouble or held back: cn-mofcom, jp-meti." in said

    def test_when_all_was_well_the_receipt_says_so_and_nothing_warns(self, door, by, sources):
        sources["now"] = WELL
        said = page_of(door, screened("SUBARU", by=by, at=NOON))

        assert "A notice may be missing" not in said
        assert "3 of 3 read within a day" in said

    def test_a_check_of_before_says_not_recorded(self, door, by, monkeypatch):
        monkeypatch.setattr(sources_told._held, "teller", None)
        said = page_of(door, screened("SUBARU", by=by, at=NOON))

        assert "not recorded" in said
        assert "A notice may be missing" not in said

    def test_the_api_says_then_and_not_now(self, door, sources):
        made = door.post(CHECKS, json.dumps({"name": "SUBARU"}), content_type="application/json").json()
        sources["now"] = WELL

        assert made["freshness"] == BLIND
        assert door.get(f"{CHECKS}{made['id']}/").json()["freshness"] == BLIND

    def test_the_api_gives_null_for_a_check_of_before(self, door, by, monkeypatch):
        monkeypatch.setattr(sources_told._held, "teller", None)
        check = screened("SUBARU", by=by, at=NOON)

        assert door.get(f"{CHECKS}{check.number}/").json()["freshness"] is None


class TestTheSourcesThemselves:
    @pytest.fixture
    def source(self):
        """One official source that is asked and was just read."""
        Source.objects.update(enabled=False)
        source = make_source(tier="official", announces_notices=True, read_at=NOON, asked_at=NOON)
        cache.delete(freshness.KEY)
        return source

    def test_the_form_warns_of_a_source_that_is_late_now(self, door, source):
        assert "A notice may be missing here." not in tree(door.get(FORM)).one("main").text
        Source.objects.filter(pk=source.pk).update(read_at=NOON - timedelta(days=2))

        said = tree(door.get(FORM)).one("main").text
        assert "A notice may be missing here." in said
        assert source.name in said

    def test_a_source_whose_answer_is_held_back_is_in_trouble(self, source):
        assert freshness.told(at=NOON)["official_sources"]["in_trouble"] == []
        cache.delete(freshness.KEY)
        HeldReading.objects.create(
            source=source, address="https://example.org/", reason=HeldReading.Reason.SHRUNK, words="Fewer.",
            before=9, now=1, digest="0" * 64, held_at=NOON,
        )  # fmt: skip

        assert freshness.told(at=NOON)["official_sources"]["in_trouble"] == [source.key]
