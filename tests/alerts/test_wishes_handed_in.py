"""Wishes as programs and forms hand them in: each value of its own type, each fault under its own name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.alerts import rules
from controls.alerts.filters import handed_in
from controls.alerts.filters.subscriptions import ACTION_LABELS, SubscriptionForm, acts_of, choices_for, given_by
from controls.alerts.filters.webhooks import SWITCHES, ChangeForm, SinceForm, WebhookForm, texts_of
from controls.alerts.models import Subscription
from tests.alerts import hooked
from tests.alerts.following import follow, save_search, somebody
from tests.screening.watched import make_portfolio

SOURCES = {"mofcom": "MOFCOM announcements", "bis": "Federal Register"}
WATCH = {"kind": "list", "subject": "cn-watch-list", "channel": "feed"}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def wanted_of(**said):
    form = SubscriptionForm(WATCH | said, sources=SOURCES)
    assert form.is_valid(), form.errors
    return form.wanted()


def faults_of(**said):
    form = SubscriptionForm(WATCH | said, sources=SOURCES)
    return {} if form.is_valid() else {name: list(errors) for name, errors in form.errors.items()}


class TestAnObject:
    def test_values_of_their_types_are_taken_as_they_are(self):
        body = {**WATCH, "actions": ["ended"], "rhythm": "daily", "language": "ja"}

        assert handed_in.object_of(body) == (body, {})

    def test_what_the_form_calls_otherwise_is_renamed_and_named_back(self):
        values, faults = handed_in.object_of({"channel": "webhook", "webhook": 7})

        assert (values, faults) == ({"channel": "webhook", "endpoint": 7}, {})
        assert handed_in.named({"endpoint": ["Not yours."], "days": ["Too many."]}) == {
            "webhook": ["Not yours."],
            "days": ["Too many."],
        }

    @pytest.mark.parametrize("body", [None, [], "list", 7, True, [WATCH]])
    def test_what_is_no_object_is_one_fault_of_the_body(self, body):
        values, faults = handed_in.object_of(body)

        assert values == {}
        assert list(faults) == ["body"]

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("kind", 3, "Of a wrong type."),
            ("subject", None, "Of a wrong type."),
            ("days", "30", "Of a wrong type."),
            ("days", True, "Of a wrong type."),
            ("days", 1.5, "Of a wrong type."),
            ("days", 0, "Give a number from 1 on."),
            ("webhook", -1, "Give a number from 1 on."),
            ("actions", "ended", "Of a wrong type."),
            ("actions", ["ended", 1], "Give a list of texts."),
            ("actions", {"ended": True}, "Of a wrong type."),
        ],
    )
    def test_a_value_of_another_type_is_a_fault_of_its_name_and_is_not_guessed_at(self, name, value, words):
        values, faults = handed_in.object_of(WATCH | {name: value})

        assert faults == {name: [words]}
        assert name not in values

    def test_every_unknown_name_is_told_with_those_that_are_known(self):
        _values, faults = handed_in.object_of(WATCH | {"colour": "red", "y" * 200: 1})

        assert set(faults) == {"colour", "y" * 80}
        assert all(name in faults["colour"][0] for name in handed_in.NAMES)

    @pytest.mark.parametrize("name", ["kind", "subject", "search", "portfolio"])
    def test_what_a_subscription_is_about_is_unknown_to_a_change(self, name):
        _values, faults = handed_in.object_of({name: 1}, handed_in.CHANGING)

        assert list(faults) == [name]

    @given(body=ANYTHING)
    def test_whatever_is_sent_is_either_taken_with_its_type_or_named(self, body):
        values, faults = handed_in.object_of(body)

        if not isinstance(body, dict):
            assert list(faults) == ["body"]
            return
        for name in body:
            taken = {"webhook": "endpoint"}.get(name, name) in values
            assert taken != (name[:80] in faults)


class TestAForm:
    def test_what_is_left_out_is_the_usual(self, db):
        wanted = wanted_of()

        assert (wanted.rhythm, wanted.language, wanted.actions) == ("at_once", "en-gb", ())
        assert (wanted.search, wanted.portfolio, wanted.days, wanted.endpoint) == (None, None, None, None)
        assert wanted.sources == SOURCES

    def test_everything_that_is_said_arrives(self, db):
        wanted = wanted_of(kind="ends", subject="", days="30", channel="email", rhythm="weekly", language="zh-hans")

        assert (wanted.kind, wanted.days, wanted.channel) == ("ends", 30, "email")
        assert (wanted.rhythm, wanted.language) == ("weekly", "zh-hans")

    def test_an_act_that_is_said_twice_is_one_act(self, db):
        assert wanted_of(actions=["ended", "added", "ended"]).actions == ("ended", "added")

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("kind", ""),
            ("kind", "everything"),
            ("channel", ""),
            ("channel", "pigeon"),
            ("rhythm", "hourly"),
            ("language", "tlh"),
            ("days", "366"),
            ("days", "-1"),
            ("days", "ten"),
            ("endpoint", "9999999999"),
            ("search", "1.0"),
            ("portfolio", "0x1"),
            ("actions", ["exploded"]),
            ("actions", ["ended"] * 101),
            ("subject", "x" * 201),
            ("subject", "cn\u202ewatch"),
        ],
    )
    def test_a_value_that_cannot_be_is_a_fault_of_its_field_alone(self, db, name, value):
        assert list(faults_of(**{name: value})) == [name]

    @pytest.mark.parametrize("kind", Subscription.Kind.values)
    def test_every_act_of_every_kind_has_words(self, kind):
        acts = acts_of(kind)

        assert [act for act, _label in acts] == list(rules.choices_of(kind))
        assert all(label.strip() and label != act for act, label in acts)

    def test_no_act_is_named_that_nothing_can_do(self):
        assert set(ACTION_LABELS) == {*rules.ACTS, *rules.MOVES, *rules.TURNS}


@pytest.mark.django_db
class TestWhatMayBeChosen:
    @pytest.mark.parametrize(
        ("kind", "field"),
        [("entity", "subject"), ("measure", "subject"), ("item", "subject"), ("ends", "days")],
    )
    def test_keys_and_days_are_typed(self, kind, field):
        assert choices_for(kind, somebody(), SOURCES) == (field, [])

    def test_lists_are_all_lists_by_their_names(self, seeded):
        field, choices = choices_for("list", somebody(), SOURCES)

        assert field == "subject"
        assert "cn-watch-list" in dict(choices)

    def test_elements_stand_in_the_order_of_their_numbers(self, seeded):
        field, choices = choices_for("element", somebody(), SOURCES)
        symbols = [symbol for symbol, _label in choices]

        assert field == "subject"
        assert dict(choices)["Dy"] == "Dysprosium (Dy)"
        assert symbols.index("La") < symbols.index("Nd") < symbols.index("Dy") < symbols.index("Lu")

    def test_sources_stand_by_their_names_after_any_of_them(self):
        field, choices = choices_for("source", somebody(), SOURCES)

        assert field == "subject"
        assert [key for key, _label in choices] == ["", "bis", "mofcom"]

    def test_searches_and_portfolios_are_one_s_own(self):
        ada, bob = somebody(), somebody("bob@example.org")
        mine, theirs = save_search(ada, name="Mine"), save_search(bob, name="Theirs")
        portfolio = make_portfolio(owner=ada, name="Customers")

        assert choices_for("search", ada, SOURCES) == ("search", [(str(mine.pk), "Mine")])
        assert choices_for("search", bob, SOURCES) == ("search", [(str(theirs.pk), "Theirs")])
        assert choices_for("portfolio", ada, SOURCES) == ("portfolio", [(str(portfolio.pk), "Customers")])
        assert choices_for("portfolio", bob, SOURCES) == ("portfolio", [])

    @pytest.mark.parametrize(
        ("kind", "wanted"),
        [
            ("list", {"subject": "cn-watch-list", "actions": ("ended", "added")}),
            ("element", {"subject": "Dy"}),
            ("ends", {"days": 30, "channel": "email", "rhythm": "weekly", "language": "ja"}),
            ("source", {}),
        ],
    )
    def test_what_a_form_shows_of_a_subscription_asks_for_the_same_again(self, seeded, kind, wanted):
        row = follow(somebody(), kind, **wanted)
        form = SubscriptionForm(given_by(row), sources=SOURCES)

        assert form.is_valid(), form.errors
        again = form.wanted()
        assert (again.kind, again.channel, again.rhythm, again.language) == (
            row.kind,
            row.channel,
            row.rhythm,
            row.language,
        )
        assert (list(again.actions), again.days) == (row.actions, row.days)
        assert row.subject.endswith(again.subject)

    def test_the_webhook_of_a_subscription_stands_in_its_form(self):
        endpoint = hooked.endpoint_at("https://hooks.example/", by=hooked.owner())

        assert given_by(hooked.following(endpoint))["endpoint"] == endpoint.pk


class TestWebhooks:
    def test_texts_are_taken_and_all_else_is_named(self):
        values, faults = texts_of({"url": "https://a.example/", "name": 3, "secret": "x"}, ("url", "name"))

        assert values == {"url": "https://a.example/"}
        assert faults == {"secret": ["Unknown name. Known: url, name."], "name": ["Give a text."]}

    @given(body=ANYTHING)
    def test_whatever_is_sent_is_a_text_or_a_fault(self, body):
        values, faults = texts_of(body, ("url", "name"))

        assert all(isinstance(value, str) for value in values.values())
        assert not values.keys() & faults.keys()
        assert bool(faults) == (not isinstance(body, dict) or {name[:80] for name in body} != set(values))

    @pytest.mark.parametrize("said", [{}, {"url": "https://a.example/"}, {"name": "Ledger"}])
    def test_a_new_one_needs_its_address_and_its_name(self, said):
        form = WebhookForm(said)

        assert not form.is_valid()
        assert set(form.errors) == {"url", "name"} - set(said)

    @pytest.mark.parametrize("said", [{}, {"name": "Books"}, {"state": "off"}, {"name": "Books", "state": "on"}])
    def test_a_change_may_leave_out_whatever_stays(self, said):
        assert ChangeForm(said).is_valid()

    @pytest.mark.parametrize("said", [{"name": ""}, {"name": "   "}, {"state": ""}])
    def test_a_change_may_not_make_anything_empty(self, said):
        form = ChangeForm(said)

        assert not form.is_valid()
        assert {name: list(errors) for name, errors in form.errors.items()} == {
            name: ["This may be left out, but not be empty."] for name in said
        }

    @pytest.mark.parametrize("state", ["gone", "failing", "ON", "1"])
    def test_nobody_sets_a_state_that_only_a_receiver_can_cause(self, state):
        assert state not in SWITCHES
        assert list(ChangeForm({"state": state}).errors) == ["state"]

    @pytest.mark.parametrize("day", ["", "2026-02-30", "yesterday", "21.11.2026"])
    def test_a_day_that_is_none_is_a_fault(self, day):
        assert list(SinceForm({"since": day}).errors) == ["since"]
