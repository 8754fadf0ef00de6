"""Whole lists that shrink, grow or go back in time are held back until a person has looked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from news.ingest.formats import FORMATS
from news.ingest.types import Item, Reading
from news.models import HeldReading, KnownAddress, LastReading, Source
from news.services import holding
from news.services.holding import HeldRefused, judge
from tests.controls.desk import make_user
from tests.controls.proposing import signed_in
from tests.news.announcing import make_source

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db):
    return make_user(NOW, "ada@example.org")


@pytest.fixture
def index(db):
    return make_source(parser="mofcom_announcements")


def reading(*numbers, title="Notice"):
    return Reading(items=tuple(Item(title=f"{title} {n}", key=str(n)) for n in numbers))


def ask(source, answer, **more):
    return judge(source=source, reading=answer, at=NOW, **more)


def waiting():
    return list(HeldReading.objects.filter(state="waiting"))


# ---- Judging


def test_the_first_answer_is_believed_whatever_it_holds(index):
    assert ask(index, reading(*range(153))) is None
    assert len(LastReading.objects.get().items) == 153


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (153, 15, "It has shrunk from 153 items to 15."),
        (153, 0, "It has shrunk from 153 items to 0."),
        (100, 84, "It has shrunk from 100 items to 84."),
        (100, 85, None),
        (100, 99, None),
        (100, 200, None),
        (100, 201, "It has grown from 100 items to 201."),
        (10, 21, "It has grown from 10 items to 21."),
        (9, 40, None),
        (1, 0, "It has shrunk from 1 items to 0."),
        (0, 40, None),
    ],
)
def test_below_85_and_above_200_per_cent_an_answer_is_held_back(index, before, now, words):
    ask(index, reading(*range(before)))
    assert ask(index, reading(*range(now))) == words
    assert len(LastReading.objects.get().items) == (before if words else now), "What it held stays."
    assert [(row.before, row.now) for row in waiting()] == ([(before, now)] if words else [])


def test_others_in_their_place_are_held_back_and_shown(index):
    ask(index, reading(*range(20)))
    assert ask(index, reading(*range(10, 30))) == "It holds others: of 20 items before, 10 are left among 20."
    (row,) = waiting()
    assert (row.reason, len(row.missing), len(row.added)) == ("replaced", 10, 10)
    assert row.get_reason_display() == "it holds others"


@pytest.mark.parametrize("parser", sorted(holding.NEWEST))
def test_a_page_of_the_newest_may_move_on_and_not_become_shorter(parser):
    source = make_source(parser=parser)
    ask(source, reading(*range(20)))
    assert ask(source, reading(*range(20, 40))) is None
    assert ask(source, reading(40)) == "It has shrunk from 20 items to 1."


def test_every_format_that_is_compared_is_one_that_is_read():
    assert not holding.WHOLE & holding.NEWEST
    assert set(FORMATS) >= holding.WHOLE | holding.NEWEST


def test_the_difference_is_kept_in_titles(index):
    ask(index, reading(*range(10)))
    ask(index, reading(0, 1, 2, 77))
    (row,) = waiting()
    assert row.missing == [f"Notice {n}" for n in range(3, 10)]
    assert row.added == ["Notice 77"]
    assert row.reason == "shrunk"


def test_an_older_version_that_is_served_again_is_held_back(index):
    first, second, third = reading(1, 2, 3), reading(1, 2, 3, 4), reading(1, 2, 3, 4, 5)
    for answer in (first, second, third):
        assert ask(index, answer) is None
    assert ask(index, second) == "An older version was served again: 4 items, after 5."
    assert ask(index, third) is None
    assert not waiting(), "A later answer that can be believed overtakes it."


def test_the_order_in_which_a_source_lists_is_no_version(index):
    ask(index, reading(1, 2, 3))
    assert ask(index, reading(3, 2, 1)) is None
    assert LastReading.objects.get().earlier == []


def test_an_edited_title_is_an_edit_and_not_an_alarm(index):
    ask(index, reading(1, 2, 3))
    assert ask(index, reading(1, 2, 3, title="Corrected notice")) is None


def test_the_same_answer_again_waits_once(index):
    ask(index, reading(*range(20)))
    for _again in range(3):
        assert ask(index, reading(1))
    assert len(waiting()) == 1
    assert ask(index, reading(2))
    assert [row.items for row in waiting()] == [{"2": "Notice 2"}], "The newest of the odd answers waits."


def test_an_index_of_another_year_is_not_compared_with_this_one(index):
    ask(index, reading(*range(90)), address="https://x.example/2026/")
    assert ask(index, reading(1), address="https://x.example/2027/") is None


@pytest.mark.parametrize("parser", ["feed", "federal_register", "json_feed"])
def test_what_gives_only_the_newest_is_never_held_back(parser):
    source = make_source(parser=parser)
    ask(source, reading(*range(50)))
    assert ask(source, reading(1)) is None
    assert not LastReading.objects.exists()


def test_items_without_a_key_are_told_apart_by_their_address(index):
    items = tuple(replace(each, key="", url=f"https://x.example/{n}") for n, each in enumerate(reading(1, 2).items))
    ask(index, Reading(items=items))
    assert set(LastReading.objects.get().items) == {"https://x.example/0", "https://x.example/1"}


@settings(max_examples=25)
@given(sizes=st.lists(st.integers(min_value=0, max_value=60), min_size=2, max_size=8))
def test_what_a_source_held_never_shrinks_or_doubles_at_once_without_a_person(sizes):
    source = make_source(parser="mfa")
    held = None
    for size in sizes:
        fault = ask(source, reading(*range(size)))
        now = len(LastReading.objects.get(source=source).items)
        assert now == (held if fault else size)
        if held is not None:
            assert now >= 0.85 * held
            assert held < 10 or now <= 2 * held
        held = now


# ---- Deciding


@pytest.fixture
def held(index):
    ask(index, reading(*range(40)))
    ask(index, reading(1, 2, 3))
    Source.objects.filter(pk=index.pk).update(trouble="It has shrunk", trouble_since=NOW, next_at=NOW + timedelta(1))
    KnownAddress.objects.create(url=index.url, source=index, etag='"x"', digest="0" * 64, asked_at=NOW)
    return HeldReading.objects.get()


def test_an_answer_that_is_believed_is_asked_for_again_at_once_and_stored_then(held, index, ada):
    holding.accept(held=held, note="The ministry moved the old ones.", by=ada, at=NOW)
    index.refresh_from_db()
    assert (index.trouble, index.next_at) == ("", None)
    known = KnownAddress.objects.get()
    assert (known.etag, known.digest) == ("", ""), "Else it would be told that nothing had changed."
    assert ask(index, reading(1, 2, 3)) is None
    assert HeldReading.objects.get().decided_by == "ada@example.org"


def test_an_answer_that_is_not_believed_stays_refused_in_the_words_of_who_did(held, index, ada):
    holding.refuse(held=held, note="Their page is broken.", by=ada, at=NOW)
    words = ask(index, reading(1, 2, 3))
    assert words == "It has shrunk from 40 items to 3. Not believed by ada@example.org: Their page is broken."
    assert not waiting()
    assert len(LastReading.objects.get().items) == 40


def test_not_believing_wants_a_reason(held, ada):
    with pytest.raises(HeldRefused, match="Say why"):
        holding.refuse(held=held, note=" ", by=ada, at=NOW)


def test_of_two_who_decide_the_second_is_told(held, ada):
    holding.accept(held=held, note="", by=ada, at=NOW)
    with pytest.raises(HeldRefused, match=r"Decided already: accepted\. ada@example.org"):
        holding.refuse(held=held, note="No.", by=ada, at=NOW)


def test_one_click_from_the_desk_shows_the_difference_and_decides(held, seeded, index, ada):
    client = signed_in(ada)
    desk = client.get("/desk/").content.decode()
    address = f"/desk/held/{held.pk}/"
    assert f'href="{address}"' in desk
    page = client.get(address).content.decode()
    assert "It has shrunk from 40 items to 3." in page
    assert "Notice 39" in page
    assert client.post(address, {}).status_code == 400
    assert client.post(address, {"refuse": "1", "note": ""}).status_code == 400
    assert client.post(address, {"accept": "1", "note": "A\u202eB"}).status_code == 400
    assert client.post(address, {"accept": "1", "note": "Right."}).status_code == 302
    assert "Accepted, ada@example.org" in client.get(address).content.decode()
    assert f'href="{address}"' not in client.get("/desk/").content.decode()
    assert client.post(address, {"accept": "1"}).status_code == 400
