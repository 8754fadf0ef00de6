"""Pages on paper: without the furniture, with the addresses of sources, readable in black and white."""

import pytest

PRINTED = {
    "entity": "/entities/subaru-corporation/?as_of=2026-11-21",
    "entity on hold": "/entities/skydio-inc/?as_of=2026-11-21",
    "measure": "/measures/cn-2025-18/",
    "item": "/catalogue/rare-earth-refining/",
    "comparison": "/catalogue/rare-earth-refining/compare/?from=2020-08-28&to=2023-12-21",
    "edition": "/catalogue/editions/2023-12-21/",
    "notice": "/notices/mofcom-2025-21/",
    "list": "/entities/?list=cn-watch-list",
    "report of an error": "/report/?about=entity:subaru-corporation",
}
FURNITURE = [".mast", ".foot", ".facetcol", ".noprint", ".saving", ".asof form", ".tabs"]


@pytest.fixture(params=PRINTED.values(), ids=PRINTED)
def paper(page, request):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(request.param)
    return page


def test_furniture_is_left_out(paper):
    shown = [each for each in FURNITURE for found in paper.locator(each).all() if found.is_visible()]

    assert shown == []


def test_what_is_said_stays(paper):
    assert paper.locator("h1").is_visible()


def test_the_paper_is_white_and_the_ink_black(paper):
    assert paper.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert paper.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"


def test_badges_are_framed_black_on_white_with_their_word(paper):
    looks = paper.evaluate(
        """Array.from(document.querySelectorAll('main .b')).filter((b) => b.getClientRects().length).map((b) => {
          const s = getComputedStyle(b);
          return [s.color, s.borderTopStyle, s.backgroundColor, b.textContent.trim() !== ''].join(' ');
        })"""
    )

    assert set(looks) <= {"rgb(0, 0, 0) solid rgba(0, 0, 0, 0) true"}


def test_addresses_of_sources_are_printed(page):
    page.emulate_media(media="print")
    page.goto(PRINTED["entity"])
    said = page.evaluate(
        """Array.from(document.querySelectorAll('.src a[href^=http]'))
             .map((a) => [a.getAttribute('href'), getComputedStyle(a, '::after').content])"""
    )

    assert said
    assert all(address in content for address, content in said)


def test_text_in_boxes_and_tables_is_dark_enough_to_copy(paper):
    """On paper from a dark screen: nothing light on white."""
    light = paper.evaluate(
        """Array.from(document.querySelectorAll('main p, main td, main th, main dd, main li, main code'))
             .filter((e) => e.getClientRects().length && e.textContent.trim())
             .map((e) => getComputedStyle(e).color.match(/[0-9.]+/g).slice(0, 3).map(Number))
             .filter((c) => (c[0] * 299 + c[1] * 587 + c[2] * 114) / 1000 > 140).length"""
    )

    assert light == 0
