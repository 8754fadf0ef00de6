"""Who may sign in, and the keys that programs use."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from controls import roles


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        """E-mail addresses are compared without regard to case: people type them as they like."""
        return self.get(email__iexact=username)

    def make(self, *, email: str, password: str | None, **fields: Any) -> "User":
        """A user, not yet saved, with a hashed password. Saving is the access service's act."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail address.

    The role says what they may do; `is_staff` and `is_superuser` follow from it and are what the framework asks for.
    """

    class Role(models.TextChoices):
        READER = "reader", _("reader")
        SCREENER = "screener", _("screener")
        APPROVER = "approver", _("approver")
        EDITOR = "editor", _("editor")
        ADMIN = "admin", _("admin")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.READER)
    is_staff = models.BooleanField(_("curator"), default=False, help_text=_("May open the curators' desk."))
    is_active = models.BooleanField(_("active"), default=True, help_text=_("Untick instead of deleting an account."))
    joined_at = models.DateTimeField(_("joined at"))
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True, editable=False)
    last_visit_at = models.DateTimeField(
        _("last visit"), null=True, blank=True, editable=False, help_text=_("The end of the visit before this one.")
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_whatever_the_case",
                violation_error_message=_("There is an account with this e-mail address."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=["editor", "admin"], is_staff=True)
                | ~Q(role__in=["editor", "admin"]) & Q(is_staff=False),
                name="user_curators_are_editors_and_admins",
                violation_error_message=_("Editors and admins are curators, and nobody else is."),
            ),
            models.CheckConstraint(
                condition=Q(role="admin", is_superuser=True) | ~Q(role="admin") & Q(is_superuser=False),
                name="user_admins_may_everything",
                violation_error_message=_("Admins may do everything, and nobody else may."),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def may(self, needed: str) -> bool:
        """Whether this person's role reaches the needed one, a word of `roles.LADDER`."""
        return self.is_active and roles.reaches(self.role, needed)

    def get_session_auth_hash(self) -> str:
        """What a session holds of the account. It ends, on the next request, when the password or the role changes."""
        return self._session_mark(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (self._session_mark(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_mark(self, secret: str | bytes) -> str:
        content = f"{self.role}:{self.password}"
        return salted_hmac("controls.User.session", content, secret=secret, algorithm="sha256").hexdigest()

    def get_short_name(self) -> str:
        return self.name or self.email


def every_scope() -> list[str]:
    return list(roles.SCOPES)


class ApiKey(models.Model):
    """A program's way in. Only a digest is kept; the key itself is shown once, when it is made."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    name = models.CharField(
        _("name"), max_length=100, help_text=_("What uses it, in words that help to find it again.")
    )
    prefix = models.CharField(_("begins with"), max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of the whole key."))
    scopes = ArrayField(
        models.CharField(max_length=10),
        verbose_name=_("scopes"),
        default=every_scope,
        help_text=_("What it may be used for; never more than its owner may."),
    )
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
