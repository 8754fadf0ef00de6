"""The change log is evidence: the database itself refuses to edit or delete it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION controls_change_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'controls_change is append-only: % refused', TG_OP; END $$;
CREATE TRIGGER controls_change_refuses_edits BEFORE UPDATE OR DELETE ON controls_change
FOR EACH ROW EXECUTE FUNCTION controls_change_is_append_only();
CREATE TRIGGER controls_change_refuses_truncation BEFORE TRUNCATE ON controls_change
FOR EACH STATEMENT EXECUTE FUNCTION controls_change_is_append_only();
"""
BACKWARD = """
DROP TRIGGER controls_change_refuses_truncation ON controls_change;
DROP TRIGGER controls_change_refuses_edits ON controls_change;
DROP FUNCTION controls_change_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("controls", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
