"""What endpoints do that write, or whose answers are for the caller alone: asked by somebody, kept by nobody."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from rest_framework.request import Request

from controls.api.endpoints import Endpoint
from controls.api.rendering import as_json
from controls.filters.fields import BadInput


class PrivateEndpoint(Endpoint):
    """For callers with a key or a session only. Answers are private and never kept."""

    http_method_names = ["get", "head", "post"]

    def refuse_parameters(self, request: Request) -> None:
        """What is asked for stands in the body: a parameter in the address would be silently left out."""
        if request.query_params:
            words = [_("Unknown parameter. Send this in the body.")]
            raise BadInput({name[:80]: words for name in request.query_params})

    def say(self, body: dict[str, Any], *, status: int = 200) -> HttpResponse:
        """The body as JSON."""
        return HttpResponse(as_json(body), status=status, content_type="application/json")

    def dispatch(self, request: Any, *args: Any, **parts: Any) -> Any:
        response = super().dispatch(request, *args, **parts)
        response["Cache-Control"] = "private, no-store"
        return response
