"""Where an entity stands on a day: one position for each of its listings, the weightiest first."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext as translated

from controls import states
from controls.filters.questions import Question
from controls.models import Listing, Notice, unlisted
from controls.models.labels import BADGE_LABELS, ListingState, badge_of, state_note
from controls.models.spoken import wording
from controls.views.addresses import address, lasting
from controls.views.footnotes import Footnotes
from controls.views.looks import EVIDENCE, TONES, WEIGHT


def positions_of(listings: list[Listing], question: Question, footnotes: Footnotes) -> list[dict[str, Any]]:
    """The listings known on the day, as the page shows them."""
    known = [(listing, listing.state(on=question.day)) for listing in listings]
    shown = [_position(listing, state, question, footnotes) for listing, state in known if state is not None]
    return sorted(shown, key=lambda position: (WEIGHT.index(position["badge"]), position["listed_on"]))


def _position(listing: Listing, state: states.State, question: Question, footnotes: Footnotes) -> dict[str, Any]:
    notice, entity_list = listing.notice, listing.entity_list
    badge = badge_of(state_code=state.code, effect=listing.effect_on(on=question.day))
    level, _short = EVIDENCE[listing.evidence_grade]
    return {
        "key": listing.key,
        "badge": badge,
        "tone": TONES[badge],
        "badge_label": BADGE_LABELS[badge],
        "verified_on": entity_list.verified_on,
        "list_label": wording(entity_list),
        "list_url": address("controls:listing-list", question=question, query={"list": entity_list.key}),
        "state_code": state.code,
        "state_note": state_note(state),
        "since": state.since,
        "until": state.until,
        "days": (question.day - state.since).days + 1 if state.code != states.SCHEDULED else None,
        "listed_on": listing.effective_from,
        "effective_time": listing.effective_time,
        "notice": _of_notice(notice, question),
        "item_number": listing.item_number,
        "of_count": notice.stated_count,
        "legal_basis": notice.legal_basis,
        "shipment_lead": _lead(state),
        "shipment": notice.measures.splitlines(),
        "added": [_ordered_by(added, question) for added in listing.added_measures(on=question.day)],
        "binds": state.code == states.IN_FORCE,
        "name_en": listing.name_en,
        "name_zh": listing.name_zh,
        "address": listing.address,
        "note": listing.note,
        "evidence_level": level,
        "evidence_label": listing.get_evidence_grade_display(),
        "evidence_note": listing.evidence_note,
        "source_numbers": footnotes.numbers(listing),
        "notice_source_numbers": footnotes.numbers(notice),
    }


def _of_notice(notice: Notice, question: Question) -> dict[str, Any]:
    return {
        "label": notice.label,
        "title": wording(notice),
        "url": address("controls:notice-detail", question=question, key=notice.key),
        "published_on": notice.published_on,
    }


def _lead(state: states.State) -> str:
    """What the state means for the measures that the notice orders."""
    return {
        states.SCHEDULED: _("Not yet in force. From its first day the notice orders:"),
        states.IN_FORCE: _("The notice orders:"),
        states.SUSPENDED: _("What the notice orders does not bind now; ordinary licence rules still apply:"),
        states.TO_BE_CONFIRMED: _("Confirm before you ship. The notice orders:"),
        states.STOPPED: _("Ordinary licence rules still apply. The notice had ordered:"),
        states.ENDED: _("Ordinary licence rules still apply. The notice had ordered:"),
    }[state.code]


def _ordered_by(notice: Notice, question: Question) -> dict[str, Any]:
    """What a notice orders, with the way to it."""
    return {
        "label": notice.label,
        "title": wording(notice),
        "url": address("controls:notice-detail", question=question, key=notice.key),
        "measures": notice.measures.splitlines(),
    }


def rules_beyond_lists(country: str, question: Question) -> list[dict[str, Any]]:
    """Clauses that reach parties of a country whom no list names, each with what it is on the day."""
    return [
        {
            "cited_as": rule.cited_as,
            "text": translated(rule.text),
            "url": address("controls:measure-detail", question=question, key=rule.clause.measure.key)
            + f"#{rule.clause.key}",
            "state_code": rule.state.code,
            "state_label": ListingState(rule.state.code).label,
            "tone": TONES.get(rule.state.code, ""),
            "note": state_note(rule.state),
            "binds": rule.state.code == states.IN_FORCE,
        }
        for rule in (unlisted.rules(on=question.day, country=country) if country else [])
    ]


def turning_days(listings: list[Listing], question: Question, path: str) -> list[dict[str, Any]]:
    """The days on which something about the entity changed, each with what it was then; today among them."""
    days, ends = {question.today}, set()
    for listing in listings:
        days |= {listing.notice.published_on - timedelta(days=1), listing.effective_from}
        for event in listing.events.all():
            days.add(event.effective_from)
            if end := event.act().first_day_after:
                ends.add(end)
    # A formal end that a later act had replaced by then changed nothing.
    days |= {end for end in ends if _state_words(listings, end) != _state_words(listings, end - timedelta(days=1))}
    return [
        {
            "on": day,
            "label": _state_words(listings, day),
            "url": path if day == question.today and not question.recorded else lasting(path, question, day=day),
            "current": day == question.day,
            "is_today": day == question.today,
        }
        for day in sorted(days)
    ]


def _state_words(listings: list[Listing], day: date) -> str:
    badges = [
        badge_of(state_code=state.code, effect=listing.effect_on(on=day))
        for listing in listings
        if (state := listing.state(on=day)) is not None
    ]
    ordered = sorted(set(badges), key=WEIGHT.index)
    return ", ".join(str(BADGE_LABELS[badge]).lower() for badge in ordered) or _("not listed")
