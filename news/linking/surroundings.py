"""What else a text speaks of, by which words of several meanings are understood."""

import re
from dataclasses import dataclass
from functools import cached_property

_RARE_EARTHS = re.compile(
    r"rare[\s-]earths?|lanthanides?|magnets?|NdFeB|oxides?"
    r"|稀土|希土|レアアース|磁石|磁材|永磁|氧化|酸化|重希土|镧系",
    re.I,
)
_CHINA = re.compile(r"\bChin(?:a|ese)\b|Beijing|MOFCOM|商务部|中国|商務省|北京|中方", re.I)
_CONTROLS = re.compile(
    r"export|\bcontrols?\b|dual[\s-]use|blacklist|sanction|MOFCOM|entit(?:y|ies)|Commerce Ministry"
    r"|Ministry of Commerce|licen[cs]e"
    r"|出口|管制|两用物项|两用|列入|移出|輸出|規制|デュアルユース|軍民両用",
    re.I,
)
_CUSTOMS = re.compile(
    r"\bHS\b|\bHTS|tariff|customs|heading|subheading|commodity code"
    r"|税则|税号|商品编[号码]|海关|关税|税番|関税|HSコード",
    re.I,
)
_CATALOGUE = re.compile(r"catalogu?e|目录|目録|カタログ", re.I)
_ELSEWHERE = re.compile(
    r"\bECCNs?\b|\bCCL\b|\bEAR\b|\bBIS\b|Wassenaar|Annex I\b|Commerce Control List|瓦森纳|ワッセナー|\bEU control list"
)


@dataclass(frozen=True)
class Surroundings:
    """What a text speaks of besides; each asked for only where it decides."""

    written: str

    @cached_property
    def rare_earths(self) -> bool:
        return bool(_RARE_EARTHS.search(self.written))

    @cached_property
    def china(self) -> bool:
        return bool(_CHINA.search(self.written))

    @cached_property
    def controls(self) -> bool:
        return bool(_CONTROLS.search(self.written))

    @cached_property
    def customs(self) -> bool:
        return bool(_CUSTOMS.search(self.written))

    @cached_property
    def catalogue(self) -> bool:
        return bool(_CATALOGUE.search(self.written))

    @cached_property
    def elsewhere(self) -> bool:
        """The control lists of other countries, which have codes like China's."""
        return bool(_ELSEWHERE.search(self.written))
