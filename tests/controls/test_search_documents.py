"""What a document of the search is made of: its columns, its keys, its vocabulary, and who is concerned by a change."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from controls.matching.element_names import JAPANESE
from controls.models import Change, Element, SearchDocument, SearchWord, TrackedModel
from controls.models.goods import RARE_EARTHS
from controls.models.search import PAGES, Kind
from controls.services import searching
from controls.services.searching.documents import FORM, Draft, Text, codes_of, drawn, words_of
from controls.services.searching.facts import SEARCHABLE, concerned


def draft(*texts, **columns):
    return Draft(
        **{"noun": "claim", "key": "x", "title": "X", "page": ("claim", "x"), "weight": 1, **columns}, texts=texts
    )


class TestColumns:
    def test_texts_are_kept_in_their_order_without_doubles_and_blanks(self):
        texts = [
            Text(Kind.TITLE, "en", "Magnets"),
            Text(Kind.TITLE, "zh-Hans", ""),
            Text(Kind.TITLE, "en", "  "),
            Text(Kind.TITLE, "en", "Magnets"),
            Text(Kind.TITLE, "zh-Hans", "磁铁"),
        ]

        assert drawn(draft=draft(*texts))["texts"] == [["title", "en", "Magnets"], ["title", "zh-Hans", "磁铁"]]

    def test_the_release_is_written_down(self):
        assert drawn(draft=draft())["form"] == FORM

    def test_a_page_is_kind_and_key(self):
        columns = drawn(draft=draft(page=("measure", "cn-2025-61")))

        assert (columns["page_noun"], columns["page_key"]) == ("measure", "cn-2025-61")

    @pytest.mark.parametrize(
        ("kind", "text", "keys"),
        [
            (Kind.AS_LISTED, "SUBARU Corporation", ["n:subarucorporation"]),
            (Kind.TITLE, "Rare-earth magnets", ["n:rareearthmagnets"]),
            (Kind.SYMBOL, "Dy", ["n:dy"]),
            (Kind.CONTROL_CODE, "1C902.a", ["c:1c902a"]),
            (Kind.CATALOGUE_CODE, "083201J", ["c:083201j"]),
            (Kind.CUSTOMS_NUMBER, "2805.30", ["c:280530"]),
            (Kind.REGISTER_NUMBER, "5011101019196", ["c:5011101019196"]),
            (Kind.KEY, "cn-2025-61", ["c:cn202561"]),
            (Kind.NUMBER, "MOFCOM 2026 No. 12", ["n:mofcom2026no12", "№2026/12", "№/12"]),
            (Kind.NUMBER, "State Council Decree 785", ["n:statecouncildecree785"]),
            (Kind.CONTROL_POINT, "Preparation of oxyborate", []),
            (Kind.SCOPE, "Everything", []),
            (Kind.ELEMENT, "Dy Tb", []),
            (Kind.AUTHORITY, "MOFCOM", []),
        ],
    )
    def test_each_kind_has_its_keys(self, kind, text, keys):
        assert drawn(draft=draft(Text(kind, "en", text)))["exact"] == keys

    @pytest.mark.parametrize(
        ("kind", "weight"),
        [
            (Kind.LEGAL, "A"),
            (Kind.FORMER, "A"),
            (Kind.ALIAS, "A"),
            (Kind.SHORT, "A"),
            (Kind.NAME, "A"),
            (Kind.NUMBER, "A"),
            (Kind.CONTROL_CODE, "A"),
            (Kind.CONTROL_POINT, "B"),
            (Kind.DESCRIPTION, "B"),
            (Kind.CLAIM, "B"),
            (Kind.BETTER, "C"),
            (Kind.CLAUSE, "C"),
            (Kind.SCOPE, "C"),
            (Kind.SUMMARY, "C"),
            (Kind.ELEMENT, "C"),
            (Kind.AUTHORITY, "D"),
            (Kind.KEY, "D"),
        ],
    )
    def test_each_kind_has_its_weight(self, kind, weight):
        assert drawn(draft=draft(Text(kind, "en", "word")))["words"] == f"'word':1{weight}"

    @pytest.mark.parametrize("kind", Kind)
    def test_no_kind_is_without_a_weight_and_a_word(self, kind):
        assert drawn(draft=draft(Text(kind, "en", "word")))["words"]
        assert str(kind.label)


class TestVocabulary:
    def test_has_words_of_what_a_fact_is_called_and_says(self):
        texts = [Text(Kind.TITLE, "en", "Magnets of samarium"), Text(Kind.SCOPE, "en", "Whatever else")]

        assert words_of(draft=draft(*texts)) == {"magnets", "samarium"}

    def test_has_codes_that_people_mistake_for_each_other(self):
        texts = [
            Text(Kind.CONTROL_CODE, "", "1C902.a"),
            Text(Kind.CATALOGUE_CODE, "", "083201J"),
            Text(Kind.CUSTOMS_NUMBER, "", "2805301910"),
            Text(Kind.REGISTER_NUMBER, "", "5011101019196"),
            Text(Kind.KEY, "", "cn-2025-61"),
        ]

        assert codes_of(draft=draft(*texts)) == {"1c902a", "083201j", "2805301910"}


class TestTheRegistry:
    def test_every_noun_of_a_page_is_a_route(self):
        for route, part in PAGES.values():
            path = reverse(route, kwargs={part: "x"}) if part.isidentifier() else reverse(route)
            assert path.startswith("/")

    def test_every_searchable_noun_is_that_of_its_model(self):
        assert all(issubclass(each.model, TrackedModel) for each in SEARCHABLE.values())
        assert [each.model.noun for each in SEARCHABLE.values()] == list(SEARCHABLE)

    def test_every_rare_earth_has_a_japanese_name(self):
        assert tuple(JAPANESE) == RARE_EARTHS
        assert len(set(JAPANESE.values())) == 17

    @pytest.mark.django_db
    @pytest.mark.parametrize("noun", SEARCHABLE)
    def test_a_draft_reads_nothing_that_was_not_brought(self, seeded, django_assert_num_queries, noun):
        rows = list(SEARCHABLE[noun].rows()[:20])

        with django_assert_num_queries(0):
            drafts = [SEARCHABLE[noun].draft(row=row) for row in rows]

        assert drafts
        assert {each.noun for each in drafts} == {noun}
        assert all(each.page[0] in PAGES and each.title and each.weight > 0 for each in drafts)
        assert all(each.texts for each in drafts)

    @pytest.mark.django_db
    def test_elements_stand_before_measures_before_claims(self, seeded):
        weights = dict(SearchDocument.objects.values_list("noun", "weight"))

        assert weights["element"] > weights["entity"] > weights["measure"] > weights["notice"] > weights["claim"]


def change(noun, key, about=(), before=None):
    return Change(subject_type=noun, subject_key=key, about=[f"{noun}:{key}", *about], before=before)


class TestWhoIsConcerned:
    @pytest.mark.parametrize(
        ("subject", "about", "found"),
        [
            (("entity", "a"), ["entity:whole"], {"entity:a"}),
            (("listing", "l"), ["entity:a", "entity-list:b", "notice:c"], {"entity:a"}),
            (("clause", "m-a"), ["measure:m"], {"measure:m"}),
            (("item-version", "v"), ["catalogue-item:i", "catalogue-revision:r"], {"catalogue-item:i"}),
            (("controlled-item", "i"), ["measure:m"], {"controlled-item:i"}),
            (("suspension", "s"), ["clause:c", "measure:m"], {"suspension:s"}),
            (("listing-event", "e"), ["listing:l", "entity:a"], set()),
            (("source", "s"), [], set()),
            (("authority", "a"), [], set()),
        ],
    )
    def test_by_a_new_fact(self, subject, about, found):
        assert concerned(change=change(*subject, about=about)) == found

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        ("noun", "key", "among"),
        [
            ("notice", "mofcom-2026-12", "entity:subaru-corporation"),
            ("measure", "cn-2025-18", "controlled-item:cn-2025-18-1c902-1"),
            ("measure", "cn-2025-61", "suspension:cn-2025-70"),
            ("authority", "mofcom", "notice:mofcom-2026-12"),
            ("catalogue-revision", "2023-12-21", "catalogue-item:rare-earth-refining"),
        ],
    )
    def test_by_a_changed_fact_on_which_others_rest(self, seeded, noun, key, among):
        assert among in concerned(change=change(noun, key, before={"a": 1}))
        assert among not in concerned(change=change(noun, key))


@pytest.mark.django_db
class TestTheTable:
    def test_has_one_document_for_each_fact(self):
        searching.keep(drafts=[draft(Text(Kind.CLAIM, "en", "Old"), key="zz-1")])
        searching.keep(drafts=[draft(Text(Kind.CLAIM, "en", "New"), key="zz-1")])

        assert SearchDocument.objects.get(noun="claim", key="zz-1").texts == [["claim", "en", "New"]]

    def test_refuses_a_second_one(self):
        columns = drawn(draft=draft(Text(Kind.CLAIM, "en", "Old"), key="zz-1"))
        SearchDocument.objects.create(**columns)

        with pytest.raises(IntegrityError), transaction.atomic():
            SearchDocument.objects.create(**columns)

    def test_keeps_a_word_once(self):
        for _time in range(2):
            searching.keep(drafts=[draft(Text(Kind.CLAIM, "en", "Quexolite"), key="zz-1")])

        assert SearchWord.objects.filter(text="quexolite").count() == 1

    def test_of_nothing_nothing_is_kept(self):
        before = SearchDocument.objects.count()

        searching.keep(drafts=[])

        assert SearchDocument.objects.count() == before

    def test_a_fact_that_is_not_there_leaves_no_document(self):
        searching.refresh(references=["entity:nobody", "unicorn:1", ""])

        assert not SearchDocument.objects.filter(key__in=["nobody", "1", ""]).exists()

    @pytest.mark.parametrize(
        ("page", "address"),
        [
            (("entity", "subaru-corporation"), "/entities/subaru-corporation/"),
            (("entity-list", "cn-watch-list"), "/entities/?list=cn-watch-list"),
            (("code", "1C902.a"), "/codes/1C902.a/"),
            (("element", "Dy"), "/elements/Dy/"),
            (("measure", "cn-2025-61"), "/measures/cn-2025-61/"),
            (("notice", "mofcom-2026-12"), "/notices/mofcom-2026-12/"),
            (("claim", "cc-01"), "/claims/#cc-01"),
            (("catalogue-item", "rare-earth-refining"), "/catalogue/rare-earth-refining/"),
            (("catalogue-revision", "2023-12-21"), "/catalogue/editions/2023-12-21/"),
        ],
    )
    def test_knows_its_page(self, page, address):
        assert SearchDocument(**drawn(draft=draft(page=page))).get_absolute_url() == address

    def test_codes_are_given_as_they_are_written(self):
        texts = [Text(Kind.CONTROL_CODE, "", "1C902.a.4"), Text(Kind.TITLE, "en", "1C903")]
        row = SearchDocument(**drawn(draft=draft(*texts)))

        assert row.written({"1c902a4", "1c903"}) == ["1C902.a.4"]

    def test_a_question_is_answered_by_the_indexes(self, seeded):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT id FROM controls_searchdocument WHERE NOT is_report"
                " AND (words @@ '''subaru'':*'::tsquery OR exact && '{n:subaru}'::varchar[])"
            )
            plan = "\n".join(row[0] for row in cursor.fetchall())

        assert "search_words" in plan and "search_exact" in plan

    def test_says_what_it_is(self):
        assert str(SearchDocument(noun="entity", key="a")) == "entity a"
        assert str(SearchWord(text="subaru")) == "subaru"


@pytest.mark.django_db
def test_every_symbol_and_name_of_an_element_is_in_its_document(seeded):
    for element in Element.objects.all():
        texts = [text for _kind, _language, text in SearchDocument.objects.get(noun="element", key=element.key).texts]
        assert {element.symbol, element.name_en, element.name_zh, JAPANESE[element.symbol]} <= set(texts)


@pytest.mark.django_db
def test_an_entity_that_nobody_listed_has_no_first_day(seeded):
    searching.keep(drafts=[draft(Text(Kind.CLAIM, "en", "Quexolite"), key="zz-1", known_from=None)])

    assert SearchDocument.objects.get(key="zz-1").known_from is None
    assert SearchDocument.objects.get(noun="entity", key="subaru-corporation").known_from == date(2026, 2, 24)
