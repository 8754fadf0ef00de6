from django.db import migrations, models


def keep_addresses(apps, schema_editor):
    """Accounts that exist were made by those who manage them: their addresses count as proved."""
    addresses = apps.get_model("account", "EmailAddress").objects
    for user in apps.get_model("controls", "User").objects.all():
        addresses.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("controls", "0010_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignInTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("password", "password"),
                            ("code", "code of a second factor"),
                            ("reset", "letter to set a new password"),
                        ],
                        max_length=10,
                    ),
                ),
                ("account", models.CharField(help_text="Digest of the e-mail address that was typed.", max_length=32)),
                ("caller", models.CharField(help_text="Digest of the network address that asked.", max_length=32)),
                (
                    "device",
                    models.CharField(
                        blank=True,
                        help_text="A device on which this account signed in before; empty: unknown.",
                        max_length=32,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "succeeded",
                    models.BooleanField(default=False, help_text="A success is no guess and does not count."),
                ),
            ],
            options={
                "verbose_name": "try to sign in",
                "verbose_name_plural": "tries to sign in",
                "indexes": [
                    models.Index(fields=["account", "kind", "at"], name="signin_by_account"),
                    models.Index(fields=["caller", "kind", "at"], name="signin_by_caller"),
                    models.Index(fields=["at"], name="signin_by_age"),
                ],
            },
        ),
        migrations.RunPython(keep_addresses, migrations.RunPython.noop),
    ]
