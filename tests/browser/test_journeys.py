"""What people do, from the first click to the answer: with scripts, and the same without."""

import re

import pytest
from playwright.sync_api import expect

SCRIPTS = [
    pytest.param({"java_script_enabled": on}, id="with scripts" if on else "without scripts") for on in (True, False)
]


@pytest.mark.parametrize("context", SCRIPTS, indirect=True)
class TestJourneys:
    def test_from_the_overview_to_the_watch_list_of_24_february(self, page):
        page.goto("/?as_of=2026-11-21")
        page.get_by_role("link", name="Watch List", exact=True).click()
        page.get_by_label("MOFCOM 2026 No. 12").check()
        if page.get_by_role("button", name="Apply filters").is_visible():
            page.get_by_role("button", name="Apply filters").click()

        expect(page.get_by_role("heading", name="20 of 274 entries")).to_be_visible()
        expect(page.locator("tbody tr")).to_have_count(20)
        assert "notice=mofcom-2026-12" in page.url
        assert "as_of=2026-11-21" in page.url

    def test_from_a_name_to_what_it_means_for_a_shipment(self, page):
        page.goto("/")
        page.get_by_label("Search the register").fill("斯巴鲁")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="SUBARU Corporation").click()

        expect(page.get_by_role("heading", name="What this means for a shipment")).to_be_visible()
        expect(page.get_by_text("extra review, not a ban")).to_be_visible()

    def test_to_another_day_and_back_to_today(self, page):
        page.goto("/entities/subaru-corporation/")
        page.get_by_label("Show as of").fill("2026-02-23")
        page.get_by_role("button", name="Go").click()

        expect(page.get_by_text("You are reading the register as of 23 Feb 2026.")).to_be_visible()
        expect(page.get_by_text("Not listed on 23 Feb 2026")).to_be_visible()
        page.get_by_role("link", name="Back to today").click()
        assert page.url.endswith("/entities/subaru-corporation/")

    def test_a_wrong_day_is_answered_in_words(self, page):
        page.goto("/entities/?as_of=2026-02-30")

        expect(page.get_by_role("alert")).to_contain_text("as_of: Enter a real date, such as 2026-02-24.")

    def test_a_filter_is_taken_away_by_its_chip(self, page):
        page.goto("/entities/?list=cn-watch-list&notice=mofcom-2026-12&as_of=2026-11-21")
        page.get_by_role("link", name="Remove filter MOFCOM 2026 No. 12").click()

        expect(page.get_by_role("heading", name="40 of 274 entries")).to_be_visible()

    def test_from_a_fact_to_the_notice_and_its_official_address(self, page):
        page.goto("/entities/skydio-inc/?as_of=2026-11-21")
        page.get_by_role("link", name="MOFCOM 2025 No. 13").first.click()

        expect(page.get_by_role("heading", name="15 US entities put on the Export Control List")).to_be_visible()
        expect(page.locator("a[href^='https://www.mofcom.gov.cn']").first).to_be_visible()
        assert "as_of=2026-11-21" in page.url

    def test_from_a_change_to_what_was_recorded(self, page):
        page.goto("/changes/?subject_type=listing")
        page.locator(".ledger p.t a").first.click()

        expect(page.get_by_role("heading", name="What was recorded")).to_be_visible()

    def test_page_after_page(self, page):
        page.goto("/entities/?as_of=2026-11-21")
        page.get_by_role("link", name="Next →", exact=True).click()

        expect(page.get_by_text("Showing 51–100 of 274.")).to_be_visible()
        expect(page).to_have_title(re.compile("page 2"))


class TestComfort:
    def test_ticking_a_facet_submits_and_keeps_the_focus_and_the_address(self, page):
        page.goto("/entities/?as_of=2026-11-21")
        page.get_by_label("Watch List").check()

        expect(page.get_by_role("heading", name="40 of 274 entries")).to_be_visible()
        assert "list=cn-watch-list" in page.url
        assert page.evaluate("document.activeElement.id") == "f-list-cn-watch-list"

    def test_back_restores_the_former_question(self, page):
        page.goto("/entities/?as_of=2026-11-21")
        page.get_by_label("Watch List").check()
        expect(page.get_by_role("heading", name="40 of 274 entries")).to_be_visible()

        page.go_back()

        expect(page.get_by_role("heading", name="274 of 274 entries")).to_be_visible()

    def test_the_slash_key_goes_to_the_search(self, page):
        page.goto("/about/")
        page.keyboard.press("/")

        assert page.evaluate("document.activeElement.id") == "search"

    def test_the_first_tab_stop_skips_to_the_content(self, page):
        page.goto("/entities/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert page.evaluate("document.activeElement.id") == "main"
