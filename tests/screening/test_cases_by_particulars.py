"""Who a case is about: everything that was given of a party tells it from others, and who was edited is still known."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.names import search_key
from controls.screening.models import Case, ScreeningCheck
from controls.screening.receipts import digest_of
from controls.screening.services import case_log, case_words, cases, counterparties, decisions, index
from controls.screening.services.counterparties import Particulars
from tests.factories import make_entity, make_listing
from tests.screening.asking import asked, screened, somebody
from tests.screening.watched import AT, make_portfolio, put, work

NAME = "Ondarra Quarzitwerke"
DOCK, MILL = "1 Dock Road, Harwich", "9 Mill Lane, Leeds"
PARTS = {"country": "AT", "identifier": "123456", "address": DOCK, "schema": "Organization"}
later = st.sampled_from(["", "x"])


class TestWhoWasAskedFor:
    @pytest.mark.parametrize("name", sorted(PARTS))
    def test_is_another_party_as_soon_as_one_particular_differs(self, name):
        assert asked(NAME, **PARTS).party != asked(NAME, **{**PARTS, name: ""}).party

    def test_is_another_party_in_another_place_and_as_a_person(self):
        at_dock, at_mill = asked(NAME, address=DOCK), asked(NAME, address=MILL)

        assert at_dock.party != at_mill.party
        assert asked(NAME, schema="Person").party != asked(NAME, schema="Organization").party

    @pytest.mark.parametrize("address", ["1  Dock Road, Harwich", "1 dock road, harwich", "１ Dock Road, Harwich"])
    def test_is_the_same_however_the_address_is_spaced_and_written(self, address):
        assert asked(NAME, address=address).party == asked(NAME, address=DOCK).party

    def test_keeps_the_digest_that_it_had_when_only_name_country_and_number_counted(self):
        before = digest_of([search_key(NAME), "AT", "123456"])

        assert asked(NAME, country="AT", identifier="12-34-56").party == before
        assert asked(NAME, **PARTS).parties == {before, asked(NAME, **PARTS).party}
        assert asked(NAME, country="AT", identifier="123456").parties == {before}

    @given(later, later, st.sampled_from(["", "Person", "Organization"]))
    def test_takes_no_particular_for_another(self, country, address, schema):
        parts = {"country": country, "address": address, "schema": schema}
        others = [{**parts, "country": address, "address": country}, {**parts, "address": schema}]

        assert all((asked(NAME, **other).party == asked(NAME, **parts).party) is (other == parts) for other in others)


@pytest.mark.django_db
class TestCases:
    @pytest.fixture(autouse=True)
    def listed(self):
        index.forget()
        make_listing(entity=make_entity(name=NAME))
        yield
        index.forget()

    @pytest.fixture
    def somebody_who_decides(self):
        return somebody()

    def decide(self, case, by):
        return decisions.decide(
            case=case,
            verdict="different_party",
            reason="Another firm.",
            version=case.version,
            by=by,
            at=AT,
            setting="0",
        )

    def causes(self, case):
        with translation.override("en"):
            return [cause for line in case_log.history(case=case) for cause in line.causes]

    def test_a_decision_on_one_address_is_none_on_another(self, somebody_who_decides):
        one = screened(NAME, by=somebody_who_decides, at=AT, address=DOCK)
        self.decide(Case.objects.get(), somebody_who_decides)
        other = screened(NAME, by=somebody_who_decides, at=AT, address=MILL)

        assert [each.holds for each in cases.standings(check=one).values()] == [True]
        assert [each.holds for each in cases.standings(check=other).values()] == [False]
        assert Case.objects.count() == 2

    def test_the_new_case_names_the_decided_one_and_what_is_different(self, somebody_who_decides):
        screened(NAME, by=somebody_who_decides, at=AT, address=DOCK)
        decided = Case.objects.get()
        self.decide(decided, somebody_who_decides)
        screened(NAME, by=somebody_who_decides, at=AT, address=MILL, schema="Person")
        screened(NAME, by=somebody_who_decides, at=AT, address=MILL)

        assert self.causes(Case.objects.latest("pk")) == [
            f"The counterparty changed: case {decided.pk} decided “different party” on {NAME}, {DOCK}, "
            f"and this is {NAME}, {MILL}."
        ]

    def test_a_case_says_all_that_was_given(self, somebody_who_decides):
        screened(NAME, by=somebody_who_decides, at=AT, **PARTS)

        assert Case.objects.get().asked == {"name": NAME, **PARTS}
        with translation.override("en"):
            assert case_words.asked_for(asked=Case.objects.get().asked) == f"{NAME}, AT, 123456, {DOCK}, organisation"

    def test_two_watched_of_one_name_at_different_addresses_are_two_cases(self, somebody_who_decides):
        portfolio = make_portfolio(owner=somebody_who_decides)
        put(portfolio, *(Particulars(own_id=each, name=NAME, address=each) for each in (DOCK, MILL)))
        work()
        one, other = (portfolio.counterparties.get(own_id=each).last_check for each in (DOCK, MILL))
        self.decide(Case.objects.get(party=one.party), somebody_who_decides)

        assert Case.objects.count() == 2
        assert cases.standings(check=one).popitem()[1].holds
        assert not cases.standings(check=other).popitem()[1].holds

    @pytest.mark.parametrize(
        ("fields", "difference"),
        [
            ({"name": "Ondarra Quarzitwerk"}, "Ondarra Quarzitwerk, {dock}"),
            ({"address": MILL}, "{name}, {mill}"),
            ({"person": False}, "{name}, {dock}, organisation"),
            ({"name": "Ondarra Quarzitwerk", "address": MILL}, "Ondarra Quarzitwerk, {mill}"),
        ],
    )
    def test_a_watched_party_that_was_edited_opens_a_case_that_names_the_earlier_one(
        self, fields, difference, somebody_who_decides
    ):
        portfolio = make_portfolio(owner=somebody_who_decides)
        put(portfolio, Particulars(own_id="1", name=NAME, address=DOCK))
        work()
        decided = Case.objects.get()
        self.decide(decided, somebody_who_decides)

        counterparties.edit(counterparty=portfolio.counterparties.get(), fields=fields, by="tests", at=AT)
        work(at=AT + timedelta(minutes=5))

        case = Case.objects.exclude(pk=decided.pk).get()
        assert case.is_open
        assert Case.objects.get(pk=decided.pk).is_decided
        said = difference.format(name=NAME, dock=DOCK, mill=MILL)
        assert self.causes(case) == [
            f"The counterparty changed: case {decided.pk} decided “different party” on {NAME}, {DOCK}, "
            f"and this is {said}."
        ]

    def test_the_newest_of_several_earlier_cases_is_named(self, somebody_who_decides):
        portfolio = make_portfolio(owner=somebody_who_decides)
        put(portfolio, Particulars(own_id="1", name=NAME))
        work()
        for minute, name in enumerate(("Ondarra Quarzitwerk", "Ondara Quarzitwerke"), 5):
            self.decide(Case.objects.latest("pk"), somebody_who_decides)
            row = portfolio.counterparties.get()
            counterparties.edit(counterparty=row, fields={"name": name}, by="tests", at=AT)
            work(at=AT + timedelta(minutes=minute))

        (cause,) = self.causes(Case.objects.latest("pk"))
        assert "on Ondarra Quarzitwerk," in cause and "this is Ondara Quarzitwerke." in cause

    def test_a_note_that_was_edited_is_no_other_party(self, somebody_who_decides):
        portfolio = make_portfolio(owner=somebody_who_decides)
        put(portfolio, Particulars(own_id="1", name=NAME))
        work()
        row = portfolio.counterparties.get()
        counterparties.edit(counterparty=row, fields={"note": "Called twice."}, by="tests", at=AT)
        work(at=AT + timedelta(minutes=5))

        assert Case.objects.count() == 1

    def test_a_decision_of_before_addresses_counted_is_named_by_who_is_now_asked_for_with_one(
        self, somebody_who_decides
    ):
        portfolio = make_portfolio(owner=somebody_who_decides)
        put(portfolio, Particulars(own_id="1", name=NAME, address=DOCK))
        work()
        old = Case.objects.get()
        Case.objects.filter(pk=old.pk).update(party=replace(asked(NAME), name=NAME).party)
        old.refresh_from_db()
        self.decide(old, somebody_who_decides)

        counterparties.edit(
            counterparty=portfolio.counterparties.get(), fields={"name": "Ondarra Quarzitwerk"}, by="tests", at=AT
        )
        work(at=AT + timedelta(minutes=5))

        assert f"case {old.pk} decided" in self.causes(Case.objects.latest("pk"))[0]

    def test_who_was_edited_takes_one_more_query_however_many_they_are(
        self, somebody_who_decides, django_assert_max_num_queries
    ):
        portfolio = make_portfolio(owner=somebody_who_decides)
        put(portfolio, *(Particulars(own_id=str(number), name=NAME) for number in range(30)))

        with django_assert_max_num_queries(120):
            work()

        assert ScreeningCheck.objects.count() == 30
