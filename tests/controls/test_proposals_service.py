"""Four eyes: what waits is exactly what is published, by a second person, or nothing is written at all."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from controls.models import Change, Listing, Notice, Proposal, Source, User
from controls.services import access, listing_events, listings, notices, proposals, sources
from controls.services.acts import Act
from controls.services.history import FactRefused
from controls.services.proposals import EditedMeanwhile, ProposalRefused
from controls.services.versions import ChangedMeanwhile
from tests.controls.desk import PASSWORD, changes_of, make_user, version
from tests.controls.proposing import (
    WHY,
    correct_as,
    correction,
    new_source,
    propose,
    publish,
    send,
    tamper,
    two_curators,
)
from tests.factories import make_entity, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
State = Proposal.State


@pytest.fixture
def pair(now: Any) -> tuple[User, User]:
    return two_curators(now)


@pytest.fixture
def ada(pair: tuple[User, User]) -> User:
    return pair[0]


@pytest.fixture
def grace(pair: tuple[User, User]) -> User:
    return pair[1]


@pytest.fixture
def fact() -> Source:
    return make_source(title="Old title")


@pytest.fixture
def waiting(ada: User, fact: Source) -> Proposal:
    return correct_as(fact, ada, title="New title")


# ---- Waiting


def test_a_proposal_writes_nothing_but_itself(waiting: Proposal, fact: Source) -> None:
    fact.refresh_from_db()

    assert waiting.state == State.WAITING
    assert fact.title == "Old title"
    assert len(changes_of(fact)) == 1


def test_a_proposal_of_a_new_fact_leaves_no_fact(ada: User) -> None:
    revision = Change.objects.revision()

    proposal = propose(new_source(), ada)

    assert not Source.objects.filter(key="proposed-source").exists()
    assert Change.objects.revision() == revision
    assert proposal.title == "Added: A page"


def test_a_proposal_holds_what_it_would_write_and_names_facts_by_key(waiting: Proposal, fact: Source) -> None:
    (content,) = waiting.changes

    assert (content["subject_type"], content["subject_key"], content["version"]) == ("source", fact.key, 2)
    assert (content["before"]["title"], content["after"]["title"]) == ("Old title", "New title")
    assert content["reason"] == WHY
    assert waiting.arguments["source"] == {"fact": f"source:{fact.key}"}
    assert waiting.base == {f"source:{fact.key}": changes_of(fact)[0].pk}


def test_what_the_service_refuses_never_comes_into_the_queue(ada: User, fact: Source) -> None:
    with pytest.raises(FactRefused, match="title"):
        send(correction(fact, title=""), ada)

    assert not Proposal.objects.exists()


def test_a_form_of_an_old_version_never_comes_into_the_queue(ada: User, fact: Source) -> None:
    seen = version(fact)
    sources.correct(source=fact, fields={"title": "T"}, reason=WHY, by="grace@example.org", at=fact_time())

    with pytest.raises(ChangedMeanwhile):
        send(correction(fact, title="Mine"), ada, subject=fact, version=seen)

    assert not Proposal.objects.exists()


def fact_time() -> Any:
    return Change.objects.latest("id").recorded_at


def test_an_act_that_changes_nothing_is_no_proposal(ada: User, fact: Source) -> None:
    outcome = send(correction(fact, title="Old title"), ada)

    assert (outcome.changes, outcome.proposal, outcome.fact) == ([], None, None)
    assert not Proposal.objects.exists()


# ---- Publishing


def test_a_second_person_publishes_and_the_log_tells_both(waiting: Proposal, fact: Source, grace: User) -> None:
    done = publish(waiting, grace)

    change = changes_of(fact)[-1]
    assert Source.objects.get(pk=fact.pk).title == "New title"
    assert (change.actor, change.approved_by) == ("ada@example.org", "grace@example.org")
    assert change.publication == Change.Publication.FOUR_EYES
    assert (done.state, done.decider, done.revision) == (State.PUBLISHED, grace, change.pk)


def test_what_is_published_is_what_was_proposed_field_by_field(ada: User, grace: User) -> None:
    notice, entity, on = make_notice(), make_entity(), make_list()
    columns = {"key": "proposed-1", "item_number": "1", "name_zh": "某某公司", "evidence_grade": "one_report"}
    evidence = [make_source()]
    act = Act.of(listings.add, entity=entity, entity_list=on, notice=notice, evidence=evidence, **columns)
    proposal = propose(act, ada)

    publish(proposal, grace)

    listing = Listing.objects.get(key="proposed-1")
    change = changes_of(listing)[0]
    (content,) = proposal.changes
    assert content["after"] == change.after == listing.snapshot()
    assert (content["about"], content["notice"]) == (change.about, notice.key)
    assert content["effective_on"] == notice.effective_from.isoformat()


def test_an_author_cannot_publish_her_own(waiting: Proposal, ada: User, fact: Source) -> None:
    with pytest.raises(ProposalRefused, match="second person"):
        publish(waiting, ada)

    assert Proposal.objects.get(pk=waiting.pk).is_waiting
    assert len(changes_of(fact)) == 1


def test_an_author_with_another_address_is_still_the_author(waiting: Proposal, ada: User) -> None:
    renamed = access.change_user(user=ada, fields={"email": "countess@example.org"})

    with pytest.raises(ProposalRefused, match="second person"):
        publish(waiting, renamed)


@pytest.mark.parametrize("fields", [{"role": "approver"}, {"is_active": False}])
def test_who_is_no_curator_any_more_publishes_nothing(waiting: Proposal, grace: User, fields: dict[str, Any]) -> None:
    gone = access.change_user(user=grace, fields=fields)

    with pytest.raises(ProposalRefused, match="Only a curator"):
        publish(waiting, gone)

    assert Proposal.objects.get(pk=waiting.pk).is_waiting


@pytest.mark.parametrize("digest", ["", "0" * 64, "é"])
def test_an_approval_without_the_seal_counts_for_nothing(waiting: Proposal, grace: User, digest: str) -> None:
    with pytest.raises(EditedMeanwhile):
        publish(waiting, grace, digest)

    assert Proposal.objects.get(pk=waiting.pk).is_waiting


def test_a_proposal_is_published_once(waiting: Proposal, grace: User, fact: Source) -> None:
    publish(waiting, grace)

    with pytest.raises(ProposalRefused, match=r"published already, by grace@example\.org"):
        publish(waiting, grace)

    assert len(changes_of(fact)) == 2


# ---- Editing


def test_an_edit_makes_an_approval_of_the_old_content_void(
    waiting: Proposal, fact: Source, ada: User, grace: User
) -> None:
    send(correction(fact, title="Newer title"), ada, subject=fact, version=1, replaces=waiting.pk)

    with pytest.raises(EditedMeanwhile, match="counts for nothing"):
        publish(waiting, grace)

    assert Source.objects.get(pk=fact.pk).title == "Old title"
    edited = Proposal.objects.get(pk=waiting.pk)
    assert (edited.edition, edited.is_waiting) == (2, True)
    assert publish(edited, grace).state == State.PUBLISHED
    assert Source.objects.get(pk=fact.pk).title == "Newer title"


def test_an_old_approval_does_not_fit_even_when_the_old_words_come_back(
    waiting: Proposal, fact: Source, ada: User, grace: User
) -> None:
    for title in ("Newer title", "New title"):
        send(correction(fact, title=title), ada, subject=fact, version=1, replaces=waiting.pk)
    edited = Proposal.objects.get(pk=waiting.pk)
    assert edited.changes == waiting.changes

    with pytest.raises(EditedMeanwhile):
        publish(edited, grace, waiting.digest)

    assert [each["digest"] for each in edited.earlier][0] == waiting.digest


def test_nobody_edits_the_proposal_of_somebody_else(waiting: Proposal, fact: Source, grace: User) -> None:
    with pytest.raises(ProposalRefused, match="edited by who made it"):
        send(correction(fact, title="Hers"), grace, subject=fact, version=1, replaces=waiting.pk)

    assert Proposal.objects.get(pk=waiting.pk).digest == waiting.digest


def test_an_edit_stays_a_proposal_when_four_eyes_are_switched_off(waiting: Proposal, fact: Source, ada: User) -> None:
    send(correction(fact, title="T"), ada, subject=fact, version=1, replaces=waiting.pk, setting="0")

    assert Proposal.objects.get(pk=waiting.pk).edition == 2
    assert len(changes_of(fact)) == 1


def test_what_is_decided_is_not_edited(waiting: Proposal, fact: Source, ada: User, grace: User) -> None:
    publish(waiting, grace)

    with pytest.raises(ProposalRefused, match="published already"):
        send(correction(fact, title="T"), ada, replaces=waiting.pk)


def test_a_proposal_that_is_none_cannot_be_replaced(fact: Source, ada: User) -> None:
    with pytest.raises(ProposalRefused, match="no proposal 4711"):
        send(correction(fact, title="T"), ada, replaces=4711)


# ---- Void


def test_a_fact_changed_meanwhile_makes_its_proposal_void(waiting: Proposal, fact: Source, grace: User) -> None:
    sources.correct(source=fact, fields={"note": "Seen"}, reason=WHY, by="linus@example.org", at=fact_time())

    done = publish(waiting, grace)

    assert done.state == State.VOID
    assert "Changed since it was proposed" in done.reason
    assert "linus@example.org" in done.reason
    assert done.found[0]["version"] == 3
    assert Source.objects.get(pk=fact.pk).title == "Old title"
    assert len(changes_of(fact)) == 2


def test_a_cited_fact_changed_meanwhile_makes_the_proposal_void(ada: User, grace: User) -> None:
    notice, evidence = make_notice(), [make_source()]
    columns = {"key": "proposed-2", "item_number": "1", "name_zh": "某", "evidence_grade": "one_report"}
    act = Act.of(
        listings.add, entity=make_entity(), entity_list=make_list(), notice=notice, evidence=evidence, **columns
    )
    proposal = propose(act, ada)
    notices.correct(notice=notice, fields={"note": "Other"}, reason=WHY, by="linus@example.org", at=fact_time())

    done = publish(proposal, grace)

    assert done.state == State.VOID
    assert notice.label in done.reason
    assert not Listing.objects.filter(key="proposed-2").exists()


def test_an_act_recorded_meanwhile_on_the_same_listing_makes_the_proposal_void(ada: User, grace: User) -> None:
    listing = make_listing()
    proposal = propose(suspension(listing, "proposed-event"), ada)
    listing_events.register(**suspension(listing, "other-event").arguments, by="linus@example.org", at=fact_time())

    done = publish(proposal, grace)

    assert done.state == State.VOID
    assert "linus@example.org" in done.reason
    assert list(listing.events.values_list("key", flat=True)) == ["other-event"]


def suspension(listing: Listing, key: str) -> Act:
    return Act.of(
        listing_events.register,
        key=key,
        kind="suspended",
        target_notice=listing.notice,
        listings=[listing],
        announced_on=listing.effective_from,
        effective_from=listing.effective_from,
        evidence=[make_source()],
        evidence_grade="one_report",
    )


def test_two_listings_of_one_notice_do_not_clash(ada: User, grace: User) -> None:
    """Who proposes an annex name by name would otherwise see every proposal but the first one become void."""
    notice, on = make_notice(), make_list()
    both = []
    for number in (1, 2):
        columns = {"key": f"proposed-{number}", "item_number": str(number), "position": number, "name_zh": "某"}
        columns |= {"evidence_grade": "one_report", "evidence": [make_source()], "entity": make_entity()}
        both.append(propose(Act.of(listings.add, entity_list=on, notice=notice, **columns), ada))

    states = [publish(proposal, grace).state for proposal in both]

    assert states == [State.PUBLISHED, State.PUBLISHED]
    assert Listing.objects.filter(notice=notice).count() == 2


def test_an_act_that_would_write_something_else_by_now_is_void_though_no_fact_it_names_has_changed(
    ada: User, grace: User
) -> None:
    """A place left to the service is another one after a further name of the annex came on record."""
    notice, on = make_notice(), make_list()
    columns = {"key": "proposed-3", "item_number": "3", "name_zh": "某", "evidence_grade": "one_report"}
    act = Act.of(listings.add, entity=make_entity(), entity_list=on, notice=notice, evidence=[make_source()], **columns)
    proposal = propose(act, ada)
    make_listing(notice=notice, entity_list=on)

    done = publish(proposal, grace)

    assert (done.state, done.reason) == (State.VOID, "The act would no longer write what was proposed.")
    assert (proposal.changes[0]["after"]["position"], done.found[0]["after"]["position"]) == (1, 2)
    assert not Listing.objects.filter(key="proposed-3").exists()


def test_a_key_that_was_taken_meanwhile_makes_the_proposal_void(ada: User, grace: User) -> None:
    proposal = propose(new_source("taken-source"), ada)
    make_source(key="taken-source", title="Hers")

    done = publish(proposal, grace)

    assert done.state == State.VOID
    assert "already exists" in done.reason
    assert Source.objects.get(key="taken-source").title == "Hers"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("act", "sources.register"),
        ("arguments", {"source": {"fact": "source:nobody"}}),
        ("changes", []),
        ("base", {}),
        ("edition", 7),
        ("digest", "0" * 64),
    ],
)
def test_content_changed_behind_the_desk_is_void(
    waiting: Proposal, fact: Source, grace: User, column: str, value: Any
) -> None:
    tamper(waiting, column, value)
    seen = Proposal.objects.get(pk=waiting.pk).digest

    done = publish(waiting, grace, seen)

    assert done.state == State.VOID
    assert "behind the desk's back" in done.reason
    assert len(changes_of(fact)) == 1


def test_a_proposal_given_to_another_author_is_void(waiting: Proposal, ada: User, fact: Source, now: Any) -> None:
    """Or its author could publish it after one line of SQL."""
    tamper(waiting, "proposer", make_user(now, "mallory@example.org").pk)

    done = publish(waiting, ada)

    assert done.state == State.VOID
    assert len(changes_of(fact)) == 1


# ---- Sending back and withdrawing


def test_a_proposal_is_sent_back_with_a_reason(waiting: Proposal, grace: User, now: Any) -> None:
    done = proposals.reject(proposal=waiting, reason="Wrong annex.", by=grace, at=now)

    assert (done.state, done.reason, done.decider) == (State.REJECTED, "Wrong annex.", grace)
    with pytest.raises(ProposalRefused, match="was sent back by grace"):
        publish(waiting, grace)


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_sent_back_without_a_reason(waiting: Proposal, grace: User, now: Any, reason: str) -> None:
    with pytest.raises(ProposalRefused, match="Say why"):
        proposals.reject(proposal=waiting, reason=reason, by=grace, at=now)


def test_only_the_author_withdraws(waiting: Proposal, ada: User, grace: User, now: Any) -> None:
    with pytest.raises(ProposalRefused, match="withdrawn by who made it"):
        proposals.withdraw(proposal=waiting, by=grace, at=now)

    assert proposals.withdraw(proposal=waiting, by=ada, at=now).state == State.WITHDRAWN
    with pytest.raises(ProposalRefused, match="was withdrawn"):
        publish(waiting, grace)


def test_only_a_second_person_sends_back(waiting: Proposal, ada: User, now: Any) -> None:
    with pytest.raises(ProposalRefused, match="second person"):
        proposals.reject(proposal=waiting, reason="R", by=ada, at=now)


# ---- What the database itself refuses


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "published", "decider": "own", "revision": 1}, "published_by_a_second_person"),
        ({"state": "rejected", "decider": "own", "reason": "R"}, "published_by_a_second_person"),
        ({"state": "withdrawn", "decider": "other"}, "withdrawn_by_its_author"),
        ({"state": "published", "decider": "other"}, "published_has_a_revision"),
        ({"state": "published", "decider": None, "revision": 1}, "decided_by_somebody"),
        ({"decider": "other"}, "decided_by_somebody"),
        ({"state": "rejected", "decider": "other"}, "refused_has_a_reason"),
        ({"state": "void", "decider": "other"}, "refused_has_a_reason"),
    ],
)
def test_the_database_keeps_the_two_apart(
    waiting: Proposal, ada: User, grace: User, now: Any, changes: dict[str, Any], constraint: str
) -> None:
    people = {"own": ada.pk, "other": grace.pk, None: None}
    columns = {"decided_at": now} | changes | {"decider": people[changes["decider"]]}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Proposal.objects.filter(pk=waiting.pk).update(**columns)


def test_a_published_notice_keeps_its_evidence(ada: User, grace: User) -> None:
    notice = make_notice()
    more = [make_source(), make_source()]
    act = Act.of(notices.correct, notice=notice, fields={}, evidence=more, reason=WHY)

    publish(propose(act, ada), grace)

    assert set(Notice.objects.get(pk=notice.pk).sources.all()) == set(more)


def test_accounts_are_no_facts(now: Any) -> None:
    with pytest.raises(TypeError, match="no act on facts"):
        Act.of(access.create_user, email="x@example.org", password=PASSWORD, at=now)
