"""The log says of each entry how it came to be published, and no older digest changes by that."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from controls.models import Change, Source
from controls.services import access, history, proposals, sources
from controls.services.history import Signature
from tests.controls.desk import changes_of, make_user
from tests.controls.proposing import new_source, propose, publish, send, two_curators
from tests.factories import make_source

pytestmark = pytest.mark.django_db
Publication = Change.Publication
OLD_DIGEST = "c9e8b970b2d95d7276ef78d911922cc9b38f6ea04ca0c5c139f36dee404a7bc6"


def signed(how: Change.Publication, approved_by: str = "", author: str = "ada@example.org") -> Signature:
    return Signature(author, publication=how, approved_by=approved_by)


def test_a_program_publishes_directly_and_the_log_says_so() -> None:
    change = changes_of(make_source())[0]

    assert (change.actor, change.publication, change.approved_by) == ("tests", Publication.DIRECTLY, "")


def test_the_seed_says_that_it_is_the_seed() -> None:
    change = Change.objects.order_by("id").first()

    assert change is not None
    assert (change.actor, change.publication) == ("seed", Publication.SEED)
    assert Change.objects.filter(actor="seed").exclude(publication=Publication.SEED).count() == 0


@pytest.mark.parametrize(
    ("setting", "curators", "expected"),
    [
        ("auto", 1, Publication.SINGLE_CURATOR),
        ("auto", 2, Publication.FOUR_EYES),
        ("auto", 3, Publication.FOUR_EYES),
        ("0", 1, Publication.SWITCHED_OFF),
        ("0", 2, Publication.SWITCHED_OFF),
        ("1", 1, Publication.FOUR_EYES),
        ("1", 2, Publication.FOUR_EYES),
    ],
)
def test_how_acts_are_published_follows_from_the_setting_and_the_curators(
    now: Any, setting: str, curators: int, expected: str
) -> None:
    for number in range(curators):
        make_user(now, f"curator{number}@example.org")
    access.create_user(email="reader@example.org", password="a-long-quiet-sentence-7", at=now)

    assert proposals.rule(setting=setting) == expected


def test_a_curator_who_left_does_not_count(now: Any) -> None:
    _ada, grace = two_curators(now)

    access.change_user(user=grace, fields={"is_active": False})

    assert proposals.rule(setting="auto") == Publication.SINGLE_CURATOR


@pytest.mark.parametrize(("setting", "expected"), [("auto", "single_curator"), ("0", "switched_off")])
def test_who_may_publish_directly_does_so_and_the_log_says_why(now: Any, setting: str, expected: str) -> None:
    ada = make_user(now)

    outcome = send(new_source(), ada, setting=setting)

    change = changes_of(Source.objects.get(key="proposed-source"))[0]
    assert outcome.proposal is None
    assert outcome.fact.key == "proposed-source"
    assert [each.pk for each in outcome.changes] == [change.pk]
    assert (change.actor, change.publication, change.approved_by) == ("ada@example.org", expected, "")


@pytest.mark.parametrize(
    ("how", "approved_by"),
    [
        (Publication.FOUR_EYES, ""),
        (Publication.FOUR_EYES, "ada@example.org"),
        (Publication.SEED, "grace@example.org"),
        (Publication.SINGLE_CURATOR, "grace@example.org"),
    ],
)
def test_the_database_refuses_an_entry_that_cannot_be_true(now: Any, how: Any, approved_by: str) -> None:
    with pytest.raises(IntegrityError, match="change_four_eyes_belong_to_two"), transaction.atomic():
        sources.register(**new_source().arguments, by=signed(how, approved_by), at=now)


def test_the_digest_covers_who_published_and_how() -> None:
    change = changes_of(make_source())[0]
    told = set()

    for how, who in [("directly", ""), ("seed", ""), ("four_eyes", "grace@example.org"), ("four_eyes", "x@y.org")]:
        change.publication, change.approved_by = how, who
        told.add(change.digest_after(""))

    assert len(told) == 4


def test_an_entry_from_before_keeps_the_digest_that_it_always_had() -> None:
    """Computed with the code of the release before; were the new columns in it, the whole chain would break."""
    change = Change(
        recorded_at=datetime(2026, 11, 20, 1, 2, 3, 4, tzinfo=UTC),
        actor="seed",
        action="added",
        subject_type="source",
        subject_key="old-source",
        subject_label="Old source",
        version=1,
        before=None,
        after={"key": "old-source"},
        about=["source:old-source"],
    )

    assert change.digest_after("abc") == OLD_DIGEST


def test_a_signature_knows_what_was_signed_with_it_and_reads_as_its_author(now: Any) -> None:
    signature = signed(Publication.SINGLE_CURATOR)

    fact = sources.register(**new_source().arguments, by=signature, at=now)
    sources.correct(source=fact, fields={"title": "T"}, reason="R", by=signature, at=now)

    assert signature == "ada@example.org"
    assert [change.pk for change in signature.written] == [change.pk for change in changes_of(fact)]
    assert type(changes_of(fact)[0].actor) is str


def test_every_entry_of_the_log_is_signed(now: Any) -> None:
    change = history.record(subject=make_source(), action=Change.Action.AMENDED, before={}, by="a program", at=now)

    assert change.publication == Publication.DIRECTLY
    assert not Change.objects.filter(publication="").exists()


def test_the_chain_holds_across_what_two_people_published(now: Any) -> None:
    """Read back from the database, as whoever checks the log does; another name breaks it."""
    ada, grace = two_curators(now)
    publish(propose(new_source(), ada), grace)
    change = Change.objects.latest("id")
    before = Change.objects.filter(pk__lt=change.pk).latest("id").digest

    assert change.digest == change.digest_after(before)

    change.approved_by = "mallory@example.org"
    assert change.digest != change.digest_after(before)
