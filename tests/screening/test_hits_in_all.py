"""More hits than were asked for: counted in the answer, the receipt, on the page and over the API."""

import json
from datetime import datetime

import pytest

from controls.screening.models import Case, ScreeningCheck, ScreeningHit
from controls.screening.receipts import is_whole
from controls.screening.services import chain, checks, index, repeating
from tests.controls.markup import tree
from tests.screening.asking import asked, screened, somebody
from tests.screening.importing import import_file
from tests.screening.list_files import statement

pytestmark = pytest.mark.django_db
FORM, CHECKS, MATCH = "/screening/", "/api/v1/screening/checks/", "/api/v1/screening/match/"
NAME, MANY = "Ondarra Quarzitwerke", 22
NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")


@pytest.fixture(autouse=True)
def namesakes():
    """A list on which one name stands many times, as branches of one company do."""
    index.forget()
    import_file("".join(statement(f"a/{number:02}", name=NAME) + "\n" for number in range(MANY)))
    yield
    index.forget()


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def door(client, today, by):
    client.force_login(by)
    return client


def page_of(door, check):
    return tree(door.get(f"/screening/checks/{check.number}/")).one("main")


def without(check, *names):
    """The check as it was kept before these were recorded, with the digest of its receipt as it was then."""
    kept = {name: value for name, value in check.answer.items() if name not in names}
    check.answer = kept
    check.digest = chain.receipt_of(check=check)["digest"]
    return check


class TestTheAnswer:
    @pytest.mark.parametrize(("limit", "shown"), [(1, 1), (10, 10), (21, 21), (22, 22), (100, 22)])
    def test_all_hits_are_counted_and_as_many_shown_as_were_asked_for(self, by, limit, shown):
        check = screened(NAME, by=by, at=NOON, limit=limit)

        assert (len(check.answer["hits"]), check.hit_count) == (shown, shown)
        assert (check.hits_in_all, check.hits_not_shown) == (MANY, MANY - shown)
        assert ScreeningHit.objects.count() == Case.objects.count() == shown

    def test_the_same_come_first_however_many_are_asked_for(self, by):
        few, all_of_them = (screened(NAME, by=by, at=NOON, limit=limit).answer for limit in (7, 100))

        assert few["hits"] == all_of_them["hits"][:7]
        assert few["below"] == [{**each, "rank": each["rank"] - 15} for each in all_of_them["below"]]

    def test_nobody_found_is_none_in_all(self, by):
        check = screened("Bäckerei Zimmermann", by=by, at=NOON)

        assert (check.hits_in_all, check.hits_not_shown) == (0, 0)

    def test_the_receipt_says_how_many_and_is_whole(self, by):
        receipt = chain.receipt_of(check=screened(NAME, by=by, at=NOON))

        assert (receipt["hits_in_all"], len(receipt["hits"])) == (MANY, 10)
        assert is_whole(receipt)
        assert not is_whole({**receipt, "hits_in_all": 10})

    def test_asked_again_it_says_the_same_and_otherwise_tells(self, by):
        check = screened(NAME, by=by, at=NOON)
        assert repeating.repeat(check=check).faults == ()

        check.answer["hits_in_all"] = 10
        check.digest = chain.receipt_of(check=check)["digest"]
        repeated = repeating.repeat(check=check)
        assert repeated.faults == ("hits_in_all: 10 then, 22 now",)
        assert not repeated.same_receipt

    def test_a_match_counts_too(self, by):
        found = checks.match(questions=[asked(NAME), asked("Bäckerei Zimmermann")], limit=3, threshold=0.7)

        assert [len(each) for each in found.candidates] == [3, 0]
        assert found.in_all == (MANY, 0)


class TestOfBefore:
    def test_a_receipt_of_before_keeps_its_digest(self, by):
        """`receipt_of` makes it anew: a field that was not there then must not be there now."""
        old = without(screened(NAME, by=by, at=NOON), "hits_in_all", "freshness")

        receipt = chain.receipt_of(check=old)
        assert "hits_in_all" not in receipt
        assert "freshness" not in receipt
        assert is_whole(receipt)
        assert repeating.repeat(check=old).faults == ()

    def test_where_it_was_full_nobody_knows_how_many_there_were(self, by):
        full = without(screened(NAME, by=by, at=NOON), "hits_in_all")
        with_room = without(screened(NAME, by=by, at=NOON, limit=50), "hits_in_all")

        assert (full.hits_in_all, full.hits_not_shown) == (None, None)
        assert (with_room.hits_in_all, with_room.hits_not_shown) == (MANY, 0)


class TestThePage:
    def test_it_says_how_many_are_not_shown_and_counts_all(self, door, by):
        main = page_of(door, screened(NAME, by=by, at=NOON))

        assert main.one("h1").text == "22 possible matches to decide"
        assert "22 entries are taken for this party" in main.text
        assert "12 more not shown." in main.text
        assert len(main.all("article")) == 10

    def test_it_says_nothing_of_the_kind_when_all_are_shown(self, door, by):
        main = page_of(door, screened(NAME, by=by, at=NOON, limit=50))

        assert "not shown" not in main.text
        assert len(main.all("article")) == MANY

    def test_an_old_check_says_that_nobody_counted(self, door, by, monkeypatch):
        whole = checks.answer_many

        def counting_nothing(**asked_for):
            return [
                {name: value for name, value in answer.items() if name != "hits_in_all"}
                for answer in whole(**asked_for)
            ]

        monkeypatch.setattr(checks, "answer_many", counting_nothing)
        main = page_of(door, screened(NAME, by=by, at=NOON))

        assert "Whether there were more was not recorded." in main.text
        assert main.one("h1").text == "10 possible matches to decide"

    def test_the_form_has_the_field_and_what_was_typed_counts(self, door):
        fields = [each for each in tree(door.get(FORM)).all("input") if each.attributes.get("name") == "limit"]
        assert len(fields) == 1

        answer = door.post(FORM, {"name": NAME, "limit": "15"}, follow=True)
        assert "7 more not shown." in tree(answer).one("main").text
        again = [each for each in tree(answer).all("input") if each.attributes.get("name") == "limit"]
        assert [each["value"] for each in again] == ["15"]

    def test_the_printed_page_has_it(self, door, by):
        check = screened(NAME, by=by, at=NOON)
        printed = door.get(f"/screening/checks/{check.number}/?print=pdf")

        assert printed["Content-Type"] == "application/pdf"
        assert len(printed.content) > 1_000


class TestTheApi:
    def test_checks_their_list_and_matches_count_all(self, door):
        made = door.post(CHECKS, json.dumps({"name": NAME, "limit": 4}), content_type="application/json").json()
        read = door.get(f"{CHECKS}{made['id']}/").json()
        (row,) = door.get(CHECKS).json()["results"]
        body = {"queries": [{"id": "1", "name": NAME}], "limit": 4}
        (match,) = door.post(MATCH, json.dumps(body), content_type="application/json").json()["results"]

        assert [len(each["hits"]) for each in (made, read)] == [4, 4]
        assert [each["hits_in_all"] for each in (made, read, row)] == [MANY] * 3
        assert (row["hits"], len(match["candidates"]), match["candidates_in_all"]) == (4, 4, MANY)

    def test_a_receipt_over_the_api_is_the_one_that_was_digested(self, door):
        made = door.post(CHECKS, json.dumps({"name": NAME}), content_type="application/json").json()
        receipt = json.loads(door.get(f"{CHECKS}{made['id']}/receipt/").content)

        assert receipt["hits_in_all"] == MANY
        assert receipt["digest"] == made["receipt"]["digest"] == ScreeningCheck.objects.get().digest
