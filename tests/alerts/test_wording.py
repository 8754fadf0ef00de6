"""What a notification says, in words that do not change with the facts."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from controls.alerts.models import SavedSearch
from controls.alerts.services import wording
from controls.alerts.templatetags.alert_tags import line
from controls.models import Change
from controls.models.calendar_days import DayKind
from controls.models.spoken import Said
from controls.screening.models import Difference

AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
CHANGE = {
    "type": "change",
    "revision": 956,
    "action": "suspended",
    "noun": "measure",
    "key": "cn-2025-61",
    "notice": "mofcom-2025-70",
    "notice_label": "MOFCOM 2025 No. 70",
    "effective_on": "2025-11-10",
    "reason": "",
}
DIFFERENCE = {
    "type": "difference",
    "difference": 7,
    "portfolio": 3,
    "counterparty": 5,
    "counterparty_id": "C-17",
    "counterparty_name": "Subaru",
    "entry": "entity:subaru-corporation",
    "entry_name": "SUBARU Corporation",
    "kind": "new_hit",
    "cause": "lists",
    "changes": [956],
}
END = {
    "type": "end",
    "kind": "suspension_end",
    "on": "2026-11-10",
    "noun": "suspension",
    "key": "mofcom-2025-70",
    "place": ["measure", "cn-2025-61", "mofcom-2025-70"],
    "about": "",
}
LATE = {
    "type": "source_late",
    "read_at": "2026-11-20T04:00:00+00:00",
    "trouble": "HTTP 503",
    "path": "/news/sources/x/",
}


def told(said, label="A name"):
    return wording.in_words(label=label, said=said, happened_at=AT)


def test_a_change_says_the_act_the_kind_of_fact_and_the_legal_day():
    assert told(CHANGE).heading == "Suspended: measure, from 10 Nov 2025"
    assert told(CHANGE).lines == ("Notice: MOFCOM 2025 No. 70",)
    assert told(CHANGE).path == "/changes/956/"


def test_a_title_is_one_line_with_the_name():
    assert told(CHANGE, "MOFCOM 2025 No. 61").title == "Suspended: measure, from 10 Nov 2025: MOFCOM 2025 No. 61"


def test_a_change_without_a_legal_day_names_none():
    assert told(CHANGE | {"effective_on": ""}).heading == "Suspended: measure"


def test_a_correction_says_why():
    said = CHANGE | {"action": "corrected", "effective_on": "", "notice_label": "", "reason": "Misread."}
    assert told(said).lines == ("Misread.",)


@pytest.mark.parametrize("action", Change.Action.values)
def test_every_act_has_words(action):
    assert told(CHANGE | {"action": action}).heading.startswith(str(Change.Action(action).label))


def test_a_kind_of_fact_that_is_new_is_named_as_it_is():
    assert "wonder" in told(CHANGE | {"noun": "wonder"}).heading


@pytest.mark.parametrize("kind", Difference.Kind.values)
@pytest.mark.parametrize("cause", Difference.Cause.values)
def test_every_difference_has_words_and_leads_to_the_counterparty(kind, cause):
    words = told(DIFFERENCE | {"kind": kind, "cause": cause})
    assert words.heading == str(Difference.Kind(kind).label)
    assert words.lines == ("Counterparty C-17", f"Because: {Difference.Cause(cause).label}")
    assert words.path == "/screening/portfolios/3/counterparties/5/"


def test_an_end_says_its_day_and_that_nothing_is_known_after_it():
    words = told(END)
    assert words.heading == "10 Nov 2026: Formal end of a suspension"
    assert "not known" in words.lines[0]
    assert words.path == "/measures/cn-2025-61/#mofcom-2025-70"


@pytest.mark.parametrize(
    ("place", "path"),
    [
        (["notice", "mofcom-2026-12", ""], "/notices/mofcom-2026-12/"),
        (["edition", "2025-07-15", ""], "/catalogue/editions/2025-07-15/"),
        (["change", "listing:x", ""], "/changes/?about=listing%3Ax"),
    ],
)
def test_an_end_leads_to_where_its_fact_is_told(place, path):
    assert told(END | {"place": place}).path == path


@pytest.mark.parametrize("kind", DayKind.values)
def test_every_kind_of_day_has_words(kind):
    assert str(DayKind(kind).label) in told(END | {"kind": kind}).heading


TURN = {
    "type": "turn", "turn": "joined", "search": 1, "search_name": "Japan", "route": "controls:listing-list",
    "query": "country=JP", "fact": "listing:x",
}  # fmt: skip


def test_what_joins_names_the_search_and_leads_to_its_answer():
    assert told(TURN).heading == "Now answers your search “Japan”"
    assert told(TURN).path == "/entities/?country=JP"


@pytest.mark.parametrize(
    ("fact", "path"),
    [
        ("listing:x", "/changes/?about=listing%3Ax"),
        ("measure:cn-2025-61", "/measures/cn-2025-61/"),
        ("notice:mofcom-2025-70", "/notices/mofcom-2025-70/"),
        ("claim:x", "/changes/?about=claim%3Ax"),
        ("catalogue-item:x", "/catalogue/x/"),
        ("entity-list:x", "/changes/?about=entity-list%3Ax"),
    ],
)
def test_what_left_names_the_search_and_leads_to_the_fact_which_the_answer_no_longer_holds(fact, path):
    words = told(TURN | {"turn": "left", "fact": fact})
    assert words.heading == "No longer answers your search “Japan”"
    assert words.path == path


@pytest.mark.parametrize("reason", SavedSearch.Refusal.values)
def test_a_search_that_cannot_be_asked_says_why_and_what_its_silence_means(reason):
    said = {"type": "search_refused", "search": 1, "search_name": "Japan", "reason": reason}
    assert told(said).heading == "Your search “Japan” cannot be asked any more"
    assert told(said).lines[0] == str(SavedSearch.Refusal(reason).label)
    assert told(said).lines[1].startswith("Until it answers again nothing is told of it.")


def test_what_a_fact_says_itself_is_told_apart_from_what_the_register_says():
    counted, quoted = told(END | {"about": "2 names on the Watch List"}), told(END | {"about": "Licences."})
    assert isinstance(quoted.lines[1], Said) and quoted.lines[1].lang == "en"
    assert not isinstance(counted.lines[1], Said)
    with translation.override("ja"):
        assert told(END | {"about": "2 names on the Watch List"}).lines[1] == "Watch List：2 件の名称"
        assert line(quoted.lines[1]) == '<span lang="en">Licences.</span>'
        assert line("名称 <b>") == "名称 &lt;b&gt;"
    assert line("Licences for 镝.") == 'Licences for <span lang="zh-Hans">镝</span>.'


def test_a_late_source_says_when_it_was_read_last_and_what_its_silence_means():
    lines = told(LATE).lines
    assert lines[0] == "Last read on 20 Nov 2026 12:00, Beijing time."
    assert lines[1] == "What went wrong: HTTP 503"
    assert lines[2] == "Until it is read again, silence of this register about it means nothing."
    assert told(LATE).path == "/news/sources/x/"


def test_a_source_that_was_never_read_says_so():
    assert told(LATE | {"read_at": "", "trouble": ""}).lines[0] == "It was never read."


@pytest.mark.parametrize("said", [CHANGE, DIFFERENCE, END, LATE], ids=lambda said: said["type"])
@pytest.mark.parametrize("language", ["en-gb", "zh-hans", "ja"])
def test_every_language_has_some_words_and_keeps_the_name(said, language):
    with translation.override(language):
        words = told(said, "Kestrel Optics Ltd")
        assert words.heading
        assert "Kestrel Optics Ltd" in words.title
