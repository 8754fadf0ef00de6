"""What the manual of the desk says is so."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from controls.services import acts
from news.filters import work
from news.ingest.matters import why_it_matters
from news.models import Source
from news.services import drafts, found, holding, references, troubles
from tests.controls.desk import make_user
from tests.controls.proposing import signed_in
from tests.news.drafting import NOW

MANUAL = (Path(__file__).resolve().parent.parent.parent / "docs/curating.md").read_text(encoding="utf-8")
PLAIN = " ".join(MANUAL.split())


def test_its_numbers_are_those_of_the_code():
    assert timedelta(hours=26) == troubles.LONGEST_SILENCE
    assert "at most 26 hours" in PLAIN
    assert f"for {Source().still_days} days" in PLAIN
    assert f"{work.AHEAD} days ahead" in PLAIN
    assert f"at most {drafts.MOST_LINES} lines" in PLAIN
    assert f"less than {holding.FLOOR:.0%}".replace("%", " %") in PLAIN
    assert f"more than {holding.CEILING:.0%}".replace("%", " %") in PLAIN


@pytest.mark.django_db
def test_it_names_every_block_of_the_desk_and_no_other(seeded, today):
    table = MANUAL.split("## What the desk shows")[1].split("##")[0]
    named = [row.split("|")[1].strip() for row in table.splitlines() if row.startswith("| ")][2:]
    described = [name.strip() for row in named for name in row.split(",")]
    blocks = signed_in(make_user(NOW)).get("/desk/").context["blocks"]

    shown = [str(block.title) for block in blocks]
    shown = ["Suspensions that end soon" if title.startswith("Suspensions") else title for title in shown]
    assert sorted(described) == sorted(shown)


def test_the_act_that_it_names_is_one():
    assert "`annexes.record`" in MANUAL
    assert "annexes.record" in acts.ACTS


@pytest.mark.parametrize("word", ["管控名单", "关注名单", "稀土", "两用物项", "輸出管理", "Entity List", "rare earth"])
def test_the_words_that_it_gives_make_a_title_matter(word):
    assert f"`{word}`" in MANUAL
    assert why_it_matters(word)


@pytest.mark.django_db
def test_the_facts_that_it_gives_as_examples_are_on_record(seeded):
    named = [f"{noun}:{key}" for noun, key in re.findall(rf"`({'|'.join(found.FACTS)}):([a-z0-9-]+)`", PLAIN)]
    assert len(named) == len(found.FACTS)
    assert references.unknown(references=named) == []
