"""Which notice or report moved which list, and how long each step took."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from controls.filters.questions import Question
from controls.templatetags.controls_tags import spoken
from controls.views.addresses import SameQuestion, address, on_day
from controls.views.asking import PageRequest
from controls.views.frame import page
from controls.views.pages import page_links, page_of
from news.filters.moves import MoveFilter
from news.models.moves import KINDS, Move


@page(MoveFilter, nav="news")
def move_list(request: PageRequest, question: MoveFilter) -> HttpResponse:
    """Every change of a list announced by the day, the latest first, with its lags."""
    same = SameQuestion(request, question)
    found = page_of(question.apply(), question)
    context = {
        "filters": question,
        "page": found,
        "rows": move_rows(found.object_list, question),
        "choices": question.choices(),
        "permalink": on_day(same.changed(as_of=None), question.day),
        "json_url": on_day(same.changed(reverse("news_api:move-list"), as_of=None), question.day),
        **page_links(found, same),
    }
    return render(request, "news/move_list.html", context)


def move_rows(moved: Iterable[Move], question: Question) -> list[dict[str, Any]]:
    return [
        {
            "kind_label": KINDS[move.kind],
            "notice": move.notice.label,
            "notice_url": address("controls:notice-detail", question=question, key=move.notice.key),
            "list_label": spoken(move.entity_list),
            "list_url": address("controls:listing-list", question=question, query={"list": move.entity_list.key}),
            "names": move.names,
            "announced_on": move.announced_on,
            "effective_from": move.effective_from,
            "until": move.until,
            "to_effect": in_days(move.days_to_effect),
            "event": move.event,
            "event_url": address("news:event-detail", question=question, key=move.event.key) if move.event else "",
            "to_event": in_days(move.days_to_event),
            "article": move.article,
            "to_article": in_days(move.days_to_article),
            "recorded_on": move.recorded_on,
            "to_record": in_days(move.days_to_record),
        }
        for move in moved
    ]


def in_days(days: int | None) -> str:
    """A lag in words: the same day, days after, days before, or unknown."""
    if days is None:
        return _("unknown")
    if days == 0:
        return _("the same day")
    words = (
        ngettext("%(days)d day later", "%(days)d days later", days)
        if days > 0
        else ngettext("%(days)d day earlier", "%(days)d days earlier", -days)
    )
    return words % {"days": abs(days)}
