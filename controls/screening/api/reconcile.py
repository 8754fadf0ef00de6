"""Reconciliation (W3C Reconciliation Service API 0.2): names of a table set against entities, as OpenRefine asks."""

from typing import Any, cast

from csp.constants import NONE, SELF
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.parsers import FormParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from controls.api.endpoints import Endpoint, root_of
from controls.api.rendering import JSONRenderer, as_json
from controls.filters.fields import BadInput
from controls.models import Entity, Listing
from controls.models.labels import ListingState
from controls.screening.api.checks import ScreeningUnavailable
from controls.screening.api.reconcile_described import (
    describe_batch,
    describe_preview,
    describe_properties,
    describe_suggest,
)
from controls.screening.api.reconcile_shapes import begins, candidate, manifest, page_of, properties, suggestion
from controls.screening.filters.reconciling import (
    Batch,
    PreviewQuestion,
    PropertyQuestion,
    ReconcileQuestion,
    SuggestQuestion,
)
from controls.screening.services import index, reconciling

SUGGESTED = 20
# Where OpenRefine runs: on the machine of the one who uses it. Nobody else may put the preview into a frame.
_FRAMED_BY = ("http://127.0.0.1:*", "http://localhost:*")


class OpenEndpoint(Endpoint):
    """Read by scripts of any origin, for OpenRefine runs in the browser, under an address of its own.

    Safe because nothing here depends on who asks: no answer is given for a cookie, none is private, and where reading
    is not public the permission is not given at all. Credentials are never allowed along.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **parts: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **parts)
        if settings.PUBLIC_READING:
            response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = "no-store"
        return response

    def say(self, body: dict[str, Any]) -> HttpResponse:
        return HttpResponse(as_json(body), content_type="application/json")


@describe_batch
class Reconcile(OpenEndpoint):
    http_method_names = ["get", "head", "post"]
    parser_classes = [FormParser]

    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, ReconcileQuestion)
        batch = asked.batch()
        return self._found(batch) if batch.wanted or batch.said else self.say(manifest(root_of(request)))

    def post(self, request: Request) -> HttpResponse:
        if request.query_params:
            words = [_("Unknown parameter. Send this in the body.")]
            raise BadInput({name[:80]: words for name in request.query_params})
        asked = ReconcileQuestion(cast(QueryDict, request.data), today=timezone.localdate())
        asked.is_valid()
        asked.refuse_unknown()
        if not asked.errors and not asked.cleaned_data["queries"]:
            asked.add_error("queries", _("Give the queries."))
        if asked.errors:
            raise BadInput({field: [str(each) for each in said] for field, said in asked.errors.items()})
        return self._found(asked.batch())

    def _found(self, batch: Batch) -> HttpResponse:
        try:
            found = reconciling.reconcile(wanted=batch.wanted, on=timezone.localdate())
        except index.IndexNotReady as reason:
            raise ScreeningUnavailable(reason) from reason
        rows: dict[str, Any] = {name: {"result": []} for name in (*batch.wanted, *batch.said)}
        rows |= {name: {"result": [candidate(each) for each in hits]} for name, hits in found.items()}
        for name, words in batch.said.items():
            rows[name]["message"] = words
        return self.say(rows)


@describe_suggest
class SuggestEntity(OpenEndpoint):
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, SuggestQuestion).cleaned_data
        rows = reconciling.suggest(prefix=asked["prefix"], types=asked["type"], after=asked["cursor"], limit=SUGGESTED)
        return self.say({"result": [suggestion(each) for each in rows]})


@describe_properties
class SuggestProperty(OpenEndpoint):
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, PropertyQuestion).cleaned_data
        known = [each for each in properties() if begins(each, asked["prefix"])]
        return self.say({"result": known[asked["cursor"] :]})


class HTMLRenderer(JSONRenderer):
    """For content negotiation of the preview."""

    media_type = "text/html"
    format = "html"


@describe_preview
class Preview(OpenEndpoint):
    def get_renderers(self) -> list[BaseRenderer]:
        return [HTMLRenderer()]

    def get(self, request: Request) -> HttpResponse:
        key, today = self.ask(request, PreviewQuestion).cleaned_data["id"], timezone.localdate()
        entity = Entity.objects.filter(key=key).prefetch_related("names", "identifiers").first()
        if entity is None:
            raise Http404(_("There is no entity “%(key)s”.") % {"key": key[:80]})
        rows = Listing.objects.filter(entity=entity).published(on=today).prefetch_related("events")
        listings = rows.select_related("entity_list", "notice").order_by("-notice__published_on", "key")
        states = [(listing, listing.state(on=today)) for listing in listings]
        stated = [(listing, ListingState(state.code).label) for listing, state in states if state]
        words = {"entity": entity, "listings": stated, "address": page_of(root_of(request), entity.key), "on": today}
        response = render(request._request, "screening/_entity_preview.html", words)
        response.xframe_options_exempt = True  # read by Django's own middleware
        response._csp_replace = {  # type: ignore[attr-defined]  # as csp.decorators.csp_replace does
            **dict.fromkeys(("script-src", "connect-src", "form-action"), [NONE]),
            "frame-ancestors": [SELF, *_FRAMED_BY],
        }
        return response
