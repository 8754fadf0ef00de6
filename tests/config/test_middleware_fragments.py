"""A part of a page for htmx, the whole page for everybody else; and what every answer carries."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.middleware import FragmentMiddleware, PermissionsPolicyMiddleware

REQUESTS = RequestFactory()


def is_fragment(**headers):
    seen = []

    def view(request):
        seen.append(request.is_fragment)
        return HttpResponse()

    FragmentMiddleware(view)(REQUESTS.get("/", headers={name.replace("_", "-"): v for name, v in headers.items()}))
    return seen[0]


class TestAFragment:
    def test_is_what_htmx_asks_for(self):
        assert is_fragment(hx_request="true")

    def test_is_not_what_a_browser_asks_for(self):
        assert not is_fragment()

    def test_is_not_what_htmx_asks_for_when_it_restores_a_page(self):
        assert not is_fragment(hx_request="true", hx_history_restore_request="true")

    @pytest.mark.parametrize("value", ["false", "1", "TRUE", ""])
    def test_is_asked_for_by_the_word_true_alone(self, value):
        assert not is_fragment(hx_request=value)

    def test_is_kept_apart_from_its_page_by_every_cache(self):
        answer = FragmentMiddleware(lambda request: HttpResponse())(REQUESTS.get("/"))

        assert answer["Vary"] == "HX-Request"

    def test_leaves_what_the_answer_already_varies_by(self):
        answer = FragmentMiddleware(lambda request: HttpResponse(headers={"Vary": "Cookie"}))(REQUESTS.get("/"))

        assert answer["Vary"] == "Cookie, HX-Request"

    @pytest.mark.django_db
    def test_of_a_list_is_its_rows_without_the_frame(self, client):
        page = client.get("/entities/").content.decode()
        fragment = client.get("/entities/", headers={"HX-Request": "true"}).content.decode()

        assert page.startswith("<!doctype html>")
        assert "<html" not in fragment
        assert len(fragment) < len(page)

    @pytest.mark.django_db
    def test_of_a_list_that_is_restored_is_the_whole_page(self, client):
        restored = client.get("/entities/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

        assert restored.content.decode().startswith("<!doctype html>")


class TestWhatNoPageUses:
    def test_is_switched_off_on_every_answer(self):
        answer = PermissionsPolicyMiddleware(lambda request: HttpResponse())(REQUESTS.get("/"))

        assert {"camera=()", "microphone=()", "geolocation=()"} <= set(answer["Permissions-Policy"].split(", "))

    def test_can_be_said_otherwise_by_a_page(self):
        own = HttpResponse(headers={"Permissions-Policy": "camera=(self)"})

        assert (
            PermissionsPolicyMiddleware(lambda request: own)(REQUESTS.get("/"))["Permissions-Policy"] == "camera=(self)"
        )

    @pytest.mark.django_db
    @pytest.mark.parametrize("path", ["/", "/no-such-page/", "/api/v1/notices/", "/account/sign-in/"])
    def test_is_switched_off_whatever_the_answer_is(self, client, path):
        assert "camera=()" in client.get(path)["Permissions-Policy"]


@pytest.mark.django_db
class TestThroughTheWholeStack:
    def test_a_page_is_drawn_once_for_all_visitors(self, client, django_assert_num_queries):
        client.get("/notices/")

        with django_assert_num_queries(1):  # the revision
            assert client.get("/notices/").status_code == 200

    def test_a_page_for_somebody_signed_in_is_never_given_to_a_visitor(self, client, django_user_model, now):
        reader = django_user_model.objects.make(email="ada@example.org", password=None, joined_at=now)
        reader.save()
        client.force_login(reader)
        own = client.get("/entities/")
        client.logout()

        assert not own.has_header("ETag")
        assert client.get("/entities/").has_header("ETag")

    @pytest.mark.parametrize("path", ["/", "/entities/", "/notices/", "/changes/", "/sources/", "/about/", "/api/"])
    def test_head_says_what_get_would_and_sends_nothing(self, client, path):
        answer, head = client.get(path), client.head(path)

        assert (head.status_code, head.content) == (200, b"")
        assert head["Content-Type"] == answer["Content-Type"]

    @pytest.mark.parametrize("path", ["/", "/entities/", "/notices/", "/changes/", "/sources/", "/about/", "/api/"])
    def test_the_mark_of_head_is_that_of_get(self, client, path):
        assert client.head(path)["ETag"] == client.get(path)["ETag"]

    def test_the_number_of_a_request_is_its_own_even_when_the_answer_is_from_memory(self, client):
        first, second = client.get("/notices/"), client.get("/notices/")

        assert first["X-Request-ID"] != second["X-Request-ID"]

    @pytest.mark.parametrize("path", ["/entities/?as_of=soon", "/no-such-page/", "/entities/no-such-entity/"])
    def test_what_could_not_be_answered_is_asked_anew(self, client, path):
        assert not client.get(path).has_header("ETag")

    def test_a_visitor_with_the_answer_still_gets_the_rules_of_the_page(self, client):
        tag = client.get("/notices/")["ETag"]

        answer = client.get("/notices/", headers={"If-None-Match": tag})

        assert answer.status_code == 304
        assert "HX-Request" in answer["Vary"]
