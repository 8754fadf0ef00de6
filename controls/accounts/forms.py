"""allauth's forms with our labels, and with every guess of a secret counted."""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context as at_hand
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter as get_factors
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from controls.accounts import guard
from controls.models.signins import SignInTry
from controls.services import signins

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
    "code": _("Code"),
}


class Labelled(forms.Form):
    """A label above each field, in our words; nothing inside a field that goes away as one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name in ("password", "oldpassword"):
                field.help_text = ""


class SignInForm(Labelled, account.LoginForm):
    """The adapter counts the tries."""


class AgainForm(Labelled, account.ReauthenticateForm):
    """The password once more, before something that matters. The adapter counts the tries."""


class ChangePasswordForm(Labelled, account.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        """Whoever finds a browser open does not get to guess here what cannot be guessed at the door."""
        given: str = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, given):
            raise get_adapter().validation_error("enter_current_password")
        return given


class SetPasswordForm(Labelled, account.SetPasswordForm):
    """For an account that came by single sign-on and has none."""


class NewPasswordForm(Labelled, account.ResetPasswordKeyForm):
    """Behind the address in the letter."""


class ResetPasswordForm(Labelled, account.ResetPasswordForm):
    def clean_email(self) -> str:
        """Says the same whether there is an account, and whether a letter goes out."""
        email: str = super().clean_email()
        if not guard.may_write(at_hand.request, email):
            self.users: list[AbstractBaseUser] = []
        # A letter to an address that still waits to be proved would hand the account to whoever reads it.
        self.users = [user for user in self.users if user.get_username() == email.lower()]
        return email


class ChangeAddressForm(Labelled, account.AddEmailForm):
    """The new address is written to; the account changes when it is confirmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class _Counted:
    """A code of a second factor: whoever has the password gets as few guesses at it as at the password.

    One that was right is right once, for all processes together: two who send it at one moment are heard in turn.
    """

    user: Any

    def clean_code(self) -> str:
        sign_in_try = guard.take(at_hand.request, SignInTry.Kind.CODE, self.user.email)
        with signins.one_at_a_time(email=self.user.email):
            code: str = super().clean_code()  # type: ignore[misc]  # allauth's form stands behind
            plain = normalize_user_code(code)
            if not signins.spend_code(sign_in_try=sign_in_try, code=plain, at=timezone.now()):
                raise get_factors().validation_error("incorrect_code")
        return code


class CodeForm(_Counted, Labelled, mfa.AuthenticateForm):
    """The second step of signing in."""


class CodeAgainForm(_Counted, Labelled, mfa.ReauthenticateForm):
    """A code once more, before something that matters."""


class FirstCodeForm(Labelled, totp.ActivateTOTPForm):
    """Proves that the app has the secret, which the page shows: nothing to guess."""


class _Sound:
    """What a key is said to have answered may be anything; allauth lets some of it through to the library beneath."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # allauth's form stands behind
        except (AttributeError, KeyError) as fault:
            raise get_factors().validation_error("incorrect_code") from fault


class PasskeyForm(_Sound, webauthn.LoginWebAuthnForm):
    """Signing in by a passkey alone."""


class KeyForm(_Sound, webauthn.AuthenticateWebAuthnForm):
    """A key as the second step of signing in."""


class KeyAgainForm(_Sound, webauthn.ReauthenticateWebAuthnForm):
    """A key once more, before something that matters."""


class NewKeyForm(webauthn.AddWebAuthnForm):
    """A key that is added."""

    def clean(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = super().clean()
        except (AttributeError, KeyError) as fault:
            raise get_factors().validation_error("incorrect_code") from fault
        return found
