"""The description of this API in OpenAPI 3.1, and the answer to addresses that it does not have."""

from functools import cache
from typing import Any, NoReturn

import orjson
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from controls.api.described import describe
from controls.api.endpoints import Endpoint
from controls.filters.questions import Question


@cache
def description() -> bytes:
    """The OpenAPI document, in English. It follows from the code, so that a process makes it once."""
    with translation.override("en-gb"):
        document = OpenApiJsonRenderer().render(SchemaGenerator().get_schema(request=None, public=True))
    return orjson.dumps(orjson.loads(document))  # without the blanks for human eyes it is half the size


class Schema(Endpoint):
    @describe(
        "schema",
        tag="Service",
        summary="This description",
        text="The OpenAPI 3.1 document of this API, for generators of clients and for tests.",
        question=Question,
        answer=None,
    )
    def get(self, request: Request) -> HttpResponse:
        self.ask(request, Question)
        return HttpResponse(description(), content_type="application/json")


@extend_schema(exclude=True)
class Nowhere(Endpoint):
    """Any other address below this API. Only those that end with a slash, so that a forgotten one is added first."""

    authentication_classes = []

    def get_permissions(self) -> list[AllowAny]:
        return [AllowAny()]

    def initial(self, request: Request, *args: Any, **parts: Any) -> NoReturn:
        """Whatever the method: nothing is here."""
        raise Http404(_("There is nothing at this address. GET /api/v1/schema/ lists all that there are."))
