"""What allauth asks of the project. It decides the steps; who may come in and what is written is decided here."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as at_hand
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.accounts import guard, letters
from controls.models import User
from controls.models.signins import SignInTry
from controls.services import access, account_acts, sealing, signins

logger = logging.getLogger(__name__)
# allauth would write to addresses without an account. The letter is made, which takes its time, and not sent.
UNSENT = {"account/email/unknown_account"}
# What allauth has just done when it writes these letters.
FACTORS = {
    "mfa/email/totp_activated": account_acts.Kind.FACTOR_ADDED,
    "mfa/email/webauthn_added": account_acts.Kind.FACTOR_ADDED,
    "mfa/email/totp_deactivated": account_acts.Kind.FACTOR_REMOVED,
    "mfa/email/webauthn_removed": account_acts.Kind.FACTOR_REMOVED,
}


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; passwords, addresses and accounts are written by the service."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is not active."),
        "email_password_mismatch": gettext_lazy("The e-mail address and the password do not belong together."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "incorrect_code": gettext_lazy("This code is not valid; the next one may be."),
        "invalid_password_reset": gettext_lazy("This address is not valid, or was used before."),
        "duplicate_email": gettext_lazy("This is the address that the account has."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only addresses of this very host: `next` must not lead away."""
        request = at_hand.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """For the list of sessions, which wants an address even where there is none."""
        return guard.caller_of(request) or "0.0.0.0"  # noqa: S104 - nothing listens there

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Each try is counted before it is evaluated, here for signing in and for proving it once more."""
        sign_in_try = guard.take(request, SignInTry.Kind.PASSWORD, credentials["email"])
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            signins.note_success(sign_in_try=sign_in_try)
        return user

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        found = self.authenticate(at_hand.request, email=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Ends every session of the account; allauth keeps the one that asked."""
        assert isinstance(user, User)
        user.password = access.change_user(user=user, fields={}, password=password, by=user).password

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The account has the new address from here on; the old one is told."""
        user, before = email_address.user, email_address.user.email
        try:
            access.change_address(user=user, email=email_address.email)
        except access.AccessRefused:
            words = _("The address could not be changed. Ask those who manage accounts.")
            self.add_message(request, messages.ERROR, message=words)
            return False
        self.add_message(request, messages.SUCCESS, message=_("From now on you sign in with the new address."))
        told = {"from_email": before, "to_email": email_address.email}
        self.send_notification_mail("account/email/email_changed", user, context=told, email=before)
        return True

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **told: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **told)
        assert isinstance(user, User)
        guard.remember(request, response, user)
        return response

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The same words as plain text and as a page."""
        letter = super().render_mail(template_prefix, email, context, headers)
        assert isinstance(letter, EmailMultiAlternatives)
        told = {"subject": letter.subject, "paragraphs": str(letter.body).split("\n\n")}
        letter.attach_alternative(render_to_string("account/email/_letter.html", told), "text/html")
        return letter

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """allauth writes to the owner right after a second factor was added or removed: the moment to record it."""
        kind = FACTORS.get(template_prefix)
        if kind and isinstance(user, User):
            account_acts.note_factor(kind=kind, user=user, what=template_prefix.rpartition("/")[2].partition("_")[0])
        super().send_notification_mail(template_prefix, user, context, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = at_hand.request
        told = {"request": request, "email": email, "host": request.get_host(), "contact": settings.CONTACT}
        letter = self.render_mail(template_prefix, email, told | context)
        if template_prefix not in UNSENT:
            letters.send(letter)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names of keys, how secrets are kept, and who may not do without a second factor."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "This installation asks for a second factor: add another one first."
        ),
        "incorrect_code": gettext_lazy("This code is not valid; the next one may be."),
        "unverified_email": gettext_lazy("Finish or cancel the change of your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        """What codes are made from lies in the database sealed."""
        return sealing.seal(text=text)

    def decrypt(self, encrypted_text: str) -> str:
        """Answers in words, for every page at once, when the installation has another key than it was sealed by."""
        try:
            return sealing.unseal(sealed=encrypted_text)
        except sealing.Unreadable as fault:
            logger.error("The secret of a second factor was sealed by another SECRET_KEY.")
            context = {"contact": settings.CONTACT}
            raise ImmediateHttpResponse(render(at_hand.request, "mfa/unreadable.html", context, status=503)) from fault

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody who must have one."""
        if not access.needs_second_factor(user=authenticator.user):
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Key %(number)s") % {"number": number}


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """People whom the operator's provider knows. Who has no account here gets one only where the settings say so."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse, in words, whoever cannot come in; and whoever would tie a second identity to an account."""
        if sociallogin.state.get("process") == "connect":
            raise ImmediateHttpResponse(self._refused(request, reason="tied"))
        if sociallogin.is_existing:
            return
        if not self._proved(sociallogin):
            raise ImmediateHttpResponse(self._refused(request, reason="unproved"))
        if settings.OIDC_NEW_PEOPLE != "reader":
            raise ImmediateHttpResponse(self._refused(request, reason="unknown"))

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The account with the address, if the provider says that it was proved: `true`, and nothing like it."""
        for email in self._proved(sociallogin):
            user = User.objects.filter(email__iexact=email).first()
            if user is not None:
                return user, email
        return None

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return settings.OIDC_NEW_PEOPLE == "reader"

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """A new reader, without a password."""
        name = str(sociallogin.account.extra_data.get("userinfo", {}).get("name") or "")
        user = access.create_known_elsewhere(email=self._proved(sociallogin)[0], name=name, at=timezone.now())
        sociallogin.connect(request, user)
        return user

    @staticmethod
    def _proved(sociallogin: SocialLogin) -> list[str]:
        return [each.email.lower() for each in sociallogin.email_addresses if each.verified is True]

    @staticmethod
    def _refused(request: HttpRequest, *, reason: str) -> HttpResponse:
        told = {"reason": reason, "provider": settings.OIDC_NAME, "contact": settings.CONTACT}
        return render(request, "socialaccount/refused.html", told, status=403)
