"""Countries and languages that a list writes in English words, as codes, where the Unicode CLDR knows them."""

from functools import cache

from babel import Locale

# The CLDR's own codes for what is no country: not known, and for trying out alphabets.
_NOWHERE = frozenset({"ZZ", "XA", "XB"})


def code_of(name: str) -> str:
    """The code of ISO 3166-1 alpha-2 of a country's English name; the name itself where nobody knows the code."""
    return _countries().get(name.casefold(), name)


def code_in_any(name: str) -> str:
    """The code of a country by itself or by its English, Chinese or Japanese name; empty where nobody knows it."""
    written = " ".join(name.split()).casefold()
    return written.upper() if written.upper() in _codes() else _countries_in_any().get(written, "")


def language_of(name: str) -> str:
    """The tag of BCP 47 of a language's English name; "und" where nobody knows it."""
    return _languages().get(name.casefold(), "und")


@cache
def _countries(language: str = "en") -> dict[str, str]:
    names = Locale(language).territories
    return {name.casefold(): code for code, name in names.items() if len(code) == 2 and code.isalpha()}


@cache
def _countries_in_any() -> dict[str, str]:
    named = _countries("ja") | _countries("zh") | _countries()
    return {name: code for name, code in named.items() if code not in _NOWHERE}


@cache
def _codes() -> frozenset[str]:
    return frozenset(_countries().values()) - _NOWHERE


@cache
def _languages() -> dict[str, str]:
    names = Locale("en").languages
    return {name.casefold(): tag for tag, name in names.items() if len(tag) in (2, 3)}
