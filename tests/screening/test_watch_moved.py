"""What moved between two positions, what stands, and where a portfolio is: the parts of a re-screening one by one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from controls.matching.index import Found, Spelling
from controls.matching.verdicts import Band, Score, Verdict
from controls.models import Change
from controls.screening.models import Difference, Rescreening, StandingMatch
from controls.screening.services import index, matches, moved
from controls.screening.services.positions import Position
from controls.screening.standing import Match
from tests.factories import make_entity, make_event, make_listing, make_notice, make_source
from tests.screening.watched import AT, TODAY, make_portfolio, number_of, postpone, put, rename, spell

pytestmark = pytest.mark.django_db
NEAR = Match("entity:a", "A", "A Ltd", "en", 0.6, "sibling", "same_script", False, ())
HIT = replace(NEAR, score=0.96, verdict="same", hit=True)


def since(act):
    """What moved by an act, by entry."""
    before = Change.objects.revision()[0]
    act()
    found = moved.in_register(after=before, until=Change.objects.revision()[0], index=index.current().index)
    return {each.key.partition(":")[2]: each for each in found}


@pytest.fixture
def listing():
    entity = make_entity("Zellerfeld GmbH", numbers=[number_of("9876543210123")])
    return make_listing(entity=entity, notice=make_notice(published_on=date(2026, 11, 20)))


class TestWhatMoved:
    def test_a_source_moves_nobody(self):
        assert since(make_source) == {}

    def test_a_new_name_asks_besides_the_old_ones(self, listing):
        found = since(lambda: spell(listing.entity, "泽勒有限公司", "zh-Hans"))

        assert found[listing.entity.key].names == ("Zellerfeld GmbH", "泽勒有限公司")

    def test_a_name_of_before_asks_as_well(self, listing):
        found = since(lambda: rename(listing.entity, "Ostwall AG"))

        assert found[listing.entity.key].names == ("Ostwall AG", "Zellerfeld GmbH")

    def test_its_numbers_ask(self, listing):
        found = since(lambda: rename(listing.entity, "Ostwall AG"))

        assert found[listing.entity.key].numbers == {"9876543210123"}

    def test_an_act_on_a_listing_moves_whom_it_lists_with_the_change(self, listing):
        found = since(lambda: make_event(listing=listing, kind="suspended", effective_from=TODAY))

        changes = Change.objects.filter(pk__in=found[listing.entity.key].changes)
        assert set(found) == {listing.entity.key}
        assert [change.subject_type for change in changes] == ["listing-event"]

    def test_a_notice_moves_everybody_it_names(self, listing):
        other = make_listing(entity=make_entity("Ostwall AG"), notice=listing.notice, entity_list=listing.entity_list)

        found = since(lambda: postpone(listing.notice, date(2026, 12, 1)))

        assert set(found) == {listing.entity.key, other.entity.key}

    def test_several_changes_of_one_entity_are_told_once_in_their_order(self, listing):
        def act():
            spell(listing.entity, "Ostwall AG", "en")
            rename(listing.entity, "Quux AG")

        found = since(act)[listing.entity.key]

        assert len(found.changes) == 2
        assert list(found.changes) == sorted(found.changes)
        assert found.names == ("Ostwall AG", "Quux AG", "Zellerfeld GmbH")

    def test_it_is_asked_in_two_queries_however_much_moved(self, listing, django_assert_num_queries):
        before = Change.objects.revision()[0]
        for number in range(3):
            make_listing(
                entity=make_entity(f"Quux {number} AG"), notice=listing.notice, entity_list=listing.entity_list
            )
        postpone(listing.notice, date(2026, 12, 1))
        entries, until = index.current().index, Change.objects.revision()[0]

        with django_assert_num_queries(2):
            found = moved.in_register(after=before, until=until, index=entries)

        assert len(found) == 4

    def test_a_day_that_comes_moves_whom_a_notice_names_from_it(self):
        portfolio = make_portfolio()
        notice = make_notice(published_on=TODAY + timedelta(days=1))
        listing = make_listing(entity=make_entity("Zellerfeld GmbH"), notice=notice)
        loaded = index.current()
        Position.of(loaded, on=TODAY).put_on(portfolio)

        def keys(on):
            place = Position.of(loaded, on=on)
            return [each.key for each in moved.between(portfolio=portfolio, place=place, index=loaded.index)]

        assert keys(TODAY) == []
        assert keys(TODAY + timedelta(days=1)) == [f"entity:{listing.entity.key}"]


class TestPositions:
    @pytest.fixture
    def place(self):
        return Position("t", 7, "names-1", TODAY, {"party": "1"})

    @pytest.fixture
    def portfolio(self, place):
        portfolio = make_portfolio()
        place.put_on(portfolio)
        return portfolio

    def test_a_portfolio_is_where_it_was_put(self, place, portfolio):
        assert place.is_of(portfolio) and place.follows(portfolio)
        assert portfolio.revision == 7

    @pytest.mark.parametrize("other", [{"token": "u"}, {"algorithm": "names-2"}, {"on": date(2026, 11, 22)}])
    def test_anything_else_is_another_position(self, place, portfolio, other):
        assert not replace(place, **other).is_of(portfolio)

    @pytest.mark.parametrize(
        ("other", "follows"),
        [
            ({"token": "u", "revision": 8}, True),
            ({"on": date(2026, 11, 22)}, True),
            ({"algorithm": "names-2"}, False),
            ({"versions": {"party": "2"}}, False),
            ({"versions": {}}, False),
            ({"revision": 6}, False),
        ],
    )
    def test_what_moved_is_known_only_from_a_position_that_can_be_followed(self, place, portfolio, other, follows):
        assert replace(place, **other).follows(portfolio) is follows

    def test_a_portfolio_that_stands_nowhere_follows_nothing(self, place):
        assert not place.follows(make_portfolio())

    def test_the_token_of_an_index_moves_with_the_register(self):
        before = Position.of(index.current(), on=TODAY)
        make_source()
        after = Position.of(index.current(), on=TODAY)

        assert before.token != after.token
        assert (len(after.token), after.revision) == (64, Change.objects.revision()[0])


class TestStanding:
    @pytest.fixture
    def portfolio(self):
        portfolio = make_portfolio()
        put(portfolio, "a1", "b2")
        portfolio.counterparties.update(due="")
        return portfolio

    def keys(self, portfolio):
        return list(portfolio.counterparties.order_by("own_id").values_list("pk", flat=True))

    def read(self, portfolio):
        return {
            key: dict(found) for key, found in matches.standing(counterparties=None, portfolio=portfolio.pk).items()
        }

    def test_what_is_written_is_read(self, portfolio):
        one, other = self.keys(portfolio)
        wanted = {one: {"entity:a": HIT}, other: {"entity:a": NEAR}}

        matches.write(before={}, after=wanted)

        assert self.read(portfolio) == wanted

    def test_only_what_differs_is_touched(self, portfolio):
        one, other = self.keys(portfolio)
        gone, kept = replace(HIT, subject="entity:b"), replace(HIT, subject="entity:c")
        before = {one: {"entity:a": NEAR, "entity:b": gone, "entity:c": kept}, other: {"entity:b": gone}}
        matches.write(before={}, after=before)
        numbers = dict(StandingMatch.objects.values_list("subject", "pk"))

        matches.write(before=before, after={one: {"entity:a": HIT, "entity:c": kept}})

        assert self.read(portfolio) == {one: {"entity:a": HIT, "entity:c": kept}, other: {"entity:b": gone}}
        assert StandingMatch.objects.get(subject="entity:c").pk == numbers["entity:c"]

    def test_who_is_edited_stands_no_longer(self, portfolio):
        one, _other = self.keys(portfolio)
        matches.write(before={}, after={one: {"entity:a": HIT}})
        portfolio.counterparties.filter(pk=one).update(due="edited")

        assert self.read(portfolio) == {}

    def test_all_hits_are_kept_and_a_few_that_are_near(self):
        found = {f"entity:{n}": replace(HIT, subject=f"entity:{n}") for n in range(9)}
        found |= {f"near:{n}": replace(NEAR, subject=f"near:{n}", score=n / 10) for n in range(6)}

        kept = matches.kept(found=found)

        assert sum(each.hit for each in kept.values()) == 9
        assert [each.score for each in kept.values() if not each.hit] == [0.5, 0.4, 0.3]

    @pytest.mark.parametrize(
        ("verdicts", "best"),
        [(["possible", "same", "probable"], "same"), (["possible", "probable"], "probable"), ([], "")],
    )
    def test_the_best_class_is_that_of_the_best_hit(self, verdicts, best):
        assert matches.best(matches=[replace(HIT, verdict=each) for each in verdicts] + [NEAR]) == best

    def test_an_entry_that_nothing_is_said_of_keeps_the_name_it_was_found_by(self):
        score = Score(0.8, Verdict.POSSIBLE, Band.FOLDED, ())
        found = Found("party:x/1", score, Spelling("Zellerfeld", "de", "legal"))

        match = matches.match_of(found=found, hit=True, said=None)

        assert (match.label, match.language, match.standing) == ("Zellerfeld", "de", ())

    def test_only_the_lists_asked_for_are_said(self, listing):
        key = f"entity:{listing.entity.key}"

        both = [
            matches.described(subjects=[key], lists=lists, on=TODAY)[key]["standing"]
            for lists in ([], [listing.entity_list.key], ["cn-watch-list"])
        ]

        assert [[each["key"] for each in said] for said in both] == [[listing.key], [listing.key], []]


class TestTheDatabase:
    def test_one_portfolio_has_one_open_row(self):
        portfolio = make_portfolio()
        Rescreening.objects.create(portfolio=portfolio, reason="changed", due_at=AT)

        with pytest.raises(IntegrityError), transaction.atomic():
            Rescreening.objects.create(portfolio=portfolio, reason="day", due_at=AT)

    @pytest.mark.parametrize("broken", [{"state": "done"}, {"ended_at": AT}])
    def test_a_row_has_an_end_when_it_is_not_open(self, broken):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rescreening.objects.create(portfolio=make_portfolio(), reason="day", due_at=AT, **broken)

    def test_a_difference_has_a_side(self):
        portfolio = make_portfolio()
        put(portfolio, "a1")
        row = Rescreening.objects.create(portfolio=portfolio, reason="changed", due_at=AT)

        with pytest.raises(IntegrityError), transaction.atomic():
            Difference.objects.create(
                portfolio=portfolio,
                rescreening=row,
                counterparty=portfolio.counterparties.get(),
                subject="entity:a",
                label="A",
                kind="gone",
                cause="lists",
                found_at=AT,
            )
