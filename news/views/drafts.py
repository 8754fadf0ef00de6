"""Drafts of listings: read from a text, checked line by line, sent as one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.filters.fields import BadInput
from controls.filters.questions import PagedQuestion
from controls.models import Entity, EntityList, Grade, Notice, User
from controls.services.history import FactRefused
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.pages import page_links, page_of
from news.filters.drafts import DraftForm, LineForm, SendForm, TextForm
from news.ingest.notice_texts import lines_in
from news.ingest.types import SourceUnreadable
from news.models import AnnexDraft, FoundNotice
from news.services import drafts, notice_pages, sending
from news.services.drafts import DraftRefused
from news.services.notice_pages import NoticePage
from news.told import in_words
from news.views.frame import curator, for_curators
from news.views.notice_pages import ask_for_page, fetched_page


@for_curators("GET", "HEAD")
def draft_list(request: PageRequest) -> HttpResponse:
    """Every draft, the newest first."""
    question = PagedQuestion(request.GET, today=timezone.localdate())
    if not question.is_valid():
        raise BadInput({field: [str(each) for each in said] for field, said in question.errors.items()})
    page = page_of(AnnexDraft.objects.select_related("proposal", "entity_list"), question)
    context = {"page": page, **page_links(page, SameQuestion(request, question))}
    return render(request, "desk/draft_list.html", context)


@for_curators("GET", "HEAD", "POST")
def draft_new(request: PageRequest) -> HttpResponse:
    """The form for the text of a notice; what cannot be read as a whole is refused in words."""
    key = request.GET.get("notice", "")
    rows = FoundNotice.objects.select_related("source", "notice").order_by("pk")
    found = rows.filter(key=key).first() or rows.filter(notice__key=key).first()
    notice = Notice.objects.filter(key=key).first() or (found.notice if found else None)
    key = notice.key if notice else key  # what bears no number is known by the key that it has on record
    if found is None and notice is None:
        raise Http404(_("There is no notice “%(key)s”.") % {"key": key[:80]})
    title = found.title if found else (notice.title_zh or notice.title_en if notice else "")
    if "fetch" in request.POST:
        return ask_for_page(request, key=key, title=title, found=found)
    made = _attempt(request, key, title, found) if request.method == "POST" else Attempt(TextForm())
    if made.draft:
        return HttpResponseRedirect(reverse("desk:draft-detail", args=[made.draft.pk]))
    context = {"form": made.form, "refusal": made.refusal, "read": made.read}
    context |= {"found": found, "notice": notice, "title": title}
    context["why_not"] = notice_pages.why_not(found=found) if found else ""
    wrong = made.refusal or made.form.errors
    return render(request, "desk/draft_new.html", context, status=400 if wrong else 200)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of beginning a draft: the draft, or the form with why there is none.

    `refusal` says why what was handed in or fetched makes no draft. `read` is the page whose text the form shows.
    """

    form: TextForm
    draft: AnnexDraft | None = None
    refusal: str = ""
    read: NoticePage | None = None


def _attempt(request: PageRequest, key: str, title: str, found: FoundNotice | None) -> Attempt:
    if "page" in request.POST:
        return _from_its_page(request, key, title, found)
    form = TextForm(request.POST, request.FILES)
    if not form.is_valid():
        return Attempt(form)
    file: UploadedFile | None = form.cleaned_data["file"]
    given = {
        "body": file.read() if file else form.cleaned_data["text"].encode(),
        "content_type": (file.content_type or "") if file else "text/plain; charset=utf-8",
        "origin": AnnexDraft.Origin.FILE if file else AnnexDraft.Origin.PASTED,
    }
    try:
        return Attempt(form, draft=_begun(request, key, title, found, **given))
    except (SourceUnreadable, DraftRefused) as reason:
        return Attempt(form, refusal=in_words(reason))


def _from_its_page(request: PageRequest, key: str, title: str, found: FoundNotice | None) -> Attempt:
    """Begin with a page that was fetched. What makes no draft is shown, to be corrected."""
    page = fetched_page(number=request.POST["page"], found=found)
    given = {"body": page.body, "content_type": page.content_type, "origin": AnnexDraft.Origin.FETCHED}
    try:
        return Attempt(TextForm(), draft=_begun(request, key, title, found, page=page, **given))
    except (SourceUnreadable, DraftRefused) as reason:
        return Attempt(TextForm(initial={"text": _text_of(page)}), refusal=in_words(reason), read=page)


def _text_of(page: NoticePage) -> str:
    """The text that a reader of the page sees; empty where it is none."""
    try:
        return "\n".join(lines_in(page.body, content_type=page.content_type))
    except SourceUnreadable:
        return ""


def _begun(request: PageRequest, key: str, title: str, found: FoundNotice | None, **given: Any) -> AnnexDraft:
    by, now = curator(request), timezone.now()
    return drafts.begin(notice_key=key, title=title, found=found, on=timezone.localdate(), by=by, at=now, **given)


@for_curators("GET", "HEAD", "POST")
def draft_detail(request: PageRequest, pk: int) -> HttpResponse:
    """One draft: its lines beside what was read, and what is missing before it can be sent."""
    draft = AnnexDraft.objects.select_related("proposal", "entity_list").filter(pk=pk).first()
    if draft is None:
        raise Http404(_("There is no draft %(number)s.") % {"number": pk})
    if request.method == "POST":
        return _answered(request, draft)
    return _page(request, draft, _forms(draft), SendForm(), "")


def _answered(request: PageRequest, draft: AnnexDraft) -> HttpResponse:
    """Save, send or drop the draft; whatever is refused comes back with what was typed."""
    by, now = curator(request), timezone.now()
    sent = SendForm(request.POST if "send" in request.POST else None)
    lines, whole = _forms(draft, request.POST), DraftForm(request.POST)
    try:
        if "drop" in request.POST:
            drafts.drop(draft=draft, by=by, at=now)
            return HttpResponseRedirect(reverse("desk:draft-list"))
        if not all([whole.is_valid(), *[form.is_valid() for form in lines], not sent.is_bound or sent.is_valid()]):
            return _page(request, draft, lines, sent, _("Nothing was saved: correct the fields that are marked."))
        draft = drafts.correct(
            draft=draft,
            edition=whole.cleaned_data["edition"],
            entity_list=whole.cleaned_data["entity_list"],
            lines={form.row.position: form.typed() for form in lines},
            by=by,
            at=now,
        )
    except DraftRefused as reason:
        return _page(request, draft, lines, sent, str(reason), at_fault=reason.position)
    if sent.is_bound and (refusal := _send(draft, sent, by, now)):
        fresh = AnnexDraft.objects.select_related("proposal", "entity_list").get(pk=draft.pk)
        return _page(request, fresh, _forms(fresh), sent, refusal, saved=True)
    return HttpResponseRedirect(request.path)


def _send(draft: AnnexDraft, sent: SendForm, by: User, now: datetime) -> str:
    """Send what was just saved; why it was refused, empty when it was not."""
    try:
        sending.send(
            draft=draft,
            edition=draft.edition,
            counted=sent.cleaned_data["counted"] or None,
            grade=sent.cleaned_data["grade"],
            note=sent.cleaned_data["note"],
            by=by,
            at=now,
            setting=settings.FOUR_EYES,
        )
    except (DraftRefused, FactRefused) as reason:
        return str(reason)
    return ""


def _forms(draft: AnnexDraft, posted: QueryDict | None = None) -> list[LineForm]:
    """A form for each line, with the entities that they may name looked up at once."""
    rows = list(draft.lines.select_related("entity").order_by("position"))
    sent = posted.lists() if posted is not None else ()
    keys = {value for name, values in sent if name.endswith(("-whom", "-other")) for value in values}
    keys |= {each["key"] for row in rows for each in row.candidates}
    wanted = [key for key in keys if len(key) <= 120 and "\x00" not in key]
    known = Entity.objects.in_bulk(wanted, field_name="key")
    return [LineForm(posted, row=row, known=known) for row in rows]


def _page(
    request: PageRequest,
    draft: AnnexDraft,
    lines: Sequence[LineForm],
    sent: SendForm,
    refusal: str,
    *,
    at_fault: int = 0,
    saved: bool = False,
) -> HttpResponse:
    rows = [form.row for form in lines]
    context = {
        "draft": draft,
        "lines": lines,
        "lists": EntityList.objects.order_by("order", "pk"),
        "form": sent,
        "grades": Grade.choices,
        "countable": draft.stated is None,
        "refusal": refusal,
        "saved": saved,
        "at_fault": at_fault,
        "missing": sending.missing(draft=draft, lines=rows) if draft.can_be_edited else [],
        "ticked": sum(row.checked for row in rows),
        "notice": Notice.objects.filter(key=draft.notice_key).first(),
    }
    return render(request, "desk/draft_detail.html", context, status=400 if refusal else 200)
