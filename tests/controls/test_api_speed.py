"""What an answer costs: as many queries for fifty rows as for one."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from news.services import freshness

API = "/api/v1/"


@pytest.fixture(autouse=True)
def freshness_is_known(db: None, now: datetime) -> None:
    """How the sources answer is asked once in half a minute, whoever comes."""
    freshness.told(at=now)


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{API}{address}").status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    ("one", "fifty", "most"),
    [
        ("listings/?page_size=1", "listings/?page_size=50", 7),
        ("entities/?page_size=1", "entities/?page_size=50", 7),
        ("notices/?page_size=1", "notices/?page_size=50", 6),
        ("entity-lists/?page_size=1", "entity-lists/?page_size=50", 4),
        ("changes/?limit=1", "changes/?limit=50", 2),
    ],
)
def test_fifty_rows_take_as_many_queries_as_one(client: Client, seeded: None, one: str, fifty: str, most: int) -> None:
    assert cost(client, one) == cost(client, fifty) <= most


def test_a_listing_takes_a_fixed_number_of_queries(client: Client, seeded: None) -> None:
    assert cost(client, "listings/cn-wl-2026-012-1/") <= 6


def test_the_second_visitor_s_answer_takes_one_query(client: Client, seeded: None) -> None:
    cost(client, "listings/")

    assert cost(client, "listings/") == 1  # has the register changed?
