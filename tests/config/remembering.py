"""A register behind the memory of whole answers, which counts how often it is really asked."""

from django.http import HttpResponse
from django.test import RequestFactory

from config.middleware import RevisionCacheMiddleware

REQUESTS = RequestFactory()


class Register:
    """Answers the same each time, unless told otherwise."""

    def __init__(self, answer=lambda: HttpResponse("Who is listed.")):
        self.asked = 0
        self.answer = answer
        self.memory = RevisionCacheMiddleware(self._handle)

    def _handle(self, request):
        self.asked += 1
        return self.answer()

    def get(self, path="/notices/", *, method="get", cookies=None, **headers):
        request = getattr(REQUESTS, method)(path, headers={name.replace("_", "-"): v for name, v in headers.items()})
        request.COOKIES |= cookies or {}
        return self.memory(request)
