"""Country names in the reader's language, from the Unicode CLDR."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language, gettext


def country_name(code: str) -> str:
    """The name of an ISO 3166-1 code; "not stated" when there is none, the code itself when CLDR has no name."""
    if not code:
        return gettext("not stated")
    return _name(code, get_language() or "en")


@lru_cache(maxsize=2000)
def _name(code: str, language: str) -> str:
    return str(Locale.parse(language, sep="-").territories.get(code, code))
