"""One party, all its spellings and numbers, each with where it was read."""

from datetime import UTC, datetime

import pytest

from controls.models import Entity, EntityName, Identifier
from controls.services import entities
from controls.services.entities import Name, Number
from controls.services.history import FactRefused
from tests.controls.change_log import latest_change_of, only_change_of
from tests.factories import make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


@pytest.fixture
def source():
    return make_source(key="test-page")


def name(text, source, language="en", kind="as_listed", **more):
    return Name(text, language, kind, "official_text", [source], **more)


def number(value, source, scheme="jp-corporate-number"):
    return Number(scheme, value, "official_text", [source])


def register(*names, numbers=(), **columns):
    defaults = {"key": "test-widget", "name": "Widget Ltd", "type": "company", "country": "JP"}
    return entities.register(names=names, numbers=numbers, by="tests", at=AT, **{**defaults, **columns})


def texts(entity):
    return sorted(EntityName.objects.filter(entity=entity).values_list("text", flat=True))


class TestRegistering:
    def test_keeps_every_spelling_with_its_language_and_kind(self, source):
        entity = register(name("Widget Ltd", source), name("小部件公司", source, "zh-Hans"))

        kept = {(row.text, row.language, row.kind) for row in entity.names.all()}
        assert kept == {("Widget Ltd", "en", "as_listed"), ("小部件公司", "zh-Hans", "as_listed")}

    def test_makes_each_spelling_findable(self, source):
        entity = register(name("ＷＩＤＧＥＴ　Ltd", source))

        assert entity.names.get().search_key == "widget ltd"

    def test_keeps_numbers(self, source):
        entity = register(name("Widget Ltd", source), numbers=[number("5011101019196", source)])

        assert [(row.scheme, row.value) for row in entity.identifiers.all()] == [
            ("jp-corporate-number", "5011101019196")
        ]

    def test_is_one_change_with_names_and_numbers_in_it(self, source):
        entity = register(name("Widget Ltd", source), numbers=[number("1", source)])

        after = only_change_of(entity).after
        assert [each["text"] for each in after["names"]] == ["Widget Ltd"]
        assert [each["value"] for each in after["identifiers"]] == ["1"]

    def test_keeps_the_evidence_of_each_spelling(self, source):
        entity = register(name("Widget Ltd", source, evidence_note="Annex, item 3."))

        kept = entity.snapshot()["names"][0]
        assert (kept["sources"], kept["evidence_note"]) == (["test-page"], "Annex, item 3.")

    def test_is_refused_without_a_name(self):
        with pytest.raises(FactRefused, match="Widget Ltd needs at least one name with a source"):
            register()

    def test_is_refused_when_a_name_has_no_source_and_leaves_nothing(self):
        with pytest.raises(FactRefused, match="Widget needs at least one source"):
            register(Name("Widget", "en", "as_listed", "official_text", []))

        assert not Entity.objects.filter(key="test-widget").exists()

    def test_is_refused_when_a_number_has_no_source(self, source):
        with pytest.raises(FactRefused, match="needs at least one source"):
            register(name("Widget", source), numbers=[Number("lei", "1", "official_text", [])])

    @pytest.mark.parametrize(
        ("columns", "field"),
        [
            ({"name": ""}, "name"),
            ({"type": "boat"}, "type"),
            ({"type": ""}, "type"),
            ({"country": "JPN"}, "country"),
            ({"key": "widget.ltd"}, "key"),
        ],
    )
    def test_refuses_in_words_that_name_the_field(self, source, columns, field):
        with pytest.raises(FactRefused) as refusal:
            register(name("Widget", source), **columns)

        assert f"{field}: " in str(refusal.value)

    @pytest.mark.parametrize("country", ["jp", "J1", "??", "Jp"])
    def test_refuses_a_country_that_is_no_code(self, source, country):
        with pytest.raises(FactRefused, match="A country is two capital letters"):
            register(name("Widget", source), country=country)

    def test_allows_a_country_that_is_not_known(self, source):
        assert register(name("Widget", source), country="").country == ""

    @pytest.mark.parametrize(
        ("spelling", "words"),
        [
            (("", "en", "alias"), "text: "),
            (("Widget", "tlh", "alias"), "language: "),
            (("Widget", "en", "nickname"), "kind: "),
            (("x" * 301, "en", "alias"), "text: "),
        ],
    )
    def test_refuses_a_spelling_in_words(self, source, spelling, words):
        with pytest.raises(FactRefused) as refusal:
            register(Name(*spelling, "official_text", [source]))

        assert words in str(refusal.value)

    def test_refuses_a_number_of_an_unknown_scheme(self, source):
        with pytest.raises(FactRefused, match="scheme: "):
            register(name("Widget", source), numbers=[number("1", source, scheme="duns")])

    def test_allows_the_same_text_in_two_languages(self, source):
        entity = register(name("三井E&S", source, "ja"), name("三井E&S", source, "zh-Hans"))

        assert len(texts(entity)) == 2

    def test_keeps_a_spelling_given_twice_once(self, source):
        entity = register(name("Widget", source), name("Widget", source, kind="alias"))

        assert [row.kind for row in entity.names.all()] == ["alias"]

    def test_allows_two_entities_of_the_same_name(self, source):
        """Namesakes exist; the key tells them apart."""
        first, second = register(name("Widget", source)), register(name("Widget", source), key="test-namesake")

        assert first.pk != second.pk


class TestAddingAName:
    def add(self, entity, spelling):
        return entities.add_name(entity=entity, name=spelling, by="tests", at=AT)

    def test_leaves_the_names_on_record_alone(self, source):
        entity = register(name("Widget", source))
        row = entity.names.get().pk

        self.add(entity, name("ウィジェット", source, "ja", "alias"))

        assert set(EntityName.objects.filter(entity=entity, pk=row).values_list("text", flat=True)) == {"Widget"}
        assert texts(entity) == ["Widget", "ウィジェット"]

    def test_is_a_new_fact_and_no_correction(self, source):
        entity = register(name("Widget", source))

        self.add(entity, name("Gadget", source, kind="alias"))

        change = latest_change_of(entity)
        assert (change.action, change.version, change.reason) == ("amended", 2, "")

    def test_leaves_numbers_alone(self, source):
        entity = register(name("Widget", source), numbers=[number("1", source)])

        self.add(entity, name("Gadget", source, kind="alias"))

        assert Identifier.objects.filter(entity=entity).count() == 1

    def test_that_is_on_record_in_that_language_is_refused(self, source):
        entity = register(name("Widget", source))

        with pytest.raises(FactRefused, match="Widget Ltd already has the name Widget"):
            self.add(entity, name("Widget", source, kind="alias"))

    def test_that_is_on_record_in_another_language_is_kept(self, source):
        entity = register(name("Widget", source))

        self.add(entity, name("Widget", source, "ja"))

        assert len(texts(entity)) == 2

    def test_without_a_source_is_refused(self, source):
        entity = register(name("Widget", source))

        with pytest.raises(FactRefused, match="needs at least one source"):
            self.add(entity, Name("Gadget", "en", "alias", "one_report", []))

        assert texts(entity) == ["Widget"]
