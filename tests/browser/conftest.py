"""A house of its own for the browser: the real server, the real static files, a database with the real seed."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.accounts import people

# Seconds for one step of building the house: the seed takes a minute on an idle machine, and more on a busy one.
STEP = 300
# News that have everything that a page of news may show.
REPORTED = "from tests.news import reported; reported.fill()"
ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these share one house, so one worker runs them; without a browser they say so."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"))


def first_account_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "first-run.txt"


@pytest.fixture
def account(house: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Address and password of the first account of the house."""
    lines = dict(line.split(":", 1) for line in first_account_in(tmp_path_factory).read_text().splitlines())
    return lines["E-mail address"].strip(), lines["Password"].strip()


# What the running register was started with, by its address: for what its workers would do.
_STARTED_WITH: dict[str, dict[str, str]] = {}


@pytest.fixture
def work(house: str) -> Callable[[str], None]:
    """Do in the house, once and now, what a worker does when its bell rings. Give the code of it."""

    def run(code: str) -> None:
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
        subprocess.run(command, cwd=ROOT, env=_STARTED_WITH[house], check=True, timeout=STEP)

    return run


@pytest.fixture
def her_account(work: Callable[[str], None]) -> tuple[str, str]:
    """Address and password of an account of one test, for what would bar later tests from the first account."""
    address = f"{secrets.token_hex(4)}@example.org"
    work(f"from tests.accounts import people; people.make({address!r})")
    return address, people.PASSWORD


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running register."""
    name = f"browser_{secrets.token_hex(4)}"
    given = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        environment = os.environ | {
            "DATABASE_URL": urlunsplit(given._replace(path=f"/{name}")),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": secrets.token_hex(32),
            "STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
            "API_THROTTLE_ANON": "100000/min",
        }
        for command in (
            ["migrate", "-v0"],
            ["load_seed", "-v0"],
            ["load_news_seed", "-v0"],
            ["shell", "-v0", "-c", REPORTED],
            ["first_run", "-v0", "--file", str(first_account_in(tmp_path_factory))],
            ["collectstatic", "--noinput", "-v0"],
        ):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, timeout=STEP)
        port = free_port()
        granian = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(port)]
        process = subprocess.Popen([*granian, "config.wsgi:application"], cwd=ROOT, env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/api/v1/health/")
            _STARTED_WITH[address] = environment
            yield address
        finally:
            process.terminate()
            process.wait(20)
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str) -> None:
    for _attempt in range(100):
        try:
            with urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{address} did not come up")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file, and no longer: while it runs, its event loop keeps Django here from the database."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser, house: str, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser without memory. Parametrise indirectly with options of a context: colour scheme, width, no scripts."""
    context = chromium.new_context(base_url=house, **getattr(request, "param", {}))
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page that remembers what the browser complained about and whom it asked."""
    page = context.new_page()
    page.complaints, page.asked = [], []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    return page
