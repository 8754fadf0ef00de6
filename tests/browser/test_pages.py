"""Every public page as a reader gets it: accessible, quiet, small, in any colour, width and script."""

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "/catalogue/",
    "/catalogue/rare-earth-refining/",
    "/catalogue/editions/",
    "/catalogue/editions/2023-12-21/",
    "/catalogue/compare/?from=2020-08-28&to=2023-12-21&as_of=2026-11-21",
    "/catalogue/rare-earth-refining/compare/?from=2020-08-28&to=2023-12-21",
    "/catalogue/rare-earth-refining/compare/?from=2022-12-30&to=2020-08-28&view=zh",
    "/catalogue/rare-earth-refining/compare/?from=2020-08-28&to=2023-12-21&view=column",
    "/",
    "/?period=year&as_of=2026-11-21",
    "/?as_of=2025-06-01",
    "/measures/cn-2025-61/?revision=1100",
    "/entities/",
    "/entities/?list=cn-watch-list&notice=mofcom-2026-12&as_of=2026-11-21",
    "/entities/?q=Sumitomo+Electric&as_of=2026-02-23",
    "/entities/?as_of=2030-01-01",
    "/entities/subaru-corporation/?as_of=2026-11-21",
    "/entities/subaru-corporation/?as_of=2026-02-23",
    "/entities/skydio-inc/?as_of=2026-11-21",
    "/measures/",
    "/measures/cn-2025-61/?as_of=2026-11-21",
    "/measures/cn-2025-18/",
    "/measures/jp-2012-catchall/",
    "/measures/cn-2025-60/",
    "/elements/",
    "/elements/Dy/?as_of=2026-05-01",
    "/codes/1C905/",
    "/codes/2846901500/",
    "/calendar/?as_of=2026-11-21",
    "/claims/",
    "/search/",
    "/search/?q=083201J",
    "/search/?q=%E4%B8%89%E8%8F%B1%E9%87%8D%E5%B7%A5%E6%A5%AD&as_of=2026-11-21",
    "/search/?q=dysprosium",
    "/search/?q=zzzzqqqq",
    "/notices/",
    "/notices/mofcom-2025-21/?as_of=2026-11-21",
    "/notices/mofcom-2026-1/",
    "/news/",
    "/news/?entity=subaru-corporation",
    "/news/?q=no+such+report",
    "/news/articles/1/",
    "/news/articles/2/",
    "/news/sources/",
    "/news/sources/cn-mofcom-ann/",
    "/changes/",
    "/changes/400/",
    "/sources/",
    "/sources/ammitto-data-cn/",
    "/news/events/",
    "/news/events/?as_of=2020-01-01",
    "/news/events/ne096/",
    "/news/events/ne153/",
    "/news/moves/",
    "/health/",
    "/about/",
    "/api/",
    "/api/guide/screening/",
    "/no/such/page/",
    "/entities/?as_of=2026-02-30",
]
THEMES = [pytest.param({"color_scheme": scheme}, id=scheme) for scheme in ("light", "dark")]


@pytest.mark.parametrize("context", THEMES, indirect=True)
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(page, address):
    page.goto(address)

    found = Axe().run(page).response["violations"]

    assert not found, [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found]


@pytest.mark.parametrize("address", PAGES)
def test_nothing_is_refused_and_nobody_else_is_asked(page, house, address):
    page.goto(address)
    page.wait_for_load_state("networkidle")

    expected = [c for c in page.complaints if "status of 40" not in c]  # the two pages that are errors by intent
    assert not expected
    assert all(url.startswith(house) for url in page.asked)
    assert len(page.asked) <= 8


@pytest.mark.parametrize("address", PAGES)
def test_a_first_view_stays_small(page, house, address):
    sizes = {}
    page.on("response", lambda response: sizes.setdefault(response.url, response))
    page.goto(address)
    page.wait_for_load_state("networkidle")

    # Asking for a body lets the browser tell of further answers.
    weight = sum(len(gzip.compress(response.body(), 6)) for response in list(sizes.values()))

    assert weight <= 60_000


@pytest.mark.parametrize(
    "context", [pytest.param({"viewport": {"width": 320, "height": 256}}, id="400%")], indirect=True
)
@pytest.mark.parametrize("address", PAGES)
def test_at_400_percent_only_tables_scroll_sideways(page, address):
    page.goto(address)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("address", PAGES)
def test_every_chinese_and_japanese_word_says_its_language(page, address):
    """Han characters are drawn differently in Chinese and Japanese; only the language tells the browser which."""
    page.goto(address)

    bare = page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
            while (walker.nextNode()) {
                const text = walker.currentNode.textContent, parent = walker.currentNode.parentElement;
                const lang = parent.closest("[lang]").lang;
                if (/[\\u3040-\\u30ff\\u4e00-\\u9fff]/.test(text) && !/^(zh|ja)/.test(lang)
                    && !parent.closest("pre, code, .diff")) found.push(text.trim().slice(0, 40));
            }
            return found;
        }"""
    )

    assert not bare


@pytest.mark.parametrize("address", ["/", "/entities/", "/entities/subaru-corporation/", "/notices/"])
def test_targets_are_large_enough(page, address):
    """WCAG 2.2, 2.5.8: controls of at least 24 by 24 pixels; links within a line of text are exempt."""
    page.goto(address)

    small = page.evaluate(
        """() => [...document.querySelectorAll("button, select, .nav a, .tabs a, .pages a, .chip a, .facetbox label, "
            + "input:not([type=hidden]):not([type=checkbox])")].filter(e => {
                const box = e.getBoundingClientRect(); return box.width && (box.height < 24 || box.width < 24);
            }).map(e => e.outerHTML.slice(0, 80))"""
    )

    assert not small


def test_in_print_the_frame_goes_and_the_addresses_of_sources_stay(page):
    page.goto("/entities/subaru-corporation/?as_of=2026-11-21")

    page.emulate_media(media="print")

    assert not page.locator(".mast").is_visible()
    assert page.locator(".asof").is_visible()
    after = "e => getComputedStyle(e, '::after').content"
    assert "mofcom.gov.cn" in page.locator("#src1 a").first.evaluate(after)
