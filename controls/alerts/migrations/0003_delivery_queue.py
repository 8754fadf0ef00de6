"""What waits for a webhook is found by its endpoint, however much was sent before and however much waits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_subscription_since")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["endpoint", "id"], name="delivery_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("leased_until__isnull", False), ("state", "waiting")),
                fields=["endpoint"],
                name="delivery_under_way",
            ),
        ),
    ]
