"""The act on listings as a browser sends it: selection, form, preview, confirmation."""

import re
from typing import Any

from django.test import Client

from controls.models import Listing
from tests.controls.desk import url
from tests.factories import make_source

ACT = "/admin/controls/listing/act/"


LIST = url(Listing, "changelist")


Form = dict[str, Any]


def choose(desk: Client, listings: list[Listing], **more: Any) -> Any:
    form = {"action": "act", "_selected_action": [listing.pk for listing in listings]}
    return desk.post(LIST, form, **more)


def act(listings: list[Listing], **typed: Any) -> Form:
    form = {
        "listing": [listing.key for listing in listings],
        "kind": "suspended",
        "announced_on": "2026-11-10",
        "effective_from": "2026-11-12",
        "until": "2027-11-10",
        "until_inclusive": "on",
        "wording_zh": "暂停实施",
        "sources": [make_source().pk],
        "evidence_grade": "two_reports",
        "note": "",
    }
    return form | typed


def hidden(page: Any) -> Form:
    """What the preview's own form would send: its hidden fields, exactly as rendered."""
    form: Form = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()):
        form.setdefault(name, []).append(value)
    form.pop("csrfmiddlewaretoken", None)
    return form


def confirm(desk: Client, page: Any, **changed: Any) -> Any:
    return desk.post(ACT, hidden(page) | {"confirm": "1"} | changed, follow=True)
