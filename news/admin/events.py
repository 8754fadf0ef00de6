"""Events at the desk: what was reported, mended by hand, and the articles that tell it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from controls.admin.desk import Desk
from controls.admin.forms import DeskForm
from news.models import NewsEvent
from news.services import events


class LinesField(forms.CharField):
    """Several texts, one on each line: a name may hold a comma."""

    widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value)).splitlines()
        return list(dict.fromkeys(line.strip() for line in typed if line.strip()))


class EventForm(DeskForm):
    """An event as typed. What is no event is refused by the service, in words."""

    class Meta:
        help_texts = {
            "date_text": _("A year, a month or a day: 2026, 2026-02, 2026-02-24."),
            "notice": _("Only when the event is its publication."),
            "about": _("Facts that the report names for certain, one on each line: measure:cn-2025-18."),
            "note": _("Contradictions and other dates, for readers."),
            "articles": _("Numbers of articles."),
        }


@admin.register(NewsEvent)
class NewsEventAdmin(Desk):
    """Every curator may mend events. The reviewed table leaves alone what was changed here."""

    form = EventForm
    fieldsets = [
        (None, {"fields": ["key", "headline", "event_type", "date_text", "precision"]}),
        (_("Where it stands"), {"fields": ["outlet", "url", "second_url"]}),
        (
            _("What it is about"),
            {"fields": ["jurisdictions", "materials", "parties", "announcement", "notice", "about"]},
        ),
        (_("How sure we are"), {"fields": ["confidence", "scope", "figures", "note"]}),
        (_("Articles"), {"fields": ["articles"]}),
    ]
    autocomplete_fields = ["notice"]
    raw_id_fields = ["articles"]
    list_display = ["day", "headline", "event_type", "confidence", "scope", "notice"]
    list_display_links = ["headline"]
    list_filter = ["event_type", "confidence", "scope"]
    list_select_related = ["notice"]
    search_fields = ["key", "headline", "outlet", "announcement", "note"]
    ordering = ["-day", "key"]
    actions = None

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["key"] if obj else []

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, ArrayField):
            return LinesField(
                label=db_field.verbose_name, required=False, help_text=EventForm.Meta.help_texts.get(db_field.name, "")
            )
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: NewsEvent, form: Any, change: bool) -> None:
        typed = form.columns()
        events.mend(event=obj, fields=typed, articles=form.cleaned_data["articles"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: save_model has handed everything to the service."""
