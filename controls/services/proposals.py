"""Four eyes: an act on facts waits, with exactly what it would write, until a second person publishes it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Max
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.models import Change, Proposal, TrackedModel, User
from controls.models.spoken import as_stored
from controls.services import acts, versions
from controls.services.acts import Act
from controls.services.history import FactRefused, Signature

Publication = Change.Publication
# Acts on a fact that leave the fact's own row as it is: who published must have seen those as well.
_ACTED_ON_BY = {"listing": "listing-event", "clause": "suspension"}
_GONE_ON = {
    Proposal.State.PUBLISHED: gettext_lazy("%(proposal)s was published already, by %(who)s."),
    Proposal.State.REJECTED: gettext_lazy("%(proposal)s was sent back by %(who)s."),
    Proposal.State.WITHDRAWN: gettext_lazy("%(proposal)s was withdrawn by %(who)s."),
    Proposal.State.VOID: gettext_lazy("%(proposal)s is void: it became so when %(who)s looked at it."),
}


class ProposalRefused(FactRefused):
    """The proposal may not be decided or edited like this. The message is fit for the user; nothing was written."""


class EditedMeanwhile(ProposalRefused):
    """The author edited the proposal after it was looked at: an approval of the old content counts for nothing."""


class _NoLongerSo(FactRefused):
    """What the act would write, or what it rests on, is not what was proposed."""

    def __init__(self, words: str, found: Sequence[Mapping[str, Any]] | None = None) -> None:
        super().__init__(words)
        self.found = found


@dataclass(frozen=True, slots=True)
class Wish:
    """An act that somebody sends: what was typed, which version of which fact was open, which proposal it replaces."""

    act: Act
    subject: TrackedModel | None = None
    version: int = 0
    replaces: int | None = None
    form: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a wish: the changes it made, or would make, with the fact written or the proposal that waits.

    Without any change nothing was written at all: the record already says so.
    """

    changes: list[Change]
    fact: Any = None
    proposal: Proposal | None = None


def rule(*, setting: str) -> Change.Publication:
    """How acts at the desk are published now: `setting` is "1" (by two), "0" (directly) or "auto"."""
    if setting == "0":
        return Publication.SWITCHED_OFF
    curators = User.objects.filter(is_active=True, is_staff=True).count()
    return Publication.FOUR_EYES if setting == "1" or curators > 1 else Publication.SINGLE_CURATOR


@transaction.atomic
def submit(*, wish: Wish, by: User, at: datetime, setting: str) -> Outcome:
    """Carry out an act of the desk, or put it into the queue for a second person; `setting` as for `rule`.

    Raises what the act's own service raises, and ChangedMeanwhile when the open version is not the newest.
    """
    published = rule(setting=setting)
    replaced = _waiting(wish.replaces) if wish.replaces is not None else None
    if replaced and replaced.proposer_id != by.pk:
        raise ProposalRefused(_("A proposal is edited by who made it. Send it back with a reason instead."))
    if wish.subject is not None:
        versions.expect(subject=wish.subject, version=wish.version)
    if published == Publication.FOUR_EYES or replaced:
        return _proposed(wish, replaced, by, at)
    signature = Signature(by.get_username(), publication=published)
    fact = acts.run(act=wish.act, by=signature, at=at)
    return Outcome(changes=signature.written, fact=fact)


@transaction.atomic
def publish(*, proposal: Proposal, digest: str, by: User, at: datetime) -> Proposal:
    """Carry out what was proposed, as the second person, who has seen the content that `digest` seals.

    Nothing else than that is ever written: when the act would do anything different by now, or rests on facts that
    were changed meanwhile, the proposal comes back void, and says why.
    """
    proposal = _waiting(proposal.pk)
    _refuse_author(proposal, by)
    if not constant_time_compare(digest, proposal.digest):
        raise EditedMeanwhile(
            _("%(proposal)s is no longer what you looked at. Your approval counts for nothing: look again.")
            % {"proposal": proposal}
        )
    signature = Signature(
        proposal.proposer.get_username(), publication=Publication.FOUR_EYES, approved_by=by.get_username()
    )
    with as_stored():
        try:
            with transaction.atomic():
                _carry_out(proposal, signature, at)
        except FactRefused as why:
            found = getattr(why, "found", None)
            return _decide(proposal, Proposal.State.VOID, by, at, reason=str(why), found=found)
    return _decide(proposal, Proposal.State.PUBLISHED, by, at, revision=signature.written[-1].pk)


@transaction.atomic
def reject(*, proposal: Proposal, reason: str, by: User, at: datetime) -> Proposal:
    """Send a proposal back to its author, with a reason."""
    proposal = _waiting(proposal.pk)
    _refuse_author(proposal, by)
    if not reason.strip():
        raise ProposalRefused(_("Say why you send it back: the author has to know what to do."))
    return _decide(proposal, Proposal.State.REJECTED, by, at, reason=reason)


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User, at: datetime) -> Proposal:
    """Take one's own proposal out of the queue."""
    proposal = _waiting(proposal.pk)
    if proposal.proposer_id != by.pk:
        raise ProposalRefused(_("A proposal is withdrawn by who made it. Send it back with a reason instead."))
    return _decide(proposal, Proposal.State.WITHDRAWN, by, at)


def seal(*, proposal: Proposal) -> str:
    """A keyed SHA-256 (hex) over what somebody approves: who proposes which act, what it writes and rests on."""
    content = {
        "act": proposal.act,
        "arguments": proposal.arguments,
        "changes": proposal.changes,
        "base": proposal.base,
        "edition": proposal.edition,
        "proposer": proposal.proposer_id,
    }
    return salted_hmac("controls.services.proposals", _canonical(content), algorithm="sha256").hexdigest()


def _proposed(wish: Wish, replaced: Proposal | None, by: User, at: datetime) -> Outcome:
    arguments = acts.packed(act=wish.act)
    # From the packed form, as it will be carried out: what does not survive the packing shows now, not later.
    act = acts.unpacked(name=wish.act.name, arguments=arguments)
    signature = Signature(by.get_username(), publication=Publication.DIRECTLY)
    with transaction.atomic():
        acts.run(act=act, by=signature, at=at)
        base = _base(arguments, signature)
        transaction.set_rollback(True)
    if not signature.written:
        return Outcome(changes=[])
    proposal = replaced or Proposal(proposer=by, proposed_at=at)
    if replaced:
        proposal.earlier = [*proposal.earlier, {"digest": proposal.digest, "changes": proposal.changes}]
        proposal.edition, proposal.edited_at = proposal.edition + 1, at
    proposal.act, proposal.arguments, proposal.base = act.name, arguments, base
    proposal.changes, proposal.form = _content(signature), dict(wish.form)
    proposal.digest = seal(proposal=proposal)
    proposal.full_clean()
    proposal.save()
    return Outcome(changes=signature.written, proposal=proposal)


def _carry_out(proposal: Proposal, signature: Signature, at: datetime) -> None:
    if not constant_time_compare(seal(proposal=proposal), proposal.digest):
        raise _NoLongerSo(_("What is stored of this proposal was changed behind the desk's back."))
    acts.run(act=acts.unpacked(name=proposal.act, arguments=proposal.arguments), by=signature, at=at)
    # The act holds the log by now, if it has written anything: nobody else can change a fact before we are done.
    base = _base(proposal.arguments, signature)
    different = sorted(reference for reference in base if base[reference] != proposal.base.get(reference))
    found = _content(signature)
    if different:
        raise _NoLongerSo(_since(different, proposal.base), found)
    if _canonical(found) != _canonical(proposal.changes):
        raise _NoLongerSo(_("The act would no longer write what was proposed."), found)


def _since(references: Sequence[str], base: Mapping[str, int]) -> str:
    """Who changed what the proposal rests on, in words."""
    told = []
    for reference in references:
        changes = _concerning(reference).filter(id__gt=base.get(reference, 0)).order_by("id")
        told += [
            _("%(fact)s by %(actor)s (change %(id)s)")
            % {"fact": change.subject_label, "actor": change.actor, "id": change.pk}
            for change in changes
        ]
    return _("Changed since it was proposed: %(facts)s.") % {"facts": "; ".join(dict.fromkeys(told))}


def _concerning(reference: str) -> Any:
    """Changes of a fact itself, and acts upon it. Not of what cites it: two listings of one notice do not clash."""
    noun, _colon, key = reference.partition(":")
    itself = Change.objects.filter(subject_type=noun, subject_key=key)
    if noun not in _ACTED_ON_BY:
        return itself
    return itself | Change.objects.about(reference).filter(subject_type=_ACTED_ON_BY[noun])


def _base(arguments: Mapping[str, Any], signature: Signature) -> dict[str, int]:
    own = [change.pk for change in signature.written]
    return {
        reference: _concerning(reference).exclude(pk__in=own).aggregate(newest=Max("id"))["newest"] or 0
        for reference in sorted(set(acts.named(arguments=arguments)))
    }


def _content(signature: Signature) -> list[dict[str, Any]]:
    """What is approved of each change: all but its place in the log, its time and its signature."""
    rows = [
        {
            "action": str(change.action),
            "subject_type": change.subject_type,
            "subject_key": change.subject_key,
            "subject_label": change.subject_label,
            "version": change.version,
            "notice": change.notice.key if change.notice else None,
            "effective_on": change.effective_on,
            "reason": change.reason,
            "before": change.before,
            "after": change.after,
            "about": change.about,
        }
        for change in signature.written
    ]
    return json.loads(_canonical(rows))


def _canonical(content: Any) -> str:
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _waiting(number: int) -> Proposal:
    """The proposal, held until the transaction ends. Two who decide at once take turns; the second is told."""
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("proposer").filter(pk=number).first()
    if proposal is None:
        raise ProposalRefused(_("There is no proposal %(number)s.") % {"number": number})
    if not proposal.is_waiting:
        words = _GONE_ON[Proposal.State(proposal.state)]
        raise ProposalRefused(words % {"proposal": proposal, "who": proposal.decider})
    return proposal


def _refuse_author(proposal: Proposal, by: User) -> None:
    if not (by.is_active and by.is_staff):
        raise ProposalRefused(_("Only a curator decides on a proposal."))
    if proposal.proposer_id == by.pk:
        raise ProposalRefused(_("A proposal is decided by a second person. You may edit or withdraw it."))


def _decide(
    proposal: Proposal,
    state: Proposal.State,
    by: User,
    at: datetime,
    *,
    reason: str = "",
    found: Any = None,
    revision: int | None = None,
) -> Proposal:
    proposal.state, proposal.decider, proposal.decided_at = state, by, at
    proposal.reason, proposal.found, proposal.revision = reason, found, revision
    proposal.save()
    return proposal
