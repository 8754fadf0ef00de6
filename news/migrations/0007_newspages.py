"""Movements of what pages of news show, written by the database; the order in which pages show articles."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Upper

# Statements, not rows: a thousand articles of one reading are one movement.
FORWARD = """
CREATE FUNCTION news_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO news_movement DEFAULT VALUES;
    -- Rows that somebody else takes away at this moment are passed over, so that nobody waits.
    DELETE FROM news_movement WHERE id IN (
        SELECT id FROM news_movement WHERE id < (SELECT max(id) FROM news_movement) - 1000
        ORDER BY id LIMIT 10 FOR UPDATE SKIP LOCKED
    );
    RETURN NULL;
END $$;
CREATE TRIGGER news_article_came AFTER INSERT OR DELETE ON news_article
    FOR EACH STATEMENT EXECUTE FUNCTION news_moved();
-- That an article was seen again moves nothing.
CREATE TRIGGER news_article_moved AFTER UPDATE OF source_id, state, title, url, language, kind, author, summary,
    own_summary, details, published_raw, published_at, published_on, precision, flags, shown_at, day, digest,
    version_count, about, story_id ON news_article FOR EACH STATEMENT EXECUTE FUNCTION news_moved();
CREATE TRIGGER news_articlename_moved AFTER INSERT OR UPDATE OR DELETE ON news_articlename
    FOR EACH STATEMENT EXECUTE FUNCTION news_moved();
CREATE TRIGGER news_articleversion_moved AFTER INSERT OR UPDATE OR DELETE ON news_articleversion
    FOR EACH STATEMENT EXECUTE FUNCTION news_moved();
CREATE TRIGGER news_mention_moved AFTER INSERT OR UPDATE OR DELETE ON news_mention
    FOR EACH STATEMENT EXECUTE FUNCTION news_moved();
CREATE TRIGGER news_newsevent_moved AFTER INSERT OR UPDATE OR DELETE ON news_newsevent
    FOR EACH STATEMENT EXECUTE FUNCTION news_moved();
CREATE TRIGGER news_newsevent_articles_moved AFTER INSERT OR UPDATE OR DELETE ON news_newsevent_articles
    FOR EACH STATEMENT EXECUTE FUNCTION news_moved();
CREATE TRIGGER news_source_came AFTER INSERT OR DELETE ON news_source
    FOR EACH STATEMENT EXECUTE FUNCTION news_moved();
-- How a source answers is shown on pages that nobody keeps.
CREATE TRIGGER news_source_moved AFTER UPDATE OF key, rank, name, tier, authority_id, licence ON news_source
    FOR EACH STATEMENT EXECUTE FUNCTION news_moved();
"""
TABLES = (
    ("news_article", "came"),
    ("news_article", "moved"),
    ("news_articlename", "moved"),
    ("news_articleversion", "moved"),
    ("news_mention", "moved"),
    ("news_newsevent", "moved"),
    ("news_newsevent_articles", "moved"),
    ("news_source", "came"),
    ("news_source", "moved"),
)
BACKWARD = (
    "".join(f"DROP TRIGGER {table}_{what} ON {table};\n" for table, what in TABLES) + "DROP FUNCTION news_moved();"
)


class Migration(migrations.Migration):
    dependencies = [("news", "0006_desk")]

    operations = [
        migrations.CreateModel(
            name="Movement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={"verbose_name": "movement", "verbose_name_plural": "movements"},
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["-day", "-shown_at", "-id"],
                include=["story"],
                name="article_shown_by_day",
                condition=Q(state="published"),
            ),
        ),
        *(
            migrations.AddIndex(
                model_name="article",
                index=GinIndex(OpClass(Upper(column), name="gin_trgm_ops"), name=f"article_{column}_words"),
            )
            for column in ("title", "summary", "own_summary")
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
