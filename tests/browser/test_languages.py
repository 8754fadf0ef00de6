"""Pages in three languages and both colours as a reader gets them: accessible, and no wider than a small telephone.

Every kind of page is looked at in each language, in light and dark by turns: over all pages each of the six pairs is
seen many times, and each kind of page in both colours, for a third of what all six pairs of every page would cost.
"""

from itertools import cycle

import pytest

from tests.browser.looks import barriers, looks_of, styled, too_wide

KINDS = [
    "/",
    "/entities/?as_of=2026-11-21",
    "/entities/?q=no+such+name&as_of=2026-02-23",
    "/entities/skydio-inc/?as_of=2026-11-21",
    "/measures/",
    "/measures/cn-2025-61/?as_of=2026-11-21",
    "/elements/Dy/?as_of=2026-05-01",
    "/codes/2846901500/",
    "/catalogue/",
    "/catalogue/rare-earth-refining/",
    "/catalogue/editions/2023-12-21/",
    "/catalogue/rare-earth-refining/compare/?from=2020-08-28&to=2023-12-21",
    "/calendar/?as_of=2026-11-21",
    "/claims/",
    "/search/?q=%E4%B8%89%E8%8F%B1%E9%87%8D%E5%B7%A5%E6%A5%AD&as_of=2026-11-21",
    "/notices/mofcom-2025-21/?as_of=2026-11-21",
    "/changes/400/",
    "/news/",
    "/news/events/ne096/",
    "/health/",
    "/about/",
    "/api/",
    "/api/guide/listings/",
    "/no/such/page/",
]
LANGUAGES = ("en-gb", "zh-hans", "ja")
THEMES = ("light", "dark")
# By turns, page after page: an odd number of languages, so that a page meets the other colour in the next language.
TURNS = list(zip([(page, language) for page in KINDS for language in LANGUAGES], cycle(THEMES), strict=False))


def pages_of(client, turns):
    """Pages as text: the browser starts only when the database is done with."""
    found = {}
    for (address, language), theme in turns:
        client.cookies["language"], client.cookies["theme"] = language, theme
        answer = client.get(address)
        assert f'data-theme="{theme}"' in answer.text, address
        found[f"{address} {language} {theme}"] = styled(answer.text)
    return found


def test_every_pair_of_language_and_colours_is_among_the_turns():
    pairs = {(language, theme) for (_page, language), theme in TURNS}

    assert len(pairs) == 6
    for page in KINDS:
        assert {theme for (each, _language), theme in TURNS if each == page} == set(THEMES)


@pytest.mark.django_db
def test_axe_finds_nothing_in_any_language_in_light_or_dark(client, today):
    assert barriers(pages_of(client, TURNS), "light") == {}


@pytest.mark.django_db
def test_no_page_scrolls_sideways_on_a_small_telephone_in_any_language(client, today):
    assert too_wide(pages_of(client, TURNS)) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "family"), [("zh-hans", "Noto Sans SC"), ("ja", "Noto Sans JP")])
def test_words_are_set_upright_in_fonts_of_their_language(client, today, language, family):
    turns = [(("/entities/subaru-corporation/?as_of=2026-11-21", language), "light")]

    looks = looks_of(next(iter(pages_of(client, turns).values())), "h1, h2, p, td, em, q")

    assert {(style, spacing) for _font, style, spacing, _lang in looks} <= {("normal", "normal"), ("normal", "0px")}
    assert {family in font for font, _style, _spacing, lang in looks if lang == "own"} == {True}
    assert not [font for font, _style, _spacing, lang in looks if lang == "en" and family in font]


class TestWithoutScripts:
    pytestmark = pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True, ids=["no scripts"])

    def test_a_reader_chooses_a_language_and_stays_where_they_were(self, page, house):
        page.goto("/entities/?q=Subaru")

        page.get_by_role("button", name="日本語").click()

        assert page.url == f"{house}/entities/?q=Subaru"
        assert page.locator("html").get_attribute("lang") == "ja"
        page.get_by_role("button", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en-GB"

    def test_a_reader_chooses_dark_and_goes_back_to_the_systems_colours(self, page):
        page.goto("/about/")

        page.get_by_role("button", name="Dark").click()

        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (page.locator("html").get_attribute("data-theme"), ground) == ("dark", "rgb(16, 21, 26)")
        page.get_by_role("button", name="Colours as on this device").click()
        assert page.locator("html").get_attribute("data-theme") is None
