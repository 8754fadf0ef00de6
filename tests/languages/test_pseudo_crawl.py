"""Every page in a language that nobody speaks: whatever a reader sees is translated, or says that it is a fact."""

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test.utils import override_settings

from tests.controls.markup import tree
from tests.controls.tour import EVERY_VIEW
from tests.languages import pseudo


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


def left(answers):
    """Address and text of all that is not translated."""
    return [
        f"{address}: {words}"
        for address, answer in answers.items()
        if answer["Content-Type"].startswith("text/html")
        for words in pseudo.unmarked(tree(answer))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("address", EVERY_VIEW.values(), ids=EVERY_VIEW)
def test_no_public_page_says_what_is_not_translated(reader, address):
    assert not left({address: reader.get(address)})
