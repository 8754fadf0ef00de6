"""A question to a source as it goes out: to its hosts only, with what is known of it, and with who is asking."""

from django.conf import settings

from controls.outbound import Question
from news.models import KnownAddress, Source
from news.services.asking import FORM_OF_A_PAGE, PRODUCT, Ask


def question_of(*, source: Source, ask: Ask, known: KnownAddress | None) -> Question:
    """The question as it goes out: with the validators of the last answer, as they were sent."""
    return Question(
        url=ask.url,
        hosts=frozenset(source.hosts),
        agent=agent(),
        etag=known.etag if known and ask.form is None else "",
        last_modified=known.last_modified if known and ask.form is None else "",
        accept=source.accept or "*/*",
        form=ask.form,
        form_type=source.form_type or FORM_OF_A_PAGE,
        test_hosts=frozenset(settings.OUTBOUND_TEST_HOSTS),
    )


def robots_question(*, source: Source, ask: Ask) -> Question:
    return Question(
        url=ask.robots_url,
        hosts=frozenset(source.hosts),
        agent=agent(),
        accept="text/plain",
        test_hosts=frozenset(settings.OUTBOUND_TEST_HOSTS),
    )


def agent() -> str:
    """Who is asking: the product, its version, and whom to write to."""
    contact = f" ({settings.OUTBOUND_CONTACT})" if settings.OUTBOUND_CONTACT else ""
    return f"{PRODUCT}/{settings.VERSION}{contact}"
