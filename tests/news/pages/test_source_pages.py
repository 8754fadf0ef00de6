"""Sources of news as a reader sees them: whether they are asked, how they answered, and where the register is blind."""

from datetime import timedelta

import pytest

from news.models import FetchRun
from news.views.source_words import rhythm, standing
from tests.controls.markup import tree
from tests.controls.reading import badges, said
from tests.news.reporting import NOON, make_run, make_source_of_news

pytestmark = pytest.mark.django_db


@pytest.fixture
def row_of(client, today):
    """The row of a source in the list, by its key."""

    def look(source, **query):
        page = tree(client.get("/news/sources/", query))
        found = [row for row in page.one("main").one("tbody").all("tr")]
        return next(row for row in found if row.all("a")[0]["href"].endswith(f"/{source.key}/"))

    return look


def detail(client, source):
    answer = client.get(f"/news/sources/{source.key}/")
    assert answer.status_code == 200
    return tree(answer)


class TestTheList:
    def test_a_source_that_is_read_says_when_and_how_often(self, row_of):
        source = make_source_of_news(
            rhythm=44_640,
            asked_at=NOON,
            read_at=NOON,
            new_at=NOON - timedelta(days=4),
            next_at=NOON + timedelta(hours=2),
        )

        cells = [cell.text for cell in row_of(source).all("td")]

        assert cells[0] == "read"
        assert cells[1:6] == [
            "20 Nov 2026 12:00", "20 Nov 2026 12:00", "16 Nov 2026 12:00", "every 31 days", "20 Nov 2026 14:00",
        ]  # fmt: skip

    def test_one_that_is_off_says_why_and_has_no_next(self, row_of):
        source = make_source_of_news(enabled=False, off_reason="Its terms forbid it.", next_at=NOON)

        cells = [cell.text for cell in row_of(source).all("td")]

        assert cells[0] == "not asked Its terms forbid it."
        assert cells[5] == "–"

    def test_one_in_trouble_says_what_how_often_and_since_when(self, row_of):
        source = make_source_of_news(read_at=NOON, trouble="no links on the page", trouble_since=NOON, failures=3)

        text = row_of(source).all("td")[0].text

        assert text == "in trouble no links on the page 3 failures in a row, since 20 Nov 2026 12:00"

    def test_one_that_has_ended_says_where_it_went(self, row_of):
        source = make_source_of_news(ended_at=NOON, moved_to="https://elsewhere.example/")

        assert "has moved to https://elsewhere.example/" in row_of(source).all("td")[0].text

    def test_one_that_was_never_asked_is_asked_at_once(self, row_of):
        cells = [cell.text for cell in row_of(make_source_of_news()).all("td")]

        assert (cells[0], cells[5], cells[6]) == ("not asked yet", "at once", "none yet")

    def test_the_last_ten_runs_stand_in_a_line_the_newest_first(self, row_of):
        source = make_source_of_news()
        for number in range(12):
            make_run(source, started_at=NOON + timedelta(hours=number), added=number)
        make_run(source, started_at=NOON + timedelta(days=1), outcome=FetchRun.Outcome.TOO_SLOW, added=0)

        text = row_of(source).all("td")[-1].text

        assert text.startswith("✕ 21 Nov 2026 12:00 too slow, ✓ 20 Nov 2026 23:00 read +11")
        assert text.count("✓") + text.count("✕") == 10

    def test_sources_stand_in_the_order_in_which_they_are_asked(self, client, today):
        late, early = make_source_of_news(rank=2), make_source_of_news(rank=1)

        rows = tree(client.get("/news/sources/")).one("main").one("tbody").all("tr")

        assert [row.all("a")[0].text for row in rows] == [early.name, late.name]

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ({"state": "asked"}, {"good", "bad"}),
            ({"state": "in_trouble"}, {"bad", "ended"}),
            ({"state": "off"}, {"off"}),
            ({"state": "ended"}, {"ended"}),
            ({"state": ["off", "ended"]}, {"off", "ended"}),
            ({"type": "trade_press"}, {"off"}),
            ({"type": "trade_press", "state": "asked"}, set()),
        ],
    )
    def test_filters(self, client, today, question, expected):
        make_source_of_news(name="good")
        make_source_of_news(name="bad", failures=1)
        make_source_of_news(name="off", enabled=False, tier="trade_press", trouble="it was so before")
        make_source_of_news(name="ended", ended_at=NOON)

        page = tree(client.get("/news/sources/", question))

        assert {link.text for link in page.one("main").all("a")} & {"good", "bad", "off", "ended"} == expected

    def test_it_is_not_mixed_up_with_what_facts_rest_on(self, client, today):
        page = tree(client.get("/news/sources/"))

        assert page.one("main").one("a", href="/sources/").text == "Sources"

    def test_nobody_keeps_it(self, client, today):
        for path in ("/news/sources/", f"/news/sources/{make_source_of_news().key}/"):
            answer = client.get(path)
            assert "no-store" in answer["Cache-Control"]
            assert "ETag" not in answer

    def test_an_unknown_state_is_refused(self, client, today):
        assert client.get("/news/sources/?state=angry").status_code == 400


class TestOne:
    def test_terms_licence_and_manners_are_there(self, client, today):
        source = make_source_of_news(
            licence="ogl3",
            terms="Crown copyright.",
            robots_note="Allows it.",
            known_failures="A consent page.",
            quiet_from="22:00",
            quiet_to="08:00",
            zone="Asia/Shanghai",
            rhythm=60,
        )
        page = detail(client, source)

        assert said(page, "Terms") == ["Crown copyright."]
        assert said(page, "About robots.txt") == ["Allows it."]
        assert said(page, "How it is known to fail") == ["A consent page."]
        assert said(page, "Asked") == ["every hour; not from 22:00 to 08:00 (Asia/Shanghai)"]
        assert "Open Government Licence v3.0" in said(page, "Licence")[0]
        assert said(page, "Shown") == ["at once"]

    def test_a_source_of_the_press_is_shown_after_a_person_has_looked(self, client, today):
        page = detail(client, make_source_of_news(tier="trade_press", publishes=False))

        assert said(page, "Shown") == ["after a person has looked"]

    def test_it_says_how_to_verify_it_by_hand(self, client, today):
        source = make_source_of_news(hosts=["gazette.example"])
        text = detail(client, source).one("main").text

        assert "https://gazette.example/robots.txt" in text
        assert f"python manage.py fetch_source {source.key} --dry-run" in text
        assert "Open the address above in a browser." in text

    def test_one_that_wants_a_body_cannot_be_opened_in_a_browser(self, client, today):
        text = detail(client, make_source_of_news(form="page=1")).one("main").text

        assert "The address answers programs only" in text
        assert "by POST, with a body of its own" in text

    def test_its_runs_stand_with_counts_and_durations(self, client, today):
        source = make_source_of_news()
        make_run(source, number="r-good", seconds=1.26, size=2048, items=50, added=2, changed=1)
        make_run(
            source,
            number="r-bad",
            started_at=NOON + timedelta(hours=1),
            outcome=FetchRun.Outcome.UNREADABLE,
            reason="zero links",
            status=None,
            flags=["cut off"],
        )

        bad, good = detail(client, source).one(aria_label="Last runs").one("tbody").all("tr")

        assert [cell.text for cell in good.all("td")] == ["read", "1.3", "200", "2048", "50", "2", "1", "r-good"]
        assert bad.all("td")[0].text == "not readable zero links cut off"
        assert bad.all("td")[2].text == "–"
        assert badges(detail(client, source)) == ["not asked yet", "not readable", "read"]

    def test_a_template_of_an_address_is_shown_as_it_is(self, client, today):
        source = make_source_of_news(url="https://gazette.example/{year}/index.html")

        assert "https://gazette.example/{year}/index.html" in said(detail(client, source), "Address")[0]

    def test_an_unknown_key_has_no_page(self, client, today):
        answer = client.get("/news/sources/nobody/")

        assert answer.status_code == 404
        assert "No source of news has the key “nobody”." in tree(answer).one("main").text


class TestWords:
    @pytest.mark.parametrize(
        ("minutes", "words"),
        [
            (5, "every 5 minutes"),
            (60, "every hour"),
            (90, "every 90 minutes"),
            (180, "every 3 hours"),
            (1440, "every day"),
            (10_080, "every 7 days"),
        ],
    )
    def test_a_rhythm_is_told_in_its_largest_unit(self, minutes, words):
        assert rhythm(minutes) == words

    def test_that_a_source_has_ended_weighs_more_than_trouble(self):
        source = make_source_of_news(ended_at=NOON, failures=9, trouble="gone")

        assert standing(source, NOON)["label"] == "ended"
        assert standing(source, NOON)["note"] == "The source says that it has ended."

    @pytest.mark.parametrize(
        ("columns", "note"),
        [
            ({"read_at": NOON}, "It was not read for longer than 2\xa0hours: the worker may stand still."),
            ({"on_since": NOON}, "It has never been read, and should have been within 2\xa0hours."),
            ({"read_at": NOON, "failures": 1, "trouble": "no answer"}, "no answer"),
        ],
    )
    def test_silence_is_trouble_and_says_so_unless_more_is_known(self, columns, note):
        source = make_source_of_news(**columns)
        told = standing(source, NOON + timedelta(hours=3))

        assert (told["label"], told["note"]) == ("in trouble", note)
