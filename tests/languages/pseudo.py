"""A language that nobody speaks: every string of the interface in ⟦brackets⟧; one without them was never marked.

It takes the place of Chinese: days, months and countries are then written as in Chinese, and plurals have one form.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import polib
import rest_framework
from babel import Locale

from ops import messages
from tests.controls.markup import BLOCKS, Element

LANGUAGE, LOCALE = "zh-hans", "zh_Hans"
OPEN, CLOSE = "⟦", "⟧"
PACKAGES = [Path(package.__path__[0]) for package in (django, rest_framework, allauth)]
# Names of formats, standards and scales, which are the same in every language; everything else that has letters and
# is no word of ours must say so: as a fact in its language, as <code>, or by translate="no".
SAME = {
    "API", "CSV", "HTML", "JSON", "JSONL", "PDF", "XLSX", "XML", "Atom", "UTC", "UTF", "HTTP", "HS", "CAS", "ISO",
    "OpenAPI", "sha", "ID", "Ctrl", "Li", "Ga", "Ge", "Mo", "In", "Sb", "Te", "Bi", "Sc", "La", "Ce", "Pr", "Nd",
    "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu",
}  # fmt: skip
COUNTRIES = sorted(map(str, Locale.parse(LOCALE).territories.values()), key=len, reverse=True)
UNTRANSLATED = ("code", "kbd", "samp", "pre", "script", "style", "textarea")
SPOKEN = ("title", "aria-label", "aria-description", "aria-roledescription", "placeholder", "alt", "label", "summary")
_COUNTRY = re.compile("|".join(map(re.escape, COUNTRIES)))
_DAY = re.compile(r"\d{4}年(\d{1,2}月(\d{1,2}日)?)?|\d{1,2}月(\d{1,2}日)?")
# Codes and keys with digits in them, addresses, and countries by their two letters.
_CODE = re.compile(
    r"\b[\w.-]*\d[\w.-]*\b|\b[a-z-]+:[a-z-]+\b|(?<!\S)/\S*|\b\w+(?:://|@)\S+|\b[a-z][\w-]*(?:\.[\w-]+)+/\S*|\b[A-Z]{2}\b",
    re.ASCII,
)
_WORD = re.compile(r"[^\W\d_]{2,}|[\u3040-\u30ff\u3400-\u9fff]")
_BRACKETED = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")


def build(folder: Path) -> Path:
    """Write its catalogue into a folder for LOCALE_PATHS: our strings, and those of what we stand on."""
    book = polib.POFile()
    book.metadata = messages.HEAD | {"Language": LOCALE}
    ours = {(m.context or None, m.msgid): m.plural for m in messages.messages()}
    for (context, msgid), plural in (_theirs() | ours).items():
        entry = polib.POEntry(msgctxt=context, msgid=msgid)
        if plural:
            entry.msgid_plural, entry.msgstr_plural = plural, {0: bracketed(plural)}
        else:
            entry.msgstr = bracketed(msgid)
        book.append(entry)
    path = folder / LOCALE / "LC_MESSAGES" / "django.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(messages.compiled(book))
    return folder


def bracketed(text: str) -> str:
    inner = text.strip()
    return text.replace(inner, f"{OPEN}{inner}{CLOSE}", 1) if inner else text


def _theirs() -> dict[tuple[str | None, str], str]:
    books = [
        (polib.pofile if path.suffix == ".po" else polib.mofile)(str(path))
        for package in PACKAGES
        for path in package.rglob("locale/en/LC_MESSAGES/django.?o")
    ]
    return {(entry.msgctxt, entry.msgid): entry.msgid_plural for book in books for entry in book if entry.msgid}


def unmarked(page: Element) -> list[str]:
    """What a reader of this language could not read: words outside brackets that are not said to be facts."""
    facts = {
        " ".join(element.text.split())
        for element in page.walk()
        if "lang" in element.attributes and element.name != "html"
    }
    found = [rest for words in _texts(page) if (rest := _rest(words))]
    for words in _attributes(page):
        rest = _rest(words)
        if rest and _rest(_without(rest, facts)):
            found.append(rest)
    found += [words for words in _attributes(page) if "<span" in words]  # a mark where only plain words can stand
    return list(dict.fromkeys(found))


def _rest(text: str) -> str:
    """What is left of a text without what is in brackets and what is no word; empty when no word is left."""
    while (shorter := _BRACKETED.sub(" ", text)) != text:
        text = shorter
    bare = _CODE.sub(" ", _COUNTRY.sub(" ", _DAY.sub(" ", text)))
    return " ".join(text.split()) if any(word not in SAME for word in _WORD.findall(bare)) else ""


def _without(text: str, facts: set[str]) -> str:
    """A title or a label cannot mark the facts in it: they are those that stand marked on the same page."""
    for fact in sorted((fact for fact in facts if len(fact) > 2 and fact in text), key=len, reverse=True):
        text = text.replace(fact, " ")
    return text


def _attributes(page: Element) -> Iterator[str]:
    """What is shown or read aloud without being an element's text."""
    for element in page.walk():
        if element.name == "title" and element.around and element.around.name == "head":
            yield element.text
        if _is_fact(element):
            continue
        yield from (element[name] for name in SPOKEN if name in element.attributes)
        if element.name == "input" and element.get("type") in ("submit", "button", "reset"):
            yield element.get("value")
        if element.name == "meta" and element.get("name") == "description":
            yield element["content"]


def _texts(page: Element) -> Iterator[str]:
    """Pieces of text outside all brackets, which may open in one element and close in another of the same block."""
    depth = 0
    for piece in _pieces(page):
        if piece is None:
            depth = 0
            continue
        outside = ""
        for character in piece:
            depth += character == OPEN
            outside += character if not depth else ""
            depth -= character == CLOSE
        yield outside


def _pieces(element: Element) -> Iterator[str | None]:
    """The texts of a page in order, without those of facts; None where a block begins or ends."""
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif not _marks_itself(child) and child.name != "title":
            edge = [None] if child.name in BLOCKS else []
            yield from edge
            yield from _pieces(child)
            yield from edge


def _marks_itself(element: Element) -> bool:
    own = element.name != "html" and "lang" in element.attributes
    return own or element.name in UNTRANSLATED or "mono" in element.classes or element.get("translate") == "no"


def _is_fact(element: Element | None) -> bool:
    return element is not None and (_marks_itself(element) or _is_fact(element.around))
