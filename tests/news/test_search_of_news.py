"""What the manual of the search says of news is so: they are found by their own filters, and not in the search."""

from pathlib import Path

import pytest

from controls.models import SearchDocument
from controls.services.searching.facts import SEARCHABLE
from tests.news.reporting import make_article

pytestmark = pytest.mark.usefixtures("seeded", "today")
MANUAL = (Path(__file__).resolve().parent.parent.parent / "docs/search.md").read_text(encoding="utf-8")


def test_the_search_holds_no_reports_and_the_manual_says_so():
    assert "**News are not in it.**" in MANUAL
    assert not {"article", "news-event", "event"} & SEARCHABLE.keys()
    assert SearchDocument.objects.exists()
    assert not SearchDocument.objects.filter(is_report=True).exists()


@pytest.mark.parametrize("address", ["/news/?q=", "/news/events/?q="])
def test_the_addresses_that_it_names_look_for_words(client, address):
    assert f"`{address}`" in MANUAL
    make_article("Dysprosium magnets at last")
    found = client.get(f"{address}magnet").content.decode()
    assert "agnet" in found
    assert client.get(f"{address}zzyzzyx").status_code == 200
