"""Nobody edits or deletes the log: neither by the ORM nor in SQL, not even as the owner of its table."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from controls.models import Change
from tests.controls.change_log import only_change_of
from tests.factories import make_listing, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def change():
    return only_change_of(make_source())


def refused(act):
    """The words with which the database refuses."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return str(caught.value)


def sql(statement, *values):
    with connection.cursor() as cursor:
        # Nothing may wait for the end of the transaction, or PostgreSQL would refuse to truncate for that reason.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


class TestByTheOrm:
    def test_a_change_cannot_be_saved_again(self, change):
        change.actor = "mallory@example.org"

        assert "append-only: UPDATE refused" in refused(change.save)

    def test_a_change_cannot_be_saved_again_even_when_nothing_in_it_differs(self, change):
        assert "append-only: UPDATE refused" in refused(change.save)

    def test_one_column_alone_cannot_be_saved(self, change):
        change.reason = "Better."

        assert "append-only" in refused(lambda: change.save(update_fields=["reason"]))

    def test_a_change_cannot_be_deleted(self, change):
        assert "append-only: DELETE refused" in refused(change.delete)

    def test_changes_cannot_be_updated_together(self, change):
        assert "append-only" in refused(lambda: Change.objects.update(actor="mallory@example.org"))

    def test_changes_cannot_be_updated_by_an_expression(self, change):
        assert "append-only" in refused(lambda: Change.objects.filter(pk=change.pk).update(version=F("version") + 1))

    def test_changes_cannot_be_updated_in_bulk(self, change):
        change.reason = "Better."

        assert "append-only" in refused(lambda: Change.objects.bulk_update([change], ["reason"]))

    def test_changes_cannot_be_deleted_together(self, change):
        assert "append-only: DELETE refused" in refused(lambda: Change.objects.filter(pk=change.pk).delete())

    def test_an_insert_that_turns_into_an_update_is_refused(self, change):
        again = Change.objects.get(pk=change.pk)
        again.actor = "mallory@example.org"

        words = refused(
            lambda: Change.objects.bulk_create(
                [again], update_conflicts=True, unique_fields=["id"], update_fields=["actor"]
            )
        )

        assert "append-only: UPDATE refused" in words

    def test_the_number_of_a_change_cannot_be_given_to_another(self, change):
        assert "append-only" in refused(lambda: Change.objects.filter(pk=change.pk).update(id=change.pk + 1_000))

    def test_its_notice_cannot_be_taken_away_through_the_notice(self):
        notice = make_listing().notice

        assert "append-only" in refused(lambda: notice.changes.update(notice=None))


class TestInSql:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE controls_change SET actor = 'mallory' WHERE id = %s",
            "UPDATE controls_change SET id = id + 100000 WHERE id = %s",
            "UPDATE ONLY controls_change SET digest = digest WHERE id = %s",
            "DELETE FROM controls_change WHERE id = %s",
            "DELETE FROM controls_change USING controls_source WHERE controls_change.id = %s",
            "WITH gone AS (DELETE FROM controls_change WHERE id = %s RETURNING *) SELECT * FROM gone",
            "INSERT INTO controls_change SELECT * FROM controls_change WHERE id = %s "
            "ON CONFLICT (id) DO UPDATE SET actor = 'mallory'",
            "MERGE INTO controls_change c USING (SELECT %s::bigint AS id) gone ON c.id = gone.id "
            "WHEN MATCHED THEN DELETE",
        ],
    )
    def test_rows_can_be_neither_changed_nor_deleted(self, change, statement):
        assert "append-only" in refused(lambda: sql(statement, change.pk))

        assert Change.objects.get(pk=change.pk).digest == change.digest

    @pytest.mark.parametrize(
        "statement",
        [
            "TRUNCATE controls_change",
            "TRUNCATE controls_change CASCADE",
            "TRUNCATE controls_change RESTART IDENTITY",
            "TRUNCATE controls_notice CASCADE",
        ],
    )
    def test_the_table_cannot_be_emptied(self, change, statement):
        assert "append-only: TRUNCATE refused" in refused(lambda: sql(statement))

    def test_not_even_the_owner_of_the_table_can(self, change):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE relname = %s",
                           ["controls_change"])  # fmt: skip
            is_owner = cursor.fetchone()[0]

        assert is_owner
        assert "append-only" in refused(lambda: sql("DELETE FROM controls_change WHERE id = %s", change.pk))

    def test_a_condition_that_meets_no_row_refuses_nothing(self):
        sql("DELETE FROM controls_change WHERE id = %s", 0)

        assert Change.objects.exists()


class TestThroughOtherFacts:
    def test_a_notice_that_changes_cite_cannot_be_deleted_in_sql(self):
        notice = make_listing().notice

        with pytest.raises(DatabaseError, match="foreign key"), transaction.atomic():
            sql("DELETE FROM controls_notice_sources WHERE notice_id = %s", notice.pk)
            sql("DELETE FROM controls_listing_sources USING controls_listing l WHERE l.notice_id = %s", notice.pk)
            sql("DELETE FROM controls_listing WHERE notice_id = %s", notice.pk)
            sql("DELETE FROM controls_notice WHERE id = %s", notice.pk)


class TestTheRulesOfARow:
    def blank(self, **columns):
        defaults = {
            "recorded_at": datetime(2026, 11, 21, tzinfo=UTC),
            "actor": "tests",
            "action": "added",
            "subject_type": "source",
            "subject_key": "never-seen",
            "subject_label": "Never seen",
            "version": 1,
            "after": {},
            "about": [],
            "digest": "0" * 64,
        }
        return Change(**{**defaults, **columns})

    def test_a_version_is_given_once_per_fact(self, change):
        again = self.blank(subject_type=change.subject_type, subject_key=change.subject_key, version=change.version)

        assert "change_version_unique_per_subject" in refused(again.save)

    def test_the_same_version_of_another_noun_is_another_fact_s(self, change):
        other = self.blank(subject_type="entity", subject_key=change.subject_key, version=change.version)

        other.save()

        assert other.pk > change.pk

    def test_a_change_from_nothing_to_nothing_is_none(self):
        assert "change_has_before_or_after" in refused(self.blank(before=None, after=None).save)

    def test_versions_do_not_count_backwards(self):
        assert "version" in refused(self.blank(version=-1).save)


def test_both_guards_are_on_and_stay_on_when_triggers_are_not_named():
    """ENABLE state 'O' is the usual one: it fires for everybody but a replication session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'controls_change'::regclass "
                       "AND NOT tgisinternal ORDER BY tgname")  # fmt: skip
        triggers = cursor.fetchall()

    assert triggers == [("controls_change_refuses_edits", "O"), ("controls_change_refuses_truncation", "O")]
