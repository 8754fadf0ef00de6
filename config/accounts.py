"""How people sign in, as django-allauth is told it. The settings take in everything here written in capitals."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

APPS = [
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
AUTHENTICATION_BACKENDS = ["controls.accounts.backends.AddressBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "controls:home"
PASSWORD_RESET_TIMEOUT = 60 * 60

# ---- Whoever is unknown stays out: accounts are made by those who manage them
ACCOUNT_ADAPTER = "controls.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True
# An address is proved when it is changed; one that an administrator gave needs no proof to sign in.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "controls:home"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# Guessing is counted in the database, by controls.services.signins. What allauth counts, it counts in the memory of
# each process; of that only the limits on letters of confirmation and on passkeys are left.
ACCOUNT_RATE_LIMITS = dict.fromkeys(
    ("login", "login_failed", "reset_password", "reset_password_from_key", "reauthenticate", "change_password")
)
ACCOUNT_FORMS = {
    "login": "controls.accounts.forms.SignInForm",
    "change_password": "controls.accounts.forms.ChangePasswordForm",
    "set_password": "controls.accounts.forms.SetPasswordForm",
    "reset_password": "controls.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "controls.accounts.forms.NewPasswordForm",
    "add_email": "controls.accounts.forms.ChangeAddressForm",
    "reauthenticate": "controls.accounts.forms.AgainForm",
}

# ---- Second factors
MFA_ADAPTER = "controls.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Rare Earth Controls Register"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_FORMS = {
    "authenticate": "controls.accounts.forms.CodeForm",
    "reauthenticate": "controls.accounts.forms.CodeAgainForm",
    "activate_totp": "controls.accounts.forms.FirstCodeForm",
    "add_webauthn": "controls.accounts.forms.NewKeyForm",
    "login_webauthn": "controls.accounts.forms.PasskeyForm",
    "authenticate_webauthn": "controls.accounts.forms.KeyForm",
    "reauthenticate_webauthn": "controls.accounts.forms.KeyAgainForm",
}

# ---- OpenID Connect: an account is known by the address that the provider has proved
SOCIALACCOUNT_ADAPTER = "controls.accounts.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5


def providers_from(*, name: str, issuer: str, client_id: str, secret: str) -> dict[str, Any]:
    """The provider of OpenID Connect, as SOCIALACCOUNT_PROVIDERS wants it; none when no issuer is named."""
    if not issuer:
        return {}
    if not issuer.startswith(("https://", "http://localhost:", "http://127.0.0.1:")):
        raise ImproperlyConfigured("OIDC_ISSUER must be an address that begins with https://.")
    if not client_id or not secret:
        raise ImproperlyConfigured("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    app = {
        "provider_id": "sso",
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": issuer},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def mail_backend(*, host: str, directory: str) -> str:
    """How letters leave: by the operator's server; without one they become files in a directory, or nothing at all."""
    kind = "smtp" if host else "filebased" if directory else "dummy"
    return f"django.core.mail.backends.{kind}.EmailBackend"
