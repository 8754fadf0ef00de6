"""The queue, the case and the result of a check, as people use them: without a script, and told in words."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from controls.models import User
from controls.screening.models import Case
from controls.screening.services import case_log, decisions
from tests.controls.markup import tree
from tests.factories.decisions import (
    AT,
    SAGAMI,
    again,
    confirm,
    decide,
    hit,
    later,
    make_case,
    make_check,
    person,
    screened,
    two_people,
)

pytestmark = pytest.mark.django_db
QUEUE = "/screening/decisions/"


@pytest.fixture
def people() -> tuple[User, User]:
    return two_people()


@pytest.fixture
def ada(people: tuple[User, User]) -> Client:
    return signed_in(people[0])


@pytest.fixture
def grace(people: tuple[User, User]) -> Client:
    return signed_in(people[1])


@pytest.fixture(autouse=True)
def four_eyes(settings: Any) -> None:
    settings.FOUR_EYES = "1"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(page: Any) -> str:
    """What a reader sees, in one line."""
    body = re.sub(r"<(script|style).*?</\1>", " ", page.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def page_of(case: Case) -> str:
    return f"{QUEUE}{case.pk}/"


def send(client: Client, case: Case, act: str, **form: Any) -> Any:
    """A form of the case page, as a browser sends it that showed the newest version."""
    typed = {"act": act, "version": again(case).version, "reason": "The corporate numbers differ."} | form
    return client.post(page_of(case), typed)


class TestWhoMayCome:
    @pytest.mark.parametrize("path", ["", "1/", "?state=decided"])
    def test_visitors_are_sent_to_sign_in_and_come_back(self, client, path):
        page = client.get(QUEUE + path)

        assert page.status_code == 302
        assert page["Location"].startswith("/account/sign-in/?next=/screening/decisions/")

    def test_visitors_write_nothing(self, client):
        case = make_case()

        assert send(client, case, "decide", verdict="same_party").status_code == 302
        assert client.post(f"{QUEUE}assign/", {"case": f"{case.pk}:1", "assigned_to": ""}).status_code == 302
        assert again(case).version == 1

    def test_who_screens_may_decide_and_who_only_reads_may_not_even_look(self, people):
        case = make_case()
        reader, screener = (signed_in(person(f"{role}@example.org", role=role)) for role in ("reader", "screener"))

        assert reader.get(page_of(case)).status_code == 403
        assert send(reader, case, "decide", verdict="same_party").status_code == 403
        assert again(case).is_open
        assert send(screener, case, "decide", verdict="same_party").status_code == 302
        assert again(case).is_decided

    def test_nothing_is_kept_by_anybody_on_the_way(self, ada):
        assert "no-store" in ada.get(QUEUE)["Cache-Control"]

    def test_a_form_without_its_token_is_refused(self, people):
        client = Client(enforce_csrf_checks=True)
        client.force_login(people[0])
        case = make_case()

        assert send(client, case, "decide", verdict="same_party").status_code == 403
        assert again(case).is_open

    @pytest.mark.parametrize("method", ["put", "delete", "patch"])
    def test_other_methods_are_refused(self, ada, method):
        assert getattr(ada, method)(QUEUE).status_code == 405


class TestTheQueue:
    def numbers(self, page: Any) -> list[int]:
        return [row["case"].pk for row in page.context["page"].object_list]

    def test_shows_what_asks_for_a_decision_oldest_first(self, ada, people):
        newer = make_case(name="Newer", asked_at=later(hours=2))
        older = make_case(name="Older", asked_at=later(hours=1))
        waiting = decide(make_case(name="Waiting"), "different_party", people[1])
        decide(make_case(name="Done"), "same_party", people[1])

        page = ada.get(QUEUE)

        assert self.numbers(page) == [waiting.pk, older.pk, newer.pk]
        assert "3 cases" in text(page)
        assert "Done" not in text(page)

    def test_says_that_there_is_nothing_to_do(self, ada):
        assert "No case with these filters." in text(ada.get(QUEUE))

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("state=open", ["A", "B"]),
            ("state=awaiting_second", ["C"]),
            ("state=decided", ["D"]),
            ("state=open&state=decided", ["A", "B", "D"]),
            ("assigned=me", ["B"]),
            ("assigned=nobody", ["A", "C"]),
            ("assigned=nobody&assigned=me", ["A", "B", "C"]),
            ("class=same", ["A"]),
            ("class=same&class=possible", ["A", "C"]),
            ("list=cn-export-control-list", ["B"]),
            ("list=cn-export-control-list&class=same", []),
        ],
    )
    def test_is_narrowed_by_state_person_class_and_list(self, ada, people, query, names):
        make_case(hit(verdict="same"), name="A")
        b = make_case(hit(list="cn-export-control-list"), name="B")
        decisions.assign(cases=[(b, 1)], to=people[0], by=people[1], at=AT)
        decide(make_case(hit(verdict="possible"), name="C"), "different_party", people[1])
        decide(make_case(name="D"), "same_party", people[1])

        page = ada.get(f"{QUEUE}?{query}")

        assert sorted(row["case"].name for row in page.context["page"].object_list) == names

    def test_counts_what_each_filter_would_leave(self, ada, people):
        make_case(hit(verdict="same"), name="A")
        make_case(hit(SAGAMI, list="cn-export-control-list"), name="B")
        decide(make_case(name="C"), "same_party", people[1])

        for query in ("", "state=decided", "class=same", "assigned=nobody&list=cn-watch-list"):
            page = ada.get(f"{QUEUE}?{query}")
            for facet in page.context["facets"]:
                for option in facet["options"]:
                    rest = [part for part in query.split("&") if part and not part.startswith(facet["name"])]
                    only = ada.get(f"{QUEUE}?{'&'.join([*rest, facet['name'] + '=' + option['value']])}")
                    assert only.context["page"].paginator.count == option["count"], (query, facet["name"], option)

    def test_names_the_list_and_falls_back_to_its_key(self, ada):
        make_case(hit(list="cn-watch-list"), hit(SAGAMI, list="us-csl"))

        page = text(ada.get(QUEUE))

        assert "Watch List" in page
        assert "us-csl" in page

    def test_goes_on_over_pages_and_keeps_the_question(self, ada):
        for number in range(5):
            make_case(name=f"Firm {number}", asked_at=later(hours=number))

        page = ada.get(f"{QUEUE}?page_size=2&page=2&class=probable")

        assert [row["case"].name for row in page.context["page"].object_list] == ["Firm 2", "Firm 3"]
        assert page.context["next_url"] == f"{QUEUE}?page_size=2&class=probable&page=3"

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("state=clear", "state"),
            ("assigned=grace@example.org", "assigned"),
            ("class=sibling", "class"),
            ("list=nowhere", "list"),
            ("page=0", "page"),
            ("page=99", "page"),
            ("page_size=100000", "page_size"),
            ("state=%00", "state"),
        ],
    )
    def test_a_wrong_question_is_refused_naming_the_field(self, ada, query, field):
        page = ada.get(f"{QUEUE}?{query}")

        assert page.status_code == 400
        assert field in page.content.decode()

    def test_costs_the_same_queries_however_long_it_is(self, ada, people, django_assert_num_queries):
        def ask() -> Any:
            return ada.get(QUEUE)

        decide(make_case(), "different_party", people[1])
        ask()
        with django_assert_num_queries(13):
            ask()
        for number in range(12):
            make_case(name=f"Firm {number}")
        with django_assert_num_queries(13):
            ask()


class TestHandingOn:
    def test_hands_the_ticked_cases_on_and_returns_to_the_same_queue(self, ada, people):
        cases = [make_case(name=name) for name in "AB"]
        left = make_case(name="C")

        form = {"case": [f"{case.pk}:1" for case in cases], "assigned_to": "grace@example.org"}
        page = ada.post(f"{QUEUE}assign/?state=open", form)

        assert (page.status_code, page["Location"]) == (302, f"{QUEUE}?state=open")
        assert {again(case).assigned_to for case in cases} == {people[1]}
        assert again(left).assigned_to is None

    def test_takes_them_from_everybody(self, ada, people):
        case = make_case()
        decisions.assign(cases=[(case, 1)], to=people[1], by=people[0], at=AT)

        ada.post(f"{QUEUE}assign/", {"case": f"{case.pk}:2", "assigned_to": ""})

        assert again(case).assigned_to is None

    @pytest.mark.parametrize(
        ("ticks", "to", "status", "words"),
        [
            ([], "grace@example.org", 400, "Tick the cases"),
            (["x:1"], "grace@example.org", 400, "Tick the cases"),
            (["1"], "grace@example.org", 400, "Tick the cases"),
            (["999999999:1"], "grace@example.org", 400, "One of the ticked cases is not there."),
            (["{pk}:1"], "nobody@example.org", 400, "“nobody@example.org” does not sign in here."),
            (["{pk}:9"], "grace@example.org", 409, "not the version of case"),
        ],
    )
    def test_refuses_in_words_and_hands_nothing_on(self, ada, ticks, to, status, words):
        case = make_case()

        form = {"case": [tick.format(pk=case.pk) for tick in ticks], "assigned_to": to}
        page = ada.post(f"{QUEUE}assign/", form)

        assert page.status_code == status
        assert words in text(page)
        assert again(case).version == 1

    def test_keeps_the_ticks_when_one_of_them_changed_meanwhile(self, ada, people):
        one, other = make_case(name="A"), make_case(name="B")
        decisions.comment(case=other, text="Wait for me.", by=people[1], at=AT)

        form = {"case": [f"{one.pk}:1", f"{other.pk}:1"], "assigned_to": "ada@example.org"}
        page = ada.post(f"{QUEUE}assign/", form)

        assert page.status_code == 409
        assert "Wait for me." in text(page)
        assert f'value="{one.pk}:1" aria-label="Choose case {one.pk}" checked' in page.content.decode()
        assert again(one).assigned_to is None


class TestTheCase:
    def test_shows_both_parties_and_why_they_were_found_alike(self, ada):
        page = text(ada.get(page_of(make_case())))

        assert "スバル(株)" in page
        assert "SUBARU Corporation" in page
        assert "Japan" in page
        assert "Watch List: In force (MOFCOM 2026 No. 12)" in page
        assert "Legal form set aside" in page
        assert "0.91" in page

    def test_marks_names_with_their_language(self, ada):
        assert '<span lang="ja">スバル(株)</span>' in ada.get(page_of(make_case())).content.decode()

    def test_tells_its_history_in_order(self, ada, people):
        case = decide(make_case(), "different_party", people[0])
        decisions.comment(case=case, text="See the annual report.", by=people[1], at=AT)
        confirm(case, people[1])
        make_case(hit(state="suspended"))

        page = text(ada.get(page_of(case)))

        told = ["Opened", "Different party; a second person has to confirm it", "The corporate numbers differ.",
                "Comment", "See the annual report.", "Confirmed", "Re-opened the register itself",
                "cn-wl-subaru was: In force; is: Suspended."]  # fmt: skip
        places = [page.index(words) for words in told]
        assert places == sorted(places)

    def test_says_so_when_its_check_is_no_longer_kept(self, ada):
        case = make_case()
        case.latest_hit.screening_check.delete()

        page = ada.get(page_of(case))

        assert page.status_code == 200
        assert "no longer kept" in text(page)

    @pytest.mark.parametrize("number", ["999999999", "0"])
    def test_that_is_not_there_is_not_found_in_words(self, ada, number):
        page = ada.get(f"{QUEUE}{number}/")

        assert page.status_code == 404
        assert f"There is no case {number}." in text(page)

    def test_escapes_what_people_and_counterparties_wrote(self, ada, people):
        case = make_case(name="<script>alert(1)</script>")
        decisions.comment(case=case, text="<img src=x onerror=alert(2)>", by=people[1], at=AT)

        page = ada.get(page_of(case)).content.decode()

        assert "<script>alert" not in page
        assert "<img" not in page

    def test_costs_the_same_queries_however_long_its_history_is(self, ada, people, django_assert_num_queries):
        case = make_case()

        def ask() -> Any:
            return ada.get(page_of(case))

        ask()
        with django_assert_num_queries(9):
            ask()
        for number in range(5):
            decisions.comment(case=case, text=f"Said {number}.", by=people[number % 2], at=AT)
        with django_assert_num_queries(9):
            ask()


class TestDeciding:
    def test_two_people_decide_that_it_is_a_different_party(self, ada, grace, people):
        case = make_case()

        assert send(ada, case, "decide", verdict="different_party").status_code == 302
        assert again(case).awaits_second
        assert "You decided this; somebody else confirms or refuses it." in text(ada.get(page_of(case)))
        assert "ada@example.org says: different party" in text(grace.get(page_of(case)))
        assert send(grace, case, "confirm", reason="Looked them up.").status_code == 302

        assert again(case).is_decided
        assert "Decided. different party by ada@example.org" in text(ada.get(page_of(case)))

    def test_the_second_refuses_and_the_case_is_open(self, ada, grace):
        case = make_case()
        send(ada, case, "decide", verdict="different_party")

        send(grace, case, "refuse", reason="Same address.")

        assert again(case).is_open
        assert "Same address." in text(ada.get(page_of(case)))

    @pytest.mark.parametrize("act", ["confirm", "refuse"])
    def test_nobody_looks_at_their_own_decision_as_the_second(self, ada, act):
        case = make_case()
        send(ada, case, "decide", verdict="different_party")

        page = send(ada, case, act)

        assert page.status_code == 403
        assert "A second person confirms or refuses a decision." in text(page)
        assert again(case).awaits_second

    def test_the_author_withdraws(self, ada):
        case = make_case()
        send(ada, case, "decide", verdict="different_party")

        assert send(ada, case, "withdraw", reason="").status_code == 302
        assert again(case).is_open

    @pytest.mark.parametrize(
        ("form", "words"),
        [
            ({}, "Say whether it is the same party"),
            ({"verdict": "clear"}, "“clear” is none of"),
            ({"verdict": "same_party", "reason": " "}, "Say why"),
            ({"verdict": "same_party", "reason": "x" * 2001}, "2000"),
            ({"verdict": "same_party", "reason": "a\x00b"}, "Null characters"),
            ({"verdict": "same_party", "reason": "a\u202eb"}, "U+202E"),
            ({"verdict": "same_party", "version": ""}, "Give the version"),
            ({"verdict": "same_party", "version": "-1"}, "whole number"),
            ({"verdict": "same_party", "version": "99999999999"}, "whole number"),
        ],
    )
    def test_a_form_that_is_not_filled_in_is_refused_in_words(self, ada, form, words):
        case = make_case()

        page = send(ada, case, "decide", **form)

        assert page.status_code == 400
        assert words in text(page)
        assert again(case).version == 1

    def test_what_was_typed_is_kept_when_it_is_refused(self, ada):
        page = send(ada, make_case(), "decide", reason="The addresses differ.").content.decode()

        assert ">The addresses differ.</textarea>" in page
        assert 'href="#decide-verdict"' in page
        assert 'id="decide-verdict"' in page

    def test_several_lines_are_kept_as_lines(self, ada):
        case = make_case()

        send(ada, case, "decide", verdict="same_party", reason="One.\r\nTwo.")

        assert again(case).standing.reason == "One.\nTwo."
        assert "One.<br>Two." in ada.get(page_of(case)).content.decode()

    def test_who_comes_second_is_told_what_changed_and_may_go_on_from_there(self, ada, grace, people):
        case = make_case()
        send(grace, case, "comment", text="The number is on the invoice.")

        page = send(ada, case, "decide", verdict="same_party", reason="Same number.", version=1)

        assert page.status_code == 409
        assert "grace@example.org: comment – The number is on the invoice." in tree(page).text
        assert ">Same number.</textarea>" in page.content.decode()
        assert 'value="same_party" required checked' in page.content.decode()
        assert '<input type="hidden" name="version" value="2">' in page.content.decode()
        assert again(case).is_open

    @pytest.mark.parametrize("act", ["", "approve", "delete"])
    def test_an_act_that_is_not_known_is_refused(self, ada, act):
        page = send(ada, make_case(), act)

        assert page.status_code == 400
        assert "act" in text(page)

    def test_a_decided_case_is_re_opened_with_a_reason(self, ada, grace):
        case = make_case()
        send(ada, case, "decide", verdict="same_party")

        assert send(grace, case, "reopen", reason="").status_code == 400
        assert send(grace, case, "reopen", reason="A new address.").status_code == 302
        assert again(case).is_open

    def test_one_case_is_assigned_on_its_page(self, ada, people):
        case = make_case()

        send(ada, case, "assign", assigned_to="grace@example.org")

        assert again(case).assigned_to == people[1]

    def test_a_comment_needs_no_version_and_no_decision(self, ada):
        case = make_case()

        ada.post(page_of(case), {"act": "comment", "text": "Asked the customer."})

        assert case_log.history(case=case)[-1].text == "Asked the customer."

    @pytest.mark.parametrize(("setting", "hint"), [("1", True), ("0", False)])
    def test_the_form_says_whether_a_second_person_is_needed(self, ada, settings, setting, hint):
        settings.FOUR_EYES = setting

        page = text(ada.get(page_of(make_case())))

        assert ("a second person confirms “different party”" in page) == hint


class TestTheResultOfACheck:
    def shown(self, client: Client, check: Any) -> str:
        return text(client.get(f"/screening/checks/{check.number}/"))

    def test_links_each_hit_to_its_case(self, ada):
        screened()
        check = make_check(hit())

        page = ada.get(f"/screening/checks/{check.number}/").content.decode()

        assert f'href="{QUEUE}{Case.objects.get().pk}/"' in page
        assert "To decide" in page

    def test_says_who_decided_when_and_why(self, ada, people):
        confirm(decide(make_case(), "different_party", people[0]), people[1])

        page = self.shown(ada, make_check(hit()))

        words = "Decided: different party by ada@example.org on 21 Nov 2026: The corporate numbers differ."
        assert words in page

    def test_does_not_say_decided_while_a_second_person_is_waited_for(self, ada, people):
        decide(make_case(), "different_party", people[0])

        page = self.shown(ada, make_check(hit()))

        assert "Awaits a second person: different party, says ada@example.org" in page
        assert "Decided:" not in page

    def test_counts_what_is_to_decide_in_its_heading(self, ada, people):
        case = make_case()

        assert "1 possible match to decide" in self.shown(ada, make_check(hit()))
        confirm(decide(case, "different_party", people[0]), people[1])

        assert "1 possible match, decided" in self.shown(ada, make_check(hit()))
        assert "2 possible matches to decide" in self.shown(ada, make_check(hit(), hit(SAGAMI)))

    def test_of_an_entry_that_stood_otherwise_shows_no_decision_that_holds(self, ada, people):
        confirm(decide(make_case(), "different_party", people[0]), people[1])

        page = self.shown(ada, make_check(hit(state="scheduled")))

        assert "1 possible match to decide" in page
        assert "Decided on the entry as it stood otherwise than in this answer." in page

    def test_without_a_case_shows_no_box(self, ada):
        page = ada.get(f"/screening/checks/{make_check(hit()).number}/").content.decode()

        assert "To decide" not in page
