"""What the tests of the curators' desk share: a curator, forms sent as a browser would, and what the page says."""

import re
import time
from html import unescape
from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from controls.models import Change, TrackedModel, User
from controls.services import access, versions

PASSWORD = "a-long-quiet-sentence-7"
EMPTY_ROWS = {
    f"{prefix}-{name}": value
    for prefix in ("names", "identifiers")
    for name, value in {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}.items()
}


def make_user(at: Any, email: str = "ada@example.org", role: str = User.Role.EDITOR) -> User:
    return access.create_user(email=email, password=PASSWORD, at=at, role=role)


def url(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:controls_{model._meta.model_name}_{page}", args=args)


def add(client: Client, model: type[Model], form: dict[str, Any]) -> HttpResponse:
    return client.post(url(model, "add"), form)


def correct(client: Client, fact: TrackedModel, form: dict[str, Any], *, follow: bool = False) -> Any:
    """Send the form of a fact as it stood just now, with `form` typed over it."""
    return client.post(url(type(fact), "change", fact.pk), opened(client, fact) | form, follow=follow)


def opened(client: Client, fact: TrackedModel) -> dict[str, Any]:
    """What a browser would send for the form of a fact if nothing were typed."""
    page = client.get(url(type(fact), "change", fact.pk))
    assert page.status_code == 200
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    return {field.html_name: sent for form in forms for field in form if (sent := _sent(field.value())) is not None}


def _sent(value: Any) -> Any:
    if value is None or value is False:
        return None
    if isinstance(value, list):
        return [getattr(each, "pk", each) for each in value]
    return "on" if value is True else str(value)


def errors(page: HttpResponse) -> str:
    """All the words of a page that refuses."""
    found = re.findall(r'<ul class="errorlist[^>]*>(.*?)</ul>', page.content.decode(), re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", " ".join(found)))


def said(page: HttpResponse) -> str:
    """All the messages of a page."""
    return " ".join(str(message) for message in page.context["messages"])


def changes_of(fact: TrackedModel) -> list[Change]:
    return list(Change.objects.of(fact).order_by("version"))


def version(fact: TrackedModel) -> int:
    return versions.current(subject=fact)


def prove(client: Client) -> Client:
    """The same browser, as after saying the password once more just now."""
    session = client.session
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    return client
