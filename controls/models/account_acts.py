"""What was done to accounts and keys, by whom: written once, never changed."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AccountAct(models.Model):
    """One act on an account: who did what to whom, when, and what it was before and after, without any secret.

    Plain text instead of foreign keys, and addresses as they were then: the record outlives both. The database itself
    says when it was, and refuses to change or take away a row.
    """

    class Kind(models.TextChoices):
        MADE = "made", _("account made")
        ROLE = "role", _("another role")
        DEACTIVATED = "deactivated", _("deactivated")
        ACTIVATED = "activated", _("activated again")
        ADDRESS = "address", _("another e-mail address")
        PASSWORD = "password", _("password set")
        FACTOR_ADDED = "factor_added", _("second factor added")
        FACTOR_REMOVED = "factor_removed", _("second factor removed")
        KEY_MADE = "key_made", _("API key made")
        KEY_REVOKED = "key_revoked", _("API key revoked")

    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    actor = models.EmailField(_("by"), blank=True, help_text=_("Empty: a command on the server."))
    account = models.BigIntegerField(_("number of the account"))
    email = models.EmailField(_("account"), help_text=_("Its address at the time."))
    kind = models.CharField(_("act"), max_length=20, choices=Kind)
    before = models.CharField(_("before"), max_length=300, blank=True)
    after = models.CharField(_("after"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("act on an account")
        verbose_name_plural = _("acts on accounts")
        indexes = [models.Index(fields=["account", "-id"], name="account_act_by_account")]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_kind_display()}"
