"""The catalogues of translations: `python -m ops.messages` writes them anew from the sources (docs/languages.md).

Reads the sources itself, so that no other program is needed, and keeps what is translated. A string that is new stands
in the catalogue with nothing beside it; one that nobody says any more goes. Nothing is ever guessed from a like string.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from ops.places import ROOT

LANGUAGES = ("zh_Hans", "ja")
CATALOGUES = ROOT / "locale"
ROOMS = ("config", "controls", "news", "templates")
# Which of its arguments a function of gettext takes for what: context, singular, plural.
SHAPES = {
    "gettext": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
}
FUNCTIONS = {f"{name}{ending}": shape for name, shape in SHAPES.items() for ending in ("", "_lazy")} | {
    "gettext_noop": SHAPES["gettext"]
}
_IN_TEMPLATE = re.compile(r"""(?<![\w.])(n?p?gettext|_)\((?=\s*u?['"])""")
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?\w[^>]*>")
# The other languages of ours have one form for any number.
HEAD = {
    "Project-Id-Version": "rare-earth-controls-register",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


@dataclass
class Message:
    """One string of the interface, and the files that say it."""

    msgid: str
    plural: str = ""
    context: str = ""
    files: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.msgid


def placeholders(text: str) -> list[str]:
    """What a translation must hold as often as the original does: names in brackets, and HTML tags; in any order."""
    return sorted(_PLACEHOLDER.findall(text))


def messages(root: Path = ROOT) -> list[Message]:
    """Every string of the sources that is marked, in the order of the files, each once."""
    found: dict[tuple[str, str], Message] = {}
    for path in _sources(root):
        name = str(path.relative_to(root))
        text = path.read_text(encoding="utf-8")
        said = from_template(text) if path.suffix in (".html", ".txt") else from_python(text)
        for message in said:
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            if name not in known.files:
                known.files.append(name)
    return list(found.values())


def _sources(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            wanted = path.suffix in ((".html", ".txt") if room == "templates" else (".py",))
            if wanted and "migrations" not in path.parts:
                yield path


def from_python(text: str) -> Iterator[Message]:
    """What calls of gettext's functions say, under whatever names they were imported.

    Rooms that know no Django mark sentences with a function of their own that is called gettext_noop.
    """
    module = ast.parse(text)
    names = {
        node.name: FUNCTIONS[node.name]
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and node.name in FUNCTIONS
    } | {
        alias.asname or alias.name: FUNCTIONS[alias.name]
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in FUNCTIONS and (node.module == "django.utils.translation" or alias.name == "gettext_noop")
    }
    calls = [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        shape = names[call.func.id]  # type: ignore[attr-defined]  # a name, by the lines above
        yield from _message(shape, call.args)


def from_template(text: str) -> Iterator[Message]:
    """What the tags of a template say. Django turns them into calls; everything else it blots out."""
    marked = templatize(text)
    for call in _IN_TEMPLATE.finditer(marked):
        # _("…") is what a value in a tag looks like.
        yield from _message(SHAPES.get(call[1], SHAPES["gettext"]), _arguments(marked, call))


def _arguments(marked: str, call: re.Match[str]) -> list[ast.expr]:
    """The arguments of a call that begins at a place of a text; it ends at the first bracket that makes it one."""
    end = call.end()
    while True:
        end = marked.index(")", end) + 1
        try:
            parsed = ast.parse(marked[call.start() : end], mode="eval").body
        except SyntaxError:
            continue
        assert isinstance(parsed, ast.Call)
        return parsed.args


def _message(shape: tuple[str, ...], arguments: list[ast.expr]) -> Iterator[Message]:
    """Nothing where the string is computed: whoever computes it marks it where it stands."""
    given = dict(zip(shape, arguments, strict=False))
    words = {
        name: value.value
        for name, value in given.items()
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    }
    if "msgid" in words:
        yield Message(words["msgid"], words.get("plural", ""), words.get("context", ""))


def catalogue(path: Path, said: Iterable[Message], language: str) -> polib.POFile:
    """The catalogue of a language: today's strings, with what is translated already."""
    kept = {}
    if path.exists():
        kept = {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path))}
    # Wide enough that no line is ever broken: a string that grows by a word must not look like another paragraph.
    book = polib.POFile(wrapwidth=0)
    book.metadata = HEAD | {"Language": language}
    for message in said:
        old = kept.get(message.key)
        entry = polib.POEntry(msgctxt=message.context or None, msgid=message.msgid)
        entry.occurrences = [(name, "") for name in message.files]
        entry.tcomment = old.tcomment if old else ""
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = {0: (old.msgstr_plural.get(0) or old.msgstr) if old else ""}
        else:
            entry.msgstr = (old.msgstr or old.msgstr_plural.get(0, "")) if old else ""
        book.append(entry)
    return book


def compiled(book: polib.POFile) -> bytes:
    """The catalogue as gettext reads it while the register runs."""
    return bytes(book.to_binary())


def main(only_compile: bool) -> None:
    said = [] if only_compile else messages()
    for language in LANGUAGES:
        path = CATALOGUES / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        if said:
            catalogue(path, said, language).save(str(path))
        book = polib.pofile(str(path), wrapwidth=0)
        path.with_suffix(".mo").write_bytes(compiled(book))
        print(f"{language}: {len(book)} strings, {len(book.untranslated_entries())} without a translation")


if __name__ == "__main__":
    main("--compile" in sys.argv[1:])
