"""The sources that come with the register: complete, loaded twice without effect, and never over somebody's head."""

import csv
import io
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from news.ingest.formats import FORMATS
from news.models import Source
from news.services import sources
from news.services.seeding import SeedRefused

SEED = Path(__file__).resolve().parents[2] / "news" / "seed" / "sources.csv"
AT = datetime(2026, 11, 22, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    with SEED.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@pytest.fixture
def written(tmp_path, rows):
    """Writes the table with changed cells: written({"fr-bis": {"rhythm": "60"}})."""

    def write(changes, leave_out=()):
        path = tmp_path / "sources.csv"
        with path.open("w", encoding="utf-8", newline="") as table:
            out = csv.DictWriter(table, list(rows[0]), lineterminator="\n")
            out.writeheader()
            out.writerows({**row, **changes.get(row["key"], {})} for row in rows if row["key"] not in leave_out)
        return path

    return write


class TestTheTable:
    def test_it_holds_the_twenty_four_sources_once_each_in_their_order(self, rows):
        assert len({row["key"] for row in rows}) == len(rows) == 24
        assert [int(row["rank"]) for row in rows] == list(range(1, 25))

    def test_official_sources_that_can_be_read_are_on(self, rows):
        off = [row["key"] for row in rows if row["tier"] == "official" and row["enabled"] == "0"]
        assert off == ["us-csl", "usgs-mcs"]

    @pytest.mark.parametrize("key", ["google-news", "gdelt", "mining-com", "smm", "fastmarkets", "gta"])
    def test_press_and_aggregators_are_off_with_a_reason_in_words(self, rows, key):
        row = next(row for row in rows if row["key"] == key)
        assert row["enabled"] == "0"
        assert len(row["off_reason"].split()) > 5

    def test_every_source_that_is_on_has_a_parser(self, rows):
        assert {row["parser"] for row in rows if row["enabled"] == "1"} <= set(FORMATS)

    def test_every_address_is_at_a_host_that_may_be_asked(self, rows):
        assert [row["key"] for row in rows if row["url"].split("/")[2] not in row["hosts"].split()] == []

    def test_every_source_says_on_what_terms_and_where_its_form_was_seen(self, rows):
        assert [row["key"] for row in rows if not (row["licence"] and row["evidence"] and row["known_failures"])] == []

    def test_press_is_kept_as_headlines_only(self, rows):
        press = {row["licence"] for row in rows if row["tier"] == "trade_press"}
        assert press == {"headlines"}

    def test_hosts_that_ask_for_a_gap_get_it(self, rows):
        assert {row["key"]: row["gap"] for row in rows if row["gap"] != "0"} == {"eu-cellar": "10", "gdelt": "5"}


class TestLoading:
    def test_the_command_loads_all_and_a_second_time_nothing(self):
        heard = io.StringIO()
        call_command("load_news_seed", stdout=heard)
        call_command("load_news_seed", stdout=heard)

        first, second = [line for line in heard.getvalue().splitlines() if "sources.csv: " in line]
        assert "24 added, 0 changed, 0 unchanged" in first
        assert "0 added, 0 changed, 24 unchanged" in second
        assert Source.objects.count() == 24

    def test_a_new_source_is_due_at_once(self):
        sources.load(table=SEED, at=AT)

        assert set(Source.objects.values_list("next_at", flat=True)) == {AT}

    def test_the_ministry_is_asked_less_often_at_night_and_not_never(self):
        sources.load(table=SEED, at=AT)

        source = Source.objects.get(key="cn-mofcom-ann")
        assert (source.rhythm, source.quiet_rhythm, source.quiet_from, source.quiet_to) == (30, 120, time(22), time(8))
        assert source.authority is not None
        assert source.authority.key == "mofcom"

    def test_what_a_new_table_says_reaches_a_source_that_nobody_touched(self, written):
        sources.load(table=SEED, at=AT)

        loaded = sources.load(table=written({"fr-bis": {"rhythm": "60"}}), at=AT)

        assert (loaded.changed, loaded.kept) == (["fr-bis"], [])
        assert Source.objects.get(key="fr-bis").rhythm == 60

    @pytest.mark.parametrize(
        ("field", "value"),
        [("rhythm", 15), ("jitter", 0), ("url", "https://www.federalregister.gov/new.json"), ("gap", 3)],
    )
    def test_what_a_person_set_survives_every_later_load(self, written, field, value):
        sources.load(table=SEED, at=AT)
        source = Source.objects.get(key="fr-bis")
        sources.amend(source=source, fields={field: value}, at=AT)

        sources.load(table=SEED, at=AT)
        loaded = sources.load(table=written({"fr-bis": {"rhythm": "45", "jitter": "5", "gap": "1"}}), at=AT)

        source.refresh_from_db()
        assert getattr(source, field) == value
        assert loaded.kept == [f"fr-bis: {field}"]

    def test_a_source_that_was_switched_off_stays_off_with_the_reason_given(self, written):
        sources.load(table=SEED, at=AT)
        sources.switch_off(source=Source.objects.get(key="jp-meti"), reason="It answers 403 and means it.")

        loaded = sources.load(table=written({"jp-meti": {"off_reason": "", "rhythm": "300"}}), at=AT)

        source = Source.objects.get(key="jp-meti")
        assert (source.enabled, source.off_reason) == (False, "It answers 403 and means it.")
        assert source.rhythm == 300
        assert "jp-meti: enabled" in loaded.kept

    def test_a_source_that_was_switched_on_stays_on_without_the_reason_of_the_seed(self):
        sources.load(table=SEED, at=AT)
        sources.switch_on(source=Source.objects.get(key="mining-com"), at=AT)

        sources.load(table=SEED, at=AT)

        source = Source.objects.get(key="mining-com")
        assert (source.enabled, source.off_reason) == (True, "")

    def test_how_a_source_answered_is_not_touched(self):
        sources.load(table=SEED, at=AT)
        Source.objects.filter(key="fr-bis").update(failures=3, trouble="no answer", next_at=None, seeded={})

        sources.load(table=SEED, at=AT)

        source = Source.objects.get(key="fr-bis")
        assert (source.failures, source.trouble, source.next_at) == (3, "no answer", None)

    def test_a_source_that_left_the_table_stays(self, written):
        sources.load(table=SEED, at=AT)
        sources.load(table=written({}, leave_out=["jp-cistec"]), at=AT)

        assert Source.objects.filter(key="jp-cistec").exists()


class TestRefusals:
    @pytest.mark.parametrize(
        ("cells", "words"),
        [
            ({"rhythm": "often"}, "rhythm"),
            ({"rhythm": "1"}, "greater than or equal to 5"),
            ({"enabled": "yes"}, "neither 1 (yes) nor 0 (no)"),
            ({"zone": "Europe/Atlantis"}, "no time zone"),
            ({"parser": "palmistry"}, "No parser reads"),
            ({"authority": "nobody"}, "not in the register"),
            ({"hosts": ""}, "The host of this address"),
            ({"enabled": "0"}, "Say why"),
            ({"quiet_from": "22:00"}, "Quiet hours have a beginning and an end"),
            ({"quiet_rhythm": "60"}, "needs quiet hours"),
            ({"licence": "free"}, "licence|not a valid choice"),
        ],
    )
    def test_a_cell_that_cannot_be_is_named_by_line_and_nothing_is_loaded(self, written, cells, words):
        with pytest.raises(SeedRefused, match="line 2 .fr-bis.") as refused:
            sources.load(table=written({"fr-bis": cells}), at=AT)

        assert any(part in str(refused.value) for part in words.split("|"))

    def test_every_problem_is_named_at_once(self, written):
        changes = {"fr-bis": {"rhythm": "x"}, "jp-meti": {"gap": "y"}}
        with pytest.raises(SeedRefused) as refused:
            sources.load(table=written(changes), at=AT)

        assert len(refused.value.problems) == 2

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"key,name\nx,y\n", "the columns differ in"),
            (b"\xff\xfe", "not UTF-8 at byte 0"),
            (b"", "the columns differ in"),
            (",".join([*sources.COLUMNS, "key"]).encode(), "the columns differ in a column twice"),
            ((",".join(sources.COLUMNS) + "\na,b\n").encode(), "line 2: 2 cells under"),
            ((",".join(sources.COLUMNS) + '\n"a"b').encode(), "not readable as CSV"),
        ],
    )
    def test_a_table_of_another_form_is_refused(self, tmp_path, content, words):
        table = tmp_path / "sources.csv"
        table.write_bytes(content)

        with pytest.raises(SeedRefused, match=words):
            sources.load(table=table, at=AT)

    def test_the_command_says_what_is_missing_and_loads_nothing(self, tmp_path):
        with pytest.raises(CommandError, match="no such file"):
            call_command("load_news_seed", "--dir", str(tmp_path), verbosity=0)

        assert not Source.objects.exists()
