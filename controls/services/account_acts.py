"""The record of acts on accounts. Each is written in the transaction of the act itself: none without the other."""

from controls.models import ApiKey, User
from controls.models.account_acts import AccountAct

Kind = AccountAct.Kind


def note(*, kind: Kind, user: User, by: User | None, before: str = "", after: str = "") -> AccountAct:
    """Write down one act on an account. `by` is None for a command on the server; the words hold no secret."""
    actor = by.email if by else ""
    return AccountAct.objects.create(
        kind=kind, account=user.pk, email=user.email, actor=actor, before=before[:300], after=after[:300]
    )


def note_changes(*, before: User, user: User, by: User | None) -> None:
    """Write down what is other than before of an account's role, address and being active."""
    if before.email != user.email:
        note(kind=Kind.ADDRESS, user=user, by=by, before=before.email, after=user.email)
    if before.role != user.role:
        note(kind=Kind.ROLE, user=user, by=by, before=before.role, after=user.role)
    if before.is_active != user.is_active:
        note(kind=Kind.ACTIVATED if user.is_active else Kind.DEACTIVATED, user=user, by=by)


def note_key(*, kind: Kind, api_key: ApiKey, by: User | None) -> None:
    """Write down that a key was made or revoked: its name, beginning, scopes and last day, never the key."""
    end = f"{api_key.expires_at:%Y-%m-%d %H:%M %Z}" if api_key.expires_at else "until revoked"
    words = f"{api_key} {', '.join(api_key.scopes)}; {end}"
    made = kind == Kind.KEY_MADE
    note(kind=kind, user=api_key.user, by=by, before="" if made else words, after=words if made else "")


def note_factor(*, kind: Kind, user: User, what: str) -> None:
    """Write down that the owner added or removed a second factor of the kind `what`: totp or webauthn."""
    added = kind == Kind.FACTOR_ADDED
    note(kind=kind, user=user, by=user, before="" if added else what, after=what if added else "")
