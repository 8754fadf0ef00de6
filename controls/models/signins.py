"""Tries to sign in: what guessing is counted by, for all processes together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SignInTry(models.Model):
    """One try, written down before it is evaluated. A working row: it counts for an hour and is pruned after a day.

    Who was meant and who asked are kept as keyed digests only: what people type into a form by mistake is nobody's.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", _("password")
        CODE = "code", _("code of a second factor")
        RESET = "reset", _("letter to set a new password")

    kind = models.CharField(max_length=10, choices=Kind)
    account = models.CharField(max_length=32, help_text=_("Digest of the e-mail address that was typed."))
    caller = models.CharField(max_length=32, help_text=_("Digest of the network address that asked."))
    device = models.CharField(
        max_length=32, blank=True, help_text=_("A device on which this account signed in before; empty: unknown.")
    )
    at = models.DateTimeField()
    code = models.CharField(
        max_length=32, blank=True, help_text=_("Digest of a code that was right, which is right only once.")
    )
    succeeded = models.BooleanField(default=False, help_text=_("A success is no guess and does not count."))

    class Meta:
        verbose_name = _("try to sign in")
        verbose_name_plural = _("tries to sign in")
        indexes = [
            models.Index(fields=["account", "kind", "at"], name="signin_by_account"),
            models.Index(fields=["caller", "kind", "at"], name="signin_by_caller"),
            models.Index(fields=["at"], name="signin_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
