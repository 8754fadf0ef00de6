"""404 for a key that no fact has: the answer names keys that look like it."""

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from controls.models import lookup


def unknown(rows: QuerySet, key: str, *, words: str) -> Http404:
    """The error to raise. `words` are a sentence with a place for the key, in the caller's language."""
    said, near = words % {"key": lookup.said(key)}, lookup.near(rows, key, most=3)
    return Http404(" ".join([said, _("Near it: %(keys)s.") % {"keys": ", ".join(near)}]) if near else said)
