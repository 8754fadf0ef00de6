"""What one may ask of the changes of lists."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from controls.filters.fields import KeysField
from controls.filters.questions import PagedQuestion
from controls.models import EntityList
from controls.models.spoken import list_name
from news.models.moves import KINDS, Move, moves


class MoveFilter(PagedQuestion):
    """Changes of lists by list and kind, as far as announced on the day."""

    list = KeysField(model=EntityList, thing=_("list"), label=_("List"))
    kind = KeysField(known=KINDS, thing=_("kind"), label=_("Kind"))

    words: ClassVar[Mapping[str, tuple[str, Any]]] = {
        "list": ("Key of an entity list. An unknown key is refused.", ["cn-export-control-list"]),
        "kind": ("What was done to the list.", ["stopped"]),
    }

    # `list` above is a parameter's name and no longer the type.
    def apply(self) -> "tuple[Move, ...]":
        """The changes asked for, the latest first. Call is_valid() first."""
        wanted: dict[str, Any] = self.cleaned_data
        return tuple(
            move
            for move in moves(on=self.day)
            if (not wanted["list"] or move.entity_list.key in wanted["list"])
            and (not wanted["kind"] or move.kind in wanted["kind"])
        )

    def choices(self) -> "tuple[dict[str, Any], ...]":
        """The lists and kinds to choose from, and which are chosen."""
        lists = [
            (each.key, list_name(each.key, en=each.name_en, zh=each.name_zh, ja=each.name_ja))
            for each in EntityList.objects.order_by("order", "key")
        ]
        return tuple(
            {
                "name": name,
                "facts": name == "list",
                "label": self.fields[name].label,
                "options": [
                    {"value": value, "label": label, "chosen": value in self.cleaned_data[name]}
                    for value, label in options
                ],
            }
            for name, options in (("list", lists), ("kind", KINDS.items()))
        )
