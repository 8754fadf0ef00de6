"""Where an entity stands on a day: its listings, what they mean for a shipment, and when that turned."""

from datetime import date, time

import pytest

from controls.models import Entity
from tests.controls.markup import tree
from tests.controls.reading import badges, boxes, entity_page, said
from tests.factories import make_event, make_list, make_listing, make_notice

pytestmark = pytest.mark.django_db


class TestTwoListings:
    """Skydio stands on two lists by two notices, with different states."""

    def test_shows_both_with_the_weightier_first(self, client, today):
        page = entity_page(client, "skydio-inc")

        assert badges(page) == ["To be confirmed", "Measure stopped"]

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            ("2025-03-03", []),
            ("2025-03-04", ["Prohibited"]),
            ("2025-04-15", ["Prohibited", "Prohibited"]),
            ("2025-06-01", ["Prohibited", "Suspended"]),
            ("2025-11-09", ["Prohibited", "Suspended"]),
            ("2025-11-10", ["Suspended", "Measure stopped"]),
            ("2026-11-10", ["Suspended", "Measure stopped"]),
            ("2026-11-11", ["To be confirmed", "Measure stopped"]),
        ],
    )
    def test_says_the_state_of_each_on_any_day(self, client, today, day, expected):
        assert badges(entity_page(client, "skydio-inc", as_of=day)) == expected

    def test_says_what_was_searched_where_nothing_is_known(self, client, today):
        page = entity_page(client, "skydio-inc")
        unconfirmed = page.all("section", of_class="sheet")[0]

        assert "The suspension ended on 10 Nov 2026 and no later notice is on record" in unconfirmed.text
        assert "Confirm before you ship. The notice orders:" in unconfirmed.text
        assert unconfirmed.all("p", of_class="call")

    def test_stopped_is_said_not_to_be_a_removal(self, client, today):
        page = entity_page(client, "skydio-inc")

        assert (
            "The authority stopped the measures (停止); the name itself was not removed from the list (移出)."
            in page.text
        )
        assert "Ordinary licence rules still apply. The notice had ordered:" in page.text

    def test_each_position_has_an_anchor_of_its_own(self, client, today):
        ids = [section["id"] for section in entity_page(client, "skydio-inc").all("section", of_class="sheet")]

        assert len(ids) == 2
        assert all(client.get(f"/entities/{key}/").headers["Location"] == f"/entities/skydio-inc/#{key}" for key in ids)


class TestOtherDays:
    def test_each_turning_day_says_what_that_day_was(self, client, today):
        days = boxes(entity_page(client, "skydio-inc"))["See it on another day"].all("li")

        assert [day.text for day in days] == [
            "3 Mar 2025 not listed",
            "4 Mar 2025 prohibited",
            "3 Apr 2025 prohibited",
            "4 Apr 2025 prohibited",
            "14 May 2025 prohibited, suspended",
            "12 Aug 2025 prohibited, suspended",
            "10 Nov 2025 suspended, measure stopped",
            "11 Nov 2026 to be confirmed, measure stopped",
            "Today to be confirmed, measure stopped",
        ]

    @pytest.mark.parametrize("notice", ["mofcom-2025-13", "mofcom-2025-22", "uel-2025-8", "mofcom-2026-12"])
    def test_each_link_shows_what_it_promised(self, client, today, notice):
        key = Entity.objects.filter(listings__notice__key=notice).earliest("pk").key

        for row in boxes(entity_page(client, key))["See it on another day"].all("li"):
            promised = row.one("span", of_class="muted").text
            for link in row.all("a"):
                shown = {badge.lower() for badge in badges(tree(client.get(link["href"])))}
                assert (shown or {"not listed"}) == set(promised.split(", ")), link

    def test_the_day_shown_is_no_link(self, client, today):
        days = boxes(entity_page(client, "skydio-inc", as_of="2025-03-04"))["See it on another day"]

        assert [day.text for day in days.all("b")] == ["4 Mar 2025"]
        assert [link.text for link in days.all("a")][-1] == "Today"

    def test_a_suspension_that_excludes_its_last_day_turns_on_it(self, client, today):
        listing = make_listing(effective_from=date(2026, 3, 1))
        make_event(
            listing=listing,
            kind="suspended",
            effective_from=date(2026, 4, 1),
            until=date(2026, 5, 1),
            until_inclusive=False,
        )

        days = [row.text for row in boxes(entity_page(client, listing.entity.key))["See it on another day"].all("li")]

        assert "1 May 2026 to be confirmed" in days


class TestWhatTheNoticeStates:
    def test_measures_stand_one_under_the_other(self, client, today):
        listing = make_listing(notice=make_notice(measures="No exports.\nNo transfers."))

        page = entity_page(client, listing.entity.key)

        assert [item.text for item in page.one("section", of_class="sheet").all("ul")[0].all("li")] == [
            "No exports.",
            "No transfers.",
        ]

    def test_a_notice_without_measures_is_said_to_state_none(self, client, today):
        page = entity_page(client, make_listing().entity.key)

        assert "The notice states no measure." in page.one("section", of_class="sheet").text

    def test_measures_that_do_not_bind_are_muted(self, client, today):
        listing = make_listing(notice=make_notice(measures="No exports."))
        make_event(listing=listing, kind="stopped", effective_from=date(2026, 6, 1))

        muted = {
            day: "muted"
            in entity_page(client, listing.entity.key, as_of=day).one("section", of_class="sheet").all("ul")[0].classes
            for day in ("2026-05-31", "2026-06-01")
        }

        assert muted == {"2026-05-31": False, "2026-06-01": True}

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("removed", "Ended Removed from the list."),
            ("moved", "Ended Moved to another list."),
            ("resumed", "Prohibited Binds again since 1 Jun 2026."),
            ("suspended", "Suspended Suspended with no period stated."),
        ],
    )
    def test_each_act_is_explained(self, client, today, kind, words):
        listing = make_listing()
        make_event(listing=listing, kind=kind, effective_from=date(2026, 6, 1))

        page = entity_page(client, listing.entity.key)

        badge, _space, note = words.partition(" ")
        assert badges(page) == [badge]
        assert note in page.one("section", of_class="sheet").text

    def test_item_address_note_and_legal_basis_are_shown(self, client, today):
        notice = make_notice(legal_basis="Export Control Law Art. 18", stated_count=3)
        listing = make_listing(notice=notice, item_number="2", address="东京都港区", note="Listed with its branch.")

        page = entity_page(client, listing.entity.key)

        assert "item 2 of 3" in said(page, "Notice")[0]
        assert said(page, "Address") == ["东京都港区"]
        assert said(page, "Legal basis") == ["Export Control Law Art. 18"]
        assert said(page, "Note") == ["Listed with its branch."]
        assert said(page, "Key") == [f"{listing.key} Report an error (listing:{listing.key})"]

    def test_the_hour_is_shown_where_the_notice_states_one(self, client, today):
        notice = make_notice(published_on=date(2026, 3, 1), effective_from=date(2026, 3, 2), effective_time=time(12, 1))
        listing = make_listing(notice=notice, effective_from=None)

        assert "in force from 2 Mar 2026 12:01 (UTC+8)" in said(entity_page(client, listing.entity.key), "Notice")[0]

    def test_an_effect_of_its_own_counts_more_than_that_of_the_list(self, client, today):
        listing = make_listing(entity_list=make_list(effect="prohibited"), effect="licence_needed")

        assert badges(entity_page(client, listing.entity.key)) == ["Licence needed"]
