"""The log says all that is on record, also of columns that are younger than its entries."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from controls.models import Change, Source, TrackedModel
from controls.services import exporting, recorded, restating, sources
from tests.controls.change_log import latest_change_of, revision
from tests.factories import make_entity, make_source

pytestmark = pytest.mark.usefixtures("seeded")


def as_if_older(fact: TrackedModel, said: dict[str, Any]) -> None:
    """Let the log end on an entry from before a column was there, as an upgrade finds it."""
    entry = latest_change_of(fact)
    columns = {field.name: getattr(entry, field.name) for field in Change._meta.concrete_fields if field.name != "id"}
    Change(**columns | {"version": entry.version + 1, "before": entry.after, "after": said}).save()


def without(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name not in names}


def restate() -> int:
    return restating.restate(by="migrate", at=timezone.now())


def followed(client: Client) -> dict[tuple[str, str], Any]:
    """A copy kept from the changes alone."""
    copy, address = {}, "/api/v1/changes/?limit=1000"
    while address:
        page = client.get(address).json()
        copy |= {(row["subject"]["type"], row["subject"]["id"]): row["after"] for row in page["results"]}
        address = page["next"]
    return copy


def exported() -> dict[tuple[str, str], Any]:
    rows = map(json.loads, exporting.made(form="jsonl").content.removesuffix(b"\n").split(b"\n")[1:])
    return {tuple(row["fact"].split(":", 1)): row["said"] for row in rows}  # type: ignore[misc]  # two parts


def test_where_the_log_says_all_nothing_is_said_anew() -> None:
    before = revision()

    assert restate() == 0
    assert revision() == before


def test_a_fact_of_which_the_log_says_less_is_said_whole() -> None:
    source = make_source()
    as_if_older(source, without(source.snapshot(), "seen_as", "sha256"))

    assert restate() == 1
    entry = latest_change_of(source)
    assert (entry.action, entry.actor, entry.reason) == ("corrected", "migrate", restating.REASON)
    assert entry.after == source.snapshot()
    assert entry.before == without(source.snapshot(), "seen_as", "sha256")
    assert restate() == 0


def test_rows_below_a_fact_count_too() -> None:
    entity = make_entity(zh="某某")
    said = entity.snapshot()
    as_if_older(entity, said | {"names": [without(name, "evidence_note") for name in said["names"]]})

    assert restate() == 1
    assert latest_change_of(entity).after == said


def test_what_the_log_contradicts_is_not_covered_up() -> None:
    source = make_source()
    as_if_older(source, without(source.snapshot(), "seen_as") | {"title": "Another title"})

    assert restate() == 0
    assert latest_change_of(source).after["title"] == "Another title"


def test_who_follows_has_what_is_exported_before_and_after(client: Client) -> None:
    source = make_source()
    as_if_older(source, without(source.snapshot(), "seen_as"))
    assert followed(client) == exported()
    assert "seen_as" not in exported()["source", source.key]

    restate()

    assert followed(client) == exported()
    assert exported()["source", source.key] == source.snapshot()


def test_a_fact_that_was_restated_can_be_corrected_as_ever() -> None:
    source = make_source()
    as_if_older(source, without(source.snapshot(), "seen_as"))
    restate()

    sources.correct(
        source=Source.objects.get(pk=source.pk), fields={"note": "x"}, reason="y", by="z", at=timezone.now()
    )

    assert latest_change_of(source).before == source.snapshot()


def test_the_command_that_lays_other_views_says_facts_anew() -> None:
    source, said = make_source(), StringIO()
    as_if_older(source, without(source.snapshot(), "seen_as"))
    recorded.remove()

    call_command("migrate", stdout=said)

    assert "Facts said anew, of which the register records more than it did: 1." in said.getvalue()
    assert latest_change_of(source).after == source.snapshot()


WORDS = st.dictionaries(st.sampled_from("abcd"), st.none() | st.booleans() | st.integers(0, 2), max_size=3)


@given(said=WORDS, more=st.dictionaries(st.sampled_from("xyz"), st.integers(0, 1), max_size=2))
def test_only_more_is_more(said: dict[str, Any], more: dict[str, Any]) -> None:
    assert restating.says_only_more(before=said, after=said | more) == bool(more)
    assert not restating.says_only_more(before=said | more, after=said)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": 1}, {"a": 2, "b": 1}),
        ({"a": [{"b": 1}]}, {"a": []}),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2, "c": 1}]}),
        ({"a": ["x"]}, {"a": ["x", "y"]}),
        ({"a": {"b": 1}}, {"a": None}),
    ],
)
def test_what_differs_says_not_only_more(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert not restating.says_only_more(before=before, after=after)
