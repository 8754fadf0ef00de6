"""Who belongs to an address and a password."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class AddressBackend(ModelBackend):
    """By the address of the account itself, never by one that still waits to be proved.

    An account that does not exist costs a hash as well, and one that is not active gets the same answer as a wrong
    password.
    """

    def authenticate(  # type: ignore[override]  # an address is all that names an account here
        self, request: HttpRequest | None, email: str | None = None, password: str | None = None, **_more: Any
    ) -> AbstractBaseUser | None:
        return super().authenticate(request, username=email, password=password)
