"""Stories whatever people do and in whatever order: nobody's article is lost, and what was decided stays decided."""

from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.models import Article, Standing, Story, StoryPair
from news.services import stories
from news.services.stories import StoryRefused
from tests.news.reporting import NOON, make_article, make_source_of_news, make_story

pytestmark = pytest.mark.django_db
FOUR = st.lists(st.integers(0, 3), min_size=2, max_size=4, unique=True)
MOVES = st.lists(st.tuples(st.sampled_from(["join", "split", "dismiss", "ask"]), FOUR), max_size=8)


def some(count=4):
    source = make_source_of_news()
    return [make_article(f"Article {number}", source=source) for number in range(count)]


def join(*articles, by="ada"):
    return stories.join(articles=articles, by=by, at=NOON)


def split(article, by="ada"):
    return stories.split(article=article, by=by, at=NOON)


def ask(one, other):
    stories.ask(pairs=[(min(one.pk, other.pk), max(one.pk, other.pk))], at=NOON)
    return StoryPair.objects.get(earlier=min(one.pk, other.pk), later=max(one.pk, other.pk))


def told(articles):
    """The stories that these articles tell together, as sets of their places; those that stand alone are none."""
    belongs = dict(Article.objects.filter(pk__in=[each.pk for each in articles]).values_list("pk", "story"))
    by_story = {}
    for place, article in enumerate(articles):
        if belongs[article.pk] is not None:
            by_story.setdefault(belongs[article.pk], set()).add(place)
    return {frozenset(places) for places in by_story.values()}


def standing(pair):
    return StoryPair.objects.values_list("standing", flat=True).get(pk=pair.pk)


@pytest.mark.parametrize("order", list(permutations([(0, 1), (1, 2), (2, 3)])))
def test_the_order_of_joining_does_not_matter(order):
    articles = some()
    for one, other in order:
        join(articles[one], articles[other])

    assert told(articles) == {frozenset(range(4))}
    assert Story.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_in_which_articles_are_named_does_not_matter(order):
    articles = some(3)
    join(*(articles[place] for place in order))

    assert told(articles) == {frozenset(range(3))}


def test_joining_what_is_joined_changes_nothing():
    articles = some(3)
    first = join(*articles)
    again = join(*articles, by="grace")

    assert (again.pk, again.made_by) == (first.pk, "ada")
    assert Story.objects.count() == 1


@pytest.mark.parametrize("left", range(3))
def test_an_article_that_is_split_off_stands_alone_and_the_others_stay_together(left):
    articles = some(3)
    join(*articles)
    split(articles[left])

    assert told(articles) == {frozenset({0, 1, 2} - {left})}
    with pytest.raises(StoryRefused, match="belongs to no story"):
        split(articles[left])


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whatever_the_order_of_splitting_no_empty_story_is_left(order):
    articles = some(3)
    join(*articles)
    split(articles[order[0]])
    split(articles[order[1]])

    assert told(articles) == set()
    assert Story.objects.count() == 0
    assert set(StoryPair.objects.values_list("standing", flat=True)) == {Standing.REJECTED}
    assert StoryPair.objects.count() == 3


def test_a_split_keeps_the_pair_rejected_when_it_is_asked_about_again():
    one, other = some(2)
    join(one, other)
    split(one)

    assert ask(one, other).standing == Standing.REJECTED
    assert not StoryPair.objects.filter(standing=Standing.SUGGESTED).exists()


def test_what_was_split_can_be_joined_again_by_a_person():
    articles = some(2)
    join(*articles)
    split(articles[0])
    join(*articles, by="grace")

    assert told(articles) == {frozenset({0, 1})}


@pytest.mark.parametrize("decided", [Standing.CONFIRMED, Standing.REJECTED, Standing.CERTAIN])
def test_a_pair_that_was_decided_is_neither_dismissed_nor_asked_about_again(decided):
    one, other = some(2)
    pair = ask(one, other)
    StoryPair.objects.filter(pk=pair.pk).update(standing=decided, decided_by="ada")

    with pytest.raises(StoryRefused, match="decided this already"):
        stories.dismiss(pair=pair, by="grace", at=NOON)
    ask(one, other)
    assert (standing(pair), StoryPair.objects.get().decided_by) == (decided, "ada")


def test_joining_confirms_only_what_was_suggested_among_those_who_are_joined():
    one, two, three, four = some()
    within, across, apart = ask(one, two), ask(two, three), ask(three, four)
    dismissed = ask(one, four)
    stories.dismiss(pair=dismissed, by="ada", at=NOON)
    join(one, two)

    assert [standing(pair) for pair in (within, across, apart, dismissed)] == [
        Standing.CONFIRMED,
        Standing.SUGGESTED,
        Standing.SUGGESTED,
        Standing.REJECTED,
    ]


def test_joining_two_stories_confirms_the_pairs_between_all_their_articles():
    articles = some()
    bridge = ask(articles[1], articles[3])
    make_story(*articles[:2])
    make_story(*articles[2:])
    join(articles[0], articles[2])

    assert told(articles) == {frozenset(range(4))}
    assert standing(bridge) == Standing.CONFIRMED


@pytest.mark.parametrize("places", [[], [0], [0, 0]])
def test_fewer_than_two_articles_are_no_story_and_change_nothing(places):
    articles = some(2)
    with pytest.raises(StoryRefused, match="two articles or more"):
        join(*(articles[place] for place in places))

    assert told(articles) == set()
    assert not Story.objects.exists()


def _do(move, articles, places):
    chosen = [articles[place] for place in places]
    if move == "join":
        join(*chosen)
    elif move == "ask":
        ask(*chosen[:2])
    elif move == "split":
        if Article.objects.filter(pk=chosen[0].pk, story=None).exists():
            with pytest.raises(StoryRefused):
                split(chosen[0])
        else:
            split(chosen[0])
    else:
        for pair in StoryPair.objects.filter(standing=Standing.SUGGESTED, earlier__in=chosen, later__in=chosen):
            stories.dismiss(pair=pair, by="ada", at=NOON)


@given(moves=MOVES)
@settings(max_examples=10)
def test_after_any_row_of_moves_every_article_is_there_and_every_story_has_two(moves):
    articles = some()
    for move, places in moves:
        rejected = set(StoryPair.objects.filter(standing=Standing.REJECTED).values_list("pk", flat=True))
        _do(move, articles, places)
        assert rejected <= set(StoryPair.objects.filter(standing=Standing.REJECTED).values_list("pk", flat=True))
        found = told(articles)
        assert Article.objects.filter(pk__in=[each.pk for each in articles]).count() == 4
        assert all(len(story) >= 2 for story in found)
        assert Story.objects.filter(articles__in=articles).distinct().count() == len(found)
        for pair in StoryPair.objects.filter(standing=Standing.REJECTED):
            assert pair.decided_by and pair.decided_at


@given(groups=st.lists(FOUR, min_size=1, max_size=4), data=st.data())
@settings(max_examples=6)
def test_the_same_joinings_in_another_order_tell_the_same_stories(groups, data):
    outcomes = []
    for order in (groups, data.draw(st.permutations(groups))):
        articles = some()
        for places in order:
            join(*(articles[place] for place in places))
        outcomes.append(told(articles))

    assert outcomes[0] == outcomes[1]


@given(text=st.text("abcde ", min_size=0, max_size=60))
@settings(max_examples=10)
def test_asking_about_pairs_twice_asks_once_whatever_they_say(text):
    articles = [make_article(text or "-") for _each in range(2)]
    before = StoryPair.objects.count()
    for _again in range(2):
        stories.suggest(articles=articles, at=NOON)
        ask(*articles)

    assert StoryPair.objects.count() == before + 1
    assert all(pair.earlier_id < pair.later_id for pair in StoryPair.objects.all())


def test_every_two_of_many_can_be_asked_about_at_once():
    articles = some()
    pairs = [(one.pk, other.pk) for one, other in combinations(articles, 2)]
    stories.ask(pairs=[*pairs, *pairs], at=NOON)

    assert StoryPair.objects.count() == 6
    assert set(StoryPair.objects.values_list("reason", flat=True)) == {stories.SHARED_NAME}
