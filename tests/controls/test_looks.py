"""How facts look: tones, bars, days and countries in words, sources numbered, changes as sentences."""

from datetime import date

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from controls import states
from controls.models import Change, Effect, Grade, Source
from controls.models.labels import BADGE_LABELS
from controls.views.countries import country_name
from controls.views.footnotes import Footnotes
from controls.views.looks import EVIDENCE, TONES, WEIGHT, badge, evidence_bars, facet_option, written_day
from controls.views.sentences import NOUNS, differences, mark, sentence, written
from tests.controls.markup import parse


class TestTones:
    def test_everything_that_a_badge_can_say_has_a_tone_and_a_word(self):
        assert set(TONES) == set(BADGE_LABELS) == set(Effect.values) | set(states.CODES) - {states.IN_FORCE}

    def test_a_ban_weighs_most_and_an_ended_listing_least(self):
        assert WEIGHT[0] == Effect.PROHIBITED
        assert WEIGHT[-1] == states.ENDED
        assert WEIGHT.index(states.TO_BE_CONFIRMED) < WEIGHT.index(states.STOPPED)

    def test_only_the_two_states_that_bind_nobody_share_a_tone(self):
        tones = list(TONES.values())

        assert {code for code, tone in TONES.items() if tones.count(tone) > 1} == {states.STOPPED, states.ENDED}

    @pytest.mark.parametrize("label", ["Prohibited", "<b>&\"'"])
    def test_a_badge_drawn_by_code_is_the_badge_of_the_template(self, label):
        drawn = parse(str(badge("ban", label)))
        template = parse(render_to_string("_components/badge.html", {"tone": "ban", "label": label}))

        parts = [[(each.name, each.attributes) for each in side.walk()] for side in (drawn, template)]
        assert parts[0] == parts[1]
        assert drawn.text == template.text.split("#}")[-1] == label


class TestTickBoxes:
    def option(self, **given):
        option = {"value": "ban", "label": "Prohibited", "count": 3, "checked": False, "tone": ""}
        return parse(str(facet_option("effect", **(option | given))["markup"]))

    def test_says_name_value_words_and_count(self):
        label = self.option()

        box = label.one("input")
        assert (box["name"], box["value"], box["type"], box["id"]) == ("effect", "ban", "checkbox", "f-effect-ban")
        assert label.text == "Prohibited3"
        assert label.one(of_class="n").text == "3"

    def test_is_ticked_when_chosen(self):
        assert "checked" in self.option(checked=True).one("input").attributes
        assert "checked" not in self.option().one("input").attributes

    def test_is_grey_when_nothing_is_left(self):
        assert "zero" in self.option(count=0).one("label").classes
        assert "zero" not in self.option().one("label").classes

    def test_carries_a_badge_where_it_has_a_tone(self):
        assert self.option(tone="ban").one("span", of_class="b").text == "Prohibited"
        assert not self.option().all("span", of_class="b")

    def test_words_and_values_stay_text(self):
        label = self.option(value="\"'><i>", label="<script>&amp;")

        assert label.one("input")["value"] == "\"'><i>"
        assert label.text == "<script>&amp;3"
        assert {each.name for each in label.walk()} == {"", "label", "input", "span"}


class TestEvidence:
    @pytest.mark.parametrize(
        ("grade", "bars"), [("official_text", 3), ("two_reports", 2), ("one_report", 1), ("disputed", 1)]
    )
    def test_more_bars_mean_more_certainty(self, grade, bars):
        drawn = parse(str(evidence_bars(grade)))

        assert (len(drawn.all("b")), len(drawn.all("b", of_class="on"))) == (3, bars)
        assert drawn.one("i")["aria-hidden"] == "true"

    def test_every_grade_has_words_of_its_own(self):
        words = [parse(str(evidence_bars(grade))).text for grade in Grade.values]

        assert set(EVIDENCE) == set(Grade.values)
        assert len(set(words)) == 4
        assert all(words)

    @pytest.mark.parametrize("level", [1, 2, 3])
    def test_the_component_shows_as_many_bars(self, level):
        drawn = parse(render_to_string("_components/evidence.html", {"level": level, "label": "words"}))

        assert len(drawn.all("b", of_class="on")) == level


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 2, 24), "24 Feb 2026"), (date(2026, 9, 1), "1 Sep 2026"), (date(2028, 2, 29), "29 Feb 2028")],
)
def test_a_day_is_written_as_readers_write_it(day, expected):
    assert written_day(day) == expected


class TestCountries:
    @pytest.mark.parametrize(
        ("code", "language", "expected"),
        [
            ("JP", "en-gb", "Japan"),
            ("JP", "zh-hans", "日本"),
            ("JP", "ja", "日本"),
            ("US", "ja", "アメリカ合衆国"),
            ("TW", "en-gb", "Taiwan"),
            ("CZ", "en-gb", "Czechia"),
            ("XZ", "en-gb", "XZ"),
            ("", "en-gb", "not stated"),
        ],
    )
    def test_are_named_in_the_language_of_the_reader(self, code, language, expected):
        with translation.override(language):
            assert country_name(code) == expected

    def test_have_names_when_no_language_is_active(self):
        with translation.override(None):
            assert country_name("BE") == "Belgium"


class TestFootnotes:
    def source(self, pk, kind="press"):
        return Source(pk=pk, key=f"s{pk}", kind=kind, seen_on=date(2026, 11, 21), seen_as="copy", title=f"T{pk}")

    def test_number_sources_in_the_order_in_which_they_are_needed(self):
        notes = Footnotes()

        assert notes.numbers([self.source(5)]) == [1]
        assert notes.numbers([self.source(3), self.source(5)]) == [2, 1]
        assert [each["key"] for each in notes.listed()] == ["s5", "s3"]

    def test_put_official_addresses_before_reports(self):
        notes = Footnotes()

        notes.numbers([self.source(1, "reference"), self.source(2, "press"), self.source(3, "official")])

        assert [each["key"] for each in notes.listed()] == ["s3", "s2", "s1"]

    def test_a_source_keeps_its_number(self):
        notes = Footnotes()

        assert [notes.numbers([self.source(1)]) for _time in range(3)] == [[1], [1], [1]]
        assert len(notes.listed()) == 1

    def test_say_all_that_the_table_shows(self):
        notes = Footnotes()
        notes.numbers([self.source(1)])

        assert notes.listed() == [
            {
                "number": 1,
                "key": "s1",
                "title": "T1",
                "publisher": "",
                "url": "",
                "kind_label": "press",
                "seen_on": date(2026, 11, 21),
                "seen_as_label": "text read",
                "sha256": "",
                "note": "",
            }
        ]


class TestSentences:
    def change(self, **columns):
        given = {"action": "added", "subject_type": "source", "before": None, "after": {}}
        return Change(**(given | columns))

    @pytest.mark.parametrize("action", Change.Action.values)
    @pytest.mark.parametrize("noun", NOUNS)
    def test_every_act_on_every_kind_of_fact_is_a_sentence(self, action, noun):
        words = sentence(self.change(action=action, subject_type=noun))

        assert words == f"{Change.Action(action).label}: {NOUNS[noun]}"

    def test_a_noun_of_later_versions_is_shown_as_it_is(self):
        assert sentence(self.change(subject_type="measure")) == "Added: measure"

    def test_signs_say_what_happened(self):
        signs = {action: mark(self.change(action=action)) for action in Change.Action.values}

        assert signs == {
            "added": "add", "amended": "chg", "suspended": "chg", "resumed": "chg",
            "stopped": "del", "ended": "del", "corrected": "ask",
        }  # fmt: skip

    def test_only_fields_that_differ_are_listed(self):
        found = differences(self.change(before={"title": "a", "note": "x"}, after={"title": "b", "note": "x"}))

        assert found == [{"field": "Title", "before": "a", "after": "b"}]

    def test_all_fields_of_a_new_fact_are_listed(self):
        found = differences(self.change(after={"title": "b", "note": ""}))

        assert found == [
            {"field": "Title", "before": None, "after": "b"},
            {"field": "Note", "before": None, "after": "–"},
        ]

    def test_a_field_that_came_or_went_is_listed(self):
        found = differences(self.change(before={"old_name": "x"}, after={"new_name": "y"}))

        assert {row["field"]: (row["before"], row["after"]) for row in found} == {
            "Old name": ("x", "–"),
            "New name": ("–", "y"),
        }

    def test_fields_stand_as_the_columns_do_and_proof_stands_last(self):
        """The database keeps objects in an order of its own."""
        after = dict.fromkeys(
            ["sources", "note", "evidence_grade", "key", "url", "title", "evidence_note", "kind"], "x"
        )

        order = [row["field"] for row in differences(self.change(after=after))]

        assert order == ["Key", "Title", "Kind", "Address", "Note", "Evidence grade", "Evidence note", "Sources"]

    def test_a_name_within_an_entity_begins_with_its_text(self):
        name = dict.fromkeys(["kind", "text", "sources", "language", "evidence_grade"], "x")

        found = differences(self.change(subject_type="entity", after={"names": [name]}))

        assert found[0]["after"] == "text: x; language: x; kind: x; evidence grade: x; sources: x"

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (None, "–"),
            ("", "–"),
            ([], "–"),
            (True, "yes"),
            (False, "no"),
            (0, "0"),
            (14, "14"),
            ("2026-02-24", "2026-02-24"),
            (["a", "b"], "a\nb"),
            ({"text": "x", "note": "", "some_list": []}, "text: x"),
            ([{"text": "x", "kind": "alias"}, {"text": "y"}], "kind: alias; text: x\ntext: y"),
            ({"sources": ["a", "b"]}, "sources: a, b"),
            ({"is_sure": False, "count": 0}, "count: 0; is sure: no"),
        ],
    )
    def test_values_are_written_for_readers(self, value, expected):
        assert written(value) == expected
