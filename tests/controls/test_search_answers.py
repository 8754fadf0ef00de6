"""Answers of the search: their order, their counts, their pages, and the newest of very many reports."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.matching.questions import Sought
from controls.models import SearchDocument
from controls.models.search import Kind
from controls.models.search_queries import FACETS, NEWEST_REPORTS, Asked, Level, look, near_words
from controls.models.search_reasons import MOST, marker_of, reasons
from controls.models.search_states import standings
from controls.services import searching
from controls.services.searching.documents import Draft, Text
from tests.factories import make_clause, make_entity, make_event, make_item, make_listing, make_measure, make_suspension

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
DAY = date(2026, 11, 21)


def ask(text, **options):
    return look(Asked(Sought(text), on=options.pop("on", DAY), **options))


def document(noun, key):
    return SearchDocument.objects.get(noun=noun, key=key)


class TestCounts:
    @pytest.mark.parametrize("text", ["dysprosium", "三菱", "rare earth", "MOFCOM", "2025", "Subaro", "corporation"])
    @pytest.mark.parametrize("facet", FACETS)
    def test_each_count_is_what_ticking_it_leaves(self, text, facet):
        answer = ask(text)

        for value, count in answer.counts[facet].items():
            assert ask(text, chosen={facet: [value]}).matched == count, value

    @pytest.mark.parametrize("text", ["dysprosium", "rare earth", "三菱"])
    def test_types_add_up_to_all(self, text):
        answer = ask(text)

        assert sum(answer.counts["type"].values()) == answer.matched == answer.found

    def test_a_facet_leaves_its_own_counts_and_narrows_the_others(self):
        free, narrowed = ask("rare earth"), ask("rare earth", chosen={"type": ["measure"]})

        assert narrowed.counts["type"] == free.counts["type"]
        assert narrowed.counts["jurisdiction"] != free.counts["jurisdiction"]
        assert narrowed.matched == free.counts["type"]["measure"]
        assert narrowed.found == free.found

    def test_two_values_of_one_facet_are_either(self):
        counts = ask("rare earth").counts["type"]

        both = ask("rare earth", chosen={"type": ["claim", "measure"]})

        assert both.matched == counts["claim"] + counts["measure"]

    def test_two_facets_are_both(self):
        chosen = {"type": ["entity"], "list": ["cn-watch-list"], "jurisdiction": ["CN"]}

        answer = ask("corporation", chosen=chosen)

        found = SearchDocument.objects.in_bulk([number for number, _score in answer.hits]).values()
        assert found
        assert all(each.noun == "entity" and "cn-watch-list" in each.lists for each in found)

    def test_what_a_facet_leaves_out_is_no_reason_to_ask_more_loosely(self):
        answer = ask("Subaru", chosen={"type": ["notice"]})

        assert (answer.matched, answer.level) == (0, Level.WORDS)
        assert answer.found == 1


class TestPages:
    def test_pages_together_are_the_whole_in_its_order(self):
        whole = [number for number, _score in ask("dysprosium", most=100).hits]

        cut = [number for first in range(0, 30, 4) for number, _s in ask("dysprosium", first=first, most=4).hits]

        assert cut == whole
        assert len(set(whole)) == len(whole) > 12

    def test_an_answer_is_the_same_each_time(self):
        assert ask("rare earth").hits == ask("rare earth").hits

    def test_scores_fall_but_for_what_is_as_good(self):
        scores = [score for _number, score in ask("dysprosium", most=100).hits]

        assert all(later <= earlier + 0.01 for earlier, later in pairwise(scores))
        assert all(0 <= score <= 1 for score in scores)

    @pytest.mark.parametrize("text", ["Subaru", "dysprosium", "1C902", "斯巴鲁"])
    def test_one_statement_answers_a_question_that_finds_something(self, text):
        with CaptureQueriesContext(connection) as asked:
            ask(text)

        assert len(asked) == 1

    @pytest.mark.parametrize("text", ["zzzzqqqq xxxxwwww", "Subaro", "Subaru zzzzqqqq"])
    def test_no_question_takes_more_than_four(self, text):
        with CaptureQueriesContext(connection) as asked:
            ask(text)

        assert len(asked) <= 4


@pytest.fixture
def reports():
    """More reports than are looked at, all with one word, the last the newest."""
    texts = [Text(Kind.TITLE, "en", f"Quexolite shipment number {number}") for number in range(NEWEST_REPORTS + 20)]
    first = date(2025, 1, 1)
    drafts = [
        Draft(
            "article", f"a-{n}", each.text, ("claim", "a"), [each], 10, known_from=first + timedelta(n), is_report=True
        )
        for n, each in enumerate(texts)
    ]
    searching.keep(drafts=drafts)


@pytest.mark.usefixtures("reports")
class TestReports:
    def test_the_newest_are_looked_at(self):
        answer = ask("quexolite", most=500)

        keys = {each.key for each in SearchDocument.objects.in_bulk([number for number, _s in answer.hits]).values()}
        assert keys == {f"a-{number}" for number in range(20, NEWEST_REPORTS + 20)}

    def test_as_of_a_day_the_newest_of_that_day_are(self):
        answer = ask("quexolite", most=500, on=date(2025, 1, 10))

        assert answer.matched == 10

    def test_a_fact_that_answers_as_well_stands_before_them(self):
        entity = make_entity("Quexolite shipment GmbH")

        number, _score = ask("quexolite shipment").hits[0]

        assert SearchDocument.objects.get(pk=number).key == entity.key

    def test_an_old_one_is_found_by_what_it_alone_has(self):
        number, _score = ask("quexolite number 3").hits[0]

        assert SearchDocument.objects.get(pk=number).key == "a-3"

    def test_they_do_not_answer_to_some_of_the_words(self):
        assert ask("quexolite zzzzqqqq").matched == 0


class TestNearWords:
    def test_the_likest_stand_first(self):
        assert near_words(["subaro"]) == {"subaro": ["subaru"]}
        assert near_words(["dysprosum"])["dysprosum"][0] == "dysprosium"

    def test_no_words_ask_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert near_words([]) == {}

    def test_what_is_like_nothing_has_none(self):
        assert near_words(["zzzzqqqq"]) == {}

    def test_five_are_enough(self):
        make_entity("Quexola Quexolb Quexolc Quexold Quexole Quexolf Quexolg")

        assert len(near_words(["quexolx"])["quexolx"]) == 5


class TestReasons:
    def of(self, text, noun, key):
        return reasons(document(noun, key), marker_of(ask(text)))

    @pytest.mark.parametrize(
        ("text", "noun", "key", "label", "marked"),
        [
            ("斯巴魯", "entity", "subaru-corporation", "name in the notice", "斯巴鲁"),
            ("5011101019196", "entity", "subaru-corporation", "register number", "5011101019196"),
            ("SUBARU", "entity", "subaru-corporation", "name in the notice", "SUBARU"),
            ("商务部公告2026年第12号", "notice", "mofcom-2026-12", "notice number", "MOFCOM 2026 No. 12"),
            ("mofcom-2026-12", "notice", "mofcom-2026-12", "key", "mofcom-2026-12"),
            ("1c902", "controlled-item", "cn-2025-18-1c902-1", "control code", "1C902"),
            ("2805301910", "tariff-code", "2805301910", "customs number", "2805301910"),
            ("083201j", "catalogue-item", "rare-earth-refining", "catalogue code", "083201J"),
            ("稀土硼酸氧鈣", "catalogue-item", "rare-earth-refining", "control point", "稀土硼酸氧钙"),
            ("Dy", "element", "dy", "symbol", "Dy"),
            ("じすぷろしうむ", "element", "dy", "name", "ジスプロシウム"),
            ("Subaro", "entity", "subaru-corporation", "name in the notice", "SUBARU"),
            ("boric acid", "claim", "cc-01", "what was said", "boric acid"),
        ],
    )
    def test_say_in_words_what_answered(self, text, noun, key, label, marked):
        first = self.of(text, noun, key)[0]

        assert first.label == label
        assert marked in [first.text[start:end] for start, end in first.places]

    def test_are_three_at_most(self):
        assert len(self.of("dysprosium", "element", "dy")) <= MOST

    def test_the_same_text_is_given_once(self):
        found = self.of("Subaru", "entity", "subaru-corporation")

        assert len({reason.text.casefold() for reason in found}) == len(found)

    def test_a_key_is_a_reason_only_when_it_was_typed(self):
        labels = [reason.label for reason in self.of("Subaru", "entity", "subaru-corporation")]

        assert "key" not in labels

    def test_every_hit_has_one(self):
        for text in ("rare earth", "Subaro", "引能士", "Subaru zzzzqqqq", "三菱重工業", "12/2026", "export control"):
            answer = ask(text, most=100)
            for each in SearchDocument.objects.in_bulk([number for number, _score in answer.hits]).values():
                assert reasons(each, marker_of(answer)), (text, each)

    def test_a_hit_whose_words_answer_only_together_is_named(self):
        entity = make_entity("Zwyxon Quexolab")
        found = reasons(document("entity", entity.key), marker_of(ask("nothing else")))

        assert (found[0].text, list(found[0].places)) == ("Zwyxon Quexolab", [])


class TestStates:
    def code(self, noun, key, on=DAY):
        found = document(noun, key)
        standing = standings([found], on=on).get(found.pk)
        return standing and standing.code

    @pytest.mark.parametrize(
        ("noun", "key", "on", "code"),
        [
            ("entity", "subaru-corporation", date(2026, 2, 24), "in_force"),
            ("entity", "subaru-corporation", date(2026, 2, 23), None),
            ("measure", "cn-2025-18", DAY, "in_force"),
            ("measure", "cn-2025-61", DAY, "to_be_confirmed"),
            ("measure", "cn-2024-46", DAY, "mixed"),
            ("measure", "cn-2025-61", date(2025, 1, 1), None),
            ("controlled-item", "cn-2025-18-1c902-1", DAY, "in_force"),
            ("catalogue-item", "rare-earth-refining", DAY, "in_force"),
            ("notice", "mofcom-2026-12", DAY, None),
            ("element", "dy", DAY, None),
        ],
    )
    def test_is_that_of_the_day(self, noun, key, on, code):
        assert self.code(noun, key, on) == code

    def test_of_two_listings_the_weightier_counts(self):
        entity = make_entity()
        stopped = make_listing(entity=entity, effective_from=date(2026, 3, 1))
        make_event(listing=stopped, kind="stopped", effective_from=date(2026, 4, 1))
        assert self.code("entity", entity.key) == "stopped"

        make_listing(entity=entity, effective_from=date(2026, 3, 1))
        assert self.code("entity", entity.key) == "in_force"

    def test_an_item_is_what_its_measure_is(self):
        measure = make_measure()
        clause = make_clause(measure=measure)
        item = make_item(measure=measure)
        assert self.code("controlled-item", item.key) == "in_force"

        make_suspension(clauses=[clause], effective_from=date(2026, 1, 1))
        assert self.code("controlled-item", item.key) == "suspended"

    def test_many_cost_as_much_as_one_of_each(self):
        def cost(documents):
            with CaptureQueriesContext(connection) as asked:
                standings(documents, on=DAY)
            return len(asked)

        one_of_each = list({each.noun: each for each in SearchDocument.objects.all()}.values())

        assert cost(list(SearchDocument.objects.all()[:400])) == cost(one_of_each) <= 8

    def test_nothing_costs_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert standings([], on=DAY) == {}
