"""Suggested mentions at the desk: a person says whether an article is about the fact that it seems to name."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext

from controls.admin.desk import Desk
from news.models import Mention, Standing
from news.services import mentions

EVERY = "every"


class SuggestedFilter(SimpleListFilter):
    """What waits for a person, unless something else is asked for."""

    title = gettext_lazy("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [*Standing.choices, (EVERY, gettext_lazy("all of them"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: str(value)})
            chosen = (self.value() or Standing.SUGGESTED) == value
            yield {"selected": chosen, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value() or Standing.SUGGESTED
        return queryset if chosen == EVERY else queryset.filter(standing=chosen)


@admin.register(Mention)
class MentionAdmin(Desk):
    """What a machine found and only a person may believe. Who confirmed or rejected by mistake decides again."""

    actions = ["confirm", "reject"]
    list_display = ["reference", "quoted", "shown", "likeness", "method", "standing", "decided_by"]
    list_filter = [SuggestedFilter, "method"]
    fact_columns = ["quoted", "shown"]
    list_select_related = ["article__source"]
    search_fields = ["reference", "words"]
    ordering = ["-pk"]
    readonly_fields = [
        "reference", "quoted", "shown", "likeness", "method", "standing", "found_at", "decided_by", "decided_at",
    ]  # fmt: skip
    fields = [*readonly_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Mentions are decided in their list; on their page there is nothing to type."""
        return obj is None and super().has_change_permission(request)

    @admin.display(description=gettext_lazy("words"))
    def quoted(self, mention: Mention) -> SafeString:
        return format_html('<span lang="{}">{}</span>', mention.article.language, mention.words)

    @admin.display(description=gettext_lazy("article"))
    def shown(self, mention: Mention) -> SafeString:
        article = mention.article
        words = format_html('<span lang="{}">{}</span>', article.language, str(article))
        return format_html("{} ({}, {})", words, article.source.name, article.day)

    @admin.action(description=gettext_lazy("Confirm: the article is about the fact"))
    def confirm(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, mentions.confirm)

    @admin.action(description=gettext_lazy("Reject: the article is not about it"))
    def reject(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._decide(request, queryset, mentions.reject)

    def _decide(self, request: HttpRequest, queryset: QuerySet, act: Callable[..., Mention]) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied
        count = 0
        for mention in queryset:
            act(mention=mention, by=request.user.get_username(), at=timezone.now())
            count += 1
        words = ngettext("Decided: %(count)s mention.", "Decided: %(count)s mentions.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)
