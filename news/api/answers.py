"""Answers that rest on news: they change without a change of the register, so each is marked by its own content."""

import hashlib

from django.http import HttpResponse, HttpResponseNotModified

from controls.api.endpoints import Endpoint


class NewsEndpoint(Endpoint):
    """An endpoint whose answers nobody keeps for as long as a revision stands."""

    def _kept(self, response: HttpResponse, mark: str) -> HttpResponse:
        request = self.request._request
        tag = f'W/"{mark}-{hashlib.sha256(response.content).hexdigest()[:16]}"'
        given = [each.strip() for each in request.headers.get("If-None-Match", "").split(",")]
        kept: HttpResponse = HttpResponseNotModified() if tag in given else response
        kept["ETag"] = tag
        private = "Authorization" in request.headers or request.user.is_authenticated
        kept["Cache-Control"] = "private, no-cache" if private else "no-cache"
        return kept
