"""Every start brings the register to the state of the code, what the search looks through included."""

import re
from pathlib import Path

import pytest

from controls.models import SearchDocument
from controls.services import searching
from ops import prepare

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def called(monkeypatch):
    """The commands that a start runs, in their order; none of them does anything."""
    commands = []
    monkeypatch.setattr(prepare, "call_command", lambda *words, **options: commands.append(words))
    return commands


def test_a_start_migrates_loads_and_draws_up_the_search(called):
    prepare.main()

    assert [words[0] for words in called] == [
        "migrate",
        "load_seed",
        "load_news_seed",
        "rebuild_search",
        "collectstatic",
    ]


def test_a_start_draws_up_the_search_only_when_it_is_needed(called):
    prepare.main()

    assert ("rebuild_search", "--if-needed") in called


def test_containers_do_the_same():
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    (command,) = re.findall(r'command: \[sh, -c, "(python manage\.py migrate.*?)"\]', compose)

    steps = [step.split()[2] for step in command.split(" && ")]
    assert steps == ["migrate", "load_seed", "load_news_seed", "rebuild_search"]
    assert command.endswith("rebuild_search --if-needed")


@pytest.mark.django_db
def test_a_register_of_an_earlier_release_can_be_searched_after_its_first_start(seeded, monkeypatch):
    SearchDocument.objects.all().delete()  # as after the migration that made the table
    real = prepare.call_command
    wanted = ("rebuild_search",)
    monkeypatch.setattr(
        prepare, "call_command", lambda name, *words, **options: name in wanted and real(name, *words, **options)
    )

    prepare.main()

    assert searching.is_current()
    assert SearchDocument.objects.filter(noun="entity", key="subaru-corporation").exists()


@pytest.mark.django_db
def test_a_second_start_writes_nothing_to_the_search(seeded, monkeypatch):
    numbers = set(SearchDocument.objects.values_list("pk", flat=True))
    real = prepare.call_command
    monkeypatch.setattr(
        prepare,
        "call_command",
        lambda name, *words, **options: name == "rebuild_search" and real(name, *words, **options),
    )

    prepare.main()

    assert set(SearchDocument.objects.values_list("pk", flat=True)) == numbers
