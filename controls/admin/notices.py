"""Authorities and their notices, with official copies and evidence."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from controls.admin.choosing import ChooseSeveral
from controls.admin.facts import FactAdmin
from controls.admin.forms import DeskForm
from controls.admin.searching import containing
from controls.models import Authority, Notice, NoticeCopy, Source
from controls.services import notices
from controls.services.acts import Act


@admin.register(Authority)
class AuthorityAdmin(FactAdmin):
    fields = ["key", "name_en", "name_zh", "name_ja", "jurisdiction", "url"]
    list_display = ["name_en", "name_zh", "jurisdiction", "key"]
    ordering = ["name_en", "pk"]
    search_fields = ["name_en", "name_zh", "name_ja", "key"]

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(notices.register_authority, **form.columns())

    def correct_fact(self, *, fact: Authority, form: Any, formsets: Any, reason: str) -> Act:
        return Act.of(notices.correct_authority, authority=fact, fields=form.columns(), reason=reason)


class NoticeForm(DeskForm):
    defaulted = ("extra_count",)

    copies = forms.ModelMultipleChoiceField(
        Source.objects.order_by("title"),
        required=False,
        label=_("Official copies"),
        widget=ChooseSeveral(NoticeCopy._meta.get_field("source"), admin.site),
        help_text=_("Every official address of this same notice."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["copies"].initial = [copy.source_id for copy in self.instance.copies.all()]

    def clean_extra_count(self) -> int:
        return self.cleaned_data["extra_count"] or 0


@admin.register(Notice)
class NoticeAdmin(FactAdmin):
    """Key, authority, year and number are what a notice is cited by: a wrong one is a different notice."""

    form = NoticeForm
    fixed = ("key", "authority", "year", "number")
    fields = [
        "key", "authority", "year", "number", "label", "title_en", "title_zh", "title_zh_inferred",
        "published_on", "effective_from", "effective_time", "legal_basis", "summary", "measures",
        "entity_list", "stated_count", "extra_count", "country_scope",
        "copies", "sources", "evidence_grade", "evidence_note", "note",
    ]  # fmt: skip
    autocomplete_fields = ["authority", "entity_list", "sources"]
    list_display = ["label", "title_en", "published_on", "effective_from", "entity_list", "evidence_grade"]
    list_filter = ["authority", "entity_list", "evidence_grade", "year"]
    list_select_related = ["entity_list"]
    ordering = ["-published_on", "-pk"]
    search_fields = ["label", "title_en", "title_zh", "key"]

    def search(self, queryset: QuerySet, text: str) -> QuerySet:
        """Notices by title, number or key; each word must be found, in any order."""
        for word in text.split():
            queryset = containing(queryset, word, columns=self.search_fields)
        return queryset

    def add_fact(self, *, form: Any, formsets: Any) -> Act:
        return Act.of(
            notices.register,
            **form.columns(),
            copies=list(form.cleaned_data["copies"]),
            evidence=list(form.cleaned_data["sources"]),
        )

    def correct_fact(self, *, fact: Notice, form: Any, formsets: Any, reason: str) -> Act:
        return Act.of(
            notices.correct,
            notice=fact,
            fields=form.columns(),
            copies=list(form.cleaned_data["copies"]),
            evidence=list(form.cleaned_data["sources"]),
            reason=reason,
        )
