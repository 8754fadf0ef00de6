"""Articles at the desk: let through, rejected, summarised, joined to stories. What sources said is read only."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from controls.admin.desk import Desk
from controls.admin.forms import DeskForm
from controls.filters.fields import TextField
from controls.services.history import FactRefused
from news.models import Article, ArticleName, ArticleVersion
from news.services import articles, stories
from news.services.articles import ArticleRefused
from news.services.stories import StoryRefused

EVERY = "every"
State = Article.State


class ReasonForm(ActionForm):
    """An act on the chosen rows, and why."""

    reason = forms.CharField(required=False, max_length=300, label=gettext_lazy("Why (to reject or withdraw)"))


class SummaryForm(DeskForm):
    """What we say of an article. Everything else is the source's."""

    own_summary = TextField(
        required=False,
        max_length=1_000,
        label=gettext_lazy("Our summary"),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=gettext_lazy("In our own words, 1,000 characters at most. Empty: none."),
    )


class PendingFilter(SimpleListFilter):
    """What waits for a person, unless another state is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [*State.choices, ("edited", _("edited after it was let through")), (EVERY, _("every state"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: str(value)})
            yield {"selected": (self.value() or State.PENDING) == value, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value() or State.PENDING
        if chosen == "edited":
            return queryset.filter(state=State.PUBLISHED, flags__contains=[Article.Mark.EDITED])
        return queryset if chosen == EVERY else queryset.filter(state=chosen)


class ReadOnlyRows(admin.TabularInline):
    """Rows that say how something came about."""

    extra = 0
    can_delete = False
    show_change_link = False
    labels = {
        "kind": gettext_lazy("Kind"),
        "scope": gettext_lazy("Scope"),
        "value": gettext_lazy("Value"),
        "number": gettext_lazy("Number"),
    }

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, **{"labels": self.labels, **kwargs})

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # the page around it has asked

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VersionRows(ReadOnlyRows):
    model = ArticleVersion
    readonly_fields = ["number", "seen_at", "title", "summary", "published_raw", "flags"]
    fields = [*readonly_fields]
    ordering = ["-number"]


class NameRows(ReadOnlyRows):
    model = ArticleName
    readonly_fields = ["kind", "scope", "value", "seen_at"]
    fields = [*readonly_fields]
    ordering = ["pk"]


@admin.register(Article)
class ArticleAdmin(Desk):
    form = SummaryForm
    action_form = ReasonForm
    actions = ["publish", "reject", "withdraw", "join", "split"]
    inlines = [VersionRows, NameRows]
    list_display = ["title_or_address", "source", "day", "state", "flags", "version_count", "story"]
    list_filter = [PendingFilter, "source"]
    list_select_related = ["source", "story"]
    search_fields = ["title", "url"]
    ordering = ["-shown_at", "-pk"]
    readonly_fields = [
        "title", "received_title", "address", "source", "state", "state_reason", "decided_by", "decided_at", "language",
        "kind", "author", "summary", "details", "published_raw", "published_at", "published_on", "precision",
        "updated_at", "updated_on", "flags", "arrived_at", "seen_at", "shown_at", "day", "about", "story",
        "summarised_by", "summarised_at",
    ]  # fmt: skip
    fields = ["own_summary", *readonly_fields]
    labels = {
        "received_title": gettext_lazy("Title as it came"),
        "details": gettext_lazy("Details"),
        "kind": gettext_lazy("Type"),
    }
    fact_columns = ["title_or_address", "about"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def title_or_address(self, article: Article) -> SafeString:
        return format_html('<span lang="{}">{}</span>', article.language, str(article) or _("without a title"))

    @admin.display(description=gettext_lazy("address"))
    def address(self, article: Article) -> SafeString | str:
        if not article.url:
            return "–"
        return format_html('<a href="{0}" rel="noreferrer noopener">{0}</a>', article.url)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        text = form.cleaned_data["own_summary"]
        try:
            articles.summarise(article=obj, text=text, by=request.user.get_username(), at=timezone.now())
        except ArticleRefused as refusal:
            raise FactRefused(str(refusal)) from refusal

    @admin.action(description=gettext_lazy("Publish the selected articles"))
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, articles.publish, _("Published"), {})

    @admin.action(description=gettext_lazy("Reject the selected articles"))
    def reject(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, articles.reject, _("Rejected"), _reason(request))

    @admin.action(description=gettext_lazy("Withdraw the selected articles"))
    def withdraw(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, articles.withdraw, _("Withdrawn"), _reason(request))

    @admin.action(description=gettext_lazy("Join the selected articles to one story"))
    def join(self, request: HttpRequest, queryset: QuerySet) -> None:
        try:
            story = stories.join(articles=list(queryset), by=request.user.get_username(), at=timezone.now())
        except StoryRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return
        self.message_user(request, _("They are story %(number)s.") % {"number": story.pk}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Take the selected articles out of their stories"))
    def split(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, stories.split, _("Taken out of its story"), {})

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        act: Callable[..., Article],
        done: str,
        more: Mapping[str, str] | None,
    ) -> None:
        """Do one act on every chosen article; what is refused is said, and keeps nothing else from being done.

        `more` is None when what was typed cannot be read.
        """
        if not self.has_change_permission(request):
            raise PermissionDenied
        if more is None:
            self.message_user(
                request,
                _("The reason cannot be read: hidden signs, or more than 300 characters. Type it again."),
                messages.ERROR,
            )
            return
        count = 0
        for article in queryset:
            try:
                act(article=article, by=request.user.get_username(), at=timezone.now(), **more)
                count += 1
            except (ArticleRefused, StoryRefused) as refusal:
                self.message_user(request, f"{article}: {refusal}", messages.ERROR)
        if count:
            words = ngettext("%(done)s: %(count)s article.", "%(done)s: %(count)s articles.", count)
            self.message_user(request, words % {"done": done, "count": count}, messages.SUCCESS)


def _reason(request: HttpRequest) -> Mapping[str, str] | None:
    """Why, as typed; None when it holds hidden characters or is too long."""
    try:
        return {"reason": str(TextField(required=False, max_length=300).clean(request.POST.get("reason", "")))}
    except ValidationError:
        return None
