"""Sources at the desk: how they are asked and how they answered; asking now, switching on and off."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from controls.admin.desk import Desk
from controls.admin.forms import HOUR_INPUT, DeskForm
from controls.models import User
from news.models import FetchJob, FetchRun, Source
from news.services import jobs, sources
from news.services.troubles import Trouble, troubles

ANSWERS = (
    "state", "on_since", "next_at", "asked_at", "read_at", "new_at", "failures", "empty_runs", "trouble_since",
    "gone_at", "moved_to",
)  # fmt: skip


class SourceForm(DeskForm):
    """How a source is asked. What cannot be asked like that is refused at its field."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not {"zone", "parser", "enabled", "url", "hosts"} - cleaned.keys():
            for name, words in sources.faults(
                zone=cleaned["zone"],
                parser=cleaned["parser"],
                enabled=cleaned["enabled"],
                url=cleaned["url"],
                hosts=cleaned["hosts"],
            ).items():
                self.add_error(name, words)
        return cleaned


@admin.register(Source)
class NewsSourceAdmin(Desk):
    """Every curator sees how sources answer, and may ask one now or stop asking it; managers say how it is asked."""

    form = SourceForm
    fieldsets = [
        (None, {"fields": ["key", "name", "tier", "authority", "rank", "languages", "announces_notices", "publishes"]}),
        (_("How it is asked"), {"fields": ["url", "hosts", "form", "form_type", "accept", "parser", "zone"]}),
        (
            _("When"),
            {"fields": ["enabled", "off_reason", "rhythm", "jitter", "quiet_from", "quiet_to", "quiet_rhythm"]},
        ),
        (_("Manners and care"), {"fields": ["gap", "fewest_items", "still_days"]}),
        (_("Terms"), {"fields": ["licence", "terms", "robots_note", "known_failures", "evidence"]}),
        (_("How it answered"), {"fields": [*ANSWERS, "history"]}),
    ]
    readonly_fields = [*ANSWERS, "history"]
    list_display = ["name", "state", "rhythm", "quiet_hours", "next_at", "read_at", "new_at", "failures", "history"]
    list_filter = ["enabled", "tier", "licence"]
    search_fields = ["key", "name", "url"]
    ordering = ["rank", "key"]
    actions = ["ask_now", "switch_off", "switch_on"]

    def _manages(self, request: HttpRequest) -> bool:
        return self.may_work(request) and isinstance(request.user, User) and request.user.may("admin")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._manages(request)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("quiet_from", "quiet_to"):
            kwargs["widget"] = HOUR_INPUT
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description=_("state"))
    def state(self, source: Source) -> str:
        if source.ended_at:
            return str(_("ended: %(reason)s") % {"reason": source.trouble})
        if not source.enabled:
            return str(_("not asked: %(reason)s") % {"reason": source.off_reason})
        if wrong := troubles(source=source, at=timezone.now()):
            reason = source.trouble if Trouble.FAILING in wrong else _("not read for too long")
            return str(_("in trouble: %(reason)s") % {"reason": reason})
        return str(_("answers") if source.read_at else _("not asked yet"))

    @admin.display(description=_("quiet hours"))
    def quiet_hours(self, source: Source) -> str:
        if source.quiet_from is None:
            return "–"
        return f"{source.quiet_from:%H:%M}–{source.quiet_to:%H:%M} {source.zone}"

    @admin.display(description=_("runs"))
    def history(self, source: Source) -> SafeString | str:
        if source.pk is None:
            return "–"
        address = f"{reverse('admin:news_fetchrun_changelist')}?source__id__exact={source.pk}"
        return format_html('<a href="{}">{}</a>', address, _("runs"))

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        if change:
            sources.amend(source=obj, fields=form.columns(), at=timezone.now())
        else:
            obj.pk = sources.register(at=timezone.now(), **form.columns()).pk

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: save_model has handed everything to the service."""

    @admin.action(description=_("Ask now"), permissions=["view"])
    def ask_now(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        by, at = request.user.get_username(), timezone.now()
        made = sum(jobs.ask_now(source=source, by=by, at=at) is not None for source in queryset)
        words = ngettext("%(count)s source is asked soon.", "%(count)s sources are asked soon.", made)
        self.message_user(request, words % {"count": made}, messages.SUCCESS if made else messages.WARNING)
        if made < len(queryset):
            self.message_user(
                request,
                _("Sources that are off or have ended, or that wait already, are left alone."),
                messages.WARNING,
            )

    @admin.action(description=_("Switch off"), permissions=["view"])
    def switch_off(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        """The reason can be written down better on the page of the source."""
        reason = _("Switched off by %(person)s on %(day)s.") % {
            "person": request.user.get_username(),
            "day": timezone.localdate().isoformat(),
        }
        on = [source for source in queryset if source.enabled]
        for source in on:
            sources.switch_off(source=source, reason=str(reason))
        self.message_user(
            request, ngettext("%(count)s source is off.", "%(count)s sources are off.", len(on)) % {"count": len(on)}
        )

    @admin.action(description=_("Switch on"), permissions=["change"])
    def switch_on(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        for source in queryset:
            try:
                sources.switch_on(source=source, at=timezone.now())
            except ValidationError as fault:
                words = f"{source}: {' '.join(fault.messages)}"
                self.message_user(request, words, messages.ERROR)
            else:
                self.message_user(request, _("%(source)s is asked.") % {"source": source}, messages.SUCCESS)


class Record(Desk):
    """What the clock wrote: looked at, never written."""

    list_select_related = ["source"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(FetchRun)
class FetchRunAdmin(Record):
    """Every time that a source was asked."""

    list_display = [
        "started_at", "source", "outcome", "status", "seconds", "items", "added", "changed", "notices", "size",
        "reason",
    ]  # fmt: skip
    list_filter = ["outcome", "source"]
    search_fields = ["number", "source__key"]
    ordering = ["-started_at", "-pk"]


@admin.register(FetchJob)
class FetchJobAdmin(Record):
    """What is due, under way and done."""

    list_display = ["slot", "source", "state", "due_at", "attempts", "asked_by", "last_error", "ended_at"]
    list_filter = ["state", "source"]
    search_fields = ["source__key"]
    ordering = ["-due_at", "-pk"]
