"""Words for codes, in the reader's language: what stands on a badge, and why a listing is in its state."""

from datetime import date
from functools import lru_cache

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, to_locale
from django.utils.translation import gettext_lazy as _

from controls import states
from controls.models.lists import Effect


def language_tag(code: str) -> str:
    """A language of ours as HTML and HTTP write it: zh-hans is zh-Hans, en-gb is en-GB."""
    return to_locale(code).replace("_", "-")


@lru_cache(maxsize=4000)
def _written_day(day: date, language: str) -> str:
    return date_format(day)


def written_day(day: date) -> str:
    """A day as readers write it. Rows repeat the same few days, so each is written once per language."""
    return _written_day(day, get_language() or "")


class ListingState(models.TextChoices):
    """What a listing can be on a day; computed, never stored."""

    SCHEDULED = states.SCHEDULED, _("Scheduled")
    IN_FORCE = states.IN_FORCE, _("In force")
    SUSPENDED = states.SUSPENDED, _("Suspended")
    TO_BE_CONFIRMED = states.TO_BE_CONFIRMED, _("To be confirmed")
    STOPPED = states.STOPPED, _("Measure stopped")
    ENDED = states.ENDED, _("Ended")


# A badge says the effect while a listing binds, and its state otherwise.
BADGE_LABELS = {**dict(Effect.choices), **{s.value: s.label for s in ListingState if s != ListingState.IN_FORCE}}


def badge_of(*, state_code: str, effect: str) -> str:
    """The code on the badge: the effect while in force, the state otherwise."""
    return effect if state_code == states.IN_FORCE else state_code


def state_note(state: states.State) -> str:
    """The sentence that explains a state, translated, its dates written out. Empty when there is nothing to add."""
    if not state.note:
        return ""
    words = {
        name: written_day(value) if isinstance(value, date) else value for name, value in state.note_params.items()
    }
    return gettext(state.note) % words
