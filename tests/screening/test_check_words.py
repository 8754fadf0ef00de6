"""Words of a result: every reason and class has some, and names are marked with their language."""

import re
from datetime import date

import pytest
from django.utils import translation

from controls.matching.steps import SENTENCES
from controls.matching.verdicts import Verdict
from controls.models import Clause
from controls.models import unlisted as table_of_rules
from controls.screening.services import unlisted
from controls.screening.views import words
from tests.screening.asking import TODAY


def test_every_reason_has_words_on_the_page():
    assert set(words.STEPS) == set(SENTENCES)


def test_every_class_of_answer_has_words():
    assert set(words.CLASSES) == {str(each) for each in Verdict}


def test_no_word_says_that_somebody_is_clear():
    said = [str(each) for each in (*words.STEPS.values(), *words.CLASSES.values())] + [
        words.verdict(hits) for hits in (0, 1, 7)
    ]

    assert not [each for each in said if re.search(r"\bclear", each, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("hits", "said"),
    [(0, "No entry found"), (1, "1 possible match to decide"), (7, "7 possible matches to decide")],
)
def test_the_answer_is_said_in_one_line(hits, said):
    with translation.override("en"):
        assert words.verdict(hits) == said


@pytest.mark.parametrize(
    ("text", "country", "language"),
    [
        ("SUBARU", "JP", ""),
        ("スバル", "", "ja"),
        ("日立ハイテク", "CN", "ja"),
        ("ﾊﾅｿﾆｯｸ", "", "ja"),
        ("삼성전자", "", "ko"),
        ("三菱重工", "JP", "ja"),
        ("中航科技", "CN", "zh-Hans"),
        ("中航科技", "TW", "zh-Hant"),
        ("三菱重工", "", "und-Hani"),
        ("三菱重工", "DE", "und-Hani"),
        ("Сбербанк", "RU", ""),
    ],
)
def test_the_language_of_a_name_is_said_as_far_as_its_script_tells(text, country, language):
    assert words.language_of(text, country) == language


def hit(**parts):
    listing = {
        "key": "cn-wl-2026-012-1", "list": "cn-watch-list", "list_name": "Watch List", "effect": "extra_review",
        "notice_label": "MOFCOM 2026 No. 12", "item_number": "1",
    }  # fmt: skip
    state = {"code": "in_force", "since": "2026-02-24", "until": None, "note": ""}
    return {
        "key": "entity:subaru-corporation",
        "entity": {"key": "subaru-corporation", "name": "SUBARU Corporation", "country": "JP"},
        "class": "same",
        "score": 1.0,
        "listing": listing,
        "listings": [{**listing, "state": state}],
        "state": state,
        "matched_name": {"text": "株式会社SUBARU", "lang": "ja", "kind": "legal"},
        "steps": [{"kind": "form", "query": "(株)", "candidate": "株式会社", "text": "", "points": 0.0}],
        **parts,
    }


@pytest.mark.parametrize(
    ("state", "tone", "is_watch"),
    [("in_force", "watch", True), ("suspended", "paused", False), ("ended", "ended", False)],
)
def test_a_badge_says_the_effect_while_in_force_and_the_state_otherwise(state, tone, is_watch):
    shown = words.entry(hit(state={"code": state, "since": "2026-02-24", "until": None, "note": ""}), language="ja")

    assert (shown["tone"], shown["is_watch"]) == (tone, is_watch)
    assert shown["since"] == date(2026, 2, 24)


def test_words_in_other_scripts_are_marked_each_with_its_own_language():
    (row,) = words.entry(hit(), language="und-Hani")["rows"]

    assert (row["query_lang"], row["candidate_lang"]) == ("und-Hani", "ja")
    assert str(row["label"]) == "Legal form set aside"


def test_latin_words_are_marked_with_no_other_language():
    steps = [{"kind": "equal", "query": "subaru", "candidate": "subaru", "text": "", "points": 1.0}]
    (row,) = words.entry(hit(steps=steps), language="ja")["rows"]

    assert (row["query_lang"], row["candidate_lang"]) == ("", "")


def test_an_entry_of_an_imported_list_has_no_page_here():
    assert words.entry(hit(), language="")["is_own"]
    assert not words.entry(hit(key="party:us-csl/1"), language="")["is_own"]


# ---- Rules that reach parties on no list


def table():
    return table_of_rules.TABLE.read_text(encoding="utf-8").splitlines()


@pytest.mark.django_db
def test_every_clause_of_the_table_is_on_record_and_has_its_reason():
    header, *rows = table()
    keys = [row.split(",")[1] for row in rows]

    assert header == "measure,clause,country,text,why"
    assert rows
    assert set(Clause.objects.filter(key__in=keys).values_list("key", flat=True)) == set(keys)
    assert all(row.rsplit(",", 1)[1].strip() for row in rows)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "measures"),
    [
        (date(2024, 12, 1), []),
        (date(2024, 12, 3), ["cn-2024-46"]),
        (date(2026, 1, 5), ["cn-2024-46"]),
        (date(2026, 1, 6), ["cn-2026-01", "cn-2024-46"]),
        (TODAY, ["cn-2026-01", "cn-2024-46"]),
    ],
)
def test_a_rule_is_named_from_its_publication_on(on, measures):
    assert [rule["measure"] for rule in unlisted.rules(on=on)] == measures


@pytest.mark.django_db
def test_a_rule_says_its_notice_its_state_and_whom_it_reaches():
    rule = unlisted.rules(on=TODAY)[0]

    assert (rule["notice"], rule["state"], rule["since"]) == ("mofcom-2026-1", "in_force", "2026-01-06")
    assert rule["cited_as"] == "MOFCOM 2026 No. 1"
    assert "Japanese military users" in rule["text"]


@pytest.mark.django_db
def test_the_rules_take_two_queries(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert unlisted.rules(on=TODAY)


@pytest.mark.django_db
def test_a_suspended_rule_is_not_named(monkeypatch):
    state = Clause.state
    suspended = "cn-2026-01"

    def paused(self, *, on):
        found = state(self, on=on)
        return type(found)("suspended", found.since) if self.key == suspended else found

    monkeypatch.setattr(Clause, "state", paused)

    assert [rule["measure"] for rule in unlisted.rules(on=TODAY)] == ["cn-2024-46"]


@pytest.mark.parametrize(
    ("verdict", "points", "said"),
    [
        ("same", 0.5, "the same number"),
        ("same", 0.0, "the same name"),  # the names alone say it
        ("same", None, "the same name"),
        ("probable", 0.5, "a probable match"),
    ],
)
def test_what_makes_two_parties_the_same_is_said_a_name_or_a_number(verdict, points, said):
    steps = [] if points is None else [{"kind": "number", "query": "5", "candidate": "5", "text": "", "points": points}]

    with translation.override("en"):
        shown = words.entry({**hit(), "class": verdict, "steps": steps}, language="")

    assert str(shown["class_label"]) == said
