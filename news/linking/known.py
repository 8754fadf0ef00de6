"""What a finder looks for, and what it finds: values between the register and the texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from controls.matching.parties import Party


@dataclass(frozen=True, slots=True)
class Titled:
    """A fact that is named by titles and official numbers. `citations` are as people write them: MOFCOM 2025 No. 18."""

    reference: str
    titles: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coded:
    """A fact that is named by a code, and by no part of one."""

    reference: str
    code: str


@dataclass(frozen=True, slots=True)
class Material:
    """An element with its symbol and its names, each with its language."""

    reference: str
    symbol: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """Everything on record that a text may name."""

    parties: Sequence[Party] = ()
    lists: Sequence[Titled] = ()
    notices: Sequence[Titled] = ()
    measures: Sequence[Titled] = ()
    items: Sequence[Titled] = ()
    item_codes: Sequence[Coded] = ()
    control_codes: Sequence[Coded] = ()
    tariff_codes: Sequence[Coded] = ()
    elements: Sequence[Material] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A fact that a text names: the words that do so, where they begin and end in it, how, and whether without doubt.

    `likeness` is the score of the screening matcher for names, and 1 for what is spelt out.
    """

    reference: str
    words: str
    start: int
    end: int
    method: str
    certain: bool = True
    likeness: float = 1.0
