"""An independent reading of the change log: what was on record at a revision, and what that meant on a day.

Nothing here uses the register's own rules or its views: facts are dictionaries taken from the log, and states are found
by walking through the days one by one.
"""

from datetime import date, timedelta

from controls.models import Change

ONE_DAY = timedelta(days=1)
# What acts make of a clause; None: its own dates count again.
PAUSES = {"suspended": "suspended", "suspension_continued": "suspended", "resumed": None}
PAUSES |= dict.fromkeys(("repealed", "superseded", "expired"), "ended")


def facts_at(revision, *, since=0, base=()):
    """{(noun, key): snapshot} as the log says they stood, in the order in which they were first recorded.

    `base` are the facts at the revision `since`, when they are known already.
    """
    facts = dict(base)
    for change in Change.objects.filter(pk__gt=since, pk__lte=revision).order_by("id"):
        facts[change.subject_type, change.subject_key] = change.after
    return facts


def listing_state(facts, key, day):
    """State of a listing on a day, or None before its notice was published."""
    listing = facts["listing", key]
    if date.fromisoformat(facts["notice", listing["notice"]]["published_on"]) > day:
        return None
    first = date.fromisoformat(listing["effective_from"])
    if day < first:
        return "scheduled"
    acts = [said for (noun, _key), said in facts.items() if noun == "listing-event" and key in said["listings"]]
    words = {"suspended": "suspended", "suspension_continued": "suspended", "resumed": "in_force", "stopped": "stopped"}
    words |= {"removed": "ended"}
    return _walk(acts, words, "announced_on", day) or "in_force"


def clause_state(facts, key, day):
    """State of a clause on a day, or None before its measure was published."""
    clause = facts["clause", key]
    if date.fromisoformat(facts["measure", clause["measure"]]["published_on"]) > day:
        return None
    acts = [said for (noun, _key), said in facts.items() if noun == "suspension" and key in said["clauses"]]
    state = _walk(acts, PAUSES, "published_on", day)
    if state is not None:
        return state
    if clause["effective_from"] is None:
        return "to_be_confirmed"
    if day < date.fromisoformat(clause["effective_from"]):
        return "scheduled"
    over = clause["until"] is not None and date.fromisoformat(clause["until"]) < day
    return "to_be_confirmed" if over or not clause["outcome_known"] else "in_force"


def _walk(acts, words, known_on, day):
    """Live through every day from the first act on, and say what the last day found."""
    state, end = None, None
    if not acts:
        return None
    today = min(date.fromisoformat(act["effective_from"]) for act in acts)
    while today <= day:
        # Several acts may begin on one day: the one published last is the one that counts, then the one recorded last.
        for act in sorted((act for act in acts if act["effective_from"] == str(today)), key=lambda act: act[known_on]):
            state = words[act["kind"]]
            end = _last_day(act) if state == "suspended" else None
        if state == "suspended" and end is not None and today > end:
            state = "to_be_confirmed"
        today += ONE_DAY
    return state


def _last_day(act):
    if act["until"] is None:
        return None
    return date.fromisoformat(act["until"]) - (ONE_DAY if not act["until_inclusive"] else timedelta())
