"""Which language and which colours a reader gets: by choice, then by the browser, then English and the system's."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from tests.controls.markup import tree

pytestmark = pytest.mark.django_db
PREFERENCES = "/preferences/"
by_language = pytest.mark.parametrize(("code", "tag"), [("en-gb", "en-GB"), ("zh-hans", "zh-Hans"), ("ja", "ja")])


def html(answer):
    return tree(answer).one("html")


class TestTheLanguage:
    @by_language
    def test_is_the_one_that_was_chosen_whatever_the_browser_asks(self, client, code, tag):
        client.post(PREFERENCES, {"language": code})

        answer = client.get("/about/", headers={"accept-language": "fr, ja;q=0.9, zh;q=0.8"})

        assert html(answer)["lang"] == tag
        assert answer["Content-Language"] == tag

    @pytest.mark.parametrize(
        ("asked", "tag"),
        [
            ("ja", "ja"), ("ja-JP, en;q=0.5", "ja"), ("zh-CN", "zh-Hans"), ("zh", "zh-Hans"), ("zh-TW", "zh-Hans"),
            ("en-US", "en-GB"), ("fr, zh-CN;q=0.2", "zh-Hans"), ("fr", "en-GB"), ("*", "en-GB"), ("", "en-GB"),
            ("ja;q=0.3, zh;q=0.7", "zh-Hans"), (",;q=1", "en-GB"),
        ],
    )  # fmt: skip
    def test_is_the_browsers_where_nothing_was_chosen(self, client, asked, tag):
        assert html(client.get("/about/", headers={"accept-language": asked}))["lang"] == tag

    def test_is_english_where_a_cookie_names_none_of_ours(self, client):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx\x7f"

        assert html(client.get("/about/"))["lang"] == "en-GB"

    @by_language
    def test_is_written_from_left_to_right(self, client, code, tag):
        client.post(PREFERENCES, {"language": code})

        assert html(client.get("/about/"))["dir"] == "ltr"

    def test_is_left_behind_by_no_answer(self, client):
        client.get("/about/", headers={"accept-language": "ja"})

        assert translation.get_language() == settings.LANGUAGE_CODE

    def test_is_said_to_depend_on_what_the_browser_sent(self, client):
        varies = {name.strip() for name in client.get("/about/")["Vary"].split(",")}

        assert {"Accept-Language", "Cookie"} <= varies

    def test_is_offered_on_every_page_each_in_its_own_words(self, client):
        client.post(PREFERENCES, {"language": "ja"})
        buttons = html(client.get("/entities/?q=Subaru")).all("button", name="language")

        assert [(each.text, each["lang"], each["value"]) for each in buttons] == [
            ("English", "en-GB", "en-gb"),
            ("中文", "zh-Hans", "zh-hans"),
            ("日本語", "ja", "ja"),
        ]
        assert [each["aria-pressed"] for each in buttons] == ["false", "false", "true"]

    @by_language
    @pytest.mark.parametrize("path", ["/no-such-page/", "/entities/?as_of=soon", "/search/?q=%25%25"])
    def test_is_that_of_errors_too(self, client, code, tag, path):
        client.post(PREFERENCES, {"language": code})

        answer = client.get(path)

        assert answer.status_code in (400, 404)
        assert html(answer)["lang"] == tag


class TestTheMemoryOfPages:
    def test_never_answers_in_another_language(self, client):
        answers = [client.get("/about/", headers={"accept-language": asked}) for asked in ("en", "ja", "zh", "ja")]

        assert [html(answer)["lang"] for answer in answers] == ["en-GB", "ja", "zh-Hans", "ja"]
        assert len({answer["ETag"] for answer in answers}) == 3

    def test_never_answers_in_other_colours(self, client):
        shown = []
        for theme in ("light", "dark", "system", "dark"):
            client.post(PREFERENCES, {"theme": theme})
            shown.append(html(client.get("/about/")).get("data-theme"))

        assert shown == ["light", "dark", "", "dark"]

    def test_serves_all_who_read_the_same_language(self, client, django_assert_num_queries):
        client.get("/notices/", headers={"accept-language": "ja"})

        with django_assert_num_queries(1):  # the revision
            Client().get("/notices/", headers={"accept-language": "ja-JP, en;q=0.4"})

    def test_does_not_tell_a_browser_that_nothing_changed_when_the_language_did(self, client):
        tag = client.get("/about/")["ETag"]

        answer = client.get("/about/", headers={"accept-language": "ja", "if-none-match": tag})

        assert answer.status_code == 200


class TestTheApi:
    def test_speaks_english_whatever_a_person_chose(self, client):
        client.post(PREFERENCES, {"language": "ja"})

        answer = client.get("/api/v1/listings/")

        assert answer["Content-Language"] == "en-GB"

    @by_language
    def test_speaks_what_accept_language_asks(self, client, code, tag):
        answer = client.get("/api/v1/listings/?as_of=soon", headers={"accept-language": tag})

        assert answer.status_code == 400
        assert answer["Content-Language"] == tag
        assert list(answer.json()["errors"]) == ["as_of"]

    def test_is_said_to_depend_on_accept_language(self, client):
        assert "Accept-Language" in client.get("/api/v1/listings/")["Vary"]

    def test_gives_the_same_codes_and_keys_in_every_language(self, client):
        answers = [
            client.get("/api/v1/listings/?page_size=3", headers={"accept-language": tag}).json()
            for tag in ("en", "zh", "ja")
        ]

        codes = [[(row["id"], row["state"]["code"]) for row in answer["results"]] for answer in answers]
        assert codes[0] == codes[1] == codes[2]


class TestThePreferences:
    def test_lead_back_to_the_page_and_its_question(self, client):
        page = "/entities/?q=Subaru&as_of=2026-02-24"
        hidden = html(client.get(page)).all("input", name="next")

        assert [field["value"] for field in hidden] == [page, page]
        answer = client.post(PREFERENCES, {"language": "ja", "next": hidden[0]["value"]})
        assert (answer.status_code, answer["Location"]) == (302, page)

    @pytest.mark.parametrize(
        "other",
        ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "\\\\evil.example", "\x01//e.org"],
    )
    def test_lead_to_no_other_house(self, client, other):
        assert client.post(PREFERENCES, {"theme": "dark", "next": other})["Location"] == "/"

    @pytest.mark.parametrize(
        ("given", "named"),
        [
            ({"language": "tlh"}, {"language"}),
            ({"theme": "pink"}, {"theme"}),
            ({"theme": "dark", "language": "JA"}, {"language"}),
            ({}, {"language", "theme"}),
            ({"theme": ""}, {"theme"}),
        ],
    )
    def test_name_the_field_that_is_wrong_and_remember_nothing(self, client, given, named):
        answer = client.post(PREFERENCES, given)

        assert answer.status_code == 400
        assert {fault["field"] for fault in answer.context["faults"]} == named
        assert not answer.cookies

    def test_are_not_asked_for(self, client):
        assert client.get(PREFERENCES).status_code == 405

    def test_need_no_token_so_that_pages_can_be_remembered(self):
        answer = Client(enforce_csrf_checks=True).post(PREFERENCES, {"language": "ja"})

        assert answer.status_code == 302

    def test_are_not_taken_from_a_form_of_another_site(self, client):
        answer = client.post(PREFERENCES, {"language": "ja"}, headers={"origin": "https://evil.example"})

        assert answer.status_code == 403
        assert not answer.cookies

    def test_are_taken_from_our_own_form(self, client):
        answer = client.post(PREFERENCES, {"language": "ja"}, headers={"origin": "http://testserver"})

        assert answer.status_code == 302

    def test_are_kept_for_a_year_away_from_scripts(self, client):
        cookie = client.post(PREFERENCES, {"theme": "dark"}).cookies["theme"]

        assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (365 * 24 * 3600, True, "Lax")

    def test_of_an_installation_behind_tls_travel_over_tls_only(self, client):
        cookie = client.post(PREFERENCES, {"theme": "dark"}, secure=True).cookies["theme"]

        assert cookie["secure"]

    def test_are_open_to_visitors_of_a_private_register(self, client, settings):
        settings.PUBLIC_READING = False

        assert client.post(PREFERENCES, {"language": "ja"}).status_code == 302


class TestTheColours:
    def test_are_the_systems_until_somebody_chooses(self, client):
        page = html(client.get("/about/"))

        assert "data-theme" not in page.attributes
        assert [each["aria-pressed"] for each in page.all("button", name="theme")] == ["true", "false", "false"]

    def test_of_a_broken_cookie_are_the_systems(self, client):
        client.cookies["theme"] = '"><script>'

        assert "data-theme" not in html(client.get("/about/")).attributes
