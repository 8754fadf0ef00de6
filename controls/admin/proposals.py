"""The queue: what waits for a second person, with its difference, and the page on which somebody decides."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from controls.admin import differences, listing_acts
from controls.admin.desk import Desk
from controls.filters.fields import TextField
from controls.models import ListingEvent, Proposal, User
from controls.services import acts, proposals
from controls.services.history import FactRefused
from controls.services.proposals import EditedMeanwhile, ProposalRefused

EVERY = "every"
State = Proposal.State


class QueueFilter(SimpleListFilter):
    """What waits, unless another state is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [*State.choices, (EVERY, _("every state"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: str(value)})
            yield {"selected": (self.value() or State.WAITING) == value, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value() or State.WAITING
        return queryset if chosen == EVERY else queryset.filter(state=chosen)


class AuthorFilter(SimpleListFilter):
    title = gettext_lazy("author")
    parameter_name = "author"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        authors = User.objects.filter(pk__in=Proposal.objects.values("proposer")).order_by("email")
        return [(author.email, author) for author in authors]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(proposer__email=self.value()) if self.value() else queryset


class NounFilter(SimpleListFilter):
    """By the kind of fact that would change."""

    title = gettext_lazy("kind of fact")
    parameter_name = "fact"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        nouns = Proposal.objects.order_by().values_list("changes__0__subject_type", flat=True).distinct()
        return [(noun, differences.noun_words(noun)) for noun in sorted(noun for noun in nouns if noun)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(changes__contains=[{"subject_type": self.value()}]) if self.value() else queryset


@admin.register(Proposal)
class ProposalAdmin(Desk):
    list_display = ["number", "what", "difference", "proposer", "age", "state"]
    list_display_links = ["number", "what"]
    fact_columns = ["what", "difference"]
    list_filter = [QueueFilter, NounFilter, AuthorFilter]
    list_select_related = ["proposer"]
    ordering = ["proposed_at", "pk"]
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, proposal: Proposal) -> int:
        return proposal.pk

    @admin.display(description=gettext_lazy("act"))
    def what(self, proposal: Proposal) -> str:
        return proposal.title

    @admin.display(description=gettext_lazy("difference"))
    def difference(self, proposal: Proposal) -> str:
        return differences.in_words(proposal.changes)

    @admin.display(description=gettext_lazy("age"), ordering="-proposed_at")
    def age(self, proposal: Proposal) -> str:
        return timesince(proposal.proposed_at, timezone.now())

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": _("Proposals"), **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What is proposed, and what one may do with it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = self.get_object(request, unquote(object_id))
        if proposal is None:
            raise Http404
        if request.method != "POST":
            return self._page(request, proposal)
        try:
            return self._decided(request, proposal)
        except ProposalRefused as refusal:
            proposal.refresh_from_db()
            seen = request.POST.get("digest", "") if isinstance(refusal, EditedMeanwhile) else ""
            return self._page(request, proposal, refusal=str(refusal), seen=seen)

    def _decided(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
        decision = request.POST.get("decision", "")
        if decision == "publish":
            proposal = proposals.publish(proposal=proposal, digest=request.POST.get("digest", ""), **who)
        elif decision == "reject":
            proposal = proposals.reject(proposal=proposal, reason=_reason(request), **who)
        elif decision == "withdraw":
            proposal = proposals.withdraw(proposal=proposal, **who)
        else:
            raise ProposalRefused(_("Publish it, send it back or withdraw it: the form says none of these."))
        words = {
            State.PUBLISHED: _("Published, and in the change log: %(title)s."),
            State.REJECTED: _("Sent back to its author: %(title)s."),
            State.WITHDRAWN: _("Withdrawn: %(title)s."),
            State.VOID: _("Not published, nothing was written. The proposal is void: %(title)s."),
        }[State(proposal.state)]
        void = proposal.state == State.VOID
        self.message_user(request, words % {"title": proposal.title}, messages.ERROR if void else messages.SUCCESS)
        queue = reverse("admin:controls_proposal_changelist")
        return HttpResponseRedirect(request.path if void else queue)

    def _page(self, request: HttpRequest, proposal: Proposal, *, refusal: str = "", seen: str = "") -> HttpResponse:
        steps = [(change, differences.of_content(change)) for change in proposal.changes]
        own = proposal.proposer_id == request.user.pk
        context = {
            **self.admin_site.each_context(request),
            "title": proposal.title,
            "opts": self.opts,
            "proposal": proposal,
            "steps": steps,
            "own": own,
            "typed": [(name, value) for name, values in proposal.form.get("typed", {}).items() for value in values],
            "refusal": refusal,
            "reason": request.POST.get("reason", ""),
            "edited": _apart(_edition(proposal, seen), proposal.changes),
            "found": _apart(proposal.changes, proposal.found or []),
            "effects": _effects(proposal),
            "rivals": _rivals(proposal),
            "first": parse_date(proposal.changes[0]["effective_on"] or "") if proposal.changes else None,
            "today": timezone.localdate(),
        }
        return TemplateResponse(request, "admin/controls/proposal/detail.html", context)


def _reason(request: HttpRequest) -> str:
    """Why it is sent back, as typed. Text with hidden characters is refused as everywhere at the desk."""
    try:
        return TextField(required=False, max_length=2000).clean(request.POST.get("reason", ""))
    except ValidationError as fault:
        raise ProposalRefused(" ".join(fault.messages)) from fault


def _edition(proposal: Proposal, digest: str) -> list[dict[str, Any]]:
    """The content of an earlier edition, when the digest is that of one."""
    return next((each["changes"] for each in proposal.earlier if each["digest"] == digest), [])


def _apart(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> list[differences.FieldChange]:
    """In which fields what would be written differs between two contents. Nothing when one of them is not known."""
    found = []
    for one, other in zip(old, new, strict=False):
        found += differences.between(other["subject_type"], one["after"], other["after"])
        found += [
            differences.FieldChange(str(label), str(one[name] or "–"), str(other[name] or "–"))
            for name, label in ((("reason", _("Reason")), ("effective_on", _("Legal date")), ("version", _("Version"))))
            if one[name] != other[name]
        ]
    return found


def _rivals(proposal: Proposal) -> list[Proposal]:
    """Other proposals that wait for one of the same facts: publishing one makes them void."""
    if not proposal.is_waiting:
        return []
    others = Proposal.objects.waiting().exclude(pk=proposal.pk).select_related("proposer").order_by("pk")
    found = [others.on(noun=each["subject_type"], key=each["subject_key"]) for each in proposal.changes]
    return list(dict.fromkeys(other for rows in found for other in rows))


def _effects(proposal: Proposal) -> list[listing_acts.Row]:
    """What an act on listings would change on its first day and today, by listing."""
    if not proposal.is_waiting or proposal.act != "listing_events.register":
        return []
    try:
        columns = dict(acts.unpacked(name=proposal.act, arguments=proposal.arguments).arguments)
    except FactRefused:  # a fact of another database; publishing says so
        return []
    named, _evidence = columns.pop("listings"), columns.pop("evidence")
    return listing_acts.rows(ListingEvent(**columns).act(), named)
