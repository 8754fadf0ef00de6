"""Pages given as text, looked at in a browser: accessible in a colour scheme, and narrow."""

import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, FLAGS

STYLE = (Path(__file__).resolve().parents[2] / "static/css/app.css").read_text(encoding="utf-8")


def styled(html):
    """The page with its style inside, and without scripts: nothing is fetched."""
    html = re.sub(r"<script.*?</script>", "", html)
    return re.sub(r'<link rel="stylesheet"[^>]*>', lambda _found: f"<style>{STYLE}</style>", html)


def barriers(pages, scheme):
    """What bars people, by page; pages without any are left out."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(color_scheme=scheme).new_page()
        found = {}
        for name, html in pages.items():
            page.set_content(html)
            faults = Axe().run(page).response["violations"]
            found[name] = [(fault["id"], [node["html"][:120] for node in fault["nodes"]]) for fault in faults]
        browser.close()
    return {name: faults for name, faults in found.items() if faults}


def too_wide(pages, width=320):
    """Pages that scroll sideways on so narrow a screen, with how wide they are."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(viewport={"width": width, "height": 640}).new_page()
        widths = {}
        for name, html in pages.items():
            page.set_content(html)
            widths[name] = page.evaluate("document.documentElement.scrollWidth")
        browser.close()
    return {name: wide for name, wide in widths.items() if wide > width}


def looks_of(html, selector):
    """Family, slant, spacing and language of each element that is not set as code; `own` is that of the page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context().new_page()
        page.set_content(html)
        found = page.locator(selector).evaluate_all(
            "all => all.filter(each => !each.closest('.mono, code')).map(each => [getComputedStyle(each), each])"
            ".map(([look, each]) => [look.fontFamily, look.fontStyle, look.letterSpacing,"
            " each.closest('[lang]') === document.documentElement ? 'own' : each.closest('[lang]').lang])"
        )
        browser.close()
    return found
