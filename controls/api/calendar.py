"""The calendar over the API: the days of the page and of the file, with the states around them."""

from django.http import HttpResponse
from django.urls import reverse
from rest_framework import serializers
from rest_framework.request import Request

from controls import states
from controls.api import shapes
from controls.api.described import describe
from controls.api.endpoints import Endpoint, page_of, root_of
from controls.api.schemas import UNKNOWN, PagedSerializer, SourceSerializer, day, many, one_of, text, whole
from controls.api.shapes import Shape
from controls.filters.calendar import CalendarFilter
from controls.models.calendar_days import Day, DayKind

ROUTES = {
    "notice": "controls:notice-detail",
    "measure": "controls:measure-detail",
    "edition": "controls:edition-detail",
}
STATES = [(code, code.replace("_", " ")) for code in (*states.CODES, states.MIXED)]
STATUSES = [("confirmed", "on record"), ("tentative", "only announced"), ("cancelled", "no longer on record")]


class NamedSerializer(serializers.Serializer):
    id = text("Key.")
    name = text("How it is called or cited.")


class DaySerializer(serializers.Serializer):
    id = text("Stable name of the day: kind of fact, key, kind of day. A day that moves keeps it.")
    on = day("The day, in Beijing.")
    kind = one_of(DayKind.choices, "What happens.")
    title = text("What happens to what, in words.")
    meaning = text("What the day means, in sentences.")
    about = text("What it concerns.", **UNKNOWN)
    fact = text("The fact that the day belongs to, as kind:key.")
    time = text("Hour in Beijing where one is printed: HH:MM.", **UNKNOWN)
    known_on = day("The day of publication or announcement.")
    jurisdiction = text("Two letters: ISO 3166-1, or EU.", **UNKNOWN)
    before = one_of(STATES, "State on the day before; null when not published, or nothing has a state.", **UNKNOWN)
    state = one_of(STATES, "State on the day.", **UNKNOWN)
    after = one_of(STATES, "State on the day after, by what is on record.", **UNKNOWN)
    lists = many(NamedSerializer(), "The entity lists concerned.")
    measures = many(NamedSerializer(), "The measures concerned.")
    notices = many(NamedSerializer(), "The notices on record.")
    sources = many(SourceSerializer(), "Where an announced end was read.")
    status = one_of(
        STATUSES, "An announced end is tentative; a day that a correction or a later act removed cancelled."
    )
    sequence = whole("Revision of the newest change on which the day rests; SEQUENCE in the file.")
    note = text("What else there is to know.", **UNKNOWN)
    url = serializers.URLField(help_text="The page for readers.")


class CalendarPageSerializer(PagedSerializer):
    results = many(DaySerializer(), "The days of this page.")


class CalendarList(Endpoint):
    @describe(
        "calendar_list",
        tag="Calendar",
        summary="Days that matter, seen from a day",
        text="First days, suspensions with their formal ends, ends that were only announced, stated periods, and days "
        "from which something is to be confirmed, as far as published by the day: those from the day on first to last, "
        "then those before it, last to first. The same days are in `/calendar.ics` for calendar programs.",
        question=CalendarFilter,
        answer=CalendarPageSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, CalendarFilter)
        rows, frame = page_of(request, asked.apply(), asked)
        root = root_of(request)
        return self.answer(asked, frame, results=[shape(row, root=root) for row in rows])


def shape(row: Day, *, root: str) -> Shape:
    return {
        "id": row.id,
        "on": row.on,
        "kind": row.kind,
        "title": row.title,
        "meaning": row.meaning,
        "about": row.about or None,
        "fact": row.fact,
        "time": row.time or None,
        "known_on": row.known_on,
        "jurisdiction": row.jurisdiction or None,
        "before": row.before,
        "state": row.state,
        "after": row.after,
        "lists": [{"id": each.key, "name": each.label} for each in row.lists],
        "measures": [{"id": each.key, "name": each.label} for each in row.measures],
        "notices": [{"id": each.key, "name": each.label} for each in row.notices],
        "sources": [shapes.source(each.key, each.title, each.url, each.kind, each.seen_on) for each in row.sources],
        "status": status(row),
        "sequence": row.revision,
        "note": row.note or None,
        "url": address(row, root=root),
    }


def status(row: Day) -> str:
    if row.cancelled:
        return "cancelled"
    return "tentative" if row.kind == DayKind.ANNOUNCED_END else "confirmed"


def address(row: Day, *, root: str) -> str:
    noun, key, anchor = row.place
    if noun == "change":
        return f"{root}{reverse('controls:change-list')}?about={key}"
    path = root + reverse(ROUTES[noun], kwargs={"key": key})
    return f"{path}#{anchor}" if anchor else path
