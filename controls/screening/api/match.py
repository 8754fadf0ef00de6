"""Many names at once, nothing kept: for programs that screen their own records."""

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from controls.api.described import describe_private
from controls.api.endpoints import freshness_of
from controls.api.writing import PrivateEndpoint
from controls.screening.api.checks import TAG, ScreeningUnavailable, loaded
from controls.screening.api.schemas import MatchAskedSerializer, MatchSerializer
from controls.screening.filters.bulk import bulk_from_json
from controls.screening.services import checks, index


class Match(PrivateEndpoint):
    http_method_names = ["post"]

    @describe_private(
        "match",
        tag=TAG,
        summary="Compare many names, keep nothing",
        text="Up to 1,000 parties, each with an id of yours. Nothing is kept, and there is no receipt.",
        asks=MatchAskedSerializer,
        answer=MatchSerializer,
    )
    def post(self, request: Request) -> HttpResponse:
        self.refuse_parameters(request)
        today = timezone.localdate()
        ready = loaded()
        asked = bulk_from_json(request.data, today=today, lists=checks.lists_known(loaded=ready))
        try:
            found = checks.match(questions=asked.questions, limit=asked.limit, threshold=asked.threshold, loaded=ready)
        except index.IndexNotReady as reason:
            raise ScreeningUnavailable(reason) from reason
        results = [
            {"id": own_id, "candidates": list(candidates), "candidates_in_all": in_all}
            for own_id, candidates, in_all in zip(asked.ids, found.candidates, found.in_all, strict=True)
        ]
        stamp = {"revision": found.revision, "algorithm": found.algorithm, "freshness": freshness_of(request)}
        return self.say({"results": results, **stamp})
