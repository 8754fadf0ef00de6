"""Pages of the curators' desk as a curator gets them: accessible in both colours, and at 400 %."""

import pytest

from news.models import FoundNotice, HeldReading, Mention, PageFetch, StoryPair
from news.services import found
from tests.browser.looks import barriers, styled, too_wide
from tests.controls.desk import make_user
from tests.controls.proposing import signed_in
from tests.controls.tour import AT_THE_DESK
from tests.news.announcing import make_article
from tests.news.drafting import PAGE, TITLE, begin, form_of, ticks, without_line

NEW = "/desk/drafts/new/?notice=mofcom-2026-91"
LONG = "https://www.mofcom.gov.cn/" + "zcfb-blgg-" * 30 + "art.html"


@pytest.fixture
def pages(seeded, today, now):
    """Every kind of page, as text: the browser starts only when the database is done with."""
    ada = make_user(now, "ada@example.org")
    client = signed_in(ada)
    kept = {f"{name}, nothing waits": client.get(address) for name, address in AT_THE_DESK.items()}
    article = make_article(title=TITLE, notice="mofcom-2026-91", language="zh-Hans", state="pending", url=LONG)
    plain = make_article(title="Without a number " + "unbroken" * 40, language="en", state="pending")
    found.note(articles=[article, plain], at=now)
    StoryPair.objects.create(earlier=article, later=plain, likeness=0.9, reason="title", made_at=now)
    Mention.objects.create(
        article=plain, reference="entity:subaru-corporation", words="Subaru", method="name", standing="suggested"
    )
    held = HeldReading.objects.create(
        source=article.source, reason="shrunk", words="It has shrunk from 40 items to 3.", before=40, now=3,
        digest="0" * 64, held_at=now, missing=[TITLE], added=["Something else"],
    )  # fmt: skip
    kept |= {f"{name}, much waits": client.get(address) for name, address in AT_THE_DESK.items()}
    for row in FoundNotice.objects.all():
        kept[f"notice {row.key}"] = client.get(f"/desk/notices/{row.pk}/")
    kept["refused to set aside"] = client.post(f"/desk/notices/{row.pk}/", {"dismiss": "1"})
    kept["held"] = client.get(f"/desk/held/{held.pk}/")
    kept["form"] = client.get(NEW)
    kept["not fetched"] = client.post(NEW, {"fetch": "1"})
    came = {"body": PAGE, "address": LONG, "digest": "0" * 64, "seen_at": now}
    for state, columns in {"waiting": {}, "failed": {"reason": "The answer was cut off."}, "done": came}.items():
        fetch = PageFetch.objects.create(
            found=row, asked_by="ada@example.org", asked_at=now, due_at=now, state=state, **columns
        )
        kept[f"page that was asked for, {state}"] = client.get(f"/desk/pages/{fetch.pk}/")
    kept["refused by count"] = client.post(NEW, {"text": without_line(20).decode()})
    draft = begin(ada, PAGE, notice_key="mofcom-2026-91", at=now)
    address = f"/desk/drafts/{draft.pk}/"
    kept["draft"], form = form_of(client, address)
    kept["draft with a fault"] = client.post(address, form | ticks(kept["draft"]) | {"1-country": "Japan"})
    client.post(address, {"drop": "1"})
    kept["draft that was dropped"] = client.get(address)
    assert {answer.status_code for answer in kept.values()} == {200, 400}
    return {name: styled(answer.content.decode()) for name, answer in kept.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_desk_bars_anybody(pages, scheme):
    assert barriers(pages, scheme) == {}


def test_at_400_percent_only_tables_scroll_sideways(pages):
    assert too_wide(pages) == {}
