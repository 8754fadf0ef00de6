"""An annex is one act: every line of it or none, by one person and published by a second."""

import pytest

from controls.models import Change, Entity, Listing, Proposal
from controls.services import acts, annexes, proposals
from controls.services.acts import Act
from controls.services.annexes import Line
from controls.services.entities import Name
from controls.services.history import FactRefused
from controls.services.proposals import Wish
from tests.controls.proposing import two_curators
from tests.factories import make_entity, make_list, make_notice, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def annex():
    """A notice that states three names, its list, and three lines: two new entities and one on record."""
    notice, entity_list = make_notice(stated_count=3), make_list()
    source, known = make_source(), make_entity(key="test-known")
    lines = [line(1, source), line(2, source), line(3, source, entity=known)]
    return {
        "notice": notice,
        "entity_list": entity_list,
        "lines": lines,
        "evidence": [source],
        "evidence_grade": "official_text",
        "evidence_note": "",
    }


def line(number, source, **columns):
    names = [
        Name(f"Widget {number} Ltd.", "en", "as_listed", "official_text", [source]),
        Name(f"部件{number}株式会社", "zh-Hans", "as_listed", "official_text", [source]),
    ]
    new = {} if "entity" in columns else {"entity_key": f"widget-{number}", "entity_name": f"Widget {number} Ltd."}
    defaults = {
        "key": f"test-annex-{number}",
        "item_number": str(number),
        "name_en": f"Widget {number} Ltd.",
        "name_zh": f"部件{number}株式会社",
        "names": names,
        "type": "company",
        "country": "JP",
    }
    return Line(**{**defaults, **new, **columns})


def record(now, annex, **columns):
    return annexes.record(**{**annex, **columns}, by="ada@example.org", at=now)


def test_every_line_becomes_a_listing_in_the_order_of_the_annex(annex, now):
    written = record(now, annex)

    assert [(each.item_number, each.position, each.name_zh) for each in written] == [
        ("1", 1, "部件1株式会社"),
        ("2", 2, "部件2株式会社"),
        ("3", 3, "部件3株式会社"),
    ]
    assert {each.evidence_grade for each in written} == {"official_text"}
    assert [each.entity.key for each in written] == ["widget-1", "widget-2", "test-known"]
    assert Entity.objects.get(key="widget-1").country == "JP"


def test_an_entity_on_record_gets_the_spellings_that_it_lacks_and_no_second_copy_of_the_others(annex, now):
    record(now, annex)
    known = Entity.objects.get(key="test-known")
    assert {"Widget 3 Ltd.", "部件3株式会社"} <= set(known.names.values_list("text", flat=True))

    again = make_notice()
    record(now, annex, notice=again, lines=[line(1, make_source(), key="test-annex-again", entity=known)])
    before = known.names.count()
    other = make_notice()
    record(now, annex, notice=other, lines=[line(1, make_source(), key="test-annex-third", entity=known)])
    assert known.names.count() == before


def test_an_annex_with_another_number_of_names_than_stated_is_refused(annex, now):
    for lines in (annex["lines"][:2], [*annex["lines"], line(4, annex["evidence"][0])]):
        with pytest.raises(FactRefused, match=f"states 3 names; with these there would be {len(lines)}"):
            record(now, annex, lines=lines)
    assert not Listing.objects.filter(notice=annex["notice"]).exists()


def test_further_names_beyond_the_stated_count_may_follow(annex, now):
    notice = make_notice(stated_count=2, extra_count=1)
    assert len(record(now, annex, notice=notice)) == 3


def test_the_rest_of_an_annex_takes_the_next_places(annex, now):
    notice = make_notice(stated_count=None)
    record(now, annex, notice=notice, lines=annex["lines"][:1])
    assert [each.position for each in record(now, annex, notice=notice, lines=annex["lines"][1:])] == [2, 3]


def test_one_bad_line_and_nothing_of_the_annex_is_written(annex, now):
    before = Change.objects.count()
    for bad, words in (
        (line(3, annex["evidence"][0], item_number="1"), "Item 1, Widget 3 Ltd.: Item 1 of .* is already"),
        (line(3, annex["evidence"][0], entity_key="widget-1"), "Item 3, Widget 3 Ltd.: "),
        (line(3, annex["evidence"][0], names=[]), "needs at least one name"),
    ):
        with pytest.raises(FactRefused, match=words):
            record(now, annex, lines=[*annex["lines"][:2], bad])
    assert Change.objects.count() == before
    assert not Entity.objects.filter(key="widget-1").exists()


def test_an_annex_that_names_an_entity_twice_is_refused(annex, now):
    known = annex["lines"][2].entity
    twice = [annex["lines"][0], line(2, annex["evidence"][0], entity=known), annex["lines"][2]]
    with pytest.raises(FactRefused, match="already lists"):
        record(now, annex, lines=twice)


def test_an_annex_without_lines_is_refused(annex, now):
    with pytest.raises(FactRefused, match="no line"):
        record(now, annex, lines=[])


def test_an_annex_waits_as_one_proposal_and_is_published_as_a_whole_by_a_second_person(annex, now):
    ada, grace = two_curators(now)
    outcome = proposals.submit(wish=Wish(act=Act.of(annexes.record, **annex)), by=ada, at=now, setting="1")
    proposal = Proposal.objects.get(pk=outcome.proposal.pk)
    assert not Listing.objects.filter(notice=annex["notice"]).exists()
    assert len([each for each in proposal.changes if each["subject_type"] == "listing"]) == 3
    assert len([each for each in proposal.changes if each["subject_type"] == "entity"]) >= 3

    done = proposals.publish(proposal=proposal, digest=proposal.digest, by=grace, at=now)

    assert done.state == Proposal.State.PUBLISHED, done.reason
    assert Listing.objects.filter(notice=annex["notice"]).count() == 3
    signed = Change.objects.filter(subject_type="listing", notice=annex["notice"])
    assert set(signed.values_list("actor", "approved_by")) == {("ada@example.org", "grace@example.org")}


def test_an_annex_that_waits_comes_back_void_when_one_of_its_entities_was_changed(annex, now):
    ada, grace = two_curators(now)
    outcome = proposals.submit(wish=Wish(act=Act.of(annexes.record, **annex)), by=ada, at=now, setting="1")
    known = annex["lines"][2].entity
    acts.run(
        act=Act("entities.correct", {"entity": known, "fields": {"country": "US"}, "reason": "Moved."}), by="x", at=now
    )

    done = proposals.publish(
        proposal=Proposal.objects.get(pk=outcome.proposal.pk), digest=outcome.proposal.digest, by=grace, at=now
    )
    assert done.state == Proposal.State.VOID
    assert not Listing.objects.filter(notice=annex["notice"]).exists()
