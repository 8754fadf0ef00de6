"""The pages of one check: form, answer, receipt; private to those who are signed in."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from controls.models import Entity, Source
from controls.screening.models import ScreeningCheck
from controls.screening.receipts import canonical, is_whole
from controls.services import entities
from tests.controls.markup import tree
from tests.screening.asking import screened, somebody

pytestmark = pytest.mark.django_db
FORM = "/screening/"


@pytest.fixture
def signed_in(client, today):
    client.force_login(somebody())
    return client


def asked(client, **fields):
    """The page that a question leads to."""
    answer = client.post(FORM, fields)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"])
    assert page.status_code == 200
    return tree(page)


def test_a_question_leads_to_its_answer_at_an_address_of_its_own(signed_in):
    page = asked(signed_in, name="SUBARU Corporation")

    assert page.one("h1").text == "1 possible match to decide"
    assert "SUBARU Corporation" in page.one("article").one("h2").text
    assert ScreeningCheck.objects.get().origin == "page"


def test_a_watch_listing_is_called_no_ban(signed_in):
    page = asked(signed_in, name="株式会社SUBARU", country="JP")

    assert "extra review, not a ban" in page.one("article").text


def test_nothing_found_is_never_called_clear(signed_in):
    page = asked(signed_in, name="Bäckerei Zimmermann")

    assert page.one("h1").text == "No entry found"
    assert "No entry found does not mean clear." in page.one("main").text
    assert "MOFCOM 2026 No. 1" in page.one("main").text


def test_a_visitor_is_sent_to_sign_in(client):
    answer = client.get(FORM)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/?next=/screening/")


def test_a_wrong_field_is_named_and_the_value_kept(signed_in):
    answer = signed_in.post(FORM, {"name": "Subaru", "threshold": "2", "as_of": "2026-02-30"})

    page = tree(answer)
    assert answer.status_code == 400
    assert "Enter a real date" in page.one("main").text
    assert 'value="2026-02-30"' in answer.content.decode()
    assert ScreeningCheck.objects.count() == 0


def test_the_receipt_on_the_page_is_the_exact_text(signed_in, now):
    check = screened("SUBARU", by=somebody("other@example.com"), at=now)

    answer = signed_in.get(f"/screening/checks/{check.number}/receipt.json")

    read = json.loads(answer.content)
    assert answer.content.decode() == canonical(read)
    assert is_whole(read)
    assert read["digest"] == check.digest


@pytest.mark.parametrize("path", [FORM, "/screening/checks/{number}/", "/screening/checks/{number}/receipt.json"])
def test_nobody_keeps_a_page_of_screening(signed_in, now, path):
    check = screened("SUBARU", by=somebody("other@example.com"), at=now)

    answer = signed_in.get(path.format(number=check.number))

    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.has_header("ETag")
    assert Client().get(path.format(number=check.number))["Cache-Control"] == "private, no-store"


def test_an_address_fills_in_the_form_and_asks_nothing(signed_in):
    page = tree(signed_in.get(FORM, {"name": "SUBARU", "country": "JP", "as_of": "2026-02-23"}))

    values = {field["name"]: field["value"] for field in page.one("main").all("input") if "value" in field.attributes}
    assert (values["name"], values["country"], values["as_of"]) == ("SUBARU", "JP", "2026-02-23")
    assert ScreeningCheck.objects.count() == 0


def test_a_result_offers_the_same_question_again(signed_in):
    page = asked(signed_in, name="株式会社SUBARU", country="JP", threshold="0.8", lists=["cn-watch-list"])

    values = {field["name"]: field["value"] for field in page.one("aside").all("input") if "value" in field.attributes}
    assert values["name"] == "株式会社SUBARU"
    assert (values["country"], values["threshold"], values["as_of"]) == ("JP", "0.8", "2026-11-21")
    assert values["lists"] == "cn-watch-list"


def test_a_day_of_the_past_is_answered_by_its_lists(signed_in):
    assert asked(signed_in, name="SUBARU", as_of="2026-02-23").one("h1").text == "No entry found"
    assert asked(signed_in, name="SUBARU", as_of="2026-02-24").one("h1").text == "1 possible match to decide"


def test_the_question_is_said_back_with_its_lists_and_threshold(signed_in):
    said = asked(signed_in, name="SUBARU", country="JP").one("p", of_class="lede").text

    assert "You screened SUBARU. Country: Japan." in said
    assert "It was compared with 3 lists as of 21 Nov 2026. They hold 274 entries." in said
    assert "1 entry is taken for this party, with your threshold of 0.7" in said


def test_why_it_matched_is_shown_step_by_step_with_the_score(signed_in):
    hit = asked(signed_in, name="住友重機械工業(株)", country="JP").one("article")

    rows = [[cell.text for cell in row.children] for row in hit.one("tbody").all("tr")]
    assert rows[0][:3] == ["Legal form set aside", "(株)", "株式会社"]
    assert rows[-1][0] == "Score"
    assert rows[-1][-1] == "1.00"


def test_names_are_marked_with_their_language(signed_in):
    page = asked(signed_in, name="住友重機械工業(株)")

    marked = {(part["lang"], part.text) for part in page.one("main").all() if "lang" in part.attributes}
    assert ("und-Hani", "住友重機械工業(株)") in marked
    assert ("ja", "住友重機械工業株式会社") in marked


def test_what_fell_below_the_threshold_is_shown_and_called_what_it_is(signed_in):
    page = asked(signed_in, name="Mitsubishi Heavy Industries")

    assert page.one("h1").text == "No entry found"
    below = page.one("main").text.partition("Near, but not taken for this party")[2]
    assert "a company of the same group, not this one" in below


def test_lists_that_are_not_known_to_be_complete_are_named(signed_in):
    note = asked(signed_in, name="SUBARU").one("main").text

    assert "Not every list is known to be complete: Export Control List (compared 2026-08-22)" in note


def test_what_somebody_typed_is_never_markup(signed_in):
    page = signed_in.post(FORM, {"name": "<script>alert(1)</script> Subaru"}, follow=True).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Give the name of the party."),
        ("name", "SUB\u202eARU", "U+202E"),
        ("name", "SUB\x00ARU", "Null characters are not allowed"),
        ("name", "x" * 10_000, "at most 600 characters"),
        ("name", "🎉", "no letter and no digit"),
        ("country", "UK", "is no country code"),
        ("identifier", "9" * 61, "at most 60 characters"),
        ("schema", "Company", "Company"),
        ("lists", "no-such-list", "is not a known list"),
        ("as_of", "2026-13-01", "Enter a real date"),
        ("as_of", "2090-01-01", "no later than 2027-11-22"),
        ("threshold", "1.5", "Enter a number from 0 to 1"),
        ("limit", "0", "Enter a whole number from 1 to 100"),
        ("address", "x" * 501, "at most 500 characters"),
    ],
)
def test_every_fault_is_said_beside_its_field(signed_in, field, value, words):
    answer = signed_in.post(FORM, {"name": "Subaru", field: value})

    page = tree(answer)
    assert answer.status_code == 400
    assert words in page.one("main").text
    assert [fault for fault in page.all("span", of_class="fault") if words in fault.text]
    assert ScreeningCheck.objects.count() == 0


def test_a_result_on_a_page_costs_the_same_whatever_was_found(signed_in, now):
    counts = []
    for place, name in enumerate(("SUBARU", "Sumitomo Heavy Industries, Ltd.")):
        check = screened(name, by=somebody(f"{place}@example.com"), at=now)
        address = f"/screening/checks/{check.number}/"
        signed_in.get(address)
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(address)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 15


def test_the_form_lists_one_s_own_checks_only_the_newest_first(signed_in, now):
    screened("SUBARU", by=somebody("other@example.com"), at=now)
    for name in ("Tesla", "Skydio"):
        asked(signed_in, name=name)

    rows = tree(signed_in.get(FORM)).one("section", of_class="sec").one("tbody").all("tr")
    assert [row.all("td")[0].text for row in rows] == ["Skydio", "Tesla"]


def test_a_check_of_somebody_else_can_be_read_by_who_may_screen(signed_in, now):
    check = screened("SUBARU", by=somebody("other@example.com"), at=now)

    assert "other@example.com" in tree(signed_in.get(f"/screening/checks/{check.number}/")).one("aside").text


def test_a_check_that_nobody_made_is_not_found(signed_in):
    assert signed_in.get("/screening/checks/S-2026-11-21-999999/").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(signed_in, method):
    assert getattr(signed_in, method)(FORM).status_code == 405


def test_a_form_from_another_site_is_refused(today):
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(somebody())

    assert guarded.post(FORM, {"name": "SUBARU"}).status_code == 403
    assert ScreeningCheck.objects.count() == 0


def test_the_receipt_stands_on_the_page_with_its_digest(signed_in, now):
    check = screened("SUBARU", by=somebody("other@example.com"), at=now)

    aside = tree(signed_in.get(f"/screening/checks/{check.number}/")).one("aside").text
    assert check.number in aside
    assert f"sha256 {check.digest}" in aside
    assert "It is the first of its chain." in aside


def test_what_was_answered_stays_when_the_register_learns_more(signed_in, now):
    check = screened("Fuji Heavy Industries", by=somebody("other@example.com"), at=now)
    source = Source.objects.order_by("pk").first()
    name = entities.Name("Fuji Heavy Industries Ltd.", "en", "former", "one_report", [source])
    entities.add_name(entity=Entity.objects.get(key="subaru-corporation"), name=name, by="test", at=now)

    page = tree(signed_in.get(f"/screening/checks/{check.number}/"))
    assert page.one("h1").text == "No entry found"


def test_the_navigation_leads_to_screening_and_marks_it(signed_in):
    (link,) = [
        each for each in tree(signed_in.get(FORM)).one("nav", of_class="nav").all("a") if each.text == "Screening"
    ]

    assert link["href"] == FORM
    assert link["aria-current"] == "page"
