"""The page of a found notice: asked for here, fetched by a worker, and shown with what came of it."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.views.asking import PageRequest
from news import tasks
from news.models import FoundNotice, PageFetch
from news.services import drafts, notice_pages
from news.services.drafts import DraftRefused
from news.services.notice_pages import NotFetched, NoticePage
from news.told import in_words
from news.views.frame import curator, for_curators


def ask_for_page(request: PageRequest, *, key: str, title: str, found: FoundNotice | None) -> HttpResponse:
    """Have the page of a notice fetched, and lead to where one sees how it goes."""
    words = _("No source announced this notice: there is no page to fetch. Paste it.")
    try:
        drafts.refuse_second(notice_key=key, title=title)
        if found is not None:
            fetch = notice_pages.ask(found=found, by=curator(request), at=timezone.now())
            tasks.ring_for_pages()
            return HttpResponseRedirect(reverse("desk:page-detail", args=[fetch.pk]))
    except (DraftRefused, NotFetched) as reason:
        words = in_words(reason)
    context = {"words": words, "found": found, "key": key, "title": title}
    return render(request, "desk/page_detail.html", context, status=400)


@for_curators("GET", "HEAD")
def page_detail(request: PageRequest, pk: int) -> HttpResponse:
    """How far a page is that was asked for; asked again by itself where scripts run, by a link where none do."""
    fetch = PageFetch.objects.select_related("found__source").defer("body").filter(pk=pk).first()
    if fetch is None:
        raise Http404(_("There is no page %(number)s.") % {"number": pk})
    found = fetch.found
    context = {"fetch": fetch, "found": found, "key": found.key, "title": found.title, "words": in_words(fetch.reason)}
    if not request.is_fragment:
        return render(request, "desk/page_detail.html", context)
    response = render(request, "desk/_page.html", context)
    if not fetch.is_open:
        response["HX-Refresh"] = "true"  # what came of it is for the whole page
    return response


def fetched_page(*, number: str, found: FoundNotice | None) -> NoticePage:
    """The page of a notice by its number, as a form sends it. 404 for any other, and for one that did not come."""
    plain = number.isascii() and number.isdigit() and len(number) < 19
    fetch = PageFetch.objects.filter(pk=int(number), found=found).first() if plain and found else None
    page = notice_pages.page_of(fetch=fetch) if fetch else None
    if page is None:
        raise Http404(_("There is no page %(number)s.") % {"number": number[:20]})
    return page
