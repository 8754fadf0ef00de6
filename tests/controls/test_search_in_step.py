"""What the search looks through is kept in step with the facts, in the transaction in which they are written."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from controls.matching.questions import Sought
from controls.models import Change, SearchDocument, SearchWord
from controls.models.search_queries import Asked, look
from controls.services import (
    catalogue,
    claims,
    entities,
    goods,
    listings,
    lists,
    measures,
    notices,
    searching,
    sources,
    suspensions,
)
from controls.services.catalogue import Point
from controls.services.entities import Name, Number
from controls.services.searching.documents import FORM
from controls.services.searching.facts import SEARCHABLE
from tests.factories import (
    make_authority,
    make_claim,
    make_clause,
    make_entity,
    make_event,
    make_item,
    make_list,
    make_listing,
    make_measure,
    make_notice,
    make_source,
    make_suspension,
)
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
DAY = date(2026, 11, 21)


def found(text, *, on=DAY):
    answer = look(Asked(Sought(text), on=on, most=50))
    documents = SearchDocument.objects.in_bulk([number for number, _score in answer.hits])
    return [f"{documents[number].noun}:{documents[number].key}" for number, _score in answer.hits]


def document(fact):
    return SearchDocument.objects.get(noun=fact.noun, key=fact.key)


def make_technology(**columns):
    """A version of a new technology in an edition that is known on the day."""
    revision = make_revision(published_on=date(2026, 5, 1))
    return make_version(item=make_catalogue_item(), revision=revision, **columns)


@pytest.fixture
def mended(now):
    return {"reason": "test", "by": "tests", "at": now}


class TestNewFacts:
    def test_an_entity_is_found_by_each_of_its_names(self):
        entity = make_entity("Quexolab GmbH", zh="奎克索拉布", ja="クエクソラボ")

        for text in ("Quexolab", "奎克索拉布", "クエクソラボ", "くえくそらぼ", entity.key):
            assert found(text) == [f"entity:{entity.key}"]

    def test_a_listing_brings_the_wording_of_its_notice_and_its_day(self):
        entity = make_entity("Quexolab GmbH")
        listing = make_listing(entity=entity, name_zh="奎克索实验室", effective_from=date(2026, 3, 1))

        assert found("奎克索实验室") == [f"entity:{entity.key}"]
        assert found(listing.key) == [f"entity:{entity.key}"]
        assert document(entity).known_from == listing.notice.published_on
        assert document(entity).lists == [listing.entity_list.key]

    def test_the_first_of_two_listings_says_since_when_an_entity_is_known(self):
        entity = make_entity("Quexolab GmbH")
        make_listing(entity=entity, effective_from=date(2026, 3, 1))
        make_listing(entity=entity, effective_from=date(2025, 3, 1))

        assert document(entity).known_from == date(2025, 3, 1)

    def test_a_notice_is_found_by_number_and_title(self):
        notice = make_notice(title_en="About quexolite", title_zh="关于奎克索石的公告", number=871)

        for text in ("quexolite", "奎克索石", "No. 871 of 2026", "2026年第871号", notice.key):
            assert found(text)[0] == f"notice:{notice.key}"

    def test_a_measure_is_found_by_its_clauses_too(self):
        measure = make_measure(number="TEST 2025 No. 872", scope="Quexolite of any grade.")
        clause = make_clause(measure=measure, text="Licence for quexodium.")

        for text in ("872/2025", "quexolite", "quexodium", clause.key):
            assert f"measure:{measure.key}" in found(text)

    def test_an_item_is_found_by_code_title_and_customs_number(self):
        item = make_item(code="9Q901.b", title_en="Quexolite powder", title_zh="奎克索石粉", hs_stated=["9911223344"])

        for text in ("9Q901.b", "9q901", "quexolite", "奎克索石", "9911223344", "991122"):
            assert found(text) == [f"controlled-item:{item.key}"]

    def test_a_suspension_stands_on_the_page_of_its_measure(self):
        clause = make_clause()
        suspension = make_suspension(clauses=[clause], number="TEST 2025 No. 873")

        assert found("No. 873 of 2025") == [f"suspension:{suspension.key}"]
        assert document(suspension).get_absolute_url() == f"/measures/{clause.measure.key}/"

    def test_a_technology_is_found_by_the_codes_and_points_of_its_versions(self):
        version = make_technology(code="998877J", points=[Point(1, "Growing of quexolite", "奎克索石生长")])

        for text in ("quexolite", "奎克索石", "998877J", version.item.key):
            assert f"catalogue-item:{version.item.key}" in found(text)
        assert found("998877X") == []

    def test_a_list_a_claim_and_an_edition_are_found(self):
        made = [
            make_list(name_en="Quexolite List"),
            make_claim(text="Quexolite is banned."),
            make_revision(title_en="Catalogue of quexolite", published_on=date(2026, 5, 1)),
        ]

        assert set(found("quexolite")) == {f"{fact.noun}:{fact.key}" for fact in made}

    def test_a_source_is_not_searched_for(self):
        make_source(title="Quexolite Weekly")

        assert found("quexolite") == []


class TestChanges:
    def test_a_new_name_is_found_and_an_old_one_no_more(self, mended):
        entity = make_entity("Quexolab GmbH")
        name = Name("Quaxolab GmbH", "en", "legal", "official_text", [make_source()])

        entities.correct(entity=entity, fields={"name": "Quaxolab GmbH"}, names=[name], **mended)

        assert found("Quaxolab") == [f"entity:{entity.key}"]
        assert look(Asked(Sought("Quexolab"), on=DAY)).level == "likeness"  # only nearly so

    def test_an_alias_is_found_once_it_is_added(self, now):
        entity = make_entity("Quexolab GmbH")
        assert found("Zwyxon") == []

        name = Name("Zwyxon", "en", "alias", "one_report", [make_source()])
        entities.add_name(entity=entity, name=name, by="tests", at=now)

        assert found("Zwyxon") == [f"entity:{entity.key}"]

    def test_a_register_number_is_found_once_it_is_added(self, mended):
        entity = make_entity("Quexolab GmbH")
        number = Number("jp-corporate-number", "7777777777777", "official_text", [make_source()])

        entities.correct(entity=entity, fields={}, numbers=[number], **mended)

        assert found("7777777777777") == [f"entity:{entity.key}"]

    def test_the_day_of_a_notice_moves_the_day_of_its_entities(self, mended):
        listing = make_listing(entity=make_entity("Quexolab GmbH"), effective_from=date(2026, 3, 1))

        notices.correct(notice=listing.notice, fields={"published_on": date(2026, 2, 1)}, **mended)

        assert document(listing.entity).known_from == date(2026, 2, 1)

    def test_the_day_of_a_measure_moves_the_days_of_its_items_and_suspensions(self, mended):
        measure = make_measure()
        item = make_item(measure=measure)
        suspension = make_suspension(clauses=[make_clause(measure=measure)])

        measures.correct(measure=measure, fields={"published_on": date(2025, 1, 1), "jurisdiction": "XX"}, **mended)

        assert document(item).known_from == date(2025, 1, 1)
        assert document(item).jurisdiction == document(suspension).jurisdiction == "XX"

    def test_the_name_of_an_authority_moves_into_its_notices(self, mended):
        notice = make_notice(authority=make_authority())

        notices.correct_authority(authority=notice.authority, fields={"name_zh": "奎克索部"}, **mended)

        assert found("奎克索部") == [f"notice:{notice.key}"]

    def test_another_clause_moves_into_its_measure(self, mended):
        clause = make_clause(text="Licence for quexolite.")

        measures.correct_clause(clause=clause, fields={"text": "Licence for zwyxonite."}, **mended)

        assert found("zwyxonite") == [f"measure:{clause.measure.key}"]
        assert found("quexolite") == []

    def test_other_points_move_into_their_technology(self, mended):
        version = make_technology(points=[Point(1, "Growing of quexolite", "")])

        points = [Point(1, "Growing of zwyxonite", "")]
        catalogue.correct_version(version=version, fields={}, points=points, **mended)

        assert found("zwyxonite") == [f"catalogue-item:{version.item.key}"]

    @pytest.mark.parametrize(
        ("make", "correct", "named", "column"),
        [
            (make_list, lists.correct, "entity_list", "summary"),
            (make_claim, claims.correct, "claim", "better"),
            (make_item, measures.correct_item, "item", "title_en"),
            (make_notice, notices.correct, "notice", "summary"),
            (make_measure, measures.correct, "measure", "scope"),
        ],
    )
    def test_a_correction_is_found(self, mended, make, correct, named, column):
        fact = make()

        correct(**{named: fact}, fields={column: "Zwyxonite of any grade."}, **mended)

        assert found("zwyxonite") == [f"{fact.noun}:{fact.key}"]

    def test_a_suspension_is_found_by_its_new_title(self, mended):
        suspension = make_suspension(clauses=[make_clause()])

        suspensions.correct(suspension=suspension, fields={"title_en": "Pause of zwyxonite"}, **mended)

        assert found("zwyxonite") == [f"suspension:{suspension.key}"]

    def test_a_listing_is_found_by_its_corrected_wording(self, mended):
        listing = make_listing(entity=make_entity("Quexolab GmbH"), name_zh="奎克索")

        listings.correct(listing=listing, fields={"name_zh": "兹维克松"}, **mended)

        assert found("兹维克松") == [f"entity:{listing.entity.key}"]

    def test_a_tariff_code_and_an_element_are_found_by_their_corrected_words(self, mended):
        code = SEARCHABLE["tariff-code"].model.objects.get(key="850511")
        element = SEARCHABLE["element"].model.objects.get(key="dy")

        goods.correct_tariff_code(tariff_code=code, fields={"description_en": "Magnets of zwyxonite"}, **mended)
        goods.correct_element(element=element, fields={"name_zh": "镝石"}, **mended)

        assert found("zwyxonite") == ["tariff-code:850511"]
        assert found("镝石")[0] == "element:dy"


class TestTransactions:
    def test_what_is_taken_back_is_not_found(self):
        with transaction.atomic():
            make_entity("Quexolab GmbH")
            assert found("Quexolab")
            transaction.set_rollback(True)

        assert found("Quexolab") == []

    def test_a_load_draws_up_documents_at_its_end(self):
        with transaction.atomic(), searching.gathering():
            entity = make_entity("Quexolab GmbH")
            assert found("Quexolab") == []

        assert found("Quexolab") == [f"entity:{entity.key}"]

    def test_a_load_that_fails_leaves_nothing_to_the_next_write(self):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), searching.gathering():
            make_entity("Quexolab GmbH")
            raise ZeroDivisionError

        entity = make_entity("Zwyxon GmbH")
        assert found("Quexolab") == []
        assert found("Zwyxon") == [f"entity:{entity.key}"]

    def test_a_change_that_nobody_searches_for_asks_the_database_nothing(self, now):
        from django.db import connection

        source = make_source()
        change = Change.objects.of(source).get()

        with CaptureQueriesContext(connection) as asked:
            searching.follow(change=change)

        assert len(asked) == 0

    def test_ten_documents_cost_as_much_as_one(self):
        from django.db import connection

        made = [make_listing().entity for _number in range(10)]

        def cost(some):
            with CaptureQueriesContext(connection) as asked:
                searching.refresh(references=[f"entity:{entity.key}" for entity in some])
            return len(asked)

        assert cost(made) == cost(made[:1])


def everything():
    """All documents and words, but for their numbers."""
    columns = [field.name for field in SearchDocument._meta.concrete_fields if field.name != "id"]
    documents = sorted(SearchDocument.objects.values_list(*columns), key=lambda row: row[:2])
    return documents, set(SearchWord.objects.values_list("text", "is_code"))


class TestRebuilding:
    def test_makes_what_step_by_step_was_made(self):
        step_by_step = everything()

        searching.rebuild(tell=lambda line: None)

        assert everything()[0] == step_by_step[0]
        assert everything()[1] <= step_by_step[1]  # words that nothing has any more are gone

    def test_makes_what_step_by_step_was_made_after_changes_as_well(self, mended):
        listing = make_listing(entity=make_entity("Quexolab GmbH"))
        make_event(listing=listing, kind="suspended", effective_from=date(2026, 6, 1))
        notices.correct(notice=listing.notice, fields={"published_on": date(2026, 1, 1)}, **mended)
        version = make_technology(points=[Point(1, "Growing of quexolite", "")])
        catalogue.correct_revision(revision=version.revision, fields={"note": "Seen again."}, **mended)
        step_by_step = everything()[0]

        searching.rebuild(tell=lambda line: None)

        assert everything()[0] == step_by_step

    def test_every_fact_of_every_searchable_noun_has_a_document(self):
        for noun, searchable in SEARCHABLE.items():
            keys = set(searchable.model.objects.values_list("key", flat=True))
            assert set(SearchDocument.objects.filter(noun=noun).values_list("key", flat=True)) == keys, noun

    def test_every_document_leads_to_a_page(self, client):
        first = {each.noun: each for each in SearchDocument.objects.all()}

        for each in first.values():
            assert client.get(each.get_absolute_url().partition("#")[0]).status_code == 200, each

    def test_tells_of_each_noun(self):
        told = []

        count = searching.rebuild(tell=told.append)

        assert [line.partition(":")[0] for line in told] == list(SEARCHABLE)
        assert count == SearchDocument.objects.count() > 500

    def test_is_not_needed_after_a_load(self):
        assert searching.is_current()

    def test_is_needed_by_a_register_that_was_loaded_before(self, capsys):
        SearchDocument.objects.all().delete()
        assert not searching.is_current()

        call_command("rebuild_search", "--if-needed")

        assert searching.is_current()
        assert "facts can be found." in capsys.readouterr().out

    def test_is_needed_when_another_release_wrote_the_documents(self):
        SearchDocument.objects.filter(noun="entity").update(form=FORM - 1)

        assert not searching.is_current()

    def test_is_not_done_when_it_is_not_needed(self, capsys):
        numbers = set(SearchDocument.objects.values_list("pk", flat=True))

        call_command("rebuild_search", "--if-needed")

        assert set(SearchDocument.objects.values_list("pk", flat=True)) == numbers
        assert capsys.readouterr().out == ""

    def test_is_done_when_it_is_asked_for(self, capsys):
        numbers = set(SearchDocument.objects.values_list("pk", flat=True))

        call_command("rebuild_search", verbosity=2)

        assert set(SearchDocument.objects.values_list("pk", flat=True)).isdisjoint(numbers)
        assert "entity: 217" in capsys.readouterr().out

    def test_an_empty_register_needs_none(self):
        SearchDocument.objects.all().delete()

        assert searching.is_current() is not Change.objects.exists()


def test_a_corrected_source_changes_no_document(mended):
    before = everything()[0]

    sources.correct(source=make_source(), fields={"title": "Zwyxonite Weekly"}, **mended)

    assert everything()[0] == before
