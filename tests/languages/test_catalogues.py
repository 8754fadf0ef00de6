"""The catalogues of translations: every string of the sources, its placeholders, and that what is packed is written."""

import re
from pathlib import Path

import polib
import pytest
from django.test.utils import override_settings
from django.utils import formats, translation

from ops import messages

ROOT = Path(__file__).resolve().parents[2]
SAID = {message.key: message for message in messages.messages()}
by_language = pytest.mark.parametrize("language", messages.LANGUAGES)


def path_of(language):
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def book_of(language):
    return polib.pofile(str(path_of(language)))


def forms(entry):
    """The translations of an entry: one, or one for each form of number."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@by_language
def test_every_string_of_the_sources_is_in_the_catalogue_and_nothing_else(language):
    written = {(entry.msgctxt or "", entry.msgid) for entry in book_of(language)}

    assert written == set(SAID), "run `make messages`"


@by_language
def test_what_is_packed_is_what_is_written(language):
    packed = path_of(language).with_suffix(".mo").read_bytes()

    assert packed == messages.compiled(book_of(language)), "run `make messages ARGS=--compile`"


@by_language
def test_nothing_is_guessed_or_left_over(language):
    book = book_of(language)

    assert not book.fuzzy_entries()
    assert not book.obsolete_entries()


@by_language
def test_every_translation_holds_the_placeholders_of_its_original(language):
    wrong = [
        (entry.msgid, translated)
        for entry in book_of(language)
        for translated in forms(entry)
        if translated
        and messages.placeholders(translated)
        not in (messages.placeholders(entry.msgid), messages.placeholders(entry.msgid_plural or entry.msgid))
    ]

    assert not wrong


@by_language
def test_every_translation_begins_and_ends_with_a_line_break_where_its_original_does(language):
    """Chinese and Japanese put no spaces between sentences, so those are the translator's; line breaks are not."""
    wrong = [
        (entry.msgid, translated)
        for entry in book_of(language)
        for translated in forms(entry)
        if translated
        and (entry.msgid[0] == "\n", entry.msgid[-1] == "\n") != (translated[0] == "\n", translated[-1] == "\n")
    ]

    assert not wrong


@by_language
def test_every_string_is_translated(language):
    assert [entry.msgid for entry in book_of(language).untranslated_entries()] == []


class TestReadingTheSources:
    def test_calls_are_known_by_the_name_they_were_imported_under(self):
        source = (
            "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
            "from elsewhere import gettext as other\n"
            'a = _("One" " sentence.")\nb = ngettext("%(n)s row", "%(n)s rows", n)\n'
            'c = pgettext("noun", "Sound")\nd = other("Not ours")\ne = _(computed)\nf = f"{_(\'Inside\')}"\n'
        )

        assert [(m.msgid, m.plural, m.context) for m in messages.from_python(source)] == [
            ("One sentence.", "", ""),
            ("%(n)s row", "%(n)s rows", ""),
            ("Sound", "", "noun"),
            ("Inside", "", ""),
        ]

    def test_pure_rooms_mark_with_a_function_of_their_own(self):
        source = 'def gettext_noop(text):\n    return text\nWHY = gettext_noop("It ended.")\n'

        assert [m.msgid for m in messages.from_python(source)] == ["It ended."]

    def test_tags_of_templates_are_read_as_django_reads_them(self):
        source = (
            '{% load i18n %}<p title="{% translate \'A title (short)\' %}">{% translate "Light" context "colours" %}'
            "{% blocktranslate trimmed with day=x|date:'DATE_FORMAT' %}\n On {{ day }},\n 100% sure.\n"
            "{% endblocktranslate %}"
            "{% blocktranslate count n=n %}{{ n }} name{% plural %}{{ n }} names{% endblocktranslate %}"
            "{% include 'a.html' with label=_('In a value') only %}{# {% translate 'Not said' %} #}"
        )

        assert [(m.msgid, m.plural, m.context) for m in messages.from_template(source)] == [
            ("A title (short)", "", ""),
            ("Light", "", "colours"),
            ("On %(day)s, 100%% sure.", "", ""),
            ("%(n)s name", "%(n)s names", ""),
            ("In a value", "", ""),
        ]


class TestWritingACatalogue:
    def test_keeps_what_is_translated_and_guesses_nothing(self, tmp_path):
        path = tmp_path / "django.po"
        first = messages.catalogue(path, [messages.Message("Notice"), messages.Message("Old")], "ja")
        first[0].msgstr, first[1].msgstr = "公告", "古い"
        first.save(str(path))

        second = messages.catalogue(path, [messages.Message("Notices"), messages.Message("Notice")], "ja")

        assert [(entry.msgid, entry.msgstr, entry.flags) for entry in second] == [
            ("Notices", "", []),
            ("Notice", "公告", []),
        ]

    def test_keeps_contexts_apart(self, tmp_path):
        said = [messages.Message("Open"), messages.Message("Open", context="state")]

        book = messages.catalogue(tmp_path / "django.po", said, "ja")

        assert [(entry.msgctxt, entry.msgid) for entry in book] == [(None, "Open"), ("state", "Open")]

    def test_has_one_form_for_any_number(self, tmp_path):
        book = messages.catalogue(tmp_path / "django.po", [messages.Message("%(n)s row", "%(n)s rows")], "ja")
        book[0].msgstr_plural = {0: "%(n)s行"}
        where = tmp_path / "ja" / "LC_MESSAGES"
        where.mkdir(parents=True)
        (where / "django.mo").write_bytes(messages.compiled(book))

        with override_settings(LOCALE_PATHS=[str(tmp_path)]), translation.override("ja"):
            assert [translation.ngettext("%(n)s row", "%(n)s rows", n) for n in (1, 2)] == ["%(n)s行"] * 2

    def test_is_the_same_when_nothing_has_changed(self, tmp_path):
        path = tmp_path / "django.po"
        messages.catalogue(path, SAID.values(), "ja").save(str(path))
        before = path.read_bytes()
        messages.catalogue(path, SAID.values(), "ja").save(str(path))

        assert path.read_bytes() == before


FORMATS = ["DATE_FORMAT", "DATETIME_FORMAT", "INSTANT_FORMAT", "TIME_FORMAT", "DAY_MONTH_FORMAT"]
FORMATS += ["YEAR_MONTH_FORMAT", "SHORT_YEAR_MONTH_FORMAT", "YEAR_FORMAT"]


@pytest.mark.parametrize("language", ["en-gb", "zh-hans", "ja"])
@pytest.mark.parametrize("name", FORMATS)
def test_every_language_writes_every_kind_of_day(language, name):
    assert formats.get_format(name, lang=language) != name


@pytest.mark.parametrize(
    ("language", "expected"), [("en-gb", "24 Feb 2026"), ("zh-hans", "2026年2月24日"), ("ja", "2026年2月24日")]
)
def test_a_day_is_written_as_its_readers_write_it(language, expected, today):
    with translation.override(language):
        assert formats.date_format(today.replace(month=2, day=24)) == expected


def test_no_placeholder_of_a_template_has_a_filter():
    """Django would take filter and all for the name of the placeholder, and show nothing."""
    wrong = [(message.msgid, message.files) for message in SAID.values() if re.search(r"%\([^)]*[^\w)]", message.msgid)]

    assert wrong == []
