"""The page of one entity: where it stands on a day, what that means, and how we know."""

import re
from datetime import date

import pytest
from django.test import override_settings

from controls.services import entities
from controls.services.entities import Name, Number
from tests.controls.markup import tree
from tests.controls.reading import badges, boxes, entity_page, said
from tests.factories import make_entity, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db


class TestSubaruOnTheWatchList:
    def test_is_named_in_three_scripts_with_their_languages(self, client, today):
        page = entity_page(client, "subaru-corporation")

        line = page.one("p", of_class="names-line")
        assert page.one("h1").text == "SUBARU Corporation"
        assert [(name.text, name["lang"]) for name in line.all("span") if name.get("lang")] == [
            ("斯巴鲁株式会社", "zh-Hans"),
            ("株式会社SUBARU", "ja"),
        ]

    def test_is_under_extra_review_and_said_not_to_be_banned(self, client, today):
        page = entity_page(client, "subaru-corporation")

        assert badges(page) == ["Extra review"]
        assert "Watch List: extra review, not a ban" in page.one("main").text

    def test_counts_the_days_from_the_first_one(self, client, today):
        first = entity_page(client, "subaru-corporation", as_of="2026-02-24")
        now = entity_page(client, "subaru-corporation")

        assert "1 day, since 24 Feb 2026" in first.text
        assert "271 days, since 24 Feb 2026" in now.text

    def test_was_not_listed_on_the_day_before_which_is_not_clear(self, client, today):
        page = entity_page(client, "subaru-corporation", as_of="2026-02-23")

        assert badges(page) == []
        assert "Not listed on 23 Feb 2026 by any notice on file. Not on a list is not the same as clear." in page.text
        assert "What this means for a shipment" not in page.text

    def test_shows_its_register_number(self, client, today):
        assert said(entity_page(client, "subaru-corporation"), "Identifier")[0].startswith(
            "Japanese corporate number 5011101019196 "
        )

    def test_is_reached_by_the_rule_for_japan_that_names_nobody(self, client, today):
        page = entity_page(client, "subaru-corporation")

        assert "Whether listed or not:" in page.text
        assert "MOFCOM 2026 No. 1" in [link.text for link in page.one("main").all("a")]

    def test_that_rule_is_not_shown_before_it_was_published(self, client, today):
        notice = make_notice(published_on=date(2025, 6, 1))
        listing = make_listing(entity=make_entity(country="JP"), notice=notice)

        before = entity_page(client, listing.entity.key, as_of="2026-01-05")
        after = entity_page(client, listing.entity.key, as_of="2026-01-06")

        assert ("MOFCOM 2026 No. 1" in before.text, "MOFCOM 2026 No. 1" in after.text) == (False, True)

    def test_links_to_the_others_of_its_notice(self, client, today):
        box = boxes(entity_page(client, "subaru-corporation"))["Listed with it by MOFCOM 2026 No. 12"]

        assert len(box.all("li")) == 6
        assert "SUBARU" not in box.text
        assert box.all("a")[-1]["href"] == "/entities/?list=cn-watch-list&notice=mofcom-2026-12"

    def test_others_are_not_shown_before_the_notice(self, client, today):
        assert not any(
            name.startswith("Listed with")
            for name in boxes(entity_page(client, "subaru-corporation", as_of="2026-02-23"))
        )


class TestTheEntityItself:
    def test_parts_and_wholes_link_to_each_other(self, client, today):
        whole = make_entity("Whole Ltd")
        part = make_entity("Part of Whole", type="division", part_of=whole)

        assert (
            boxes(entity_page(client, whole.key))["Belongs together"].text == "Belongs together Its part Part of Whole"
        )
        assert boxes(entity_page(client, part.key))["Belongs together"].one("a")["href"] == f"/entities/{whole.key}/"
        assert said(entity_page(client, part.key), "Part of") == ["Whole Ltd"]

    def test_one_without_relatives_has_no_box_for_them(self, client, today):
        assert "Belongs together" not in boxes(entity_page(client, make_entity().key))

    @pytest.mark.parametrize(("code", "words"), [("JP", "Japan"), ("TW", "Taiwan"), ("", "not stated"), ("XZ", "XZ")])
    def test_the_country_is_said_in_words(self, client, today, code, words):
        assert said(entity_page(client, make_entity(country=code).key), "Country") == [words]

    def test_the_type_is_said_in_words(self, client, today):
        assert said(entity_page(client, make_entity(type="government_body").key), "Type") == ["government body"]

    def test_every_name_says_language_kind_and_evidence(self, client, today):
        entity = make_entity("Leda Corp", zh="俪达", ja="レダ")

        rows = entity_page(client, entity.key).one(aria_label="Names on file").one("tbody").all("tr")

        assert [[cell.text for cell in row.children if not isinstance(cell, str)][:4] for row in rows] == [
            ["Leda Corp", "English", "in the notice", "official text seen"],
            ["俪达", "Chinese (simplified)", "in the notice", "official text seen"],
            ["レダ", "Japanese", "legal name", "official text seen"],
        ]

    def test_a_name_in_the_line_under_the_heading_is_the_one_of_the_notice_not_an_alias(self, client, today, now):
        source = make_source()
        names = [
            Name("レダ別名", "ja", "alias", "one_report", [source]),
            Name("レダ株式会社", "ja", "legal", "official_text", [source]),
        ]
        entity = entities.register(
            key="leda-test", name="Leda", type="company", country="JP", names=names, by="tests", at=now
        )

        assert entity_page(client, entity.key).one("p", of_class="names-line").text == "レダ株式会社"

    def test_the_heading_is_not_repeated_under_itself(self, client, today, now):
        names = [Name("俪达", "zh-Hans", "as_listed", "official_text", [make_source()])]
        entity = entities.register(
            key="leda-zh", name="俪达", type="company", country="JP", names=names, by="tests", at=now
        )

        assert not entity_page(client, entity.key).all("p", of_class="names-line")

    def test_several_numbers_are_all_shown(self, client, today, now):
        source = make_source()
        entity = entities.register(
            key="numbered",
            name="Numbered Ltd",
            type="company",
            country="JP",
            names=[Name("Numbered Ltd", "en", "as_listed", "official_text", [source])],
            numbers=[
                Number("jp-corporate-number", "1234567890123", "official_text", [source]),
                Number("lei", "529900T8BM49AURSDO55", "official_text", [source]),
            ],
            by="tests",
            at=now,
        )

        found = said(entity_page(client, entity.key), "Identifier")

        assert [number.split()[-2] for number in found] == ["1234567890123", "529900T8BM49AURSDO55"]

    def test_one_without_numbers_says_so(self, client, today):
        assert said(entity_page(client, make_entity().key), "Identifier") == ["none on file"]


class TestCiting:
    def test_the_permanent_address_pins_the_day(self, client, today):
        codes = boxes(entity_page(client, "subaru-corporation"))["Cite this entry"].all("code")

        assert codes[0].text == "/entities/subaru-corporation/?as_of=2026-11-21"

    def test_the_reference_names_register_entity_day_revision_and_address(self, client, today):
        answer = client.get("/entities/subaru-corporation/", {"as_of": "2026-03-01"})
        text = boxes(tree(answer))["Cite this entry"].all("code")[1].text

        assert text == (
            "Rare Earth Controls Register, SUBARU Corporation, as of 1 Mar 2026, "
            f"revision {answer.context['revision']}, "
            "http://testserver/entities/subaru-corporation/?as_of=2026-03-01"
        )

    @pytest.mark.parametrize("day", ["2026-11-21", "2026-02-24"])
    def test_its_exports_answer_for_the_same_day(self, client, today, day):
        links = {
            a.text: a["href"]
            for a in boxes(entity_page(client, "subaru-corporation", as_of=day))["Cite this entry"].all("a")
        }

        json, csv = client.get(links["JSON"]), client.get(links["CSV"])

        assert (json.json()["id"], json.json()["as_of"]) == ("subaru-corporation", day)
        assert b"".join(csv).decode().count("cn-wl-2026-012-1,") == 1

    @override_settings(CONTACT="desk@example.org")
    def test_the_contact_is_in_the_foot(self, client, today):
        assert "Contact: desk@example.org" in entity_page(client, "subaru-corporation").one("footer").text


class TestAddresses:
    def test_a_listing_key_leads_to_its_entity_and_keeps_the_day(self, client, today):
        answer = client.get("/entities/cn-wl-2026-012-1/", {"as_of": "2026-03-01"})

        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            "/entities/subaru-corporation/?as_of=2026-03-01#cn-wl-2026-012-1",
        )

    @pytest.mark.parametrize(
        "key",
        ["nobody", "a b", "%E6%96%AF", "%ff", "x" * 2000, "%E2%80%AE", "'--", "..%2f", "%25"],
    )
    def test_an_unknown_key_is_not_found_and_named(self, client, today, key):
        answer = client.get(f"/entities/{key}/")

        assert answer.status_code == 404
        assert re.search("No entity and no listing has the key|nothing at this address", tree(answer).text)
