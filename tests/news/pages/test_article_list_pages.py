"""The list of news as a reader sees it: by day, each story once, with its source, its date in words and its licence."""

from datetime import date, timedelta

import pytest

from news.ingest.types import Flag
from tests.controls.markup import tree
from tests.news.reporting import (
    NOON,
    make_article,
    make_mention,
    make_news_event,
    make_source_of_news,
    make_story,
)

pytestmark = pytest.mark.django_db


def page_of(client, **query):
    answer = client.get("/news/", query)
    assert answer.status_code == 200
    return tree(answer)


def rows(page):
    return page.one("main").all("article")


def titles(client, **query):
    return [row.one("h3").text for row in rows(page_of(client, **query))]


def days(page):
    found = [heading for section in page.all("section", of_class="sec") for heading in section.all("h2")]
    return [heading.text for heading in found if heading.all("time")]


class TestDays:
    def test_articles_stand_under_their_day_the_newest_first(self, client, today):
        make_article("First", at=NOON - timedelta(days=2))
        make_article("Third", at=NOON + timedelta(hours=3))
        make_article("Second", at=NOON)

        assert titles(client) == ["Third", "Second", "First"]
        assert days(page_of(client)) == ["20 Nov 2026", "18 Nov 2026"]

    def test_a_day_stands_once_even_where_times_and_days_disagree(self, client, today):
        """A notice dated by its day only may be sorted under an hour of the day before."""
        make_article("By its day", at=NOON, day=date(2026, 11, 19))
        make_article("By the clock", at=NOON - timedelta(hours=1))
        make_article("The day before", at=NOON - timedelta(days=1))

        assert days(page_of(client)) == ["20 Nov 2026", "19 Nov 2026"]
        assert titles(client) == ["By the clock", "By its day", "The day before"]

    def test_what_came_after_the_day_asked_about_is_left_out(self, client, today):
        make_article("Known", at=NOON - timedelta(days=3))
        make_article("Later", at=NOON)

        assert titles(client, as_of="2026-11-18") == ["Known"]

    def test_events_of_a_day_stand_beside_its_articles(self, client, today):
        make_article("Report")
        event = make_news_event("Licences are granted", outlet="Gazette")
        make_news_event("Something else", scope="noise")
        make_news_event("In some November", precision="month")

        found = [section for section in page_of(client).all("section", of_class="box") if section.all("h3")]

        assert [[link["href"] for link in each.all("a")] for each in found] == [[f"/news/events/{event.key}/"]]
        assert "two independent reports" in found[0].text

    def test_a_day_without_articles_brings_no_events(self, client, today):
        make_article("Report")
        make_news_event("Of another day", day=date(2026, 11, 18))

        assert "Of another day" not in page_of(client).one("main").text


class TestWhatIsShown:
    @pytest.mark.parametrize("state", ["pending", "rejected"])
    def test_what_nobody_let_through_is_not_there(self, client, today, state):
        make_article("Shown")
        make_article("Hidden", state=state)

        page = page_of(client)

        assert [row.one("h3").text for row in rows(page)] == ["Shown"]
        assert "1 story" in page.one("main").text
        assert "pending" not in page.one("main").text

    def test_a_title_says_its_language(self, client, today):
        make_article("稀土出口管制", language="zh-Hans")
        make_article("レアアース輸出", language="ja")

        page = page_of(client)
        found = {row.one("h3").text: row.one("h3").one("span").lang for row in rows(page)}
        spoken = [text for text, element in page.texts() if "稀土" in text and element.lang != "zh-Hans"]

        assert found == {"稀土出口管制": "zh-Hans", "レアアース輸出": "ja"}
        assert not spoken  # nor is there a hidden word that a voice would read in English

    def test_chinese_words_in_an_english_title_are_marked_too(self, client, today):
        make_article("MOFCOM publishes 公告 No. 12", language="en-GB")

        assert rows(page_of(client))[0].one("h3").one("span", lang="zh-Hans").text == "公告"

    def test_the_language_is_named(self, client, today):
        make_article("公告", language="zh-Hans")

        assert rows(page_of(client))[0].all("p")[0].text.startswith("Chinese ·")

    def test_our_summary_stands_before_the_source_s(self, client, today):
        make_article(own_summary="Ours.", summary="Theirs.")

        text = rows(page_of(client))[0].text

        assert text.index("Ours. (our summary)") < text.index("Theirs. (the source’s words)")

    def test_words_of_a_source_of_headlines_are_not_shown(self, client, today):
        source = make_source_of_news(licence="headlines")
        make_article(source=source, summary="Every word of the paper.")

        text = rows(page_of(client))[0].text

        assert "Every word" not in text
        assert "Headline, link and date only." in text

    def test_the_open_government_licence_is_named_and_linked(self, client, today):
        make_article(source=make_source_of_news(licence="ogl3"))

        links = {link.text: link["href"] for link in rows(page_of(client))[0].all("a")}

        words = "Contains public sector information licensed under the Open Government Licence v3.0."
        assert links[words].startswith("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/")

    def test_a_link_out_hands_on_neither_trust_nor_window(self, client, today):
        make_article(url="https://paper.example/story?id=1")

        link = next(link for link in rows(page_of(client))[0].all("a") if link["href"].startswith("https://paper"))

        assert link["rel"].split() == ["noopener", "noreferrer", "external", "nofollow", "ugc"]
        assert link.text.startswith("Read it at paper.example")

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://paper.example/", "https://", ""])
    def test_only_addresses_of_the_web_are_linked(self, client, today, url):
        make_article(url=url)

        row = rows(page_of(client))[0]

        assert "No address that can be linked to." in row.text
        assert not [link for link in row.all("a") if not link["href"].startswith("/")]

    def test_markup_in_a_title_is_text(self, client, today):
        make_article("<script>alert(1)</script> & <b>", source=make_source_of_news(name="<i>Paper</i>"))

        answer = client.get("/news/")

        assert b"<script>alert" not in answer.content
        assert titles(client) == ["<script>alert(1)</script> & <b>"]

    def test_what_is_odd_is_said_in_words(self, client, today):
        make_article(flags=[Flag.WITHDRAWN, Flag.FUTURE])

        text = rows(page_of(client))[0].text

        assert "The publisher has withdrawn it." in text
        assert "it stands under the day on which it came" in text

    def test_versions_are_counted_where_there_are_several(self, client, today):
        make_article("Once")
        make_article("Twice", version_count=2)

        found = {row.one("h3").text: "versions" in row.text for row in rows(page_of(client))}

        assert found == {"Once": False, "Twice": True}


class TestStories:
    def test_a_story_is_told_once_by_the_first_with_the_others_folded(self, client, today):
        first = make_article("Agency", at=NOON)
        second = make_article("Paper", at=NOON + timedelta(hours=1))
        make_story(first, second)
        make_article("Alone", at=NOON - timedelta(hours=1))

        page = page_of(client)

        assert [row.one("h3").text for row in rows(page)] == ["Agency", "Alone"]
        assert "2 stories" in page.one("main").text
        folded = rows(page)[0].one("details")
        assert folded.one("summary").text == "also in 1 other report"
        assert [link.text for link in folded.all("a")][0] == "Paper"
        assert not rows(page)[1].all("details")

    def test_with_a_filter_the_story_is_told_by_whoever_answers_to_it(self, client, today):
        first = make_article("Agency", at=NOON)
        second = make_article("Paper", at=NOON + timedelta(hours=1))
        make_story(first, second)

        page = page_of(client, source=second.source.key)

        assert [row.one("h3").text for row in rows(page)] == ["Paper"]
        assert rows(page)[0].one("details").all("a")[0].text == "Agency"

    def test_of_two_of_one_moment_one_is_told(self, client, today):
        make_story(make_article("One"), make_article("Two"), make_article("Three"))

        page = page_of(client)

        assert [row.one("h3").text for row in rows(page)] == ["One"]
        assert rows(page)[0].one("summary").text == "also in 2 other reports"

    def test_who_is_not_let_through_tells_nothing(self, client, today):
        first = make_article("Agency", state="pending")
        second = make_article("Paper", at=NOON + timedelta(hours=1))
        make_story(first, second)

        assert titles(client) == ["Paper"]
        assert not rows(page_of(client))[0].all("details")

    def test_nobody_tells_before_the_day(self, client, today):
        first = make_article("Agency", at=NOON - timedelta(days=2))
        make_story(first, make_article("Paper", at=NOON))

        assert not rows(page_of(client, as_of="2026-11-18"))[0].all("details")


class TestAround:
    def test_nothing_found_says_that_this_says_nothing(self, client, today):
        text = page_of(client, q="no such report").one("main").text

        assert "No article with these filters is on file for this time." in text
        assert "That says nothing about whether something happened." in text

    def test_what_was_chosen_stays_chosen(self, client, today):
        source = make_source_of_news()

        page = page_of(client, source=source.key, language="ja", element="Dy", **{"from": "2026-11-01"})

        chosen = [option["value"] for option in page.all("option") if "selected" in option.attributes]
        assert chosen == [source.key, "ja", "Dy"]
        assert page.one(id="from")["value"] == "2026-11-01"

    def test_a_fact_that_narrows_the_list_can_be_taken_away(self, client, today):
        make_mention(make_article("About Subaru"), "entity:subaru-corporation")
        make_article("About nothing")

        page = page_of(client, entity="subaru-corporation", language="en")

        chip = page.one(of_class="chip")
        assert chip.text.startswith("SUBARU Corporation")
        assert chip.one("a")["href"] == "/news/?language=en"
        assert [row.one("h3").text for row in rows(page)] == ["About Subaru"]

    def test_the_feed_has_the_filters_of_the_page(self, client, today):
        page = page_of(client, language="ja", q="magnet", page_size="20")

        link = page.one("link", type="application/atom+xml")

        assert link["href"] == "/news/feed.atom?q=magnet&language=ja"

    def test_further_pages_say_their_number_and_keep_the_filters(self, client, today):
        for number in range(3):
            make_article(f"Report {number}", at=NOON - timedelta(hours=number))

        page = page_of(client, page_size="2", language="en")
        further = page_of(client, page_size="2", language="en", page="2")

        assert page.one("a", rel="next")["href"] == "/news/?page_size=2&language=en&page=2"
        assert [row.one("h3").text for row in rows(further)] == ["Report 2"]
        assert further.one("title").text.startswith("News, page 2")

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("source=nobody", "source"),
            ("language=klingon", "language"),
            ("type=blog", "type"),
            ("jurisdiction=XX", "jurisdiction"),
            ("element=Xx", "element"),
            ("from=2026-02-30", "from"),
            ("from=2026-11-02&to=2026-11-01", "to"),
            ("page=9", "page"),
        ],
    )
    def test_a_wrong_question_is_refused_under_its_name(self, client, today, query, field):
        answer = client.get(f"/news/?{query}")

        assert answer.status_code == 400
        assert field in tree(answer).one("main").text

    def test_the_navigation_leads_here_and_says_so(self, client, today):
        page = page_of(client)

        assert page.one("nav", of_class="nav").one("a", aria_current="page").text == "News"
        assert tree(client.get("/")).one("nav", of_class="nav").one("a", href="/news/").text == "News"
