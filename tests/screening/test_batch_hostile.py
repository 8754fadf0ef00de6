"""Whatever is sent is answered in words: no file and no name breaks the reading, the work or the pages."""

import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from controls.screening.models import Batch
from controls.screening.spreadsheets.encodings import ENCODINGS, recognise
from controls.screening.spreadsheets.rows import FileRefused
from controls.screening.spreadsheets.signs import name_trouble, shown
from controls.screening.spreadsheets.tables import recognise_delimiter, table_rows
from controls.screening.spreadsheets.workbooks import sheet_rows
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started

# Names as they come by accident or on purpose, and whether they can be asked for.
NAMES = {
    "homoglyph": ("Сubaru Corporation", True),
    "zero width": ("SUB\u200bARU\u200d Corporation", True),
    "soft hyphen": ("Sub\u00adaru", True),
    "variation selector": ("葛\U000e0100城", True),
    "emoji": ("🚀 Rockets GmbH 🚀", True),
    "combining a hundred times": ("e" + "\u0301" * 100, True),
    "combining a thousand times": ("e" + "\u0301" * 1_000, False),
    "ten thousand characters": ("x" * 10_000, False),
    "formula": ('=HYPERLINK("http://x";"y")', True),
    "full-width formula": ("＝1＋1 株式会社", True),
    "tab in front": ("\tSUBARU", True),
    "right to left": ("\u202eurabuS", False),
    "isolate": ("\u2067SUBARU", False),
    "bell": ("SUB\x07ARU", False),
    "signs alone": ("!!! ???", False),
    "zero width alone": ("\u200b\u200b", False),
    "quotes": ("''\"\"''", False),
    "percent": ("%_%" * 100 + "a", True),
    "script": ("<script>alert(1)</script>", True),
    "sql": ("'; DROP TABLE screening_batch; --", True),
    "arabic": ("شركة المعادن", True),
    "legal form alone": ("株式会社", True),
}
files = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    st.text(alphabet='a",;|\t\r\n稀土あ\u202e\0', max_size=200).map(lambda text: text.encode("utf-16")),
    st.text(alphabet='a",;|\t\r\n稀土', max_size=200).map(lambda text: text.encode("gb18030")),
)


@pytest.mark.parametrize(("name", "can_be_asked"), NAMES.values(), ids=NAMES)
@pytest.mark.django_db
def test_every_name_is_answered_or_says_what_help_it_needs(client, today, now, name, can_be_asked):
    by = somebody()
    client.force_login(by)
    quoted = '"{}"'.format(name.replace('"', '""'))
    batch = started(sent(csv_of("Quiet Example GmbH", quoted, heading="Name"), by=by, at=now, delimiter=","), at=now)
    run_all(at=now)

    row = batch.rows.get(number=3)
    page = client.get(f"/screening/batches/{batch.pk}/")
    told = client.get(f"/api/v1/screening/batches/{batch.pk}/results/").json()["results"][1]

    batch.refresh_from_db()
    assert (batch.state, page.status_code) == (Batch.State.DONE, 200)
    assert row.cells == told["sent"] == [name]
    assert bool(row.outcome) is not bool(row.trouble)
    assert "<script>alert" not in page.content.decode()
    if can_be_asked:
        assert name_trouble(name) == ""
    else:
        assert row.state == "needs_help"


@given(files)
def test_any_bytes_are_rows_or_refused_in_words(content):
    file = io.BytesIO(content)
    try:
        text = recognise(file, most=10**6)
    except FileRefused as refusal:
        assert str(refusal).endswith(".")
        return

    rows = list(table_rows(file, text, delimiter=recognise_delimiter(file, text)))

    assert [row.number for row in rows] == sorted({row.number for row in rows})
    for row in rows:
        assert bool(row.trouble) or any(row.cells)
        "".join(row.cells).encode()  # nothing that no database could keep
        assert "\0" not in "".join(row.cells)


@given(files, st.sampled_from(list(ENCODINGS)))
def test_any_bytes_can_be_read_in_any_encoding_that_may_be_chosen(content, encoding):
    file = io.BytesIO(b"x" + content)

    for row in table_rows(file, recognise(file, chosen=encoding, most=10**6), delimiter=","):
        assert row.trouble or "".join(row.cells).encode()


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(place=st.integers(0, 4_000), change=st.binary(min_size=1, max_size=8))
def test_a_workbook_with_any_bytes_changed_is_rows_or_refused_in_words(workbook, place, change):
    content = bytearray(workbook)
    content[place % len(content) : place % len(content) + len(change)] = change

    try:
        rows = list(sheet_rows(io.BytesIO(bytes(content))))
    except FileRefused as refusal:
        assert str(refusal).endswith((".", "first."))
    else:
        assert all(row.number >= 1 for row in rows)


@pytest.fixture(scope="module")
def workbook():
    book, target = Workbook(), io.BytesIO()
    for row in (["Name", "Country"], ["SUBARU", "JP"], [5, 0.5]):
        book.active.append(row)
    book.save(target)
    return target.getvalue()


@given(st.text(max_size=60))
def test_any_name_can_be_shown_and_judged(name):
    assert "\u200b" not in shown(name)
    assert isinstance(name_trouble(name), str)


@pytest.mark.parametrize(
    "body",
    [
        '{"rows": [{"name": "A\\u0000B"}]}',
        '{"rows": [{"name": "\\ud800"}]}',
        '{"rows": [{"name": "A", "name": "B"}]}',
        '{"rows": NaN}',
        "[" * 100_000,
        '{"rows": ',
        '"rows"',
        "",
    ],
)
@pytest.mark.django_db
def test_hostile_bodies_are_refused_and_leave_nothing(client, today, body):
    client.force_login(somebody())

    response = client.post("/api/v1/screening/batches/", body, content_type="application/json")

    assert response.status_code == 400
    assert json.loads(response.content)["errors"]
    assert not Batch.objects.exists()


@pytest.mark.parametrize("number", ["0", "9223372036854775808", "99999999999999999999999"])
@pytest.mark.django_db
def test_numbers_that_no_batch_has_are_not_found(client, today, number):
    client.force_login(somebody())

    assert client.get(f"/api/v1/screening/batches/{number}/").status_code == 404
    assert client.get(f"/screening/batches/{number}/").status_code == 404
    assert client.post(f"/api/v1/screening/batches/{number}/stop/").status_code == 404
