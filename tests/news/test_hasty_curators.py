"""What a hasty curator or somebody with ill intent would do with drafts, found notices and answers held back."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.models import Authority, Change, Entity, EntityList, Listing, Proposal
from controls.services import proposals
from controls.services.history import FactRefused
from news.ingest.types import Item, Reading, SourceUnreadable
from news.models import AnnexDraft, DraftedLine, FoundNotice, HeldReading, LastReading
from news.services import candidates, drafts, found, holding, sending
from news.services.candidates import Party
from news.services.drafts import DraftRefused
from news.services.found import FoundRefused
from news.services.holding import HeldRefused
from tests.controls.desk import make_user
from tests.controls.proposing import two_curators
from tests.factories import make_entity, make_notice
from tests.news.announcing import make_article, make_source
from tests.news.drafting import NOW, ON, SHORT, TITLE, as_it_stands, begin, empty_register, record_notice, tick

__all__ = ["empty_register"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db):
    return make_user(NOW, "ada@example.org")


@pytest.fixture
def recorded(empty_register):
    """The notice on record with its list, so that only the draft itself can be at fault."""
    return record_notice(authority=EntityList.objects.get().authority, stated_count=3)


def send(draft, by, *, edition=None, setting="0", counted=None):
    words = {"counted": counted, "grade": "official_text", "note": "", "by": by, "at": NOW, "setting": setting}
    return sending.send(draft=draft, edition=edition or draft.edition, **words)


def correct(draft, by, position, **typed):
    lines = {position: as_it_stands(draft.lines.get(position=position), **typed)}
    return drafts.correct(draft=draft, edition=draft.edition, entity_list=draft.entity_list, lines=lines, by=by, at=NOW)


def listed():
    return (Listing.objects.count(), Entity.objects.count(), Change.objects.count())


# ---- Drafts


def test_who_sends_an_older_edition_sends_nothing_that_he_has_not_seen(recorded, ada):
    grace = make_user(NOW, "grace@example.org")
    draft = tick(begin(ada, SHORT), ada)
    seen = draft.edition
    correct(draft, grace, 1, name_en="Another Company", checked=True)
    before = listed()
    with pytest.raises(DraftRefused, match="grace@example.org saved this draft meanwhile"):
        send(draft, ada, edition=seen)
    assert listed() == before


def test_a_draft_that_was_sent_is_not_sent_again(recorded, ada):
    draft = tick(begin(ada, SHORT), ada)
    send(draft, ada)
    before = listed()
    with pytest.raises(DraftRefused, match="no longer being checked"):
        send(AnnexDraft.objects.get(pk=draft.pk), ada)
    assert listed() == before


@pytest.mark.parametrize("act", [drafts.drop, None])
def test_what_waits_for_a_second_person_is_neither_dropped_nor_sent_twice(recorded, act):
    ada, _grace = two_curators(NOW)
    draft = tick(begin(ada, SHORT), ada)
    send(draft, ada, setting="1")
    draft = AnnexDraft.objects.get(pk=draft.pk)
    with pytest.raises(DraftRefused, match="waits for a second person"):
        act(draft=draft, by=ada, at=NOW) if act else send(draft, ada, setting="1")
    assert Proposal.objects.waiting().count() == 1
    assert AnnexDraft.objects.get().state == "checking"


def test_nobody_publishes_his_own_draft(recorded):
    ada, grace = two_curators(NOW)
    proposal = send(tick(begin(ada, SHORT), ada), ada, setting="1").proposal
    with pytest.raises(FactRefused):
        proposals.publish(proposal=proposal, digest=proposal.digest, by=ada, at=NOW)
    assert not Listing.objects.exists()
    proposals.publish(proposal=proposal, digest=proposal.digest, by=grace, at=NOW)
    assert Listing.objects.count() == 3


def test_a_dropped_draft_is_dead_and_another_may_be_begun(empty_register, ada):
    draft = drafts.drop(draft=begin(ada, SHORT), by=ada, at=NOW)
    for act in (lambda: correct(draft, ada, 1, name_en="X"), lambda: send(draft, ada)):
        with pytest.raises(DraftRefused, match="no longer being checked"):
            act()
    with pytest.raises(DraftRefused):
        drafts.drop(draft=draft, by=ada, at=NOW)
    assert begin(ada, SHORT).pk != draft.pk


def test_a_line_that_the_draft_does_not_have_is_refused_and_saves_no_other(empty_register, ada):
    draft = begin(ada, SHORT)
    row = draft.lines.get(position=1)
    lines = {1: as_it_stands(row, name_en="Other"), 99: as_it_stands(row)}
    with pytest.raises(DraftRefused, match="no such line") as refusal:
        drafts.correct(draft=draft, edition=draft.edition, entity_list=None, lines=lines, by=ada, at=NOW)
    assert refusal.value.position == 99
    assert draft.lines.get(position=1).name_en == "SUBARU Corporation"
    assert AnnexDraft.objects.get().edition == 1


def test_one_bad_tick_saves_none_of_the_good_ones(empty_register, ada):
    draft = begin(ada, SHORT)
    lines = {
        row.position: as_it_stands(row, checked=True, type="company", decision="new" if row.position < 3 else "")
        for row in draft.lines.all()
    }
    with pytest.raises(DraftRefused) as refusal:
        drafts.correct(draft=draft, edition=1, entity_list=draft.entity_list, lines=lines, by=ada, at=NOW)
    assert refusal.value.position == 3
    assert not draft.lines.filter(checked=True).exists()


def test_the_line_as_it_was_read_is_never_changed_by_what_is_typed(empty_register, ada):
    draft = begin(ada, SHORT)
    before = list(draft.lines.values_list("position", "line"))
    text, digest = draft.text, draft.digest
    draft = correct(draft, ada, 1, name_zh="别的", name_en="Another", other_names=("C",), checked=False)
    assert list(draft.lines.values_list("position", "line")) == before
    assert (draft.text, draft.digest) == (text, digest)


@pytest.mark.parametrize(
    "changed", [{"name_zh": "别的"}, {"country": "KR"}, {"other_names": ("X",)}, {"type": "person"}]
)
def test_any_change_under_a_tick_makes_it_the_tick_of_who_changed(empty_register, ada, changed):
    grace = make_user(NOW, "grace@example.org")
    draft = correct(tick(begin(ada, SHORT), ada), grace, 2, checked=True, **changed)
    assert dict(draft.lines.values_list("position", "checked_by")) == {
        1: "ada@example.org",
        2: "grace@example.org",
        3: "ada@example.org",
    }


@pytest.mark.parametrize(
    "body",
    [
        SHORT + b"\n4. " + "多余株式会社（Surplus Ltd.）".encode(),
        SHORT.replace(b"\n2. ", b"\n3. "),
        SHORT.replace(b"\n1. ", b"\n0. "),
        SHORT.replace(b"\n3. ", b"\n30. "),
        SHORT.replace("3家".encode(), "2家".encode()),
        SHORT + "\n另有5家实体".encode(),
        SHORT + b"\n" + SHORT,
        SHORT[:-1],
    ],
)
def test_a_text_that_somebody_tampered_with_makes_no_draft(empty_register, ada, body):
    with pytest.raises(SourceUnreadable):
        begin(ada, body)
    assert not AnnexDraft.objects.exists()
    assert not DraftedLine.objects.exists()


# ---- Sending


def test_one_entity_cannot_be_listed_twice_by_two_lines(recorded, ada):
    known = make_entity(key="known")
    draft = tick(begin(ada, SHORT), ada)
    for position in (1, 2):
        draft = correct(draft, ada, position, decision="same", entity=known, checked=True)
    before = listed()
    with pytest.raises(FactRefused):
        send(draft, ada)
    assert listed() == before


@pytest.mark.parametrize("counted", [None, 0, 2, 4, -3])
def test_a_count_that_is_not_that_of_the_lines_sends_nothing(recorded, ada, counted):
    draft = tick(begin(ada, SHORT), ada)
    AnnexDraft.objects.filter(pk=draft.pk).update(stated=None)
    with pytest.raises(DraftRefused, match="3 lines"):
        send(AnnexDraft.objects.get(pk=draft.pk), ada, counted=counted)
    assert not Listing.objects.exists()


def test_the_count_of_the_notice_outweighs_what_a_person_says_he_counted(recorded, ada):
    draft = tick(begin(ada, SHORT), ada)
    assert send(draft, ada, counted=99).proposal is None
    assert Listing.objects.count() == 3


def test_two_new_entities_of_one_name_get_keys_of_their_own(recorded, ada):
    make_entity(key="same-name")
    draft = tick(begin(ada, SHORT), ada)
    for position in (1, 2):
        draft = correct(draft, ada, position, decision="new", entity=None, name_en="Same Name", checked=True)
    send(draft, ada)
    keys = set(Listing.objects.values_list("entity__key", flat=True))
    assert {"same-name-2", "same-name-3"} < keys
    assert "same-name" not in keys


def test_a_name_without_latin_letters_gets_a_key_of_its_notice(recorded, ada):
    draft = correct(tick(begin(ada, SHORT), ada), ada, 2, name_en="", checked=True)
    send(draft, ada)
    assert Listing.objects.get(item_number="2").entity.key == "mofcom-2026-12-2"


def test_missing_names_every_reason_at_once(empty_register, ada):
    draft = begin(ada, SHORT)
    AnnexDraft.objects.filter(pk=draft.pk).update(entity_list=None)
    draft = AnnexDraft.objects.get(pk=draft.pk)
    said = " ".join(sending.missing(draft=draft, lines=list(draft.lines.all())))
    assert "1, 2, 3" in said
    assert "which list" in said
    assert "not on record yet" in said


# ---- Candidates


@pytest.mark.parametrize(
    "name", ["", " ", "%", "_", ".*", "' OR 1=1 --", "\\", "(", "株式会社", "Ltd.", "🙂", "x" * 300]
)
def test_a_name_that_says_nothing_finds_nobody(seeded, name):
    assert candidates.candidates(parties=[Party((name,))], on=ON) == [[]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40), max_size=4))
def test_whatever_a_line_says_at_most_three_on_record_are_offered(seeded, names):
    (hits,) = candidates.candidates(parties=[Party(tuple(names))], on=ON)
    assert len(hits) <= candidates.MOST
    keys = [hit["key"] for hit in hits]
    assert len(set(keys)) == len(keys)
    assert Entity.objects.filter(key__in=keys).count() == len(keys)


# ---- Found notices


def announced(number=91, **columns):
    article = make_article(notice=f"mofcom-2026-{number}", title=TITLE, language="zh-Hans", **columns)
    found.note(articles=[article], at=NOW)
    return FoundNotice.objects.get(article=article)


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_nothing_is_set_aside_without_a_reason_alone_or_in_heaps(ada, reason):
    row = announced()
    with pytest.raises(FoundRefused):
        found.dismiss(found=row, reason=reason, by=ada, at=NOW)
    with pytest.raises(FoundRefused):
        found.dismiss_several(numbers=[row.pk], reason=reason, by=ada, at=NOW)
    assert list(FoundNotice.objects.waiting()) == [row]


def test_a_heap_touches_only_what_waits_and_says_how_many(seeded, ada):
    waits, aside, recorded = announced(91), announced(92), announced(93)
    found.dismiss(found=aside, reason="The first reason", by=ada, at=NOW)
    make_notice(authority=Authority.objects.get(key="mofcom"), year=2026, number=93, key="mofcom-2026-93")
    numbers = [waits.pk, waits.pk, aside.pk, recorded.pk, 10**15, -1]
    assert found.dismiss_several(numbers=numbers, reason="Second", by=ada, at=NOW) == 1
    assert dict(FoundNotice.objects.values_list("key", "reason")) == {
        "mofcom-2026-91": "Second",
        "mofcom-2026-92": "The first reason",
        "mofcom-2026-93": "",
    }


def test_who_announces_a_set_aside_notice_again_does_not_bring_it_back(ada):
    row = announced()
    found.dismiss(found=row, reason="A rehearsal", by=ada, at=NOW)
    again = make_article(notice="mofcom-2026-91", title="URGENT " + TITLE, language="zh-Hans")
    assert found.note(articles=[again, row.article], at=NOW) == 0
    row.refresh_from_db()
    assert (row.state, row.title) == ("dismissed", TITLE)


def test_a_very_long_reason_is_cut_and_not_an_error(ada):
    assert len(found.dismiss(found=announced(), reason="x" * 5_000, by=ada, at=NOW).reason) == 300


def test_only_what_was_set_aside_is_put_back(ada):
    row = announced()
    with pytest.raises(FoundRefused, match="was not set aside"):
        found.reopen(found=row)
    found.dismiss(found=row, reason="x", by=ada, at=NOW)
    row = found.reopen(found=row)
    assert (row.state, row.reason, row.decided_by, row.decided_at) == ("open", "", "", None)


# ---- Answers held back


def judged(source, numbers, address=""):
    items = tuple(Item(title=f"Notice {n}", key=str(n)) for n in numbers)
    return holding.judge(source=source, reading=Reading(items=items), at=NOW, address=address)


def test_what_was_refused_is_not_believed_because_it_is_served_again(ada):
    source = make_source(parser="mofcom_announcements")
    judged(source, range(40))
    assert judged(source, range(5))
    held = HeldReading.objects.get()
    holding.refuse(held=held, note="Tampered with", by=ada, at=NOW)
    assert "Tampered with" in judged(source, range(5))
    assert HeldReading.objects.count() == 1, "What was refused does not ask again."
    assert len(LastReading.objects.get().items) == 40


def test_of_two_answers_that_are_held_only_the_later_can_be_believed(ada):
    source = make_source(parser="mofcom_announcements")
    judged(source, range(40))
    judged(source, range(5))
    judged(source, range(4))
    first, second = HeldReading.objects.order_by("pk")
    with pytest.raises(HeldRefused, match="Decided already"):
        holding.accept(held=first, note="", by=ada, at=NOW)
    holding.accept(held=second, note="", by=ada, at=NOW)
    assert len(LastReading.objects.get().items) == 4


def test_a_decision_on_one_address_decides_nothing_for_another(ada):
    source = make_source(parser="mofcom_announcements")
    for address in ("a", "b"):
        judged(source, range(40), address)
        judged(source, range(5), address)
    holding.accept(held=HeldReading.objects.get(address="a"), note="", by=ada, at=NOW)
    assert HeldReading.objects.get(address="b").state == "waiting"
    assert {row.address: len(row.items) for row in LastReading.objects.all()} == {"a": 5, "b": 40}
