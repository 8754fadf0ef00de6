"""Suggestions that two items tell one story: copies are found, and near misses that have fooled others are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.parsers.feed import parse
from news.ingest.stories import Story, likeness, pieces, same_story
from tests.news.ingest.pages import held

DAY = date(2026, 2, 24)
REPORT = (
    "China put twenty Japanese entities on an export control list on Tuesday, the commerce ministry said, citing"
    " concerns about their part in raising Japan's military strength."
)


def story(title="", text="", day=DAY):
    return Story(title, text, day)


def test_an_agencys_text_on_two_hosts_is_one_story():
    one, other = (story(found.title, found.summary, found.published.day) for found in parse(held("d08")).items)
    suggestion = same_story(one, other)

    assert suggestion.reason == "text"
    assert suggestion.likeness > 0.8


def test_a_shortened_copy_is_the_same_story():
    assert same_story(story("A", REPORT + " More was said in Tokyo about it later that day."), story("B", REPORT[:110]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "China enhanced export controls: impact on 20 Japanese entities and rare earth supply chains",
            "China enhanced export controls: impact on 20 Japanese entities – analysis",
        ),
        ("公布将20家日本实体列入出口管制管控名单", "商务部公布将20家日本实体列入出口管制管控名单的决定"),
        ("経済産業省、レアアースの輸出管理を強化へ", "経済産業省 レアアースの輸出管理を強化"),
    ],
)
def test_nearly_the_same_headline_is_the_same_story(one, other):
    assert same_story(story(one), story(other)).reason == "title"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "商务部公告2026年第11号 公布将20家日本实体列入出口管制管控名单",
            "商务部公告2026年第12号 公布将20家日本实体列入关注名单",
        ),
        (
            "MOFCOM Announcement No. 1 of 2025: 28 US entities listed by China",
            "MOFCOM Announcement No. 21 of 2025: 28 US entities listed by China",
        ),
        ("China lists 20 entities", "Lynas renews licence for ten years"),
        ("稀土", "稀土"),
    ],
)
def test_what_only_looks_alike_is_not_suggested(one, other):
    assert same_story(story(one), story(other)) is None


@pytest.mark.parametrize(("day", "suggested"), [(date(2026, 2, 27), True), (date(2026, 2, 28), False), (None, True)])
def test_the_same_words_weeks_apart_are_another_story(day, suggested):
    assert bool(same_story(story("A", REPORT), story("B", REPORT, day))) is suggested


def test_pieces_are_all_runs_of_three_words_and_of_three_signs():
    assert pieces("China lists Firms again") == {"china lists firms", "lists firms again"}
    assert pieces("两用物项 稀土") == {"两用物", "用物项", "稀土"}
    assert pieces("MOFCOM 稀土") == {"稀土"}
    assert pieces("") == frozenset()


@pytest.mark.parametrize(("shared", "suggested"), [(14, True), (8, True), (7, False), (0, False)])
def test_half_of_the_shorter_text_makes_one_story(shared, suggested):
    """Fourteen words have twelve runs of three; eight in common have six of them."""
    common = [f"w{number}" for number in range(shared)]
    one, other = ([*common, *(f"{name}{number}" for number in range(14 - shared))] for name in "uv")

    assert bool(same_story(story("A", " ".join(one)), story("B", " ".join(other)))) is suggested


def test_too_little_text_is_not_compared():
    assert likeness(pieces("China lists firms"), pieces("China lists firms")) == 0.0


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_between_none_and_all_and_the_same_both_ways(one, other):
    there, back = likeness(pieces(one), pieces(other)), likeness(pieces(other), pieces(one))

    assert there == back
    assert 0 <= there <= 1
