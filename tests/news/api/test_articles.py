"""Articles over the API: the same question as on the page, and nothing that a licence keeps back."""

from datetime import timedelta

import pytest

from tests.controls.markup import tree
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
ARTICLES = "/api/v1/news/articles/"


def listed(client, **query):
    answer = client.get(ARTICLES, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def one(client, article, **query):
    return client.get(f"{ARTICLES}{article.pk}/", query)


class TestTheList:
    def test_an_article_has_the_parts_that_are_promised(self, client, today):
        article = make_article("Magnets", own_summary="Ours.", kind="Rule", flags=["zone of the source assumed"])
        make_mention(article, "measure:cn-2025-18")

        answer = listed(client)
        (row,) = answer["results"]

        assert {"count", "page", "pages", "next", "previous", "as_of", "revision", "freshness"} < set(answer)
        assert row == {
            "id": article.pk,
            "source": {
                "id": article.source.key,
                "name": article.source.name,
                "type": "official",
                "licence": "public_domain",
            },
            "title": "Magnets",
            "link": article.url,
            "language": "en",
            "kind": "Rule",
            "own_summary": "Ours.",
            "summary": None,
            "day": "2026-11-20",
            "published": {
                "at": "2026-11-20T04:00:00Z",
                "on": "2026-11-20",
                "precision": "minute",
                "as_given": "2026-11-20T04:00:00+00:00",
            },
            "arrived_at": "2026-11-20T04:30:00Z",
            "versions": 1,
            "flags": ["zone of the source assumed"],
            "about": ["measure:cn-2025-18"],
            "story": None,
            "url": f"http://testserver/news/articles/{article.pk}/",
        }

    def test_reports_of_one_story_are_rows_of_their_own(self, client, today):
        story = make_story(make_article("One"), make_article("Two"))

        rows = listed(client)["results"]

        assert [row["story"] for row in rows] == [story.pk, story.pk]

    @pytest.mark.parametrize("state", ["pending", "rejected"])
    def test_what_nobody_let_through_is_not_there(self, client, today, state):
        article = make_article(state=state)

        assert listed(client)["count"] == 0
        assert one(client, article).status_code == 404

    @pytest.mark.parametrize(
        "query",
        [
            {"language": "ja"},
            {"type": "trade_press"},
            {"q": "magnet"},
            {"element": "Dy"},
            {"jurisdiction": "CN"},
            {"from": "2026-11-20"},
            {"to": "2026-11-19"},
            {"as_of": "2026-11-19"},
        ],
    )
    def test_it_answers_as_the_page_does(self, client, today, query):
        make_mention(make_article("Magnets", at=NOON), "element:dy")
        make_mention(make_article("磁石", language="ja", at=NOON - timedelta(days=1)), "measure:cn-2025-18")
        make_article("Press", source=make_source_of_news(tier="trade_press"), at=NOON - timedelta(days=2))

        page = tree(client.get("/news/", query))

        shown = [row.one("h3").text for row in page.one("main").all("article")]
        assert [row["title"] for row in listed(client, **query)["results"]] == shown
        assert len(shown) < 3

    def test_pages_lead_to_each_other(self, client, today):
        for number in range(3):
            make_article(f"Report {number}")

        first = listed(client, page_size="2", language="en")

        assert first["next"] == "http://testserver/api/v1/news/articles/?page_size=2&language=en&page=2"
        assert [row["title"] for row in client.get(first["next"]).json()["results"]] == ["Report 0"]

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("state=pending", "state"),
            ("language=", "language"),
            ("source=nobody", "source"),
            ("from=2026-11-02&to=2026-11-01", "to"),
            ("page=2", "page"),
        ],
    )
    def test_a_wrong_question_is_refused_under_its_name(self, client, today, query, field):
        answer = client.get(f"{ARTICLES}?{query}")

        assert answer.status_code == 400
        assert set(answer.json()["errors"]) == {field}

    def test_a_new_report_is_in_the_next_answer(self, client, today):
        tag = client.get(ARTICLES)["ETag"]
        unchanged = client.get(ARTICLES, headers={"If-None-Match": tag})
        make_article("Just in")

        answer = client.get(ARTICLES, headers={"If-None-Match": tag})

        assert unchanged.status_code == 304
        assert [row["title"] for row in answer.json()["results"]] == ["Just in"]


class TestOne:
    def test_it_has_its_history_names_mentions_and_siblings(self, client, today):
        article = make_article("Now", version_count=2, summary="Theirs.")
        run = make_run(article.source)
        make_version(article, number=2, run=run, seen_at=NOON + timedelta(hours=1))
        make_name(article, "mofcom-2026-12", kind="notice")
        make_mention(article, "entity:subaru-corporation", words="SUBARU", likeness=0.9)
        make_mention(article, "element:dy", standing="suggested")
        other = make_article("Other")
        make_story(article, other)

        found = one(client, article).json()

        assert [(each["number"], each["run"], each["summary"]) for each in found["history"]] == [
            (1, None, "Theirs."),
            (2, run.number, "Theirs."),
        ]
        assert found["names"] == [
            {"kind": "notice", "scope": None, "value": "mofcom-2026-12", "seen_at": "2026-11-20T04:00:00Z"}
        ]
        assert found["mentions"] == [
            {
                "reference": "entity:subaru-corporation",
                "words": "SUBARU",
                "method": "name",
                "likeness": 0.9,
                "standing": "certain",
            }
        ]
        assert found["also"] == [other.pk]

    @pytest.mark.parametrize("licence", ["headlines", "facts", "non_commercial"])
    def test_words_that_a_licence_keeps_back_are_in_no_answer(self, client, today, licence):
        article = make_article(source=make_source_of_news(licence=licence), summary="Every word.", version_count=2)
        make_version(article, number=2, summary="Every other word.")

        for answer in (client.get(ARTICLES), one(client, article)):
            assert b"word" not in answer.content
            assert answer.status_code == 200

    @pytest.mark.parametrize("licence", ["public_domain", "ogl3", "eu_reuse"])
    def test_words_that_may_be_passed_on_are(self, client, today, licence):
        article = make_article(source=make_source_of_news(licence=licence), summary="Every word.")

        assert one(client, article).json()["summary"] == "Every word."

    def test_before_its_day_it_is_refused_under_the_day(self, client, today):
        answer = one(client, make_article(), as_of="2026-11-19")

        assert answer.status_code == 404
        assert set(answer.json()["errors"]) == {"as_of"}

    def test_a_number_that_was_never_given(self, client, today):
        answer = client.get(f"{ARTICLES}999999999/")

        assert answer.status_code == 404
        assert answer.json()["detail"] == "There is no article 999999999."
