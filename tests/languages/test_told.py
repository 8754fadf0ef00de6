"""What is stored in English is said in the reader's language: every sentence that the rooms write down is known."""

from smtplib import SMTPDataError

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from controls import states
from controls.alerts import told as alerts
from controls.alerts.channels import email, webhook
from controls.alerts.templatetags.alert_tags import told as shown_of_alerts
from controls.models import calendar, unlisted
from controls.models.calendar_days import Named
from controls.outbound import Reply
from controls.screening import told as screening
from controls.screening.spreadsheets.signs import name_trouble
from controls.screening.templatetags.screening_tags import told as shown
from news import told as news
from news.ingest.types import Flag, SourceUnreadable
from news.services import condition, jobs
from news.templatetags.told_tags import told as shown_of_news
from tests.languages.written import raised

FILES = raised(
    "controls/screening/spreadsheets",
    "controls/screening/services/batch_files.py",
    by={"FileRefused", "Row"},
)
WORK = raised(
    "controls/screening/services/batches.py",
    "controls/screening/services/checks.py",
    "controls/screening/services/index.py",
    by={"BatchRefused", "CheckRefused", "IndexNotReady", "NothingLoaded"},
)
FORMATS = raised("controls/screening/formats", by={"Unreadable", "Broken", "refuse"})
ANSWERS = raised("news/ingest", by={"SourceUnreadable", "SourceRetired"})
ASKING = raised(
    "controls/outbound", "news/services/turns.py", "news/services/unread.py", "news/services/visits.py",
    by={"Refused", "Unreachable", "TooSlow", "TooLarge", "Malformed", "NotRead"},
)  # fmt: skip

SENDING = raised(
    "controls/outbound/sending.py", "controls/outbound/wire.py", "controls/outbound/exchange.py",
    by={"Refused", "TargetRefused", "Unreachable", "TooSlow", "TooLarge", "Malformed"},
)  # fmt: skip


def fit(sentences):
    """Those that are sentences: a cell, a key or a name of a column is none."""
    return sorted({each for each in sentences if " " in each.strip() and each[0] not in " ,"})


@pytest.fixture
def pseudo():
    """A language that puts what it translates in brackets."""

    class Bracketing(trans_real.DjangoTranslation):
        def gettext(self, message):
            return f"⟦{message}⟧"

    with translation.override("ja"):
        trans_real._active.value = Bracketing("ja")  # which the end of `override` takes away again
        yield


@pytest.mark.parametrize("sentence", fit(FILES))
def test_every_sentence_about_files_and_rows_is_known(sentence):
    assert screening.told(sentence) == sentence


@pytest.mark.parametrize("sentence", fit(WORK))
def test_every_sentence_about_checks_and_batches_is_known(sentence):
    assert screening.told(sentence) == sentence


@pytest.mark.parametrize("sentence", fit(FORMATS))
def test_every_sentence_about_files_of_lists_is_known(sentence):
    assert screening.told(sentence) == sentence


@pytest.mark.parametrize("sentence", fit(ANSWERS))
def test_every_sentence_about_answers_is_known(sentence):
    assert news.told(sentence) == sentence


@pytest.mark.parametrize("sentence", fit(ASKING))
def test_every_sentence_about_asking_is_known(sentence):
    assert news.told(sentence) == sentence


@pytest.mark.parametrize("flag", Flag)
def test_every_mark_on_an_answer_is_known(flag):
    assert news.told(flag.value) == flag.value


@pytest.mark.parametrize("sentence", fit(SENDING))
def test_whatever_is_said_of_a_message_without_an_answer_is_known(sentence):
    assert alerts.told(sentence) == sentence


@pytest.mark.parametrize("status", [200, 302, 404, 410, 500])
@pytest.mark.parametrize("words", ["", "boom: 7"])
def test_whatever_is_said_of_an_answer_to_a_message_is_known(pseudo, status, words):
    trouble = webhook.judge(Reply(status=status, said=words)).trouble
    assert trouble == "" or alerts.told(trouble).startswith("⟦")


@pytest.mark.parametrize("error", [ConnectionRefusedError("no"), SMTPDataError(451, b"later"), TimeoutError()])
def test_whatever_is_said_of_a_mail_server_is_known(pseudo, error):
    assert alerts.told(email._why(error)).startswith("⟦")


@pytest.mark.parametrize("why", [alerts.ON_ITS_PAGE, alerts.OVER_THE_API, alerts.BY_A_LETTER, alerts.ENDED])
def test_why_a_subscription_ended_is_said_in_the_readers_language(pseudo, why):
    assert alerts.told(why) == f"⟦{why}⟧"
    assert alerts.in_words("Somebody typed this.") == "Somebody typed this."


@pytest.mark.parametrize("count", [1, 2, 21])
def test_what_the_calendar_counts_is_said_in_the_readers_language(count):
    text = calendar._names(count, (Named("x", "Watch List"),))
    with translation.override("ja"):
        assert alerts.told(text) == f"Watch List：{count} 件の名称"
        assert shown_of_alerts(text) == f"Watch List：{count} 件の名称"
        assert shown_of_alerts("Licences.") == '<span lang="en">Licences.</span>'


def test_sentences_that_are_kept_as_constants_are_known():
    assert news.told(condition.NO_ITEMS.format(count=3))
    assert news.told(jobs.NOT_ASKED)
    assert all(screening.told(text) for _country, text in unlisted.sentences().values())


@pytest.mark.parametrize("name", ["", "x" * 700, "a\x00", "a\u202e", "a\x07", "…"])
def test_what_is_wrong_with_a_name_is_said_in_the_readers_language(pseudo, name):
    assert screening.told(name_trouble(name)).startswith("⟦")


def test_lines_are_said_one_by_one_and_none_is_lost(pseudo):
    text = "90 of 100 entries would vanish; the file has 10.\nThe file is empty."
    said = screening.told(text)
    assert said == "⟦90 of 100 entries would vanish; the file has 10.⟧\n⟦The file is empty.⟧"
    assert screening.told(f"{text}\nSomebody typed this.") is None


def test_a_sentence_in_a_sentence_is_said_too(pseudo):
    assert screening.told("None of the rows can be read. Row 2: There is no name in this row.") == (
        "⟦None of the rows can be read. ⟦Row 2: ⟦There is no name in this row.⟧⟧⟧"
    )


def test_what_was_quoted_stays_as_it_was(pseudo):
    refused = str(SourceUnreadable("The answer is empty", "<p>稀土</p>"))
    assert news.told(refused) == "⟦⟦The answer is empty⟧: '<p>稀土</p>'⟧"
    assert news.told("Nobody wrote this: 'x'") is None


def test_a_day_in_a_sentence_is_written_as_the_language_writes_it():
    kept = states.NOTE_RESUMED % {"date": "24 Feb 2026"}
    assert screening.told(kept) == "Binds again since 24 Feb 2026."
    with translation.override("ja"):
        assert "2026年2月24日" in str(screening.told(kept))
    assert "31 Feb 2026" in str(screening.told(states.NOTE_RESUMED % {"date": "31 Feb 2026"}))


@pytest.mark.parametrize("draw", [shown, shown_of_news])
def test_what_is_not_known_is_shown_marked_as_english_and_escaped(draw):
    with translation.override("ja"):
        assert draw("<b>Old 名单</b>") == (
            '<span lang="en">&lt;b&gt;Old <span lang="zh-Hans">名单</span>&lt;/b&gt;</span>'
        )
    assert draw("<b>x</b>") == "&lt;b&gt;x&lt;/b&gt;"
    assert draw("") == ""


def test_messages_keep_what_they_cannot_say(pseudo):
    assert screening.in_words(ValueError("Nobody knows this.")) == "Nobody knows this."
    assert news.in_words(ValueError("The answer is empty")) == "⟦The answer is empty⟧"
