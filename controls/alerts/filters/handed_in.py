"""A subscription as an object of a request."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

Faults = dict[str, list[str]]
_TYPES: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("kind", "subject", "channel", "rhythm", "language"), (str,)),
    **dict.fromkeys(("search", "portfolio", "days", "webhook"), (int,)),
    "actions": (list,),
}
NAMES = tuple(_TYPES)
# Of a subscription that is there only these can be changed: what it is about stays.
CHANGING = ("days", "actions", "channel", "webhook", "rhythm", "language")


def object_of(body: Any, known: tuple[str, ...] = NAMES) -> tuple[dict[str, Any], Faults]:
    """The values of a JSON object, each of its own type; and what is wrong with others, by name."""
    if not isinstance(body, dict):
        return {}, {"body": [_("Give an object with names and values.")]}
    faults: Faults = {
        str(name)[:80]: [_("Unknown name. Known: %s.") % ", ".join(known)] for name in body if name not in known
    }
    given = {name: body[name] for name in known if name in body}
    for name, value in given.items():
        if not isinstance(value, _TYPES[name]) or isinstance(value, bool):
            faults[name] = [_("Of a wrong type.")]
        elif isinstance(value, int) and value < 1:
            faults[name] = [_("Give a number from 1 on.")]
        elif isinstance(value, list) and not all(isinstance(each, str) for each in value):
            faults[name] = [_("Give a list of texts.")]
    return {_FIELDS.get(name, name): value for name, value in given.items() if name not in faults}, faults


# How the form calls what the API calls otherwise.
_FIELDS = {"webhook": "endpoint"}


def named(errors: Mapping[str, Any]) -> Faults:
    """What is wrong with a form, by the names of the API."""
    back = {field: name for name, field in _FIELDS.items()}
    return {back.get(name, name): [str(each) for each in said] for name, said in errors.items()}
