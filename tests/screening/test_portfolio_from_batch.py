"""Parties that were screened as a batch are put under watch: when a portfolio is made, later, and over the API."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from controls.screening.filters.handed_in import TableRefused, rows_of
from controls.screening.models import Counterparty, Portfolio
from controls.screening.services.counterparties import Particulars
from tests.controls.markup import tree
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started
from tests.screening.watched import make_portfolio

pytestmark = pytest.mark.django_db
HEADING = "Name,Country,Registration number,Reference"
ROWS = ("SUBARU Corporation,JP,5011101019196,K-1", "Quiet GmbH,DE,,K-2", "Twice AG,CH,,K-3", "Twice more AG,CH,,K-3",
        "Nameless Ltd,GB,,", ",DE,,K-9")  # fmt: skip
PORTFOLIOS = "/screening/portfolios/"


@pytest.fixture
def by():
    return somebody()


@pytest.fixture
def door(client, today, by):
    client.force_login(by)
    return client


@pytest.fixture
def done(by, now):
    batch = sent(csv_of(*ROWS, heading=HEADING), by=by, at=now)
    started(batch, at=now, columns={"name": 0, "country": 1, "identifier": 2, "reference": 3})
    run_all(at=now)
    batch.refresh_from_db()
    return batch


def expected(batch):
    return [
        Particulars("K-1", "SUBARU Corporation", country="JP", identifier="5011101019196"),
        Particulars("K-2", "Quiet GmbH", country="DE"),
        Particulars(f"batch {batch.pk}, row 4", "Twice AG", country="CH"),
        Particulars(f"batch {batch.pk}, row 5", "Twice more AG", country="CH"),
        Particulars(f"batch {batch.pk}, row 6", "Nameless Ltd", country="GB"),
    ]


def watched(portfolio):
    rows = Counterparty.objects.filter(portfolio=portfolio).order_by("pk")
    return [Particulars(row.own_id, row.name, country=row.country, identifier=row.identifier) for row in rows]


class TestRows:
    def test_everybody_who_was_screened_comes_with_a_number_of_their_own(self, done):
        assert rows_of(done) == expected(done)

    def test_a_reference_too_long_for_a_number_is_none(self, by, now):
        batch = sent(csv_of(f"Quiet GmbH,DE,,{'x' * 101}", heading=HEADING), by=by, at=now)
        started(batch, at=now, columns={"name": 0, "reference": 3})
        run_all(at=now)

        assert [each.own_id for each in rows_of(batch)] == [f"batch {batch.pk}, row 2"]

    def test_a_reference_with_a_hidden_sign_is_refused_by_its_row(self, by, now):
        batch = sent(csv_of("Quiet GmbH,DE,,K\u202e1", heading=HEADING), by=by, at=now)
        started(batch, at=now, columns={"name": 0, "reference": 3})
        run_all(at=now)

        with pytest.raises(TableRefused, match=r"Line 2: id: Contains the hidden character U\+202E"):
            rows_of(batch)

    def test_of_a_draft_nobody_can_be_taken(self, by, now):
        with pytest.raises(TableRefused, match="No row of this batch was screened yet"):
            rows_of(sent(csv_of("A GmbH,DE"), by=by, at=now))


class TestPages:
    def test_a_portfolio_is_made_with_the_parties_of_a_batch(self, door, done):
        page = tree(door.get(f"{PORTFOLIOS}?batch={done.pk}"))
        (chosen,) = [each for each in page.all("option") if "selected" in each.attributes]
        assert chosen["value"] == str(done.pk)

        answer = door.post(PORTFOLIOS, {"name": "Customers", "batch": str(done.pk)})
        portfolio = Portfolio.objects.get()
        assert answer["Location"] == f"{PORTFOLIOS}{portfolio.pk}/"
        assert watched(portfolio) == expected(done)

    def test_without_a_batch_it_is_made_empty(self, door, done):
        door.post(PORTFOLIOS, {"name": "Customers", "batch": ""})

        assert watched(Portfolio.objects.get()) == []

    def test_a_portfolio_is_filled_later_and_twice_changes_nothing(self, door, by, done):
        portfolio = make_portfolio(owner=by)
        address = f"{PORTFOLIOS}{portfolio.pk}/table/"
        for _time in range(2):
            assert door.post(address, {"batch": str(done.pk)}).status_code == 302

        assert watched(portfolio) == expected(done)
        assert not portfolio.counterparties.filter(version__gt=1).exists()

    @pytest.mark.parametrize("number", ["0", "-1", "x", "٣", "9" * 30, "999999", ""])
    def test_a_batch_that_is_none_is_refused_in_words(self, door, by, done, number):
        portfolio = make_portfolio(owner=by)
        answer = door.post(f"{PORTFOLIOS}{portfolio.pk}/table/", {"batch": number})

        assert answer.status_code == 400
        assert "of yours." in tree(answer).one("main").text

    def test_the_batch_of_another_is_none_and_no_portfolio_stays_behind(self, client, today, done):
        client.force_login(somebody("other@example.com"))
        answer = client.post(PORTFOLIOS, {"name": "Customers", "batch": str(done.pk)})

        assert answer.status_code == 400
        assert f"There is no batch {done.pk} of yours." in tree(answer).one("main").text
        assert not Portfolio.objects.exists()
        assert done.file_name not in client.get(PORTFOLIOS).content.decode()

    def test_the_page_of_a_batch_leads_there(self, door, done):
        links = [each.attributes.get("href") for each in tree(door.get(f"/screening/batches/{done.pk}/")).all("a")]

        assert f"{PORTFOLIOS}?batch={done.pk}" in links


class TestTheApi:
    def put(self, door, portfolio, body):
        address = f"/api/v1/screening/portfolios/{portfolio.pk}/counterparties/"
        return door.post(address, json.dumps(body), content_type="application/json")

    def test_the_rows_of_a_batch_are_taken(self, door, by, done):
        portfolio = make_portfolio(owner=by)
        answer = self.put(door, portfolio, {"batch": done.pk}).json()

        assert (answer["taken"], answer["refused"]) == (5, 0)
        assert {each["outcome"] for each in answer["results"]} == {"added"}
        assert watched(portfolio) == expected(done)

    @pytest.mark.parametrize("number", [0, -1, True, "1", None, [], 1.5, 2**70, 999_999])
    def test_what_is_no_batch_of_ones_own_is_400(self, door, by, done, number):
        answer = self.put(door, make_portfolio(owner=by), {"batch": number})

        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["batch"])

    def test_the_batch_of_another_is_400(self, client, today, done):
        other = somebody("other@example.com")
        client.force_login(other)

        assert self.put(client, make_portfolio(owner=other), {"batch": done.pk}).status_code == 400

    def test_both_at_once_are_refused(self, door, by, done):
        body = {"batch": done.pk, "counterparties": [{"id": "1", "name": "A"}]}

        assert "either" in self.put(door, make_portfolio(owner=by), body).json()["errors"]["batch"][0]


class TestTables:
    """The table of a portfolio is read by what reads batches."""

    TABLE = "id;name;country\n1;住友重機械工業;JP\n2;Müller AG;CH\n"

    @pytest.mark.parametrize(
        ("encoding", "chosen"), [("utf-8-sig", ""), ("utf-16", ""), ("gb18030", "gb18030"), ("cp932", "cp932")]
    )
    def test_files_in_other_encodings_are_taken(self, door, by, encoding, chosen):
        portfolio = make_portfolio(owner=by)
        table = self.TABLE if encoding != "cp932" else self.TABLE.replace("ü", "u")
        file = SimpleUploadedFile("a.csv", table.encode(encoding))
        answer = door.post(f"{PORTFOLIOS}{portfolio.pk}/table/", {"file": file, "encoding": chosen})

        assert answer.status_code == 302
        assert [each.name for each in watched(portfolio)][0] == "住友重機械工業"

    def test_where_an_encoding_cannot_be_told_the_page_asks_for_it(self, door, by):
        portfolio = make_portfolio(owner=by)
        file = SimpleUploadedFile("a.csv", "id,name\n1,삼성전자\n".encode("cp949"))
        answer = door.post(f"{PORTFOLIOS}{portfolio.pk}/table/", {"file": file})

        assert answer.status_code == 400
        assert "The encoding of the file cannot be told" in tree(answer).one("main").text

    def test_an_encoding_that_there_is_not_is_refused(self, door, by):
        portfolio = make_portfolio(owner=by)
        file = SimpleUploadedFile("a.csv", b"id,name\n1,A\n")
        answer = door.post(f"{PORTFOLIOS}{portfolio.pk}/table/", {"file": file, "encoding": "rot13"})

        assert answer.status_code == 400
        assert not watched(portfolio)

    def test_what_was_pasted_is_text_already(self, door, by):
        portfolio = make_portfolio(owner=by)
        door.post(f"{PORTFOLIOS}{portfolio.pk}/table/", {"pasted": "id,name\n1,삼성전자\n"})

        assert [each.name for each in watched(portfolio)] == ["삼성전자"]
