"""Names on record, read once and kept small: each part once for all names, and a name as numbers of its parts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controls.matching.forms import LegalForm
from controls.matching.parts import Named, Part, named
from controls.matching.postings import NO_KEYS, Places, Postings, Rows, pairs_of
from controls.matching.rarity import Rarity
from controls.matching.vocabulary import Vocabulary
from controls.matching.wholes import kept_keys

Forms = tuple[tuple[LegalForm, ...], frozenset[str]]


@dataclass(frozen=True)
class Records:
    """Names by place. `texts` as they are on record, `plain` as they are compared; what forms each has, by number."""

    texts: Sequence[str]
    plain: Sequence[str]
    forms: Sequence[Forms]
    form_of: Places
    lookalike: NDArray[np.bool_]
    cut: NDArray[np.bool_]
    person: NDArray[np.bool_]
    rows: Rows
    keys: Postings
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.texts)

    def named(self, place: int) -> Named:
        """A name ready to be compared."""
        forms, countries = self.forms[self.form_of[place]]
        return Named(
            written=self.texts[place].strip(),
            text=self.plain[place],
            forms=forms,
            countries=countries,
            parts=tuple(self.vocabulary.parts[number] for number in self.rows.row(place)),
            lookalike=bool(self.lookalike[place]),
            cut=bool(self.cut[place]),
        )


def read(names: Iterable[tuple[str, bool]], earlier: Records | None = None) -> Records:
    """The records of (text, is a person's) names. What earlier records have is taken from them."""
    known = _Known(earlier)
    texts: list[str] = []
    plain: list[str] = []
    forms: dict[Forms, int] = {}
    parts: dict[Part, int] = {}
    form_of: list[int] = []
    flags: list[tuple[bool, bool, bool]] = []
    rows: list[list[int]] = []
    keys: list[tuple[Iterable[int], int]] = []
    for place, (text, person) in enumerate(names):
        name, found = known.find(text, person=person)
        texts.append(text)
        plain.append(text if name.text == text else name.text)
        form_of.append(forms.setdefault((name.forms, name.countries), len(forms)))
        flags.append((name.lookalike, name.cut, person))
        rows.append([parts.setdefault(part, len(parts)) for part in name.parts])
        keys.append((found, place))
    marks = np.array(flags, dtype=bool).reshape(-1, 3)
    return Records(
        texts=texts,
        plain=plain,
        forms=list(forms),
        form_of=np.array(form_of, dtype=np.int32),
        lookalike=marks[:, 0],
        cut=marks[:, 1],
        person=marks[:, 2],
        rows=Rows.of(rows),
        keys=Postings.of(*pairs_of(keys)),
        vocabulary=Vocabulary.of(parts, earlier.vocabulary if earlier else None),
    )


class _Known:
    """Names that earlier records have, with their keys; others are read."""

    def __init__(self, earlier: Records | None) -> None:
        self._earlier = earlier
        self._places: dict[tuple[str, bool], int] = {}
        self._keys = NO_KEYS
        if earlier:
            read_as = zip(earlier.texts, earlier.person.tolist(), strict=True)
            self._places = {name: place for place, name in enumerate(read_as)}
            self._keys = earlier.keys.by_place(len(earlier))

    def find(self, text: str, *, person: bool) -> tuple[Named, Iterable[int]]:
        place = self._places.get((text, person))
        if self._earlier is None or place is None:
            name = named(text)
            return name, kept_keys(name, person=person)
        return self._earlier.named(place), self._keys.of(place)


def rarity_in(records: Records, owners: NDArray[np.int64]) -> Rarity:
    """The counts over the names of companies, as `rarity_of` has them; `owners` has the owner of each, -1 for none."""
    words: dict[str, int] = {}
    of_part = np.array([words.setdefault(part.key, len(words)) for part in records.vocabulary.parts], dtype=np.int64)
    silent = np.array([part.kind == "light" for part in records.vocabulary.parts], dtype=bool)
    numbers, places = records.rows.numbers, records.rows.owners()
    counted = owners[places] >= 0
    saying = np.flatnonzero(~silent[numbers])
    _names, first = np.unique(places[saying], return_index=True)
    begins = saying[first]
    begins = begins[counted[begins]]
    spelt = list(words)
    return Rarity(
        entities=len(np.unique(owners[owners >= 0])),
        counts=_counted(spelt, of_part[numbers[counted]], owners[places[counted]]),
        firsts=_counted(spelt, of_part[numbers[begins]], owners[places[begins]]),
    )


def _counted(words: Sequence[str], found: NDArray[np.int64], owners: NDArray[np.int64]) -> Counter[str]:
    """Of how many owners each word is; several names of one owner count once."""
    pairs = np.unique(owners * len(words) + found) if len(found) else found
    numbers, counts = np.unique(pairs % max(len(words), 1), return_counts=True)
    return Counter({words[number]: count for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)})
