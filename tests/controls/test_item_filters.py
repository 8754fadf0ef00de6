"""Which controlled items a question finds: in the page of the API and in the files, against the seed's own rows."""

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.api.exports import as_lines
from controls.filters.measures import ItemFilter
from controls.models import ControlledItem, Form
from tests.factories import make_clause, make_item, make_measure, make_suspension

pytestmark = pytest.mark.usefixtures("seeded", "today")
API = "/api/v1/items/"
SEED = Path(__file__).resolve().parents[2] / "controls/seed/controlled_items.csv"
ROWS = list(csv.DictReader(SEED.read_text(encoding="utf-8").splitlines()))
MEASURES = sorted({row["measure"] for row in ROWS})


def found(client, **question):
    answer = client.get(API, {"page_size": 500, **question})
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def keys(client, **question):
    return {row["id"] for row in found(client, **question)}


@pytest.mark.parametrize("measure", MEASURES)
def test_the_items_of_a_measure_are_those_of_the_seed_in_its_order(client, measure):
    wanted = sorted((row for row in ROWS if row["measure"] == measure), key=lambda row: int(row["position"]))

    assert [row["id"] for row in found(client, measure=measure)] == [row["key"] for row in wanted]


@pytest.mark.parametrize("form", Form.values)
def test_a_form_finds_the_items_of_that_form(client, form):
    assert keys(client, form=form) == {row["key"] for row in ROWS if row["form"] == form}


@pytest.mark.parametrize("element", ["Dy", "Tb", "Nd", "Y", "Ga", "Sb"])
def test_an_element_finds_the_items_that_name_it(client, element):
    assert keys(client, element=element) == {row["key"] for row in ROWS if element in row["elements"].split()}


@pytest.mark.parametrize("text", ["1C905", "1c905"])
def test_a_code_is_found_in_any_case(client, text):
    assert keys(client, q=text) == {row["key"] for row in ROWS if "1C905" in row["code"]}


def test_a_whole_customs_number_is_found_wherever_it_stands(client):
    number = "2805301910"

    wanted = {row["key"] for row in ROWS if number in f"{row['hs_stated']} {row['hs_catalogue']}".split()}

    assert wanted
    assert keys(client, q=number) == wanted


def test_part_of_a_customs_number_is_none(client):
    assert keys(client, q="80530191") == set()


def test_a_key_is_found_in_any_case(client):
    assert keys(client, q="CN-2025-18-1C902.A.4-12") == {"cn-2025-18-1c902.a.4-12"}


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "1C905%"])
def test_signs_of_the_database_mean_themselves(client, text):
    wanted = {
        row["key"]
        for row in ROWS
        if any(text.lower() in row[name].lower() for name in ("code", "title_en", "title_zh"))
    }

    assert keys(client, q=text) == wanted


def test_an_item_has_the_state_of_its_measure(client):
    measure = make_measure()
    clause = make_clause(measure=measure)
    item = make_item(measure=measure)
    make_suspension(clauses=[clause])

    (row,) = found(client, measure=measure.key)

    assert (row["id"], row["measure"]) == (item.key, measure.key)
    assert (row["state"]["code"], row["state"]["label"]) == ("suspended", "Suspended")


@given(
    measures=st.lists(st.sampled_from(MEASURES), max_size=3, unique=True),
    forms=st.lists(st.sampled_from(Form.values), max_size=3, unique=True),
    elements=st.lists(st.sampled_from(["Dy", "Tb", "Nd", "Sm", "Ga"]), max_size=2, unique=True),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_question_is_answered_as_the_seed_answers_it(today, measures, forms, elements):
    question = ItemFilter({"measure": measures, "form": forms, "element": elements}, today=today)
    assert question.is_valid(), question.errors

    wanted = {
        row["key"]
        for row in ROWS
        if (not measures or row["measure"] in measures)
        and (not forms or row["form"] in forms)
        and (not elements or set(elements) & set(row["elements"].split()))
    }

    assert set(question.apply().values_list("key", flat=True)) == wanted


@pytest.mark.parametrize("count", [0, 1, 50, 51, 52, 103])
def test_lines_are_sent_in_portions_and_none_is_lost(count):
    portions = list(as_lines({"id": number} for number in range(count)))

    assert b"".join(portions).count(b"\n") == count
    assert len(portions) == count // 51 + 1


def test_the_seed_is_all_there():
    assert ControlledItem.objects.filter(key__in=[row["key"] for row in ROWS]).count() == len(ROWS) == 175
