"""Lists in pages: numbers, neighbours, and a page that does not exist."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from controls.filters.fields import BadInput
from controls.filters.questions import PagedQuestion
from controls.views.addresses import SameQuestion


class CountedPaginator(Paginator):
    """A paginator that is told the count, because the facets have counted already."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count  # replaces the cached property that would ask again


def page_of(rows: Any, question: PagedQuestion, *, count: int | None = None) -> Page:
    """The page asked for. Raises BadInput for one beyond the last."""
    size = question.cleaned_data["page_size"]
    paginator = Paginator(rows, size) if count is None else CountedPaginator(rows, size, count=count)
    number = question.cleaned_data["page"]
    if number > paginator.num_pages:
        raise BadInput({"page": [_("There are %(pages)s pages.") % {"pages": paginator.num_pages}]})
    return paginator.page(number)


def page_links(page: Page, same: SameQuestion) -> dict[str, Any]:
    """Neighbouring and numbered pages as addresses, with gaps as None."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)

    def at(number: int) -> str:
        return same.changed(page=number if number > 1 else None)

    return {
        "pages": [
            {"number": n, "url": at(n), "current": n == page.number} if isinstance(n, int) else None for n in numbers
        ],
        "next_url": at(page.next_page_number()) if page.has_next() else "",
        "previous_url": at(page.previous_page_number()) if page.has_previous() else "",
    }
