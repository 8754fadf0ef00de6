"""The table of access: read strictly, and a row for every route of the running register, no more and no fewer."""

from itertools import pairwise

import pytest
from django.urls import resolve
from hypothesis import given
from hypothesis import strategies as st

from controls import roles
from controls.roles import LADDER, NOBODY, PUBLIC, SCOPES, Need, TableFaulty, reaches
from tests.config.routes import Route, routes

HEAD = "route,methods,role,scope\n"
WORDS = (*LADDER, PUBLIC, NOBODY)


def read(*lines: str) -> roles.Table:
    return roles.read((HEAD + "".join(f"{line}\n" for line in lines)).splitlines())


def row_for(route: Route) -> str:
    """The line that is missing, with the least that anybody needs: to be looked at, then pasted."""
    methods = {name.upper() for name in getattr(route.view, "view_class", object).__dict__} & set(roles.METHODS)
    asked = " ".join(method for method in roles.METHODS if method in (methods or {"GET"}))
    return f"{route},{asked},{'reader,read' if route.is_endpoint else 'reader,'}"


class TestTheCheckedInTable:
    def test_has_a_row_for_every_route_of_the_running_register(self) -> None:
        missing = [row_for(route) for route in routes() if route.name not in roles.table()]

        assert missing == [], "Add to controls/access.csv, with the role that is meant:\n" + "\n".join(missing)

    def test_has_no_row_for_a_route_that_there_is_not(self) -> None:
        known = {route.name for route in routes()}

        assert sorted(set(roles.table()) - known) == [], "Take these rows out of controls/access.csv."

    def test_calls_routes_as_their_resolved_addresses_do(self) -> None:
        """Else the gate would look for a name that the table does not have."""
        assert {route.name: resolve(route.path).view_name for route in routes()} == {
            route.name: route.name for route in routes()
        }

    def test_says_of_every_endpoint_which_scope_a_key_needs(self) -> None:
        endpoints = {route.name for route in routes() if route.is_endpoint}
        without = {
            name
            for name, needs in roles.table().items()
            for need in needs.values()
            if not need.scope and name in endpoints and need.role != "visitor"
        }

        assert without == set()

    def test_gives_no_page_a_scope_for_keys_do_not_open_pages(self) -> None:
        pages = {route.name for route in routes() if not route.is_endpoint}

        assert {name for name in pages for need in roles.table()[name].values() if need.scope} == set()

    def test_lets_nobody_write_who_is_not_signed_in_but_to_sign_in_and_out(self) -> None:
        unsafe = {
            name
            for name, needs in roles.table().items()
            for method, need in needs.items()
            if method != "GET" and need.role in ("visitor", PUBLIC)
        }

        assert unsafe - {name for name in unsafe if name.startswith("account_")} == {
            "admin:logout",
            "api:nowhere",  # answers every method with 404
            "controls:error-report",  # a word to the curators
            "mfa_authenticate",  # the second half of signing in
            "mfa_login_webauthn",
            "reconcile-api:reconcile",  # a question too long for an address
            "single_sign_on",
            "alerts:unsubscribe",  # by the link of a letter, in one press
            "controls:preferences",  # language and colours, in a cookie
        }

    def test_leaves_accounts_and_all_keys_to_admins(self) -> None:
        managed = {
            need.role
            for name, needs in roles.table().items()
            for need in needs.values()
            if name.startswith(("admin:controls_user_", "admin:controls_apikey_", "admin:controls_accountact_"))
        }

        assert managed == {"admin", NOBODY}

    def test_lets_nobody_delete_at_the_desk(self) -> None:
        deleting = {name: needs for name, needs in roles.table().items() if name.endswith("_delete")}

        assert deleting
        assert {need.role for needs in deleting.values() for need in needs.values()} == {NOBODY}

    def test_is_read_when_first_asked_for_and_then_kept(self) -> None:
        assert roles.table() is roles.table()


class TestReading:
    def test_gives_each_method_of_a_row_the_same_need(self) -> None:
        assert read("a:b,GET POST,screener,screen") == {
            "a:b": {"GET": Need("screener", "screen"), "POST": Need("screener", "screen")}
        }

    def test_lets_a_route_have_a_row_for_each_method(self) -> None:
        table = read("a:b,GET,editor,", "a:b,POST,admin,")

        assert [table["a:b"][method].role for method in ("GET", "POST")] == ["editor", "admin"]

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("a:b,GET,boss,", "“boss” is no role"),
            ("a:b,GET,,", "“” is no role"),
            ("a:b,GET,Reader,", "“Reader” is no role"),
            ("a:b,GET, reader,", "“ reader” is no role"),
            ("a:b,GET,reader,write", "“write” is no scope"),
            (",GET,reader,", "is no role"),
            ("a:b,HEAD,reader,", "HEAD"),
            ("a:b,get,reader,", "get"),
            ("a:b,GET GET,reader,", "GET twice"),
            ("a:b,,reader,", "no method"),
            ("a:b,GET,reader", "4 cells"),
            ("a:b,GET,reader,read,more", "4 cells"),
        ],
    )
    def test_refuses_what_might_be_misread_and_names_the_line(self, line: str, words: str) -> None:
        with pytest.raises(TableFaulty, match=f"Line 3.*{words}|Line 3.*no role"):
            read("first:row,GET,reader,", line)

    def test_refuses_two_rows_for_the_same(self) -> None:
        with pytest.raises(TableFaulty, match="GET twice"):
            read("a:b,GET,reader,", "a:b,POST GET,admin,")

    def test_refuses_other_columns(self) -> None:
        with pytest.raises(TableFaulty, match="columns"):
            roles.read(["route,method,role,scope", "a:b,GET,reader,"])

    @given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=30), max_size=6))
    def test_reads_any_lines_strictly_or_not_at_all(self, lines: list[str]) -> None:
        try:
            table = read(*lines)
        except (TableFaulty, roles.csv.Error):
            return
        assert all(need.role in WORDS for needs in table.values() for need in needs.values())
        assert all(set(needs) <= set(roles.METHODS) for needs in table.values())


class TestTheLadder:
    @given(st.sampled_from(LADDER), st.sampled_from(LADDER), st.sampled_from(LADDER))
    def test_lets_a_role_do_whatever_those_before_it_may(self, role: str, higher: str, needed: str) -> None:
        if LADDER.index(higher) >= LADDER.index(role) and reaches(role, needed):
            assert reaches(higher, needed)

    def test_is_steep_each_role_may_something_that_the_one_before_may_not(self) -> None:
        assert not any(reaches(lower, higher) for lower, higher in pairwise(LADDER))

    @given(st.sampled_from(LADDER))
    def test_has_no_step_that_reaches_what_nobody_may(self, role: str) -> None:
        assert not reaches(role, NOBODY)

    @pytest.mark.parametrize(("role", "needed"), [("boss", "reader"), ("admin", "boss"), (PUBLIC, "reader")])
    def test_knows_no_other_words(self, role: str, needed: str) -> None:
        with pytest.raises(ValueError, match="not in tuple"):
            reaches(role, needed)

    @given(st.sampled_from(LADDER))
    def test_tells_the_database_the_roles_that_reach(self, needed: str) -> None:
        assert roles.from_on(needed) == [role for role in LADDER if reaches(role, needed)]

    @given(st.sampled_from(LADDER))
    def test_gives_keys_no_scope_beyond_the_role_of_their_owner(self, role: str) -> None:
        assert set(roles.scopes_of(role)) == {scope for scope, needed in SCOPES.items() if reaches(role, needed)}

    @pytest.mark.parametrize(
        ("word", "open_reading", "role"),
        [
            (PUBLIC, True, "visitor"),
            (PUBLIC, False, "reader"),
            ("visitor", False, "visitor"),
            ("reader", True, "reader"),
            (NOBODY, True, NOBODY),
        ],
    )
    def test_reading_is_public_or_not(self, word: str, open_reading: bool, role: str) -> None:
        assert Need(word).role_where(public_reading=open_reading) == role
