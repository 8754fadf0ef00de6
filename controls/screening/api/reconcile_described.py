"""What the description of the API says of reconciliation."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers

from controls.api import examples
from controls.api.described import JSON, problems
from controls.api.parameters import parameters_of
from controls.screening.filters.reconciling import (
    LONGEST,
    MOST_QUERIES,
    PreviewQuestion,
    PropertyQuestion,
    ReconcileQuestion,
    SuggestQuestion,
)

TAG = "Reconciliation"
FORM, HTML = "application/x-www-form-urlencoded", "text/html"
_REFUSALS = (400, 401, 406, 429, 503)
ASKED = '{"q0": {"query": "SUBARU Corporation", "properties": [{"pid": "country", "v": "JP"}]}}'
_FOUND = {
    "q0": {
        "result": [
            {
                "id": "subaru-corporation", "name": "SUBARU Corporation", "description": "company, JP",
                "type": [{"id": "company", "name": "company"}], "score": 100.0, "match": True,
            }
        ]
    }
}  # fmt: skip


class ReconcileAskedSerializer(serializers.Serializer):
    """A batch, as a form."""

    queries = serializers.CharField(
        min_length=1,
        max_length=LONGEST,
        help_text=f"JSON: an object with up to {MOST_QUERIES} queries by names of yours, each with `query` and, as "
        "wanted, `type`, `limit` and `properties` (`country`, `registration_number`).",
    )


class SuggestedSerializer(serializers.Serializer):
    """Entities or properties by the beginning of a name."""

    result = serializers.ListField(child=serializers.DictField(), help_text="Up to 20 of them.")


def _answers(form: Any, example: Any, *, media: str = JSON, words: str = "The answer.") -> dict[Any, Any]:
    return {(200, media): OpenApiResponse(form, description=words, examples=[OpenApiExample("Example", value=example)])}


def _stored(name: str) -> Any:
    return examples.ANSWERS[name]["answer"] if name in examples.ANSWERS else {}


describe_batch = extend_schema_view(
    get=extend_schema(
        operation_id="reconcile_manifest", tags=[TAG], summary="What this service is, or a short batch",
        description="For OpenRefine: give it this address as a standard service. With `queries` the answer is that of "
        "POST.",
        parameters=parameters_of(ReconcileQuestion),
        responses=_answers(OpenApiTypes.OBJECT, _stored("reconcile_manifest")) | problems(*_REFUSALS),
    ),
    post=extend_schema(
        operation_id="reconcile_batch", tags=[TAG], summary="Names set against entities",
        description="For each query the entities of this register's lists that may be meant, with `score` from 0 to "
        "100. `match` is true only for the very name of one entity alone. No result is no clearance: a name that is "
        "not found may be on a list under another, and rules reach parties on no list. Nothing is kept; a check of "
        "screening has a receipt. A query that is faulty has no result and a `message` that says why, and the others "
        "are answered; a property that is not understood is left out and said there, and nothing is a `match` then.",
        request={FORM: ReconcileAskedSerializer},
        examples=[OpenApiExample("Example", value={"queries": ASKED}, request_only=True, media_type=FORM)],
        responses=_answers(OpenApiTypes.OBJECT, _FOUND) | problems(*_REFUSALS, 403, 415),
    ),
)  # fmt: skip
describe_suggest = extend_schema_view(
    get=extend_schema(
        operation_id="reconcile_suggest", tags=[TAG], summary="Entities by the beginning of a name",
        description="For a box in which somebody types: entities that a list names, in the order of their names.",
        parameters=parameters_of(SuggestQuestion),
        responses=_answers(SuggestedSerializer, _stored("reconcile_suggest")) | problems(*_REFUSALS),
    )
)  # fmt: skip
describe_properties = extend_schema_view(
    get=extend_schema(
        operation_id="reconcile_properties", tags=[TAG], summary="What may be said of a name besides",
        description="The properties that a query may have, by the beginning of their names.",
        parameters=parameters_of(PropertyQuestion),
        responses=_answers(SuggestedSerializer, _stored("reconcile_properties")) | problems(*_REFUSALS),
    )
)  # fmt: skip
describe_preview = extend_schema_view(
    get=extend_schema(
        operation_id="reconcile_preview", tags=[TAG], summary="One entity, as a small page",
        description="HTML without scripts, to be shown in a frame by a program on the reader's own machine.",
        parameters=parameters_of(PreviewQuestion),
        responses=_answers(OpenApiTypes.STR, "<!doctype html>…", media=HTML, words="The page.")
        | problems(*_REFUSALS, 404),
    )
)  # fmt: skip
