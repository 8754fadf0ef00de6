"""When somebody was last here, to tell what changed since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("controls", "0008_rule_words")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="last_visit_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="The end of the visit before this one.",
                null=True,
                verbose_name="last visit",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="seen_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="seen at"),
        ),
    ]
