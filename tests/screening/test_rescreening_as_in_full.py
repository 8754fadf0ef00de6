"""Any sequence of changes, followed step by step, leaves what a full comparison of the same day finds."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.screening.models import StandingMatch
from controls.screening.services.counterparties import Particulars
from controls.services import entities
from tests.factories import make_entity, make_event, make_listing, make_notice
from tests.screening.asking import somebody
from tests.screening.watched import LATER, TODAY, make_portfolio, number_of, put, rename, spell, work

pytestmark = pytest.mark.django_db
NAMES = ("Zellerfeld Magnetwerke GmbH", "Hagakure Trading Co., Ltd.", "Ostwall Keramik AG", "泽勒磁材有限公司")
WATCHED = (
    Particulars("a", "Zellerfeld Magnetwerke"),
    Particulars("b", "Hagakure Trading", country="JP"),
    Particulars("c", "Ostwall Keramik", further_names=("泽勒磁材有限公司",)),
    Particulars("d", "Quux Handels-Kontor", identifier="9876543210123"),
    Particulars("e", "Yrvol Bakery"),
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("list"), st.sampled_from(NAMES)),
        st.tuples(st.just("number"), st.sampled_from(NAMES)),
        st.tuples(st.just("rename"), st.sampled_from(NAMES)),
        st.tuples(st.just("alias"), st.sampled_from(NAMES)),
        st.tuples(st.sampled_from(["suspended", "removed", "stopped"]), st.just("")),
        st.tuples(st.just("work"), st.just("")),
    ),
    min_size=2,
    max_size=6,
)


class Played:
    """A register that acts are played on, and the entries that they touched since the watch last worked."""

    def __init__(self):
        self.listings, self.touched, self.over = [], set(), set()

    def play(self, kind, name):
        if kind == "work":
            work(at=LATER)
            self.touched.clear()
        elif kind in ("list", "number"):
            numbers = [number_of("9876543210123")] if kind == "number" else []
            notice = make_notice(published_on=date(2026, 11, 20))
            self.listings.append(make_listing(entity=make_entity(name, numbers=numbers), notice=notice))
            self._touch(self.listings[-1])
        elif self.listings:
            self._change(kind, name, self.listings[-1])

    def _change(self, kind, name, listing):
        entity = listing.entity
        entity.refresh_from_db()
        spelt = {each.text for each in entity.names.all()}
        if kind == "rename" and name != entity.name:
            rename(entity, name)
        elif kind == "alias" and name not in spelt:
            spell(entity, name, "en")
        elif kind in ("suspended", "removed", "stopped") and listing.pk not in self.over:
            make_event(listing=listing, kind=kind, effective_from=TODAY)
            self.over.add(listing.pk)
        self._touch(listing)

    def _touch(self, listing):
        self.touched.add(f"entity:{listing.entity.key}")


def standing(portfolio):
    """All that is said of each hit."""
    rows = StandingMatch.objects.filter(counterparty__portfolio=portfolio, hit=True)
    return {
        (row.counterparty.own_id, row.subject): (row.verdict, row.score, row.band, row.label, row.standing)
        for row in rows.select_related("counterparty")
    }


def told(portfolio):
    """Hits by nothing but the differences, applied one after another."""
    now = {}
    for each in portfolio.differences.select_related("counterparty").order_by("pk"):
        now[each.counterparty.own_id, each.subject] = each.after
    return {key: after["verdict"] for key, after in now.items() if after and after["hit"]}


@given(ACTS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_what_was_followed_is_what_a_full_run_finds(acts):
    with transaction.atomic():
        owner, played = somebody(), Played()
        followed = make_portfolio(owner=owner, name="Followed")
        put(followed, *WATCHED)
        work()
        for kind, name in acts:
            played.play(kind, name)
        work(at=LATER)
        full = make_portfolio(owner=owner, name="In full")
        put(full, *WATCHED)
        work(at=LATER)

        mine, expected = standing(followed), standing(full)
        assert mine.items() <= expected.items()
        assert {key for key in expected if key[1] in played.touched} <= set(mine)
        assert told(followed) == {key: values[0] for key, values in mine.items()}
        assert followed.counterparties.get(own_id="e").hit_count == 0
        transaction.set_rollback(True)


@pytest.mark.parametrize("kind", ["suspended", "removed", "stopped"])
def test_an_act_on_a_listing_says_the_same_of_a_hit_as_a_full_run(kind):
    owner = somebody()
    followed = make_portfolio(owner=owner, name="Followed")
    listing = make_listing(entity=make_entity(NAMES[0]), notice=make_notice(published_on=date(2026, 11, 20)))
    put(followed, *WATCHED)
    work()

    make_event(listing=listing, kind=kind, effective_from=TODAY)
    full = make_portfolio(owner=owner, name="In full")
    put(full, *WATCHED)
    work(at=LATER)

    assert standing(followed) == standing(full)
    (verdict,) = {values[4][0]["state"] for values in standing(full).values()}
    assert verdict != "in_force"


def test_a_number_that_is_taken_away_takes_its_hit_away():
    portfolio = make_portfolio()
    put(portfolio, *WATCHED)
    entity = make_entity("Brixental Kupfer AG", numbers=[number_of("9876543210123")])
    make_listing(entity=entity, notice=make_notice(published_on=date(2026, 11, 20)))
    work()
    before = {own_id for own_id, _entry in standing(portfolio)}

    entities.correct(entity=entity, fields={}, numbers=[], reason="Of another firm.", by="tests", at=LATER)
    work(at=LATER)

    assert before == {"d"}
    assert standing(portfolio) == {}
    assert portfolio.differences.latest("pk").kind == "gone"
