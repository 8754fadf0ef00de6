"""The index of a process: what is in it, when it is built anew, and that without it there is no answer."""

from datetime import date
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection

from controls.matching.index import Index
from controls.models import Entity, Listing, Source, recorded
from controls.models.listing_queries import ListingQuerySet
from controls.screening.models import ScreeningCheck
from controls.screening.services import checks, index, register, snapshots
from controls.screening.services.sources import SOURCES
from controls.services import entities
from tests.screening.asking import TODAY, asked, screened, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten():
    """Each of these tests builds its own index, and leaves none behind."""
    index.forget()
    yield
    index.forget()


@pytest.fixture
def builds(monkeypatch):
    """Counts how often an index is built."""
    made = []
    build = Index.build

    def counted(parties, **options):
        made.append(options)
        return build(parties, **options)

    monkeypatch.setattr(Index, "build", counted)
    return made


def renamed(now):
    """Subaru gets the name it had before."""
    source = Source.objects.order_by("pk").first()
    name = entities.Name("Fuji Heavy Industries Ltd.", "en", "former", "one_report", [source])
    entities.add_name(entity=Entity.objects.get(key="subaru-corporation"), name=name, by="test", at=now)


def test_every_listed_entity_is_in_it_with_all_its_names():
    parties = {party.key: party for party in register.parties()}

    assert len(parties) == Listing.objects.values("entity").distinct().count()
    subaru = parties["entity:subaru-corporation"]
    assert {(name.text, name.language) for name in subaru.names} >= {
        ("株式会社SUBARU", "ja"),
        ("SUBARU Corporation", "en"),
    }
    assert subaru.facts.country == "JP"
    assert ("jp-corporate-number", "5011101019196") in subaru.facts.numbers
    assert [(span.list_key, span.first_day, span.last_day) for span in subaru.spans] == [
        ("cn-watch-list", date(2026, 2, 24), None)
    ]
    assert not subaru.person


def test_reading_the_parties_takes_four_queries(django_assert_num_queries):
    with django_assert_num_queries(4):
        assert list(register.parties())


def test_it_is_built_once_and_then_costs_one_query_for_each_source(builds, django_assert_num_queries):
    first = index.current()

    with django_assert_num_queries(len(SOURCES)):
        assert index.current() is first
    assert len(builds) == 1


def test_it_is_swapped_whole_when_the_register_moves(builds, now):
    before = index.current()

    renamed(now)
    after = index.current()

    assert after is not before
    assert after.revision > before.revision
    assert after.digests["cn-watch-list"] != before.digests["cn-watch-list"]
    assert after.digests["cn-export-control-list"] == before.digests["cn-export-control-list"]
    assert builds[1]["earlier"] is before.index
    (hit,) = checks.answer_many(loaded=after, questions=[asked("Fuji Heavy Industries")])[0]["hits"]
    assert hit["entity"]["key"] == "subaru-corporation"


def test_the_index_of_an_earlier_revision_holds_what_was_on_record_then(now):
    before = index.current()
    renamed(now)

    with index.at(revision=before.revision, versions={}) as then:
        found = checks.answer_many(loaded=then, questions=[asked("Fuji Heavy Industries")])[0]["hits"]

    assert then.token == before.token
    assert then.digests == before.digests
    assert found == []


def test_a_revision_that_never_was_is_refused():
    with pytest.raises(recorded.RevisionUnknown), index.at(revision=10**9, versions={}):
        raise AssertionError("never gets here")


# ---- No index, no answer


def test_without_a_list_nothing_is_answered(monkeypatch, now):
    monkeypatch.setattr(register, "parties", lambda: iter(()))

    with pytest.raises(index.NothingLoaded, match="No list is loaded"):
        screened("SUBARU", by=somebody(), at=now)
    assert ScreeningCheck.objects.count() == 0


@pytest.mark.parametrize(
    ("address", "body"),
    [("checks/", {"name": "SUBARU"}), ("match/", {"queries": [{"id": "1", "name": "SUBARU"}]})],
)
def test_without_a_list_the_api_says_so_and_when_to_come_back(client, monkeypatch, address, body):
    monkeypatch.setattr(register, "parties", lambda: iter(()))
    client.force_login(somebody())

    answer = client.post(f"/api/v1/screening/{address}", body, content_type="application/json")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "nothing can be screened" in answer.json()["detail"]
    assert ScreeningCheck.objects.count() == 0


def test_without_a_list_the_page_says_that_this_is_no_answer(client, monkeypatch):
    monkeypatch.setattr(register, "parties", lambda: iter(()))
    client.force_login(somebody())

    answer = client.post("/screening/", {"name": "SUBARU"})

    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "do not read it as no entry" in answer.content.decode()


def test_who_waits_too_long_for_another_one_is_told_to_come_back(monkeypatch, settings):
    settings.SCREENING_WAIT_SECONDS = 0
    at_work, may_end = Event(), Event()
    build = Index.build

    def slow(parties, **options):
        at_work.set()
        assert may_end.wait(20)
        return build(parties, **options)

    monkeypatch.setattr(Index, "build", slow)
    builder = Thread(target=in_thread, args=(index.current,))
    builder.start()
    assert at_work.wait(20)

    with pytest.raises(index.IndexNotReady, match="being built"):
        index.current()

    may_end.set()
    builder.join(20)
    assert index.current().revision > 0


def test_many_who_ask_at_once_get_one_index(builds):
    found = []
    askers = [Thread(target=in_thread, args=(lambda: found.append(index.current()),)) for _asker in range(4)]

    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(30)

    assert len(found) == 4
    assert len({id(each) for each in found}) == 1
    assert len(builds) == 1


def in_thread(act):
    """Another thread has a connection of its own, and closes it."""
    try:
        act()
    finally:
        connection.close()


def test_a_register_that_moves_while_it_is_read_is_read_again(monkeypatch):
    versions = iter([(1, "a"), (1, "a"), (2, "b"), (2, "b"), (2, "b")])
    monkeypatch.setattr(register, "version", lambda: next(versions))

    assert index.current().revision == 2


def test_a_register_that_never_stands_still_is_not_answered_from(monkeypatch):
    moving = iter(range(1, 1000))
    monkeypatch.setattr(register, "version", lambda: (next(moving), ""))

    with pytest.raises(index.IndexNotReady, match="is changing"):
        index.current()


def test_an_answer_whose_register_moved_meanwhile_is_not_kept(monkeypatch, now):
    by = somebody()
    index.current()
    monkeypatch.setattr(index, "is_current", lambda *, loaded: False)

    with pytest.raises(index.IndexNotReady, match="is changing"):
        screened("SUBARU", by=by, at=now)
    assert ScreeningCheck.objects.count() == 0


def test_it_can_be_ready_before_anybody_asks(builds, caplog):
    caplog.set_level("INFO")
    warming = Thread(target=index.warm)
    warming.start()
    warming.join(30)

    index.current()

    assert len(builds) == 1
    assert "The index of names is ready" in caplog.text


@pytest.mark.parametrize("hindered", [index.NothingLoaded("No list is loaded."), OperationalError("gone")])
def test_what_hinders_it_at_the_start_is_said_in_the_log(monkeypatch, caplog, hindered):
    def refuse():
        raise hindered

    monkeypatch.setattr(index, "current", refuse)
    monkeypatch.setattr(connection, "close", lambda: None)

    index.warm()

    assert f"not ready yet: {hindered}" in caplog.text


# ---- Snapshots


@pytest.fixture
def folder(tmp_path, settings):
    settings.SCREENING_INDEX_DIR = str(tmp_path / "kept")
    return tmp_path / "kept"


def test_a_second_process_takes_the_index_from_its_snapshot(folder, builds):
    first = index.current()
    index.forget()

    second = index.current()

    assert len(builds) == 1
    assert second is not first
    assert second.digests == first.digests
    question = asked("株式会社SUBARU")
    assert checks.answer_many(loaded=second, questions=[question]) == checks.answer_many(
        loaded=first, questions=[question]
    )


@pytest.mark.parametrize("spoilt", ["screening.index", "screening.lists.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\x00", b"[1]"])
def test_a_damaged_snapshot_is_built_anew(folder, builds, spoilt, content):
    index.current()
    (folder / spoilt).write_bytes(content)
    index.forget()

    assert index.current().index.size > 200
    assert len(builds) == 2


def test_a_snapshot_of_another_state_is_not_taken(folder, builds, now):
    index.current()
    index.forget()
    renamed(now)

    index.current()

    assert len(builds) == 2


def test_a_folder_that_cannot_be_written_stops_nothing(settings, tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    settings.SCREENING_INDEX_DIR = str(tmp_path / "file")

    assert index.current().index.size > 200
    assert "could not be kept" in caplog.text


def test_without_a_folder_nothing_is_written(settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    index.current()

    assert list(tmp_path.iterdir()) == []
    assert snapshots.load(token=(1,)) is None


# ---- What was searched


def test_lists_are_counted_as_of_the_day():
    on_record = {each["list"]: each["entries"] for each in register.searched(on=TODAY)}
    early = {each["list"]: each["entries"] for each in register.searched(on=date(2026, 2, 23))}

    assert on_record == {"cn-export-control-list": 153, "cn-watch-list": 40, "cn-unreliable-entity-list": 81}
    assert early["cn-watch-list"] == 0


@pytest.mark.parametrize(
    ("on", "complete"), [(date(2026, 8, 22), True), (date(2026, 8, 29), True), (date(2026, 8, 30), False)]
)
def test_a_list_is_complete_for_some_days_after_it_was_compared_with_its_sources(on, complete):
    assert {each["complete"] for each in register.searched(on=on)} == {complete}


def test_a_list_that_lacks_an_entry_of_its_notice_is_not_complete(monkeypatch):
    lacking = Listing.objects.filter(entity_list__key="cn-watch-list").first()
    published = ListingQuerySet.published
    monkeypatch.setattr(ListingQuerySet, "published", lambda self, *, on: published(self, on=on).exclude(pk=lacking.pk))

    found = {each["list"]: each for each in register.searched(on=date(2026, 8, 22))}

    assert not found["cn-watch-list"]["complete"]
    assert (found["cn-watch-list"]["entries"], found["cn-watch-list"]["expected"]) == (39, 40)
    assert found["cn-export-control-list"]["complete"]


def test_what_was_searched_takes_three_queries(django_assert_num_queries):
    with django_assert_num_queries(3):
        assert register.searched(on=TODAY)


# ---- What is said of those who are found


def test_what_is_said_of_an_entry_is_read_once(django_assert_num_queries):
    loaded = index.current()
    first = loaded.described(keys=["entity:subaru-corporation"], on=TODAY)

    with django_assert_num_queries(0):
        assert loaded.described(keys=["entity:subaru-corporation"], on=TODAY) == first
    assert first["entity:subaru-corporation"]["state"]["code"] == "in_force"


def test_what_is_said_of_an_entry_is_that_of_the_day():
    loaded = index.current()

    found = {
        on: loaded.described(keys=["entity:skydio-inc"], on=on)["entity:skydio-inc"]["state"]["code"]
        for on in (date(2025, 6, 1), date(2025, 11, 20), TODAY)
    }

    assert found == {date(2025, 6, 1): "in_force", date(2025, 11, 20): "suspended", TODAY: "to_be_confirmed"}


def test_a_change_is_said_with_the_next_answer(now):
    key = "entity:subaru-corporation"
    before = index.current().described(keys=[key], on=TODAY)[key]["basis"]

    renamed(now)

    assert index.current().described(keys=[key], on=TODAY)[key]["basis"] != before


def test_no_more_is_kept_than_memory_allows(monkeypatch):
    monkeypatch.setattr(index, "_MOST_ENTRIES", 2)
    monkeypatch.setattr(index, "_MOST_DAYS", 2)
    loaded = index.current()
    keys = ["entity:subaru-corporation", "entity:skydio-inc", "entity:sumitomo-heavy-industries-ltd"]

    for key in keys:
        assert set(loaded.described(keys=[key], on=TODAY)) == {key}
    for day in range(1, 6):
        loaded.day(date(2026, 6, day))

    assert len(loaded.entries) <= 2
    assert len(loaded.days) <= 2
