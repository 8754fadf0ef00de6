"""Files of names: sent, given a meaning, followed while they are screened, and read."""

from collections.abc import Callable
from typing import Any, cast

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from controls.filters.fields import BadInput
from controls.models import User
from controls.screening import tasks
from controls.screening.filters.batches import SHOWS, BatchesQuestion, RowsQuestion, StartForm, UploadForm, shown_rows
from controls.screening.models import Batch
from controls.screening.services import batch_results, batches, checks, index
from controls.screening.services.batch_files import EncodingUnclear
from controls.screening.spreadsheets.headings import FIELDS
from controls.screening.told import in_words
from controls.screening.views import batch_words
from controls.screening.views.frame import private
from controls.views.addresses import SameQuestion
from controls.views.asking import PageRequest
from controls.views.pages import page_links, page_of


@private("GET", "HEAD", "POST")
def batch_list(request: PageRequest) -> HttpResponse:
    """One's own batches, and the form for the next file."""
    if request.method == "POST":
        return _upload(request)
    return _list(request, UploadForm(), status=200)


def _upload(request: PageRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, form, status=400)
    sent = form.cleaned_data["file"]
    try:
        batch = batches.upload(
            file=sent,
            file_name=sent.name or "",
            threshold=StartForm.base_fields["threshold"].clean(""),
            as_of=timezone.localdate(),
            by=cast(User, request.user),
            at=timezone.now(),
            **form.reading(),
        )
    except EncodingUnclear as unclear:
        form.add_error("encoding", in_words(unclear))
        return _list(request, form, status=400, readings=batch_words.readings(unclear.readings))
    except batches.BatchRefused as reason:
        form.add_error("file", in_words(reason))
        return _list(request, form, status=400)
    return _to(batch)


def _list(request: PageRequest, form: UploadForm, *, status: int, readings: Any = ()) -> HttpResponse:
    question = asked(request, BatchesQuestion)
    found = page_of(question.apply(Batch.objects.of(request.user)), question)
    context = {
        "form": form,
        "readings": readings,
        "page": found,
        "batches": [batch_words.summary(batch) for batch in found.object_list],
        **page_links(found, SameQuestion(request, question)),
    }
    return render(request, "screening/batch_list.html", context, status=status)


@private("GET", "HEAD", "POST")
def batch_detail(request: PageRequest, number: int) -> HttpResponse:
    """A draft asks what its columns hold; later the page says how far the work is and what was found."""
    batch = own(request, number)
    if batch.state == Batch.State.DRAFT:
        return _draft(request, batch)
    if request.method == "POST":
        return _to(batch)
    progress = {"batch": batch, "progress": batch_words.progress(batch, at=timezone.now())}
    if request.is_fragment:
        response = render(request, "screening/_batch_progress.html", progress)
        if not batch.is_at_work:
            response["HX-Refresh"] = "true"  # the results are complete now: the whole page anew
        return response
    question = asked(request, RowsQuestion)
    found = page_of(question.apply(batch_results.with_checks(rows=batch.rows.all())), question)
    context = {
        **progress,
        "rows": [batch_words.row(row, batch) for row in found.object_list],
        "page": found,
        "show": question.cleaned_data["show"],
        "shows": SHOWS,
        "helpless": [batch_words.row(row, batch) for row in _helpless(batch)],
        **page_links(found, SameQuestion(request, question)),
    }
    return render(request, "screening/batch_detail.html", context)


def _helpless(batch: Batch) -> Any:
    """The first rows that need help; without a question when there are none."""
    return shown_rows(batch.rows.all(), "help").in_order()[: batch_words.HELP_SHOWN] if batch.help_count else ()


def _draft(request: PageRequest, batch: Batch) -> HttpResponse:
    rows = batches.preview(batch=batch, rows=batches.PREVIEW + 1)
    width = max(map(len, rows), default=0)
    today = timezone.localdate()
    ready = index.current()
    lists = ready.day(today).searched
    options: dict[str, Any] = {"width": width, "today": today, "known": checks.lists_known(loaded=ready)}
    if request.method == "POST":
        form = StartForm(request.POST, **options)
        if form.is_valid():
            try:
                batches.start(batch=batch, at=timezone.now(), **form.wanted())
                tasks.ring()
                return _to(batch)
            except batches.BatchRefused as reason:
                form.add_error(None, in_words(reason))
    else:
        columns = {f"column_{name}": batch.columns[name] + 1 for name in FIELDS if name in batch.columns}
        form = StartForm(initial={"heading": batch.heading, **columns}, **options)
    context = {
        "batch": batch,
        "form": form,
        "columns": [form[f"column_{name}"] for name in FIELDS],
        "lists": lists,
        "chosen": [str(each) for each in form["lists"].value() or []],
        "preview": batch_words.preview(rows, width=width, heading=batch.heading),
        "helpless": [batch_words.row(row, batch) for row in _helpless(batch)],
    }
    return render(request, "screening/batch_draft.html", context, status=400 if form.errors else 200)


@private("POST")
def batch_stop(request: PageRequest, number: int) -> HttpResponse:
    return _act(request, number, lambda batch: batches.stop(batch=batch))


@private("POST")
def batch_resume(request: PageRequest, number: int) -> HttpResponse:
    response = _act(request, number, lambda batch: batches.resume(batch=batch, at=timezone.now()))
    tasks.ring()
    return response


@private("POST")
def batch_discard(request: PageRequest, number: int) -> HttpResponse:
    """A draft is taken away, and the list of batches shown."""
    batch = own(request, number)
    try:
        batches.discard(batch=batch)
    except batches.BatchRefused as reason:
        raise BadInput({reason.field: [in_words(reason)]}) from reason
    return HttpResponseRedirect(reverse("screening:batch-list"))


def _act(request: PageRequest, number: int, act: Callable[[Batch], Any]) -> HttpResponse:
    """Do it and show the batch. Doing it twice is no fault of anybody: the page says how it stands."""
    batch = own(request, number)
    try:
        act(batch)
    except batches.BatchRefused:
        return _to(batch)
    return _to(batch)


def own(request: PageRequest, number: int) -> Batch:
    """A batch of the one who asks; for everybody else there is none. Raises Http404."""
    batch = Batch.objects.of(request.user).filter(pk=number).first()
    if batch is None:
        raise Http404(_("There is no batch %(number)s of yours.") % {"number": number})
    return batch


def _to(batch: Batch) -> HttpResponse:
    return HttpResponseRedirect(reverse("screening:batch-detail", kwargs={"number": batch.pk}))


def asked(request: PageRequest, question: Any) -> Any:
    """The question of a list. Raises BadInput, which names what is wrong."""
    found = question(request.GET, today=timezone.localdate())
    if not found.is_valid():
        raise BadInput({field: [str(each) for each in said] for field, said in found.errors.items()})
    return found
