"""The change log as readers see it: what was recorded, when, and what it said before."""

from datetime import date, datetime

import pytest

from controls.models import Change
from controls.services import entities, notices, sources
from tests.controls.markup import tree
from tests.controls.reading import cells
from tests.factories import make_authority, make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
URL = "/changes/"


def revisions(answer):
    return [row["revision"] for row in answer.context["page"].object_list]


def newest_of(fact):
    return Change.objects.of(fact).latest("id")


def change_page(client, fact, **query):
    answer = client.get(f"{URL}{newest_of(fact).pk}/", query)
    assert answer.status_code == 200
    return tree(answer)


def table(page):
    rows = page.one("table").one("tbody").all("tr")
    return {cells[0]: cells[1:] for cells in ([cell.text for cell in cells(row)] for row in rows)}


class TestTheList:
    def test_runs_newest_first(self, client, today):
        found = revisions(client.get(URL))

        assert len(found) == 50
        assert found == sorted(found, reverse=True)
        assert found[0] == Change.objects.latest("id").pk

    def test_a_change_stands_there_as_soon_as_it_is_recorded(self, client, today):
        before = client.get(URL).context["page"].paginator.count

        source = make_source()

        after = client.get(URL)
        assert after.context["page"].paginator.count == before + 1
        assert revisions(after)[0] == newest_of(source).pk

    @pytest.mark.parametrize("action", Change.Action.values)
    def test_is_narrowed_by_act(self, client, today, action):
        answer = client.get(URL, {"action": action})

        assert answer.context["page"].paginator.count == Change.objects.filter(action=action).count()

    def test_two_acts_are_either_of_them(self, client, today):
        answer = client.get(URL, {"action": ["stopped", "suspended"]})

        assert answer.context["page"].paginator.count == 12 + 2  # twelve acts on listings, two suspensions

    def test_is_narrowed_by_kind_of_fact(self, client, today):
        count = client.get(URL, {"subject_type": "listing"}).context["page"].paginator.count

        assert count == 274

    def test_is_narrowed_to_everything_about_one_fact(self, client, today):
        listing = make_listing()

        found = client.get(URL, {"about": f"entity:{listing.entity.key}"}).context["page"].object_list

        assert [row["title"] for row in found] == ["Added: listing", "Added: entity"]

    def test_about_a_fact_without_changes_says_so(self, client, today):
        page = tree(client.get(URL, {"about": "entity:nobody"}))

        assert "No change with these filters has been recorded." in page.text
        assert page.one("main").all("h2")[0].text == "0 changes"

    def test_on_a_past_day_leaves_out_what_was_published_later(self, client, today):
        """Who reads the register as of a day must not be told of notices of the day after."""
        listing = make_listing(effective_from=date(2026, 2, 24))

        found = {
            day: newest_of(listing).pk in revisions(client.get(URL, {"as_of": day}))
            for day in ("2026-02-23", "2026-02-24")
        }

        assert found == {"2026-02-23": False, "2026-02-24": True}

    def test_on_a_past_day_leaves_out_acts_announced_later(self, client, today):
        event = make_event(
            listing=make_listing(), kind="stopped", effective_from=date(2026, 6, 10), announced_on=date(2026, 6, 5)
        )

        found = {
            day: newest_of(event).pk in revisions(client.get(URL, {"as_of": day}))
            for day in ("2026-06-04", "2026-06-05")
        }

        assert found == {"2026-06-04": False, "2026-06-05": True}

    def test_what_was_ticked_stays_ticked(self, client, today):
        page = tree(client.get(URL, {"action": "stopped", "subject_type": ["notice", "listing"]}))

        ticked = {box["value"] for box in page.all("input") if "checked" in box.attributes}
        assert ticked == {"stopped", "notice", "listing"}

    def test_offers_every_act_and_every_kind_of_fact(self, client, today):
        boxes = [box["value"] for box in tree(client.get(URL)).all("input", type="checkbox")]

        kinds = set(Change.objects.values_list("subject_type", flat=True))
        assert set(boxes) == set(Change.Action.values) | kinds

    def test_the_footer_leads_to_our_own_mistakes(self, client, today, now):
        source = make_source()
        sources.correct(source=source, fields={"title": "Better title"}, reason="Misread.", by="tests", at=now)

        link = next(a for a in tree(client.get(URL)).one("footer").all("a") if a.text == "Corrections")
        row = client.get(link["href"]).context["page"].object_list[0]

        assert (row["title"], row["reason"]) == ("Corrected: source", "Misread.")

    def test_the_page_number_is_in_the_title(self, client, today):
        assert tree(client.get(URL, {"page": "2"})).one("title").text.startswith("Changes, page 2 – ")


class TestWhereAChangeLeads:
    def test_a_fact_with_a_page_is_linked_and_one_without_is_not(self, client, today):
        listing, authority, entity_list = make_listing(), make_authority(), make_list()
        event = make_event(listing=listing, kind="stopped", effective_from=date(2026, 6, 1))

        rows = {row["revision"]: row["subject_url"] for row in client.get(URL).context["page"].object_list}

        assert {fact.noun: rows[newest_of(fact).pk] for fact in (listing, authority, entity_list, event)} == {
            "listing": f"/entities/{listing.key}/",
            "authority": "",
            "entity-list": "",
            "listing-event": "",
        }

    @pytest.mark.parametrize("make", [make_listing, make_entity, make_notice, make_source])
    def test_the_link_answers(self, client, today, make):
        fact = make()

        link = change_page(client, fact).one("p", of_class="lede").one("a")

        assert client.get(link["href"], follow=True).status_code == 200


class TestTheSigns:
    @pytest.mark.parametrize(
        ("kind", "sign"),
        [("stopped", "del"), ("removed", "del"), ("suspended", "chg"), ("resumed", "chg"), ("measure_stopped", "chg")],
    )
    def test_each_act_has_its_own(self, client, today, kind, sign):
        event = make_event(listing=make_listing(), kind=kind, effective_from=date(2026, 6, 1))

        rows = {row["revision"]: row["mark"] for row in client.get(URL).context["page"].object_list}

        assert rows[newest_of(event).pk] == sign

    def test_a_new_fact_is_a_plus_and_a_correction_a_question(self, client, today, now):
        source = make_source()
        first = newest_of(source).pk
        sources.correct(source=source, fields={"title": "Other"}, reason="Misread.", by="tests", at=now)

        rows = {row["revision"]: row["mark"] for row in client.get(URL).context["page"].object_list}

        assert (rows[first], rows[newest_of(source).pk]) == ("add", "ask")


class TestOneChange:
    def test_a_new_fact_shows_what_was_recorded(self, client, today):
        page = change_page(client, make_source(title="The page", note=""))

        assert "What was recorded" in page.text
        assert "Before" not in [head.text for head in page.one("table").all("th")]
        assert (table(page)["Title"], table(page)["Note"]) == (["The page"], ["–"])

    def test_a_correction_shows_only_what_differs_side_by_side(self, client, today, now):
        source = make_source(title="Wrong title")
        sources.correct(source=source, fields={"title": "Right title"}, reason="Misread.", by="tests", at=now)

        page = change_page(client, source)

        assert table(page) == {"Title": ["Wrong title", "Right title"]}
        assert (page.one("del").text, page.one("ins").text) == ("Wrong title", "Right title")
        assert "Misread." in page.one("dl").text

    def test_yes_and_no_are_written_as_words(self, client, today, now):
        notice = make_notice(title_zh="某公告")
        notices.correct(notice=notice, fields={"title_zh_inferred": True}, reason="Seen.", by="tests", at=now)

        assert table(change_page(client, notice)) == {"Chinese title inferred": ["no", "yes"]}

    def test_a_new_name_is_shown_with_its_evidence(self, client, today, now):
        entity = make_entity("Old Name Ltd")
        name = entities.Name("New Name Ltd", "en", "alias", "one_report", [make_source()])
        entities.add_name(entity=entity, name=name, by="tests", at=now)

        before, after = table(change_page(client, entity))["Names"]

        assert "Old Name Ltd" in before and "New Name Ltd" not in before
        assert "text: New Name Ltd; language: en; kind: alias" in after

    def test_versions_of_the_fact_link_to_each_other(self, client, today, now):
        source = make_source()
        first = newest_of(source).pk
        sources.correct(source=source, fields={"title": "Other"}, reason="Misread.", by="tests", at=now)

        section = change_page(client, source).all("section", of_class="sec")[-1]

        assert section.one("b").text == "Version 2"
        assert [link["href"] for link in section.all("a")] == [f"/changes/{first}/"]

    def test_a_fact_of_one_version_has_no_list_of_versions(self, client, today):
        assert "All changes of this fact" not in change_page(client, make_source()).text

    def test_says_the_legal_date_apart_from_the_day_of_recording(self, client, today):
        listing = make_listing(effective_from=date(2026, 2, 24))

        facts = change_page(client, listing).one("dl").text

        assert "Legal date 24 Feb 2026" in facts
        assert listing.notice.label in facts

    def test_the_moment_is_written_in_beijing_time(self, client, today):
        at = datetime.fromisoformat("2026-11-20T17:30:05+00:00")
        source = sources.register(
            key="night", title="Night", kind="press", seen_on=date(2026, 11, 20), seen_as="copy", by="tests", at=at
        )

        assert "21 Nov 2026 01:30:05 (UTC+8)" in change_page(client, source).text

    def test_nobody_is_named(self, client, today, now):
        """Who recorded something is for curators; visitors see what and when."""
        source = sources.register(
            key="by-a-person", title="Seen", kind="press", seen_on=today, seen_as="copy", by="ada@example.org", at=now
        )

        page = client.get(f"{URL}{newest_of(source).pk}/").content + client.get(URL).content

        assert b"ada@example.org" not in page

    @pytest.mark.parametrize("revision", ["0", "999999999", "9" * 30, "9" * 4000])
    def test_an_unknown_revision_is_not_found(self, client, today, revision):
        assert client.get(f"{URL}{revision}/").status_code == 404

    @pytest.mark.parametrize("revision", ["-1", "1.0", "abc", "%D9%A3x", "0x10"])
    def test_what_is_no_number_is_not_found(self, client, today, revision):
        assert client.get(f"{URL}{revision}/").status_code == 404
