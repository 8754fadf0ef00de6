"""A check is evidence: the database itself refuses to edit one. It may go when its retention is over."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION screening_check_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'screening_screeningcheck is append-only: % refused', TG_OP; END $$;
CREATE TRIGGER screening_check_refuses_edits BEFORE UPDATE ON screening_screeningcheck
FOR EACH ROW EXECUTE FUNCTION screening_check_is_append_only();
"""
BACKWARD = """
DROP TRIGGER screening_check_refuses_edits ON screening_screeningcheck;
DROP FUNCTION screening_check_is_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("screening", "0005_counterparties")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
