"""Articles in words: never more exact than the source, never a link that is none."""

from datetime import UTC, date, datetime

import pytest

from news.ingest.types import Flag
from news.models import Article, Source
from news.views.article_words import FLAG_WORDS, LICENCE_WORDS, language_name, odd, outlet, outward, when

AT = datetime(2026, 2, 24, 17, 5, tzinfo=UTC)  # five past one in the night of the 25th in Beijing


def article(**columns):
    return Article(**{"arrived_at": AT, "details": {}, **columns})


class TestWhen:
    @pytest.mark.parametrize("precision", ["second", "minute"])
    def test_an_instant_is_told_by_the_clock_of_beijing(self, precision):
        told = when(article(published_at=AT, published_on=date(2026, 2, 24), precision=precision))

        assert told["text"] == "25 Feb 2026 01:05 (UTC+8)"
        assert told["exact"] == AT
        assert told["precision"] == precision

    def test_a_day_is_told_as_printed_and_not_as_it_would_be_in_beijing(self):
        told = when(article(published_on=date(2026, 2, 24), precision="day"))

        assert (told["text"], told["precision"], told["exact"]) == ("24 Feb 2026", "day", None)

    def test_an_instant_known_to_the_day_only_is_told_as_a_day(self):
        """A feed that says midnight and means the day."""
        told = when(article(published_at=AT, published_on=date(2026, 2, 24), precision="day"))

        assert (told["text"], told["exact"]) == ("24 Feb 2026", None)

    @pytest.mark.parametrize(("precision", "text"), [("month", "February 2026"), ("year", "2026")])
    def test_a_month_or_a_year_is_no_day(self, precision, text):
        assert when(article(published_on=date(2026, 2, 1), precision=precision))["text"] == text

    def test_nine_hours_ago_is_about(self):
        told = when(article(published_at=AT, published_on=date(2026, 2, 24), precision="hour", flags=[Flag.RELATIVE]))

        assert told["text"] == "about 25 Feb 2026 01:05 (UTC+8)"
        assert told["precision"] == "about, counted from the time of fetching"

    def test_three_days_ago_is_about_a_day(self):
        told = when(article(published_on=date(2026, 2, 24), precision="day", flags=[Flag.RELATIVE]))

        assert told["text"] == "about 24 Feb 2026"

    def test_without_a_date_it_says_when_it_came(self):
        told = when(article(published_raw="Thermidor", precision="unknown"))

        assert told["text"] == "no date; came 25 Feb 2026 01:05 (UTC+8)"
        assert told["raw"] == "Thermidor"


class TestAddresses:
    @pytest.mark.parametrize("url", ["https://paper.example/a?b=c#d", "http://paper.example/"])
    def test_of_the_web_are_kept(self, url):
        assert outward(url) == url

    @pytest.mark.parametrize(
        "url",
        ["", "javascript:alert(1)", "JAVASCRIPT:alert(1)", "//paper.example/", "https:///x", "mailto:a@b.example"],
    )
    def test_of_any_other_kind_are_none(self, url):
        assert outward(url) == ""

    def test_the_outlet_is_the_host_unless_the_source_names_it(self):
        assert outlet(article(url="https://www.paper.example/a")) == "paper.example"
        assert outlet(article(url="https://news.example/x", details={"outlet": "The Paper"})) == "The Paper"
        assert outlet(article(url="")) == ""


class TestFlagsAndLicences:
    def test_every_flag_of_an_item_or_a_date_has_words(self):
        """Those of a whole reading are told with its run."""
        of_readings = {
            Flag.EMPTY, Flag.CUT_OFF, Flag.TOO_MANY, Flag.ENCODING_MISMATCH, Flag.ENCODING_GUESSED,
            Flag.CONTROL_CHARACTERS, Flag.ENTITIES, Flag.ITEMS_DROPPED,
        }  # fmt: skip

        assert set(Flag) - set(FLAG_WORDS) == of_readings
        assert set(Article.Mark) <= set(FLAG_WORDS)

    def test_what_is_odd_stands_in_one_order(self):
        told = odd([Flag.WEEKDAY, "never heard of", Flag.NO_LINK])

        assert told == ["The source gave no address.", "The weekday that the source names is another one."]

    def test_every_licence_has_a_line(self):
        assert set(LICENCE_WORDS) == set(Source.Licence)

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("zh-Hans", "Chinese"),
            ("en-GB", "English"),
            ("ja", "Japanese"),
            ("pt", "Portuguese"),
            ("nl", "nl"),
            ("", ""),
        ],
    )
    def test_a_language_is_named_where_it_has_a_name(self, code, words):
        assert language_name(code) == words
