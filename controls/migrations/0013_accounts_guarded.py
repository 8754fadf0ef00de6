"""Acts on accounts are recorded and stay; secrets of second factors are sealed; a code is right only once.

Reports of visitors are counted by network."""

from django.db import migrations, models
from django.db.models.functions import Now

from controls.services import sealing

FORWARD = """
CREATE FUNCTION controls_accountact_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'controls_accountact is append-only: % refused', TG_OP; END $$;
CREATE TRIGGER controls_accountact_refuses_edits BEFORE UPDATE OR DELETE ON controls_accountact
FOR EACH ROW EXECUTE FUNCTION controls_accountact_is_append_only();
CREATE TRIGGER controls_accountact_refuses_truncation BEFORE TRUNCATE ON controls_accountact
FOR EACH STATEMENT EXECUTE FUNCTION controls_accountact_is_append_only();
"""
BACKWARD = """
DROP TRIGGER controls_accountact_refuses_truncation ON controls_accountact;
DROP TRIGGER controls_accountact_refuses_edits ON controls_accountact;
DROP FUNCTION controls_accountact_is_append_only;
"""


def seal_secrets(apps, schema_editor):
    """What lies there as it is gets sealed. A second time changes nothing."""
    rewrite(apps, lambda text: text if text.startswith(sealing.MARK) else sealing.seal(text=text))


def unseal_secrets(apps, schema_editor):
    """The way back to a release that reads them as they are."""
    rewrite(apps, lambda text: sealing.unseal(sealed=text))


def rewrite(apps, change):
    for row in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        data = {name: change(value) if name in ("secret", "seed") else value for name, value in row.data.items()}
        if "migrated_codes" in data:
            data["migrated_codes"] = [change(code) for code in data["migrated_codes"]]
        if data != row.data:
            row.data = data
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("controls", "0012_error_reports"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.AddField(
            model_name="signintry",
            name="code",
            field=models.CharField(
                blank=True, help_text="Digest of a code that was right, which is right only once.", max_length=32
            ),
        ),
        migrations.AddField(
            model_name="errorreport",
            name="caller",
            field=models.CharField(
                blank=True, editable=False, help_text="Digest of a visitor's network.", max_length=32
            ),
        ),
        migrations.CreateModel(
            name="AccountAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "at",
                    models.DateTimeField(db_default=Now(), editable=False, verbose_name="when"),
                ),
                (
                    "actor",
                    models.EmailField(
                        blank=True, help_text="Empty: a command on the server.", max_length=254, verbose_name="by"
                    ),
                ),
                ("account", models.BigIntegerField(verbose_name="number of the account")),
                (
                    "email",
                    models.EmailField(help_text="Its address at the time.", max_length=254, verbose_name="account"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("made", "account made"),
                            ("role", "another role"),
                            ("deactivated", "deactivated"),
                            ("activated", "activated again"),
                            ("address", "another e-mail address"),
                            ("password", "password set"),
                            ("factor_added", "second factor added"),
                            ("factor_removed", "second factor removed"),
                            ("key_made", "API key made"),
                            ("key_revoked", "API key revoked"),
                        ],
                        max_length=20,
                        verbose_name="act",
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=300, verbose_name="before")),
                ("after", models.CharField(blank=True, max_length=300, verbose_name="after")),
            ],
            options={
                "verbose_name": "act on an account",
                "verbose_name_plural": "acts on accounts",
                "indexes": [models.Index(fields=["account", "-id"], name="account_act_by_account")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(seal_secrets, unseal_secrets),
    ]
