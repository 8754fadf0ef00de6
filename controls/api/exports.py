"""Whole lists as files: streamed row by row, so that ten thousand rows never stand in memory together."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, ClassVar, Literal

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from controls.api.columns import Columns
from controls.api.endpoints import Endpoint, revision_of
from controls.api.rendering import CSVRenderer, JSONLinesRenderer, JSONRenderer, as_json
from controls.api.shapes import Shape
from controls.cells import BYTE_ORDER_MARK, neutralised
from controls.filters.questions import PagedQuestion, Question

RENDERERS: dict[str, type[BaseRenderer]] = {"csv": CSVRenderer, "json": JSONRenderer, "jsonl": JSONLinesRenderer}


class Export(Endpoint):
    """All rows of a question in one file. Subclasses say which rows, and what stands in which column."""

    kind: ClassVar[Literal["csv", "json", "jsonl"]] = "csv"
    name: ClassVar[str]
    question: ClassVar[type[Question]]
    columns: ClassVar[Columns]

    def rows(self, request: Request, asked: Any) -> Iterator[Shape]:
        """The shapes of all rows, fetched in portions."""
        raise NotImplementedError

    def get_renderers(self) -> list[BaseRenderer]:
        return [RENDERERS[self.kind]()]

    def get(self, request: Request) -> HttpResponseBase:
        paging = ("page", "page_size") if issubclass(self.question, PagedQuestion) else ()
        asked = self.ask(request, self.question, but=paging)
        revision = revision_of(request)
        mime = "text/csv; charset=utf-8" if self.kind == "csv" else str(RENDERERS[self.kind].media_type)
        response: HttpResponseBase = HttpResponse(content_type=mime)
        if request.method != "HEAD":
            pieces = self._pieces(self.rows(request, asked), {"as_of": asked.day, "revision": revision})
            # The first piece now: a database that fails must answer with an error, not with half a file.
            response = StreamingHttpResponse(chain([next(pieces)], pieces), content_type=mime)
        response["Content-Disposition"] = f'attachment; filename="{self.name}-as-of-{asked.day}.{self.kind}"'
        response["Cache-Control"] = "no-cache"
        response["Register-As-Of"] = asked.day.isoformat()
        response["Register-Revision"] = str(revision)
        return response

    def _pieces(self, rows: Iterator[Shape], stamp: Mapping[str, Any]) -> Iterator[bytes]:
        """The file in portions; a CSV row carries the day and the revision, JSON leaves them to the headers."""
        if self.kind == "csv":
            return as_csv(rows, self.columns, stamp)
        return as_array(rows) if self.kind == "json" else as_lines(rows)


def as_csv(rows: Iterable[Shape], columns: Columns, stamp: Mapping[str, Any]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, commas, CRLF; the heading first. `stamp` fills the last columns of each row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow([*columns, *stamp])
    last = [str(value) for value in stamp.values()]
    for row in rows:
        writer.writerow([*(neutralised(read(row)) for read in columns.values()), *last])
        if buffer.tell() > 32_768:
            yield _emptied(buffer)
    yield _emptied(buffer)


def as_array(rows: Iterable[Shape]) -> Iterator[bytes]:
    """A JSON array, one row a line, sent in portions."""
    portion, before = [b"["], b"\n"
    for row in rows:
        portion.append(before + as_json(row))
        before = b",\n"
        if len(portion) > 50:
            yield b"".join(portion)
            portion = []
    yield b"".join([*portion, b"\n]\n"])


def as_lines(rows: Iterable[Shape]) -> Iterator[bytes]:
    """One JSON object a line, sent in portions; nothing at all when there is no row."""
    portion: list[bytes] = []
    for row in rows:
        portion.append(as_json(row) + b"\n")
        if len(portion) > 50:
            yield b"".join(portion)
            portion = []
    yield b"".join(portion)


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
