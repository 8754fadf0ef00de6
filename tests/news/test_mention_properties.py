"""Mentions in any order of linking and deciding: a person's word stays, and `about` is what they add up to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.linking.known import Hit
from news.models import Article, Mention, Standing
from news.services import finding, mentions
from tests.news.announcing import NOW, make_article

pytestmark = pytest.mark.django_db
FACTS = ("element:dy", "element:tb", "entity:subaru-corporation", "measure:cn-2025-18")
FOUND = st.dictionaries(st.sampled_from(FACTS), st.booleans(), max_size=4)
DECIDED = (Standing.CONFIRMED, Standing.REJECTED)
SHOWN = (Standing.CERTAIN, Standing.CONFIRMED)


class Finder:
    """Finds what it is told to find, whatever the text."""

    def __init__(self):
        self.found = {}

    def find(self, _title, _summary):
        return [Hit(fact, "as it stands", 0, 12, "name", certain=certain) for fact, certain in self.found.items()]


class Loaded:
    revision = 7

    def __init__(self):
        self.finder = Finder()


@pytest.fixture
def loaded(monkeypatch):
    """A finder that tests tell what to find."""
    told = Loaded()
    monkeypatch.setattr(finding, "current", lambda: told)
    return told


def link(loaded, article, found):
    loaded.finder.found = found
    linked = mentions.link(articles=[Article.objects.get(pk=article.pk)], at=NOW)
    article.refresh_from_db()
    return linked


def stood(article):
    return dict(article.mentions.values_list("reference", "standing"))


def decide(article, reference, standing, by="ada"):
    act = mentions.confirm if standing == Standing.CONFIRMED else mentions.reject
    act(mention=article.mentions.get(reference=reference), by=by, at=NOW)
    article.refresh_from_db()


def in_step(article):
    return article.about == sorted(key for key, standing in stood(article).items() if standing in SHOWN)


MOVES = st.lists(st.one_of(FOUND, st.tuples(st.sampled_from(FACTS), st.sampled_from(DECIDED))), min_size=1, max_size=8)


@given(moves=MOVES)
@settings(max_examples=40)
def test_after_any_row_of_moves_about_is_what_the_mentions_add_up_to(moves):
    told, article = Loaded(), make_article()
    decided = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "current", lambda: told)
        for move in moves:
            if isinstance(move, dict):
                link(told, article, move)
                assert {fact for fact in stood(article) if fact not in decided} == set(move) - set(decided)
            elif move[0] in stood(article):
                decide(article, *move)
                decided[move[0]] = move[1]
            assert in_step(article)
            assert {fact: stood(article)[fact] for fact in decided} == decided


@given(found=FOUND)
@settings(max_examples=15)
def test_linking_again_is_linking_once(found):
    told, article = Loaded(), make_article()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finding, "current", lambda: told)
        first = link(told, article, found)
        before = stood(article), article.about
        again = link(told, article, found)

    assert first == mentions.Linked(articles=1, added=len(found))
    assert again == mentions.Linked(articles=1)
    assert (stood(article), article.about) == before


@pytest.mark.parametrize("decided", DECIDED)
@pytest.mark.parametrize("found", [{}, {"element:dy": True}, {"element:dy": False}])
def test_a_decision_outlives_whatever_the_machine_finds_later(loaded, decided, found):
    article = make_article()
    link(loaded, article, {"element:dy": False})
    decide(article, "element:dy", decided)
    link(loaded, article, found)

    row = article.mentions.get()
    assert (row.standing, row.decided_by, row.decided_at) == (decided, "ada", NOW)
    assert article.about == (["element:dy"] if decided == Standing.CONFIRMED else [])


@pytest.mark.parametrize(
    ("before", "after", "standing", "linked"),
    [
        (None, True, Standing.CERTAIN, (1, 0, 0)),
        (None, False, Standing.SUGGESTED, (1, 0, 0)),
        (True, False, Standing.SUGGESTED, (0, 1, 0)),
        (False, True, Standing.CERTAIN, (0, 1, 0)),
        (True, True, Standing.CERTAIN, (0, 0, 0)),
        (False, False, Standing.SUGGESTED, (0, 0, 0)),
        (True, None, None, (0, 0, 1)),
        (False, None, None, (0, 0, 1)),
    ],
)
def test_what_only_the_machine_said_follows_the_machine(loaded, before, after, standing, linked):
    article = make_article()
    link(loaded, article, {} if before is None else {"element:dy": before})
    counted = link(loaded, article, {} if after is None else {"element:dy": after})

    assert stood(article).get("element:dy") == standing
    assert (counted.added, counted.changed, counted.gone) == linked
    assert in_step(article)


@pytest.mark.parametrize("first", DECIDED)
@pytest.mark.parametrize("second", DECIDED)
def test_the_last_person_who_decides_counts_and_is_named(loaded, first, second):
    article = make_article()
    link(loaded, article, {"element:dy": True})
    decide(article, "element:dy", first)
    decide(article, "element:dy", second, by="grace")

    assert article.mentions.get().decided_by == "grace"
    assert stood(article) == {"element:dy": second}
    assert in_step(article)


def test_a_decision_made_on_an_old_copy_of_the_article_loses_nothing_else(loaded):
    article = make_article()
    link(loaded, article, dict.fromkeys(FACTS, False))
    old = {mention.reference: mention for mention in article.mentions.select_related("article")}
    for fact in FACTS:
        mentions.confirm(mention=old[fact], by="ada", at=NOW)

    article.refresh_from_db()
    assert article.about == sorted(FACTS)


@pytest.mark.parametrize(("likeness", "kept"), [(-1.0, 0.0), (0.0, 0.0), (0.5, 0.5), (1.0, 1.0), (7.5, 1.0)])
def test_a_likeness_beyond_its_borders_is_kept_at_the_border(loaded, likeness, kept):
    article = make_article()
    loaded.finder.find = lambda _title, _summary: [Hit("element:dy", "Dy", 0, 2, "symbol", likeness=likeness)]
    mentions.link(articles=[article], at=NOW)

    assert article.mentions.get().likeness == kept


def test_linking_many_changes_only_those_that_are_given(loaded):
    given_ones, other = [make_article() for _each in range(3)], make_article()
    link(loaded, other, {"element:tb": True})
    loaded.finder.found = {"element:dy": True}
    linked = mentions.link(articles=given_ones, at=NOW)

    assert linked == mentions.Linked(articles=3, added=3)
    assert stood(other) == {"element:tb": Standing.CERTAIN}
    assert Mention.objects.count() == 4
    assert list(Article.objects.on("element:dy").order_by("pk")) == given_ones


@given(counts=st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=5))
def test_counts_of_portions_add_up(counts):
    total = sum((mentions.Linked(*each) for each in counts), mentions.Linked())

    assert (total.articles, total.added, total.changed, total.gone) == tuple(
        sum(each[place] for each in counts) for place in range(4)
    )


@pytest.mark.parametrize(("summary", "own", "read"), [("", "", ""), ("a", "", "a"), ("", "b", "b"), ("a", "b", "a\nb")])
def test_both_summaries_are_read_each_on_a_line_of_its_own(summary, own, read):
    assert mentions.read_summary(article=Article(summary=summary, own_summary=own)) == read
