"""Keys of one character: they walk rows, show themselves, keep out of fields, and can be turned off."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

LIST = "/entities/?list=cn-watch-list&as_of=2026-11-21"
LISTS = [LIST, "/measures/", "/changes/", "/notices/", "/search/?q=Subaru", "/news/", "/claims/?q=zzzzz"]


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('href') || ''")


def row_of(page):
    """The place of the row that has the focus, from 0; -1: none has."""
    return page.evaluate(
        "Array.from(document.querySelectorAll('#main tbody tr')).findIndex((r) => r.contains(document.activeElement))"
    )


@pytest.fixture
def dialog(page):
    page.goto("/about/")
    page.keyboard.press("?")
    return page.get_by_role("dialog", name="Keyboard")


class TestWalking:
    def test_j_and_k_go_down_and_up_and_stop_at_the_ends(self, page):
        page.goto(LIST)
        places = []
        for key in "jjjkkk":
            page.keyboard.press(key)
            places.append(row_of(page))

        assert places == [0, 1, 2, 1, 0, 0]

    def test_enter_opens_the_row(self, page):
        page.goto(LIST)
        page.keyboard.press("j")
        wanted = focused(page)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{wanted}")

        assert "/entities/" in wanted

    def test_the_focus_can_be_seen(self, page):
        page.goto(LIST)
        page.keyboard.press("j")

        assert page.evaluate("document.activeElement.matches(':focus-visible')")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"

    @pytest.mark.parametrize("address", LISTS[1:-1])
    def test_every_list_can_be_walked(self, page, address):
        page.goto(address)
        page.keyboard.press("j")
        first = focused(page)
        page.keyboard.press("j")

        assert first and focused(page) and focused(page) != ""

    def test_where_there_are_no_rows_nothing_happens(self, page):
        page.goto(LISTS[-1])
        page.keyboard.press("j")

        assert page.evaluate("document.activeElement.tagName") == "BODY"
        assert not page.complaints


class TestKeepingOut:
    def test_letters_typed_in_a_field_are_letters(self, page):
        page.goto(LIST)
        page.get_by_label("Search the register").press_sequentially("jk?/")

        assert page.get_by_label("Search the register").input_value() == "jk?/"
        assert page.get_by_role("dialog").count() == 0

    @pytest.mark.parametrize("held", ["Control", "Alt", "Meta"])
    def test_with_a_modifier_they_are_somebody_elses(self, page, held):
        page.goto(LIST)
        page.evaluate(
            "held => document.body.dispatchEvent(new KeyboardEvent('keydown',"
            " {key: 'j', bubbles: true, [held.toLowerCase().replace('control', 'ctrl') + 'Key']: true}))",
            held,
        )

        assert row_of(page) == -1

    def test_while_an_input_method_composes_they_do_nothing(self, page):
        page.goto(LIST)
        page.evaluate(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true, isComposing: true}))"
        )

        assert row_of(page) == -1


class TestHelp:
    def test_the_question_mark_shows_the_keys_and_escape_closes_them(self, page, dialog):
        expect(dialog.get_by_role("rowheader", name="j", exact=True)).to_be_visible()
        page.keyboard.press("Escape")

        expect(dialog).not_to_be_visible()

    def test_its_button_closes_it_too_and_it_opens_again(self, page, dialog):
        dialog.get_by_role("button", name="Close").click()
        expect(dialog).not_to_be_visible()
        page.keyboard.press("?")

        expect(dialog).to_be_visible()
        assert page.locator("body > dialog").count() == 1

    @pytest.mark.parametrize("context", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
    def test_axe_finds_nothing_in_it(self, page, dialog):
        expect(dialog).to_be_visible()

        assert Axe().run(page).response["violations"] == []

    @pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
    def test_without_scripts_the_keys_stand_on_the_page_about_this_register(self, page):
        page.goto("/about/#keyboard")

        expect(page.get_by_role("rowheader", name="j", exact=True)).to_be_visible()
        expect(page.get_by_label("Use keys of one character")).not_to_be_visible()


class TestSwitch:
    def test_turned_off_no_key_does_anything_on_any_page_until_it_is_turned_on(self, page):
        page.goto("/about/")
        page.get_by_label("Use keys of one character").uncheck()
        page.goto(LIST)
        for key in "j/?":
            page.keyboard.press(key)

        assert page.evaluate("document.activeElement.tagName") == "BODY"
        assert page.get_by_role("dialog").count() == 0

        page.goto("/about/")
        page.get_by_label("Use keys of one character").check()
        page.goto(LIST)
        page.keyboard.press("j")
        assert row_of(page) == 0


class TestCopying:
    @pytest.mark.parametrize("context", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True)
    @pytest.mark.parametrize(("name", "place"), [("address", 0), ("reference", 1), ("Markdown", 2)])
    def test_a_button_copies_the_text_before_it_and_says_so(self, page, name, place):
        page.goto("/entities/subaru-corporation/?as_of=2026-11-21")
        box = page.locator(".box", has=page.get_by_role("heading", name="Cite this entry"))
        box.get_by_role("button", name=name).click()

        expect(box.get_by_role("status")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == box.locator("code").nth(place).text_content()

    @pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
    def test_without_scripts_there_are_no_buttons(self, page):
        page.goto("/entities/subaru-corporation/")

        expect(page.locator("[data-copy]").first).not_to_be_visible()

    @pytest.mark.parametrize(
        "address",
        [
            "/catalogue/compare/?from=2020-08-28&to=2023-12-21",
            "/notices/mofcom-2025-21/",
            "/catalogue/editions/2023-12-21/",
        ],
    )
    def test_other_boxes_say_so_in_their_own_place(self, page, address):
        page.goto(address)
        page.context.grant_permissions(["clipboard-write"])
        page.get_by_role("button", name="the permanent address").click()

        expect(page.locator("[data-copied]")).to_have_text("Copied")
