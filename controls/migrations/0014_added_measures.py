"""A notice can add a measure to names that are listed already; the act says what it means for a shipment."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("controls", "0013_accounts_guarded"),
    ]

    operations = [
        migrations.AddField(
            model_name="listingevent",
            name="effect",
            field=models.CharField(
                blank=True,
                choices=[
                    ("prohibited", "Prohibited"),
                    ("licence_needed", "Licence needed"),
                    ("extra_review", "Extra review"),
                    ("none_stated", "No measure stated"),
                ],
                default="",
                help_text="What the added measure means for a shipment. Empty for every other act.",
                max_length=20,
                verbose_name="effect",
            ),
        ),
        migrations.AlterField(
            model_name="listingevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("suspended", "suspended"),
                    ("suspension_continued", "suspension continued"),
                    ("resumed", "resumed"),
                    ("stopped", "measures stopped"),
                    ("removed", "removed from the list"),
                    ("moved", "moved to another list"),
                    ("measure_added", "one measure added"),
                    ("measure_stopped", "one measure stopped"),
                ],
                max_length=30,
                verbose_name="act",
            ),
        ),
        migrations.AlterField(
            model_name="listingevent",
            name="target_notice",
            field=models.ForeignKey(
                help_text="The notice it acts upon; of an act on one measure, the notice that sets this measure.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="controls.notice",
                verbose_name="acts on",
            ),
        ),
        migrations.AddConstraint(
            model_name="listingevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "measure_added"), models.Q(("effect", ""), _negated=True)),
                    models.Q(models.Q(("kind", "measure_added"), _negated=True), ("effect", "")),
                    _connector="OR",
                ),
                name="listing_event_effect_of_added_measure",
                violation_error_message="An added measure has an effect; no other act has one.",
            ),
        ),
    ]
