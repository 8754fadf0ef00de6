"""The finder of this process: built from a revision of the register, kept until the register changes."""

from collections import defaultdict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from controls.matching.element_names import JAPANESE
from controls.models import (
    CatalogueItem,
    CatalogueRevision,
    ControlledItem,
    Element,
    EntityList,
    ItemVersion,
    Measure,
    Notice,
    Suspension,
    TariffCode,
)
from controls.screening.services import register
from news.linking.finder import Finder
from news.linking.known import Coded, Known, Material, Titled


@dataclass(frozen=True)
class Loaded:
    """A finder, and the revision of the register whose facts it knows."""

    token: tuple[Any, ...]
    finder: Finder

    @property
    def revision(self) -> int:
        return int(self.token[0])


@dataclass
class _Held:
    loaded: Loaded | None = None
    building: Lock = field(default_factory=Lock)


_held = _Held()


def current() -> Loaded:
    """The finder of what is on record now. One query when nothing has changed since the last text."""
    token = register.version()
    loaded = _held.loaded
    if loaded is not None and loaded.token == token:
        return loaded
    with _held.building:
        loaded = _held.loaded
        if loaded is None or loaded.token != token:
            # Read after the token: what came in between is at worst known too early, and read again with its own.
            loaded = _held.loaded = Loaded(token, Finder(known()))
        return loaded


def forget() -> None:
    """Let go of the finder: the next text builds it anew."""
    _held.loaded = None


def known() -> Known:
    """Everything on record that a text may name, in a fixed number of queries."""
    items, codes = _items()
    return Known(
        parties=list(register.parties()),
        lists=_lists(),
        notices=_notices(),
        measures=[*_measures(), *_acts()],
        items=items,
        item_codes=codes,
        control_codes=_control_codes(),
        tariff_codes=[
            Coded(f"tariff-code:{key}", key) for key in TariffCode.objects.order_by("key").values_list("key", flat=True)
        ],
        elements=_elements(),
    )


def _lists() -> list[Titled]:
    rows = EntityList.objects.order_by("key").values_list("key", "name_en", "name_zh", "name_ja")
    return [Titled(f"entity-list:{key}", _told(names)) for key, *names in rows]


def _notices() -> list[Titled]:
    """Notices by their numbers and the Chinese titles that they bear. The English ones are ours and count names."""
    rows = Notice.objects.order_by("key").values_list("key", "label", "title_zh", "title_zh_inferred")
    return [
        Titled(f"notice:{key}", (title,) if title and not inferred else (), (label,))
        for key, label, title, inferred in rows
    ]


def _measures() -> list[Titled]:
    rows = Measure.objects.order_by("key").values_list("key", "title_en", "title_zh", "number", "number_zh")
    return [Titled(f"measure:{key}", _told([en, zh]), _told(numbers)) for key, en, zh, *numbers in rows]


def _acts() -> list[Titled]:
    """Suspensions and editions of the catalogue, by their numbers."""
    suspensions = Suspension.objects.order_by("key").values_list("key", "number", "number_zh")
    editions = CatalogueRevision.objects.order_by("key").values_list("key", "number", "number_zh")
    return [
        *(Titled(f"suspension:{key}", (), _told(numbers)) for key, *numbers in suspensions),
        *(Titled(f"catalogue-revision:{key}", (), _told(numbers)) for key, *numbers in editions),
    ]


def _items() -> tuple[list[Titled], list[Coded]]:
    titles: dict[str, list[str]] = defaultdict(list)
    for key, en, zh in CatalogueItem.objects.order_by("key").values_list("key", "title_en", "title_zh"):
        titles[key] += [en, zh]
    codes: list[Coded] = []
    versions = ItemVersion.objects.order_by("key").values_list("item__key", "code", "title_en", "title_zh")
    for key, code, *told in versions:
        titles[key] += told
        if code:
            codes.append(Coded(f"catalogue-item:{key}", code))
    return [Titled(f"catalogue-item:{key}", _told(told)) for key, told in titles.items()], codes


def _control_codes() -> list[Coded]:
    rows = ControlledItem.objects.exclude(code="").order_by("key").values_list("key", "code")
    return [Coded(f"controlled-item:{key}", code) for key, code in rows]


def _elements() -> list[Material]:
    rows = Element.objects.order_by("key").values_list("key", "symbol", "name_en", "name_zh")
    return [
        Material(
            f"element:{key}", symbol, {"en": en, "zh": zh} | ({"ja": JAPANESE[symbol]} if symbol in JAPANESE else {})
        )
        for key, symbol, en, zh in rows
    ]


def _told(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
