"""Everything about one's own account. The names are those by which allauth finds its pages."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as socialaccount
from allauth.usersessions import views as usersessions
from django.urls import path, re_path
from django.views.decorators.cache import never_cache

from controls.accounts import views

urlpatterns = [
    path("", views.overview, name="account_overview"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("not-active/", account.account_inactive, name="account_inactive"),
    path("no-sign-up/", account.signup, name="account_signup"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("e-mail/", account.email, name="account_email"),
    path("e-mail/sent/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^e-mail/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/first/", account.password_set, name="account_set_password"),
    path("password/forgotten/", account.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    path("password/new/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("signed-in/", usersessions.list_usersessions, name="usersessions_list"),
    # ---- second factors
    path("second-factor/", mfa.index, name="mfa_index"),
    path("second-factor/code/", mfa.authenticate, name="mfa_authenticate"),
    path("second-factor/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/recovery/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "second-factor/recovery/codes.txt",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("second-factor/keys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("second-factor/keys/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("second-factor/keys/again/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second-factor/keys/sign-in/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("second-factor/keys/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("second-factor/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    # ---- single sign-on, by OpenID Connect
    path("sso/", views.single_sign_on, name="single_sign_on"),
    path("sso/cancelled/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
    re_path(r"^(?P<provider_id>sso)/callback/$", views.single_sign_on_callback, name="openid_connect_callback"),
]
for pattern in urlpatterns:
    pattern.callback = never_cache(pattern.callback)  # private, and kept by nobody
