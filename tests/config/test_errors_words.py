"""One answer for people and one for programs to what cannot be answered, in the same words."""

import logging
import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client, RequestFactory

from config import errors
from controls.filters.fields import BadInput
from controls.models import Source

pytestmark = pytest.mark.django_db
REQUESTS = RequestFactory()
API, PAGE = "/api/v1/listings/", "/entities/"


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture
def broken(monkeypatch):
    """The register behind pages and endpoints has a fault that nobody expected."""

    def fault(*args, **kwargs):
        raise ZeroDivisionError("the secret of the fault")

    monkeypatch.setattr("controls.models.listing_queries.ListingQuerySet.published", fault)


def asked(path=PAGE):
    request = REQUESTS.get(path)
    request.user = request.session = None
    return request


class TestAWrongQuestion:
    def test_is_answered_to_a_program_field_by_field(self):
        answer = errors.refused(asked(API), BadInput({"as_of": ["This is no day."], "q": ["Too long."]}))

        assert answer.status_code == 400
        assert b'"as_of":["This is no day."]' in answer.content
        assert b'"q":["Too long."]' in answer.content

    def test_is_answered_to_a_person_field_by_field(self, visitor):
        answer = visitor.get(PAGE, {"as_of": "soon", "page": "0"})

        said = answer.content.decode()
        assert answer.status_code == 400
        assert re.search(r"as_of</span>: ", said)
        assert re.search(r"page</span>: ", said)

    def test_is_answered_to_both_with_the_same_faults(self, visitor):
        question = {"as_of": "2026-13-01"}

        program, person = visitor.get(API, question), visitor.get(PAGE, question)

        assert program.json()["errors"]["as_of"] == person.context["faults"][0]["messages"]

    def test_shows_what_was_typed_only_in_an_escaped_form(self, visitor):
        said = visitor.get(PAGE, {"<script>alert(1)</script>": "x"}).content.decode()

        assert "<script>alert" not in said

    def test_is_no_fault_of_ours_in_the_log(self, visitor, caplog):
        with caplog.at_level(logging.WARNING):
            visitor.get(PAGE, {"as_of": "soon"})

        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


class TestARefusedRequest:
    @pytest.mark.parametrize("path", [PAGE, API])
    def test_for_a_host_that_is_not_served_says_so(self, visitor, path):
        answer = visitor.get(path, headers={"Host": "evil.example"})

        assert answer.status_code == 400
        assert "This host name is not served here." in answer.content.decode()

    @pytest.mark.parametrize("path", [PAGE, API])
    def test_of_another_kind_is_malformed_and_tells_nothing_of_why(self, path):
        answer = errors.bad_request(asked(path), SuspiciousOperation("session data corrupted at 0x7f"))

        assert "The request is malformed." in answer.content.decode()
        assert "0x7f" not in answer.content.decode()

    def test_is_a_problem_for_a_program(self, visitor):
        answer = visitor.get(API, headers={"Host": "evil.example"})

        assert answer["Content-Type"] == "application/problem+json"


class TestWhatOneMayNotDo:
    def test_is_told_to_a_program(self):
        answer = errors.forbidden(asked(API), PermissionDenied("internal reason"))

        assert (answer.status_code, b"You may not do this." in answer.content) == (403, True)
        assert b"internal" not in answer.content

    def test_is_told_to_a_person_who_came_to_a_closed_door(self, visitor):
        answer = errors.forbidden(asked(), PermissionDenied())

        assert answer.status_code == 403
        assert "You may not do this" in answer.content.decode()


class TestWhatIsNotThere:
    def test_is_told_to_a_program_as_a_problem(self, visitor):
        answer = visitor.get("/api/v1/no-such-thing/")

        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert answer.json()["detail"].startswith("There is nothing at this address.")

    def test_is_told_to_a_person_with_a_way_on(self, visitor):
        answer = visitor.get("/no-such-page/")

        said = answer.content.decode()
        assert answer.status_code == 404
        assert "There is nothing at this address." in said
        assert 'name="q"' in said

    @pytest.mark.parametrize("path", ["/entities/no-such-entity/", "/api/v1/entities/no-such-entity/"])
    def test_is_called_by_its_key(self, visitor, path):
        answer = visitor.get(path)

        assert answer.status_code == 404
        assert "no-such-entity" in answer.content.decode()

    @pytest.mark.parametrize("path", [PAGE, API])
    def test_is_told_in_the_words_of_the_one_who_looked(self, path):
        answer = errors.not_found(asked(path), Http404("No notice has the key x-1."))

        assert "No notice has the key x-1." in answer.content.decode()

    @pytest.mark.parametrize("reason", [{"path": "/x/", "tried": [["secret-pattern"]]}, 404, None])
    @pytest.mark.parametrize("path", [PAGE, API])
    def test_never_shows_the_inside_of_an_exception(self, path, reason):
        answer = errors.not_found(asked(path), Http404(reason))

        assert "There is nothing at this address." in answer.content.decode()
        assert "secret-pattern" not in answer.content.decode()

    def test_of_a_name_with_markup_is_escaped(self, visitor):
        said = visitor.get("/entities/%3Cb%3Ebold%3Cb%3E/").content.decode()

        assert "<b>bold" not in said


class TestAFaultOfOurs:
    @pytest.mark.parametrize("path", [PAGE, API])
    def test_is_500_with_the_number_that_is_in_the_log(self, broken, visitor, path):
        answer = visitor.get(path)

        assert answer.status_code == 500
        assert answer["X-Request-ID"] in answer.content.decode()

    @pytest.mark.parametrize("path", [PAGE, API])
    def test_tells_nobody_what_went_wrong(self, broken, visitor, path):
        said = visitor.get(path).content.decode()

        assert "secret" not in said
        assert "ZeroDivisionError" not in said
        assert "Traceback" not in said

    def test_is_in_the_log_with_its_traceback(self, broken, visitor, caplog):
        visitor.get(PAGE)

        logged = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert logged[0].exc_info[0] is ZeroDivisionError

    def test_is_a_problem_for_a_program(self, broken, visitor):
        answer = visitor.get(API)

        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["title"] == "Server error"

    def test_is_kept_by_nobody(self, broken, visitor):
        assert not visitor.get(PAGE).has_header("ETag")
        assert visitor.get(API)["Cache-Control"] == "no-store"

    def test_does_not_outlast_its_cause(self, visitor, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr("controls.views.sources.Source.objects", None)
            assert visitor.get("/sources/").status_code == 500

        assert visitor.get("/sources/").status_code == 200
        assert Source.objects.exists()


class TestTheOneShapeOfAProblem:
    @pytest.mark.parametrize(
        ("path", "headers", "status"),
        [
            (f"{API}?as_of=soon", {}, 400),
            (f"{API}?q=%00", {}, 400),
            (API, {"Host": "evil.example"}, 400),
            (API, {"Authorization": "Bearer rec_wrong"}, 401),
            ("/api/v1/listings/no-such-listing/", {}, 404),
            ("/api/v1/nowhere/", {}, 404),
        ],
    )
    def test_is_the_same_whoever_refuses(self, visitor, path, headers, status):
        answer = visitor.get(path, headers=headers)

        assert set(answer.json()) == {"type", "title", "status", "detail", "errors"}
        assert (answer.status_code, answer.json()["status"]) == (status, status)
        assert answer["Cache-Control"] == "no-store"

    def test_is_the_same_for_a_method_that_is_not_served(self, visitor):
        answer = visitor.delete(API)

        assert (answer.status_code, answer.json()["status"]) == (405, 405)
        assert "GET" in answer["Allow"]
