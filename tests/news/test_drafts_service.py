"""Drafts of listings: all lines of an annex or none, checked by a person, sent as one act, published by a second."""

import pytest

from controls.models import Change, Entity, EntityList, Listing, Proposal
from controls.services import proposals
from controls.services.history import FactRefused
from news.ingest.types import SourceUnreadable
from news.models import AnnexDraft
from news.services import drafts, sending
from news.services.drafts import DraftRefused
from tests.controls.desk import make_user
from tests.controls.proposing import two_curators
from tests.factories import make_entity, make_notice
from tests.news.drafting import (
    NOW,
    SHORT,
    SUBARU,
    TITLE,
    as_it_stands,
    begin,
    empty_register,
    record_notice,
    seeded_names,
    tick,
    without_line,
)  # fmt: skip

__all__ = ["empty_register"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db):
    return make_user(NOW, "ada@example.org")


def send(draft, by, *, setting="0", counted=None):
    words = {"counted": counted, "grade": "official_text", "note": "", "by": by, "at": NOW, "setting": setting}
    return sending.send(draft=draft, edition=draft.edition, **words)


def correct(draft, by, position, *, edition=None, **typed):
    row = draft.lines.get(position=position)
    return drafts.correct(
        draft=draft,
        edition=edition or draft.edition,
        entity_list=draft.entity_list,
        lines={position: as_it_stands(row, **typed)},
        by=by,
        at=NOW,
    )


# ---- Reading


def test_twenty_of_twenty_listings_are_drafted_with_both_names(empty_register, ada):
    draft = begin(ada)

    rows = list(draft.lines.order_by("position"))
    assert [(row.name_zh, row.name_en) for row in rows] == seeded_names()
    assert len(rows) == draft.stated == 20
    assert draft.stated_words == "日本实体"
    assert draft.entity_list == EntityList.objects.get(key="cn-watch-list")
    assert {row.country for row in rows} == {"JP"}
    assert rows[0].line == SUBARU
    assert [row.position for row in rows] == list(range(1, 21))
    assert {row.decision for row in rows} == {"new"}, "Nobody is on record, so all are new."
    kinds = {row.name_en: row.type for row in rows}
    assert kinds["Institute of Science Tokyo"] == "university"
    assert sorted({*kinds.values()}) == ["company", "university"]
    assert not any(row.checked for row in rows)


@pytest.mark.parametrize("missing", [1, 2, 10, 19, 20])
def test_from_a_page_with_a_line_removed_there_is_no_draft_and_the_reason_is_a_count(empty_register, ada, missing):
    with pytest.raises(SourceUnreadable, match="goes from|states 20 entities, and 19 were read"):
        begin(ada, without_line(missing))
    assert not AnnexDraft.objects.exists()


def test_what_a_person_copied_out_of_the_page_reads_like_the_page(empty_register, ada):
    lines = [TITLE, "附件", *(f"{n}. {zh}（{en}）" for n, (zh, en) in enumerate(seeded_names(), start=1))]
    for body in ("\n".join(lines).encode(), "\r\n".join(lines).encode("gb18030")):
        draft = begin(ada, body, content_type="text/plain")
        assert [(row.name_zh, row.name_en) for row in draft.lines.order_by("position")] == seeded_names()
        drafts.drop(draft=draft, by=ada, at=NOW)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        ("<p>\u200b</p>".encode(), "no text"),
        (b"<html><body><p>Sign in</p></body></html>", "has 0 lists"),
        ("1. 某公司（A Ltd.）\n2. 某".encode()[:-1], "breaks off"),
    ],
)
def test_what_is_no_annex_is_refused_in_words(empty_register, ada, body, words):
    with pytest.raises(SourceUnreadable, match=words):
        begin(ada, body)


def test_a_notice_has_one_draft_at_a_time(empty_register, ada):
    draft = begin(ada)
    with pytest.raises(DraftRefused, match="a draft of .* already"):
        begin(ada)
    drafts.drop(draft=draft, by=ada, at=NOW)
    assert begin(ada).pk != draft.pk


def test_entities_on_record_are_offered_with_their_class_and_decided_by_nobody(seeded, ada):
    draft = begin(ada, notice_key="mofcom-2026-912")

    rows = list(draft.lines.order_by("position"))
    assert [row.candidates[0]["key"] for row in rows[:2]] == ["subaru-corporation", "fuji-aerospace-technology-co-ltd"]
    assert {row.candidates[0]["class"] for row in rows} == {"same"}
    assert {(row.decision, row.entity) for row in rows} == {("", None)}


def test_an_entity_that_is_on_no_list_is_offered_when_its_name_is_spelt_the_same(empty_register, ada):
    make_entity(key="subaru", name="SUBARU Corporation")
    row = begin(ada).lines.get(position=1)
    assert [(each["key"], each["class"]) for each in row.candidates] == [("subaru", "same")]


# ---- Checking


def test_a_tick_belongs_to_the_words_that_it_was_set_under(empty_register, ada):
    grace = make_user(NOW, "grace@example.org")
    draft = tick(begin(ada), ada)
    assert set(draft.lines.values_list("checked", "checked_by")) == {(True, "ada@example.org")}

    draft = correct(draft, grace, 1, name_en="Subaru Corp.", checked=False)
    row = draft.lines.get(position=1)
    assert (row.name_en, row.checked, row.checked_by) == ("Subaru Corp.", False, "")
    draft = correct(draft, grace, 1, name_en="SUBARU Corporation", checked=True)
    assert draft.lines.get(position=1).checked_by == "grace@example.org"
    draft = correct(draft, grace, 2, checked=True)
    assert draft.lines.get(position=2).checked_by == "ada@example.org", "She looked first, and nothing was changed."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name_zh": "", "name_en": ""}, "no name"),
        ({"decision": ""}, "whether it is one on record or new"),
        ({"type": ""}, "what kind of party"),
    ],
)
def test_a_line_that_says_too_little_cannot_be_ticked(empty_register, ada, typed, words):
    with pytest.raises(DraftRefused, match=words) as refusal:
        correct(begin(ada), ada, 3, checked=True, **typed)
    assert refusal.value.position == 3


def test_who_saves_an_older_edition_is_told_and_nothing_is_lost(empty_register, ada):
    grace = make_user(NOW, "grace@example.org")
    draft = begin(ada)
    correct(draft, grace, 1, name_en="Subaru Corp.")
    with pytest.raises(DraftRefused, match="grace@example.org saved this draft meanwhile"):
        correct(draft, ada, 1, name_en="Other")
    assert draft.lines.get(position=1).name_en == "Subaru Corp."


# ---- Sending


def test_a_draft_is_sent_only_when_every_line_is_ticked(empty_register, ada):
    record_notice(authority=EntityList.objects.get().authority)
    draft = tick(begin(ada), ada, leave=(4, 7))
    with pytest.raises(DraftRefused, match=r"Not ticked yet: 4, 7\."):
        send(draft, ada)
    assert not Listing.objects.exists()


def test_a_draft_waits_for_its_notice_and_its_list(empty_register, ada):
    draft = tick(begin(ada), ada)
    draft = drafts.correct(draft=draft, edition=draft.edition, entity_list=None, lines={}, by=ada, at=NOW)
    with pytest.raises(DraftRefused, match="which list .* not on record yet"):
        send(draft, ada)


def test_the_text_and_the_notice_on_record_must_state_one_count(empty_register, ada):
    record_notice(authority=EntityList.objects.get().authority, stated_count=21)
    with pytest.raises(DraftRefused, match="states 20 names, and the notice on record 21"):
        send(tick(begin(ada), ada), ada)


def test_where_the_notice_states_no_count_the_person_counts(empty_register, ada):
    record_notice(authority=EntityList.objects.get().authority, stated_count=None)
    draft = tick(begin(ada, SHORT.replace("3家".encode(), "若干".encode())), ada)
    assert draft.stated is None
    for counted, words in ((None, "not given"), (2, "count is 2")):
        with pytest.raises(DraftRefused, match=words):
            send(draft, ada, counted=counted)
    assert send(draft, ada, counted=3).fact[0].item_number == "1"


def test_twenty_of_twenty_get_on_record_through_a_second_person(empty_register):
    ada, grace = two_curators(NOW)
    notice = record_notice(authority=EntityList.objects.get().authority)
    draft = tick(begin(ada), ada)

    proposal = send(draft, ada, setting="auto").proposal
    assert not Listing.objects.exists()
    assert not Entity.objects.exists()
    with pytest.raises(proposals.ProposalRefused):
        proposals.publish(proposal=proposal, digest=proposal.digest, by=ada, at=NOW)
    done = proposals.publish(proposal=proposal, digest=proposal.digest, by=grace, at=NOW)

    assert done.state == Proposal.State.PUBLISHED, done.reason
    rows = Listing.objects.filter(notice=notice).order_by("position")
    assert [(row.name_zh, row.name_en) for row in rows] == seeded_names()
    assert [row.key for row in rows] == [f"cn-wl-2026-012-{n}" for n in range(1, 21)], "The keys of the seed."
    assert {row.effect for row in rows} == {"extra_review"}
    subaru = Entity.objects.get(key="subaru-corporation")
    assert set(subaru.names.values_list("text", "language", "kind")) == {
        ("SUBARU Corporation", "en", "as_listed"),
        ("斯巴鲁株式会社", "zh-Hans", "as_listed"),
    }
    written = Change.objects.filter(pk__gt=0, actor="ada@example.org")
    assert {change.approved_by for change in written} == {"grace@example.org"}
    assert AnnexDraft.objects.get(pk=draft.pk).is_recorded
    assert not AnnexDraft.objects.under_way().exists()
    assert drafts.settle() == 1


def test_a_line_that_names_an_entity_on_record_lists_that_one(seeded, ada):
    watch_list = EntityList.objects.get(key="cn-watch-list")
    notice = make_notice(authority=watch_list.authority, number=912, year=2026, stated_count=3)
    draft = tick(begin(ada, SHORT, notice_key=notice.key), ada, leave=(1,))
    subaru = Entity.objects.get(key="subaru-corporation")
    draft = correct(draft, ada, 1, decision="same", entity=subaru, name_zh="斯巴鲁公司", checked=True)
    before = Entity.objects.count()

    send(draft, ada)

    assert Listing.objects.get(notice=notice, item_number="1").entity == subaru
    assert "斯巴鲁公司" in subaru.names.values_list("text", flat=True)
    assert Entity.objects.count() == before + 2
    assert Entity.objects.filter(key="eneos-corporation-2").exists(), "Said to be new, so it is told apart."


def test_a_draft_that_waits_cannot_be_edited_and_can_once_it_is_sent_back(empty_register):
    ada, grace = two_curators(NOW)
    record_notice(authority=EntityList.objects.get().authority, stated_count=3)
    draft = tick(begin(ada, SHORT), ada)
    proposal = send(draft, ada, setting="1").proposal
    draft.refresh_from_db()
    with pytest.raises(DraftRefused, match="waits for a second person"):
        correct(draft, ada, 1, name_en="Other")

    proposals.reject(proposal=proposal, reason="Line 3 is misread.", by=grace, at=NOW)

    draft = AnnexDraft.objects.get(pk=draft.pk)
    assert draft.can_be_edited
    assert list(AnnexDraft.objects.under_way()) == [draft]
    assert send(correct(draft, ada, 3, other_names=("エネオス",), checked=True), ada, setting="1").proposal.is_waiting


def test_other_names_of_a_line_are_kept_as_aliases_in_their_own_language(empty_register, ada):
    record_notice(authority=EntityList.objects.get().authority, stated_count=3)
    draft = correct(
        tick(begin(ada, SHORT), ada), ada, 3, other_names=("エネオス", "JXTG Nippon Oil", "引能仕"), checked=True
    )
    send(draft, ada)
    eneos = Listing.objects.get(item_number="3").entity
    assert set(eneos.names.filter(kind="alias").values_list("text", "language")) == {
        ("エネオス", "ja"),
        ("JXTG Nippon Oil", "en"),
        ("引能仕", "zh-Hans"),
    }


def test_what_the_facts_refuse_is_refused_and_the_draft_stays(empty_register, ada):
    record_notice(authority=EntityList.objects.get().authority, stated_count=3)
    draft = tick(begin(ada, SHORT), ada)
    send(draft, ada)
    again = begin(ada, SHORT)
    with pytest.raises(FactRefused, match="states 3 names; with these there would be 6"):
        send(tick(again, ada), ada)
    again.refresh_from_db()
    assert again.can_be_edited
