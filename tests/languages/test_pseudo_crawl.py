"""Every page in a language that nobody speaks: whatever a reader sees is translated, or says that it is a fact."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.utils import translation

from config import errors
from controls.models import Change
from tests.controls.desk import make_user
from tests.controls.markup import parse, tree
from tests.controls.tour import AT_THE_DESK, EVERY_VIEW, SIGNED_IN
from tests.languages import pseudo

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    """The language is there, and no page from before is remembered."""
    with override_settings(LOCALE_PATHS=[str(pseudo.build(tmp_path_factory.mktemp("locale")))]):
        for cache in caches.all():
            cache.clear()
        yield


@pytest.fixture
def reader(spoken, client, today):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = pseudo.LANGUAGE
    return client


@pytest.fixture
def curator(reader, now):
    reader.force_login(make_user(now, "ada@example.org", role="admin"))
    return reader


def left(answers):
    """Address and text of all that is not translated."""
    return [
        f"{address}: {words}"
        for address, answer in answers.items()
        if answer["Content-Type"].startswith("text/html")
        for words in pseudo.unmarked(tree(answer))
    ]


@pytest.mark.parametrize("address", EVERY_VIEW.values(), ids=EVERY_VIEW)
def test_no_public_page_says_what_is_not_translated(reader, address):
    answer = reader.get(address)

    assert answer["Content-Language"] == "zh-Hans"
    assert not left({address: answer})


@pytest.mark.parametrize("address", (SIGNED_IN | AT_THE_DESK).values(), ids=SIGNED_IN | AT_THE_DESK)
def test_no_page_behind_the_door_says_what_is_not_translated(curator, address):
    curator.post("/screening/", {"name": "住友重機械工業(株)"})

    assert not left({address: curator.get(address)})


def test_no_page_of_any_kind_of_change_says_what_is_not_translated(reader):
    kinds = Change.objects.order_by("subject_type", "action", "id").distinct("subject_type", "action")
    answers = {f"/changes/{change.pk}/": reader.get(f"/changes/{change.pk}/") for change in kinds}

    assert len(answers) > 15
    assert not left(answers)


class TestErrors:
    def test_of_a_form_are_translated(self, reader):
        answers = {
            address: reader.get(address)
            for address in (
                "/entities/?as_of=soon&page=x&list=nope&country=Mars&listed_from=x&q=%E2%80%AE",
                "/calendar/?kind=x&jurisdiction=Mars",
                "/changes/?action=x&subject_type=y",
                "/measures/?type=x&element=Xx&state=z",
                "/catalogue/compare/?from=x&to=y",
                "/measures/cn-2025-61/?revision=999999",
                "/search/?q=" + "a" * 300,
            )
        }

        assert {answer.status_code for answer in answers.values()} <= {400, 404}
        assert not left(answers)

    def test_of_programs_are_translated_where_they_ask(self, spoken, client):
        body = client.get("/api/v1/listings/?as_of=soon", headers={"accept-language": pseudo.LANGUAGE}).json()

        said = [body["title"], body["detail"], *body["errors"]["as_of"]]
        assert all(words.startswith(pseudo.OPEN) for words in said)

    def test_that_are_ours_are_translated(self, spoken):
        request = RequestFactory().get("/")
        with translation.override(pseudo.LANGUAGE):
            pages = [
                errors.server_error(request),
                errors._unavailable(request),
                errors.forbidden(_asked(request), PermissionError()),
            ]

        assert [page.status_code for page in pages] == [500, 503, 403]
        assert [words for page in pages for words in pseudo.unmarked(tree(page))] == []


def _asked(request):
    """A request as the middleware hands it on."""
    return Client().get("/about/").wsgi_request if request.path != "/" else request


class TestTheAdministration:
    """Pages that Django builds: rows of facts have no element of their own there, so only those without are read."""

    def test_says_nothing_that_is_not_translated(self, curator):
        pages = {
            address: tree(curator.get(address))
            for address in (
                "/admin/",
                "/admin/controls/proposal/",
                "/admin/controls/source/add/",
                "/admin/controls/listing/add/",
                "/admin/controls/notice/add/",
                "/admin/password_change/",
            )
        }

        for page in pages.values():
            for choices in page.all("select"):
                choices.children = []  # facts to choose from
        found = [(address, words) for address, page in pages.items() for words in pseudo.unmarked(page)]
        assert found == []


class TestTheCrawlItself:
    """It finds what it is for, and nothing else."""

    @pytest.mark.parametrize(
        "html",
        [
            "<p>Not marked</p>",
            "<p>⟦Marked⟧ and not</p>",
            "<p>⟦Marked <b>inside</b>⟧ <i>outside</i></p>",
            '<p title="Not marked">1</p>',
            '<input placeholder="Not marked">',
            '<svg aria-label="Not marked"><text>1</text></svg>',
            "<svg><desc>Not marked</desc></svg>",
            "<select><option>Not marked</option></select>",
            "<p>未标注</p>",
            "<head><title>Not marked</title></head>",
            '<p lang="en">A fact</p><p title="A fact and more">1</p>',
            '<p title="&lt;span lang=en&gt;⟦x⟧">1</p>',
        ],
    )
    def test_finds_words_that_are_not_marked(self, html):
        assert pseudo.unmarked(parse(f'<html lang="zh-Hans">{html}</html>'))

    @pytest.mark.parametrize(
        "html",
        [
            "<p>⟦Marked⟧</p>",
            "<p>⟦Marked <b>inside</b> ⟦again⟧ too⟧</p>",
            '<p lang="en">A fact</p>',
            '<p>⟦By⟧ <span lang="ja">防衛省</span></p>',
            '<p lang="en">A fact</p><head><title>A fact – ⟦Register⟧</title></head>',
            "<p>2026年2月24日 09:30 (UTC+8)</p>",
            "<p>1C902, 083201J, mofcom-2026-12: 42 %</p>",
            "<code>in_force</code>",
            '<b translate="no">in_force</b>',
            "<td>日本</td>",
            "<a>CSV</a>",
            "<p>https://example.org/a?b=c /entities/?as_of=2026-01-01</p>",
        ],
    )
    def test_leaves_alone_what_is_translated_or_no_word_of_ours(self, html):
        assert not pseudo.unmarked(parse(f'<html lang="zh-Hans">{html}</html>'))
