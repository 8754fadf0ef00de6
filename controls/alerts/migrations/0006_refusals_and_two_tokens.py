"""What a search could not be asked for, an address of its own for each feed, and when a wish was changed last."""

import secrets
from typing import Any

from django.db import migrations, models

import controls.alerts.models.subscriptions


def addresses_of_feeds(apps: Any, _editor: Any) -> None:
    """Feeds that were fetched by the one token go on by it. It stops no letters any more, and others open no feed.

    Where letters went as well, the token was sent about in them: such a feed gets a new address.
    """
    rows = apps.get_model("alerts", "Subscription").objects
    for row in rows.order_by("pk").iterator():
        row.feed_token = secrets.token_urlsafe(32)
        if row.channel == "feed" and not row.deliveries.filter(channel="email").exists():
            row.feed_token, row.token = row.token, row.feed_token
        row.save(update_fields=["token", "feed_token"])


class Migration(migrations.Migration):
    dependencies = [("alerts", "0005_days_of_ends")]

    operations = [
        migrations.AddField(
            model_name="savedsearch",
            name="refused",
            field=models.CharField(
                blank=True,
                choices=[
                    ("page", "Searches of this page cannot be followed."),
                    ("question", "What was saved is no longer a question that this page understands."),
                    ("many", "More than 5,000 facts answer this search. Narrow it down."),
                ],
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="refused_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refused", ""), ("refused_at", None)),
                    models.Q(models.Q(("refused", ""), _negated=True), ("refused_at__isnull", False)),
                    _connector="OR",
                ),
                name="saved_search_refused_at_a_moment",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="changed at"),
        ),
        migrations.AlterField(
            model_name="subscription",
            name="token",
            field=models.CharField(help_text="Opens the way to stop.", max_length=64, unique=True),
        ),
        migrations.AddField(
            model_name="subscription",
            name="feed_token",
            field=models.CharField(help_text="Opens the private feed.", max_length=64, null=True),
        ),
        migrations.RunPython(addresses_of_feeds, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="subscription",
            name="feed_token",
            field=models.CharField(
                default=controls.alerts.models.subscriptions.new_token,
                help_text="Opens the private feed.",
                max_length=64,
                unique=True,
            ),
        ),
    ]
