"""The search over the API: facts of every kind that answer a question, with the reasons, best first."""

from django.http import HttpResponse
from rest_framework.request import Request

from controls.api.described import describe
from controls.api.endpoints import Endpoint, frame_of, root_of
from controls.api.search_schemas import SearchAnswerSerializer
from controls.api.shapes import Shape
from controls.filters.search import SearchQuestion
from controls.models import SearchDocument
from controls.models.search_queries import Answer, near_codes
from controls.models.search_reasons import Reason, marker_of, reasons
from controls.models.search_states import standings


class Search(Endpoint):
    @describe(
        "search_get",
        tag="Search",
        summary="Facts of every kind that answer a question",
        text="Names, codes, notice numbers, titles and wording in English, Chinese and Japanese, whatever their "
        "spacing, width and form of characters. Codes are found exactly: what only looks like the code asked for "
        "stands under `near_codes` and is another code. An empty answer never means that a shipment is free.",
        question=SearchQuestion,
        answer=SearchAnswerSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        asked = self.ask(request, SearchQuestion)
        answer = asked.answer()
        frame = frame_of(request, asked, count=answer.matched)
        root = root_of(request)
        near = [
            {"code": code, **_brief(document, root=root)} for code, document in near_codes(answer.sought, on=asked.day)
        ]
        return self.answer(
            asked,
            frame,
            level=str(answer.level),
            facets={
                name: [{"value": value, "count": count} for value, count in sorted(counts.items())]
                for name, counts in answer.counts.items()
            },
            near_codes=near,
            results=_results(answer, asked, root=root),
        )


def _results(answer: Answer, asked: SearchQuestion, *, root: str) -> list[Shape]:
    documents = SearchDocument.objects.in_bulk([number for number, _score in answer.hits])
    found = standings(documents.values(), on=asked.day)
    marker = marker_of(answer)
    results = []
    for number, score in answer.hits:
        document, standing = documents[number], found.get(number)
        results.append(
            {
                **_brief(document, root=root),
                "why": [_why(reason) for reason in reasons(document, marker)],
                "score": score,
                "state": {"code": standing.code, "label": standing.label} if standing else None,
            }
        )
    return results


def _brief(document: SearchDocument, *, root: str) -> Shape:
    return {
        "type": document.noun,
        "id": document.key,
        "title": document.title,
        "url": root + document.get_absolute_url(),
    }


def _why(reason: Reason) -> Shape:
    return {
        "kind": str(reason.kind),
        "label": reason.label,
        "lang": reason.language or None,
        "text": reason.text,
        "marks": [list(place) for place in reason.places],
    }
