"""Who may ask an endpoint: what the table of access says of its route and method, and of the scopes of a key."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from controls import roles
from controls.models import ApiKey, User

LABELS = dict(User.Role.choices)


class ByTheTable(BasePermission):
    """Refuses in words: which role is missing, or which scope of the key. Without a row nobody may."""

    message = ""

    def has_permission(self, request: Request, view: Any) -> bool:
        match = request.resolver_match
        needs = roles.table().get(match.view_name if match else "", {})
        need = needs.get(roles.asked_as(request.method or ""))
        needed = need.role_where(public_reading=settings.PUBLIC_READING) if need else roles.NOBODY
        if needed == "visitor":
            return True
        user = request.user
        if not isinstance(user, User):
            return False  # answered with 401, since nobody has signed in
        self.message = _refusal(user, request.auth, needed, need.scope if need else "")
        return not self.message


def _refusal(user: User, key: Any, needed: str, scope: str) -> str:
    """Why not, in words; empty when nothing stands against it. A key never may more than its owner."""
    if needed == roles.NOBODY:
        return _("Nobody may do this.")
    if not user.may(needed):
        words = _(
            "This needs the role “%(needed)s”; yours is “%(own)s”. Ask who manages the accounts of this register."
        )
        return words % {"needed": LABELS[needed], "own": user.get_role_display()}
    if not isinstance(key, ApiKey):
        return ""
    if not scope or scope not in key.scopes:
        words = _("This needs a key with the scope “%(needed)s”; this key has: %(own)s.")
        return words % {"needed": scope or "–", "own": ", ".join(key.scopes) or "–"}
    if not user.may(roles.SCOPES[scope]):
        words = _("Keys with the scope “%(scope)s” need an owner with the role “%(needed)s”; yours is “%(own)s”.")
        return words % {
            "scope": scope,
            "needed": LABELS[roles.SCOPES[scope]],
            "own": user.get_role_display(),
        }
    return ""
