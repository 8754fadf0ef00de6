from django.db import migrations, models

# What rows would have said, from the answers that are still kept.
_SAID = """
UPDATE screening_batchrow AS kept SET
  hit_count = COALESCE((asked.answer ->> 'hits_in_all')::int, asked.hit_count),
  first_hit = CASE WHEN asked.hit_count > 0 THEN jsonb_build_object(
    'id', asked.answer #>> '{hits,0,entity,key}',
    'list', asked.answer #>> '{hits,0,listing,list}',
    'list_name', asked.answer #>> '{hits,0,listing,list_name}',
    'effect', asked.answer #>> '{hits,0,listing,effect}',
    'state', asked.answer #>> '{hits,0,state,code}'
  ) END
FROM screening_screeningcheck AS asked
WHERE asked.id = kept.screening_check_id
"""


class Migration(migrations.Migration):
    """Rows of batches keep how many hits they had, and where the first of them stands."""

    dependencies = [("screening", "0008_parties_by_all_particulars")]

    operations = [
        migrations.AddField(
            "batch",
            "freshness",
            models.JSONField(
                blank=True,
                null=True,
                help_text="How fresh the sources were when it was started; empty: not recorded.",
            ),
        ),
        migrations.AddField(
            "batchrow", "hit_count", models.PositiveIntegerField(blank=True, null=True, verbose_name="hits")
        ),
        migrations.AddField(
            "batchrow",
            "first_hit",
            models.JSONField(
                blank=True,
                null=True,
                help_text="Id, list, its name, effect and state of the first hit on the day asked about.",
            ),
        ),
        migrations.RunSQL(_SAID, migrations.RunSQL.noop),
    ]
