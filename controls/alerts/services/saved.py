"""Keep the searches that somebody comes back to: save, rename, forget, note a visit."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from controls.alerts.models import SavedSearch
from controls.models import User

# A person's own; more than that nobody finds again.
MOST = 100


class SavingRefused(Exception):
    """The search cannot be kept like this. `field` is what was wrong; the message is fit for the user."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def keep(*, owner: User, name: str, route: str, query: str, at: datetime) -> SavedSearch:
    """Keep a question under a name. The caller has had it checked by its page's own filter. Raises SavingRefused."""
    _take_turn(owner)
    if SavedSearch.objects.filter(owner=owner).count() >= MOST:
        raise SavingRefused(_("You have %(most)s saved searches. Forget one of them first.") % {"most": MOST})
    search = SavedSearch(owner=owner, name=name.strip(), route=route, query=query, made_at=at)
    _check(search)
    search.save()
    return search


@transaction.atomic
def rename(*, search: SavedSearch, name: str) -> SavedSearch:
    """Call a saved search something else. Raises SavingRefused."""
    _take_turn(search.owner)
    search.name = name.strip()
    _check(search)
    search.save(update_fields=["name"])
    return search


def forget(*, search: SavedSearch) -> None:
    """Delete a saved search, with the subscriptions to it."""
    search.delete()


def visit(*, search: SavedSearch, at: datetime) -> None:
    """Note that the owner looks at the answer: what is recorded later is new to him."""
    SavedSearch.objects.filter(pk=search.pk).update(visited_at=at)


def _take_turn(owner: User) -> None:
    """One act of a person's at a time: neither the most nor a name is passed by two at once."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)


def _check(search: SavedSearch) -> None:
    try:
        search.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise SavingRefused(str(messages[0]), field="name" if field == "__all__" else field) from error
