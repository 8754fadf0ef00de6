"""Tables of counterparties as people have them, and those that cannot be taken in."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from controls.screening.filters.handed_in import MOST_BYTES, MOST_ROWS, TableRefused, counterparty_of, table_of
from controls.screening.services.counterparties import Particulars


def refused(content):
    with pytest.raises(TableRefused) as caught:
        table_of(content if isinstance(content, bytes) else content.encode())
    return caught.value.faults


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_usual_tables_are_read(mark, start, end):
    text = start + end.join(mark.join(row) for row in (["ID", "Name", "Country"], ["1", "株式会社SUBARU", "JP"], []))

    assert table_of(text.encode()) == [Particulars(own_id="1", name="株式会社SUBARU", country="JP")]


def test_every_column_has_its_place():
    text = (
        "note,address,identifier,country,schema,further names,name,id\n"
        'a note,"1, Street",123456,DE,Person,Zwei; Drei;,Eins Mann,007\n'
    )

    assert table_of(text.encode()) == [
        Particulars("007", "Eins Mann", ("Zwei", "Drei"), True, "DE", "123456", "1, Street", "a note")
    ]


def test_short_rows_leave_the_rest_unknown_and_empty_ones_are_nobody():
    assert table_of(b"id,name,country\n1,Quux\n\n , ,\n2,Ostwall,\n") == [
        Particulars("1", "Quux"),
        Particulars("2", "Ostwall"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The file is empty."),
        ("\n\n", "There is nothing in it."),
        ("id,name\n", f"Give 1 to {MOST_ROWS} counterparties."),
        ("name\nQuux\n", "There is no column “id”."),
        ("id,name,colour\n1,Quux,red\n", "The column “colour” is not known."),
        ("id,name,name\n1,Quux,Quux\n", "The column “name” stands twice."),
        ("id,name\n1,Quux,JP\n", "Line 2: more cells than headings"),
        ("id,name\n1,Quux\n1,Ostwall\n", "Line 3: id: 1 stands twice"),
        ("id,name,country\n1,Quux,Japan\n", "Line 2: country: Ensure this value has at most 2 characters (it has 5)."),
        ("id,name\n1,Quux\u202e\n", "Line 2: name: Contains the hidden character U+202E; type the text again."),
        ('id,name\n1,"Quux\n', "Row 2: A quotation mark is opened in this row and never closed."),
        (
            b"id,name\n1,\xff\x01\x02\n",
            "The encoding of the file cannot be told: even read as GB18030 (GBK, GB2312) it makes little sense. "
            "Choose one.",
        ),
        (b"x" * (MOST_BYTES + 1), "The file is larger than 2 MB."),
    ],
)
def test_what_cannot_be_taken_in_says_why(content, said):
    assert said in refused(content)


def test_a_workbook_is_read_as_the_same_table():
    book, kept = Workbook(), io.BytesIO()
    for row in (["id", "name", "country", None], [7, "株式会社SUBARU", "JP", ""], [8, "Quux", None, None]):
        book.active.append(row)
    book.save(kept)

    assert table_of(kept.getvalue()) == [Particulars("7", "株式会社SUBARU", country="JP"), Particulars("8", "Quux")]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "cp932", "euc_jp"])
def test_a_table_means_the_same_in_every_encoding_and_with_every_separator(mark, encoding):
    text = "\n".join(mark.join(row) for row in (["id", "name"], *([str(n), "東京電気工業株式会社"] for n in range(9))))

    found = table_of(text.encode(encoding), encoding="" if encoding == "utf-16" else encoding)
    assert found == [Particulars(str(n), "東京電気工業株式会社") for n in range(9)]


def test_too_many_rows_are_refused_before_one_is_read():
    assert refused("id,name\n" + "1,A\n" * (MOST_ROWS + 1)) == [f"Give 1 to {MOST_ROWS} counterparties."]


def test_nobody_is_shown_ten_thousand_faults():
    assert len(refused("id,name\n" + "1,\n" * 5_000)) == 50


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(content):
    try:
        found = table_of(content)
    except TableRefused as reason:
        assert all(reason.faults)
    else:
        assert found


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["id", "name", "country", "further_names", "note", "else"]), inner)
        ),
        max_leaves=8,
    )
)
def test_any_object_is_taken_or_refused_by_name(body):
    found = counterparty_of(body)

    assert (found.particulars is None) == bool(found.faults)
