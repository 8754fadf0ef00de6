"""A check is asked again at its own revision: the same scores and the same receipt, or what differs."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from controls.matching.index import Index
from controls.models import Entity, Source
from controls.screening.models import ImportedList, ScreeningCheck
from controls.screening.services import chain, checks, index, listed, lists, register, repeating
from controls.services import entities
from tests.screening.asking import asked, screened, somebody
from tests.screening.importing import import_file
from tests.screening.list_files import statement

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
QUESTIONS = [
    ("SUBARU", {}),
    ("Subaro Corporation", {"threshold": 0.5}),
    ("住友重機械工業(株)", {"country": "JP"}),
    ("Bäckerei Zimmermann", {}),
    ("Skydio", {"lists": ("cn-export-control-list",), "limit": 1}),
    ("Fuji Jukogyo", {"identifier": "5011101019196"}),
]


@pytest.fixture
def by():
    return somebody()


def renamed():
    """Subaru gets the name it had before."""
    source = Source.objects.order_by("pk").first()
    name = entities.Name("Fuji Heavy Industries Ltd.", "en", "former", "one_report", [source])
    entities.add_name(entity=Entity.objects.get(key="subaru-corporation"), name=name, by="test", at=NOON)


@pytest.mark.parametrize(("name", "parts"), QUESTIONS, ids=[name for name, _parts in QUESTIONS])
def test_a_check_comes_out_the_same(by, name, parts):
    check = screened(name, by=by, at=NOON, **parts)

    assert repeating.repeat(check=check) == repeating.Repeated(True, True, ())


def test_what_the_register_has_learnt_since_changes_nothing(by):
    check = screened("Fuji Heavy Industries", by=by, at=NOON)
    renamed()

    after = screened("Fuji Heavy Industries", by=by, at=NOON)

    assert (check.outcome, after.outcome) == ("no_entry_found", "possible_match")
    for each in (check, after):
        repeated = repeating.repeat(check=ScreeningCheck.objects.get(pk=each.pk))
        assert (repeated.same_scores, repeated.same_receipt) == (True, True), repeated.faults


def test_nothing_is_kept_of_a_repetition(by):
    check = screened("SUBARU", by=by, at=NOON)

    repeating.repeat(check=check)

    assert ScreeningCheck.objects.count() == 1


def test_another_way_of_comparing_is_named_and_not_passed_off_as_the_same(by, monkeypatch):
    check = screened("SUBARU", by=by, at=NOON)
    monkeypatch.setattr(repeating, "ALGORITHM", "names-of-tomorrow")

    with pytest.raises(CommandError, match="this register has names-of-tomorrow") as refusal:
        call_command("repeat_check", check.number)
    assert refusal.value.returncode == 2


def test_a_row_that_was_changed_behind_the_register_is_not_repeated(by):
    check = screened("SUBARU", by=by, at=NOON)
    check.threshold = 0.9

    with pytest.raises(repeating.CannotRepeat, match="its row was changed"):
        repeating.repeat(check=check)


def test_a_difference_is_said_with_the_scores(by, monkeypatch):
    check = screened("SUBARU", by=by, at=NOON)
    screen = Index.screen

    def otherwise(self, question, **options):
        found = screen(self, question, **options)
        hits = tuple(replace(each, score=replace(each.score, value=0.8765)) for each in found.hits)
        return replace(found, hits=hits)

    monkeypatch.setattr(Index, "screen", otherwise)

    repeated = repeating.repeat(check=check)
    assert (repeated.same_scores, repeated.same_receipt) == (False, False)
    assert repeated.faults == ("hits: entity:subaru-corporation 1.0000 then, entity:subaru-corporation 0.8765 now",)
    with pytest.raises(CommandError, match="the scores differ") as refusal:
        call_command("repeat_check", check.number)
    assert refusal.value.returncode == 1


def test_a_difference_beside_the_scores_is_said_too(by, settings):
    check = screened("SUBARU", by=by, at=NOON)
    settings.SCREENING_VERIFIED_DAYS = 4000

    repeated = repeating.repeat(check=check)

    assert (repeated.same_scores, repeated.same_receipt) == (True, False)
    assert repeated.faults == ("searched: 3 entries then, 3 entries now",)


def test_many_asked_at_once_come_out_as_if_asked_alone(by):
    questions = [asked(name, **parts) for name, parts in QUESTIONS]

    together = checks.screen_many(questions=questions, by=by, at=NOON, origin=ScreeningCheck.Origin.BATCH)

    alone = [screened(name, by=by, at=NOON, **parts) for name, parts in QUESTIONS]
    assert [check.answer for check in together] == [check.answer for check in alone]
    assert [check.name for check in together] == [name for name, _parts in QUESTIONS]


def test_of_many_all_or_none_is_kept(by):
    questions = [asked("SUBARU"), asked("SUBARU", lists=("no-such-list",))]

    with pytest.raises(checks.CheckRefused, match="There is no list “no-such-list”") as refusal:
        checks.screen_many(questions=questions, by=by, at=NOON, origin=ScreeningCheck.Origin.BATCH)

    assert ScreeningCheck.objects.count() == 0
    assert "cn-watch-list" in refusal.value.lists


def test_nobody_asked_is_nothing_kept(by):
    assert checks.screen_many(questions=[], by=by, at=NOON, origin=ScreeningCheck.Origin.BATCH) == []


# ---- With lists of others


@pytest.fixture
def foreign():
    import_file(statement("a/1", name="Ondarra Quarzitwerke", country="at") + "\n", key="foreign")


def test_a_check_names_the_versions_of_imported_lists_that_it_rests_on(by, foreign):
    check = screened("Ondarra Quarzitwerke", by=by, at=NOON)

    assert chain.receipt_of(check=check)["imported"] == {"foreign": 1}


@pytest.mark.parametrize(
    "newer",
    [
        statement("a/1", name="Ondarra Quarzitwerke AG", country="de"),
        statement("b", name="Somebody Else"),
        statement("a/1", name="Ondarra Quarzitwerke", country="at") + "\n" + statement("b", name="Ondarra Holding"),
    ],
    ids=["changed", "replaced", "joined"],
)
def test_a_newer_version_of_a_list_changes_no_repetition(by, foreign, newer):
    check = screened("Ondarra Quarzitwerke", by=by, at=NOON)
    assert [hit["key"] for hit in check.answer["hits"]] == ["party:foreign/a/1"]

    import_file(newer + "\n", key="foreign", day=1)

    repeated = repeating.repeat(check=ScreeningCheck.objects.get(pk=check.pk))
    assert (repeated.same_scores, repeated.same_receipt) == (True, True), repeated.faults


def test_a_list_that_came_later_changes_no_repetition(by):
    check = screened("Ondarra Quarzitwerke", by=by, at=NOON)
    import_file(statement("a/1", name="Ondarra Quarzitwerke") + "\n", key="foreign")

    assert check.outcome == "no_entry_found"
    assert repeating.repeat(check=check) == repeating.Repeated(True, True, ())


WORDS = {"name": "Another name", "complete": True, "verified_on": NOON.date(), "expected_count": 7}


def test_what_is_said_of_a_list_today_is_told_and_is_no_difference(by, foreign):
    check = screened("Ondarra Quarzitwerke", by=by, at=NOON)

    lists.describe(imported_list=ImportedList.objects.get(key="foreign"), fields=WORDS)
    index.forget()

    repeated = repeating.repeat(check=ScreeningCheck.objects.get(pk=check.pk))
    assert (repeated.same_scores, repeated.same_receipt, repeated.faults) == (True, True, ())
    assert repeated.remarks == (
        "foreign: name was Foreign list then, is Another name now; no version of the list keeps it",
        "foreign: expected was None then, is 7 now; no version of the list keeps it",
        "foreign: complete was False then, is True now; no version of the list keeps it",
        "foreign: verified_on was None then, is 2026-11-21 now; no version of the list keeps it",
    )


def test_the_command_tells_it_and_succeeds(by, foreign, capsys):
    check = screened("Ondarra Quarzitwerke", by=by, at=NOON)
    lists.describe(imported_list=ImportedList.objects.get(key="foreign"), fields={"name": "Another name"})

    call_command("repeat_check", check.number)

    said = capsys.readouterr().out
    assert "name was Foreign list then, is Another name now" in said
    assert "the same scores and the same receipt" in said


def test_how_many_entries_were_searched_is_still_held_against_the_check(by, foreign, monkeypatch):
    check = screened("Ondarra Quarzitwerke", by=by, at=NOON)
    searched = listed.searched
    monkeypatch.setattr(listed, "searched", lambda *, on: [{**each, "entries": 9} for each in searched(on=on)])

    repeated = repeating.repeat(check=check)

    assert not repeated.same_receipt
    assert repeated.same_scores


def test_what_is_said_of_the_register_s_own_lists_is_still_held_against_the_check(by, foreign, monkeypatch):
    check = screened("Ondarra Quarzitwerke", by=by, at=NOON)
    searched = register.searched
    monkeypatch.setattr(register, "searched", lambda *, on: [{**each, "complete": True} for each in searched(on=on)])

    assert not repeating.repeat(check=check).same_receipt
