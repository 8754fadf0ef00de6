"""The charts of the overview as a template draws them: numbers from `controls.charts`, words beside them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from controls import states
from controls.charts.columns import columns
from controls.charts.lanes import timeline
from controls.charts.scales import YEAR, DayScale
from controls.charts.steps import steps
from controls.filters.questions import Question
from controls.models.clause_states import Standing
from controls.models.overview_lists import ListGrowth, growth, notices_by_month
from controls.models.overview_measures import Lane, Strip, StripRow, lanes, strip
from controls.models.spoken import Said, titles, wording
from controls.views.addresses import address, on_day
from controls.views.looks import TONES

# Sizes in units of the drawing; the page scales it to its width.
WIDTH = 840
LABELS = 232  # room for the names of lanes
PITCH, THICKNESS, HEAD = 30, 18, 24
GROWTH_HEIGHT, GROWTH_LEFT, GROWTH_RIGHT = 240, 34, 190
YEARS_BACK = 4
AHEAD = timedelta(days=120)  # far enough to show the next formal ends
# How the lines of the lists are told apart without colour: by their dashes too.
STYLES = ("l1", "l2", "l3", "l4", "l5")


def drawn(question: Question) -> dict[str, Any]:
    """All charts of the day, each with its table and the address of its numbers as CSV."""
    day = question.day
    known = lanes(on=day, first=day.replace(year=day.year - YEARS_BACK, month=1, day=1), last=day + AHEAD)
    return {
        "strip": _strip(strip(on=day), question) | _files("strip", day),
        "timeline": _timeline(known, question) | _files("lanes", day),
        "growth": _growth(growth(on=day), day) | _files("growth", day),
        "months": _months(day) | _files("notices", day),
    }


def _files(name: str, day: date) -> dict[str, str]:
    return {"csv_url": on_day(reverse(f"api:overview-{name}-csv"), day)}


def tone_of(badge: str) -> str:
    """The look of an effect or a state; plain where it is in force without an effect for a shipment, or mixed."""
    return TONES.get(badge, "plain")


def _strip(found: Strip, question: Question) -> dict[str, Any]:
    """The rare earths as columns, the measures that touch one of them as rows."""
    badges = {row.standing.badge: row.standing for row in found.rows}
    return {
        "elements": [
            {
                "symbol": each.symbol,
                "number": each.atomic_number,
                "name": wording(each),
                "url": address("controls:element-detail", question=question, symbol=each.symbol),
            }
            for each in found.elements
        ],
        "rows": [_strip_row(row, found, question) for row in found.rows],
        "key": [{"tone": tone_of(badge), "label": standing.label} for badge, standing in badges.items()],
        "in_company": any(row.only_in_items for row in found.rows),
    }


def _strip_row(row: StripRow, found: Strip, question: Question) -> dict[str, Any]:
    return {
        "label": Said(row.measure.label),
        "title": wording(row.measure),
        "url": address("controls:measure-detail", question=question, key=row.measure.key),
        "state": _state(row.standing),
        "cells": [
            {
                "touched": each.symbol in row.symbols,
                "in_company": each.symbol in row.only_in_items,
                "symbol": each.symbol,
            }
            for each in found.elements
        ],
        "count": len(row.symbols),
    }


def _state(standing: Standing) -> dict[str, str]:
    return {"tone": tone_of(standing.badge), "label": standing.label}


def _timeline(found: Sequence[Lane], question: Question) -> dict[str, Any]:
    """Controls cut at each change of state; the day asked about is marked."""
    if not found:
        return {"lanes": [], "rows": []}
    first = question.day.replace(year=question.day.year - YEARS_BACK, month=1, day=1)
    scale = DayScale(first, question.day + AHEAD, LABELS, WIDTH - LABELS)
    rows = [(lane.key, lane.periods) for lane in found]
    picture = timeline(rows, scale=scale, top=HEAD, pitch=PITCH, thickness=THICKNESS, unit=YEAR, marked=question.day)
    labels = {(stretch.badge): stretch.label for lane in found for stretch in lane.stretches}
    shown = {bar.state for lane in picture.lanes for bar in lane.bars}
    return {
        "width": picture.width,
        "height": picture.height,
        "ticks": picture.ticks,
        "mark": picture.mark,
        "head": HEAD,
        "first": scale.first,
        "last": scale.last,
        "lanes": [
            {
                "label": Said(lane.label),
                "url": address("controls:measure-detail", question=question, key=lane.measure.key),
                "middle": drawing.middle,
                "y": drawing.y,
                "height": drawing.height,
                "bars": [{"x": bar.x, "width": bar.width, "tone": tone_of(bar.state)} for bar in drawing.bars],
            }
            for lane, drawing in zip(found, picture.lanes, strict=True)
        ],
        "rows": [_table_row(lane, question) for lane in found],
        "key": [{"tone": tone_of(badge), "label": labels[badge]} for badge in labels if badge in shown],
    }


def _table_row(lane: Lane, question: Question) -> dict[str, Any]:
    return {
        "label": Said(lane.label),
        "title": wording(lane.measure),
        "url": address("controls:measure-detail", question=question, key=lane.measure.key),
        "stretches": [
            {"label": each.label, "tone": tone_of(each.badge), "first": each.first, "last": each.last}
            for each in lane.stretches
        ],
    }


def _growth(found: Sequence[ListGrowth], day: date) -> dict[str, Any]:
    """Names in force by list as solid lines, all ever named as dotted ones."""
    listed = [each for each in found if each.points]
    if not listed:
        return {"lines": [], "tables": []}
    first = min(each.points[0].on for each in listed)
    last = max(day, first + timedelta(days=30))
    scale = DayScale(first, last, GROWTH_LEFT, WIDTH - GROWTH_LEFT - GROWTH_RIGHT)
    series = [(wording(each), each.series(states.IN_FORCE)) for each in listed]
    series += [(wording(each), each.series("named")) for each in listed]
    picture = steps(series, scale=scale, top=12, height=GROWTH_HEIGHT - 12, unit=scale.fitting_unit(at_most=5))
    solid, dotted = picture.lines[: len(listed)], picture.lines[len(listed) :]
    labels = _apart([(line.label, line.last_value, line.end[1]) for line in solid if line.end])
    return {
        "width": WIDTH,
        "height": max([GROWTH_HEIGHT + 30, *(each["y"] + 6 for each in labels)]),  # many lists at nought stand in a row
        "foot": picture.foot,
        "left": GROWTH_LEFT,
        "right": scale.right,
        "ticks": picture.ticks,
        "levels": picture.levels,
        "first": first,
        "lines": [
            {"style": STYLES[place % len(STYLES)], "label": line.label, "points": line.points, "value": line.last_value,
             "end": line.end, "dotted": dots.points, "named": dots.last_value}
            for place, (line, dots) in enumerate(zip(solid, dotted, strict=True))
        ],
        "labels": labels,
        "tables": [titles(each) | {"points": each.points} for each in listed],
        "states": states.CODES,
    }  # fmt: skip


def _apart(labels: Sequence[tuple[str, int, float]], *, least: float = 15) -> list[dict[str, Any]]:
    """Names at the ends of lines, moved down as far as they would stand in each other."""
    rows: list[dict[str, Any]] = []
    for label, value, y in sorted(labels, key=lambda each: each[2]):
        at = max(y, rows[-1]["y"] + least) if rows else y
        rows.append({"label": label, "value": value, "y": round(at, 1)})
    return rows


def _months(day: date) -> dict[str, Any]:
    """Notices in each of the last months, and how many of them put names on a list."""
    found = notices_by_month(on=day)[-24:]
    if not found:
        return {"columns": [], "rows": []}
    picture = columns([(each.month, each.notices) for each in found], left=34, width=WIDTH - 40, top=14, height=120)
    return {
        "width": WIDTH,
        "height": picture.foot + 30,
        "foot": picture.foot,
        "left": 34,
        "right": WIDTH - 6,
        "levels": picture.levels,
        "columns": picture.columns,
        "rows": found,
        "most": max(each.notices for each in found),
        "title": _("Notices published in each month"),
    }
