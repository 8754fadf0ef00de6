"""What doors do about acts that matter most: ask once more who it is, and write to the owner of the account."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _

from controls.models import User


def proved_lately(request: HttpRequest) -> bool:
    """Whether who is signed in has said the password, or a code, once more within the last few minutes."""
    return not is_reauthentication_required(request, app="allauth.account")


def prove(request: HttpRequest, *, back_to: str) -> HttpResponseRedirect:
    """The way to the page that asks once more, and from there to `back_to`.

    What was sent by a form is not kept for then: it may hold a password.
    """
    if request.method == "POST":
        messages.warning(request, _("Nothing was done yet. Prove that it is you, then send it again."))
    way = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return HttpResponseRedirect(f"{way}?{urlencode({'next': back_to})}")


def tell(owner: User, letter: str, *, by: object, about: str = "") -> None:
    """Write to the owner what was done to the account, and by whom if it was somebody else.

    Where the installation sends no letters nothing leaves, and one that cannot be sent holds up nobody.
    """
    other = by.email if isinstance(by, User) and by.pk != owner.pk else ""
    context = {"by": other, "about": about, "account": owner.email}
    get_adapter().send_notification_mail(f"account/email/{letter}", owner, context=context)
