"""A page as a PDF: the same address with `print=pdf` gives what the page says, set for A4."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.utils.translation import gettext as _

from controls import printing
from controls.filters.fields import BadInput
from controls.filters.questions import Question
from controls.views.addresses import lasting
from controls.views.asking import PageRequest

KINDS = ("pdf",)


def printable(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a page be asked for as a PDF. Whatever is no whole page (a refusal, a redirect) is answered as it is."""

    @wraps(view)
    def answer(request: PageRequest, **parts: Any) -> HttpResponseBase:
        kind = request.GET.get("print", "")
        if kind and kind not in KINDS:
            raise BadInput({"print": [_("Known: %(kinds)s.") % {"kinds": ", ".join(KINDS)}]})
        response = view(request, **parts)
        if not kind or response.status_code != 200 or not isinstance(response, HttpResponse):
            return response
        return _printed(request, response)

    return answer


def _printed(request: PageRequest, response: HttpResponse) -> HttpResponse:
    address = request.build_absolute_uri(_lasting(request))
    content = printing.pdf_of(response.content.decode(), address=address)
    printed = HttpResponse(content, content_type="application/pdf")
    name = slugify(request.path.replace("/", " ")) or "register"
    printed["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    if response.has_header("Cache-Control"):
        printed["Cache-Control"] = response["Cache-Control"]
    return printed


def _lasting(request: PageRequest) -> str:
    """The page's own address without `print`, on its day and at its revision where it has them."""
    query = request.GET.copy()
    question: Question | None = getattr(request, "question", None)
    for name in ("print", *(("as_of", "revision") if question is not None else ())):
        query.pop(name, None)
    path = f"{request.path}?{query.urlencode()}" if query else request.path
    return lasting(path, question) if question is not None else path
