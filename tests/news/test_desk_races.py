"""Two curators at the same moment: one act counts, the other is told, and nothing is there twice."""

from datetime import UTC, datetime
from itertools import count

import pytest

from controls.models import EntityList, Listing, Proposal
from controls.services.history import FactRefused
from news.models import AnnexDraft, FoundNotice, HeldReading
from news.services import drafts, found, holding, sending
from news.services.drafts import DraftRefused
from news.services.found import FoundRefused
from news.services.holding import HeldRefused
from tests.controls.apart import apart, copied, writers
from tests.controls.desk import make_user
from tests.factories import make_notice, make_source
from tests.news.announcing import make_article
from tests.news.drafting import SHORT, as_it_stands, begin, tick

__all__ = ["apart", "copied", "writers"]
_numbers = count(1)
NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture
def people(apart):
    number = next(_numbers)  # what these tests write stays until the copy of the database goes
    return [make_user(NOW, f"{name}-{number}@example.org") for name in ("ada", "grace")]


def sorted_out(answers, refusal):
    """How many were carried out, and how many were told that they came too late."""
    told = [each for each in answers if isinstance(each, refusal)]
    others = [each for each in answers if isinstance(each, Exception) and not isinstance(each, refusal)]
    assert not others, others
    return len(answers) - len(told), len(told)


def test_of_two_who_set_one_notice_aside_the_second_is_told(people, writers):
    article = make_article(title="稀土 race")
    found.note(articles=[article], at=NOW)
    row = FoundNotice.objects.get(article=article)
    acts = [lambda by=by: found.dismiss(found=row, reason=by.email, by=by, at=NOW) for by in people]
    assert sorted_out(writers.together(acts), FoundRefused) == (1, 1)
    row.refresh_from_db()
    assert row.reason == row.decided_by


def test_the_same_article_from_two_workers_is_on_the_desk_once(apart, writers):
    article = make_article(title="商务部公告2026年第77号 稀土", notice="mofcom-2026-977")
    acts = [lambda: found.note(articles=[article], at=NOW)] * 4
    assert sorted_out(writers.together(acts), FoundRefused) == (4, 0)
    assert FoundNotice.objects.filter(key="mofcom-2026-977").count() == 1


def test_of_two_who_begin_a_draft_of_one_notice_one_is_told(people, writers):
    acts = [lambda by=by: begin(by, SHORT, notice_key="mofcom-2026-978") for by in people]
    assert sorted_out(writers.together(acts), DraftRefused) == (1, 1)
    assert AnnexDraft.objects.filter(notice_key="mofcom-2026-978").count() == 1


def test_of_two_who_save_one_edition_one_is_told(people, writers):
    draft = begin(people[0], SHORT, notice_key="mofcom-2026-979")
    row = draft.lines.get(position=1)

    def save(by):
        typed = {1: as_it_stands(row, name_en=by.email)}
        return drafts.correct(draft=draft, edition=1, entity_list=draft.entity_list, lines=typed, by=by, at=NOW)

    assert sorted_out(writers.together([lambda by=by: save(by) for by in people]), DraftRefused) == (1, 1)
    draft.refresh_from_db()
    assert draft.edition == 2
    assert draft.lines.get(position=1).name_en == draft.changed_by


@pytest.mark.parametrize("setting", ["0", "1"])
def test_of_two_who_send_one_draft_one_is_told_and_nothing_is_listed_twice(people, writers, setting):
    watch_list = EntityList.objects.get(key="cn-watch-list")
    number = 980 + int(setting)
    notice = make_notice(
        authority=watch_list.authority, year=2026, number=number, stated_count=3, evidence=[make_source()]
    )
    draft = tick(begin(people[0], SHORT, notice_key=notice.key), people[0])

    def send(by):
        words = {"counted": None, "grade": "official_text", "note": "", "setting": setting}
        return sending.send(draft=draft, edition=draft.edition, by=by, at=NOW, **words)

    acts = [lambda by=by: send(by) for by in people]
    assert sorted_out(writers.together(acts), (DraftRefused, FactRefused)) == (1, 1)
    assert Listing.objects.filter(notice=notice).count() == (3 if setting == "0" else 0)
    waiting = [each for each in Proposal.objects.waiting() if each.changes[-1]["notice"] == notice.key]
    assert len(waiting) == int(setting)


def test_of_two_who_judge_one_answer_the_second_is_told(people, writers):
    article = make_article()
    held = HeldReading.objects.create(
        source=article.source, reason="shrunk", words="x", before=9, now=1, items={"1": "One"}, digest="0" * 64,
        held_at=NOW,
    )  # fmt: skip
    ada, grace = people
    acts = [
        lambda: holding.accept(held=held, note="Yes.", by=ada, at=NOW),
        lambda: holding.refuse(held=held, note="No.", by=grace, at=NOW),
    ]
    assert sorted_out(writers.together(acts), HeldRefused) == (1, 1)
    held.refresh_from_db()
    assert (held.state, held.decided_by) in [("accepted", ada.email), ("refused", grace.email)]
