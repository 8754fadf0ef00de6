"""Notices: what an authority published, and what came of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from controls.filters.notices import NoticeFilter
from controls.filters.questions import FactQuestion, Question
from controls.models import Authority, EntityList, Listing, Notice, lookup
from controls.models.orders import acts_upon, ordered_by
from controls.models.spoken import Said, titles, wording
from controls.views import ordered
from controls.views.addresses import SameQuestion, address, lasting, on_day
from controls.views.asking import PageRequest
from controls.views.citing import citation
from controls.views.footnotes import Footnotes
from controls.views.frame import page
from controls.views.looks import EVIDENCE, listing_rows
from controls.views.pages import page_links, page_of
from controls.views.printed import printable
from controls.views.summaries import revision_of
from controls.views.unknown import unknown


@page(NoticeFilter, nav="notices")
def notice_list(request: PageRequest, question: NoticeFilter) -> HttpResponse:
    """Every notice published by the day asked about, newest first."""
    same = SameQuestion(request, question)
    found = page_of(question.apply(), question)
    found.object_list = [_row(notice, question) for notice in found.object_list]
    context = {
        "filters": question,
        "page": found,
        "lists": EntityList.objects.order_by("order", "key"),
        "authorities": Authority.objects.order_by("key"),
        "permalink": on_day(same.changed(as_of=None), question.day),
        **page_links(found, same),
    }
    return render(request, "controls/notice_list.html", context)


@printable
@page(FactQuestion, nav="notices")
def notice_detail(request: PageRequest, question: FactQuestion, key: str) -> HttpResponse:
    """One notice with its names, its copies and everything that was later done to them."""
    rows = Notice.objects.select_related("authority", "entity_list").prefetch_related("sources", "copies__source")
    notice = lookup.by_key(rows, key)
    if notice is None:
        return _unknown(request, question, key)
    footnotes = Footnotes()
    listings = notice.listings.all()
    published = Listing.objects.filter(pk__in=listings).published(on=question.day).with_badge(on=question.day)
    context = {
        "notice": notice,
        "published": notice.published_on <= question.day,
        "measures": notice.measures.splitlines(),
        "evidence_level": EVIDENCE[notice.evidence_grade][0],
        "source_numbers": footnotes.numbers(notice),
        "copies": [copy.source for copy in notice.copies.all()],
        "rows": listing_rows(published.order_by("position"), question, revision=revision_of(request)),
        "events": [_event(event, footnotes, question) for event in acts_upon(notice, on=question.day)],
        "orders": ordered.rows(ordered_by(notice, on=question.day), question),
        "list_url": address(
            "controls:listing-list", question=question, query={"list": notice.entity_list.key, "notice": notice.key}
        )
        if notice.entity_list
        else "",
        "changes_url": address("controls:change-list", question=question, query={"about": f"notice:{notice.key}"}),
        "sources": footnotes.listed(),
        "cite": {
            **citation(request, question, name=str(notice)),
            "json_url": lasting(reverse("api:notice-detail", kwargs={"key": notice.key}), question),
        },
    }
    return render(request, "controls/notice_detail.html", context)


def _unknown(request: PageRequest, question: Question, key: str) -> HttpResponse:
    """404 with notices whose keys look like the one asked for."""
    return unknown(
        request, question, rows=Notice.objects.all(), key=key, route="controls:notice-detail",
        reason=_("No notice has the key “%(key)s”.") % {"key": lookup.said(key)},
        label=lambda notice: Said(f"{notice.label}: {notice.title_en}"),
    )  # fmt: skip


def _row(notice: Notice, question: Question) -> dict[str, Any]:
    level, evidence = EVIDENCE[notice.evidence_grade]
    return {
        "url": address("controls:notice-detail", question=question, key=notice.key),
        "label": notice.label,
        **titles(notice),
        "title_zh_inferred": notice.title_zh_inferred,
        "authority": wording(notice.authority),
        "list_label": wording(notice.entity_list) if notice.entity_list else "",
        "published_on": notice.published_on,
        "effective_from": notice.effective_from,
        "stated_count": notice.stated_count,
        "evidence_level": level,
        "evidence_label": evidence,
    }


def _event(event: Any, footnotes: Footnotes, question: Question) -> dict[str, Any]:
    notice = event.notice
    return {
        "kind_label": event.get_kind_display(),
        "notice": notice,
        "notice_url": address("controls:notice-detail", question=question, key=notice.key) if notice else "",
        "announced_on": event.announced_on,
        "effective_from": event.effective_from,
        "until": event.until,
        "wording_zh": event.wording_zh,
        "stated_count": event.stated_count,
        "note": event.note,
        "evidence_label": event.get_evidence_grade_display(),
        "source_numbers": footnotes.numbers(event),
    }
