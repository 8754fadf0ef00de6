"""An index that is built again reads what moved, takes the rest from the one before, and is what a new one would be."""

import pytest

from controls.models import Entity, Source
from controls.screening.models import ImportedList
from controls.screening.services import index, listed, register, snapshots
from controls.services import entities
from tests.factories import make_entity, make_listing
from tests.screening.asking import TODAY, asked
from tests.screening.importing import import_file
from tests.screening.list_files import statement

pytestmark = pytest.mark.django_db
FILE = statement("a/1", name="Ondarra Quarzitwerke") + "\n" + statement("a/2", name="Zellerfeld Magnetwerke") + "\n"


@pytest.fixture(autouse=True)
def forgotten():
    index.forget()
    yield
    index.forget()


@pytest.fixture
def loaded():
    import_file(FILE, key="foreign")
    return index.current()


@pytest.fixture
def read(monkeypatch, loaded):
    """Which sources are read from here on."""
    found = []
    for source in (register, listed):

        def noted(own=source, parties=source.parties):
            found.append(own.PREFIX)
            return parties()

        monkeypatch.setattr(source, "parties", noted)
    return found


def renamed(now):
    name = entities.Name("Fuji Widget Ltd.", "en", "former", "one_report", [Source.objects.order_by("pk").first()])
    entities.add_name(entity=Entity.objects.get(key="subaru-corporation"), name=name, by="test", at=now)


def answers(found):
    questions = [asked(name).compared() for name in ("SUBARU", "Fuji Widget", "Ondarra Quarzitwerke", "三菱電機")]
    return list(found.index.screen_many(questions, threshold=0.5, limit=9, below=5))


def anew():
    index.forget()
    return index.current()


def same(one, other):
    return (one.digests, one.token, list(one.index.parties), answers(one)) == (
        other.digests, other.token, list(other.index.parties), answers(other),
    )  # fmt: skip


def test_a_change_of_the_register_reads_no_imported_list(read, loaded, now):
    renamed(now)

    found = index.current()

    assert read == [register.PREFIX]
    assert found.digests["foreign"] == loaded.digests["foreign"]
    assert found.digests["cn-watch-list"] != loaded.digests["cn-watch-list"]
    assert same(found, anew())


def test_a_new_version_of_a_list_does_not_read_the_register(read, loaded):
    import_file(FILE + statement("a/3", name="Quux Foundry") + "\n", key="foreign")

    found = index.current()

    assert read == [listed.PREFIX]
    assert found.digests["foreign"] != loaded.digests["foreign"]
    assert same(found, anew())


def test_who_left_the_register_is_not_carried_on(read, loaded, monkeypatch, now):
    gone = "entity:subaru-corporation"
    parties = register.parties
    monkeypatch.setattr(register, "parties", lambda: (each for each in parties() if each.key != gone))
    renamed(now)

    assert index.current().index.party(gone) is None


def test_nothing_that_moved_is_answered_from_what_was(loaded, now):
    make_listing(entity=make_entity("Vexomat Foundry"))

    (found,) = index.current().index.screen_many([asked("Vexomat Foundry").compared()], threshold=0.7, limit=1, below=0)
    assert [hit.name.text for hit in found.hits] == ["Vexomat Foundry"]
    assert index.current().revision > loaded.revision


def test_a_list_of_the_same_key_in_two_sources_is_digested_whole(read, loaded, now, monkeypatch):
    parties = listed.parties
    monkeypatch.setattr(listed, "parties", lambda: _on_the_watch_list(parties()))
    index.forget()
    index.current()
    renamed(now)

    assert same(index.current(), anew())


def _on_the_watch_list(found):
    for each in found:
        yield type(each)(
            each.key, each.person, each.names, each.facts, (type(each.spans[0])("cn-watch-list", None, None),)
        )


def test_what_was_taken_from_a_snapshot_is_taken_on_as_well(read, settings, tmp_path, now):
    settings.SCREENING_INDEX_DIR = str(tmp_path)
    anew()
    index.forget()
    read.clear()
    index.current()
    renamed(now)

    found = index.current()

    assert read == [register.PREFIX]
    settings.SCREENING_INDEX_DIR = ""
    assert same(found, anew())


def test_others_may_ask_while_it_is_written_to_a_file(loaded, monkeypatch, now):
    held = []
    monkeypatch.setattr(snapshots, "save", lambda **_given: held.append(index._held.loaded))
    renamed(now)

    found = index.current()

    assert held == [found]
    assert found is not loaded


def test_a_word_on_a_list_reads_the_lists_again(read, loaded):
    ImportedList.objects.filter(key="foreign").update(verified_on=TODAY)

    index.current()
    assert read == [listed.PREFIX]
