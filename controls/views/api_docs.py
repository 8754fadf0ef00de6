"""The API in words: its own description, read from the same document that programs get."""

import shlex
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
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


@page(Question, nav="api")
def api_docs(request: HttpRequest, question: Question) -> HttpResponse:
    """Every endpoint with its parameters, answers, a real example and a line to try it."""
    document = _document()
    root = request.build_absolute_uri("/").rstrip("/")
    context = {
        "title": document["info"]["title"],
        "version": document["info"]["version"],
        "description": document["info"]["description"],
        "schema_url": reverse("api:schema"),
        "root": root + reverse("api:listing-list").removesuffix("listings/"),
        "groups": [
            {
                "name": tag["name"],
                "description": tag["description"],
                "operations": [_operation(*each, root) for each in _operations(document, tag["name"])],
            }
            for tag in document["tags"]
        ],
    }
    return render(request, "controls/api_docs.html", context)


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
    for content in operation.get("requestBody", {}).get("content", {}).values():
        for example in content.get("examples", {}).values():
            body = shlex.quote(orjson.dumps(example["value"]).decode())
            sent += f" -H 'Content-Type: application/json' -d {body}"
    return sent


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
    saved = " -OJ" if "/export." in path else ""
    return f"curl{saved}{sent} '{target}'"
