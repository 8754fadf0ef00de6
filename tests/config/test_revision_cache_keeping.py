"""Which answers the memory of whole answers keeps, and for whom: visitors only, whole pages only."""

import pytest
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse

from tests.config.remembering import Register

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    return Register()


class TestWhoIsNotAVisitor:
    @pytest.mark.parametrize(
        "known", [{"cookies": {settings.SESSION_COOKIE_NAME: "x"}}, {"authorization": "Bearer rec_x"}]
    )
    def test_is_asked_for_anew_each_time(self, register, known):
        register.get(**known)
        register.get(**known)

        assert register.asked == 2

    @pytest.mark.parametrize(
        "known", [{"cookies": {settings.SESSION_COOKIE_NAME: "x"}}, {"authorization": "Bearer rec_x"}]
    )
    def test_neither_gets_what_was_kept_nor_leaves_anything(self, register, known):
        register.get()
        register.get(**known)
        register.get()

        assert register.asked == 2

    @pytest.mark.parametrize("known", [{"cookies": {settings.SESSION_COOKIE_NAME: ""}}, {"authorization": ""}])
    def test_is_known_by_the_name_of_the_header_alone(self, register, known):
        register.get(**known)
        register.get(**known)

        assert register.asked == 2

    def test_is_not_one_with_some_other_cookie(self, register):
        register.get(cookies={"theme": "dark"})
        register.get()

        assert register.asked == 1


class TestWhatIsNeverKept:
    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
    def test_another_method_than_reading(self, register, method):
        register.get(method=method)
        register.get(method=method)

        assert register.asked == 2

    @pytest.mark.parametrize("path", ["/admin/", "/account/sign-in/", "/health/", "/api/v1/health/"])
    def test_the_desk_and_the_state_of_the_service(self, register, path, django_assert_num_queries):
        with django_assert_num_queries(0):  # they must answer without a database
            register.get(path)
            register.get(path)

        assert register.asked == 2

    @pytest.mark.parametrize("status", [201, 204, 301, 302, 304, 400, 403, 404, 410, 429, 500, 503])
    def test_an_answer_that_is_no_whole_page(self, status):
        register = Register(lambda: HttpResponse(status=status))

        first = register.get()
        register.get()

        assert register.asked == 2
        assert not first.has_header("ETag")

    def test_an_answer_that_sets_a_cookie(self):
        def answer():
            response = HttpResponse("Yours.")
            response.set_cookie("csrftoken", "secret")
            return response

        register = Register(answer)

        register.get(), register.get()

        assert register.asked == 2

    def test_an_answer_that_comes_in_pieces(self):
        register = Register(lambda: StreamingHttpResponse(iter([b"a", b"b"])))

        first, second = register.get(), register.get()

        assert b"".join(first) == b"".join(second) == b"ab"

    @pytest.mark.parametrize("says", ["no-store", "private, max-age=0", "max-age=60"])
    def test_an_answer_that_says_for_itself_how_long_it_holds(self, says):
        register = Register(lambda: HttpResponse("Mine.", headers={"Cache-Control": says}))

        first = register.get()
        register.get()

        assert register.asked == 2
        assert first["Cache-Control"] == says

    def test_an_answer_that_failed(self):
        def answer():
            raise RuntimeError("broken")

        register = Register(answer)
        for _time in range(2):
            with pytest.raises(RuntimeError):
                register.get()

        assert register.asked == 2
