"""What is wrong is said in words next to where it was typed, and names say their language wherever they stand."""

import pytest

from controls.screening.models import Counterparty, Portfolio
from controls.screening.services import counterparties, index
from controls.screening.services.counterparties import Particulars
from tests.controls.markup import tree
from tests.factories import make_entity, make_listing
from tests.screening.asking import somebody
from tests.screening.importing import import_file
from tests.screening.list_files import statement
from tests.screening.watched import LATER, make_portfolio, put, work

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


@pytest.fixture
def foreign():
    """A list that was imported. A version that is rolled back is not known by its number."""
    index.forget()
    yield import_file(statement("a/1", name="Ondarra Quarzitwerke") + "\n", key="foreign")
    index.forget()


def address(portfolio, rest=""):
    return f"{LIST}{portfolio.pk}/{rest}"


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "Quux", "country": "J1"}, "country", ""),
        ({"name": "Quux", "schema": "Ship"}, "schema", "Select a valid choice"),
        ({"name": "Quux", "further_names": "\n".join(f"Z{n}" for n in range(21))}, "further_names", "at most 20"),
        ({"name": "Quux", "identifier": "9" * 61}, "identifier", "60"),
        ({"name": "Quux\u202e"}, "name", "hidden character U+202E"),
    ],
)
def test_a_faulty_edit_names_the_field_in_words_and_keeps_what_was_typed(signed_in, portfolio, fields, field, said):
    put(portfolio, "Zellerfeld")
    row = portfolio.counterparties.get()

    answer = signed_in.post(address(portfolio, f"counterparties/{row.pk}/"), {"note": "typed before", **fields})

    assert answer.status_code == 400
    page = tree(answer)
    alert = page.one(role="alert")
    assert [each["href"] for each in alert.all("a")] == [f"#w-{field}"]
    assert said in alert.text
    assert page.one("input", id="w-note")["value"] == "typed before"
    assert Counterparty.objects.get().version == 1


def test_a_fault_in_a_table_leaves_what_was_pasted_in_its_place(signed_in, portfolio):
    pasted = "id,name\n1,\n"

    page = tree(signed_in.post(address(portfolio, "table/"), {"pasted": pasted}))

    assert "Line 2: name:" in page.one(role="alert").text
    assert "1," in page.one("textarea").text


def test_a_table_that_would_be_too_much_is_refused_whole(signed_in, portfolio, monkeypatch):
    """Also when the first thousand rows alone would have had room."""
    monkeypatch.setattr(counterparties, "MOST", 1_500)
    rows = "".join(f"n{number},Quux {number}\n" for number in range(2_000))

    answer = signed_in.post(address(portfolio, "table/"), {"pasted": f"id,name\n{rows}"})

    assert answer.status_code == 400
    assert "at most 1500 counterparties" in tree(answer).one(role="alert").text
    assert not Counterparty.objects.exists()


def test_settings_that_are_refused_say_so_and_change_nothing(signed_in, portfolio, owner):
    make_portfolio(owner=owner, name="Suppliers")

    answer = signed_in.post(address(portfolio, "settings/"), {"name": "suppliers", "threshold": "0.9"})

    assert answer.status_code == 400
    assert "You have a portfolio of this name." in tree(answer).one(role="alert").text
    assert Portfolio.objects.get(pk=portfolio.pk).threshold == 0.7


@pytest.mark.parametrize(
    ("name", "country", "language"),
    [
        ("泽勒磁材有限公司", "CN", "zh"),
        ("株式会社御影磁石", "JP", "ja"),
        ("ミカゲ磁石", "", "ja"),
        ("Zellerfeld", "CN", ""),
    ],
)
def test_names_say_their_language_wherever_they_stand(signed_in, portfolio, name, country, language):
    put(portfolio, Particulars("1", name, country=country))
    work()
    make_listing(entity=make_entity(zh=name) if language == "zh" else make_entity(name))
    work(at=LATER)
    number = portfolio.counterparties.get().pk

    for rest in ("", "differences/", f"counterparties/{number}/"):
        page = tree(signed_in.get(address(portfolio, rest)))
        named = [element for text, element in page.one("main").texts() if text.strip() == name]
        said = {each.lang for each in named if each.name in ("h1", "td") or each.inside("th")}
        assert said
        assert all(each.startswith(language) if language else each == "" for each in said)


def test_a_hit_on_an_imported_list_is_shown_without_a_link_into_the_register(signed_in, portfolio, foreign):
    put(portfolio, "Ondarra Quarzitwerke")
    work()
    number = portfolio.counterparties.get().pk

    for rest in ("", "differences/", f"counterparties/{number}/"):
        page = tree(signed_in.get(address(portfolio, rest)))
        assert "Foreign list: In force" in page.one("main").text
        assert not [link for link in page.one("main").all("a") if "/entities/" in link.get("href")]
