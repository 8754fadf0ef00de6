"""What no view can answer is refused before any view reads it, and the field is named."""

import pytest

from config import inputs
from controls.filters.fields import BadInput


def refused(check, given):
    with pytest.raises(BadInput) as caught:
        check(given)
    return caught.value.errors


class TestQueries:
    @pytest.mark.parametrize(
        "query", ["", "q=subaru", "q=%E6%96%AF%E5%B7%B4%E9%B2%81", "a&b=&=c", "q=a+b%20c", "%E7%A8%80=1"]
    )
    def test_ordinary_ones_pass(self, query):
        assert inputs.check_query(query) is None

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("q=%00", "q"),
            ("q=a%00b&list=x", "q"),
            ("list=x&q=%ff", "q"),
            ("q=%ED%A0%80", "q"),
            ("q=%C0%80", "q"),
            ("q=\xff", "q"),
            ("%00=1", "query"),
            ("%ff=1", "query"),
        ],
    )
    def test_broken_ones_are_refused_by_the_name_of_the_parameter(self, query, field):
        assert list(refused(inputs.check_query, query)) == [field]

    def test_long_ones_are_refused(self):
        assert "query" in refused(inputs.check_query, "q=" + "x" * 100_000)

    def test_many_parameters_are_refused(self):
        assert "query" in refused(inputs.check_query, "&".join(["list=x"] * 201))


class TestJson:
    @pytest.mark.parametrize(
        "body", [b"", b"  ", b"{}", b'{"name": "SUBARU"}', '{"name": "斯巴鲁"}'.encode(), b"[1, 2.5, null]"]
    )
    def test_ordinary_bodies_pass(self, body):
        assert inputs.check_json(body) is None

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            (b'{"name": "a\\u0000b"}', "name"),
            (b'{"name": "\\ud800"}', "name"),
            (b'{"names": [{"text": "\\udfff"}]}', "text"),
            (b'{"\\u0000": 1}', "body"),
            (b'{"a": 1, "a": 2}', "a"),
            (b'{"a": NaN}', "a"),
            (b'{"a": [1, -Infinity]}', "a"),
            (b'{"a": {"b": 1e999}}', "b"),
            (b"NaN", "body"),
            (b'{"a": Infinity}', "a"),
            (b'{"a": ' + b"9" * 5000 + b"}", "body"),
            (b"[" * 100_000, "body"),
            (b"{", "body"),
            (b"\xff\xfe", "body"),
            (b" " * 1_048_577, "body"),
        ],
    )
    def test_others_are_refused_by_name(self, body, field):
        assert list(refused(inputs.check_json, body)) == [field]

    def test_half_a_surrogate_pair_in_a_name_can_itself_be_written_down(self):
        errors = refused(inputs.check_json, b'{"\\ud800": "\\ud800"}')

        assert all(name.encode("utf-8") for name in errors)


def test_the_gate_stands_before_every_api_endpoint(client):
    answer = client.post("/api/v1/listings/", b'{"a": "\\u0000"}', content_type="application/json")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == ["a"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/entities/", "/notices/", "/changes/", "/sources/", "/about/", "/api/v1/listings/"]
)
def test_a_nul_in_a_query_is_400_everywhere(client, path):
    assert client.get(f"{path}?q=%00").status_code == 400
