"""What the tests of drafts share: the page of a notice, a register that does not have it yet, and a person's ticks."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from controls.models import Notice
from news.models import AnnexDraft, DraftedLine
from news.services import drafts
from news.services.drafts import Typed
from tests.factories import make_authority, make_list, make_notice, make_source

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "tests/fixtures/notices/mofcom-2026-12.html").read_bytes()
TITLE = "商务部公告2026年第12号 公布将20家日本实体列入关注名单"
# The first three names of it, as if the notice had no more: sending twenty takes its time.
SHORT = "\n".join(
    [
        "商务部公告2026年第12号 公布将3家日本实体列入关注名单",
        "1. 斯巴鲁株式会社（SUBARU Corporation）",
        "2. 富士航空航天技术株式会社（FUJI Aerospace Technology Co., Ltd.）",
        "3. 引能仕株式会社（ENEOS Corporation）",
    ]
).encode()
NOW = datetime(2026, 2, 24, 4, tzinfo=UTC)
ON = date(2026, 2, 24)
SUBARU = "斯巴鲁株式会社（SUBARU Corporation）"
HTML = "text/html; charset=utf-8"


def seeded_names() -> list[tuple[str, str]]:
    """The Chinese and English names of MOFCOM 2026 No. 12 as the seed has them, in the order of the annex."""
    with (ROOT / "controls/seed/listings.csv").open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["notice"] == "mofcom-2026-12"]
    return [(row["name_zh"], row["name_en"]) for row in sorted(rows, key=lambda row: int(row["item_number"]))]


def without_line(number: int) -> bytes:
    """The page with one line of its annex taken out."""
    lines = PAGE.decode().split("\n")
    left = [line for line in lines if not line.startswith(f'<p style="text-indent: 2em;">{number}.')]
    assert len(left) == len(lines) - 1
    return "\n".join(left).encode()


def form_of(client: Client, address: str) -> tuple[Any, dict[str, Any]]:
    """The page of a draft, and what a browser would send of its form if nothing were typed and nothing ticked."""
    page = client.get(address)
    draft = page.context["draft"]
    form: dict[str, Any] = {"edition": draft.edition, "grade": "official_text", "note": "", "counted": ""}
    form["entity_list"] = getattr(draft.entity_list, "key", "")
    for line in page.context["lines"]:
        form |= {field.html_name: field.value() or "" for field in line if field.name != "checked"}
    return page, form


def ticks(page: Any) -> dict[str, str]:
    """A tick for every line of a draft."""
    return {line["checked"].html_name: "on" for line in page.context["lines"]}


@pytest.fixture
def empty_register(db: None) -> None:
    """A register that holds nothing but the ministry and its list, for the time of the test."""
    tables = {model._meta.db_table for model in apps.get_app_config("controls").get_models()}
    quoted = ", ".join(connection.ops.quote_name(table) for table in sorted(tables))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"TRUNCATE {quoted} CASCADE")
        cursor.execute("SET LOCAL session_replication_role = origin")
    authority = make_authority(key="mofcom", name_en="Ministry of Commerce", name_zh="商务部")
    make_list(key="cn-watch-list", name_zh="关注名单", authority=authority, effect="extra_review")


def record_notice(**columns: Any) -> Notice:
    """MOFCOM 2026 No. 12 on record, with the page that it was read from."""
    source = make_source(key="notice-page", kind="official", url="https://www.mofcom.gov.cn/art_12.html")
    defaults = {"key": "mofcom-2026-12", "year": 2026, "number": 12, "label": "MOFCOM 2026 No. 12"}
    return make_notice(**{**defaults, "stated_count": 20, "evidence": [source], **columns})


def begin(by: Any, body: bytes = PAGE, **more: Any) -> AnnexDraft:
    defaults = {
        "notice_key": "mofcom-2026-12",
        "title": TITLE,
        "content_type": HTML,
        "origin": AnnexDraft.Origin.FILE,
        "found": None,
        "on": ON,
        "at": NOW,
    }
    return drafts.begin(body=body, by=by, **{**defaults, **more})


def as_it_stands(row: DraftedLine, **typed: Any) -> Typed:
    """A line as a browser would send it back, with `typed` over it."""
    columns = ("name_zh", "name_en", "type", "country", "decision", "entity", "checked")
    stands = {name: getattr(row, name) for name in columns} | {"other_names": tuple(row.other_names)}
    return Typed(**{**stands, **typed})


def tick(draft: AnnexDraft, by: Any, *, leave: tuple[int, ...] = ()) -> AnnexDraft:
    """Tick every line but some, taking the first candidate where there is one."""
    lines = {row.position: _ticked(row) for row in draft.lines.all() if row.position not in leave}
    return drafts.correct(draft=draft, edition=draft.edition, entity_list=draft.entity_list, lines=lines, by=by, at=NOW)


def _ticked(row: DraftedLine) -> Typed:
    return as_it_stands(row, checked=True, decision=row.decision or "new", type=row.type or "company")
