"""Accounts and API keys."""

import hashlib
import secrets
import string
import zlib
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from controls import roles
from controls.models import ApiKey, User
from controls.services import account_acts, history
from controls.services.account_acts import Kind

PREFIX = "rec_"
# Who was away for so long begins a new visit; within one, being seen is written down every few minutes only.
AWAY = timedelta(hours=4)
SEEN_AGAIN = timedelta(minutes=5)
_ALPHABET = string.ascii_letters + string.digits
_RANDOM_LENGTH = 32  # about 190 bits
# What may be changed of an account. The password has a way of its own.
_CHANGEABLE = {"email", "name", "role", "is_active"}
# How long a key works when its maker says nothing else: long enough for a program, short enough to be looked at again.
KEY_LIFE = timedelta(days=365)
MOST_KEYS = 50  # that one account may have working at the same time


class AccessRefused(Exception):
    """The account or key may not be written like this. The message is fit for the user."""


@transaction.atomic
def create_user(
    *,
    email: str,
    password: str,
    at: datetime,
    name: str = "",
    role: str = User.Role.READER,
    by: User | None = None,
) -> User:
    """Create an account. An address in use, whatever its case, and a weak password are refused in words.

    Here and below `by` is whose act it is, for the record: None for a command on the server.
    """
    if not password:
        raise AccessRefused(_("An account needs a password."))
    user = User.objects.make(email=email, password=password, name=name, role=role, joined_at=at)
    _follow(user)
    _check(user=user, password=password)
    user.save()
    _keep_address(user)
    account_acts.note(kind=Kind.MADE, user=user, by=by, after=role)
    return user


@transaction.atomic
def create_known_elsewhere(*, email: str, name: str, at: datetime) -> User:
    """Create a reader whom the operator's provider knows. The account has no password until its owner sets one."""
    user = User.objects.make(email=email, password=None, name=name[:200], role=User.Role.READER, joined_at=at)
    _check(user=user, password="")
    user.save()
    _keep_address(user)
    account_acts.note(kind=Kind.MADE, user=user, by=user, after=f"{user.role}, by single sign-on")
    return user


@transaction.atomic
def change_user(*, user: User, fields: Mapping[str, Any], password: str = "", by: User | None = None) -> User:
    """Change an account; deactivate instead of deleting. A new password and another role end all its sessions.

    One that is not active has none.

    Refuses to take their rights from the last person who may manage accounts: nobody could give them back.
    """
    if unknown := set(fields) - _CHANGEABLE:
        raise AccessRefused(_("An account's %(fields)s cannot be changed.") % {"fields": ", ".join(sorted(unknown))})
    managing = User.objects.filter(role=User.Role.ADMIN, is_active=True).order_by("pk")
    managers = set(managing.select_for_update(no_key=True).values_list("pk", flat=True))
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = copy(user)
    for column, value in fields.items():
        setattr(user, column, value.lower() if column == "email" else value)
    _follow(user)
    if password:
        user.set_password(password)
    _check(user=user, password=password)
    if managers == {user.pk} and not user.may("admin"):
        raise AccessRefused(_("This is the last account that may manage accounts; make another one an admin first."))
    user.save()
    if "email" in fields:
        _keep_address(user)
    account_acts.note_changes(before=before, user=user, by=by)
    if password:
        account_acts.note(kind=Kind.PASSWORD, user=user, by=by)
    return user


@transaction.atomic
def change_address(*, user: User, email: str) -> User:
    """Give an account the address that its owner has proved to read. One in use, whatever its case, is refused."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    before = copy(user)
    user.email = email.lower()
    _check(user=user, password="")
    user.save(update_fields=["email"])
    _keep_address(user)
    account_acts.note_changes(before=before, user=user, by=user)
    return user


@transaction.atomic
def forget_second_factors(*, user: User, by: User | None = None) -> int:
    """Take away an account's second factors, for somebody who has lost them all. Gives how many there were.

    Refused to the owner, whose own pages remove one at a time and keep the last where one is needed.
    """
    if by is not None and by.pk == user.pk:
        raise AccessRefused(_("Your own second factors are removed on the pages of your account."))
    taken = Authenticator.objects.select_for_update().filter(user=user)
    kinds = [str(Authenticator.Type(kind).value) for kind in taken.order_by("pk").values_list("type", flat=True)]
    count = len([kind for kind in kinds if kind != Authenticator.Type.RECOVERY_CODES])
    taken.delete()
    if kinds:
        account_acts.note(kind=Kind.FACTOR_REMOVED, user=user, by=by, before=", ".join(kinds))
    return count


def needs_second_factor(*, user: User) -> bool:
    """Whether this installation lets the account do nothing before it has a second factor."""
    return settings.REQUIRE_SECOND_FACTOR and user.may("editor")


def has_second_factor(*, user: User) -> bool:
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def lacks_second_factor(*, user: User) -> bool:
    """Whether the account may do nothing now, because it has yet to set up what this installation asks for."""
    return needs_second_factor(user=user) and not has_second_factor(user=user)


def _keep_address(user: User) -> None:
    """allauth keeps addresses apart, with whether they are proved. An account has one, and it counts as proved."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def _follow(user: User) -> None:
    """What the framework asks for follows from the role."""
    user.is_superuser = user.role == User.Role.ADMIN
    user.is_staff = user.is_superuser or user.role == User.Role.EDITOR


def _check(*, user: User, password: str) -> None:
    try:
        user.full_clean()
        if password:
            validate_password(password, user)
    except ValidationError as fault:
        raise AccessRefused(history.in_words(fault=fault)) from fault


@transaction.atomic
def issue_key(
    *,
    user: User,
    name: str,
    at: datetime,
    scopes: Sequence[str] | None = None,
    expires_at: datetime | None = None,
    by: User | None = None,
) -> tuple[ApiKey, str]:
    """Make an API key. The key itself is in the answer and nowhere else; the database keeps a digest.

    Without scopes it has all that the role of its owner may have. Raises AccessRefused for others.
    """
    given = roles.scopes_of(user.role) if scopes is None else list(dict.fromkeys(scopes))
    _check_scopes(user, given)
    working = Q(expires_at=None) | Q(expires_at__gt=at)
    if ApiKey.objects.filter(working, user=user, revoked_at=None).count() >= MOST_KEYS:
        raise AccessRefused(_("An account has at most %(count)s keys; revoke one first.") % {"count": MOST_KEYS})
    random = "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_LENGTH))
    text = PREFIX + random + _checksum(random)
    if expires_at is not None and expires_at <= at:
        raise AccessRefused(_("A key cannot expire before it is made."))
    row = ApiKey(user=user, name=name, prefix=text[:12], digest=_digest(text), scopes=given, created_at=at)
    row.expires_at = expires_at
    row.full_clean()
    row.save()
    account_acts.note_key(kind=Kind.KEY_MADE, api_key=row, by=by)
    return row, text


@transaction.atomic
def revoke_key(*, api_key: ApiKey, at: datetime, by: User | None = None) -> ApiKey:
    """End a key at once. It stays on record, with the moment at which it was first revoked."""
    api_key = ApiKey.objects.select_for_update(no_key=True).get(pk=api_key.pk)
    if api_key.revoked_at is None:
        api_key.revoked_at = at
        api_key.save(update_fields=["revoked_at"])
        account_acts.note_key(kind=Kind.KEY_REVOKED, api_key=api_key, by=by)
    return api_key


def _check_scopes(user: User, scopes: Sequence[str]) -> None:
    if not scopes:
        raise AccessRefused(_("A key needs at least one scope."))
    if unknown := [scope for scope in scopes if scope not in roles.SCOPES]:
        raise AccessRefused(_("There is no scope “%(scope)s”.") % {"scope": unknown[0]})
    if beyond := [scope for scope in scopes if not user.may(roles.SCOPES[scope])]:
        words = _("A key never may more than its owner: with the role “%(role)s” none has the scope “%(scope)s”.")
        raise AccessRefused(words % {"role": user.get_role_display(), "scope": beyond[0]})


def find_key(*, text: str, at: datetime) -> ApiKey | None:
    """The key that a caller presents, if it is well-formed, known, neither revoked nor expired, and its user active."""
    random, checksum = text[len(PREFIX) : -6], text[-6:]
    if not text.startswith(PREFIX) or len(random) != _RANDOM_LENGTH or checksum != _checksum(random):
        return None
    return (
        ApiKey.objects.select_related("user")
        .filter(Q(expires_at=None) | Q(expires_at__gt=at), digest=_digest(text), revoked_at=None, user__is_active=True)
        .first()
    )


def note_use(*, api_key: ApiKey, at: datetime) -> None:
    """Remember when a key was last used, to the minute: not a write per request."""
    if api_key.last_used_at is None or (at - api_key.last_used_at).total_seconds() >= 60:
        ApiKey.objects.filter(pk=api_key.pk).update(last_used_at=at)


def _digest(text: str) -> str:
    """SHA-256: enough for a random key of this length, and fast enough for every request."""
    return hashlib.sha256(text.encode()).hexdigest()


def _checksum(random: str) -> str:
    """Six letters that tell a mistyped key, or a scanner's chance find, from a real one without asking the database."""
    number = zlib.crc32(random.encode())
    letters = ""
    for _place in range(6):
        number, digit = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[digit]
    return letters


def note_visit(*, user: User, at: datetime) -> datetime | None:
    """Note that somebody reads the overview. Gives the end of the visit before this one; None on the first.

    After four hours of absence a new visit begins. What was told as new on the last page stays new until then.
    """
    if user.seen_at is None or at - user.seen_at >= AWAY:
        user.last_visit_at = user.seen_at
    elif at - user.seen_at < SEEN_AGAIN:
        return user.last_visit_at
    user.seen_at = at
    user.save(update_fields=["seen_at", "last_visit_at"])
    return user.last_visit_at
