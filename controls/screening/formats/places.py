"""Countries and languages that a list writes in English words, as codes, where the Unicode CLDR knows them."""

from functools import cache

from babel import Locale


def code_of(name: str) -> str:
    """The code of ISO 3166-1 alpha-2 of a country's English name; the name itself where nobody knows the code."""
    return _countries().get(name.casefold(), name)


def language_of(name: str) -> str:
    """The tag of BCP 47 of a language's English name; "und" where nobody knows it."""
    return _languages().get(name.casefold(), "und")


@cache
def _countries() -> dict[str, str]:
    names = Locale("en").territories
    return {name.casefold(): code for code, name in names.items() if len(code) == 2 and code.isalpha()}


@cache
def _languages() -> dict[str, str]:
    names = Locale("en").languages
    return {name.casefold(): tag for tag, name in names.items() if len(tag) in (2, 3)}
