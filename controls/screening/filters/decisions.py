"""What may be asked of the queue of cases, and what may be said about a case: once for pages and API."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, F, Func, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.filters.fields import BadInput, KeysField, SaidField, TextField, WholeField
from controls.filters.questions import PagedQuestion
from controls.models import User
from controls.screening.models import Case, Decision
from controls.screening.models.decisions import CaseQuerySet
from controls.screening.services.decisions import COMMENT_AT_MOST, REASON_AT_MOST

ME, NOBODY = "me", "nobody"
CLASSES = {
    "same": gettext_lazy("same name or number"),
    "probable": gettext_lazy("probable"),
    "possible": gettext_lazy("possible"),
}
TO_DO = (Case.State.OPEN, Case.State.AWAITING_SECOND)
MOST_AT_ONCE = 500
_MOST_VERSIONS = 999_999_999
_MANY = ("cases", "assigned_to")


class CaseListField(KeysField):
    """Keys of lists on which somebody stands whom a case is about."""

    def _known(self, given: list[str]) -> set[str]:
        return set(lists_of_cases()) if given else set()


class CasesQuestion(PagedQuestion):
    """Cases in pages, what waits longest first. Without a state: those that still ask for something to be done."""

    as_of = None  # type: ignore[assignment]  # how a form leaves out a field of its base
    words = {
        "state": ("State of the case. Default: open, and awaiting a second person.", ["open"]),
        "assigned": ("With whom the case is: you, or nobody. Default: anybody.", ["nobody"]),
        "class": ("How alike the names are, by the newest check.", ["probable"]),
        "list": ("Key of a list that the entry is on. A list without cases is refused.", ["cn-watch-list"]),
    }
    state = KeysField(known=Case.State.values, thing=gettext_lazy("state"), label=gettext_lazy("State"))
    assigned = KeysField(known=(ME, NOBODY), thing=gettext_lazy("choice"), label=gettext_lazy("Assigned to"))
    list = CaseListField(thing=gettext_lazy("list"), label=gettext_lazy("List"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["class"] = KeysField(known=CLASSES, thing=_("class"), label=_("Class"))  # no name for an attribute

    def apply(self, *, user: User) -> CaseQuerySet:
        """The cases asked for. Call is_valid() first."""
        return Case.objects.filter(*self._narrowing(user).values()).oldest_first()

    def counts(self, *, user: User) -> dict[str, dict[str, int]]:
        """How many cases each value of a filter would leave, the other filters being as they are; four queries."""
        narrowing = self._narrowing(user)

        def counted(but: str, column: Any) -> dict[str, int]:
            rest = [condition for name, condition in narrowing.items() if name != but]
            rows = Case.objects.filter(*rest).order_by().annotate(key=column).values("key")
            return {row["key"]: row["count"] for row in rows.annotate(count=Count("pk"))}

        others = [condition for name, condition in narrowing.items() if name != "assigned"]
        assigned = Case.objects.filter(*others).aggregate(
            me=Count("pk", filter=Q(assigned_to=user)), nobody=Count("pk", filter=Q(assigned_to=None))
        )
        return {
            "state": counted("state", F("state")),
            "class": counted("class", F("verdict")),
            "list": counted("list", _each_list()),
            "assigned": {ME: assigned["me"], NOBODY: assigned["nobody"]},
        }

    def _narrowing(self, user: User) -> dict[str, Q]:
        asked = self.cleaned_data
        conditions = {"state": Q(state__in=asked["state"] or TO_DO)}
        if asked["assigned"]:
            mine = Q(assigned_to=user) if ME in asked["assigned"] else Q(pk__in=[])
            conditions["assigned"] = mine | Q(assigned_to=None) if NOBODY in asked["assigned"] else mine
        if asked["class"]:
            conditions["class"] = Q(verdict__in=asked["class"])
        if asked["list"]:
            conditions["list"] = Q(lists__overlap=asked["list"])
        return conditions


class VersionField(WholeField):
    """Which version of the case was looked at. Must be there: what nobody saw, nobody decides on."""

    def __init__(self) -> None:
        super().__init__(least=1, most=_MOST_VERSIONS, default=0, label=gettext_lazy("Version"))

    def clean(self, value: Any) -> int:
        number: int = super().clean(value)
        if not number:
            raise forms.ValidationError(_("Give the version of the case that you looked at."), code="required")
        return number


def _reason(*, required: bool = True) -> SaidField:
    return SaidField(
        required=required,
        max_length=REASON_AT_MOST,
        label=gettext_lazy("Reason"),
        error_messages={"required": gettext_lazy("Say why: whoever reads it later has to understand it.")},
    )


class Act(forms.Form):
    """What is said to do something with a case. In JSON its `numbers` are numbers and all else is text."""

    numbers = ("version",)


class Deciding(Act):
    version = VersionField()
    verdict = forms.ChoiceField(
        choices=Decision.Verdict.choices,
        label=gettext_lazy("Verdict"),
        error_messages={
            "required": gettext_lazy("Say whether it is the same party, a different party, or needs more facts."),
            "invalid_choice": gettext_lazy("“%(value)s” is none of same_party, different_party, need_more_facts."),
        },
    )
    reason = _reason()


class Reasoned(Act):
    """Confirming, refusing, re-opening: a version and a reason."""

    version = VersionField()
    reason = _reason()


class Withdrawing(Act):
    version = VersionField()
    reason = _reason(required=False)


class Commenting(Act):
    text = SaidField(
        max_length=COMMENT_AT_MOST,
        label=gettext_lazy("Comment"),
        error_messages={"required": gettext_lazy("Say something.")},
    )


class Assigning(Act):
    """To whom a case goes: an e-mail address, or nobody."""

    version = VersionField()
    assigned_to = TextField(required=False, max_length=254, strip=False, label=gettext_lazy("Assign to"))

    def clean_assigned_to(self) -> User | None:
        return person(self.cleaned_data["assigned_to"])


def person(address: str) -> User | None:
    """Who signs in with an address; None for no address. Raises ValidationError."""
    if not address:
        return None
    found = User.objects.filter(email__iexact=address, is_active=True).first()
    if found is None:
        raise forms.ValidationError(_("“%(who)s” does not sign in here."), params={"who": address[:80]}, code="unknown")
    return found


def said(act: type[Act], body: Any) -> dict[str, Any]:
    """What a JSON body says, checked by the same form as the page. Raises BadInput, which names every field."""
    if not isinstance(body, Mapping):
        raise BadInput({"body": [_("Give an object with names and values.")]})
    known, faults = act.base_fields, {}
    for name, value in body.items():
        kind = int if name in act.numbers else str
        if name not in known:
            faults[str(name)[:80]] = [_("Unknown name. Known: %s.") % ", ".join(known)]
        elif isinstance(value, bool) or not isinstance(value, kind):
            if value is None and not known[name].required and kind is str:
                continue
            faults[name] = [_("Give a whole number.") if kind is int else _("Give a text.")]
    form = act({name: str(value) for name, value in body.items() if name in known and value is not None})
    for name, words in form.errors.items():
        faults.setdefault(name, [str(each) for each in words])
    if faults:
        raise BadInput(faults)
    return form.cleaned_data


def many(body: Any) -> tuple[dict[int, int], str]:
    """Cases with the versions looked at, and to whose address they go; an empty address is nobody's.

    Raises BadInput, which names every field at fault as `cases.3.version`.
    """
    if not isinstance(body, Mapping):
        raise BadInput({"body": [_("Give an object with names and values.")]})
    faults = {
        str(name)[:80]: [_("Unknown name. Known: %s.") % "cases, assigned_to"] for name in body if name not in _MANY
    }
    given, address = body.get("cases"), body.get("assigned_to", "")
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_AT_ONCE:
        faults["cases"] = [_("Give 1 to %(most)s cases.") % {"most": MOST_AT_ONCE}]
        given = []
    if address is not None and not isinstance(address, str):
        faults["assigned_to"] = [_("Give a text.")]
    for place, each in enumerate(given):
        if not isinstance(each, Mapping) or set(each) != {"id", "version"}:
            faults[f"cases.{place}"] = [_("Give an object with id and version.")]
            continue
        for name, value in each.items():
            if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_VERSIONS:
                faults[f"cases.{place}.{name}"] = [_("Give a whole number.")]
    if not faults and len({each["id"] for each in given}) < len(given):
        faults["cases"] = [_("A case stands twice.")]
    if faults:
        raise BadInput(faults)
    return {each["id"]: each["version"] for each in given}, address or ""


def lists_of_cases() -> list[str]:
    """Keys of the lists of all cases, in their order."""
    keys = Case.objects.order_by().annotate(key=_each_list()).values_list("key", flat=True).distinct()
    return sorted(keys)


def _each_list() -> Func:
    return Func("lists", function="unnest")
