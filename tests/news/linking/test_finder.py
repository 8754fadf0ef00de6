"""What a text names, all kinds together, each fact once."""

from hypothesis import given
from hypothesis import strategies as st

from news.linking.finder import Finder
from news.linking.known import Known
from tests.news.linking.register import KNOWN

FINDER = Finder(KNOWN)
WORDS = [
    *("Subaru", "TDK", "Hitachi", "MOFCOM Announcement No. 12 of 2026", "商务部公告2025年第18号", "关注名单"),
    *("镝", "Tb", "1C902.a", "HS 850511", "083201J", "列入", "China", "rare earths", "red cat", "General"),
    *("。", ". ", "、", " ", "\n"),
]


def told(title: str, summary: str = "") -> list[tuple[str, bool]]:
    return [(hit.reference, hit.certain) for hit in FINDER.find(title, summary)]


def test_all_kinds_are_found_in_the_order_of_the_text() -> None:
    text = "商务部公告2026年第12号:斯巴鲁株式会社列入关注名单,涉及1C902.a、HS 850511、083201J和氧化镝"
    assert told(text) == [
        ("notice:mofcom-2026-12", True),
        ("entity:subaru", True),
        ("entity-list:watch", True),
        ("controlled-item:1c902.a", True),
        ("tariff-code:850511", True),
        ("catalogue-item:refining", True),
        ("element:dy", True),
    ]


def test_each_fact_is_found_once_by_its_surest_words() -> None:
    (hit,) = FINDER.find("Anduril said so", "Anduril Industries is listed, Anduril said")
    assert (hit.words, hit.certain) == ("Anduril Industries", True)


def test_what_stands_in_a_name_is_not_found_besides() -> None:
    names = Finder(Known(parties=[*KNOWN.parties], elements=KNOWN.elements, lists=KNOWN.lists))
    assert [hit.reference for hit in names.find("Subaru Corporation")] == ["entity:subaru"]


def test_a_title_that_several_measures_share_is_settled_by_a_number() -> None:
    title = "公布对部分中重稀土相关物项实施出口管制的决定"
    assert told(title) == [("measure:cn-2025-18", False), ("measure:cn-2025-57", False)]
    assert told(f"商务部 海关总署公告2025年第18号 {title}") == [("measure:cn-2025-18", True)]


def test_title_and_summary_are_two_texts() -> None:
    assert told("The plan of General", "Dynamics of prices") == []
    assert told("Subaru", "Subaru") == [("entity:subaru", True)]


def test_an_empty_register_finds_nothing() -> None:
    assert Finder(Known()).find("Subaru, 镝, MOFCOM Announcement No. 12 of 2026, HS 850511") == []


@given(st.lists(st.sampled_from(WORDS), max_size=12).map("".join))
def test_any_text_is_read_the_same_twice_and_its_words_stand_in_it(text: str) -> None:
    hits = FINDER.find(text)
    assert hits == FINDER.find(text)
    assert len({hit.reference for hit in hits}) == len(hits)
    for hit in hits:
        assert 0 <= hit.start <= len(text)
        assert 0 <= hit.likeness <= 1


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    assert all(hit.words for hit in FINDER.find(text, text))
