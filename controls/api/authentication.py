"""Who is calling: a program with an API key, or a person who is signed in to the pages."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from controls.api.throttling import KeyGuesses
from controls.models import ApiKey, User
from controls.services import access

REALM = "Rare Earth Controls Register"
SECOND_FACTOR_MISSING = _lazy(
    "This installation asks editors and admins for a second factor. Set one up at /account/second-factor/ first; "
    "until then no key of such an account works."
)


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <API key>`. A key opens nothing that its owner could not open just now."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        header = request.headers.get("Authorization", "").strip()
        scheme, _space, text = header.partition(" ")
        # A reverse proxy that asks for a password of its own passes it on as Basic: that is not meant for us.
        if not header or scheme.lower() == "basic":
            return None
        guesses = KeyGuesses(request, text.strip())
        guesses.refuse()
        try:
            api_key = self._found(scheme, text)
        except AuthenticationFailed:
            guesses.wrong()
            raise
        guesses.right()
        if access.lacks_second_factor(user=api_key.user):
            raise PermissionDenied(str(SECOND_FACTOR_MISSING))
        access.note_use(api_key=api_key, at=timezone.now())
        return api_key.user, api_key

    @staticmethod
    def _found(scheme: str, text: str) -> ApiKey:
        """The key that the header names. Raises AuthenticationFailed, with what is wrong with it."""
        if scheme.lower() != "bearer" or not text or len(text.split()) != 1:
            raise AuthenticationFailed(_("Write the header as “Authorization: Bearer <API key>”."))
        if not text.strip().startswith(access.PREFIX):
            raise AuthenticationFailed(_("This is no API key: ours begin with %(prefix)s.") % {"prefix": access.PREFIX})
        api_key = access.find_key(text=text.strip(), at=timezone.now())
        if api_key is None:
            raise AuthenticationFailed(
                _("This API key is not valid: it is mistyped, unknown, expired or revoked. Ask for a new one.")
            )
        return api_key

    def authenticate_header(self, request: Request) -> str:
        """The challenge of a 401, by RFC 6750."""
        challenge = f'Bearer realm="{REALM}"'
        return f'{challenge}, error="invalid_token"' if "Authorization" in request.headers else challenge


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """How the description of the API names the key."""

    target_class = "controls.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API key, as `Authorization: Bearer rec_…`. It is shown once, when it is made.",
        }
