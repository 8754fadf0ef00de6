"""Stories at the desk: suggested pairs are joined or dismissed, and what people joined is looked at."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.admin.columns import column
from controls.admin.desk import Desk
from news.admin.articles import ReadOnlyRows
from news.models import Article, Story, StoryPair
from news.services import stories
from news.services.stories import StoryRefused

NUMBER = column("pk", gettext_lazy("Number"))


@admin.register(StoryPair)
class StoryPairAdmin(Desk):
    """Suggestions that two articles tell one story, for a person to join or to dismiss."""

    actions = ["join", "dismiss"]
    list_display = [NUMBER, "one", "other", "likeness", "reason", "standing", "made_at"]
    list_filter = ["standing", "reason"]
    fact_columns = ["one", "other"]
    list_select_related = ["earlier__source", "later__source"]
    ordering = ["-made_at", "-pk"]
    readonly_fields = ["one", "other", "likeness", "reason", "standing", "made_at", "decided_by", "decided_at"]
    fields = [*readonly_fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Pairs are decided in their list; on their page there is nothing to type."""
        return obj is None and super().has_change_permission(request)

    @admin.display(description=gettext_lazy("earlier"))
    def one(self, pair: StoryPair) -> SafeString:
        return _shown(pair.earlier)

    @admin.display(description=gettext_lazy("later"))
    def other(self, pair: StoryPair) -> SafeString:
        return _shown(pair.later)

    @admin.action(description=gettext_lazy("Join each pair to one story"))
    def join(self, request: HttpRequest, queryset: QuerySet) -> None:
        for pair in queryset:
            self._decide(request, pair, stories.join, articles=[pair.earlier, pair.later])

    @admin.action(description=gettext_lazy("Dismiss: two stories"))
    def dismiss(self, request: HttpRequest, queryset: QuerySet) -> None:
        for pair in queryset:
            self._decide(request, pair, stories.dismiss, pair=pair)

    def _decide(self, request: HttpRequest, suggested: StoryPair, act: Callable[..., Any], **what: Any) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied
        try:
            act(by=request.user.get_username(), at=timezone.now(), **what)
        except StoryRefused as refusal:
            self.message_user(request, f"{suggested.pk}: {refusal}", messages.ERROR)
        else:
            self.message_user(request, _("Decided: pair %(number)s.") % {"number": suggested.pk}, messages.SUCCESS)


class ToldRows(ReadOnlyRows):
    model = Article
    readonly_fields = ["title", "source", "day", "state"]
    fields = [*readonly_fields]
    ordering = ["shown_at", "pk"]


@admin.register(Story)
class StoryAdmin(Desk):
    """What people found to be one story. An article is taken out of it in the list of articles."""

    list_display = [NUMBER, "made_at", "made_by", "count"]
    ordering = ["-made_at", "-pk"]
    readonly_fields = ["made_at", "made_by"]
    fields = [*readonly_fields]
    inlines = [ToldRows]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    @admin.display(description=gettext_lazy("articles"))
    def count(self, story: Story) -> int:
        return len(story.articles.all())

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("articles")


def _shown(article: Article) -> SafeString:
    """An article by its title, with where it is from."""
    words = format_html('<span lang="{}">{}</span>', article.language, str(article))
    return format_html("{} ({}, {})", words, article.source.name, article.day)
