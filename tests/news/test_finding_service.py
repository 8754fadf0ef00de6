"""The finder of a process: read once for each revision of the register, and again when it has moved."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.models import Change, ControlledItem, Entity, Notice
from news.linking.finder import Finder
from news.services import finding
from tests.factories import make_entity, make_list, make_listing, make_notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_finder() -> Iterator[None]:
    finding.forget()
    yield
    finding.forget()


def certain(text: str) -> set[str]:
    return {hit.reference for hit in finding.current().finder.find(text) if hit.certain}


def test_it_is_read_once_and_then_costs_one_question() -> None:
    first = finding.current()
    with CaptureQueriesContext(connection) as asked:
        assert finding.current() is first
    assert len(asked) == 1


def test_everything_on_record_is_read_with_as_many_questions_as_there_are_tables() -> None:
    with CaptureQueriesContext(connection) as asked:
        finding.known()
    assert len(asked) == 14


def test_it_names_the_revision_that_it_knows() -> None:
    assert finding.current().revision == Change.objects.revision()[0]


def test_a_listing_that_comes_is_found_from_then_on() -> None:
    assert certain("Quorbital Radar Works Ltd. was named") == set()
    before = finding.current()
    notice = make_notice(entity_list=make_list())
    entity = make_entity(name="Quorbital Radar Works Ltd.", zh="阔尔比特雷达公司")
    make_listing(notice=notice, entity=entity)
    after = finding.current()
    assert after is not before
    assert after.revision > before.revision
    assert certain("Quorbital Radar Works Ltd. was named") == {f"entity:{entity.key}"}
    assert certain("将阔尔比特雷达公司列入") == {f"entity:{entity.key}"}


def test_an_entity_that_no_list_ever_named_is_not_looked_for() -> None:
    make_entity(name="Quorbital Radar Works Ltd.", zh="阔尔比特雷达公司")
    assert certain("Quorbital Radar Works Ltd. was named") == set()


def test_a_notice_that_comes_is_found_by_its_number() -> None:
    authority = Notice.objects.get(key="mofcom-2026-12").authority
    make_notice(authority=authority, year=2026, number=77, label="MOFCOM 2026 No. 77", published_on=date(2026, 8, 1))
    notice = Notice.objects.get(label="MOFCOM 2026 No. 77")
    assert certain("商务部公告2026年第77号") == {f"notice:{notice.key}"}


def test_threads_share_one_finder(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Finder] = []
    known, token = finding.known(), (1, "a")
    monkeypatch.setattr(finding.register, "version", lambda: token)
    monkeypatch.setattr(finding, "known", lambda: built.append(Finder(known)) or known)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _number: finding.current(), range(24)))
    assert len(built) == 1
    assert len({id(loaded) for loaded in found}) == 1


def test_what_is_known_names_facts_that_are_on_record() -> None:
    known = finding.known()
    assert {party.key for party in known.parties} <= {
        f"entity:{key}" for key in Entity.objects.values_list("key", flat=True)
    }
    codes = {f"controlled-item:{key}" for key in ControlledItem.objects.exclude(code="").values_list("key", flat=True)}
    assert {coded.reference for coded in known.control_codes} == codes
    nouns = {fact.reference.partition(":")[0] for fact in known.measures}
    assert nouns == {"measure", "suspension", "catalogue-revision"}


def test_english_titles_of_notices_are_ours_and_not_looked_for() -> None:
    assert all(not title.isascii() for fact in finding.known().notices for title in fact.titles)
    assert certain("28 US entities put on the Export Control List") == set()
    assert certain("Ten US firms listed") == set()


def test_wordings_that_nobody_saw_are_not_looked_for() -> None:
    inferred = set(Notice.objects.filter(title_zh_inferred=True).values_list("key", flat=True))
    titled = {fact.reference.partition(":")[2] for fact in finding.known().notices if fact.titles}
    assert not inferred & titled
