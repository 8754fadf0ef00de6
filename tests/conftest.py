"""What every test may ask for: the day, and a register that holds the real seed."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.utils import timezone, translation
from hypothesis import settings

from news.services import events, freshness

EVENTS = Path(events.__file__).parents[1] / "seed" / "events.csv"

# How long an example takes says something about the machine, not about the code: speed has a bench of its own.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database holds the reviewed seed, loaded once per worker by the command that users run.

    Tests run in transactions on top of it; those that write facts use keys of their own. A test that commits must
    clean up by itself: emptying tables is refused by the change log, as it should be.
    """
    name = connection.settings_dict["NAME"]
    assert name.startswith("test_"), f"The seed of the tests must not go into {name}."
    with django_db_blocker.unblock():
        call_command("load_seed", verbosity=0)
        events.load(table=EVENTS, at=timezone.now())


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """A transaction that is rolled back hands its revisions to the next test; answers kept under them must go."""
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """What a request spoke stays with the thread after its answer; the next test begins in the house's own language."""
    yield
    translation.deactivate()


@pytest.fixture
def freshness_known(db: None) -> None:
    """How fresh the sources are is kept for half a minute: the first answer asks one question more than the next."""
    freshness.told(at=timezone.now())


@pytest.fixture
def seeded(db: None) -> None:
    """Says that a test reads the real seed."""


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """It is noon in Beijing on 21 November 2026 for the doors, the only ones that read the clock."""
    noon = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
    monkeypatch.setattr(timezone, "now", lambda: noon)
    return noon.date()
