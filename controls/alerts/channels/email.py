"""Letters: text and HTML, with a way to stop that a mail program can use by itself (RFC 8058)."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives

# Errors of the library for mail that speak of one address or one letter; it is the library of Django's own backend.
_OF_THE_LETTER = frozenset({"SMTPRecipientsRefused", "SMTPDataError"})


class LetterRefused(Exception):
    """The mail server did not take it. The message says why, without addresses and passwords.

    `for_good`: it refuses this address or this letter (5xx, RFC 5321 section 4.2.1), so that trying again is no use.
    """

    def __init__(self, message: str, *, status: int | None, for_good: bool) -> None:
        super().__init__(message)
        self.status, self.for_good = status, for_good


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person. `message_id` is the same at every attempt."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    unsubscribe: str
    written_at: datetime


def send(*, letter: Letter) -> None:
    """Hand a letter to the mail server. Raises LetterRefused; whoever is killed in between may send it twice."""
    message = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split())[:200],
        body=letter.text,
        to=[letter.to],
        headers={
            "Message-ID": letter.message_id,
            "Date": format_datetime(letter.written_at),
            "List-Unsubscribe": f"<{letter.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            # Nobody's absence shall be told to a register.
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
        },
    )
    message.attach_alternative(letter.html, "text/html")
    try:
        message.send()
    except OSError as error:  # all that the library for mail raises, and whatever the network does
        raise LetterRefused(_why(error), status=_status(error), for_good=_is_for_good(error)) from error


def _is_for_good(error: OSError) -> bool:
    """Not what speaks of ourselves: a wrong password or sender is mended by who runs this, and the letters wait."""
    return type(error).__name__ in _OF_THE_LETTER and (_status(error) or 0) >= 500


def _status(error: OSError) -> int | None:
    """The answer of the server, as far as it gave one: of its own, or to the address."""
    code = getattr(error, "smtp_code", None)
    for answer in getattr(error, "recipients", {}).values():
        code = answer[0]
    return code if isinstance(code, int) and 200 <= code <= 599 else None


def _why(error: OSError) -> str:
    status = _status(error)
    kind = type(error).__name__
    return f"The mail server answered {status} ({kind})." if status else f"The mail server could not be used: {kind}."
