"""Parties that never were, for measuring the matcher: names in English, Chinese and Japanese, by a fixed seed.

Words of trade, places and houses are those of the matcher's own glossary; a few of them stand in many names and most
in few, as in real lists. The words of their own are made of syllables and characters that such names are full of.
"""

import random
from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import accumulate

from controls.matching.facts import Facts
from controls.matching.glossary import GLOSSARY, KINDS
from controls.matching.index import Party, Span, Spelling
from controls.matching.sounds import is_han

LIST = "made"
FIRST_DAY = date(2020, 1, 1)
SYLLABLES = [
    "al", "an", "ar", "be", "bra", "cor", "da", "del", "el", "en", "fe", "fu", "gen", "gra", "hi", "in", "jo", "ka",
    "kol", "lin", "lu", "ma", "mi", "nor", "o", "os", "pra", "qui", "ra", "ro", "sa", "ste", "ta", "tri", "u", "vor",
    "wa", "wen", "xen", "yo", "zi",
]  # fmt: skip
FIRM = (
    "华中天海宏光明达信恒泰盛兴鑫瑞源丰安康永金新东方正大国南北江山河龙凤凯嘉"
    "佳美富通联合众诚德智汇远航星宇银铁石林森木水火"
)
KANA = "アイカキクケコサシスセタチテトナニノハヒフホマミムメモヤユヨラリルレロワ"
FAMILY = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗"
SURNAMES = ["田中", "佐藤", "山本", "渡辺", "中村", "小林", "加藤", "吉田", "山崎", "松本", "井上", "木村"]
ENGLISH = ["Corporation", "Co., Ltd.", "Inc.", "Limited", "LLC", "GmbH", "S.A.", "Holdings Ltd", "Group", ""]
CHINESE = ["有限公司", "股份有限公司", "有限责任公司", "集团有限公司", ""]


@cache
def _said(kind: str, script: str) -> list[str]:
    """Forms of the glossary of one kind in Latin letters or Chinese characters, in the order of the table."""
    return [
        form
        for form, meaning in GLOSSARY.items()
        if len(meaning.names) == 1
        and KINDS[meaning.names[0]] == kind
        and (form.isascii() if script == "latin" else is_han(form) and len(form) > 1)
    ]


class Made:
    """Parties and questions that never were, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nothing secret
        self.words = [self._word() for _each in range(20_000)]
        self._steps = list(accumulate(1 / (1 + rank) ** 0.7 for rank in range(len(self.words))))

    def _word(self) -> str:
        return "".join(self.chance.choice(SYLLABLES) for _each in range(self.chance.randint(2, 4))).title()

    def _own(self) -> str:
        """A word of its own: some of them many firms bear, most of them hardly anybody else."""
        return self.chance.choices(self.words, cum_weights=self._steps)[0]

    def _of(self, kind: str, script: str) -> str:
        found = _said(kind, script)
        return found[int(len(found) * self.chance.random() ** 2)]

    def _signs(self, signs: str, least: int, most: int) -> str:
        return "".join(self.chance.choice(signs) for _each in range(self.chance.randint(least, most)))

    def english(self) -> str:
        chance = self.chance
        words = [self._own() for _each in range(chance.choice((1, 1, 2)))]
        words += [self._of("trade", "latin").title() for _each in range(chance.choice((1, 1, 2)))]
        if chance.random() < 0.2:
            words.insert(0, self._of(chance.choice(("place", "house")), "latin").title())
        return f"{' '.join(words)} {chance.choice(ENGLISH)}".strip()

    def chinese(self) -> str:
        place = self._of("place", "han") if self.chance.random() < 0.5 else ""
        own = self._signs(FIRM, 2, 3)
        return f"{place}{own}{self._of('trade', 'han')}{self.chance.choice(CHINESE)}"

    def japanese(self) -> str:
        own = self._signs(KANA, 3, 6) if self.chance.random() < 0.5 else self.chance.choice(SURNAMES)
        name = f"{own}{self._of('trade', 'han')}"
        return f"株式会社{name}" if self.chance.random() < 0.4 else f"{name}株式会社"

    def person(self) -> str:
        if self.chance.random() < 0.2:
            return self.chance.choice(FAMILY) + self._signs(FIRM, 1, 2)
        return " ".join(self._own() for _each in range(self.chance.choice((2, 2, 3))))

    def name(self) -> Spelling:
        language = self.chance.choices(("en", "zh-Hans", "ja"), (6, 3, 1))[0]
        return Spelling(
            {"en": self.english, "zh-Hans": self.chinese, "ja": self.japanese}[language](), language, "legal"
        )

    def party(self, number: int) -> Party:
        """One in ten is a person; one in three has a second name."""
        person = self.chance.random() < 0.1
        names = [Spelling(self.person(), "", "legal") if person else self.name()]
        if self.chance.random() < 1 / 3:
            names.append(Spelling(self.person(), "", "alias") if person else self.name())
        numbers = frozenset({("made", f"{9_000_000_000_000 + number}")})
        facts = Facts(self.chance.choice(("CN", "JP", "US", "DE", "")), numbers)
        return Party(f"party:made/{number:06}", person, tuple(names), facts, (Span(LIST, FIRST_DAY, None),))

    def parties(self, number: int) -> list[Party]:
        return [self.party(each) for each in range(number)]

    def question(self, kind: int, parties: Sequence[Party]) -> str:
        """One of ten kinds in turn: five of names that are on the list in some spelling, five of names that are not."""
        known = self.chance.choice(parties).names[0].text
        words = known.split()
        if kind % 10 >= 5:
            return self.name().text
        if kind % 10 == 1:
            return " ".join(words[:-1]) or known
        if kind % 10 == 2:
            return known.upper()
        if kind % 10 == 3:
            slip = self.chance.randrange(len(words[0]))
            return known[:slip] + known[slip + 1 :]
        return " ".join(reversed(words)) if kind % 10 == 4 else known
