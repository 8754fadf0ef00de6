"""By the plain role the whole register can be used, and what is kept for good cannot be touched."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from controls.models import Change, Entity
from controls.screening.models import ScreeningCheck
from controls.screening.services import retention
from controls.services import rights
from tests.controls.tour import FILES, PAGES, set_clock
from tests.factories import make_listing
from tests.screening.asking import screened, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
ROLE = "Plain role of a test"  # a name that has to be quoted; gone with the transaction


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def by_the_role(role=ROLE):
    """Inside, the database takes us for the plain role."""
    sql(f'SET LOCAL ROLE "{role}"')
    try:
        yield
    finally:
        sql("RESET ROLE")


def refused(statement, *values):
    """The words with which the database refuses it to the plain role."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with by_the_role(), pytest.raises(DatabaseError) as caught, transaction.atomic():
        sql(statement, *values)
    return str(caught.value)


def guarded():
    """Tables that a trigger keeps from being edited."""
    names = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_refuses\\_edits'"
    return sorted(name for (name,) in sql(names))


@pytest.fixture
def plain():
    rights.grant(role=ROLE)


@pytest.mark.usefixtures("plain")
class TestWhatIsRefused:
    def test_there_are_guarded_tables(self):
        assert {"controls_change", "screening_screeningcheck", "screening_decision"} <= set(guarded())

    @pytest.mark.parametrize(
        "act",
        [
            "UPDATE {table} SET id = id",
            "TRUNCATE {table} CASCADE",
            "ALTER TABLE {table} DISABLE TRIGGER ALL",
            "ALTER TABLE {table} DISABLE TRIGGER USER",
            "ALTER TABLE {table} OWNER TO CURRENT_USER",
            "ALTER TABLE {table} ADD COLUMN extra integer",
            "DROP TABLE {table} CASCADE",
            "CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION controls_change_is_append_only()",
        ],
    )
    def test_no_guarded_table_can_be_edited_emptied_or_freed_of_its_triggers(self, act):
        for table in guarded():
            words = refused(act.format(table=table))
            assert "permission denied" in words or "must be owner" in words, (table, words)

    def test_a_right_that_it_does_not_have_it_cannot_give(self):
        with by_the_role():
            sql("GRANT UPDATE ON controls_change TO PUBLIC")  # PostgreSQL only warns

        assert "permission denied" in refused("UPDATE controls_change SET id = id")

    def test_changes_cannot_be_deleted(self):
        assert "permission denied" in refused("DELETE FROM controls_change")

    @pytest.mark.parametrize(
        "act",
        [
            "SET session_replication_role = replica",
            "SET LOCAL session_replication_role = 'replica'",
            "SELECT set_config('session_replication_role', 'replica', true)",
            "ALTER ROLE CURRENT_USER SUPERUSER",
            "CREATE ROLE another SUPERUSER",
            "CREATE TABLE public.mine (id integer)",
            "CREATE FUNCTION public.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
            "DROP FUNCTION controls_change_is_append_only() CASCADE",
            "CREATE OR REPLACE FUNCTION controls_change_is_append_only() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NEW; END'",
            "DROP SCHEMA recorded CASCADE",
            "CREATE VIEW recorded.mine AS SELECT 1",
            "COPY (SELECT 1) TO PROGRAM 'cat'",
            "COPY controls_change TO '/tmp/changes'",
            "CREATE EXTENSION dblink",
        ],
    )
    def test_no_way_round_the_triggers_is_open(self, act):
        words = refused(act)

        assert "permission denied" in words or "must be" in words

    def test_what_was_migrated_is_read_and_not_written(self):
        with by_the_role():
            assert sql("SELECT count(*) FROM django_migrations")[0][0] > 0

        assert "permission denied" in refused("DELETE FROM django_migrations")

    def test_the_owner_would_have_been_refused_by_the_trigger_only_until_it_is_switched_off(self):
        """What the plain role is for: as the owner, a switch is enough."""
        screened("Nobody at all", by=somebody(), at=timezone.now())
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("ALTER TABLE screening_screeningcheck DISABLE TRIGGER USER")

        assert ScreeningCheck.objects.update(threshold=1) == 1


@pytest.mark.usefixtures("plain")
class TestWhatIsGranted:
    @pytest.mark.parametrize("path", sorted((PAGES | FILES).values()))
    def test_every_page_answers(self, monkeypatch, path):
        set_clock(monkeypatch, "2026-11-21T12:00:00+08:00")

        with by_the_role():
            assert Client().get(path).status_code == 200

    def test_a_fact_is_written_and_said_again_as_of_an_older_revision(self):
        before = Change.objects.revision()[0]

        with by_the_role():
            listing = make_listing()
            now = Client().get(f"/entities/{listing.entity.key}/")
            then = Client().get(f"/entities/{listing.entity.key}/?revision={before}")

        assert (now.status_code, then.status_code) == (200, 404)
        assert Entity.objects.filter(pk=listing.entity.pk).exists()

    def test_names_are_screened_and_checks_whose_time_is_over_go(self):
        by, now = somebody(), timezone.now()

        with by_the_role():
            screened("SUBARU", by=by, at=now - timedelta(days=3))
            screened("SUBARU", by=by, at=now)
            gone = retention.prune(before=now - timedelta(days=1))

        assert gone == 1
        assert ScreeningCheck.objects.count() == 1

    def test_the_search_is_drawn_up_anew(self):
        with by_the_role():
            call_command("rebuild_search", verbosity=0)
            found = Client().get("/api/v1/search/?q=SUBARU").json()

        assert "SUBARU" in str(found)

    def test_the_seed_is_loaded_again(self):
        before = Change.objects.revision()

        with by_the_role():
            call_command("load_seed", verbosity=0)

        assert Change.objects.revision() == before

    def test_a_first_account_is_made(self, capsys):
        with by_the_role():
            call_command("first_run")

        assert "API key" in capsys.readouterr().out

    def test_granting_twice_changes_nothing(self):
        held = "SELECT relname, relacl::text FROM pg_class WHERE relname ~ '^(controls|screening|alerts|news)_'"
        before = sorted(sql(held))

        rights.grant(role=ROLE)

        assert sorted(sql(held)) == before

    def test_what_was_granted_too_much_is_taken_back(self):
        sql(f'GRANT ALL ON controls_change TO "{ROLE}"')

        rights.grant(role=ROLE)

        assert "permission denied" in refused("TRUNCATE controls_change CASCADE")


class TestWhoIsNoPlainRole:
    @pytest.mark.parametrize(
        ("made", "why"),
        [
            (f'CREATE ROLE "{ROLE}" SUPERUSER', "is a superuser"),
            (f'CREATE ROLE "{ROLE}" CREATEROLE', "may do more"),
            (f'CREATE ROLE "{ROLE}" BYPASSRLS', "may do more"),
            (f'CREATE ROLE a_group_of_a_test; CREATE ROLE "{ROLE}" IN ROLE a_group_of_a_test', "belongs to another"),
            (f'CREATE ROLE "{ROLE}"; ALTER TABLE controls_source OWNER TO "{ROLE}"', "owns tables"),
        ],
    )
    def test_is_refused_in_words(self, made, why):
        sql(made)

        with pytest.raises(rights.RightsRefused, match=why):
            rights.grant(role=ROLE)

    def test_whoever_migrates_is_refused(self):
        role = sql("SELECT current_user")[0][0]

        with pytest.raises(rights.RightsRefused, match="is the one that migrates"):
            rights.grant(role=role)

    def test_an_address_without_a_role_is_refused(self):
        with pytest.raises(rights.RightsRefused, match="names no role"):
            rights.grant(role="")

    def test_an_owner_who_may_not_make_roles_says_so(self):
        sql("CREATE ROLE an_owner_of_a_test")

        with by_the_role("an_owner_of_a_test"), pytest.raises(rights.RightsRefused, match="There is no role"):
            rights.grant(role=ROLE)

    def test_an_owner_who_is_no_superuser_gives_rights_on_what_is_his_and_leaves_the_password_alone(self):
        sql(f'CREATE ROLE an_owner_of_a_test; CREATE ROLE "{ROLE}" LOGIN')
        sql("ALTER SCHEMA public OWNER TO an_owner_of_a_test")
        rights_of_views = "ALTER SCHEMA recorded RENAME TO recorded_elsewhere"  # its views belong to the superuser here
        sql(rights_of_views)
        sql("ALTER TABLE controls_source OWNER TO an_owner_of_a_test")

        with by_the_role("an_owner_of_a_test"):
            rights.grant(role=ROLE, password="not his to set")

        with by_the_role():
            assert sql("SELECT count(*) FROM controls_source")[0][0] > 0
        assert "permission denied" in refused("SELECT count(*) FROM controls_listing")
        assert sql("SELECT rolpassword FROM pg_authid WHERE rolname = %s", ROLE) == [(None,)]


class TestMigrate:
    @pytest.fixture
    def named(self, settings):
        settings.APP_DATABASE = {"USER": ROLE, "PASSWORD": "a password: ' of the role"}

    def test_makes_the_role_and_says_so(self, named, capsys):
        call_command("migrate")

        assert f"Gave the role {ROLE} its rights." in capsys.readouterr().out
        with by_the_role():
            assert Change.objects.exists()

    def test_keeps_the_password_as_a_digest(self, named):
        call_command("migrate", verbosity=0)

        assert sql("SELECT rolpassword FROM pg_authid WHERE rolname = %s", ROLE)[0][0].startswith("SCRAM-SHA-256$")

    def test_gives_no_rights_where_no_role_is_named(self):
        call_command("migrate", verbosity=0)

        assert sql("SELECT count(*) FROM pg_roles WHERE rolname = %s", ROLE) == [(0,)]

    def test_only_telling_makes_no_role(self, named):
        call_command("migrate", "--plan", verbosity=0)

        assert sql("SELECT count(*) FROM pg_roles WHERE rolname = %s", ROLE) == [(0,)]

    def test_stops_with_the_reason_when_the_role_is_too_mighty(self, settings):
        settings.APP_DATABASE = {"USER": sql("SELECT current_user")[0][0], "PASSWORD": ""}

        with pytest.raises(CommandError, match="APP_DATABASE_URL: .* is the one that migrates"):
            call_command("migrate", verbosity=0)
