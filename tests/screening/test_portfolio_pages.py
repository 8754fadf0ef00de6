"""The pages of the watch: private to the owner and curators, and workable by hand alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from controls.screening.models import Counterparty, Portfolio
from controls.screening.services import index
from tests.controls.markup import tree
from tests.factories import make_entity, make_listing
from tests.screening.asking import somebody
from tests.screening.watched import AT, LATER, make_portfolio, put, work

pytestmark = pytest.mark.django_db
LIST = "/screening/portfolios/"


@pytest.fixture
def owner():
    return somebody()


@pytest.fixture
def signed_in(client, owner, today):
    client.force_login(owner)
    return client


@pytest.fixture
def portfolio(owner):
    return make_portfolio(owner=owner)


def address(portfolio, rest=""):
    return f"{LIST}{portfolio.pk}/{rest}"


def test_a_portfolio_is_made_filled_and_shown(signed_in):
    made = signed_in.post(LIST, {"name": "Customers", "threshold": ""})
    portfolio = Portfolio.objects.get()
    assert made["Location"] == address(portfolio)

    taken = signed_in.post(
        address(portfolio, "table/"), {"pasted": "id;name;country\n1;SUBARU Corporation;JP\n2;Zellerfeld Bakery;\n"}
    )
    work()
    page = tree(signed_in.get(taken["Location"]))

    assert portfolio.counterparties.count() == 2
    assert "2 counterparties under watch, 1 with hits" in page.one("main").text
    assert "SUBARU Corporation: the same name or number (1.00)" in page.one("main").text
    assert "No entry found" in page.one("main").text
    assert "clear" not in page.one("main").text.lower()


def test_a_file_is_taken_as_well(signed_in, portfolio):
    file = SimpleUploadedFile("names.csv", "\ufeffid,name\n1,株式会社SUBARU\n".encode())

    answer = signed_in.post(address(portfolio, "table/"), {"file": file})

    assert answer.status_code == 302
    assert Counterparty.objects.get().name == "株式会社SUBARU"


def test_a_table_with_a_fault_is_refused_whole_by_line(signed_in, portfolio):
    answer = signed_in.post(address(portfolio, "table/"), {"pasted": "id,name\n1,Zellerfeld\n2,\n1,Ostwall\n"})

    assert answer.status_code == 400
    faults = tree(answer).one("main").text
    assert "Line 3: name:" in faults
    assert "Line 4: id: 1 stands twice" in faults
    assert not Counterparty.objects.exists()


def test_somebody_else_s_portfolio_is_not_there(client, portfolio, today):
    client.force_login(somebody("other@example.com"))
    put(portfolio, "Zellerfeld")
    number = portfolio.counterparties.get().pk

    for rest in ("", "settings/", "differences/", "table/", f"counterparties/{number}/"):
        assert client.get(address(portfolio, rest)).status_code == 404
    assert client.post(address(portfolio, "rescreen/")).status_code == 404
    assert "Customers" not in client.get(LIST).content.decode()


def test_a_curator_sees_the_portfolios_of_all(client, portfolio, today):
    client.force_login(somebody("curator@example.com", role="editor"))

    assert client.get(address(portfolio)).status_code == 200


def test_visitors_are_sent_to_sign_in(client, portfolio):
    answer = client.get(address(portfolio))

    assert answer["Location"].startswith("/account/sign-in/?next=/screening/portfolios/")


def test_a_difference_is_told_with_the_changes_that_say_so(signed_in, portfolio):
    put(portfolio, "Zellerfeld Magnetwerke GmbH")
    work()
    make_listing(entity=make_entity("Zellerfeld Magnetwerke GmbH"))
    work(at=LATER)

    page = tree(signed_in.get(address(portfolio, "differences/")))

    change = portfolio.differences.get().changes[-1]
    assert "new hit" in page.one("main").one("table").text
    assert f'/changes/{change}/"' in signed_in.get(address(portfolio, "differences/")).content.decode()


def test_what_was_seen_is_no_longer_counted_as_new(signed_in, portfolio):
    put(portfolio, "SUBARU Corporation")
    work()
    before = tree(signed_in.get(address(portfolio))).one("main").text

    signed_in.post(address(portfolio, "differences/"), {"last": str(portfolio.differences.get().pk)})
    after = tree(signed_in.get(address(portfolio))).one("main").text

    assert "1 since your last visit" in before
    assert "0 since your last visit" in after


@pytest.mark.parametrize("last", ["", "x", "-1", "²", "1" * 12])
def test_what_is_no_number_of_a_difference_is_refused(signed_in, portfolio, last):
    assert signed_in.post(address(portfolio, "differences/"), {"last": last}).status_code == 400


def test_an_edit_by_page_keeps_what_it_was(signed_in, portfolio):
    put(portfolio, "Zellerfeld")
    row = portfolio.counterparties.get()

    answer = signed_in.post(
        address(portfolio, f"counterparties/{row.pk}/"), {"name": "Ostwall", "further_names": "A1\nB2"}
    )

    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.name, row.further_names, row.version) == ("Ostwall", ["A1", "B2"], 2)
    page = tree(signed_in.get(address(portfolio, f"counterparties/{row.pk}/")))
    assert "Zellerfeld" in page.one("main").text


def test_a_faulty_edit_is_told_and_changes_nothing(signed_in, portfolio):
    put(portfolio, "Zellerfeld")
    row = portfolio.counterparties.get()

    answer = signed_in.post(address(portfolio, f"counterparties/{row.pk}/"), {"name": "", "country": "Japan"})

    assert answer.status_code == 400
    row.refresh_from_db()
    assert (row.name, row.version) == ("Zellerfeld", 1)


def test_the_watch_of_one_is_ended_by_page(signed_in, portfolio):
    put(portfolio, "Zellerfeld")
    row = portfolio.counterparties.get()

    signed_in.post(address(portfolio, f"counterparties/{row.pk}/"), {"end": "1"})

    row.refresh_from_db()
    assert row.ended_at is not None
    assert "Zellerfeld" in tree(signed_in.get(address(portfolio, "?show=ended"))).one("main").text


def test_settings_are_changed_and_a_portfolio_is_ended(signed_in, portfolio):
    changed = signed_in.post(address(portfolio, "settings/"), {"name": "Suppliers", "lists": ["cn-watch-list"]})
    portfolio.refresh_from_db()
    assert changed.status_code == 302
    assert (portfolio.name, portfolio.lists) == ("Suppliers", ["cn-watch-list"])

    signed_in.post(address(portfolio, "settings/"), {"end": "1"})

    assert "Suppliers" not in signed_in.get(LIST).content.decode()
    assert "has ended" in tree(signed_in.get(address(portfolio))).one("main").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, "required"),
        ({"name": "Customers"}, "You have a portfolio of this name."),
        ({"name": "B", "threshold": "0.2"}, "enter 0.5 or more"),
        ({"name": "B", "lists": ["no-such"]}, "is not a known list"),
        ({"name": "B\x07"}, "hidden character"),
    ],
)
def test_a_portfolio_that_cannot_be_made_says_why(signed_in, portfolio, fields, said):
    answer = signed_in.post(LIST, fields)

    assert answer.status_code == 400
    assert said in tree(answer).one("main").text


@pytest.mark.parametrize("query", ["?show=everybody", "?page=9", "?page=x", "?q=%00"])
def test_a_wrong_question_is_refused(signed_in, portfolio, query):
    assert signed_in.get(address(portfolio, query)).status_code == 400


def test_filters_show_a_part(signed_in, portfolio):
    put(portfolio, "SUBARU Corporation", "Zellerfeld Bakery")
    work()

    hits = tree(signed_in.get(address(portfolio, "?show=hits"))).one("main").text
    named = tree(signed_in.get(address(portfolio, "?q=baker"))).one("main").text

    assert "1 counterparty" in hits
    assert "Zellerfeld Bakery" in named


def test_the_page_asks_as_often_for_many_as_for_few(
    signed_in, portfolio, django_assert_num_queries, django_assert_max_num_queries
):
    put(portfolio, "SUBARU Corporation")
    work()
    signed_in.get(address(portfolio))
    with django_assert_max_num_queries(40) as few:
        signed_in.get(address(portfolio))
    put(portfolio, *(f"Zellerfeld {number}" for number in range(12)), "Skydio, Inc.")
    work(at=LATER)

    with django_assert_num_queries(len(few)):
        signed_in.get(address(portfolio))


def test_everybody_is_compared_again_on_demand(signed_in, portfolio):
    put(portfolio, "SUBARU Corporation")
    work(at=AT)

    signed_in.post(address(portfolio, "rescreen/"))
    work(at=LATER)

    assert list(portfolio.rescreenings.order_by("pk").values_list("reason", "in_full")) == [
        ("counterparties", 1),
        ("asked", 1),
    ]


def test_names_are_text_on_every_page(signed_in, owner):
    evil = "<script>alert(1)</script> Subaru Corporation"
    portfolio = make_portfolio(owner=owner, name=evil)
    put(portfolio, evil)
    work()
    number = portfolio.counterparties.get().pk

    for rest in ("", "settings/", "differences/", "table/", f"counterparties/{number}/"):
        page = signed_in.get(address(portfolio, rest)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in signed_in.get(LIST).content.decode()


def test_a_form_that_was_not_ours_is_refused(owner, portfolio):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    for rest in ("rescreen/", "settings/", "differences/", "table/"):
        assert client.post(address(portfolio, rest), {"end": "1", "last": "1"}).status_code == 403
    portfolio.refresh_from_db()
    assert portfolio.ended_at is None


def test_a_chinese_name_says_its_language(signed_in, portfolio):
    put(portfolio, "泽勒磁材有限公司")

    page = signed_in.get(address(portfolio)).content.decode()

    assert '<td class="wrapped" lang="und-Hani">泽勒磁材有限公司</td>' in page


def test_without_an_index_the_pages_say_so_and_nothing_is_made(signed_in, monkeypatch):
    def missing():
        raise index.IndexNotReady("Being built.")

    monkeypatch.setattr(index, "current", missing)

    answer = signed_in.post(LIST, {"name": "Customers"})

    assert answer.status_code == 503
    assert not Portfolio.objects.exists()
