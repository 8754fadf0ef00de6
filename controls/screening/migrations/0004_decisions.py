"""Cases and what was decided about them. The database itself keeps their history and the rule of the second person."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULES = """
CREATE FUNCTION screening_history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP; END $$;

CREATE FUNCTION screening_second_look_is_at_its_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM screening_decision d
    WHERE d.id = NEW.decision_id AND d.author_id = NEW.decided_by_id AND d.case_id = NEW.case_id;
  IF NOT FOUND THEN RAISE EXCEPTION 'a second look names the author and the case of its decision'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER screening_secondlook_is_at_its_decision BEFORE INSERT ON screening_secondlook
FOR EACH ROW EXECUTE FUNCTION screening_second_look_is_at_its_decision();

CREATE FUNCTION screening_case_is_decided_by_the_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found screening_decision;
BEGIN
  IF NEW.standing_id IS NULL THEN RETURN NEW; END IF;
  SELECT * INTO found FROM screening_decision WHERE id = NEW.standing_id;
  IF found.case_id IS DISTINCT FROM NEW.id THEN RAISE EXCEPTION 'a case stands on a decision of its own'; END IF;
  IF found.verdict = 'need_more_facts' THEN RAISE EXCEPTION 'need more facts decides no case'; END IF;
  IF NEW.state = 'decided' AND found.second = 'asked' AND NOT EXISTS (
    SELECT 1 FROM screening_secondlook s WHERE s.decision_id = found.id AND s.outcome = 'confirmed'
  ) THEN RAISE EXCEPTION 'a second person has not confirmed the decision'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER screening_case_is_decided_by_the_rules BEFORE INSERT OR UPDATE ON screening_case
FOR EACH ROW EXECUTE FUNCTION screening_case_is_decided_by_the_rules();
"""
NO_RULES = """
DROP TRIGGER screening_case_is_decided_by_the_rules ON screening_case;
DROP TRIGGER screening_secondlook_is_at_its_decision ON screening_secondlook;
DROP FUNCTION screening_case_is_decided_by_the_rules;
DROP FUNCTION screening_second_look_is_at_its_decision;
DROP FUNCTION screening_history_is_append_only;
"""
HISTORY = ("screening_decision", "screening_secondlook", "screening_comment", "screening_caseevent")
GUARD = """
CREATE TRIGGER {table}_refuses_edits BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION screening_history_is_append_only();
CREATE TRIGGER {table}_refuses_truncation BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION screening_history_is_append_only();
"""
NO_GUARD = """
DROP TRIGGER {table}_refuses_truncation ON {table};
DROP TRIGGER {table}_refuses_edits ON {table};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0003_batches"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "party",
                    models.CharField(
                        help_text="SHA-256 of name, country and number as compared: who was asked for.", max_length=64
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Its name, as last asked for.", max_length=600, verbose_name="counterparty"
                    ),
                ),
                (
                    "asked",
                    models.JSONField(
                        help_text="Name, country and number, as last asked for.", verbose_name="asked for"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        help_text="entity:subaru in the register, party:us-csl/1234 on an imported list.",
                        max_length=300,
                        verbose_name="entry",
                    ),
                ),
                ("label", models.CharField(max_length=300, verbose_name="name of the entry")),
                (
                    "lists",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="lists",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(help_text="same, probable or possible", max_length=12, verbose_name="class"),
                ),
                ("score", models.FloatField(verbose_name="score")),
                (
                    "basis",
                    models.CharField(
                        blank=True,
                        help_text="SHA-256 of the entry as it stands, or stood when decided. Empty: on no list any more.",
                        max_length=64,
                    ),
                ),
                (
                    "states",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="By key of a listing its state, as the basis has it.",
                        verbose_name="states",
                    ),
                ),
                ("algorithm", models.CharField(max_length=40, verbose_name="algorithm")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("awaiting_second", "awaits a second person"),
                            ("decided", "decided"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(help_text="When it was opened, or re-opened last.", verbose_name="open since"),
                ),
                (
                    "wants_facts",
                    models.BooleanField(
                        default=False,
                        help_text="Somebody looked at it and could not decide it yet.",
                        verbose_name="needs more facts",
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        default=0, help_text="Counts the rows of its history.", verbose_name="version"
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="screening_cases",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "latest_hit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="screening.screeninghit",
                        verbose_name="latest hit",
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.PositiveIntegerField(
                        help_text="Of the case, since this was written.", verbose_name="version"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("reopened", "re-opened"),
                            ("changed", "changed while it was open"),
                            ("withdrawn", "decision withdrawn"),
                            ("assigned", "assigned"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "causes",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Why, as data: which of entry, algorithm, person, and what.",
                        verbose_name="causes",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assigned to",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the register itself.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_events",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="screening.case", verbose_name="case"
                    ),
                ),
            ],
            options={
                "verbose_name": "event of a case",
                "verbose_name_plural": "events of cases",
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.PositiveIntegerField(
                        help_text="Of the case, since this was written.", verbose_name="version"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("same_party", "same party"),
                            ("different_party", "different party"),
                            ("need_more_facts", "need more facts"),
                        ],
                        max_length=20,
                        verbose_name="verdict",
                    ),
                ),
                ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                (
                    "second",
                    models.CharField(
                        choices=[
                            ("asked", "a second person confirms or refuses it"),
                            ("single_curator", "one person: there was only one curator"),
                            ("switched_off", "one person: four eyes were switched off"),
                            ("not_needed", "one person: it frees nobody"),
                        ],
                        max_length=20,
                        verbose_name="second person",
                    ),
                ),
                ("basis", models.CharField(blank=True, help_text="Of the case, when it was decided.", max_length=64)),
                ("algorithm", models.CharField(max_length=40, verbose_name="algorithm")),
                ("score", models.FloatField(verbose_name="score")),
                (
                    "check_number",
                    models.CharField(
                        blank=True,
                        help_text="The check that was looked at. Empty: kept no longer.",
                        max_length=30,
                        verbose_name="check",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="screening_decisions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="screening.case", verbose_name="case"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="standing",
            field=models.ForeignKey(
                blank=True,
                help_text="The decision that stands, or that awaits a second person.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="screening.decision",
                verbose_name="decision",
            ),
        ),
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.PositiveIntegerField(
                        help_text="Of the case, since this was written.", verbose_name="version"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("confirmed", "confirmed"), ("refused", "refused")],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                ("reason", models.TextField(max_length=2000, verbose_name="reason")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_looks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="second person",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="screening.case", verbose_name="case"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_look",
                        to="screening.decision",
                        verbose_name="decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "second look",
                "verbose_name_plural": "second looks",
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.PositiveIntegerField(
                        help_text="Of the case, since this was written.", verbose_name="version"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("text", models.TextField(max_length=4000, verbose_name="comment")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case_comments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="screening.case", verbose_name="case"
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="comment_says_something",
                        violation_error_message="Say something.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("case", "version"), name="decision_version_unique_per_case"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="decision_has_a_reason",
                violation_error_message="Give a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "different_party"), models.Q(("second", "not_needed"), _negated=True)),
                    models.Q(models.Q(("verdict", "different_party"), _negated=True), ("second", "not_needed")),
                    _connector="OR",
                ),
                name="decision_that_frees_says_who_looked",
                violation_error_message="Only “different party” asks for a second person.",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "opened_at", "id"], name="case_queue"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["assigned_to", "state", "opened_at"], name="case_assigned"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["subject", "name"], name="case_subject_name"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("party", "subject"), name="case_unique_per_pair"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("standing", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("standing__isnull", False)),
                    _connector="OR",
                ),
                name="case_stands_on_a_decision",
                violation_error_message="A decided case has a decision, and an open one has none.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(("author", models.F("decided_by")), _negated=True),
                name="second_look_is_by_another_person",
                violation_error_message="Nobody confirms their own decision.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="second_look_has_a_reason",
                violation_error_message="Give a reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("wants_facts", False), ("state", "open"), _connector="OR"),
                name="case_that_wants_facts_is_open",
                violation_error_message="What needs more facts is not decided.",
            ),
        ),
        migrations.RunSQL(RULES, NO_RULES),
        *(migrations.RunSQL(GUARD.format(table=table), NO_GUARD.format(table=table)) for table in HISTORY),
    ]
