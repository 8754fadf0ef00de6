"""The change log, and the base class of every model that must leave a trace in it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, ClassVar, NoReturn, Self, cast

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _


class UntrackedWrite(TypeError):
    """A tracked row was about to change without an entry in the change log."""


class TrackedQuerySet(models.QuerySet):
    """Reading is free; bulk writing is refused, because it would bypass the change log."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise UntrackedWrite(f"Write {self.model.__name__} rows through controls.services.")

    bulk_create = bulk_update = update = update_or_create = delete = _refuse

    def whole(self) -> Self:
        """Rows with all that `snapshot()` reads, in a fixed number of queries, in the order of their keys.

        That order is the same on every machine, whatever language its database sorts by.
        """
        model = cast(type[TrackedModel], self.model)
        meta = model._meta
        facts = [field.name for field in meta.concrete_fields if field.is_relation]
        below: Any = {name: meta.get_field(name) for name in model.below}
        inside = [
            f"{name}__{field.name}"
            for name, relation in below.items()
            for field in (*relation.related_model._meta.concrete_fields, *relation.related_model._meta.many_to_many)
            if field.is_relation and field != relation.field
        ]
        joined = [field.name for field in meta.many_to_many]
        return self.select_related(*facts).prefetch_related(*joined, *below, *inside).order_by(Collate("key", "C"))

    def detach(self) -> None:
        """Take rows out of the record of the fact that they belong to. Services only; the fact's own log keeps them."""
        models.QuerySet.delete(self)


class TrackedModel(models.Model):
    """A fact. It has a key that people use, is written by services only, and is ended, never deleted.

    `noun` is the word for it in the change log and in `about`. `below` names the rows below a fact (its names, its
    copies): they belong to the fact's own snapshot, under that name, and leave no entries of their own.
    """

    noun: ClassVar[str]
    below: ClassVar[tuple[str, ...]] = ()
    key: Any

    objects = TrackedQuerySet.as_manager()

    class Meta:
        abstract = True
        # Django itself writes by the base manager: notice.listings.add() would otherwise get around the refusals.
        base_manager_name = "objects"

    def save(self, *args: Any, tracked: bool = False, **kwargs: Any) -> None:
        if not tracked:
            raise UntrackedWrite(f"Save {type(self).__name__} through controls.services.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise UntrackedWrite(f"{type(self).__name__} rows are ended, never deleted.")

    def snapshot(self) -> dict[str, Any]:
        """The row's own columns as plain JSON values; other facts by their keys, so that a log outlives row numbers."""
        return {field.name: self._plain(field) for field in self._meta.concrete_fields if not field.primary_key}

    def _plain(self, field: Any) -> Any:
        if field.is_relation:
            related = getattr(self, field.name)
            return related.key if related is not None else None
        value = getattr(self, field.name)
        if value is None or isinstance(value, bool | int | str):
            return value
        if isinstance(value, list | tuple):  # an array of plain words
            return list(value)
        return value.isoformat(timespec="minutes") if isinstance(field, models.TimeField) else value.isoformat()

    def about(self) -> list[str]:
        """The facts that a change of this one concerns, as `noun:key`; itself first."""
        return [f"{self.noun}:{self.key}"]


class ChangeQuerySet(models.QuerySet):
    def about(self, *references: str) -> Self:
        """Changes that concern any of the given `noun:key` references."""
        return self.filter(about__overlap=list(references))

    def revision(self) -> tuple[int, datetime | None]:
        """The register's revision: the id of the newest change, and when it was recorded. (0, None) when empty."""
        return self.order_by("-id").values_list("id", "recorded_at").first() or (0, None)

    def of(self, subject: TrackedModel) -> Self:
        """Changes whose subject is this very fact."""
        return self.filter(subject_type=subject.noun, subject_key=subject.key)


class Change(models.Model):
    """One recorded change to one fact: what it was, what it became, by whose act, on whose word.

    The growing id is the *revision* of the register. Plain text instead of foreign keys to the subject and the actor:
    the log outlives both. `digest` chains each row to the one before it.
    """

    class Action(models.TextChoices):
        ADDED = "added", _("Added")
        AMENDED = "amended", _("Amended")
        SUSPENDED = "suspended", _("Suspended")
        RESUMED = "resumed", _("Resumed")
        STOPPED = "stopped", _("Stopped")
        ENDED = "ended", _("Ended")
        CORRECTED = "corrected", _("Corrected")  # our mistake, not an act of the authority

    class Publication(models.TextChoices):
        FOUR_EYES = "four_eyes", _("by two people: one recorded it, another one published it")
        SINGLE_CURATOR = "single_curator", _("directly: there was only one curator")
        SWITCHED_OFF = "switched_off", _("directly: four eyes were switched off")
        SEED = "seed", _("directly: loaded from the reviewed tables")
        DIRECTLY = "directly", _("directly, by a program")

    recorded_at = models.DateTimeField(help_text=_("When this register learnt of it. Never the legal date."))
    actor = models.CharField(max_length=200, help_text=_("Who recorded it: an e-mail address, or the name of a job."))
    action = models.CharField(max_length=20, choices=Action)
    subject_type = models.CharField(max_length=50)
    subject_key = models.CharField(max_length=200)
    subject_label = models.CharField(max_length=500)
    version = models.PositiveIntegerField(help_text=_("Counts the changes of this one fact from 1."))
    notice = models.ForeignKey("Notice", models.PROTECT, null=True, blank=True, related_name="changes")
    effective_on = models.DateField(null=True, blank=True, help_text=_("The legal date, from the notice."))
    reason = models.TextField(blank=True, help_text=_("Why a correction was made."))
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    about = ArrayField(models.CharField(max_length=260), help_text=_("Every fact concerned, as noun:key."))
    publication = models.CharField(
        max_length=20, choices=Publication, blank=True, help_text=_("Empty: recorded before this was kept.")
    )
    approved_by = models.CharField(max_length=200, blank=True, help_text=_("Who published what the actor proposed."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 over the previous digest and this row."))

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            GinIndex(fields=["about"], name="change_about"),
            models.Index(fields=["action", "-id"], name="change_action"),
            models.Index(fields=["subject_type", "-id"], name="change_subject_type"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_key", "version"], name="change_version_unique_per_subject"
            ),
            models.CheckConstraint(
                condition=Q(before__isnull=False) | Q(after__isnull=False),
                name="change_has_before_or_after",
                violation_error_message=_("A change has a before or an after."),
            ),
            models.CheckConstraint(
                condition=Q(publication="four_eyes") & ~Q(approved_by="") & ~Q(approved_by=F("actor"))
                | ~Q(publication="four_eyes") & Q(approved_by=""),
                name="change_four_eyes_belong_to_two",
                violation_error_message=_("Four eyes belong to two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_label} {self.action} (v{self.version})"

    def digest_after(self, previous: str) -> str:
        """SHA-256 (hex) of the previous row's digest and this row's content, in a canonical JSON form."""
        content = {
            # As the database gives it back, whatever zone the writer tells the time in.
            "recorded_at": self.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": self.actor,
            "action": str(self.action),
            "subject": [self.subject_type, self.subject_key, self.subject_label, self.version],
            "notice": self.notice.key if self.notice else None,
            "effective_on": self.effective_on,
            "reason": self.reason,
            "before": self.before,
            "after": self.after,
            "about": list(self.about),
        }
        if self.publication:  # rows from before this was kept have the digest that they always had
            content |= {"publication": str(self.publication), "approved_by": self.approved_by}
        text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
