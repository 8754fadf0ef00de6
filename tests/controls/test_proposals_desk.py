"""Four eyes at the desk: whatever a curator saves becomes a proposal, and nothing else is written."""

from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client

from controls.admin.desk import Desk
from controls.admin.facts import FactAdmin
from controls.models import (
    CatalogueItem,
    CatalogueRevision,
    Change,
    ItemVersion,
    Listing,
    ListingEvent,
    Notice,
    Proposal,
    Source,
    TrackedModel,
    User,
)
from controls.services import access
from tests.controls import desk_forms
from tests.controls.desk import add, correct, errors, opened, said, url
from tests.controls.desk_acts import ACT, LIST, act, confirm, hidden
from tests.controls.proposing import QUEUE, page_of, signed_in, two_curators
from tests.controls.test_catalogue_desk import item_form, revision_form, version_form
from tests.factories import make_entity, make_listing, make_source

pytestmark = pytest.mark.django_db
WHY = {"reason": "Misread in the annex."}
FORMS: dict[Any, Any] = desk_forms.FORMS | {
    CatalogueRevision: revision_form,
    CatalogueItem: item_form,
    ItemVersion: lambda: version_form(("1", "Crushing", "破碎")),
}
FACT_DESKS = {model: desk for model, desk in admin.site._registry.items() if isinstance(desk, FactAdmin)}
# Desks that write no facts: accounts and keys, the log, and the queue itself.
OTHERS = {"User", "ApiKey", "AccountAct", "Change", "Proposal", "Case", "Decision", "ImportedList", "ListVersion"}
OTHERS |= {"Source", "FetchRun", "FetchJob", "Article", "StoryPair", "Story", "NewsEvent", "Mention"}  # of news
OTHERS |= {"Delivery", "Notification"}  # of alerts, to be read only
by_desk = pytest.mark.parametrize("model", FACT_DESKS, ids=lambda model: model.__name__)


@pytest.fixture
def pair(now: Any) -> tuple[User, User]:
    return two_curators(now)


@pytest.fixture
def desk(pair: tuple[User, User]) -> Client:
    return signed_in(pair[0])


@pytest.fixture
def colleague(pair: tuple[User, User]) -> Client:
    return signed_in(pair[1])


def rows() -> dict[str, int]:
    """How many rows each table of the register has."""
    models: list[Any] = list(apps.get_app_config("controls").get_models(include_auto_created=True))
    return {model.__name__: model._base_manager.count() for model in models}


def only_a_proposal(before: dict[str, int]) -> Proposal:
    """Nothing in any table but one more proposal."""
    assert rows() == before | {"Proposal": before["Proposal"] + 1}
    return Proposal.objects.latest("pk")


def any_fact(model: type[Model]) -> TrackedModel:
    fact = model._base_manager.order_by("pk").first()
    assert isinstance(fact, TrackedModel)
    return fact


def words_of(page: Any) -> str:
    return unescape(page.content.decode())


# ---- Every door


def test_every_desk_is_one_of_facts_or_known_to_write_none() -> None:
    others = {model.__name__ for model, desk in admin.site._registry.items() if not isinstance(desk, FactAdmin)}

    assert others == OTHERS
    assert all(isinstance(desk, Desk) for desk in admin.site._registry.values())


def test_no_fact_is_without_a_desk_of_this_kind() -> None:
    tracked = {model for model in apps.get_app_config("controls").get_models() if issubclass(model, TrackedModel)}

    assert {model.__name__ for model in tracked - FACT_DESKS.keys()} == {"EntityName", "Identifier", "ControlPoint"}


def test_the_desks_have_no_doors_that_are_not_tried_here() -> None:
    """Beside Django's own pages, one page acts: that of several listings. Another one needs a test like its own."""
    usual = {"changelist", "add", "autocomplete", "delete", "change", "history", "None"}
    found = {
        str(pattern.name).rpartition("_")[2]
        for desk in admin.site._registry.values()
        for pattern in desk.get_urls()
        if pattern.name
    }
    actions = {name for desk in FACT_DESKS.values() for name in desk.actions or ()}

    assert found - usual == {"act"}
    assert actions == {"act"}


@by_desk
def test_adding_a_fact_writes_nothing_but_a_proposal(desk: Client, model: type[Model]) -> None:
    if model not in FORMS:
        assert model.__name__ == "Element"  # all 17 are on record; see the corrections
        return
    form = FORMS[model]()
    before = rows()

    page = desk.post(url(model, "add"), form, follow=True)

    proposal = only_a_proposal(before)
    assert proposal.is_waiting
    assert "Your change waits for a second person" in said(page)
    assert page.redirect_chain[-1][0] == page_of(proposal)


@by_desk
def test_correcting_a_fact_writes_nothing_but_a_proposal(desk: Client, model: type[Model]) -> None:
    fact = any_fact(model)
    column = "summary" if model.__name__ == "EntityList" else "note"
    column = {"Authority": "url", "Claim": "better", "TariffCode": "note"}.get(model.__name__, column)
    typed = "https://example.org/other" if column == "url" else "Typed at the desk"
    before, snapshot = rows(), fact.snapshot()

    page = correct(desk, fact, {column: typed} | WHY, follow=True)

    assert page.status_code == 200
    proposal = only_a_proposal(before)
    assert "Your change waits for a second person" in said(page), errors(page)
    assert proposal.changes[0]["after"][column] == typed
    assert any_fact(model).snapshot() == snapshot


@by_desk
def test_what_waits_is_published_by_a_colleague_as_it_was_typed(
    desk: Client, colleague: Client, model: type[Model]
) -> None:
    if model not in FORMS:
        return
    assert add(desk, model, FORMS[model]()).status_code == 302
    proposal = Proposal.objects.latest("pk")

    page = colleague.post(page_of(proposal), {"decision": "publish", "digest": proposal.digest}, follow=True)

    change = Change.objects.latest("id")
    assert "Published, and in the change log" in said(page)
    assert (change.actor, change.approved_by) == ("ada@example.org", "grace@example.org")
    assert (change.subject_key, change.after) == (proposal.changes[0]["subject_key"], proposal.changes[0]["after"])


def test_an_act_on_many_listings_is_one_proposal(desk: Client, colleague: Client) -> None:
    first = make_listing()
    listings = [first, make_listing(notice=first.notice, entity_list=first.entity_list)]
    preview = desk.post(ACT, act(listings))
    before = rows()

    page = confirm(desk, preview)

    proposal = only_a_proposal(before)
    assert "waits for a second person" in words_of(preview)
    assert "Your change waits for a second person" in said(page)
    assert proposal.changes[0]["after"]["listings"] == sorted(listing.key for listing in listings)

    shown = words_of(colleague.get(page_of(proposal)))
    assert "What it means for each listing" in shown
    assert "in force → <strong>suspended until" in shown.lower()
    colleague.post(page_of(proposal), {"decision": "publish", "digest": proposal.digest})
    assert set(ListingEvent.objects.latest("pk").listings.all()) == set(listings)


@by_desk
def test_a_form_says_that_what_is_saved_waits(desk: Client, model: type[Model]) -> None:
    pages = [desk.get(url(model, "add")), desk.get(url(model, "change", any_fact(model).pk))]

    assert all("what you save waits for a second person" in words_of(page) for page in pages)


def test_a_form_of_one_who_is_alone_promises_no_second_person(desk: Client, pair: Any) -> None:
    access.change_user(user=pair[1], fields={"role": "approver"})

    page = desk.get(url(Source, "add"))

    assert "second person" not in words_of(page)


def test_one_who_is_alone_publishes_directly(desk: Client, pair: Any) -> None:
    User.objects.filter(pk=pair[1].pk).update(is_active=False)

    add(desk, Source, FORMS[Source]())

    change = Change.objects.latest("id")
    assert (change.subject_key, change.publication) == ("desk-source", "single_curator")
    assert not Proposal.objects.exists()


def test_a_fact_that_is_added_in_a_small_window_waits_too(desk: Client) -> None:
    before = rows()

    page = desk.post(f"{url(Source, 'add')}?_popup=1", FORMS[Source](_popup="1"))

    assert page["Location"] == page_of(only_a_proposal(before))


def test_a_correction_that_corrects_nothing_is_no_proposal(desk: Client) -> None:
    before, fact = rows(), any_fact(Source)

    page = correct(desk, fact, WHY, follow=True)

    assert "Nothing differs from the record" in said(page)
    assert rows() == before


# ---- The queue


@pytest.fixture
def waiting(desk: Client) -> Proposal:
    fact = make_source(key="queued-source", title="Old title")
    correct(desk, fact, {"title": "New title"} | WHY)
    return Proposal.objects.latest("pk")


def test_the_first_page_counts_what_waits(desk: Client, waiting: Proposal) -> None:
    assert "1 proposal waits for a second person" in words_of(desk.get("/admin/"))


def test_the_first_page_says_when_nothing_waits(desk: Client) -> None:
    assert "No proposal waits." in words_of(desk.get("/admin/"))


def test_the_queue_shows_who_wants_what_and_since_when(colleague: Client, waiting: Proposal) -> None:
    shown = words_of(colleague.get(QUEUE))

    assert "Corrected: New title" in shown
    assert "Title: Old title → New title" in shown
    assert "ada@example.org" in shown
    assert "0\xa0minutes" in shown


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 1),
        ("?state=waiting", 1),
        ("?state=every", 1),
        ("?state=published", 0),
        ("?author=ada@example.org", 1),
        ("?author=grace@example.org", 0),
        ("?fact=source", 1),
        ("?fact=notice", 0),
        ("?fact=source&author=ada@example.org&state=every", 1),
    ],
)
def test_the_queue_is_narrowed(colleague: Client, waiting: Proposal, query: str, count: int) -> None:
    page = colleague.get(QUEUE + query)

    assert page.status_code == 200
    assert page.context["cl"].result_count == count


def test_what_is_decided_leaves_the_queue_and_stays_on_record(colleague: Client, waiting: Proposal) -> None:
    colleague.post(page_of(waiting), {"decision": "reject", "reason": "Wrong annex."})

    assert colleague.get(QUEUE).context["cl"].result_count == 0
    assert colleague.get(f"{QUEUE}?state=rejected").context["cl"].result_count == 1
    assert "Wrong annex." in words_of(colleague.get(page_of(waiting)))


def test_the_queue_asks_the_database_a_fixed_number_of_times(
    colleague: Client, desk: Client, waiting: Proposal, django_assert_num_queries: Any
) -> None:
    """Session, account, authors and kinds to choose from, how many, and the rows."""
    with django_assert_num_queries(6):
        colleague.get(QUEUE)
    for number in range(4):
        add(desk, Source, FORMS[Source](key=f"desk-source-{number}"))

    with django_assert_num_queries(6):
        page = colleague.get(QUEUE)

    assert page.context["cl"].result_count == 5


# ---- Deciding


def test_a_colleague_sees_the_difference_and_may_publish_or_send_back(colleague: Client, waiting: Proposal) -> None:
    shown = words_of(colleague.get(page_of(waiting)))

    assert "<td>Old title</td><td>New title</td>" in shown
    assert "Reason: Misread in the annex." in shown
    assert waiting.digest in shown
    assert 'value="publish"' in shown
    assert 'value="reject"' in shown
    assert 'value="withdraw"' not in shown


def test_an_author_may_edit_or_withdraw_and_nothing_else(desk: Client, waiting: Proposal) -> None:
    shown = words_of(desk.get(page_of(waiting)))

    assert 'value="publish"' not in shown
    assert 'value="reject"' not in shown
    assert 'value="withdraw"' in shown
    assert 'name="_reopen"' in shown


def test_an_author_who_forges_the_form_publishes_nothing(desk: Client, waiting: Proposal) -> None:
    before = rows()

    page = desk.post(page_of(waiting), {"decision": "publish", "digest": waiting.digest})

    assert "decided by a second person" in words_of(page)
    assert rows() == before
    assert Proposal.objects.get(pk=waiting.pk).is_waiting


def test_an_old_form_publishes_nothing_and_shows_what_was_edited(
    desk: Client, colleague: Client, waiting: Proposal
) -> None:
    edit(desk, waiting, title="Newer title")

    page = colleague.post(page_of(waiting), {"decision": "publish", "digest": waiting.digest})

    shown = words_of(page)
    assert "Your approval counts for nothing" in shown
    assert "What the author changed since you opened it" in shown
    assert "<td>New title</td><td>Newer title</td>" in shown
    assert Source.objects.get(key="queued-source").title == "Old title"


def test_a_fact_changed_meanwhile_is_told_with_the_difference(
    colleague: Client, waiting: Proposal, settings: Any
) -> None:
    settings.FOUR_EYES = "0"
    correct(colleague, Source.objects.get(key="queued-source"), {"note": "Meanwhile"} | WHY)
    settings.FOUR_EYES = "1"

    page = colleague.post(page_of(waiting), {"decision": "publish", "digest": waiting.digest}, follow=True)

    shown = words_of(page)
    assert "nothing was written. The proposal is void" in said(page)
    assert "Changed since it was proposed" in shown
    assert "grace@example.org (change" in shown
    assert "<td>2</td><td>3</td>" in shown
    assert Source.objects.get(key="queued-source").title == "Old title"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"decision": "reject", "reason": ""}, "Say why you send it back"),
        ({"decision": "reject", "reason": "a\u202eb"}, "U+202E"),
        ({"decision": "reject", "reason": "x" * 2001}, "at most 2000"),
        ({"decision": "burn"}, "none of these"),
        ({}, "none of these"),
        ({"decision": "publish"}, "Your approval counts for nothing"),
        ({"decision": "withdraw"}, "withdrawn by who made it"),
    ],
)
def test_a_decision_that_is_none_is_refused_in_words(
    colleague: Client, waiting: Proposal, typed: dict[str, str], words: str
) -> None:
    page = colleague.post(page_of(waiting), typed)

    assert page.status_code == 200
    assert words in words_of(page)
    assert Proposal.objects.get(pk=waiting.pk).is_waiting


@pytest.mark.parametrize("number", ["0", "999999999", "x", "9" * 30])
def test_a_proposal_that_is_none_is_not_found(colleague: Client, number: str) -> None:
    assert colleague.get(f"{QUEUE}{number}/change/").status_code in (302, 404)


def test_who_is_no_curator_decides_nothing(waiting: Proposal, pair: Any) -> None:
    approver = access.change_user(user=pair[1], fields={"role": "approver"})

    page = signed_in(approver).post(page_of(waiting), {"decision": "publish", "digest": waiting.digest})

    assert page.status_code == 403
    assert Proposal.objects.get(pk=waiting.pk).is_waiting


def test_a_proposal_is_neither_added_nor_deleted_at_the_desk(colleague: Client, waiting: Proposal) -> None:
    answers = [colleague.post(f"{QUEUE}add/", {}), colleague.post(f"{QUEUE}{waiting.pk}/delete/", {"post": "yes"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Proposal.objects.filter(pk=waiting.pk).exists()


# ---- Several that wait


def listing_of(notice: Notice, number: int, **typed: Any) -> dict[str, Any]:
    """The next name of an annex, its place left empty."""
    form = FORMS[Listing](key=f"desk-listing-{number}", item_number=str(number), notice=notice.pk, **typed)
    return form | {"entity": make_entity().pk}


def places() -> list[int]:
    return [proposal.changes[0]["after"]["position"] for proposal in Proposal.objects.order_by("pk")]


def test_names_of_one_annex_wait_each_for_a_place_of_its_own(desk: Client, colleague: Client) -> None:
    first = make_listing()
    for number in (91, 92, 93):
        add(desk, Listing, listing_of(first.notice, number))
    assert places() == [2, 3, 4]

    for proposal in Proposal.objects.order_by("-pk"):  # in whatever order
        colleague.post(page_of(proposal), {"decision": "publish", "digest": proposal.digest})

    assert list(Proposal.objects.values_list("state", "reason")) == [("published", "")] * 3
    assert sorted(first.notice.listings.values_list("position", flat=True)) == [1, 2, 3, 4]


def test_an_edited_listing_keeps_its_place_and_a_typed_one_is_taken_as_typed(desk: Client) -> None:
    notice = make_listing().notice
    for number in (91, 92):
        add(desk, Listing, listing_of(notice, number))
    first = Proposal.objects.order_by("pk")[0]

    edit(desk, first, name_zh="另一公司")
    add(desk, Listing, listing_of(notice, 93, position="9"))

    assert Proposal.objects.get(pk=first.pk).edition == 2
    assert places() == [2, 3, 9]


def test_the_form_of_a_fact_says_that_somebody_proposes_to_change_it(colleague: Client, waiting: Proposal) -> None:
    fact = Source.objects.get(key="queued-source")

    page = words_of(colleague.get(url(Source, "change", fact.pk)))
    other = words_of(colleague.get(url(Source, "change", make_source().pk)))

    assert f"{waiting} by ada@example.org waits for this very fact." in page
    assert page_of(waiting) in page
    assert "waits for this very fact" not in other


def test_a_proposal_names_its_rivals_and_the_first_published_makes_the_others_void(
    desk: Client, colleague: Client, waiting: Proposal
) -> None:
    correct(desk, Source.objects.get(key="queued-source"), {"note": "Another"} | WHY)
    rival = Proposal.objects.latest("pk")
    assert f"{rival} by ada@example.org waits for the same fact" in words_of(colleague.get(page_of(waiting)))
    assert f"{waiting} by ada@example.org waits for the same fact" in words_of(colleague.get(page_of(rival)))

    for proposal in (waiting, rival):
        colleague.post(page_of(proposal), {"decision": "publish", "digest": proposal.digest})

    states = Proposal.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["published", "void"]
    assert Source.objects.get(key="queued-source").note == ""


# ---- Editing


def edit(desk: Client, proposal: Proposal, **typed: Any) -> Any:
    """As a browser would: the button of the proposal's page opens the form, which is then saved."""
    page = reopened(desk, proposal)
    assert page.status_code == 200
    form = dict(proposal.form["typed"]) | typed
    return desk.post(f"{proposal.form['path']}?proposal={proposal.pk}", form, follow=True)


def reopened(desk: Client, proposal: Proposal) -> Any:
    form = dict(proposal.form["typed"]) | {"_reopen": "Edit it", "proposal": proposal.pk}
    return desk.post(f"{proposal.form['path']}?proposal={proposal.pk}", form)


def test_an_author_opens_the_form_again_with_what_was_typed(desk: Client, waiting: Proposal) -> None:
    before = rows()

    page = reopened(desk, waiting)

    assert "This is the proposal as it waits" in words_of(page)
    assert "<title>Error" not in words_of(page)
    assert "waits for this very fact" not in words_of(page)
    assert page.context["adminform"].form["title"].value() == "New title"
    assert rows() == before


def test_an_edit_replaces_the_content_and_adds_no_proposal(desk: Client, waiting: Proposal) -> None:
    before = rows()

    page = edit(desk, waiting, title="Newer title")

    edited = Proposal.objects.get(pk=waiting.pk)
    assert rows() == before
    assert "Title: Old title → Newer title" in said(page)
    assert (edited.edition, edited.changes[0]["after"]["title"]) == (2, "Newer title")
    assert edited.digest != waiting.digest


def test_an_act_on_listings_is_edited_through_its_own_form(desk: Client) -> None:
    listing = make_listing()
    confirm(desk, desk.post(ACT, act([listing])))
    proposal = Proposal.objects.latest("pk")
    again = reopened(desk, proposal)
    assert again.context["form"]["until"].value() == "2027-11-10"

    preview = desk.post(
        ACT, dict(proposal.form["typed"]) | {"until": "2027-12-31", "proposal": proposal.pk, "change": []}
    )
    confirm(desk, preview, proposal=proposal.pk)

    edited = Proposal.objects.get(pk=proposal.pk)
    assert hidden(preview)["proposal"] == [str(proposal.pk)]
    assert (edited.edition, edited.changes[0]["after"]["until"]) == (2, "2027-12-31")


@pytest.mark.parametrize("number", ["x", "-1", "²", "9" * 40, "999999"])
def test_a_proposal_that_is_none_cannot_be_edited(desk: Client, number: str) -> None:
    before = rows()

    page = desk.post(f"{url(Source, 'add')}?proposal={number}", FORMS[Source]())

    assert "There is no proposal" in errors(page)
    assert rows() == before


def test_an_act_that_edits_a_proposal_that_is_none_is_refused(desk: Client) -> None:
    listing = make_listing()
    preview = desk.post(ACT, act([listing], proposal="x"))
    before = rows()

    page = confirm(desk, preview, proposal="x")

    assert "There is no proposal x" in words_of(page)
    assert rows() == before


def test_a_colleague_cannot_edit_it(colleague: Client, waiting: Proposal) -> None:
    page = edit(colleague, waiting, title="Hers")

    assert "edited by who made it" in errors(page)
    assert Proposal.objects.get(pk=waiting.pk).edition == 1


def test_the_list_of_listings_is_where_the_act_begins(desk: Client) -> None:
    assert desk.get(LIST).status_code == 200
    assert Listing.objects.exists()
    assert opened(desk, any_fact(Source))["version"]
