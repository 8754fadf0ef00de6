"""What aggregators give: read as it is, and stopped with the name of what is new in it."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.formats import FORMATS
from news.ingest.normalise import ANY, Identity, fold
from news.ingest.parsers import gdelt, global_trade_alert, open_sanctions, screening_list
from news.ingest.types import Flag, Precision, SourceUnreadable
from tests.news.ingest.pages import page

SEEN = {
    "url": "https://press.example/a",
    "url_mobile": "",
    "title": "Rare earth licences",
    "seendate": "20260224T093000Z",
    "socialimage": "",
    "domain": "press.example",
    "language": "English",
    "sourcecountry": "Kenya",
}
ACT = {
    "intervention_id": 151001,
    "state_act_id": 99001,
    "state_act_title": "China: Export licensing for seven rare earths",
    "intervention_type": "Export licensing requirement",
    "mast_chapter": "P",
    "gta_evaluation": "Red",
    "implementing_jurisdictions": [{"id": 156, "name": "China", "iso": "CHN"}],
    "affected_jurisdictions": ["Japan", "Germany"],
    "affected_products": [280530, 284690],
    "affected_sectors": [],
    "date_announced": "2025-04-04",
    "date_published": "2025-04-07",
    "date_implemented": "2025-04-04",
    "date_removed": None,
    "is_in_force": True,
    "last_updated": "2025-05-01",
    "intervention_url": "https://globaltradealert.org/intervention/151001",
}
LISTS = {
    "total": 25_000,
    "results": [],
    "sources_used": [
        {"source": "Entity List (EL)", "source_last_updated": "2026-02-24T10:00:00+00:00", "import_rate": "Hourly"},
        {
            "source": "Unverified List (UVL)",
            "source_last_updated": "2026-01-02T10:00:00+00:00",
            "import_rate": "Hourly",
        },
    ],
}
INDEX = {
    "name": "cn_sanctions",
    "title": "China Sanctions Research",
    "version": "20260227060102-abc",
    "updated_at": "2026-02-27T06:01:02",
    "last_change": "2026-02-26T18:01:02",
    "last_export": "2026-02-27T06:01:02",
    "result": "success",
    "entity_count": 812,
    "resources": [{"name": "entities.ftm.json", "url": "https://data.example/e.json", "checksum": "0a1b"}],
}
ROW = {
    **dict.fromkeys(open_sanctions.COLUMNS, ""),
    "Type": "Company",
    "Name": "Example Rotor Works",
    "Country": "JP",
    "Topics": "export.control",
    "Body": "Ministry of Commerce",
    "List": "Export Control Watch List",
    "Date": "26.2.2026",
    "Source URL": "https://ministry.example/art_1.html",
}


def answer(value):
    return page(json.dumps(value, ensure_ascii=False))


def table(*rows, columns=open_sanctions.COLUMNS):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return page(out.getvalue())


def refused(parse, asked):
    with pytest.raises(SourceUnreadable) as caught:
        parse(asked)
    return caught.value.why


class TestGdelt:
    def test_an_article_has_no_date_but_the_time_it_was_seen(self):
        (item,) = gdelt.parse(answer({"articles": [SEEN]})).items

        assert (item.title, item.url, item.author) == (
            "Rare earth licences",
            "https://press.example/a",
            "press.example",
        )
        assert item.published.day is None
        assert item.details == {"seen": "20260224T093000Z", "country": "Kenya"}
        assert item.language == "en"

    def test_a_language_without_a_code_here_stays_open(self):
        (item,) = gdelt.parse(answer({"articles": [SEEN | {"language": "Swahili"}]})).items

        assert item.language == ""

    def test_nothing_found_is_an_empty_object(self):
        assert gdelt.parse(page("{}")).flags == {Flag.EMPTY}

    @pytest.mark.parametrize("stray", ["\x01", "\n", "\t", "\\q", "\\ "])
    def test_characters_that_json_does_not_allow_are_taken_out_and_said(self, stray):
        body = json.dumps({"articles": [SEEN]}).replace("Rare earth", f"Rare{stray}earth")

        reading = gdelt.parse(page(body))

        assert reading.flags == {Flag.CONTROL_CHARACTERS}
        assert reading.items[0].title.startswith("Rare") and reading.items[0].title.endswith("licences")

    def test_an_answer_full_of_them_is_another_answer(self):
        body = json.dumps({"articles": [SEEN]}).replace("Rare earth", "\x01" * (gdelt.MOST_STRAY + 1))

        assert "characters that JSON does not allow" in refused(gdelt.parse, page(body))

    def test_as_many_as_are_allowed_are_still_read(self):
        body = json.dumps({"articles": [SEEN]}).replace("Rare earth", "\x01" * gdelt.MOST_STRAY)

        assert gdelt.parse(page(body)).items[0].title == "licences"

    @pytest.mark.parametrize("name", ["url", "title", "seendate", "domain"])
    def test_a_renamed_field_is_named(self, name):
        assert repr(name) in refused(gdelt.parse, answer({"articles": [SEEN | {name: None}]}))

    @pytest.mark.parametrize("seen", ["2026-02-24", "20260224093000", "20260224T093000"])
    def test_a_time_of_another_form_stops_the_reading(self, seen):
        assert "no time of its form" in refused(gdelt.parse, answer({"articles": [SEEN | {"seendate": seen}]}))

    @given(st.text(max_size=60))
    def test_any_text_is_read_or_refused_in_words(self, text):
        try:
            gdelt.parse(page(f'{{"articles": [{{"title": "{text}"}}]}}'))
        except SourceUnreadable as refusal:
            assert refusal.why


class TestGlobalTradeAlert:
    def test_an_intervention_keeps_its_dates_apart(self):
        (item,) = global_trade_alert.parse(answer([ACT])).items

        assert item.key == "151001" and item.kind == "Export licensing requirement"
        assert item.published.day.isoformat() == "2025-04-07"
        assert item.details["date_announced"] == "2025-04-04" and "date_removed" not in item.details
        assert item.details["implementing_jurisdictions"] == "China"
        assert item.details["affected_products"] == "280530; 284690"
        assert item.details["in_force"] == "yes"

    def test_an_unknown_judgement_is_named(self):
        assert "'Purple'" in refused(global_trade_alert.parse, answer([ACT | {"gta_evaluation": "Purple"}]))

    @pytest.mark.parametrize("value", ["yes", None, 2, 0.5])
    def test_whether_it_is_in_force_is_yes_or_no(self, value):
        assert "is_in_force" in refused(global_trade_alert.parse, answer([ACT | {"is_in_force": value}]))

    @pytest.mark.parametrize(
        "name", ["intervention_id", "state_act_id", "state_act_title", "intervention_type", "date_published"]
    )
    def test_a_missing_field_is_named(self, name):
        assert repr(name) in refused(global_trade_alert.parse, answer([{**ACT, name: None}]))

    @pytest.mark.parametrize("value", [None, "China", [{"code": 1}], [None], [[1]]])
    def test_a_list_of_another_form_is_named(self, value):
        said = refused(global_trade_alert.parse, answer([ACT | {"affected_jurisdictions": value}]))

        assert "affected_jurisdictions" in said

    def test_a_date_that_is_none_stops_the_reading(self):
        assert "soon" in refused(global_trade_alert.parse, answer([ACT | {"date_published": "soon"}]))

    @pytest.mark.parametrize("value", [{"results": []}, "no", [1], {"detail": "Invalid API key"}])
    def test_what_is_no_list_of_objects_is_never_no_news(self, value):
        assert "not a list of objects" in refused(global_trade_alert.parse, answer(value))


class TestTheScreeningList:
    def test_the_lists_are_one_item_of_the_latest_update(self):
        (item,) = screening_list.parse(answer(LISTS)).items

        assert item.title == "Consolidated Screening List: 2 lists, 25000 entries"
        assert item.published.day.isoformat() == "2026-02-24"
        assert set(item.details) == {"Entity List (EL)", "Unverified List (UVL)"}

    def test_a_list_that_is_named_twice_stops_the_reading(self):
        twice = LISTS | {"sources_used": [LISTS["sources_used"][0]] * 2}

        assert "twice" in refused(screening_list.parse, answer(twice))

    @pytest.mark.parametrize("total", [None, True, "25000"])
    def test_a_count_of_another_kind_is_named(self, total):
        assert "'total'" in refused(screening_list.parse, answer(LISTS | {"total": total}))

    @pytest.mark.parametrize("name", ["source", "source_last_updated", "import_rate"])
    def test_a_renamed_field_is_named(self, name):
        row = {key: value for key, value in LISTS["sources_used"][0].items() if key != name}

        assert repr(name) in refused(screening_list.parse, answer(LISTS | {"sources_used": [row]}))

    def test_no_list_at_all_is_never_no_news(self):
        assert "names no list" in refused(screening_list.parse, answer(LISTS | {"sources_used": []}))

    def test_a_time_that_is_none_stops_the_reading(self):
        row = LISTS["sources_used"][0] | {"source_last_updated": "lately"}

        assert "'lately'" in refused(screening_list.parse, answer(LISTS | {"sources_used": [row]}))


class TestTheIndex:
    def test_a_version_is_one_item(self):
        (item,) = open_sanctions.parse_index(answer(INDEX)).items

        assert item.title == "China Sanctions Research: version 20260227060102-abc"
        assert item.published.day.isoformat() == "2026-02-26"
        assert item.details == {"entities": "812"}

    def test_an_export_that_failed_is_named(self):
        assert "'failure'" in refused(open_sanctions.parse_index, answer(INDEX | {"result": "failure"}))

    @pytest.mark.parametrize("name", ["name", "title", "version", "last_change", "result", "entity_count", "resources"])
    def test_a_missing_field_is_named(self, name):
        less = {key: value for key, value in INDEX.items() if key != name}

        assert repr(name) in refused(open_sanctions.parse_index, answer(less))

    @pytest.mark.parametrize("name", ["name", "url", "checksum"])
    def test_a_file_without_its_checksum_or_address_stops_the_reading(self, name):
        less = {key: value for key, value in INDEX["resources"][0].items() if key != name}

        assert repr(name) in refused(open_sanctions.parse_index, answer(INDEX | {"resources": [less]}))


class TestTheTable:
    def test_the_names_of_one_announcement_are_one_item(self):
        rows = [
            ROW,
            ROW | {"Name": "Example Magnet Works"},
            ROW | {"Source URL": "https://ministry.example/art_2.html"},
        ]

        first, second = open_sanctions.parse_table(table(*rows)).items

        assert first.title == "Export Control Watch List: 2 names, Example Rotor Works first"
        assert second.title == "Export Control Watch List: Example Rotor Works"
        assert first.details["names"] == "2" and first.author == "Ministry of Commerce"

    def test_announcements_stay_apart_when_what_is_repeated_is_folded(self):
        rows = [ROW, ROW | {"Source URL": "https://ministry.example/art_2.html"}]

        items = open_sanctions.parse_table(table(*rows)).items

        assert len(fold(items, identity=Identity(link=ANY))) == 2

    def test_rows_without_an_address_are_told_apart_by_who_and_when(self):
        rows = [ROW, ROW | {"Source URL": ""}, ROW | {"Source URL": "", "Date": "27.2.2026"}]

        assert len(open_sanctions.parse_table(table(*rows)).items) == 3

    @pytest.mark.parametrize(
        ("written", "day"),
        [
            ("26.2.2026", "2026-02-26"),
            ("13.07.20", "2020-07-13"),
            ("10.10.2024", "2024-10-10"),
            ("05.05.21", "2021-05-05"),
        ],
    )
    def test_a_day_that_has_one_meaning_is_read(self, written, day):
        (item,) = open_sanctions.parse_table(table(ROW | {"Date": written})).items

        assert item.published.day.isoformat() == day and item.published.precision == Precision.DAY

    @pytest.mark.parametrize(
        ("written", "flag"),
        [
            ("12.02.19", Flag.AMBIGUOUS_DATE),
            ("2026-02-24", Flag.UNREADABLE_DATE),
            ("31.02.2026", Flag.UNREADABLE_DATE),
            ("20.20.2026", Flag.UNREADABLE_DATE),
        ],
    )
    def test_one_with_two_meanings_or_none_is_not_guessed(self, written, flag):
        (item,) = open_sanctions.parse_table(table(ROW | {"Date": written})).items

        assert item.published.day is None and item.published.flags == {flag}

    def test_a_day_ahead_is_flagged(self):
        (item,) = open_sanctions.parse_table(table(ROW | {"Date": "26.12.2026"})).items

        assert item.published.flags == {Flag.FUTURE}

    def test_an_unknown_column_is_named(self):
        columns = (*open_sanctions.COLUMNS, "Programme")

        assert "'Programme'" in refused(open_sanctions.parse_table, table(ROW, columns=columns))

    @pytest.mark.parametrize("name", [each for each in open_sanctions.COLUMNS if each != "Address"])
    def test_a_missing_column_is_named(self, name):
        columns = [each for each in open_sanctions.COLUMNS if each != name]

        assert repr(name) in refused(open_sanctions.parse_table, table(ROW, columns=columns))

    def test_the_table_of_earlier_days_had_no_addresses(self):
        columns = [each for each in open_sanctions.COLUMNS if each != "Address"]

        assert len(open_sanctions.parse_table(table(ROW, columns=columns)).items) == 1

    @pytest.mark.parametrize(("column", "word"), [("Topics", "export.allowed"), ("Topics", ""), ("Type", "Robot")])
    def test_an_unknown_word_is_named_with_its_row(self, column, word):
        said = refused(open_sanctions.parse_table, table(ROW, ROW | {column: word}))

        assert "Row 3" in said and repr(word) in said

    def test_several_topics_are_known_each_by_itself(self):
        (item,) = open_sanctions.parse_table(table(ROW | {"Topics": "export.control;sanction"})).items

        assert item.kind == "export.control;sanction"

    @pytest.mark.parametrize("body", ["Type,QID\n", "", "<html><title>404</title></html>"])
    def test_another_answer_is_never_no_news(self, body):
        assert refused(open_sanctions.parse_table, page(body))

    def test_a_heading_without_rows_is_never_no_news(self):
        assert "no rows" in refused(open_sanctions.parse_table, table())

    def test_a_row_that_is_too_short_or_too_long_is_named(self):
        whole = table(ROW).body.decode()

        assert "Row 3" in refused(open_sanctions.parse_table, page(f"{whole}Company,x\n"))
        assert "Row 3" in refused(open_sanctions.parse_table, page(f"{whole}{',' * 30}\n"))

    def test_a_row_without_a_name_is_named(self):
        assert "Row 2 has no name" in refused(open_sanctions.parse_table, table(ROW | {"Name": " "}))


@pytest.mark.parametrize("name", ["gdelt", "gta", "us_csl", "opensanctions", "opensanctions_index"])
def test_every_one_of_them_has_the_name_that_a_source_gives(name):
    assert callable(FORMATS[name].parse)
