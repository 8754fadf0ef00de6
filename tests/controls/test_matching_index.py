"""The index: who is found, on which lists and days, in which order, and what is told apart below."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching import index as room
from controls.matching import records
from controls.matching.facts import Facts
from controls.matching.index import Index, Party, Question, Screened, SnapshotRefused, Span, Spelling
from controls.matching.parts import named
from controls.matching.rarity import rarity_of
from controls.matching.scoring import compare_named
from controls.matching.verdicts import Band, Verdict
from ops.made_names import Made
from tests.controls.matching_seed import countries, names

NOTHING = Facts()
DAY = date(2026, 2, 24)
ALWAYS = (Span("watch", None, None),)


def party(key, *texts, person=False, kind="legal", facts=NOTHING, spans=ALWAYS):
    return Party(key, person, tuple(Spelling(text, "en", kind) for text in texts), facts, spans)


def asked(name, *, facts=NOTHING, person=None, lists=None, on=DAY):
    return Question(name, facts, person, lists, on)


def screen(index, question, threshold=0.7, limit=10, below=10):
    return index.screen(question, threshold=threshold, limit=limit, below=below)


def hits(index, question, **given):
    return [found.key for found in screen(index, question, **given).hits]


def seed_parties():
    by_entity = {}
    for entity, text, language, kind in names():
        by_entity.setdefault(entity, []).append(Spelling(text, language, kind))
    return [
        Party(f"entity:{entity}", False, tuple(spelt), Facts(country=countries()[entity]), ALWAYS)
        for entity, spelt in by_entity.items()
    ]


SEED = Index.build(seed_parties())
SUBARU = Index.build(
    [
        party("entity:subaru", "SUBARU Corporation", "株式会社SUBARU", spans=(Span("watch", DAY, None),)),
        party("entity:widget", "Widget Works Inc.", spans=(Span("control", date(2025, 1, 1), DAY),)),
        party("party:smith", "John Peter Smith", person=True),
    ]
)


class TestTheRegister:
    def test_every_name_on_file_has_its_entity_among_the_hits(self):
        missed = [
            text
            for entity, text, _language, _kind in names()[::3]
            if f"entity:{entity}" not in hits(SEED, asked(text), threshold=0.95)
        ]

        assert missed == []

    def test_a_sister_company_is_below_and_never_a_hit(self):
        screened = screen(SEED, asked("Mitsubishi Electric Engineering Company"), threshold=0.1)

        assert not [found for found in screened.hits if found.score.verdict is Verdict.SIBLING]
        assert Verdict.SIBLING in {found.score.verdict for found in screened.below}

    def test_its_size_is_that_of_its_parties(self):
        assert SEED.size == len({entity for entity, *_rest in names()})


class TestDays:
    def test_a_party_counts_from_its_first_day_on(self):
        assert hits(SUBARU, asked("Subaru", on=date(2026, 2, 23))) == []
        assert hits(SUBARU, asked("Subaru", on=DAY)) == ["entity:subaru"]
        assert hits(SUBARU, asked("Subaru", on=date(2030, 1, 1))) == ["entity:subaru"]

    def test_a_party_counts_until_the_day_before_its_last(self):
        assert hits(SUBARU, asked("Widget Works", on=date(2026, 2, 23))) == ["entity:widget"]
        assert hits(SUBARU, asked("Widget Works", on=DAY)) == []

    def test_a_span_without_days_always_counts(self):
        assert hits(SUBARU, asked("John Peter Smith", on=date(1900, 1, 1))) == ["party:smith"]

    def test_who_does_not_count_is_not_below_either(self):
        assert screen(SUBARU, asked("Subaru", on=date(2026, 2, 23))) == Screened((), ())

    @pytest.mark.parametrize(
        ("first", "last", "covered"),
        [(None, None, True), (DAY, None, True), (None, DAY, False), (date(2026, 2, 25), None, False)],
    )
    def test_the_first_day_is_in_and_the_last_is_out(self, first, last, covered):
        assert Span("watch", first, last).covers(DAY) is covered


class TestListsAndKinds:
    def test_only_the_lists_asked_for_count(self):
        assert hits(SUBARU, asked("Subaru", lists=frozenset({"control"}))) == []
        assert hits(SUBARU, asked("Subaru", lists=frozenset({"control", "watch"}))) == ["entity:subaru"]
        assert hits(SUBARU, asked("Subaru", lists=frozenset())) == []

    def test_a_day_of_one_list_says_nothing_of_another(self):
        spans = (Span("watch", None, date(2020, 1, 1)), Span("control", DAY, None))
        moved = Index.build([party("entity:moved", "Sagami Works", spans=spans)])

        assert hits(moved, asked("Sagami Works", lists=frozenset({"watch"}))) == []
        assert hits(moved, asked("Sagami Works", lists=frozenset({"control"}))) == ["entity:moved"]

    def test_persons_and_others_can_be_asked_for_apart(self):
        both = Index.build([party("a", "Robert Bosch GmbH"), party("b", "Robert Bosch", person=True)])

        assert hits(both, asked("Robert Bosch")) == ["a", "b"]
        assert hits(both, asked("Robert Bosch", person=True)) == ["b"]
        assert hits(both, asked("Robert Bosch", person=False)) == ["a"]

    def test_persons_are_compared_by_their_own_rules(self):
        (found,) = screen(SUBARU, asked("Smith John Peter")).hits

        assert "order" in {step.kind for step in found.score.steps}


class TestNumbers:
    KNOWN = Facts(country="JP", numbers=frozenset({("jp-corporate-number", "5011101055555")}))

    def test_a_number_in_common_is_a_hit_whatever_the_name(self):
        index = Index.build([party("entity:subaru", "SUBARU Corporation", facts=self.KNOWN)])
        question = asked("Unheard of", facts=Facts(numbers=frozenset({("", "5011 1010-55555")})))

        (found,) = screen(index, question).hits

        assert (found.key, found.score.verdict) == ("entity:subaru", Verdict.PROBABLE)
        assert found.score.value == 0.94

    def test_a_number_does_not_reach_a_list_that_is_not_asked(self):
        index = Index.build([party("entity:subaru", "SUBARU Corporation", facts=self.KNOWN)])
        question = asked("Unheard of", facts=self.KNOWN, lists=frozenset({"control"}))

        assert screen(index, question) == Screened((), ())

    def test_another_country_moves_the_score(self):
        index = Index.build([party("entity:subaru", "SUBARU Corporation", facts=self.KNOWN)])
        here, there = (
            screen(index, asked("Subaru", facts=Facts(country=each))).hits[0].score.value for each in ("JP", "DE")
        )

        assert there < here


class TestNames:
    def test_the_best_of_the_names_counts(self):
        (found,) = screen(SUBARU, asked("株式会社SUBARU")).hits

        assert found.name.text in ("株式会社SUBARU", "SUBARU Corporation")
        assert found.score.value == 1

    def test_an_alias_is_said_to_be_one(self):
        index = Index.build(
            [party("a", "Widget Works", kind="alias"), party("b", "Ann Lee", kind="alias", person=True)]
        )

        for name in ("Widget Works", "Ann Lee"):
            (found,) = screen(index, asked(name)).hits
            assert found.score.band is Band.ALIAS
            assert found.score.value == 0.98
            assert found.score.steps[-1].kind == "alias"

    def test_a_name_of_its_own_is_preferred_to_an_alias(self):
        names = (Spelling("Widget Works", "en", "alias"), Spelling("Widget Works Ltd", "en", "legal"))
        (found,) = screen(Index.build([Party("a", False, names, NOTHING, ALWAYS)]), asked("Widget Works")).hits

        assert (found.name.kind, found.score.value) == ("legal", 1)


class TestOrder:
    def test_the_best_are_first_and_equals_by_key(self):
        index = Index.build([party(key, "Widget Works") for key in "cab"] + [party("d", "Widget Works Sagami")])

        assert hits(index, asked("Widget Works"), threshold=0.95) == ["a", "b", "c"]

    def test_no_more_than_asked_for(self):
        index = Index.build([party(key, "Widget Works") for key in "cab"])

        assert hits(index, asked("Widget Works"), limit=2) == ["a", "b"]
        assert screen(index, asked("Widget Works"), threshold=1.01, below=1).below[0].key == "a"
        assert screen(index, asked("Widget Works"), threshold=1.01, below=0) == Screened((), ())

    def test_it_does_not_matter_in_which_order_the_parties_came(self):
        turned = Index.build(reversed(seed_parties()))

        for _entity, text, _language, _kind in names()[::17]:
            assert screen(turned, asked(text)) == screen(SEED, asked(text))

    def test_two_parties_of_one_key_are_refused(self):
        with pytest.raises(ValueError, match="one key"):
            Index.build([party("a", "Widget"), party("a", "Gadget")])


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text):
    screened = screen(SUBARU, asked(text))

    assert all(found.score.value >= 0.7 for found in screened.hits)


def test_an_index_of_nothing_finds_nothing():
    assert screen(Index.build([]), asked("Subaru")) == Screened((), ())


class TestBuildingAgain:
    def test_names_known_before_are_not_read_again(self, monkeypatch):
        monkeypatch.setattr(records, "named", None)

        assert Index.build(seed_parties(), earlier=SEED).size == SEED.size

    def test_gives_the_same_answers(self):
        again = Index.build([*seed_parties(), party("new", "Widget Works")], earlier=SUBARU)

        assert hits(again, asked("Widget Works")) == ["new"]


class TestSnapshots:
    def test_one_that_was_saved_answers_as_before(self, tmp_path):
        SEED.save(tmp_path / "index", token="7")
        loaded = Index.load(tmp_path / "index", token="7")

        assert loaded.size == SEED.size
        for _entity, text, _language, _kind in names()[::17]:
            assert screen(loaded, asked(text)) == screen(SEED, asked(text))

    def test_days_facts_and_persons_are_kept(self, tmp_path):
        SUBARU.save(tmp_path / "index", token="7")
        loaded = Index.load(tmp_path / "index", token="7")

        assert hits(loaded, asked("Subaru", on=date(2026, 2, 23))) == []
        assert hits(loaded, asked("Smith John Peter", person=True)) == ["party:smith"]

    def test_nothing_is_left_beside_it(self, tmp_path):
        SUBARU.save(tmp_path / "index", token="7")

        assert [each.name for each in tmp_path.iterdir()] == ["index"]

    def test_one_of_another_state_of_the_lists_is_refused(self, tmp_path):
        SUBARU.save(tmp_path / "index", token="7")

        with pytest.raises(SnapshotRefused, match="another state: token differs"):
            Index.load(tmp_path / "index", token="8")

    def test_one_of_another_algorithm_is_refused(self, tmp_path, monkeypatch):
        SUBARU.save(tmp_path / "index", token="7")
        monkeypatch.setattr(room, "ALGORITHM", "names-0")

        with pytest.raises(SnapshotRefused, match="algorithm differs"):
            Index.load(tmp_path / "index", token="7")

    def test_none_is_refused_in_words(self, tmp_path):
        with pytest.raises(SnapshotRefused, match="cannot be read"):
            Index.load(tmp_path / "index", token="7")

    @pytest.mark.parametrize("kept", [0, 10, 0.5, 0.99])
    def test_one_that_was_cut_off_is_refused(self, tmp_path, kept):
        path: Path = tmp_path / "index"
        SUBARU.save(path, token="7")
        whole = path.read_bytes()
        path.write_bytes(whole[: int(kept * len(whole)) if kept < 1 else kept])

        with pytest.raises(SnapshotRefused):
            Index.load(path, token="7")


class TestWhatIsNotCompared:
    """Names that cannot score enough are left out; comparing all of them must give the same hits."""

    PARTIES = [each for each in Made(seed=5).parties(220) if not each.person]
    INDEX = Index.build(PARTIES)

    def hits_of_all(self, text):
        rarity = rarity_of((each.key, named(name.text)) for each in self.PARTIES for name in each.names)
        asked = named(text)
        values = {
            each.key: max(compare_named(asked, named(name.text), rarity).value for name in each.names)
            for each in self.PARTIES
        }
        return sorted((key for key, value in values.items() if value >= 0.7), key=lambda key: (-values[key], key))

    def test_is_no_hit(self):
        made = Made(seed=6)
        asked_for = [made.question(kind, self.PARTIES) for kind in range(30)]

        assert {text: hits(self.INDEX, asked(text), limit=300) for text in asked_for} == {
            text: self.hits_of_all(text) for text in asked_for
        }

    def test_a_question_about_hits_alone_has_the_same_hits(self):
        made = Made(seed=7)

        for kind in range(60):
            text = made.question(kind, self.PARTIES)
            alone, near = (screen(self.INDEX, asked(text), below=below) for below in (0, 10))

            assert alone.hits == near.hits
            assert alone.below == ()


def test_of_equal_scores_the_name_of_the_same_script_is_shown():
    index = Index.build(
        [party("entity:shi", "住友重机械工业株式会社", "住友重機械工業株式会社", "Sumitomo Heavy Industries, Ltd.")]
    )

    (hit,) = index.screen(asked("住友重機械工業(株)", facts=Facts(country="JP")), threshold=0.7, limit=5, below=0).hits

    assert hit.name.text == "住友重機械工業株式会社"


def test_of_equal_scores_the_name_as_it_was_written_is_shown():
    index = Index.build([party("entity:subaru", "SUBARU Corporation", "SUBARU", "株式会社SUBARU")])

    (hit,) = index.screen(asked("株式会社SUBARU"), threshold=0.7, limit=5, below=0).hits

    assert hit.name.text == "株式会社SUBARU"
