"""What every endpoint does: refuse in words, answer for a day and a revision, and let a caller keep an answer."""

import hashlib
from datetime import date
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from controls.api.rendering import as_json
from controls.filters.fields import BadInput
from controls.filters.questions import PagedQuestion, Question
from controls.models import Change


class Endpoint(APIView):
    """Reads only. Reading is open unless the installation says otherwise."""

    http_method_names = ["get", "head"]

    def get_permissions(self) -> list[Any]:
        return [AllowAny()] if settings.PUBLIC_READING else [IsAuthenticated()]

    def initial(self, request: Request, *args: Any, **parts: Any) -> None:
        """A method that exists nowhere here is refused as such, not for want of a key."""
        if request.method not in self.allowed_methods:
            raise MethodNotAllowed(request.method or "")
        super().initial(request, *args, **parts)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        raise MethodNotAllowed(request.method or "")

    def ask[Q: Question](self, request: Request, question: type[Q]) -> Q: ...

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **parts: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **parts)
        patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
        return response
