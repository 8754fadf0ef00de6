"""Names from the EDINET code list: matched by number or by a name of one alone, proposed with evidence."""

import io
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from controls.models import Change, Entity, EntityName, Identifier, Proposal, Source
from controls.screening.formats.edinet import is_corporate_number
from controls.screening.services import edinet
from controls.screening.services.edinet import EdinetRefused
from controls.services import entities, proposals
from controls.services.entities import Name, Number
from tests.controls.desk import make_user
from tests.factories import make_source
from tests.screening.asking import somebody
from tests.screening.list_files import edinet as code_list
from tests.screening.list_files import edinet_row

pytestmark = pytest.mark.django_db
NUMBER, OTHER_NUMBER = "4010001133876", "1180301018771"
DAY = date(2026, 11, 21)


@pytest.fixture
def ada(now):
    return make_user(now)


@pytest.fixture
def grace(now):
    return make_user(now, "grace@example.org")


@pytest.fixture(autouse=True)
def _without_the_seeds_numbers():
    """The seed knows real companies by real numbers; these tests bring their own."""
    Identifier.objects.filter(value__in=[NUMBER, OTHER_NUMBER]).detach()


def make_entity(now, key="mikage", names=(("Mikage Magnets Inc.", "en"),), number="", **columns):
    evidence = [make_source()]
    return entities.register(
        names=[Name(text, language, "as_listed", "one_report", evidence) for text, language in names],
        numbers=[Number("jp-corporate-number", number, "one_report", evidence)] if number else [],
        by="tests",
        at=now,
        key=key,
        name=names[0][0],
        **{"type": "company", "country": "JP", **columns},
    )


def run(content, by, now, *, setting="0", keep=True):
    return edinet.import_names(stream=io.BytesIO(content), by=by, at=now, seen_on=DAY, setting=setting, keep=keep)


def own(report, key="mikage"):
    """What the report would add to one entity."""
    return next((each for each in report.additions if each.entity.key == key), None)


def spelt(key="mikage"):
    return {(name.text, name.language, name.kind) for name in EntityName.objects.filter(entity__key=key)}


def test_a_company_is_known_by_its_number_whatever_its_name(ada, now):
    make_entity(now, names=[("MKG Holdings", "en")], number=NUMBER)
    run(code_list(edinet_row(number=NUMBER)), ada, now)

    assert spelt() == {
        ("MKG Holdings", "en", "as_listed"),
        ("株式会社御影磁石", "ja", "legal"),
        ("ミカゲジシャク", "ja", "alias"),
        ("Mikage Magnets Inc.", "en", "alias"),
    }


def test_every_name_has_the_list_as_its_source(ada, now):
    make_entity(now, number=NUMBER)
    content = code_list(edinet_row(number=NUMBER))
    run(content, ada, now)

    name = EntityName.objects.get(text="株式会社御影磁石")
    source = name.sources.get()
    assert (name.evidence_grade, source.key, source.kind) == ("one_report", "edinet-code-list-2026-11-20", "register")
    assert (source.seen_on, source.seen_as, len(source.sha256)) == (DAY, "copy", 64)
    assert EntityName.objects.get(text="ミカゲジシャク").evidence_note == "Reading (ヨミ) as filed."


def test_without_a_number_an_equal_name_of_one_alone_is_enough_and_brings_the_number(ada, now):
    make_entity(now, names=[("MIKAGE MAGNETS INC", "en")])
    report = run(code_list(edinet_row(number=NUMBER), edinet_row(code="E2", name="別会社", english="")), ada, now)

    assert own(report).by_number is False
    assert Identifier.objects.get(entity__key="mikage").value == NUMBER
    change = Change.objects.order_by("-id").first()
    assert change.reason == "EDINET code list, E99001: the same name, in one row and of one entity alone."


@pytest.mark.parametrize(
    "names",
    [
        [("株式会社御影磁石", "ja")],
        [("株式会社 御影磁石", "ja")],
        [("Mikage Magnets, Inc.", "en")],
        [("ＭＩＫＡＧＥ Magnets Inc", "en")],
    ],
)
def test_width_case_and_punctuation_make_no_other_name(ada, now, names):
    make_entity(now, names=names)

    assert own(run(code_list(edinet_row()), ada, now, keep=False)) is not None


@pytest.mark.parametrize(
    "names",
    [
        [("Mikage Magnets", "en")],
        [("Mikage Magnets Trading Inc.", "en")],
        [("株式会社御影磁石", "zh-Hans")],
        [("御影磁石", "ja")],
    ],
)
def test_a_name_that_is_only_alike_is_not_enough(ada, now, names):
    make_entity(now, names=names)

    assert own(run(code_list(edinet_row()), ada, now, keep=False)) is None


def test_a_name_of_two_companies_in_the_file_says_nothing(ada, now):
    make_entity(now)
    rows = [edinet_row(number=NUMBER), edinet_row(code="E2", name="御影磁石株式会社", number=OTHER_NUMBER)]

    assert own(run(code_list(*rows), ada, now, keep=False)) is None


def test_a_name_of_two_entities_on_record_says_nothing(ada, now):
    make_entity(now)
    make_entity(now, key="mikage-2")
    report = run(code_list(edinet_row()), ada, now, keep=False)

    assert own(report) is None
    assert own(report, "mikage-2") is None


def test_names_of_two_companies_on_one_entity_are_a_doubt(ada, now):
    make_entity(now, names=[("Mikage Magnets Inc.", "en"), ("別会社株式会社", "ja")])
    report = run(
        code_list(edinet_row(), edinet_row(code="E2", name="別会社株式会社", english="")), ada, now, keep=False
    )

    assert own(report) is None
    assert report.doubts == [("mikage", "Its names are those of several companies in the file.")]


def test_the_same_name_with_another_number_is_a_doubt(ada, now):
    make_entity(now, number=OTHER_NUMBER)
    report = run(code_list(edinet_row(number=NUMBER)), ada, now)

    assert report.doubts == [("mikage", f"Line 3 has its name with the number {NUMBER}; on record is {OTHER_NUMBER}.")]
    assert spelt() == {("Mikage Magnets Inc.", "en", "as_listed")}


@pytest.mark.parametrize("columns", [{"country": "CN"}, {"type": "university"}, {"type": "person"}])
def test_only_companies_of_japan_or_of_no_known_country_are_compared(ada, now, columns):
    make_entity(now, **columns)

    assert own(run(code_list(edinet_row()), ada, now, keep=False)) is None


def test_latin_letters_in_full_width_are_recorded_as_they_are_typed(ada, now):
    make_entity(now, number=NUMBER)
    run(code_list(edinet_row(name="株式会社ＭＫＧ", number=NUMBER)), ada, now)

    assert ("株式会社MKG", "ja", "legal") in spelt()


def test_what_is_on_record_already_is_not_proposed_again(ada, now):
    make_entity(now, number=NUMBER)
    content = code_list(edinet_row(number=NUMBER))
    first = run(content, ada, now)
    changes = Change.objects.count()
    again = run(content, ada, now)

    assert (first.recorded, again.recorded) == (1, 0)
    assert (own(again), again.known >= 1) == (None, True)
    assert Change.objects.count() == changes


def test_what_was_on_record_stays_with_its_own_evidence(ada, now):
    entity = make_entity(now, number=NUMBER)
    before = list(entity.names.get().sources.values_list("key", flat=True))
    run(code_list(edinet_row(number=NUMBER)), ada, now)

    assert list(EntityName.objects.get(text="Mikage Magnets Inc.").sources.values_list("key", flat=True)) == before


def test_a_dry_run_says_everything_and_writes_nothing(ada, now):
    make_entity(now, number=NUMBER)
    changes = Change.objects.count()
    report = run(code_list(edinet_row(number=NUMBER)), ada, now, keep=False)

    assert [text for text, *_rest in own(report).names] == ["株式会社御影磁石", "ミカゲジシャク"]
    assert Change.objects.count() == changes
    assert not Source.objects.filter(key="edinet-code-list-2026-11-20").exists()


def test_under_four_eyes_the_source_waits_first_and_then_the_names(ada, grace, now):
    make_entity(now, number=NUMBER)
    content = code_list(edinet_row(number=NUMBER))

    first = run(content, ada, now, setting="1")
    assert (first.proposed, Proposal.objects.waiting().count()) == (0, 1)
    assert "waits for a second person" in first.waits
    assert run(content, ada, now, setting="1").waits
    proposal = Proposal.objects.waiting().get()
    proposals.publish(proposal=proposal, digest=proposal.digest, by=grace, at=now)

    second = run(content, ada, now, setting="1")
    assert (second.proposed, second.recorded, second.waits) == (1, 0, "")
    assert spelt() == {("Mikage Magnets Inc.", "en", "as_listed")}
    third = run(content, ada, now, setting="1")
    assert (third.proposed, third.doubts) == (0, [("mikage", "A proposal waits for this entity already.")])

    proposal = Proposal.objects.waiting().get()
    assert proposals.publish(proposal=proposal, digest=proposal.digest, by=grace, at=now).state == "published"
    assert ("株式会社御影磁石", "ja", "legal") in spelt()


def test_listings_and_the_rest_of_the_record_are_left_alone(ada, now):
    make_entity(now, number=NUMBER)
    since = Change.objects.revision()[0]
    run(code_list(edinet_row(number=NUMBER)), ada, now)

    assert set(Change.objects.filter(id__gt=since).values_list("subject_type", flat=True)) == {"source", "entity"}


def test_a_file_with_errors_is_refused_whole(ada, now):
    make_entity(now, number=NUMBER)
    with pytest.raises(EdinetRefused) as refused:
        run(code_list(edinet_row(number=NUMBER), edinet_row(number="12"), "x"), ada, now)

    assert [error.line for error in refused.value.errors] == [4, 5]
    assert spelt() == {("Mikage Magnets Inc.", "en", "as_listed")}


@pytest.mark.parametrize("content", [b"", b"\x81", "名".encode(), b"PK\x03\x04"])
def test_another_file_is_refused_in_words(ada, now, content):
    with pytest.raises(EdinetRefused) as refused:
        run(content, ada, now)
    assert refused.value.errors[0].line == 1


def test_only_a_curator_proposes(now):
    with pytest.raises(EdinetRefused, match="Only a curator"):
        run(code_list(edinet_row()), somebody(), now)


def test_comparing_asks_equally_often_however_long_the_file(ada, now, django_assert_num_queries):
    make_entity(now, number=NUMBER)
    rows = [edinet_row(code=f"E{number}", name=f"会社{number}", english="", kana="") for number in range(300)]

    with django_assert_num_queries(5):
        run(code_list(edinet_row(number=NUMBER), *rows), ada, now, keep=False)


def command(tmp_path, content, *options):
    path = tmp_path / "EdinetcodeDlInfo.csv"
    path.write_bytes(content)
    out = StringIO()
    call_command("import_edinet", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_proposes(tmp_path, ada, now, settings):
    settings.FOUR_EYES = "0"
    make_entity(now, number=NUMBER)
    content = code_list(edinet_row(number=NUMBER))

    dry = command(tmp_path, content, "--by", "ADA@example.org", "--dry-run")
    assert "mikage = E99001 by number: 株式会社御影磁石; ミカゲジシャク" in dry
    assert "dry run: nothing was written." in dry
    said = command(tmp_path, content, "--by", "ada@example.org")
    assert "EDINET code list of 2026-11-20: 1 entities with something new" in said
    assert "0 proposed, 1 recorded." in said
    assert command(tmp_path, content, "--by", "ada@example.org", "--verbosity", "0") == ""


def test_the_command_tells_doubts_and_what_waits(tmp_path, ada, now, settings):
    settings.FOUR_EYES = "1"
    make_entity(now, number=NUMBER)
    make_entity(now, key="other", names=[("別会社", "ja")], number="7000012050002")
    content = code_list(edinet_row(number=NUMBER), edinet_row(code="E2", name="別会社", number=OTHER_NUMBER))

    said = command(tmp_path, content, "--by", "ada@example.org")
    assert "other: Line 4 has its name with the number" in said
    assert "The source edinet-code-list-2026-11-20 waits for a second person." in said


@pytest.mark.parametrize("options", [(), ("--by", "nobody@example.org"), ("--by", "asker@example.com")])
def test_the_command_needs_a_curator(tmp_path, options):
    somebody()

    with pytest.raises(CommandError, match="Give --by with the e-mail address of a curator"):
        command(tmp_path, code_list(edinet_row()), *options)


def test_the_command_tells_errors_by_line(tmp_path, ada):
    with pytest.raises(CommandError) as refused:
        command(tmp_path, code_list(*["x"] * 120), "--by", "ada@example.org")

    lines = str(refused.value).splitlines()
    assert lines[:2] == ["The file was refused.", "  line 3: 1 cells where there are 13 headings."]
    assert lines[-1] == "  and 20 more"


def test_a_file_that_is_not_there_says_so(ada):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_edinet", "/nowhere/file.csv", "--by", "ada@example.org")


def test_an_entity_is_compared_once_whatever_its_other_names(ada, now):
    make_entity(now, names=[("Mikage Magnets Inc.", "en"), ("株式会社御影磁石", "ja")])
    report = run(code_list(edinet_row()), ada, now, keep=False)

    assert [text for text, *_rest in own(report).names] == ["ミカゲジシャク"]
    assert Entity.objects.filter(key="mikage").count() == 1


@given(st.integers(0, 10**12 - 1))
def test_of_the_nine_numbers_with_the_same_rest_one_is_a_corporate_number(rest):
    candidates = [f"{digit}{rest:012}" for digit in range(10)]

    assert sum(is_corporate_number(number) for number in candidates) == 1


@given(st.integers(0, 10**12 - 1), st.integers(0, 11), st.integers(1, 8))
def test_one_wrong_digit_is_seen(rest, place, by):
    (number,) = [each for digit in range(10) if is_corporate_number(each := f"{digit}{rest:012}")]
    place += 1
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    # Modulo nine a 0 and a 9 are the same: the check digit cannot tell them apart.
    same = {number[place], wrong[place]} == {"0", "9"}

    assert is_corporate_number(wrong) == same


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_name_of_another_language_is_new_though_its_letters_are_known(ada, now, language):
    make_entity(now, names=[("ACSL", language)], number=NUMBER)
    report = run(code_list(edinet_row(name="ＡＣＳＬ", english="ACSL", kana="", number=NUMBER)), ada, now, keep=False)

    assert [each[1] for each in own(report).names] == ["en" if language == "ja" else "ja"]


@pytest.mark.parametrize(("kana", "english"), [("", ""), ("ミカゲ", ""), ("", "Mikage Co.")])
def test_what_the_file_leaves_empty_is_not_proposed(ada, now, kana, english):
    make_entity(now, names=[("MKG", "en")], number=NUMBER)
    report = run(code_list(edinet_row(kana=kana, english=english, number=NUMBER)), ada, now, keep=False)

    assert [each[0] for each in own(report).names] == [name for name in ("株式会社御影磁石", kana, english) if name]


def test_a_row_without_a_number_brings_names_alone(ada, now):
    make_entity(now)
    run(code_list(edinet_row(number="")), ada, now)

    assert ("株式会社御影磁石", "ja", "legal") in spelt()
    assert not Identifier.objects.filter(entity__key="mikage").exists()
