"""The API in words: its own description, read from the same document that programs get."""

import shlex
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

from controls.filters.questions import Question
from controls.views.frame import page

# Of the real example in the document a page shows no more than this many lines.
EXAMPLE_LINES = 40
# Parameters that the line for curl shows; the others would only make it longer.
SHOWN = ("list", "notice", "authority", "after")
# Addresses that say the same on any day.
DAYLESS = ("/health/", "/schema/", "/changes/")
FORM = "application/x-www-form-urlencoded"


@page(Question, nav="api")
def api_docs(request: HttpRequest, question: Question) -> HttpResponse:
    """Every endpoint in a line, by the groups of the description."""
    document = _document()
    context = {"groups": [_group(document, tag) for tag in document["tags"]]}
    return render(request, "controls/api_docs.html", context)


@page(Question, nav="api")
def api_group(request: HttpRequest, question: Question, slug: str) -> HttpResponse:
    """The endpoints of one group with their parameters, answers, a real example and a line to try it."""
    document = _document()
    tags = {slugify(tag["name"]): tag for tag in document["tags"]}
    if slug not in tags:
        raise Http404(_("The API has no group “%(group)s”.") % {"group": slug})
    root = request.build_absolute_uri("/").rstrip("/")
    operations = [_operation(*each, root) for each in _operations(document, tags[slug]["name"])]
    context = {"group": {**tags[slug], "operations": operations}, "groups": [*tags.values()]}
    return render(request, "controls/api_group.html", context)


def _group(document: Mapping[str, Any], tag: Mapping[str, str]) -> dict[str, Any]:
    operations = [
        {"id": operation["operationId"], "method": method.upper(), "path": path, "summary": operation["summary"]}
        for method, path, operation in _operations(document, tag["name"])
    ]
    return {**tag, "operations": operations}


@cache
def _document() -> dict[str, Any]:
    """The OpenAPI document as plain values, in English; it follows from the code, so that a process makes it once."""
    with translation.override("en-gb"):
        return orjson.loads(OpenApiJsonRenderer().render(SchemaGenerator().get_schema(request=None, public=True)))


def _operations(document: Mapping[str, Any], tag: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if tag in operation["tags"]
    ]


def _operation(method: str, path: str, operation: Mapping[str, Any], root: str) -> dict[str, Any]:
    parameters = [_parameter(each) for each in operation.get("parameters", ())]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation["description"],
        "parameters": parameters,
        "responses": [
            {"status": status, "description": response["description"]}
            for status, response in operation["responses"].items()
        ],
        "example": _example(next(each for status, each in operation["responses"].items() if status[0] == "2")),
        "curl": _curl(path, parameters, root, _sent(operation, method)),
    }


def _parameter(parameter: Mapping[str, Any]) -> dict[str, Any]:
    examples = [each["value"] for each in parameter.get("examples", {}).values()]
    example = examples[0] if examples else ""
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        "required": parameter.get("required", False),
        "type": _type(parameter["schema"]),
        "description": parameter["description"],
        "example": ", ".join(example) if isinstance(example, list) else example,
    }


def _type(schema: Mapping[str, Any]) -> str:
    """The type of a parameter in a few words, with its values or limits."""
    if schema["type"] == "array":
        return f"{_type(schema['items'])}, …"
    if "enum" in schema:
        return " | ".join(schema["enum"])
    if schema["type"] == "integer" and "maximum" in schema:
        return f"integer {schema['minimum']}–{schema['maximum']}"
    return str(schema.get("format", schema["type"]))


def _example(response: Mapping[str, Any]) -> str:
    for content in response.get("content", {}).values():
        for example in content.get("examples", {}).values():
            lines = orjson.dumps(example["value"], option=orjson.OPT_INDENT_2).decode().splitlines()
            rest = ["…"] if len(lines) > EXAMPLE_LINES else []
            return "\n".join(lines[:EXAMPLE_LINES] + rest)
    return ""


def _sent(operation: Mapping[str, Any], method: str) -> str:
    """What a line for curl sends besides: method and key where they are needed, and an example of the body."""
    sent = "" if method == "get" else f" -X {method.upper()}"
    sent += "" if {} in operation.get("security", [{}]) else " -H 'Authorization: Bearer rec_…'"
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        for example in content.get("examples", {}).values():
            sent += _body(media, example["value"])
    return sent


def _body(media: str, value: Any) -> str:
    if media == FORM:
        return "".join(f" --data-urlencode {shlex.quote(f'{name}={text}')}" for name, text in value.items())
    return f" -H 'Content-Type: application/json' -d {shlex.quote(orjson.dumps(value).decode())}"


def _curl(path: str, parameters: list[dict[str, Any]], root: str, sent: str) -> str:
    query = {}
    for parameter in parameters:
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
        elif (
            parameter["required"]
            or parameter["name"] in SHOWN
            or (parameter["name"] == "as_of" and not path.endswith(DAYLESS))
        ):
            query[parameter["name"]] = parameter["example"]
    target = f"{root}{path}?{urlencode(query, doseq=True)}" if query else f"{root}{path}"
    saved = " -OJ" if "/export" in path else ""
    return f"curl{saved}{sent} '{target}'"
