"""What the tests of proposals share: two curators, an act that waits, and its row changed behind everybody's back."""

from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from controls.models import Proposal, Source, User
from controls.services import proposals, sources
from controls.services.acts import Act
from controls.services.proposals import Outcome, Wish
from tests.controls.desk import make_user, version

QUEUE = "/admin/controls/proposal/"
WHY = "Misread in the annex."


def two_curators(now: Any) -> tuple[User, User]:
    return make_user(now, "ada@example.org"), make_user(now, "grace@example.org")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def correction(fact: Source, **fields: Any) -> Act:
    return Act.of(sources.correct, source=fact, fields=fields, reason=WHY)


def new_source(key: str = "proposed-source", **columns: Any) -> Act:
    day = timezone.localdate()
    columns = {"title": "A page", "kind": "press", "seen_on": day, "seen_as": "copy", "url": "", "note": ""} | columns
    return Act.of(sources.register, key=key, **columns)


def send(act: Act, by: User, *, setting: str = "1", **wish: Any) -> Outcome:
    return proposals.submit(wish=Wish(act=act, **wish), by=by, at=timezone.now(), setting=setting)


def propose(act: Act, by: User, **wish: Any) -> Proposal:
    """The act as a proposal that waits, read back from the database."""
    outcome = send(act, by, **wish)
    assert outcome.proposal is not None
    return Proposal.objects.get(pk=outcome.proposal.pk)


def correct_as(fact: Source, by: User, **fields: Any) -> Proposal:
    return propose(correction(fact, **fields), by, subject=fact, version=version(fact))


def publish(proposal: Proposal, by: User, digest: str | None = None) -> Proposal:
    seen = proposal.digest if digest is None else digest
    return proposals.publish(proposal=proposal, digest=seen, by=by, at=timezone.now())


def tamper(proposal: Proposal, column: str, value: Any) -> None:
    """Write into the table as somebody with access to the database would."""
    table = Proposal._meta.db_table
    field = Proposal._meta.get_field(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {table} SET "{field.column}" = %s WHERE id = %s',
            [field.get_db_prep_save(value, connection), proposal.pk],
        )


def page_of(proposal: Proposal) -> str:
    return reverse("admin:controls_proposal_change", args=[proposal.pk])
