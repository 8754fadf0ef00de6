"""News for tests that look at pages in a browser: languages, stories, versions, mentions, trouble, all at once."""

from datetime import UTC, datetime, timedelta

from news.ingest.types import Flag
from news.models import FetchRun, Source
from tests.news.reporting import make_article, make_mention, make_name, make_run, make_story, make_version

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def fill() -> None:
    """Two articles of one story, the first with all that can be said of one, and some of the days before."""
    official = Source.objects.get(key="cn-mofcom-ann")
    press, trusted = Source.objects.filter(tier="trade_press")[0], Source.objects.filter(licence="ogl3")[0]
    first = make_article(
        "商务部公告2026年第12号 公布将20家日本实体列入关注名单",
        source=official,
        language="zh-Hans",
        kind="公告",
        precision="day",
        published_raw="2026年11月20日",
        own_summary="20 Japanese entities are put on the watch list (关注名单).",
        flags=[Flag.ZONE_ASSUMED],
        version_count=2,
    )
    second = make_article("日本企業20社を「関注名単」に追加", source=press, language="ja", at=NOON + timedelta(hours=2))
    make_story(first, second)
    make_version(first, number=2, title="商务部公告2026年第12号 公布将21家日本实体列入关注名单", seen_at=NOON)
    make_name(first, "mofcom-2026-12", kind="notice")
    make_name(first, "https://www.mofcom.gov.cn/art/公告", kind="received")
    for reference in ("notice:mofcom-2026-12", "entity:subaru-corporation", "element:dy", "measure:cn-2025-18"):
        make_mention(first, reference, words="公告2026年第12号")
    for number in range(8):
        make_article(
            f"Notice to exporters 2026/{number}",
            source=trusted,
            summary="The source’s own words on 镝 and others. " * 20,
            at=NOON - timedelta(days=number),
            url="" if number % 2 else f"https://www.gov.uk/notice-{number}",
        )
    make_run(official, flags=["encoding guessed"])
    make_run(
        official, started_at=NOON + timedelta(hours=1), outcome=FetchRun.Outcome.UNREADABLE, reason="无链接: zero links"
    )
    Source.objects.filter(pk=official.pk).update(
        trouble="无链接: zero links", trouble_since=NOON, failures=2, asked_at=NOON
    )
