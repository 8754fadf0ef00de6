"""What is said of cases is said in whole sentences, whatever the data hold, and outlives the checks it came from."""

from datetime import timedelta

import pytest

from controls.screening.models import Case, Decision, ScreeningCheck
from controls.screening.services import case_log, case_words, decisions, retention
from tests.factories.decisions import AT, again, confirm, decide, hit, make_case, make_check, person, two_people

CAUSES = [
    ({"kind": "algorithm", "before": "name-3", "after": "name-4"}, "Names are compared by name-4 now; it was name-3."),
    ({"kind": "gone"}, "The entry is on no list any more."),
    (
        {"kind": "entry", "changes": []},
        "The entry changed: what is on file of its listings, names or numbers is no longer the same.",
    ),
    (
        {"kind": "entry", "changes": [{"listing": "cn-wl-1", "before": "in_force", "after": "suspended"}]},
        "The entry changed: cn-wl-1 was: In force; is: Suspended.",
    ),
    (
        {"kind": "entry", "changes": [{"listing": "us-csl/7", "before": None, "after": "delisted soon"}]},
        "The entry changed: new listing us-csl/7 (delisted soon).",
    ),
    (
        {"kind": "entry", "changes": [{"listing": "us-csl/7", "before": "to_be_confirmed", "after": None}]},
        "The entry changed: no longer listing us-csl/7 (it was: To be confirmed).",
    ),
    (
        {
            "kind": "counterparty",
            "case": 4,
            "verdict": "same_party",
            "before": {"name": "A 100 % Ltd", "country": "JP"},
            "after": {"name": "A 100 % Ltd", "identifier": "7"},
        },
        "The counterparty changed: case 4 decided “same party” on A 100 % Ltd, JP, and this is A 100 % Ltd, 7.",
    ),
]


@pytest.mark.parametrize(("cause", "sentence"), CAUSES)
def test_each_cause_is_one_sentence(cause, sentence):
    assert case_words.of_causes(causes=[cause]) == [sentence]


def test_several_causes_are_told_in_their_order():
    said = case_words.of_causes(causes=[cause for cause, _sentence in CAUSES])

    assert said == [sentence for _cause, sentence in CAUSES]


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ("asked", "different party; a second person has to confirm it"),
        ("single_curator", "different party; one person: there was nobody else to approve it"),
        ("switched_off", "different party; one person: four eyes were switched off"),
        ("not_needed", "different party"),
    ],
)
def test_a_decision_says_whether_one_person_was_enough(second, words):
    assert case_words.of_decision(decision=Decision(verdict="different_party", second=second)) == words


@pytest.mark.django_db
def test_an_undecided_case_says_whether_somebody_looked_at_it():
    case = make_case()

    assert case_words.stands(case=case) == "not decided yet"
    assert case_words.stands(case=decide(case, "need_more_facts", person())) == "needs more facts; not decided"


@pytest.mark.django_db
def test_a_percent_sign_in_what_people_write_is_only_a_percent_sign():
    ada, grace = two_people()
    case = decide(make_case(name="100 %(who)s"), "different_party", ada, reason="50 %(day)s of it.")
    decisions.comment(case=case, text="%s %d %%", by=grace, at=AT)

    with pytest.raises(case_log.ChangedMeanwhile, match="%s %d %%"):
        confirm(case, grace, version=2)
    assert case_words.stands(case=again(case)).endswith("awaits a second person: 50 %(day)s of it.")


@pytest.mark.django_db
def test_cases_and_their_history_outlive_the_checks_when_retention_is_over():
    ada, grace = two_people()
    case = confirm(decide(make_case(by=ada), "different_party", ada), grace)
    told = [line.sentence for line in case_log.history(case=case)]
    newest = make_check(hit(), name="Newer", by=ada, asked_at=AT + timedelta(days=2_000))

    assert retention.prune(before=AT + timedelta(days=1_900)) == 1

    assert list(ScreeningCheck.objects.all()) == [newest]
    assert Case.objects.get(pk=case.pk).latest_hit is None
    assert again(case).is_decided
    assert [line.sentence for line in case_log.history(case=case)] == told
