"""Acts that end clauses: repealed, superseded, expired. Only what suspends has an end of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("controls", "0003_measures")]

    operations = [
        migrations.RemoveConstraint(
            model_name="suspension",
            name="suspension_that_resumes_has_no_end",
        ),
        migrations.AlterField(
            model_name="suspension",
            name="kind",
            field=models.CharField(
                choices=[
                    ("suspended", "suspended"),
                    ("suspension_continued", "suspension continued"),
                    ("resumed", "resumed"),
                    ("repealed", "repealed"),
                    ("superseded", "superseded"),
                    ("expired", "expired"),
                ],
                help_text="Repealed, superseded and expired end the clauses: by a notice, never because time went by.",
                max_length=30,
                verbose_name="act",
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until", None), ("kind__in", ("suspended", "suspension_continued")), _connector="OR"
                ),
                name="suspension_only_suspending_has_an_end",
                violation_error_message="Only a suspension has an end.",
            ),
        ),
    ]
