"""How often somebody may try to sign in.

Counted in the database before a try is evaluated, so that it holds for all processes and for tries at one moment.
"""

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import QuerySet

from controls.models.signins import SignInTry

WINDOW = timedelta(hours=1)
KEPT = timedelta(days=1)
# A code of an app is valid for a minute and a half at most; twice that, for clocks that differ.
CODE_SPENT = timedelta(minutes=3)
# ASVS 6.1.1: how many wrong tries of an account are evaluated in an hour, from all unknown devices together, and again
# from each device on which it signed in before.
TRIES = 10
# From one network address, whatever the accounts: an office shares one, a list of leaked names comes from one.
TRIES_OF_A_CALLER = 30
# Letters to one account: the later ones say nothing that the first did not.
LETTERS = 5
# After five wrong tries each further one has to wait, so long after the one before.
PAUSES = {5: 15, 6: 30, 7: 60, 8: 120, 9: 240}


class TooMany(Exception):
    """No further try is evaluated before `wait` has passed. The same for accounts that exist and that do not."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


def pause(*, earlier: Sequence[datetime], most: int, at: datetime) -> timedelta:
    """How long to wait before the next try, after earlier ones within the hour, oldest first. Nothing: it may come."""
    waits = [timedelta(0)]
    if len(earlier) >= most:
        waits.append(earlier[-most] + WINDOW - at)
    if most == TRIES and earlier:
        waits.append(earlier[-1] + timedelta(seconds=PAUSES.get(min(len(earlier), most - 1), 0)) - at)
    return max(waits)


def take(*, kind: SignInTry.Kind, email: str, caller: str, device: str, at: datetime) -> SignInTry:
    """Write a try down before it is evaluated. Raises TooMany when it may not be.

    `device` is the mark of a device on which the account signed in before; it has a budget of its own, which nobody
    else can use up, and is not held back by what others do from the same address.
    """
    account, caller = digest(text=email.strip().lower()), digest(text=caller)
    with transaction.atomic():
        _alone(account, *([] if device else [caller]))
        recent = SignInTry.objects.filter(kind=kind, succeeded=False, at__gt=at - WINDOW).order_by("at", "pk")
        waits = [pause(earlier=_times(recent.filter(account=account, device=device)), most=_most(kind), at=at)]
        if not device:
            of_caller = _times(recent.filter(caller=caller, device=""))
            waits.append(pause(earlier=of_caller, most=TRIES_OF_A_CALLER, at=at))
        if max(waits):
            raise TooMany(max(waits))
        return SignInTry.objects.create(kind=kind, account=account, caller=caller, device=device, at=at)


def may_write(*, email: str, caller: str, at: datetime) -> bool:
    """Whether a letter to set a new password goes out, and count it. After five in an hour none does, without a word:
    the address has five that work. Raises TooMany when one network address asks for too many."""
    try:
        take(kind=SignInTry.Kind.RESET, email=email, caller=caller, device="", at=at)
    except TooMany:
        asked = SignInTry.objects.filter(kind=SignInTry.Kind.RESET, caller=digest(text=caller), at__gt=at - WINDOW)
        if asked.count() >= TRIES_OF_A_CALLER:
            raise
        return False
    return True


def note_success(*, sign_in_try: SignInTry) -> None:
    """What was right is no guess. What was wrong before still counts: a success must not buy further guesses."""
    SignInTry.objects.filter(pk=sign_in_try.pk).update(succeeded=True)


@contextmanager
def one_at_a_time(*, email: str) -> Iterator[None]:
    """What is asked of one account's codes here is asked by nobody else meanwhile, in any process."""
    with transaction.atomic():
        _alone(digest(text=email.strip().lower()))
        yield


def spend_code(*, sign_in_try: SignInTry, code: str, at: datetime) -> bool:
    """Note that a code was right; False when it was right before, while it may still be valid.

    To be called one at a time.
    """
    spent = digest(text=f"code:{sign_in_try.account}:{code}")
    earlier = SignInTry.objects.filter(account=sign_in_try.account, kind=sign_in_try.kind, code=spent)
    if earlier.filter(at__gt=at - CODE_SPENT).exists():
        return False
    SignInTry.objects.filter(pk=sign_in_try.pk).update(succeeded=True, code=spent)
    return True


def prune(*, at: datetime) -> int:
    """Take away old tries, and sessions that have ended. Gives how many rows went."""
    tries, _ = SignInTry.objects.filter(at__lt=at - KEPT).delete()
    ended, _ = Session.objects.filter(expire_date__lt=at).delete()
    return tries + ended


def digest(*, text: str) -> str:
    """Keyed, so that a stolen table does not tell who was meant."""
    return hmac.new(settings.SECRET_KEY.encode(), b"signins:" + text.encode(), hashlib.sha256).hexdigest()[:32]


def _most(kind: SignInTry.Kind) -> int:
    return LETTERS if kind == SignInTry.Kind.RESET else TRIES


def _times(tries: QuerySet[SignInTry]) -> list[datetime]:
    return list(tries.values_list("at", flat=True))


def _alone(*digests: str) -> None:
    """Tries of one account, and of one address, are counted one after another. Locks are taken in one order."""
    with connection.cursor() as cursor:
        for key in sorted({int(text[:15], 16) for text in digests}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
