"""Manners: when to come back, and what robots may read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.outbound.manners import Robots, read_robots, retry_after, robots_for, wait_after

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
AGENT = "register"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sat, 21 Nov 2026 12:10:00 GMT", 600),
        ("Sat, 21 Nov 2026 13:00:00 +0100", 0),
        ("Sat, 21 Nov 2026 12:01:00 -0000", 60),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("999999999999999999", 7 * 86_400),
        ("Sat, 21 Nov 2099 12:10:00 GMT", 7 * 86_400),
    ],
)
def test_a_source_says_how_long_it_wants_to_be_left_alone(value, seconds):
    assert retry_after(value, at=NOON) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5", "２", "²", "Sat, 99 Nov 2026 12:10:00 GMT", "1e3"])
def test_a_wait_in_no_form_of_the_rule_is_none(value):
    assert retry_after(value, at=NOON) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_wait(value):
    wait = retry_after(value, at=NOON)

    assert wait is None or timedelta(0) <= wait <= timedelta(days=7)


@pytest.mark.parametrize(("failures", "hours"), [(0, 1), (1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 24), (500, 24)])
def test_waits_double_from_an_hour_to_a_day(failures, hours):
    assert wait_after(failures, chance=0.5) == timedelta(hours=hours)


@given(st.integers(1, 50), st.floats(0, 1))
def test_waits_are_spread_by_ten_per_cent_at_most(failures, chance):
    middle = wait_after(failures, chance=0.5)

    assert abs(wait_after(failures, chance=chance) - middle) <= middle * 0.0501
    assert wait_after(failures, chance=chance) <= timedelta(hours=24)


def test_a_source_that_asks_for_longer_gets_it():
    assert wait_after(1, chance=0.5, asked=timedelta(hours=30)) == timedelta(hours=30)
    assert wait_after(1, chance=0.5, asked=timedelta(minutes=1)) == timedelta(hours=1)


def allowed(robots, path, agent=AGENT):
    return read_robots(robots.encode(), agent=agent).allow(path)


def test_without_rules_all_is_open():
    assert allowed("", "/news")
    assert allowed("User-agent: *\nDisallow:\n", "/news")


def test_the_longest_rule_decides_in_any_order():
    robots = "User-agent: *\nDisallow: /\nAllow: /rss/\nDisallow: /rss/search\n"

    assert allowed(robots, "/rss/feed")
    assert not allowed(robots, "/news")
    assert not allowed(robots, "/rss/search?q=1")


def test_of_two_rules_of_one_length_the_open_one_decides():
    assert allowed("User-agent: *\nDisallow: /page\nAllow: /page\n", "/page")
    assert allowed("User-agent: *\nAllow: /page\nDisallow: /page\n", "/page")


def test_our_own_group_replaces_the_one_for_all():
    robots = "User-agent: *\nDisallow: /\n\nUser-agent: Register\nDisallow: /private\n"

    assert allowed(robots, "/news")
    assert not allowed(robots, "/private/1")
    assert not allowed(robots, "/news", agent="other")


def test_a_group_of_our_own_without_rules_opens_all():
    assert allowed("User-agent: *\nDisallow: /\n\nUser-agent: register\nDisallow:\n", "/news")


def test_groups_of_one_agent_count_together():
    robots = (
        "User-agent: register\nDisallow: /a\n\nUser-agent: other\nDisallow: /b\n\nUser-agent: register\nDisallow: /c\n"
    )

    assert [allowed(robots, path) for path in ("/a", "/b", "/c")] == [False, True, False]


def test_several_agents_share_a_group():
    robots = "User-agent: other\nUser-agent: register\nCrawl-delay: 10\nDisallow: /a\n"

    assert not allowed(robots, "/a")
    assert not allowed(robots, "/a", agent="other")
    assert allowed(robots, "/a", agent="third")


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/*/print$", "/guidance/print", True),
        ("/*/print$", "/guidance/print?x=1", False),
        ("/*/print$", "/print", False),
        ("/info/*", "/info/page", True),
        ("/*.pdf$", "/a/b.pdf", True),
        ("/*.pdf$", "/a/b.pdf.html", False),
        ("/exact$", "/exact", True),
        ("/exact$", "/exactly", False),
        ("/a*b*c", "/a--b--c--", True),
        ("/a*b*c", "/a--c--b--", False),
        ("/a*ab$", "/ab", False),
        ("/a*bb*bb", "/abbb", False),
        ("/a*bb*bb", "/abbbb", True),
        ("*", "/anything", True),
        ("/稀土", "/%E7%A8%80%E5%9C%9F/1", True),
        ("/%7Euser", "/~user", True),
        ("/a%2Fb", "/a/b", False),
        ("/a%2fb", "/a%2Fb", True),
        ("/a%2Ab", "/axb", False),
    ],
)
def test_patterns_fit_as_the_rule_says(pattern, path, fits):
    assert allowed(f"User-agent: *\nDisallow: {pattern}\n", path) is not fits


def test_comments_byte_marks_and_odd_lines_do_no_harm():
    robots = "\ufeff# ours\nUSER-AGENT : *  # all\nnonsense\nSitemap: https://x.example/\ndisallow: /a # not this\n"

    assert not allowed(robots, "/a")
    assert allowed(robots, "/b")


def test_rules_before_any_agent_bind_nobody():
    assert allowed("Disallow: /\nUser-agent: other\nDisallow: /\n", "/news")


def test_robots_themselves_may_always_be_read():
    assert allowed("User-agent: *\nDisallow: /\n", "/robots.txt")


def test_only_the_first_part_of_an_endless_file_is_read():
    robots = b"User-agent: *\nDisallow: /a\n" + b"# more\n" * 100_000 + b"Disallow: /b\n"

    assert read_robots(robots, agent=AGENT).allow("/b")


@pytest.mark.parametrize(
    ("status", "is_open"),
    [(200, True), (404, True), (401, True), (403, True), (429, False), (500, False), (503, False)],
)
def test_what_an_answer_for_robots_means(status, is_open):
    assert robots_for(status, b"User-agent: *\nDisallow: /x\n", agent=AGENT).allow("/news") is is_open


def test_a_host_out_of_order_is_closed_whole():
    assert not Robots(whole_host_closed=True).allow("/robots.txt")


@given(st.binary(max_size=200), st.text(max_size=30))
def test_no_file_breaks_the_reader(body, path):
    assert read_robots(body, agent=AGENT).allow(path) in (True, False)


@given(st.text("/ab*$%2Ff", max_size=12), st.text("/ab%2Ff", max_size=12))
def test_a_path_that_no_rule_begins_is_open(pattern, path):
    assert Robots(rules=((False, "/z" + pattern),)).allow("/y" + path)
