"""One article as a reader sees it: its versions, its names, what it mentions, and who else tells it."""

from datetime import timedelta

import pytest

from tests.controls.markup import tree
from tests.controls.reading import badges, said
from tests.news.reporting import (
    NOON,
    make_article,
    make_mention,
    make_name,
    make_run,
    make_source_of_news,
    make_story,
    make_version,
)

pytestmark = pytest.mark.usefixtures("seeded")


def page_of(client, article, **query):
    answer = client.get(f"/news/articles/{article.pk}/", query)
    assert answer.status_code == 200
    return tree(answer)


def section(page, heading):
    return next(each for each in page.all("section", of_class="sec") if each.one("h2").text.startswith(heading))


class TestWhatItSays:
    def test_source_date_language_and_licence_are_there(self, client, today):
        source = make_source_of_news(name="Gazette", licence="eu_reuse")
        page = page_of(client, make_article("Decree 5", source=source, kind="Rule", author="A. Writer"))

        assert page.one("h1").text == "Decree 5"
        assert said(page, "Source") == ["Gazette (official)"]
        assert said(page, "Published") == ["20 Nov 2026 12:00 (UTC+8) [minute] as given: “2026-11-20T04:00:00+00:00”"]
        assert said(page, "Type") == ["Rule"]
        assert said(page, "Author") == ["A. Writer"]
        assert said(page, "Language") == ["English"]
        assert said(page, "Licence") == ["© European Union; may be reused if the source is named."]

    def test_a_report_says_that_it_is_not_the_law(self, client, today):
        assert "A report, not the law" in page_of(client, make_article()).one("main").text

    @pytest.mark.parametrize("state", ["pending", "rejected"])
    def test_what_nobody_let_through_has_no_page(self, client, today, state):
        assert client.get(f"/news/articles/{make_article(state=state).pk}/").status_code == 404

    def test_a_number_that_was_never_given_has_no_page(self, client, today):
        answer = client.get("/news/articles/999999999/")

        assert answer.status_code == 404
        assert "There is no article 999999999." in tree(answer).one("main").text

    def test_before_its_day_it_could_not_be_read(self, client, today):
        article = make_article()

        answer = client.get(f"/news/articles/{article.pk}/", {"as_of": "2026-11-19"})

        assert answer.status_code == 404
        assert "it came on 2026-11-20" in tree(answer).one("main").text

    def test_it_can_be_cited_and_read_by_programs(self, client, today):
        article = make_article()
        box = page_of(client, article).one("aside")

        assert f"http://testserver/news/articles/{article.pk}/" in box.text
        assert box.one("a", href=f"/api/v1/news/articles/{article.pk}/").text == "The same as JSON"
        assert box.one("a", href=f"/news/feed.atom?source={article.source.key}")

    def test_an_article_without_a_title_says_so(self, client, today):
        assert page_of(client, make_article("")).one("h1").text == "(without a title)"


class TestVersions:
    def test_each_version_says_what_it_changed(self, client, today):
        article = make_article("Exports of magnets resume", version_count=2)
        run = make_run(article.source, number="run-of-the-edit")
        make_version(article, number=2, title="Exports of magnets stop", seen_at=NOON + timedelta(hours=2), run=run)

        found = section(page_of(client, article), "Versions")

        assert [each.text.split(" seen")[0] for each in found.all("h3")] == ["Version 2", "Version 1"]
        assert (found.one("del").text, found.one("ins").text) == ("resume", "stop")
        assert "run-of-the-edit" in found.text
        assert "As it came: Exports of magnets resume" in found.text

    def test_a_changed_address_and_date_are_shown_too(self, client, today):
        article = make_article(version_count=2)
        make_version(article, number=2, url="https://paper.example/moved", published_raw="yesterday")

        labels = [term.text for term in section(page_of(client, article), "Versions").all("dt")]

        assert labels == ["Address", "Date as given"]

    def test_words_of_a_source_of_headlines_are_no_difference_either(self, client, today):
        article = make_article(source=make_source_of_news(licence="headlines"), version_count=2)
        make_version(article, number=2, summary="Every word of the paper.")

        found = section(page_of(client, article), "Versions")

        assert "Every word" not in found.text
        assert "Nothing that is shown here changed." in found.text

    def test_differences_of_chinese_texts_say_their_language(self, client, today):
        article = make_article("公告第12号", language="zh-Hans", version_count=2)
        make_version(article, number=2, title="公告第13号")

        assert section(page_of(client, article), "Versions").one("ins").lang == "zh-Hans"


class TestNames:
    def test_every_name_is_listed_with_its_kind(self, client, today):
        article = make_article()
        make_name(article, "mofcom-2026-12", kind="notice")
        make_name(article, "https://paper.example/one?utm=1", kind="received")

        rows = section(page_of(client, article), "Names it is known by").one("tbody").all("tr")

        assert [row.all("th")[0].text for row in rows] == ["mofcom-2026-12", "https://paper.example/one?utm=1"]
        assert [row.all("td")[0].text for row in rows] == ["official number", "address as received"]


class TestMentions:
    def test_a_fact_is_shown_with_its_state_today_and_the_words(self, client, today):
        article = make_article("SUBARU put on a list")
        make_mention(article, "entity:subaru-corporation", words="SUBARU")

        page = page_of(client, article)
        row = section(page, "What it mentions").one("tbody").one("tr")

        assert row.one("a", href="/entities/subaru-corporation/").text == "SUBARU Corporation"
        assert badges(page) == ["Extra review"]
        assert row.one("q").text == "SUBARU"

    def test_the_state_is_that_of_the_day_of_the_page(self, client, today):
        article = make_article(at=NOON - timedelta(days=300))
        make_mention(article, "entity:skydio-inc")

        now, then = page_of(client, article), page_of(client, article, as_of="2026-02-01")

        assert badges(now) != badges(then)
        assert section(then, "What it mentions").all("a")[0]["href"] == "/entities/skydio-inc/?as_of=2026-02-01"

    @pytest.mark.parametrize(
        ("reference", "address"),
        [
            ("measure:cn-2025-18", "/measures/cn-2025-18/"),
            ("notice:mofcom-2026-12", "/notices/mofcom-2026-12/"),
            ("element:dy", "/elements/Dy/"),
            ("element:Dy", "/elements/Dy/"),
            ("entity-list:cn-watch-list", "/entities/?list=cn-watch-list"),
            ("catalogue-item:rare-earth-refining", "/catalogue/rare-earth-refining/"),
        ],
    )
    def test_facts_of_every_kind_have_their_page(self, client, today, reference, address):
        article = make_article()
        make_mention(article, reference)

        assert section(page_of(client, article), "What it mentions").all("a")[0]["href"] == address

    def test_a_fact_that_is_not_on_record_is_said_to_be_none(self, client, today):
        article = make_article()
        make_mention(article, "notice:mofcom-2099-1")

        found = section(page_of(client, article), "What it mentions")

        assert "mofcom-2099-1" in found.text
        assert "not on record" in found.text
        assert not found.all("a")

    @pytest.mark.parametrize("standing", ["suggested", "rejected"])
    def test_what_is_not_sure_is_for_curators(self, client, today, standing):
        article = make_article()
        make_mention(article, "entity:subaru-corporation", standing=standing)

        assert "No fact of the register was found in it." in page_of(client, article).one("main").text

    def test_who_else_tells_it(self, client, today):
        article, other = make_article("One"), make_article("Two")
        make_story(article, other)

        links = section(page_of(client, article), "Who else tells it").all("a")

        assert [(link.text, link["href"]) for link in links] == [("Two", f"/news/articles/{other.pk}/")]
