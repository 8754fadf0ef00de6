"""Each request has a number, the same in its log lines and in its answer."""

import logging

from django.http import HttpResponse
from django.test import RequestFactory

from config.logs import RequestIdFilter, RequestIdMiddleware


def answer(**headers):
    seen = {}

    def view(request):
        record = logging.LogRecord("x", logging.INFO, __file__, 1, "words", None, None)
        RequestIdFilter().filter(record)
        seen["in the log"] = record.request_id
        seen["on the request"] = request.META["REQUEST_ID"]
        return HttpResponse()

    response = RequestIdMiddleware(view)(RequestFactory().get("/", headers=headers))
    return response["X-Request-ID"], seen


def test_the_number_in_the_answer_is_the_one_in_the_log():
    number, seen = answer()

    assert seen == {"in the log": number, "on the request": number}


def test_two_requests_have_two_numbers():
    assert answer()[0] != answer()[0]


def test_a_caller_cannot_choose_the_number():
    assert answer(x_request_id="forged\nline")[0] != "forged\nline"
