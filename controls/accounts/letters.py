"""Letters about accounts leave beside the answer: its time does not tell whether there is an account."""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)
# Two letters at a time; a server of mail that hangs holds up nobody who reads.
_senders = ThreadPoolExecutor(max_workers=2, thread_name_prefix="letters")


def send(letter: EmailMessage) -> None:
    """Hand a letter over. One that cannot be sent is logged, without its words; whoever waits for it asks again."""
    if settings.MAIL_IN_BACKGROUND:
        _senders.submit(_deliver, letter)
    else:
        _deliver(letter)


def _deliver(letter: EmailMessage) -> None:
    try:
        letter.send()
    except OSError as fault:  # smtplib's errors are of this kind too
        logger.error("A letter was not sent: %s", type(fault).__name__)
