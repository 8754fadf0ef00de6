import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("news", "0003_events")]

    operations = [
        migrations.RemoveConstraint(model_name="articlename", name="article_name_unique"),
        # Nothing has ever written a name before this, so that no row needs a digest.
        migrations.AddField(
            model_name="articlename",
            name="digest",
            field=models.BinaryField(
                default=b"",
                help_text="SHA-256 of kind, scope and whole value.",
                max_length=32,
                unique=True,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="article",
            name="updated_on",
            field=models.DateField(blank=True, null=True, verbose_name="updated on"),
        ),
        migrations.AddField(
            model_name="article",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
        ),
        migrations.AddField(
            model_name="article",
            name="summarised_by",
            field=models.CharField(blank=True, max_length=200, verbose_name="summarised by"),
        ),
        migrations.AddField(
            model_name="article",
            name="summarised_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="summarised at"),
        ),
        migrations.AlterField(
            model_name="article",
            name="version_count",
            field=models.PositiveIntegerField(default=1, verbose_name="versions"),
        ),
        migrations.AlterField(
            model_name="articleversion",
            name="number",
            field=models.PositiveIntegerField(
                help_text="In the order in which they were seen.", verbose_name="version"
            ),
        ),
        migrations.CreateModel(
            name="ArticlePiece",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key", "article_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.IntegerField()),
                (
                    "article",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="news.article",
                    ),
                ),
            ],
            options={"verbose_name": "piece of an article", "verbose_name_plural": "pieces of articles"},
        ),
    ]
