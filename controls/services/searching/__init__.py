"""Keeping what the search looks through in step with the facts: in the transaction in which a fact is written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice

from django.db import transaction

from controls.models import Change
from controls.models.search import SearchDocument, SearchWord
from controls.services.searching.documents import FORM, Draft, codes_of, drawn, words_of
from controls.services.searching.facts import SEARCHABLE, concerned

_PORTION = 500
_KEY = ("noun", "key")
_COLUMNS = [field.name for field in SearchDocument._meta.concrete_fields if field.name not in ("id", *_KEY)]
# References gathered while many facts are written; None when each is followed at once.
_gathered: ContextVar[set[str] | None] = ContextVar("gathered", default=None)


def follow(*, change: Change) -> None:
    """Draw up anew the documents that a change concerns. Called by `history.record`, in its transaction."""
    found = concerned(change=change)
    waiting = _gathered.get()
    if waiting is None:
        refresh(references=found)
    else:
        waiting |= found


@contextmanager
def gathering() -> Iterator[None]:
    """Write many facts and draw up their documents once, at the end. Use inside the transaction of the facts."""
    token = _gathered.set(set())
    try:
        yield
        waiting = _gathered.get() or set()
    finally:
        _gathered.reset(token)
    refresh(references=waiting)


def refresh(*, references: Iterable[str]) -> None:
    """Draw up anew the documents of these facts, given as noun:key. A fixed number of queries for each noun."""
    by_noun: dict[str, list[str]] = defaultdict(list)
    for reference in sorted(set(references)):
        noun, _colon, key = reference.partition(":")
        if noun in SEARCHABLE:
            by_noun[noun].append(key)
    for noun, keys in by_noun.items():
        for start in range(0, len(keys), _PORTION):
            rows = SEARCHABLE[noun].rows().filter(key__in=keys[start : start + _PORTION])
            keep(drafts=[SEARCHABLE[noun].draft(row=row) for row in rows])


@transaction.atomic
def rebuild(*, tell: Callable[[str], None]) -> int:
    """Throw all documents away and draw them up from the facts. Returns how many there are."""
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()
    for noun, searchable in SEARCHABLE.items():
        rows = iter(searchable.rows().order_by("pk").iterator(chunk_size=_PORTION))
        count = 0
        while portion := list(islice(rows, _PORTION)):
            keep(drafts=[searchable.draft(row=row) for row in portion])
            count += len(portion)
        tell(f"{noun}: {count}")
    return SearchDocument.objects.count()


def is_current() -> bool:
    """Whether the documents were drawn up by this release, and all of them. Two short queries."""
    if SearchDocument.objects.exclude(form=FORM).exists():
        return False
    return SearchDocument.objects.exists() or not Change.objects.filter(subject_type__in=SEARCHABLE).exists()


def keep(*, drafts: Sequence[Draft]) -> None:
    """Write documents, in place of those that their facts had, and the words by which misspelt ones are understood."""
    SearchDocument.objects.bulk_create(
        [SearchDocument(**drawn(draft=draft)) for draft in drafts],
        update_conflicts=True,
        unique_fields=_KEY,
        update_fields=_COLUMNS,
    )
    words = {(word, False) for draft in drafts for word in words_of(draft=draft)}
    words |= {(code, True) for draft in drafts for code in codes_of(draft=draft)}
    # In one order for everybody, so that two who write at once do not wait for each other in a circle.
    SearchWord.objects.bulk_create(
        [SearchWord(text=text, is_code=is_code) for text, is_code in sorted(words)], ignore_conflicts=True
    )
