"""manage.py migrate: the views of recorded time stand after it, and only telling leaves them alone."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from controls.models import Change, Notice, recorded
from controls.services import recorded as services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def one(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def schema():
    """The number of the schema of views: another one once they were laid anew. None while there is none."""
    return one("SELECT to_regnamespace('recorded')::oid")


def stamped():
    return one("SELECT obj_description(to_regnamespace('recorded'), 'pg_namespace')")


def newest():
    """Name of the newest migration on record of this application."""
    return one("SELECT name FROM django_migrations WHERE app = 'controls' ORDER BY name DESC LIMIT 1")


def migrate(*words, **options):
    said = StringIO()
    call_command("migrate", *words, stdout=said, **options)
    return said.getvalue()


def reads_back():
    """Whether the past can be read: every table of facts answers from its view."""
    with recorded.at(Change.objects.revision()[0]):
        return Notice.objects.exists()


class TestWithNothingNew:
    def test_it_leaves_the_views_standing_while_others_read_through_them(self):
        before = schema()

        assert "No migrations to apply." in migrate()
        assert schema() == before

    def test_it_does_not_say_that_it_laid_what_stood(self):
        assert "recorded time" not in migrate()

    def test_it_lays_views_that_are_missing(self):
        services.remove()

        assert "Laid the views of recorded time." in migrate()
        assert stamped() == recorded.stamp()
        assert reads_back()

    def test_it_lays_anew_views_of_another_code(self):
        before = schema()
        with connection.cursor() as cursor:
            cursor.execute("COMMENT ON SCHEMA recorded IS 'of last year'")

        migrate()

        assert (stamped(), schema() != before) == (recorded.stamp(), True)
        assert reads_back()

    def test_it_says_nothing_when_it_is_told_to_be_silent(self):
        services.remove()

        assert migrate(verbosity=0) == ""
        assert reads_back()


class TestWithAMigrationThatIsNew:
    @pytest.fixture
    def unapplied(self):
        """The newest migration, as if it had not been applied: its tables are there."""
        name = newest()
        MigrationRecorder(connection).record_unapplied("controls", name)
        return name

    @pytest.mark.parametrize("words", [["--plan"], ["--check"], ["--check", "--plan"]])
    def test_only_telling_leaves_the_views_standing(self, unapplied, words):
        before = schema()

        if "--check" in words:
            with pytest.raises(SystemExit) as left:
                migrate(*words)
            assert left.value.code == 1
        else:
            assert unapplied in migrate(*words)

        assert (schema(), stamped()) == (before, recorded.stamp())

    def test_the_views_are_laid_anew_around_it(self, unapplied):
        before = schema()

        said = migrate("controls", unapplied, fake=True)

        assert unapplied in said
        assert "Laid the views of recorded time." in said
        assert schema() != before
        assert reads_back()

    def test_the_check_passes_again_afterwards(self, unapplied):
        migrate("controls", unapplied, fake=True)

        migrate("--check")  # leaves with 1 if anything were still new

        assert newest() == unapplied


class TestWithAnApplicationNamed:
    def test_the_views_are_laid_anew(self):
        before = schema()

        assert "Laid the views of recorded time." in migrate("controls")
        assert schema() != before
        assert reads_back()

    def test_another_one_leaves_them_standing_in_the_end(self):
        migrate("contenttypes")

        assert stamped() == recorded.stamp()
        assert reads_back()

    @pytest.mark.parametrize("words", [["no-such-application"], ["controls", "9999"]])
    def test_one_that_there_is_not_is_refused_in_words(self, words):
        with pytest.raises(CommandError, match=r"(?i)no-such-application|9999"):
            migrate(*words)

        assert reads_back()  # a slip of the pen must not take the past away


class TestTheViews:
    def test_stand_in_a_schema_of_their_own_with_one_for_every_table_of_facts(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT table_name FROM information_schema.views WHERE table_schema = 'recorded'")
            standing = {name for (name,) in cursor.fetchall()}

        assert {model._meta.db_table for model in recorded.tables()} <= standing
        extra = standing - {model._meta.db_table for model in recorded.tables()}
        assert all(name.startswith("said_") for name in extra)

    def test_have_the_columns_of_their_tables_in_the_same_types(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns "
                "WHERE table_schema IN ('recorded', 'public')"
            )
            columns = {}
            for place, table, column, kind in cursor.fetchall():
                columns.setdefault(table, {}).setdefault(place, {})[column] = kind

        for model in recorded.tables():
            table = columns[model._meta.db_table]
            wanted = {field.column: table["public"][field.column] for field in model._meta.concrete_fields}
            assert {name: table["recorded"][name] for name in wanted} == wanted, model

    def test_are_empty_outside_a_question_about_the_past(self):
        """Nothing may read them by accident: without a revision they know of nothing."""
        assert one("SELECT count(*) FROM recorded.controls_notice") == 0
        assert one("SELECT count(*) FROM recorded.controls_change") == 0

    def test_are_closed_again_after_a_question_and_opened_at_another_revision_for_the_next(self):
        numbers = list(Change.objects.order_by("id").values_list("pk", flat=True))
        now = Notice.objects.count()
        counts = []
        for at in (numbers[-1], numbers[0], numbers[-1]):
            with recorded.at(at):
                counts.append((Notice.objects.count(), Change.objects.count()))
            assert Notice.objects.count() == now

        assert counts == [(now, len(numbers)), (0, 1), (now, len(numbers))]

    def test_are_opened_again_where_they_were_after_a_question_inside_another(self):
        numbers = list(Change.objects.order_by("id").values_list("pk", flat=True))
        with recorded.at(numbers[9]):
            with recorded.at(numbers[0]):
                assert Change.objects.count() == 1
            assert Change.objects.count() == 10
        assert Change.objects.count() == len(numbers)

    @pytest.mark.parametrize("number", [0, -1])
    def test_know_of_no_revision_before_the_first(self, number):
        with pytest.raises(recorded.RevisionUnknown) as caught, recorded.at(number):
            raise AssertionError("not reached")

        first, last = Change.objects.order_by("id").first().pk, Change.objects.order_by("id").last().pk
        assert (caught.value.first, caught.value.newest) == (first, last)
