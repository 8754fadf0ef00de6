"""Secrets that have to be read again: kept in the database so that whoever has only the database cannot read them."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

# Says by which way a text was sealed: another way gets another mark, and both can be read.
MARK = "v1:"
# What the key is for. Nothing else that is made from SECRET_KEY has this label.
_LABEL = b"controls: secrets of second factors"


class Unreadable(Exception):
    """The text was sealed by another SECRET_KEY, or was altered."""


def seal(*, text: str) -> str:
    """The text under the present SECRET_KEY, with the mark of how (Fernet: AES-128 in CBC mode, and HMAC-SHA256)."""
    return MARK + _keys().encrypt(text.encode()).decode()


def unseal(*, sealed: str) -> str:
    """What was sealed under this SECRET_KEY, or one of SECRET_KEY_FALLBACKS. Raises Unreadable, never guesses.

    Text without the mark was written before secrets were sealed and is given back as it is.
    """
    if not sealed.startswith(MARK):
        return sealed
    try:
        return _keys().decrypt(sealed.removeprefix(MARK).encode()).decode()
    except InvalidToken as fault:
        raise Unreadable("Sealed by another SECRET_KEY.") from fault


def _keys() -> MultiFernet:
    """The present key first: it seals; the others only open."""
    return MultiFernet([_fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_LABEL).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
