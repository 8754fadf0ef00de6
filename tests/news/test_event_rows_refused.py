"""The reviewed table of events is strict: every column refuses what it cannot hold, by its line and in words."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.models import NewsEvent, Precision
from news.services import event_rows, events
from news.services.seeding import SeedRefused
from tests.conftest import EVENTS
from tests.news.kept import NOON

ROWS = list(csv.DictReader(io.StringIO(EVENTS.read_text(encoding="utf-8"), newline="")))
GOOD = {**ROWS[0], "key": "ne900"}
COLUMNS = tuple(GOOD)
MUST = ("key", "date", "precision", "headline", "outlet", "url", "type", "confidence", "scope")
BAD = {
    "key": ["With Space", "UPPER", "a--b", "-a", "a-", "a_b", "ä", "a/b", "../x", "key\u202e"],
    "date": [
        *("2026-02-30", "2026-00", "2026-13", "2026-2-4", "26-02-04", "20260204", "0000", "0000-01-01", "２０２６"),
        *("2026-02-29", "yesterday", "-2026", "2026-02-24T00:00", "2026-W05", "2026/02/24", " 2026-02-24", "10000"),
    ],
    "precision": ["Day", "days", "decade", "DAY", "day;month", "ｄａｙ"],
    "url": ["example.org", "ftp://example.org/", "//example.org/", "https://", "javascript:alert(1)", "data:,x"],
    "second_url": ["example.org", "mailto:a@example.org", "https:// example.org", "https:///x", "http:/example.org"],
    "type": ["Price", "prices", "rumour", "list addition", "list-addition"],
    "jurisdictions": ["CN;", ";CN", "CN; JP", "CN ;JP", "CN;;JP", "CN;CN", ";"],
    "materials": ["magnets;magnets", "magnets; oxides", ";;", "dysprosium;"],
    "parties": ["Lynas;Lynas", "Lynas; MP Materials", ";Lynas"],
    "notice": ["MOFCOM 12", "mofcom_2026_12", "mofcom-2026-12 mofcom-2026-13", "公告"],
    "about": [
        "mofcom-2026-12",
        "Entity:subaru",
        "entity:",
        ":x",
        "entity:a  entity:b",
        "element:Dy",
        "entity:a,entity:b",
    ],
    "confidence": ["certain", "Seed", "two reports", "100 %"],
    "scope": ["Core", "all", "none"],
}
HIDDEN = {"zero width": "\u200b", "override": "\u202e", "isolate": "\u2067", "byte order": "\ufeff"}


def written(folder, *rows, columns=COLUMNS):
    path = folder / "events.csv"
    with path.open("w", encoding="utf-8", newline="") as table:
        out = csv.DictWriter(table, columns, lineterminator="\n", extrasaction="ignore")
        out.writeheader()
        out.writerows(rows)
    return path


def said_of(folder, *rows, columns=COLUMNS):
    """What is wrong with a table of these rows, each in words."""
    _read, problems = event_rows.read(directory=written(folder, *rows, columns=columns).parent)
    return [str(problem) for problem in problems]


def test_a_good_row_is_read_without_a_word(tmp_path):
    assert said_of(tmp_path, GOOD) == []


@pytest.mark.parametrize(("column", "cell"), [(column, cell) for column, cells in BAD.items() for cell in cells])
def test_a_cell_that_its_column_cannot_hold_is_named_by_line_and_column(tmp_path, column, cell):
    said = said_of(tmp_path, GOOD, {**GOOD, "key": "ne901", column: cell})

    assert said, "It was read as if it were right."
    assert all(each.startswith(f"events.csv line 3, {column}: ") for each in said)


@pytest.mark.parametrize("column", COLUMNS)
def test_what_must_be_there_may_not_be_empty_and_the_rest_may(tmp_path, column):
    said = said_of(tmp_path, {**GOOD, column: ""})

    assert said == ([f"events.csv line 2, {column}: must not be empty"] if column in MUST else [])


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("what", HIDDEN)
def test_no_column_takes_a_hidden_character(tmp_path, column, what):
    said = said_of(tmp_path, {**GOOD, column: f"{GOOD[column]}x{HIDDEN[what]}y"})

    assert any(each.startswith(f"events.csv line 2, {column}: ") for each in said)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_is_wanted_once(tmp_path, column):
    others = tuple(name for name in COLUMNS if name != column)

    assert said_of(tmp_path, GOOD, columns=others) == [f"events.csv line 1: missing column '{column}'"]
    assert said_of(tmp_path, GOOD, columns=(*COLUMNS, column)) == [f"events.csv line 1: column '{column}' stands twice"]


@pytest.mark.parametrize(
    ("text", "precision", "read"),
    [
        ("2026", "year", True),
        ("2026-02", "month", True),
        ("2026-02-24", "month", True),
        ("2026-02-24", "day", True),
        ("2024-02-29", "day", True),
        ("2026", "day", False),
        ("2026", "month", False),
        ("2026-02", "year", False),
        ("2026-02-24", "year", False),
        ("2026-02", "second", False),
    ],
)
def test_a_date_is_as_exact_as_its_precision_says(text, precision, read):
    try:
        day = event_rows.dated(text=text, precision=precision)
    except ValueError as error:
        assert not read and "is not a date to the" in str(error)
    else:
        assert read and day.isoformat().startswith(text[:4])


@given(day=st.dates(), precision=st.sampled_from(Precision.values))
def test_every_day_of_the_calendar_is_read_to_the_day_unless_only_a_year_is_meant(day, precision):
    if precision == Precision.YEAR:
        with pytest.raises(ValueError, match="is not a date to the year"):
            event_rows.dated(text=day.isoformat(), precision=precision)
    else:
        assert event_rows.dated(text=day.isoformat(), precision=precision) == day


@given(text=st.text(max_size=12))
def test_no_text_becomes_a_day_by_chance(text):
    try:
        day = event_rows.day_of(text=text)
    except ValueError as error:
        assert f"'{text}'" in str(error)
    else:
        assert day.isoformat().startswith(text) and len(text) in (4, 7, 10)


@given(parts=st.lists(st.text(st.characters(codec="utf-8", exclude_characters=";"), min_size=1), min_size=1))
def test_parts_are_read_as_they_were_written_or_the_cell_is_refused(parts):
    cell = event_rows.BETWEEN.join(parts)
    if len(set(parts)) == len(parts) and all(part == part.strip() for part in parts):
        assert event_rows.several(cell=cell) == parts
    else:
        with pytest.raises(ValueError, match="holds an empty part"):
            event_rows.several(cell=cell)


@pytest.mark.usefixtures("seeded")
class TestWhatTheRegisterCannotHold:
    @pytest.mark.parametrize(
        ("column", "longest"), [("key", 40), ("headline", 500), ("outlet", 200), ("announcement", 300), ("url", 1000)]
    )
    def test_a_cell_longer_than_its_column_is_refused_in_words_and_one_less_is_not(self, tmp_path, column, longest):
        start = {"url": "https://paper.example/"}.get(column, "")
        for length, fits in ((longest + 1, False), (longest, True)):
            path = written(tmp_path, {**GOOD, column: start + "x" * (length - len(start))})
            if fits:
                assert len(events.load(table=path, at=NOON).added) == 1
            else:
                with pytest.raises(SeedRefused) as refusal:
                    events.load(table=path, at=NOON)
                assert [each for each in refusal.value.problems if f"events.csv line 2, {column}: " in each]

    @pytest.mark.parametrize(("column", "longest"), [("jurisdictions", 60), ("materials", 120), ("parties", 200)])
    def test_each_of_several_parts_has_its_own_limit(self, tmp_path, column, longest):
        path = written(tmp_path, {**GOOD, column: ";".join(["x" * longest, "y" * longest])})
        assert len(events.load(table=path, at=NOON).added) == 1

        path = written(tmp_path, {**GOOD, "key": "ne901", column: f"x;{'y' * (longest + 1)}"})
        with pytest.raises(SeedRefused, match=f"line 2, {column}: has {longest + 1} characters"):
            events.load(table=path, at=NOON)

    @pytest.mark.parametrize("reference", ["entity:nobody", "notice:mofcom-1999-1", "element:xx", "rumour:x"])
    def test_a_fact_that_is_not_on_record_is_named_and_nothing_loaded(self, tmp_path, reference):
        before = NewsEvent.objects.count()
        path = written(tmp_path, GOOD, {**GOOD, "key": "ne901", "about": reference})

        with pytest.raises(SeedRefused) as refusal:
            events.load(table=path, at=NOON)
        assert refusal.value.problems == [f"events.csv line 3, about: {reference} is not on record"]
        assert NewsEvent.objects.count() == before

    def test_every_wrong_row_is_named_at_once(self, tmp_path):
        rows = [{**GOOD, "key": f"ne90{n}", "url": "nowhere"} for n in range(5)]

        with pytest.raises(SeedRefused) as refusal:
            events.load(table=written(tmp_path, *rows), at=NOON)
        assert [each.split(",")[0] for each in refusal.value.problems] == [f"events.csv line {n}" for n in range(2, 7)]
