"""The search box as a person uses it: typing, arrow keys, the pointer, and without any script."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def box(page):
    return page.get_by_label("Search the register")


def type_into(page, text):
    box(page).press_sequentially(text, delay=20)
    expect(page.get_by_role("option").first).to_be_visible()


@pytest.fixture
def home(page):
    page.goto("/about/")
    return page


class TestTyping:
    def test_suggestions_come_while_one_types(self, home):
        type_into(home, "dyspro")

        expect(home.get_by_role("option").first).to_contain_text("Dysprosium (Dy)")
        expect(box(home)).to_have_attribute("aria-expanded", "true")

    def test_the_arrow_keys_walk_through_them_and_enter_opens_one(self, home):
        type_into(home, "suba")
        box(home).press("ArrowDown")

        expect(home.get_by_role("option", selected=True)).to_contain_text("SUBARU Corporation")
        expect(box(home)).to_have_attribute("aria-activedescendant", "suggested-1")
        box(home).press("Enter")
        expect(home).to_have_url(re.compile(r"entities/subaru-corporation/"))

    def test_down_from_the_last_and_up_from_the_first_lead_back_to_the_box(self, home):
        type_into(home, "suba")
        box(home).press("ArrowDown")
        box(home).press("ArrowDown")
        expect(home.get_by_role("option", selected=True)).to_have_count(0)

        box(home).press("ArrowUp")
        expect(home.get_by_role("option", selected=True)).to_have_count(1)
        box(home).press("ArrowUp")
        expect(home.get_by_role("option", selected=True)).to_have_count(0)

    def test_enter_without_a_choice_asks_the_whole_question(self, home):
        type_into(home, "dyspro")
        box(home).press("Enter")

        expect(home).to_have_url(re.compile(r"search/\?q=dyspro"))
        expect(home.get_by_role("heading", name="entries found")).to_be_visible()

    def test_escape_closes_the_list_and_keeps_the_words(self, home):
        type_into(home, "dyspro")
        box(home).press("Escape")

        expect(home.locator("#suggestions")).to_be_hidden()
        expect(box(home)).to_have_value("dyspro")
        expect(box(home)).to_have_attribute("aria-expanded", "false")

    def test_a_click_opens_a_suggestion(self, home):
        type_into(home, "suba")
        home.get_by_role("option").first.click()

        expect(home).to_have_url(re.compile(r"entities/subaru-corporation/"))

    def test_leaving_the_box_closes_the_list(self, home):
        type_into(home, "dyspro")
        box(home).press("Tab")

        expect(home.locator("#suggestions")).to_be_hidden()

    def test_an_emptied_box_suggests_nothing(self, home):
        type_into(home, "dyspro")
        box(home).fill("")

        expect(home.locator("#suggestions")).to_be_hidden()

    def test_the_day_goes_along(self, page):
        page.goto("/notices/?as_of=2026-03-01")
        type_into(page, "suba")
        box(page).press("ArrowDown")
        box(page).press("Enter")

        expect(page).to_have_url(re.compile(r"entities/subaru-corporation/\?as_of=2026-03-01"))

    def test_chinese_is_suggested_as_well(self, home):
        type_into(home, "斯巴魯")

        expect(home.get_by_role("option").first.locator("mark").last).to_have_text("斯巴鲁")


def test_nothing_is_wrong_for_those_who_use_other_means_while_the_list_is_open(home):
    type_into(home, "dyspro")
    box(home).press("ArrowDown")

    found = Axe().run(home)

    assert found.response["violations"] == []


def test_ticking_a_facet_narrows_and_keeps_the_address(page):
    page.goto("/search/?q=rare+earth")
    page.locator("#f-type-measure").check()

    expect(page).to_have_url(re.compile(r"type=measure.*"))
    expect(page.locator("ol.found li").first).to_contain_text("measure")


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_without_a_script_the_box_is_a_form(page):
    page.goto("/notices/")
    page.get_by_label("Search the register").fill("083201J")
    page.get_by_role("button", name="Search").click()

    expect(page.get_by_role("heading", name="1 entry found")).to_be_visible()
    expect(page.get_by_role("heading", name="Near codes, not the same")).to_be_visible()


SUGGESTIONS = re.compile(r"/search/\?.*part=suggestions")


def answers_late(page, *, seconds=0.4):
    page.route(SUGGESTIONS, lambda route: (time.sleep(seconds), route.continue_()))


class TestKeysThatComeBeforeTheAnswer:
    """Who types and reaches for the arrow at once must land neither on what an earlier letter found nor on a list."""

    @pytest.fixture
    def late(self, home):
        answers_late(home)
        return home

    @pytest.fixture
    def overtaken(self, late):
        """Three letters have their suggestions; the fourth has none yet."""
        box(late).press_sequentially("sub", delay=10)
        expect(late.get_by_role("option").first).to_be_visible()
        box(late).press_sequentially("a")
        return late

    def test_down_waits_for_it(self, overtaken):
        box(overtaken).press("ArrowDown")

        expect(overtaken.get_by_role("option", selected=True)).to_contain_text("SUBARU Corporation")

    def test_enter_after_down_opens_what_comes(self, overtaken):
        box(overtaken).press("ArrowDown")
        box(overtaken).press("Enter")

        expect(overtaken).to_have_url(re.compile(r"entities/subaru-corporation/"))

    def test_the_very_first_letters_may_be_as_hasty(self, late):
        box(late).press_sequentially("suba")
        box(late).press("ArrowDown")
        box(late).press("Enter")

        expect(late).to_have_url(re.compile(r"entities/subaru-corporation/"))

    def test_as_many_downs_as_were_pressed_lead_as_far(self, late):
        box(late).press_sequentially("dyspro")
        box(late).press("ArrowDown")
        box(late).press("ArrowDown")

        expect(late.get_by_role("option", selected=True)).to_have_id("suggested-2")

    def test_enter_alone_does_not_wait(self, late):
        box(late).press_sequentially("suba")
        box(late).press("Enter")

        expect(late).to_have_url(re.compile(r"search/\?q=suba$"))

    def test_another_letter_takes_the_enter_back(self, late):
        box(late).press_sequentially("suba")
        box(late).press("ArrowDown")
        box(late).press("Enter")
        box(late).press_sequentially("ru")

        expect(late.get_by_role("option").first).to_contain_text("SUBARU Corporation")
        assert late.url.endswith("/about/")

    def test_escape_takes_the_enter_back(self, overtaken):
        box(overtaken).press("ArrowDown")
        box(overtaken).press("Enter")
        with overtaken.expect_response(SUGGESTIONS):
            box(overtaken).press("Escape")
        overtaken.wait_for_timeout(100)

        assert overtaken.url.endswith("/about/")
        expect(overtaken.get_by_role("option", selected=True)).to_have_count(0)

    def test_where_nothing_is_suggested_the_whole_question_is_asked(self, late):
        box(late).press_sequentially("qqqqzzzz")
        box(late).press("ArrowDown")
        box(late).press("Enter")

        expect(late).to_have_url(re.compile(r"search/\?q=qqqqzzzz$"))


@pytest.mark.parametrize(
    "fate",
    [lambda route: route.fulfill(status=503), lambda route: route.abort(), lambda route: None],
    ids=["refused", "cut off", "never answered"],
)
def test_an_answer_that_cannot_be_had_keeps_nobody_from_the_whole_question(home, fate):
    home.route(SUGGESTIONS, fate)
    box(home).press_sequentially("suba")
    box(home).press("ArrowDown")
    box(home).press("Enter")

    expect(home).to_have_url(re.compile(r"search/\?q=suba$"), timeout=10_000)


def test_after_a_failure_enter_asks_at_once(home):
    home.route(SUGGESTIONS, lambda route: route.fulfill(status=503))
    home.evaluate("() => document.addEventListener('htmx:responseError', () => { window.failed = true; })")
    box(home).press_sequentially("suba")
    home.wait_for_function("() => window.failed")
    home.clock.install(time=0)
    home.clock.pause_at(60_000)  # no time passes from here, so nothing can be waited for
    box(home).press("ArrowDown")
    box(home).press("Enter")

    expect(home).to_have_url(re.compile(r"search/\?q=suba$"))
