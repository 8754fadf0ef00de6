"""What changes nothing for a reader changes no mention: width, quotes, order, what else stands there."""

import unicodedata

import pytest

from news.linking.finder import Finder
from news.linking.reading import LONGEST
from tests.news.linking.register import KNOWN

FINDER = Finder(KNOWN)
SENTENCES = [
    "China puts Subaru Corporation on its export control list",
    "MOFCOM Announcement No. 12 of 2026 concerns TDK",
    "商务部公告2026年第12号 斯巴鲁株式会社列入关注名单",
    "株式会社SUBARUが注視リストに掲載",
    "Dysprosium, terbium and SmCo magnets of rare earths",
    "氧化镝、氧化铽出口",
    "Item 1C902.a under HS 850511",
    "目录编号083201J",
    "Boeing Defense, Space & Security and Gibbs & Cox, Inc.",
    "Anduril and Hitachi comment",
]
NOTHING = [
    "Prices rose by three per cent.",
    "会议在北京召开。",
    "会議が開かれた。",
    "The minister, who was asked twice, said no.",
    "(photo)",
]


def told(title: str, summary: str = "") -> set[tuple[str, bool]]:
    return {(hit.reference, hit.certain) for hit in FINDER.find(title, summary)}


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isalnum() and sign.isascii() else sign for sign in text)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_sentence_names_something(sentence: str) -> None:
    assert told(sentence)


@pytest.mark.parametrize("other", NOTHING)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_else_is_said_before_and_after_does_not_matter(sentence: str, other: str) -> None:
    assert told(sentence) == told(f"{other}\n{sentence}\n{other}") or "China" in other or "北京" in other
    assert told(sentence) == told(sentence, "Prices rose by three per cent.")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_title_may_stand_in_the_summary(sentence: str) -> None:
    assert told("Report", sentence) == told(sentence)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_two_sentences_name_what_each_names(sentence: str) -> None:
    both = told(sentence, "エルビウムの価格")
    assert ("element:er", True) in both
    assert {each for each in told(sentence) if each[1]} <= both


@pytest.mark.parametrize("sentence", SENTENCES)
def test_composed_and_decomposed_characters_are_one(sentence: str) -> None:
    assert told(unicodedata.normalize("NFD", sentence)) == told(sentence)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_more_spaces_between_words_do_not_matter_for_names(sentence: str) -> None:
    entities = {each for each in told(sentence) if each[0].startswith("entity:")}
    spaced = {each for each in told(sentence.replace(" ", "  ")) if each[0].startswith("entity:")}
    assert entities == spaced


@pytest.mark.parametrize("name", ["Subaru Corporation", "TDK Corporation", "Anduril Industries", "SUBARU"])
def test_the_width_of_letters_does_not_matter(name: str) -> None:
    assert told(full_width(name)) == told(name)


@pytest.mark.parametrize(("one", "other"), [("“", "”"), ("«", "»"), ("(", ")"), ("「", "」"), ("'", "'"), ("《", "》")])
def test_quotation_marks_and_brackets_do_not_matter(one: str, other: str) -> None:
    assert told(f"the firm {one}Subaru Corporation{other} said") == told("the firm Subaru Corporation said")
    assert told(f"将{one}斯巴鲁株式会社{other}列入") == told("将斯巴鲁株式会社列入")


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("将斯巴鲁株式会社列入", "將斯巴魯株式會社列入"),
        ("列入关注名单", "列入關注名單"),
        ("氧化镝", "氧化鏑"),
        ("不可靠实体清单", "不可靠實體清單"),
    ],
)
def test_traditional_characters_are_read_like_simplified_ones(simplified: str, traditional: str) -> None:
    assert told(traditional) == told(simplified) != set()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_lies_beyond_the_longest_text_is_not_read(sentence: str) -> None:
    assert told("", "x" * LONGEST + "\n" + sentence) == set()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_finder_answers_the_same_whoever_asked_before(sentence: str) -> None:
    fresh = Finder(KNOWN)
    for each in reversed(SENTENCES):
        fresh.find(each)
    assert fresh.find(sentence) == FINDER.find(sentence)
