"""From a source's announcement into the register: the page of a found notice, its forms, and two people."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from controls.models import Listing, Notice, Proposal, Source
from news.models import AnnexDraft, FoundNotice
from news.services import found as service
from tests.controls.desk import make_user
from tests.controls.proposing import signed_in, two_curators
from tests.news.announcing import make_article, make_source
from tests.news.drafting import NOW, PAGE, TITLE, empty_register, form_of, seeded_names, ticks

__all__ = ["empty_register"]
pytestmark = pytest.mark.django_db
URL = "https://www.mofcom.gov.cn/zcfb/blgg/gg/2026/art/2026/art_0123.html"


@pytest.fixture
def ada(db):
    return make_user(NOW, "ada@example.org")


def announced(number=12, title=TITLE, **columns):
    article = make_article(notice=f"mofcom-2026-{number}", title=title, language="zh-Hans", url=URL, **columns)
    service.note(articles=[article], at=NOW)
    return FoundNotice.objects.get(article=article)


def page_of(found):
    return reverse("desk:found-detail", args=[found.pk])


def links(page):
    """The addresses on a page by the words of their links."""
    text = page.content.decode()
    return {
        unescape(re.sub(r"<[^>]+>", "", words)): unescape(url)
        for url, words in re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', text, re.DOTALL)
    }


def publish(client, by_number=None):
    """What a second person does: open the newest proposal and publish it."""
    proposal = Proposal.objects.waiting().latest("pk")
    url = reverse("admin:controls_proposal_change", args=[proposal.pk])
    answer = client.post(url, {"decision": "publish", "digest": proposal.digest})
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PUBLISHED, (answer.status_code, proposal.reason)
    return proposal


def filled_in(client, address):
    """What a browser would send for a form of the admin that was opened by a link, as far as the link filled it in."""
    page = client.get(address)
    assert page.status_code == 200
    form = page.context["adminform"].form
    values = {field.html_name: field.value() for field in form if field.value() not in (None, "", False)}
    return urlsplit(address).path, {name: "on" if value is True else value for name, value in values.items()}


def test_a_notice_gets_from_its_source_onto_the_watch_list_by_two_people_and_their_forms(empty_register, today):
    """All the way: announced, its page, the notice, twenty listings; each published by the second person."""
    ada, grace = map(signed_in, two_curators(NOW))
    found = announced()

    # its page, as a source
    path, form = filled_in(ada, links(ada.get(page_of(found)))["Record the page as a source"])
    assert (form["url"], form["kind"], form["seen_on"]) == (URL, "official", "2026-11-21")
    assert ada.post(path, form).status_code == 302
    assert "Waits for a second person" in ada.get(page_of(found)).content.decode()
    publish(grace)
    source = Source.objects.get(url=URL)

    # the notice
    path, form = filled_in(ada, links(ada.get(page_of(found)))["Record the notice"])
    assert (form["key"], form["label"], form["number"], form["title_zh"]) == (
        "mofcom-2026-12", "MOFCOM 2026 No. 12", "12", TITLE,
    )  # fmt: skip
    assert (form["stated_count"], form["published_on"]) == ("20", "2026-02-24")
    typed = {"title_en": "20 entities put on the Watch List", "effective_from": "2026-02-24", "extra_count": "0"}
    assert ada.post(path, form | typed).status_code == 302, "Everything that the announcement says was filled in."
    publish(grace)
    notice = Notice.objects.get(key="mofcom-2026-12")
    assert list(notice.sources.all()) == [source]
    assert [copy.source for copy in notice.copies.all()] == [source]
    assert not FoundNotice.objects.waiting().exists()

    # its annex
    new = links(ada.get(page_of(found)))["Draft the listings from its text"]
    answer = ada.post(new, {"text": PAGE.decode()})
    assert answer.status_code == 302, answer.content.decode()
    draft = AnnexDraft.objects.get()
    assert draft.found == found
    page, form = form_of(ada, answer["Location"])
    assert ada.post(answer["Location"], form | ticks(page) | {"send": "1"}).status_code == 302
    assert not Listing.objects.exists()
    assert "it waits for a second person" in ada.get(answer["Location"]).content.decode()
    shown = grace.get(reverse("admin:controls_proposal_change", args=[Proposal.objects.waiting().get().pk]))
    assert "引能仕株式会社" in shown.content.decode(), "The second person sees every line."
    publish(grace)

    listed = Listing.objects.filter(notice=notice).order_by("position")
    assert [(row.name_zh, row.name_en) for row in listed] == seeded_names()
    public = grace.get("/entities/?notice=mofcom-2026-12&as_of=2026-11-21").content.decode()
    assert "SUBARU Corporation" in public
    assert "20 listings on record" in ada.get(page_of(found)).content.decode()


def test_a_machine_fills_in_only_what_the_announcement_says(empty_register, ada):
    found = announced()
    address = links(signed_in(ada).get(page_of(found)))["Open the form all the same"]
    fields = parse_qs(urlsplit(address).query)
    assert "effective_from" not in fields, "The first day stands in the text alone."
    assert "title_en" not in fields


def test_a_document_in_english_fills_in_its_english_title(seeded, ada):
    article = make_article(title="Additions to the Entity List", language="en", url="https://source.example/fr")
    service.note(articles=[article], at=NOW)
    page = signed_in(ada).get(page_of(FoundNotice.objects.get(article=article)))
    fields = parse_qs(urlsplit(links(page)["Open the form all the same"]).query)
    assert fields["title_en"] == ["Additions to the Entity List"]
    assert not {"number", "year", "key", "title_zh", "stated_count"} & fields.keys()


def test_setting_aside_wants_a_reason_and_can_be_undone(seeded, ada):
    client, found = signed_in(ada), announced(91)
    refused = client.post(page_of(found), {"dismiss": "1", "reason": " "})
    assert refused.status_code == 400
    assert "Say why it is set aside" in refused.content.decode()
    assert client.post(page_of(found), {"dismiss": "1", "reason": "No list of ours."}).status_code == 302
    assert "No list of ours." in client.get(page_of(found)).content.decode()
    assert client.post(page_of(found), {"dismiss": "1", "reason": "Again"}).status_code == 400
    assert client.post(page_of(found), {"reopen": "1"}).status_code == 302
    assert FoundNotice.objects.waiting().get() == found


def test_a_form_that_says_nothing_is_refused_in_words(seeded, ada):
    answer = signed_in(ada).post(page_of(announced(91)), {})
    assert answer.status_code == 400
    assert "the form says neither" in answer.content.decode()


def test_several_are_set_aside_at_once(seeded, ada):
    client = signed_in(ada)
    keep, *gone = [announced(number, f"商务部公告2026年第{number}号 反倾销") for number in (91, 92, 93)]
    address = reverse("desk:found-list") + "?show=other"
    form = {"found": [row.pk for row in gone]}
    assert client.post(address, form | {"reason": ""}).status_code == 400
    nothing = client.post(address, {"reason": "Anti-dumping."})
    assert "Tick the notices" in nothing.content.decode()
    assert client.post(address, form | {"reason": "Anti-dumping."}).status_code == 302
    assert list(FoundNotice.objects.waiting()) == [keep]
    shown = client.get(reverse("desk:found-list") + "?show=dismissed").content.decode()
    assert shown.count("Anti-dumping.") == 2


@pytest.mark.parametrize("sent", [{"found": "x"}, {"found": "-1"}, {"found": "9" * 30}, {"found": "½"}])
def test_ticks_that_no_page_has_are_no_error_of_ours(seeded, ada, sent):
    answer = signed_in(ada).post(reverse("desk:found-list"), sent | {"reason": "x"})
    assert answer.status_code in (302, 400)


@pytest.mark.parametrize("show", ["", "mattering", "other", "dismissed", "recorded"])
def test_every_part_of_the_list_has_words_when_it_is_empty(seeded, ada, show):
    answer = signed_in(ada).get(reverse("desk:found-list"), {"show": show})
    assert answer.status_code == 200
    assert "No notice here." in answer.content.decode()


def test_a_wrong_question_is_refused_by_field(seeded, ada):
    answer = signed_in(ada).get(reverse("desk:found-list"), {"show": "all"})
    assert answer.status_code == 400
    assert "show" in answer.content.decode()


def test_the_list_says_why_notices_matter_and_marks_their_language(seeded, ada):
    announced(91)
    text = signed_in(ada).get(reverse("desk:found-list")).content.decode()
    assert f'<span lang="zh-Hans">{TITLE}</span></a>' in text
    assert '<span lang="zh-Hans">列入 · 关注名单</span>' in text


def test_the_list_asks_as_often_for_one_as_for_forty(seeded, ada, django_assert_num_queries):
    client, source = signed_in(ada), make_source()
    announced(91, source=source)
    client.get(reverse("desk:found-list"))
    with django_assert_num_queries(6):
        client.get(reverse("desk:found-list"))
    for number in range(100, 140):
        announced(number, source=source)
    with django_assert_num_queries(6):
        client.get(reverse("desk:found-list"))
