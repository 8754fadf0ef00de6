"""Pages of batches as a reader gets them: accessible in both colours, narrow, and without scripts."""

import pytest
from django.urls import reverse

from tests.browser.looks import barriers, styled, too_wide
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started

ROWS = ("株式会社SUBARU,日本", "Quiet Example GmbH,DE", "Sub\u202earu,JP", "SUB\u200bARU Corporation,JP", ",JP")


@pytest.fixture
def pages(db, client, today, now):
    """Every kind of page, as text: the browser starts only when the database is done with."""
    by = somebody()
    client.force_login(by)
    draft, running, done = (sent(csv_of(*ROWS), by=by, at=now, file_name=f"名单-{n}.csv") for n in range(3))
    started(done, at=now)
    run_all(at=now)
    started(running, at=now)
    found = {
        f"{name} batch": client.get(reverse("screening:batch-detail", kwargs={"number": batch.pk}))
        for name, batch in (("draft", draft), ("running", running), ("done", done))
    }
    found["faulty draft"] = client.post(reverse("screening:batch-detail", kwargs={"number": draft.pk}), {"as_of": "x"})
    found["list"] = client.get(reverse("screening:batch-list"))
    found["list with a fault"] = client.post(reverse("screening:batch-list"))
    return {name: styled(response.content.decode()) for name, response in found.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_a_batch_bars_anybody(pages, scheme):
    assert barriers(pages, scheme) == {}


def test_on_a_narrow_screen_only_tables_scroll_sideways(pages):
    assert too_wide(pages) == {}
