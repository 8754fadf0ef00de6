"""What alerts wrote down about messages and their ends, in the reader's language.

Stored texts stay in English, as the API gives them; a page and a letter say them anew from what they say.
"""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from controls.sentences import Sentences

# Why a subscription ended.
ON_ITS_PAGE = _("ended on its page")
OVER_THE_API = _("ended over the API")
BY_A_LETTER = _("stopped by the link in a letter")
# Why a message was given up that waited for a subscription.
ENDED = _("The subscription was ended.")

_ANSWERS = (
    _("The receiver answered 410: it wants no more messages."),
    _("The receiver redirects (%(status)s); messages are sent to one address only."),
    _("The receiver answered %(status)s: %(said)s"),
    _("The receiver answered %(status)s."),
    _("The mail server answered %(status)s (%(kind)s)."),
    _("The mail server could not be used: %(kind)s."),
)
# What `outbound` says of an attempt without an answer.
_ATTEMPTS = (
    _("Messages are sent by https only."),
    _("Messages are sent to port %(port)s only, not to %(other)s."),
    _("An address with a user name in it is not taken."),
    _("The address cannot be read: %(address)s"),
    _("%(what)s broke off: %(error)s"),
    _("%(what)s does not speak HTTP: %(error)s"),
    _("The source sent more bytes than an answer may have."),
    _("The answer was cut off."),
    _("No whole answer within %(seconds)s seconds."),
    _("The question was not taken within %(seconds)s seconds."),
    _("The name %(host)s was not found within %(seconds)s seconds."),
    _("No address was found for %(host)s: %(error)s"),
    _("No address was found for %(host)s."),
    _("%(host)s leads to %(address)s, which is not a public address."),
    _("%(host)s did not take the call within %(seconds)s seconds."),
    _("%(host)s takes no calls: %(reason)s"),
    _("No TLS with %(host)s within %(seconds)s seconds."),
    _("No TLS with %(host)s: %(error)s"),
)
# What the calendar counts: of one and of many.
_ONE, _MANY = "%(count)s name on the %(lists)s", "%(count)s names on the %(lists)s"
_KNOWN = Sentences((ON_ITS_PAGE, OVER_THE_API, BY_A_LETTER, ENDED, _ONE, _MANY, *_ANSWERS, *_ATTEMPTS))


def told(text: str) -> str | None:
    """The text in the reader's language; None when it is none of the register's own."""
    said = _KNOWN.said(text)
    if said is None:
        return None
    if said.template in (_ONE, _MANY):
        count = said.values["count"]
        return ngettext(_ONE, _MANY, int(count)) % said.values if count.isdecimal() else None
    return gettext(said.template) % said.values if said.values else gettext(said.template)


def in_words(text: object) -> str:
    """The same for messages: what is not known stays in English."""
    words = str(text)
    found = told(words)
    return words if found is None else found
