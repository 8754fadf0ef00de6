"""Official numbers of Chinese notices in running text, in Chinese, Japanese and English.

A number is authority, year and running number, as in the register's own keys: `mofcom-2026-12`, `uel-2025-10`. Joint
announcements bear the number of the ministry that is named first. Announcements of other authorities have numbers of
their own and must not be taken for these.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from news.ingest.calendars import number_of

COUNT = r"(?:\d{1,4}|[一二三四五六七八九十]{1,4})"
YEAR = r"[〔\[(【]?\s*((?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})\s*[〕\])】]?\s*年?"
# 第55、57、58号: several numbers before one sign for them.
COUNTS = rf"{COUNT}(?:\s*[、,和及与]\s*{COUNT}){{0,20}}"
MORE = rf"((?:\s*[、,和及与至~-]\s*第?\s*{COUNT}\s*[号號])*)"
# Who signs announcements together with the ministry. Other names in between mean that it speaks of another's.
TOGETHER = (
    "海关总署|工业和信息化部|科学技术部|科技部|国家密码管理局|国家密码局|国家国防科技工业局|国防科工局|国家原子能机构|外交部"
    "|国家发展和改革委员会|国家发展改革委|生态环境部|财政部|国家市场监督管理总局|市场监管总局|国家药品监督管理局|国家药监局"
    "|农业农村部|国家林业和草原局|中国人民银行|国家税务总局|税务总局|中央军委装备发展部|公安部|国家安全部|自然资源部|交通运输部"
    "|国家知识产权局|国家能源局|应急管理部|国家卫生健康委员会|国家互联网信息办公室"
)
STATE = r"(?:中[华華]人民共和[国國]\s{0,3})?"
MINISTRY = rf"{STATE}商[务務][部省](?:[\s、,和]{{0,3}}{STATE}(?:{TOGETHER})){{0,9}}[\s、の]{{0,3}}"
ASIAN = (
    ("mofcom", re.compile(rf"{MINISTRY}公告\s*{YEAR}\s*第?\s*({COUNTS})\s*[号號]{MORE}")),
    (
        "uel",
        re.compile(
            rf"不可靠[实實]体清[单單](?:工作机制|工作機制)?(?:公告)?\s*{YEAR}\s*第?\s*({COUNTS})\s*[号號]{MORE}"
        ),
    ),
)
LIST = r"(\d{1,4}(?:\s{0,3}(?:,|&|/|and\b)\s{0,3}(?:and\s{1,3})?(?:Nos?\.?\s{0,3})?\d{1,4}){0,50})"
SERIES = r"(?:Announcements?|Notices?|Public\s+Notices?|Decisions?)"
ENGLISH = (
    re.compile(rf"{SERIES}\s+(?:Nos?\.?|Numbers?|#)\s*{LIST}\s*(?:of|,|/|-)?\s*[\[(]?\s*((?:19|20)\d{{2}})\b", re.I),
    re.compile(rf"{SERIES}\s+[\[(]?((?:19|20)\d{{2}})[\])]?,?\s*(?:Nos?\.?|#)\s*{LIST}", re.I),
    re.compile(
        rf"\b(?:MOFCOM|UEL)(?:(?:-|/|,?\s+and\s+|,\s)[A-Z]{{3,4}}){{0,4}}\s+[\[(]?((?:19|20)\d{{2}})[\])]?"
        rf"\s+(?:Nos?\.?|#)\s*{LIST}",
        re.I,
    ),
)
OURS = re.compile(r"MOFCOM|Ministry\s+of\s+Commerce|Commerce\s+Ministry", re.I)
OTHERS = re.compile(
    r"Customs|GACC|SAMR|MIIT|Ministry\s+of\s+(?!Commerce)[A-Z]\w+|Federal\s+Register|Treasury|METI|ECJU|Exporters", re.I
)
UEL = re.compile(r"Unreliable\s+Entit(?:y|ies)\s+List|\bUEL\b", re.I)
# What may stand before the number of the notice itself: a label in brackets, or an opening bracket.
LABEL = re.compile(r"(?:\s|【[^】\d]{0,20}】|[【《\[(])*")
# How far around an English number the authority's name is looked for.
NEAR = 60


@dataclass(frozen=True)
class NoticeMention:
    """A notice that a text names, the words that do so, and whether they leave no doubt."""

    key: str
    words: str
    certain: bool = True


def notice_mentions(text: str) -> list[NoticeMention]:
    """The notices that a text names, each once, in the order of the text; doubtful mentions yield to certain ones."""
    plain = unicodedata.normalize("NFKC", text)
    found = sorted((*_asian(plain), *_english(plain)), key=lambda hit: hit[0])
    certain = {mention.key for _, mention in found if mention.certain}
    mentions: dict[str, NoticeMention] = {}
    for _, mention in found:
        if mention.certain or mention.key not in certain:
            mentions.setdefault(mention.key, mention)
    return list(mentions.values())


def own_number(title: str) -> str:
    """The official number of the notice that bears this title, as a key; empty if it does not begin with one.

    A number later in a title is that of another notice: one that is suspended, extended or explained.
    """
    own = _own(unicodedata.normalize("NFKC", title))
    return own.key if own else ""


def without_own_number(title: str) -> str:
    """A title, of one width, without the number that it begins with: what is left speaks of what the notice does."""
    plain = unicodedata.normalize("NFKC", title)
    own = _own(plain)
    if own is None:
        return plain
    return re.split(r"\s+".join(map(re.escape, own.words.split())), plain, maxsplit=1)[-1]


def _own(plain: str) -> NoticeMention | None:
    first = next((mention for mention in notice_mentions(plain) if mention.certain), None)
    told = "".join(plain[LABEL.match(plain).end() :].split())  # type: ignore[union-attr]  # it may match nothing
    return first if first and told.startswith("".join(first.words.split())) else None


def _asian(text: str) -> Iterator[tuple[int, NoticeMention]]:
    for authority, pattern in ASIAN:
        for match in pattern.finditer(text):
            counts = [*re.findall(COUNT, match[2]), *re.findall(COUNT, match[3])]
            for count in counts:
                if number := number_of(count):
                    yield match.start(), NoticeMention(f"{authority}-{number_of(match[1])}-{number}", match[0])


def _english(text: str) -> Iterator[tuple[int, NoticeMention]]:
    for place, pattern in enumerate(ENGLISH):
        for match in pattern.finditer(text):
            numbers, year = (match[1], match[2]) if place == 0 else (match[2], match[1])
            authority, certain = _authority(text, match)
            for number in re.findall(r"\d+", numbers):
                if authority and int(number):
                    key = f"{authority}-{year}-{int(number)}"
                    yield match.start(), NoticeMention(key, " ".join(match[0].split()), certain)


def _authority(text: str, match: re.Match[str]) -> tuple[str, bool]:
    """Whose notice an English number is: by what stands next to it. Without a name near it is a suggestion."""
    around = text[max(match.start() - NEAR, 0) : match.end() + NEAR]
    if UEL.search(match[0]) or UEL.search(text[max(match.start() - 45, 0) : match.start()]):
        return "uel", True
    if OURS.match(match[0]):  # the ministry that is named first gives the number
        return "mofcom", True
    if OURS.search(around):
        return "mofcom", not OTHERS.search(around)
    return ("", False) if OTHERS.search(around) else ("mofcom", False)
