"""Whole answers are kept for visitors, and nobody gets an answer that was meant for another question."""

import gzip

import pytest
from django.core.cache import caches

PAGE = "/notices/"

pytestmark = pytest.mark.usefixtures("seeded")


def test_a_page_is_kept_apart_for_those_who_can_unpack_it(client):
    packed = client.get(PAGE, headers={"Accept-Encoding": "gzip"})

    plain = client.get(PAGE)

    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert plain.content.startswith(b"<!")


def test_the_mark_of_a_page_does_not_depend_on_how_it_was_packed(client):
    """Two server processes pack the same page differently each time; both must know the mark of the other."""
    first = client.get(PAGE, headers={"Accept-Encoding": "gzip"})
    caches["pages"].clear()

    second = client.get(PAGE, headers={"Accept-Encoding": "gzip"})

    assert first["ETag"] == second["ETag"] == client.get(PAGE)["ETag"]
    assert gzip.decompress(first.content) == gzip.decompress(second.content)


@pytest.mark.parametrize("given", ["{tag}", '"another", {tag}'])
def test_an_answer_that_the_visitor_has_is_not_sent_again(client, given):
    tag = client.get(PAGE)["ETag"]

    answer = client.get(PAGE, headers={"If-None-Match": given.format(tag=tag)})

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer["ETag"] == tag


def test_a_mark_of_another_page_brings_the_page(client):
    tag = client.get("/sources/")["ETag"]

    answer = client.get(PAGE, headers={"If-None-Match": tag})

    assert answer.status_code == 200
