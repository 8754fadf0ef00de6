"""The examples in the description of the API are what it answers."""

from datetime import UTC, datetime, timedelta

import pytest

from controls.api import examples
from controls.models import Authority
from tests.controls.test_api_description import lasting
from tests.news.reporting import make_article, make_mention, make_name, make_run, make_source_of_news

pytestmark = pytest.mark.usefixtures("seeded")
SAID = datetime(2026, 2, 24, 1, 30, tzinfo=UTC)
ASKED = datetime(2026, 11, 21, 3, 50, tzinfo=UTC)  # ten minutes before the tests' noon in Beijing
ADDRESS = "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_bac18400512d408a8d4c2f964e36ac11.html"


@pytest.fixture
def told():
    """The announcement of the watch list as its source would have brought it, half an hour after it came out."""
    source = make_source_of_news(
        key="cn-mofcom-ann",
        name="MOFCOM announcements of the year",
        rank=2,
        authority=Authority.objects.get(key="mofcom"),
        url="https://www.mofcom.gov.cn/zcfb/blgg/gg/{year}/index.html",
        hosts=["www.mofcom.gov.cn"],
        languages=["zh-Hans"],
        licence="facts",
        rhythm=30,
        asked_at=ASKED,
        read_at=ASKED,
        new_at=ASKED - timedelta(days=1),
        next_at=ASKED + timedelta(minutes=30),
    )
    make_run(source, number="r-1", started_at=SAID + timedelta(minutes=30), items=50, added=1, changed=0)
    article = make_article(
        "商务部公告2026年第12号 公布将20家日本实体列入关注名单",
        at=SAID,
        source=source,
        url=ADDRESS,
        language="zh-Hans",
        published_raw="2026-02-24",
        published_at=None,
        precision="day",
        own_summary="20 Japanese entities are put on the watch list.",
    )
    make_name(article, "mofcom-2026-12", kind="notice")
    make_name(article, ADDRESS)
    make_mention(article, "notice:mofcom-2026-12", words="商务部公告2026年第12号", method="number")
    return article


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ("news_articles_list", "/api/v1/news/articles/?source=cn-mofcom-ann&as_of=2026-02-24"),
        ("news_articles_get", "/api/v1/news/articles/{number}/?as_of=2026-02-24"),
        ("news_sources_list", "/api/v1/sources/?type=official&state=asked"),
        ("news_sources_get", "/api/v1/sources/cn-mofcom-ann/"),
    ],
)
def test_every_example_is_what_the_api_answers(client, today, settings, told, operation, path):
    settings.ALLOWED_HOSTS = ["register.example"]
    stored = examples.ANSWERS[operation]

    answer = client.get(path.format(number=told.pk), headers={"Host": "register.example"}, secure=True).json()

    assert lasting(answer) == lasting(stored["answer"])
    assert stored["asked"] == path.format(number=stored["answer"].get("id"))
