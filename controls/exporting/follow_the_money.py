"""FollowTheMoney: one statement a line, entities first, then each listing as a Sanction.

Read from the documentation of the model (followthemoney.tech). A statement has `id`, `schema`, `caption` and
`properties`; every property is a list of texts. Of the schemata used, Organization, Company, PublicBody and Person need
a `name`, and a Sanction needs its `entity`. The model has no measures, clauses or suspensions: acts on a listing stand
as sentences in its `summary`, and only what ended or stopped it is an `endDate`. No topics are given: they would say
that a listing binds now, and a file that speaks for no day cannot know.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from controls import states
from controls.exporting.register import Fact, Register, canonical

SCHEMATA = {"company": "Company", "government_body": "PublicBody", "person": "Person"}
OTHERS = "Organization"
_NAMES = {"former": "previousName", "short": "weakAlias"}
_NUMBERS = {"lei": "leiCode"}
_FAR = date(2100, 12, 31)  # by then every act on record has begun

Said = Mapping[str, Any]
Properties = dict[str, list[str]]


def written(register: Register) -> bytes:
    """The file in UTF-8, in the order of schemata and keys. Nothing in it depends on the day or the installation."""
    statements = [*map(_entity, register.of("entity")), *_sanctions(register)]
    return "".join(f"{canonical(each)}\n" for each in statements).encode()


def _statement(own_id: str, schema: str, caption: str, properties: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """A statement without empty values and without doubles."""
    said = {name: list(dict.fromkeys(str(each) for each in values if each)) for name, values in properties.items()}
    return {"id": own_id, "schema": schema, "caption": caption, "properties": {k: v for k, v in said.items() if v}}


def _entity(fact: Fact) -> dict[str, Any]:
    said = fact.said
    properties: Properties = defaultdict(list)
    properties["name"].append(said["name"])
    for name in said["names"]:
        if name["text"] != said["name"]:
            properties[_NAMES.get(name["kind"], "alias")].append(name["text"])
    for number in said["identifiers"]:
        properties[_NUMBERS.get(number["scheme"], "registrationNumber")].append(number["value"])
    properties["country"].append(said["country"].lower())
    properties["notes"].append(said["note"])
    properties["parent"].append(f"entity-{said['part_of']}" if said["part_of"] else "")
    if said["type"] == "person":  # a person is part of nothing in the model
        del properties["parent"]
    return _statement(f"entity-{fact.key}", SCHEMATA.get(said["type"], OTHERS), said["name"], properties)


def _sanctions(register: Register) -> Iterator[dict[str, Any]]:
    found: dict[str, dict[str, Said]] = defaultdict(dict)
    for fact in register.facts:
        found[fact.noun][fact.key] = fact.said
    acts: dict[str, list[Said]] = defaultdict(list)
    for fact in sorted(register.of("listing-event"), key=lambda fact: fact.first):
        for key in fact.said["listings"]:
            acts[key].append(fact.said)
    for fact in register.of("listing"):
        yield _sanction(fact, found, acts[fact.key])


def _sanction(fact: Fact, found: Mapping[str, Mapping[str, Said]], acts: Sequence[Said]) -> dict[str, Any]:
    said = fact.said
    notice, entity_list = found["notice"][said["notice"]], found["entity-list"][said["entity_list"]]
    authority = found["authority"][entity_list["authority"]]
    pages = [found["source"][key]["url"] for key in (*notice["copies"], *said["sources"])]
    properties: dict[str, Sequence[Any]] = {
        "entity": [f"entity-{said['entity']}"],
        "authority": [authority["name_en"], authority["name_zh"]],
        "country": [authority["jurisdiction"].lower()],
        "program": [entity_list["name_en"]],
        "programId": [said["entity_list"]],
        "recordId": [fact.key],
        "authorityId": [f"{notice['label']}, {said['item_number']}"],
        "listingDate": [notice["published_on"]],
        "startDate": [said["effective_from"]],
        "endDate": [_end(said, notice, acts)],
        "provisions": [entity_list["summary"]],
        "namesMentioned": [said["name_en"], said["name_zh"]],
        "summary": [_sentence(act) for act in acts],
        "sourceUrl": pages,
    }
    return _statement(f"listing-{fact.key}", "Sanction", f"{entity_list['name_en']}: {notice['label']}", properties)


def _end(said: Said, notice: Said, acts: Sequence[Said]) -> str:
    """The first day on which it binds no more for good, by the acts on record; empty where there is none."""
    state = states.state_on(
        _FAR,
        published_on=date.fromisoformat(notice["published_on"]),
        effective_from=date.fromisoformat(said["effective_from"]),
        effective_time=time.fromisoformat(said["effective_time"]) if said["effective_time"] else None,
        acts=[_act(each) for each in acts],
    )
    return state.since.isoformat() if state and state.code in (states.STOPPED, states.ENDED) else ""


def _act(said: Said) -> states.Act:
    return states.Act(
        kind=said["kind"],
        announced_on=date.fromisoformat(said["announced_on"]),
        effective_from=date.fromisoformat(said["effective_from"]),
        until=date.fromisoformat(said["until"]) if said["until"] else None,
        until_inclusive=said["until_inclusive"],
    )


def _sentence(said: Said) -> str:
    """An act in words that need no table: what, from when, and to when where that is stated."""
    words = f"{said['kind'].replace('_', ' ')} from {said['effective_from']}".capitalize()
    if not said["until"]:
        return f"{words}."
    return f"{words} to {said['until']}{'' if said['until_inclusive'] else ', that day not included'}."
