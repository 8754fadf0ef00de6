"""What the database itself refuses, should a service ever forget to: rows are saved here without being validated."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from controls.models import (
    ApiKey,
    Authority,
    Entity,
    EntityList,
    EntityName,
    Heartbeat,
    Identifier,
    Listing,
    ListingEvent,
    Notice,
    NoticeCopy,
    Source,
    User,
)
from tests.factories import make_entity, make_event, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
AT = datetime(2026, 11, 21, tzinfo=UTC)


def refused(row, error=IntegrityError):
    """The words with which the database refuses to keep a row that nobody has validated."""
    how = {"tracked": True} if hasattr(row, "snapshot") else {}
    with pytest.raises(error) as caught, transaction.atomic():
        row.save(**how)
    return str(caught.value)


def changed(row, **columns):
    """The row with other columns, not yet saved."""
    for name, value in columns.items():
        setattr(row, name, value)
    return row


def twin(row, **columns):
    """A second row like the first, not yet saved."""
    again = type(row).objects.get(pk=row.pk)
    again.pk, again._state.adding = None, True
    return changed(again, **columns)


class TestKeys:
    @pytest.mark.parametrize("model", [Source, Authority, EntityList, Notice, Entity, Listing, ListingEvent])
    def test_are_given_once(self, model):
        row = model.objects.order_by("pk").first()

        assert f"{model._meta.db_table}_key" in refused(twin(row))


class TestEntities:
    def test_are_no_parts_of_themselves(self):
        entity = make_entity()

        assert "entity_is_no_part_of_itself" in refused(changed(entity, part_of=entity))

    @pytest.mark.parametrize("country", ["jp", "J", "1A", " J", "ＪＰ"])
    def test_have_a_country_that_is_a_code(self, country):
        assert "entity_country_is_a_code" in refused(changed(make_entity(), country=country))

    def test_have_a_country_of_two_letters(self):
        assert "too long" in refused(changed(make_entity(), country="JPN"), error=DatabaseError)

    @pytest.mark.parametrize("country", ["", "JP", "ZZ"])
    def test_may_have_a_country_or_none(self, country):
        entity = changed(make_entity(), country=country)

        entity.save(tracked=True)

        assert Entity.objects.get(pk=entity.pk).country == country


class TestNames:
    def test_are_not_empty(self):
        name = make_entity().names.get()

        assert "entity_name_is_not_empty" in refused(changed(name, text=""))

    def test_stand_once_per_entity_and_language(self):
        name = make_entity().names.get()

        assert "entity_name_unique" in refused(twin(name, kind="alias"))

    def test_stand_again_in_another_language(self):
        name = twin(make_entity().names.get(), language="ja")

        name.save(tracked=True)

        assert EntityName.objects.filter(entity=name.entity).count() == 2

    def test_differ_by_case(self):
        name = make_entity("Widget").names.get()
        other = twin(name, text="WIDGET")

        other.save(tracked=True)

        assert other.pk != name.pk


class TestIdentifiers:
    def test_stand_once_per_entity(self):
        known = Identifier.objects.order_by("pk").first()

        assert "identifier_unique" in refused(twin(known))

    def test_may_be_claimed_by_two_entities_until_somebody_sorts_it_out(self):
        shared = twin(Identifier.objects.order_by("pk").first(), entity=make_entity())

        shared.save(tracked=True)

        assert Identifier.objects.filter(value=shared.value).count() == 2


class TestNotices:
    def test_have_a_number_of_their_own_per_authority_and_year(self):
        notice = make_notice()

        again = twin(notice, key="test-other-key", label="Another label")
        assert "notice_number_unique_per_year" in refused(again)

    def test_have_a_label_of_their_own(self):
        notice = make_notice()

        assert "label" in refused(twin(notice, key="test-other-key", number=notice.number + 1))

    def test_have_each_copy_once(self):
        copy = NoticeCopy.objects.order_by("pk").first()

        assert "notice_copy_unique" in refused(NoticeCopy(notice=copy.notice, source=copy.source))

    @pytest.mark.parametrize("column", ["published_on", "effective_from"])
    def test_have_their_days(self, column):
        assert column in refused(changed(make_notice(), **{column: None}))

    @pytest.mark.parametrize("column", ["stated_count", "extra_count"])
    def test_count_no_less_than_nothing(self, column):
        assert column in refused(changed(make_notice(), **{column: -1}))


class TestListings:
    def test_have_an_item_number_of_their_own_per_notice(self):
        listing = make_listing()

        again = twin(listing, key="test-other-key", entity=make_entity())
        assert "listing_item_unique_per_notice" in refused(again)

    def test_name_an_entity_once_per_notice_and_list(self):
        listing = make_listing()

        again = twin(listing, key="test-other-key", item_number="999")
        assert "listing_unique_per_notice" in refused(again)

    def test_quote_a_name(self):
        assert "listing_quotes_a_name" in refused(changed(make_listing(), name_en="", name_zh=""))

    @pytest.mark.parametrize("columns", [{"name_en": "", "name_zh": "斯巴鲁"}, {"name_en": "SUBARU", "name_zh": ""}])
    def test_quote_a_name_in_one_language_at_least(self, columns):
        listing = changed(make_listing(), **columns)

        listing.save(tracked=True)

        assert Listing.objects.get(pk=listing.pk).name_en == columns["name_en"]

    def test_have_places_that_count_from_one(self):
        assert "listing_position_counts_from_one" in refused(changed(make_listing(), position=0))

    def test_have_a_first_day(self):
        assert "effective_from" in refused(changed(make_listing(), effective_from=None))


class TestActs:
    def event(self, kind="suspended", **columns):
        return make_event(listing=make_listing(), kind=kind, effective_from=DAY, **columns)

    def test_end_no_earlier_than_they_begin(self):
        event = changed(self.event(), until=date(2026, 5, 31))

        assert "listing_event_ends_after_it_starts" in refused(event)

    def test_may_end_on_the_day_they_begin(self):
        event = changed(self.event(), until=DAY)

        event.save(tracked=True)

        assert ListingEvent.objects.get(pk=event.pk).until == DAY

    @pytest.mark.parametrize("kind", ["resumed", "stopped", "removed", "moved", "measure_stopped"])
    def test_have_an_end_only_when_they_suspend(self, kind):
        event = changed(self.event(kind), until=date(2026, 7, 1))

        assert "listing_event_only_suspensions_have_an_end" in refused(event)


class TestWhatFactsRestOn:
    @pytest.mark.parametrize(
        ("table", "make"),
        [
            ("controls_source", make_source),
            ("controls_notice", make_notice),
            ("controls_entity", make_entity),
            ("controls_listing", make_listing),
        ],
    )
    def test_cannot_be_deleted_in_sql_while_something_rests_on_it(self, table, make):
        row = make()
        if table == "controls_source":
            make_listing(evidence=[row])

        with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    @pytest.mark.parametrize("column", ["entity", "entity_list", "notice"])
    def test_must_exist_for_a_listing(self, column):
        listing = make_listing()

        with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE controls_listing SET {column}_id = 0 WHERE id = %s", [listing.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class TestAccountsAndKeys:
    def user(self, email="ada@example.org"):
        user = User.objects.make(email=email, password="a-long-quiet-sentence-7", joined_at=AT)
        user.save()
        return user

    def key(self, user, **columns):
        row = ApiKey(user=user, name="n", prefix="rec_aaaaaaaa", digest="d" * 64, created_at=AT)
        return changed(row, **columns)

    def test_an_address_is_taken_whatever_its_case(self):
        self.user()
        again = User.objects.make(email="ada@example.org", password=None, joined_at=AT)
        again.email = "ADA@Example.org"

        assert "user_email_unique_whatever_the_case" in refused(again)

    def test_an_account_knows_when_it_was_made(self):
        assert "joined_at" in refused(User.objects.make(email="bob@example.org", password=None))

    @pytest.mark.parametrize("columns", [{"digest": "e" * 64}, {"prefix": "rec_bbbbbbbb"}])
    def test_neither_the_beginning_nor_the_digest_of_a_key_stands_twice(self, columns):
        user = self.user()
        self.key(user).save()

        assert "duplicate key" in refused(self.key(user, **columns))


def test_each_job_has_one_sign_of_life():
    Heartbeat(name="test-job", at=AT).save()

    assert "duplicate key" in refused(Heartbeat(name="test-job", at=AT))


def test_every_constraint_of_the_models_is_in_the_database():
    """A constraint that a migration forgot would be checked by Django alone."""
    models = [Source, Authority, EntityList, Notice, NoticeCopy, Entity, EntityName, Identifier, Listing, ListingEvent]
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes")
        kept = {name for (name,) in cursor.fetchall()}

    wanted = {constraint.name for model in [*models, User] for constraint in model._meta.constraints}
    assert wanted - kept == set()
