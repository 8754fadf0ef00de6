"""The calendar as a file that calendar programs subscribe to: iCalendar by RFC 5545.

Everything in it comes from the register and its change log and nothing from the clock, so that the same question at
the same revision is answered with the same bytes.
"""

import hashlib
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

import icalendar
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from controls.filters.calendar import CalendarFilter
from controls.filters.fields import BadInput
from controls.models.calendar_days import Day, DayKind, state_label
from controls.views.asking import PageRequest
from controls.views.frame import page
from controls.views.summaries import revision_of

PROGRAM = "-//Rare Earth Controls Register//Calendar//EN"
# How often a subscriber should ask again. Asking costs little: an unchanged register answers 304.
REFRESH = timedelta(hours=6)
ROUTES = {
    "notice": "controls:notice-detail",
    "measure": "controls:measure-detail",
    "edition": "controls:edition-detail",
}
# For facts that were never logged; none of them can be in a calendar.
BEGINNING = datetime(2001, 1, 1, tzinfo=UTC)


@page(CalendarFilter, nav="calendar")
def calendar_file(request: PageRequest, question: CalendarFilter) -> HttpResponse:
    """The days asked for as one file, marked so that a subscriber who has it gets 304. Stricter than a page."""
    question.refuse_unknown(besides=frozenset())
    question.refuse_blank()
    if question.errors:
        raise BadInput({field: [str(each) for each in said] for field, said in question.errors.items()})
    body = as_ical(question.in_order(), request)
    tag = f'W/"{revision_of(request)}-{hashlib.sha256(body).hexdigest()[:16]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="rare-earth-controls.ics"'
    private = settings.SESSION_COOKIE_NAME in request.COOKIES
    response["Cache-Control"] = "private, no-cache" if private else "no-cache"
    response["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=response) or response


def as_ical(days: list[Day], request: HttpRequest) -> bytes:
    """The days as iCalendar, folded and escaped by the library."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PROGRAM)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, _("Rare earth export controls"))
    calendar.add("x-wr-caldesc", _("Days are calendar days in Beijing (UTC+8). Information, not legal advice."))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    calendar.add("url", request.build_absolute_uri(reverse("controls:calendar")))
    for day in days:
        calendar.add_component(event(day, request))
    return calendar.to_ical()


def event(day: Day, request: HttpRequest) -> icalendar.Event:
    """One day as an event: all day, blocking nobody's time, growing in SEQUENCE with the change log."""
    found = icalendar.Event()
    recorded_at = (day.recorded_at or BEGINNING).astimezone(UTC)
    found.add("uid", day.uid)
    found.add("dtstamp", recorded_at)
    found.add("last-modified", recorded_at)
    found.add("sequence", day.revision)
    found.add("dtstart", day.on)
    found.add("dtend", _after(day.on))
    found.add("summary", day.title)
    found.add("description", words_of(day, request))
    found.add("url", address_of(day, request))
    found.add("categories", categories_of(day))
    found.add("status", status_of(day))
    found.add("transp", "TRANSPARENT")
    return found


def words_of(day: Day, request: HttpRequest) -> str:
    """What stands in the body of the event, a statement a line."""
    lines = [day.meaning, day.about, day.note]
    if day.time:
        lines.append(_("From %(time)s Beijing time (UTC+8) on this day.") % {"time": day.time})
    lines += [_("Notice: %(notice)s") % {"notice": notice.label} for notice in day.notices]
    lines += [_("Source: %(source)s") % {"source": source.url or source.title} for source in day.sources]
    lines.append(address_of(day, request))
    return "\n".join(line for line in lines if line)


def address_of(day: Day, request: HttpRequest) -> str:
    """Where the fact is told, with this installation's host."""
    noun, key, anchor = day.place
    if noun == "change":
        return request.build_absolute_uri(f"{reverse('controls:change-list')}?{urlencode({'about': key})}")
    path = reverse(ROUTES[noun], kwargs={"key": key})
    return request.build_absolute_uri(f"{path}#{anchor}" if anchor else path)


def categories_of(day: Day) -> list[str]:
    """By which programs sort and colour: jurisdiction, kind of day, lists, and the state on the day."""
    state = [state_label(day.state)] if day.state is not None else []
    found = [day.jurisdiction, str(DayKind(day.kind).label), *(each.label for each in day.lists), *state]
    return list(dict.fromkeys(each for each in found if each))


def status_of(day: Day) -> str:
    """An end that was only announced is tentative."""
    if day.cancelled:
        return "CANCELLED"
    return "TENTATIVE" if day.kind == DayKind.ANNOUNCED_END else "CONFIRMED"


def _after(day: date) -> date:
    return day + timedelta(days=1)
