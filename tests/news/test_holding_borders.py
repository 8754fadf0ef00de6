"""Where an answer begins to be held back: to the item, for lists of every length, and by every way a person decides."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.types import Item, Reading
from news.models import HeldReading, LastReading
from news.services import holding
from news.services.holding import HeldRefused
from tests.controls.desk import make_user
from tests.news.announcing import NOW, make_source

State = HeldReading.State
COUNTS = st.integers(0, 2_000)


def items(count, start=0):
    return {str(number): f"Notice {number}" for number in range(start, start + count)}


def fault(before, now, *, earlier=(), whole=True):
    """Why an answer of so many items would be held back after one of so many; nothing where it would not."""
    last = LastReading(items=before, digest=holding.digest_of(items=before), earlier=list(earlier))
    found = holding._fault(now, holding.digest_of(items=now), last, whole=whole)
    return found[0].value if found else None


@pytest.mark.parametrize("before", [1, 2, 6, 7, 9, 10, 11, 13, 20, 40, 100, 153, 999, 1_000])
def test_the_border_below_is_85_per_cent_to_the_item(before):
    fewest = math.ceil(before * 85 / 100)

    assert fault(items(before), items(fewest)) is None
    assert fault(items(before), items(fewest - 1)) == "shrunk"


@pytest.mark.parametrize("before", [10, 11, 50, 100, 153, 500, 999])
def test_the_border_above_is_twice_as_many_to_the_item(before):
    assert fault(items(before), items(2 * before)) is None
    assert fault(items(before), items(2 * before + 1)) == "grown"


@pytest.mark.parametrize("before", range(10))
def test_hardly_any_items_may_become_any_number(before):
    assert fault(items(before), items(1_000)) is None


@given(before=COUNTS, now=COUNTS)
def test_what_is_held_back_is_too_few_or_too_many_and_nothing_else(before, now):
    expected = None
    if 100 * now < 85 * before:
        expected = "shrunk"
    elif before >= holding.FEW and now > 2 * before:
        expected = "grown"

    assert fault(items(before), items(now)) == expected


@given(count=COUNTS)
def test_the_same_answer_is_never_held_back(count):
    assert fault(items(count), items(count)) is None


@given(before=st.integers(1, 200), shift=st.integers(0, 400))
def test_of_a_whole_list_it_counts_which_items_are_left_and_of_the_newest_only_how_many(before, shift):
    left = max(before - shift, 0)
    assert fault(items(before), items(before, start=shift)) == ("replaced" if 100 * left < 85 * before else None)
    assert fault(items(before), items(before, start=shift), whole=False) is None


@given(before=st.integers(1, 300), left=st.integers(0, 300), new=st.integers(0, 300))
def test_what_is_believed_of_a_whole_list_holds_85_per_cent_of_what_it_held(before, left, new):
    left = min(left, before)
    believed = fault(items(before), items(left) | items(new, start=1_000)) is None
    assert not believed or 100 * left >= 85 * before


def test_the_same_count_with_other_names_is_held_back():
    assert fault(items(153), items(153, start=1_000)) == "replaced"
    assert fault(items(153), items(130) | items(23, start=1_000)) == "replaced"
    assert fault(items(153), items(131) | items(22, start=1_000)) is None
    assert fault(items(153), items(152) | items(1, start=1_000)) is None, "One in place of another is a day's work."
    assert fault(items(20), items(10) | items(60, start=1_000)) == "replaced", "That it has grown hides nothing."


@given(before=COUNTS, now=COUNTS)
def test_what_was_there_before_is_older_before_it_is_anything_else(before, now):
    earlier = [holding.digest_of(items=items(now))]

    assert fault(items(before), items(now), earlier=earlier) == (None if before == now else "older")


@given(count=st.integers(0, 60), data=st.data())
def test_the_order_of_items_is_no_part_of_what_is_remembered(count, data):
    given_items = list(items(count).items())
    turned = dict(data.draw(st.permutations(given_items)))

    assert holding.digest_of(items=turned) == holding.digest_of(items=dict(given_items))


@given(one=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=4), name=st.text(max_size=5))
def test_every_name_and_title_is_part_of_what_is_remembered(one, name):
    other = {**one, name: f"{one.get(name, '')}x"}

    assert holding.digest_of(items=one) != holding.digest_of(items=other)


# ---- On record


def reading(count, start=0):
    return Reading(tuple(Item(title, key=key) for key, title in items(count, start).items()))


def judge(source, answer, at=NOW):
    return holding.judge(source=source, reading=answer, at=at)


@pytest.fixture
def ada(db):
    return make_user(NOW, "ada@example.org")


@pytest.fixture
def index(db):
    source = make_source(parser="mofcom_announcements")
    judge(source, reading(40))
    return source


def waiting(index, count=3):
    judge(index, reading(count))
    return HeldReading.objects.get(state=State.WAITING)


@pytest.mark.parametrize("parser", sorted(holding.WHOLE))
def test_every_format_that_gives_everything_is_judged(db, parser):
    source = make_source(parser=parser)
    judge(source, reading(100))

    assert judge(source, reading(84)) == "It has shrunk from 100 items to 84."


def test_answers_that_shrink_a_little_each_are_believed_and_a_jump_as_far_is_not(index):
    assert [judge(index, reading(count)) for count in (34, 29, 25, 22)] == [None] * 4
    assert judge(index, reading(40)) == "An older version was served again: 40 items, after 22."
    assert judge(index, reading(18)) == "It has shrunk from 22 items to 18."


@pytest.mark.parametrize("state", [State.ACCEPTED, State.REFUSED, State.OVERTAKEN])
@pytest.mark.parametrize("act", [holding.accept, holding.refuse])
def test_what_was_decided_or_overtaken_is_not_decided_again(index, ada, state, act):
    held = waiting(index)
    HeldReading.objects.filter(pk=held.pk).update(state=state, decided_by="grace@example.org", decided_at=NOW)

    with pytest.raises(HeldRefused, match=r"Decided already: .*grace@example\.org"):
        act(held=held, note="So.", by=ada, at=NOW)
    assert HeldReading.objects.get(pk=held.pk).decided_by == "grace@example.org"
    assert len(LastReading.objects.get().items) == 40


@pytest.mark.parametrize("note", ["", " ", "\n\t"])
def test_believing_needs_no_reason_and_not_believing_does(index, ada, note):
    held = waiting(index)
    with pytest.raises(HeldRefused, match="Say why"):
        holding.refuse(held=held, note=note, by=ada, at=NOW)

    assert holding.accept(held=held, note=note, by=ada, at=NOW).state == State.ACCEPTED


def test_a_long_note_is_kept_as_far_as_it_fits(index, ada):
    assert holding.refuse(held=waiting(index), note="x" * 900, by=ada, at=NOW).note == "x" * 300


def test_what_was_believed_is_measured_against_from_then_on(index, ada):
    holding.accept(held=waiting(index), note="", by=ada, at=NOW)

    assert judge(index, reading(3)) is None
    assert judge(index, reading(2)) == "It has shrunk from 3 items to 2."
    assert judge(index, reading(40)).startswith("An older version was served again")


def test_what_was_refused_stays_refused_however_often_it_comes(index, ada):
    holding.refuse(held=waiting(index), note="Their page is broken.", by=ada, at=NOW)
    for _again in range(3):
        assert "Not believed by ada@example.org: Their page is broken." in judge(index, reading(3))

    assert judge(index, reading(41)) is None
    assert HeldReading.objects.count() == 1


def test_only_so_many_earlier_versions_are_remembered(index):
    for number in range(holding.REMEMBERED + 5):
        assert judge(index, reading(40, start=number + 1)) is None

    earlier = LastReading.objects.get().earlier
    assert len(earlier) == len(set(earlier)) == holding.REMEMBERED
