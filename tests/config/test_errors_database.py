"""When the database is gone: 503 and words, at once, for people and for programs; never an empty answer."""

import pytest
from django.db import InterfaceError, OperationalError, connection, connections
from django.test import Client

PAGES = ["/", "/entities/", "/entities/subaru/", "/notices/", "/notices/mofcom-2026-12/", "/changes/", "/sources/"]
ENDPOINTS = ["listings/", "entities/", "notices/", "entity-lists/", "changes/", "listings/export.csv"]
WELL_FORMED = "rec_" + "a" * 32 + "TtKiSd"


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture
def gone(db, tmp_path):
    """Connections lead to a directory in which no server listens."""
    ours, wanted = connections["default"], connection.settings_dict
    original = wanted["HOST"]
    wanted["HOST"] = str(tmp_path)
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections["default"] = ours
    wanted["HOST"] = original


@pytest.fixture
def breaking(db):
    """The connection breaks the moment that somebody asks something, until it is mended."""
    with pytest.MonkeyPatch.context() as patch:

        class Breaking:
            mend = patch.undo

            def by(self, error):
                def cursor(*args, **kwargs):
                    raise error

                patch.setattr(connections["default"], "cursor", cursor)
                patch.setattr(connections["default"], "chunked_cursor", cursor)

        yield Breaking()


class TestPages:
    @pytest.mark.parametrize("path", PAGES)
    def test_say_that_they_cannot_answer(self, gone, visitor, path):
        answer = visitor.get(path)

        assert answer.status_code == 503
        assert "The register cannot be read at the moment" in answer.content.decode()

    @pytest.mark.parametrize("path", PAGES)
    def test_say_when_to_ask_again(self, gone, visitor, path):
        assert visitor.get(path)["Retry-After"] == "5"

    def test_say_that_silence_is_no_answer(self, gone, visitor):
        said = visitor.get("/entities/?q=subaru").content.decode()

        assert "do not read it as no entry" in said

    def test_never_look_like_a_list_without_entries(self, gone, visitor):
        said = visitor.get("/entities/?q=subaru").content.decode()

        assert "<tbody" not in said
        assert "No entry" not in said

    def test_are_not_kept_by_anybody(self, gone, visitor):
        assert not visitor.get("/entities/").has_header("ETag")

    def test_the_state_of_the_service_says_the_same(self, gone, visitor):
        assert visitor.get("/health/").status_code == 503

    def test_a_fragment_fails_like_its_page(self, gone, visitor):
        assert visitor.get("/entities/", headers={"HX-Request": "true"}).status_code == 503

    def test_signing_in_fails_in_the_same_words(self, gone, visitor):
        answer = visitor.post("/account/sign-in/", {"login": "ada@example.org", "password": "x"})

        assert answer.status_code == 503


class TestTheApi:
    @pytest.mark.parametrize("endpoint", ENDPOINTS)
    def test_answers_with_a_problem(self, gone, visitor, endpoint):
        answer = visitor.get(f"/api/v1/{endpoint}")

        assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")

    @pytest.mark.parametrize("endpoint", ENDPOINTS)
    def test_says_when_to_ask_again(self, gone, visitor, endpoint):
        assert visitor.get(f"/api/v1/{endpoint}")["Retry-After"] == "5"

    def test_says_what_is_the_matter_and_nothing_of_where_the_database_is(self, gone, visitor, tmp_path):
        answer = visitor.get("/api/v1/listings/")

        assert answer.json()["detail"] == "The database does not answer."
        assert str(tmp_path) not in answer.content.decode()

    def test_forbids_everybody_to_keep_it(self, gone, visitor):
        assert visitor.get("/api/v1/listings/")["Cache-Control"] == "no-store"

    def test_with_a_key_fails_in_the_same_way(self, gone, visitor):
        """Not 401: the key may be good, nobody can tell."""
        answer = visitor.get("/api/v1/listings/", headers={"Authorization": f"Bearer {WELL_FORMED}"})

        assert answer.status_code == 503


class TestAConnectionThatBreaks:
    @pytest.mark.parametrize("error", [OperationalError("server closed"), InterfaceError("connection is closed")])
    @pytest.mark.parametrize("path", ["/entities/", "/api/v1/listings/"])
    def test_is_a_database_that_does_not_answer(self, breaking, visitor, path, error):
        breaking.by(error)

        assert visitor.get(path).status_code == 503

    def test_tells_nobody_what_the_driver_said(self, breaking, visitor):
        breaking.by(OperationalError("FATAL: password authentication failed for user register"))

        assert "password" not in visitor.get("/entities/").content.decode()
        assert "password" not in visitor.get("/api/v1/listings/").content.decode()

    def test_is_forgotten_when_the_database_is_back(self, breaking, visitor):
        breaking.by(OperationalError("server closed"))
        assert visitor.get("/entities/").status_code == 503

        breaking.mend()

        assert visitor.get("/entities/").status_code == 200

    def test_any_other_fault_is_ours_and_no_503(self, breaking, visitor):
        breaking.by(RuntimeError("a fault"))

        assert visitor.get("/entities/").status_code == 500
