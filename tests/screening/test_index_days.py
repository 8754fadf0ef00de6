"""The index beside the register: what moves it, what does not, and that it answers for its own state only."""

from datetime import date, timedelta

import pytest

from controls.matching.index import Index, SnapshotRefused
from controls.models import Entity, EntityList, Source
from controls.screening.models import ScreeningCheck
from controls.screening.services import checks, entries, index, listed, lists, register, repeating, snapshots
from controls.screening.services.sources import SOURCES, own_id, source_of
from controls.services import entities
from tests.screening.asking import TODAY, asked, screened, somebody
from tests.screening.importing import import_file, import_ids, many
from tests.screening.list_files import statement, statements

pytestmark = pytest.mark.django_db
SUBARU, SKYDIO = "entity:subaru-corporation", "entity:skydio-inc"


@pytest.fixture(autouse=True)
def forgotten():
    """Each of these tests builds its own index, and leaves none behind."""
    index.forget()
    yield
    index.forget()


def named(key, text, now):
    """An entity of the register gets a former name."""
    source = Source.objects.order_by("pk").first()
    name = entities.Name(text, "en", "former", "one_report", [source])
    entities.add_name(entity=Entity.objects.get(key=key), name=name, by="test", at=now)


def first_of(loaded, name, **parts):
    (answer,) = checks.answer_many(loaded=loaded, questions=[asked(name, **parts)])
    return answer["hits"][0]["key"] if answer["hits"] else None


# ---- What moves it


def test_an_import_moves_it_and_leaves_the_digests_of_the_register(now):
    before = index.current()
    import_file(statement("a/1", name="Ondarra Quarzitwerke") + "\n", key="foreign")
    after = index.current()

    assert after.token != before.token
    assert after.revision == before.revision
    assert {key: after.digests[key] for key in before.digests} == before.digests
    assert after.versions == {"foreign": 1}


def test_a_second_version_of_a_list_is_named_by_its_number():
    for day, name in enumerate(["Ondarra Quarzitwerke", "Ondarra Werke", "Ondarra"]):
        import_file(statement("a/1", name=name) + "\n" + statements(*many(10)), key="foreign", day=day)

    assert index.current().versions == {"foreign": 3}


def test_a_check_moves_nothing(now):
    before = index.current()
    screened("SUBARU", by=somebody(), at=now)

    assert index.current() is before


def test_an_old_index_still_gives_its_own_answer_and_knows_that_it_is_old(now):
    old = index.current()
    named("subaru-corporation", "Ondarra Karosserie", now)

    assert not index.is_current(loaded=old)
    assert first_of(old, "Ondarra Karosserie") is None
    assert first_of(index.current(), "Ondarra Karosserie") == SUBARU
    assert index.is_current(loaded=index.current())


def test_an_answer_of_an_old_index_is_asked_again_before_it_is_kept(now, monkeypatch):
    """The register moves between reading and writing: what is kept is the answer of the new one."""
    by = somebody()
    index.current()
    answer_many, moved = checks.answer_many, []

    def then_move(**parts):
        answers = answer_many(**parts)
        if not moved:
            moved.append(named("subaru-corporation", "Ondarra Karosserie", now))
        return answers

    monkeypatch.setattr(checks, "answer_many", then_move)
    check = screened("Ondarra Karosserie", by=by, at=now)

    assert [hit["key"] for hit in check.answer["hits"]] == [SUBARU]
    assert check.revision == index.current().revision


def test_an_index_that_somebody_brings_along_is_not_believed_when_it_has_become_old(now):
    old = index.current()
    named("subaru-corporation", "Ondarra Karosserie", now)

    check = checks.screen(
        question=asked("Ondarra Karosserie"), by=somebody(), at=now, origin=ScreeningCheck.Origin.API, loaded=old
    )

    assert [hit["key"] for hit in check.answer["hits"]] == [SUBARU]
    assert check.revision > old.revision


def test_an_earlier_revision_is_answered_from_its_own_index_and_the_held_one_stays(now):
    before = index.current()
    named("subaru-corporation", "Ondarra Karosserie", now)
    held = index.current()

    with index.at(revision=before.revision, versions={}) as then:
        assert first_of(then, "Ondarra Karosserie") is None
        assert then.revision == before.revision

    assert index.current() is held


def test_a_check_is_repeated_as_it_was_after_three_changes(now):
    by = somebody()
    kept = [screened("Ondarra Karosserie", by=by, at=now)]
    for key in ("subaru-corporation", "skydio-inc"):
        named(key, "Ondarra Karosserie", now)
        kept.append(screened("Ondarra Karosserie", by=by, at=now))
    import_file(statement("o", name="Ondarra Karosserie") + "\n", key="foreign")
    kept.append(screened("Ondarra Karosserie", by=by, at=now))

    assert [check.hit_count for check in kept] == [0, 1, 2, 3]
    for check in kept:
        assert repeating.repeat(check=check) == repeating.Repeated(True, True, ())


# ---- Days


@pytest.mark.parametrize("days", [-3650, -272, -271, 0, 366])
def test_what_is_said_of_a_day_is_read_once_and_is_that_of_the_day(days, django_assert_num_queries):
    on = TODAY + timedelta(days=days)
    loaded = index.current()
    said = loaded.day(on)

    with django_assert_num_queries(0):
        assert loaded.day(on) is said
    assert [each["list"] for each in said.searched] == [each["list"] for each in register.searched(on=on)]


def test_every_list_that_is_searched_has_a_digest_of_its_entries():
    loaded = index.current()

    found = {each["list"]: each["digest"] for each in loaded.day(TODAY).searched}

    assert found == {key: loaded.digests[key] for key in EntityList.objects.values_list("key", flat=True)}
    assert all(len(digest) == 64 for digest in found.values())


def test_two_builds_of_one_state_have_the_same_digests_and_the_same_answers():
    first = index.current()
    index.forget()
    second = index.current()

    assert second is not first
    assert second.digests == first.digests
    for name in ("SUBARU", "三菱重工業", "Skydio"):
        assert checks.answer_many(loaded=second, questions=[asked(name)]) == checks.answer_many(
            loaded=first, questions=[asked(name)]
        )


# ---- Who stands where


@pytest.mark.parametrize(
    ("on", "keys"),
    [(date(2020, 1, 1), set()), (date(2026, 2, 23), {SKYDIO}), (date(2026, 2, 24), {SKYDIO, SUBARU})],
)
def test_what_standing_decisions_are_held_against_is_who_stands_on_a_list_that_day(on, keys):
    described = entries.now(loaded=index.current(), on=on)

    assert set(described([SUBARU, SKYDIO, "entity:nobody"])) == keys


def test_what_is_said_now_is_what_answers_say(now):
    loaded = index.current()

    said = entries.now(loaded=loaded, on=TODAY)([SUBARU])[SUBARU]

    (hit,) = checks.answer_many(loaded=loaded, questions=[asked("SUBARU Corporation")])[0]["hits"]
    assert said["basis"] == hit["basis"]
    assert said["state"] == hit["state"]


@pytest.mark.parametrize(
    ("key", "own"),
    [("entity:subaru", "subaru"), ("party:us-csl/1234", "1234"), ("party:x/a/b", "a/b"), ("party:x/a:b", "a:b")],
)
def test_the_id_in_its_own_list_is_what_follows_the_list(key, own):
    assert own_id(key=key) == own


def test_each_source_has_a_prefix_of_its_own_and_finds_its_keys():
    assert len({source.PREFIX for source in SOURCES}) == len(SOURCES)
    assert source_of(key=SUBARU) is register
    assert source_of(key="party:foreign/a") is listed


# ---- Kept between starts


def test_a_snapshot_holds_the_digests_and_is_refused_under_another_token(tmp_path, settings):
    settings.SCREENING_INDEX_DIR = str(tmp_path)
    loaded = index.current()

    kept, digests = snapshots.load(token=loaded.token)
    assert digests == loaded.digests
    assert kept.size == loaded.index.size
    assert snapshots.load(token=(*loaded.token, "more")) is None
    with pytest.raises(SnapshotRefused):
        Index.load(tmp_path / "screening.index", token="another")


def test_a_list_that_somebody_compared_with_its_source_does_not_stand_in_the_way_of_a_snapshot(tmp_path, settings, now):
    settings.SCREENING_INDEX_DIR = str(tmp_path)
    version = import_ids("a")
    lists.describe(imported_list=version.imported_list, fields={"complete": True, "verified_on": now.date()})
    index.forget()
    loaded = index.current()

    assert snapshots.load(token=loaded.token) is not None


def test_a_snapshot_leaves_no_half_written_file_behind(tmp_path, settings):
    settings.SCREENING_INDEX_DIR = str(tmp_path)
    index.current()

    names = {path.name for path in tmp_path.iterdir()}
    assert names >= {"screening.index", "screening.lists.json"}
    assert not [name for name in names if ".part" in name]


def test_a_snapshot_spares_building_but_never_hides_what_came_after(tmp_path, settings, now):
    settings.SCREENING_INDEX_DIR = str(tmp_path)
    index.current()
    named("subaru-corporation", "Ondarra Karosserie", now)
    index.forget()

    assert first_of(index.current(), "Ondarra Karosserie") == SUBARU
