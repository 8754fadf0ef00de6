"""Pages of the desk as a browser and a screen reader get them, held to the same rules as every public page."""

import inspect

import pytest

from controls.services import access
from news.models import FoundNotice, HeldReading
from news.services import found
from tests.controls import test_templates_markup as rules
from tests.controls.desk import PASSWORD, make_user
from tests.controls.markup import tree
from tests.controls.proposing import signed_in
from tests.news.announcing import make_article
from tests.news.drafting import TITLE, begin, form_of, without_line

pytestmark = pytest.mark.usefixtures("seeded", "today")
RULES = {
    name: rule
    for name, rule in vars(rules).items()
    if name.startswith("test_") and list(inspect.signature(rule).parameters) == ["page", "address"]
}


@pytest.fixture
def pages(now):
    """The trees of the pages, by what is on them."""
    ada = make_user(now, "ada@example.org")
    client = signed_in(ada)
    empty = {name: client.get(f"/desk/{name}") for name in ("", "notices/", "drafts/")}
    article = make_article(title=TITLE, notice="mofcom-2026-91", language="zh-Hans", state="pending")
    found.note(articles=[article, make_article(title="Without a number", language="en")], at=now)
    held = HeldReading.objects.create(
        source=article.source, reason="shrunk", words="It has shrunk.", before=40, now=3, digest="0" * 64, held_at=now,
        missing=[TITLE], added=["Something <b>new</b>"],
    )  # fmt: skip
    draft = begin(ada, notice_key="mofcom-2026-91", at=now)
    rows = {row.key: row.pk for row in FoundNotice.objects.all()}
    address = f"/desk/drafts/{draft.pk}/"
    _page, form = form_of(client, address)
    reader = access.create_user(email="reader@example.org", password=PASSWORD, at=now)
    answers = {f"empty {name}": answer for name, answer in empty.items()} | {
        "overview": client.get("/desk/"),
        "notices": client.get("/desk/notices/"),
        "notices without a reason": client.post("/desk/notices/", {"found": rows["mofcom-2026-91"]}),
        "notice": client.get(f"/desk/notices/{rows['mofcom-2026-91']}/"),
        "notice refused": client.post(f"/desk/notices/{rows['mofcom-2026-91']}/", {"dismiss": "1"}),
        "notice without a number": client.get(f"/desk/notices/{max(rows.values())}/"),
        "held": client.get(f"/desk/held/{held.pk}/"),
        "held refused": client.post(f"/desk/held/{held.pk}/", {"refuse": "1", "note": ""}),
        "drafts": client.get("/desk/drafts/"),
        "new draft": client.get("/desk/drafts/new/?notice=mofcom-2026-12"),
        "no draft": client.post("/desk/drafts/new/?notice=mofcom-2026-12", {"text": without_line(3).decode()}),
        "nothing handed in": client.post("/desk/drafts/new/?notice=mofcom-2026-12"),
        "draft": client.get(address),
        "draft refused": client.post(address, form | {"1-country": "Japan", "2-other": "nobody", "save": "1"}),
        "not a curator": signed_in(reader).get("/desk/"),
    }
    return {name: tree(answer) for name, answer in answers.items()}


def test_the_rules_of_public_pages_are_there():
    assert len(RULES) >= 12


def test_every_page_of_the_desk_keeps_every_rule(pages):
    broken = []
    for name, page in pages.items():
        for rule in RULES.values():
            try:
                rule(page, name)
            except AssertionError as fault:
                broken.append(f"{name}: {rule.__name__}: {str(fault)[:300]}")
    assert not broken, "\n".join(broken)
