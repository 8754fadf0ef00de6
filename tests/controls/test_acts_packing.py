"""An act that waits survives as JSON: every argument comes back as it was, facts by their key."""

import json
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.models import Entity, Source
from controls.services import acts, entities, evidenced, history, listings, sources
from controls.services.acts import Act
from controls.services.entities import Name, Number
from controls.services.history import FactRefused
from tests.controls.desk_forms import FORMS
from tests.factories import make_entity, make_source

PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.dates(),
    st.times(),
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def back(act: Act) -> Act:
    """Through the text that a database would keep."""
    return acts.unpacked(name=act.name, arguments=json.loads(json.dumps(acts.packed(act=act))))


@given(values=st.dictionaries(st.sampled_from(["key", "title", "fields", "note"]), VALUES, max_size=4))
def test_every_plain_argument_comes_back_as_it_was(values: dict[str, Any]) -> None:
    act = Act("sources.register", values)

    assert back(act) == act


@given(marks=st.dictionaries(st.sampled_from(["fact", "day", "hour", "name", "values"]), st.text(max_size=20)))
def test_columns_that_are_called_like_a_mark_come_back_too(marks: dict[str, str]) -> None:
    """`fields` of a correction is a mapping as well, and no text of a form may turn it into something else."""
    act = Act("sources.correct", {"fields": marks})

    assert back(act) == act


@pytest.mark.django_db
def test_facts_come_back_by_key_and_with_what_is_on_record_now() -> None:
    source, entity = make_source(title="Old"), make_entity()
    name = Name("Widget", "en", "alias", "one_report", [source], "Said so.")
    number = Number("lei", "5299", "one_report", [source])
    act = Act.of(entities.correct, entity=entity, names=[name], numbers=[number], fields={}, reason="R")

    again = back(act)

    assert again == act
    assert isinstance(again.arguments["entity"], Entity)
    assert again.arguments["names"][0].evidence == [source]


@pytest.mark.django_db
def test_no_row_number_is_kept() -> None:
    source = make_source()
    packed = acts.packed(act=Act.of(listings.add, entity=make_entity(), notice=None, evidence=[source]))

    assert packed["evidence"] == [{"fact": f"source:{source.key}"}]
    assert "pk" not in json.dumps(packed)
    assert set(acts.named(arguments=packed)) == {f"source:{source.key}", f"entity:{packed['entity']['fact'][7:]}"}


@pytest.mark.django_db
@pytest.mark.parametrize("reference", ["source:nobody", "name:Widget", "no-noun:x", "", ":", "change:1"])
def test_a_fact_that_is_not_on_record_is_refused_in_words(reference: str) -> None:
    with pytest.raises(FactRefused, match="is not on record"):
        acts.unpacked(name="sources.correct", arguments={"source": {"fact": reference}})


@pytest.mark.django_db
def test_many_facts_are_fetched_with_one_question_per_noun(django_assert_num_queries: Any) -> None:
    arguments = {"evidence": [{"fact": f"source:{source.key}"} for source in (make_source() for _each in range(5))]}

    with django_assert_num_queries(1):
        act = acts.unpacked(name="sources.register", arguments=arguments)

    assert all(isinstance(source, Source) for source in act.arguments["evidence"])


def test_an_act_that_is_none_is_refused(now: Any) -> None:
    with pytest.raises(FactRefused, match=r"no act os\.system"):
        acts.run(act=Act("os.system", {}), by="x", at=now)


@pytest.mark.parametrize("service", [evidenced.add, history.record, print, sources.attach])
def test_only_acts_on_facts_can_be_sent(service: Any) -> None:
    with pytest.raises(TypeError, match="is no act on facts"):
        Act.of(service)


@pytest.mark.parametrize("value", [1.5, b"x", object(), {1, 2}])
def test_what_no_act_takes_is_no_argument(value: Any) -> None:
    with pytest.raises(TypeError, match="nothing that an act takes"):
        acts.packed(act=Act("sources.register", {"title": value}))


def test_every_act_is_known_by_its_room_and_name() -> None:
    assert {"sources.register", "listings.add", "listing_events.register", "entities.add_name"} <= acts.ACTS.keys()
    assert len(acts.ACTS) >= 2 * len(FORMS)
    assert all(name == f"{act.__module__.split('.')[-1]}.{act.__name__}" for name, act in acts.ACTS.items())


def test_days_and_hours_are_kept_apart_from_text() -> None:
    act = Act("sources.register", {"seen_on": date(2026, 2, 28), "hour": time(12, 1), "title": "2026-02-28"})

    assert acts.packed(act=act) == {
        "seen_on": {"day": "2026-02-28"},
        "hour": {"hour": "12:01:00"},
        "title": "2026-02-28",
    }
    assert back(act) == act
