"""JSON as the API writes it: UTF-8, dates as 2026-02-24, moments in UTC with a Z."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


def as_json(value: Any) -> bytes:
    return orjson.dumps(value, option=OPTIONS)


class JSONRenderer(BaseRenderer):
    """What content negotiation offers. Endpoints write the bytes themselves."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else as_json(data)


class JSONLinesRenderer(JSONRenderer):
    """For content negotiation of the exports with one object a line."""

    media_type = "application/x-ndjson"
    format = "jsonl"


class CSVRenderer(JSONRenderer):
    """For content negotiation of the exports in CSV."""

    media_type = "text/csv"
    format = "csv"


class ZIPRenderer(JSONRenderer):
    """For content negotiation of archives."""

    media_type = "application/zip"
    format = "zip"
