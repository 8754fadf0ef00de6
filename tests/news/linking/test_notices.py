"""Notices and measures by their official numbers; nothing by counts."""

import pytest

from news.linking.known import Titled
from news.linking.notices import METHOD, YEARLESS, Notices
from tests.news.linking.register import MEASURES, NOTICES

NUMBERS = Notices([*NOTICES, *MEASURES])


def told(text: str) -> list[tuple[str, bool]]:
    return [(hit.reference, hit.certain) for hit in NUMBERS.find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "MOFCOM Announcement No. 12 of 2026",
        "商务部公告2026年第12号",
        "商務部公告2026年第12號",
        "商務省公告2026年第12号",
        "中国商務省の公告2026年第12号",
        "MOFCOM 2026 No. 12",
        "商务部公告〔2026〕12号",
    ],
)
def test_a_notice_is_named_by_authority_year_and_number(text: str) -> None:
    assert told(text) == [("notice:mofcom-2026-12", True)]


@pytest.mark.parametrize(
    "text",
    [
        "商务部 海关总署公告2025年第18号",
        "MOFCOM Announcement No. 18 (2025)",
        "MOFCOM and GACC 2025 No. 18",
        "MOFCOM-GAC 2025 No. 18",
    ],
)
def test_a_measure_is_named_by_the_number_of_its_notice(text: str) -> None:
    assert told(text) == [("measure:cn-2025-18", True)]


def test_an_order_is_counted_by_itself_and_is_no_announcement_of_the_same_number() -> None:
    orders = Notices(
        [Titled("catalogue-revision:2008", (), ("MOFCOM and MOST Order 2008 No. 12", "商务部、科技部令2008年第12号"))]
    )
    assert list(orders.find("商务部公告2008年第12号, MOFCOM 2008 No. 12")) == []


def test_each_of_several_numbers_counts() -> None:
    assert told("商务部、海关总署公告2025年第18、57号") == [("measure:cn-2025-18", True), ("measure:cn-2025-57", True)]
    assert told("UEL [2025] No. 4 and 5") == [("notice:uel-2025-4", True)]


@pytest.mark.parametrize("text", ["State Council Decree No. 785", "国务院令第785号", "State Council Order 785"])
def test_a_decree_of_the_state_council_has_a_number_without_year(text: str) -> None:
    assert told(text) == [("measure:cn-sc785", True)]


def test_a_number_without_authority_is_a_suggestion() -> None:
    assert told("Announcement No. 12 of 2026") == [("notice:mofcom-2026-12", False)]


@pytest.mark.parametrize(
    "text", ["MOFCOM Announcement No. 12", "商务部公告第12号", "the Ministry of Commerce notice No. 12"]
)
def test_a_number_without_its_year_is_a_suggestion(text: str) -> None:
    found = list(NUMBERS.find(text))
    assert [(hit.reference, hit.certain, hit.method) for hit in found] == [("notice:mofcom-2026-12", False, YEARLESS)]


def test_a_number_without_year_says_nothing_beside_the_same_with_its_year() -> None:
    found = list(NUMBERS.find("商务部公告2026年第12号公布;商务部公告第12号自即日起施行"))
    assert [(hit.reference, hit.certain, hit.method) for hit in found] == [("notice:mofcom-2026-12", True, METHOD)]


def test_a_number_that_many_years_have_is_nobody_s() -> None:
    years = [
        MEASURES[0],
        *(type(NOTICES[0])(f"notice:n{year}", (), (f"MOFCOM {year} No. 18",)) for year in (2023, 2024)),
    ]
    assert list(Notices(years).find("MOFCOM Announcement No. 18")) == []


@pytest.mark.parametrize(
    "text",
    [
        "28 US entities on the list",
        "20 Japanese entities named on 24 February 2026",
        "海关总署公告2026年第12号",
        "MIIT Notice No. 18 of 2025",
        "Federal Register notice No. 12 of 2026",
        "商务部公告2027年第12号",
        "MOFCOM press conference No. 12",
        "国务院令第786号",
    ],
)
def test_counts_other_authorities_and_unknown_numbers_name_nothing(text: str) -> None:
    assert told(text) == []
