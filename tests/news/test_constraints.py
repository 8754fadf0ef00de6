"""What no row of the news may be, whoever writes it: each constraint broken once, in the database and in words."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from news.models import (
    Article,
    ArticleName,
    ArticleVersion,
    FetchJob,
    FetchRun,
    FoundNotice,
    HeldReading,
    KnownAddress,
    LastReading,
    Mention,
    Source,
    Standing,
    StoryPair,
)
from tests.news.reporting import (
    NOON,
    make_article,
    make_mention,
    make_name,
    make_run,
    make_source_of_news,
    make_story,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return make_source_of_news()


@pytest.fixture
def article(source):
    return make_article(source=source)


def make_job(source, **columns):
    return FetchJob.objects.create(source=source, **{"slot": NOON, "due_at": NOON, **columns})


def make_found(article, **columns):
    given = {"key": "mofcom-2026-91", "title": "Notice", "url": article.url, "found_at": NOON, **columns}
    return FoundNotice.objects.create(article=article, source=article.source, **given)


def make_held(source, **columns):
    given = {"address": "", "reason": "shrunk", "words": "It has shrunk.", "before": 9, "now": 1, "digest": "1" * 64}
    return HeldReading.objects.create(source=source, held_at=NOON, **{**given, **columns})


def make_last(source, **columns):
    return LastReading.objects.create(source=source, **{"address": "", "digest": "1", "read_at": NOON, **columns})


def make_pair(one, other, **columns):
    given = {"likeness": 0.7, "reason": "title", "made_at": NOON, **columns}
    return StoryPair.objects.create(earlier=one, later=other, **given)


def assert_refused(constraint, act):
    """The act breaks this constraint in the database, and nothing of it is written."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        act()


class TestSources:
    WORDS = [
        ({"enabled": False, "off_reason": ""}, "source_says_why_it_is_off", "Say why the source is not asked."),
        ({"quiet_from": "22:00"}, "source_quiet_hours_are_two", "Quiet hours have a beginning and an end."),
        ({"quiet_to": "08:00"}, "source_quiet_hours_are_two", "Quiet hours have a beginning and an end."),
        ({"quiet_rhythm": 120}, "source_quiet_rhythm_has_hours", "A rhythm for quiet hours needs quiet hours."),
    ]

    @pytest.mark.parametrize(("columns", "constraint", "words"), WORDS)
    def test_are_refused_by_the_database_and_in_words(self, columns, constraint, words, source):
        assert_refused(constraint, lambda: Source.objects.filter(pk=source.pk).update(**columns))
        for name, value in columns.items():
            setattr(source, name, value)

        with pytest.raises(ValidationError) as refusal:
            source.full_clean()
        assert words in refusal.value.messages

    def test_name_the_hosts_that_may_be_asked(self, source):
        assert_refused("source_names_its_hosts", lambda: Source.objects.filter(pk=source.pk).update(hosts=[]))
        assert Source.objects.get(pk=source.pk).hosts == source.hosts

    @pytest.mark.parametrize("key", ["With Space", "", "x" * 61, "slash/", "umläut", "dot."])
    def test_have_a_key_that_may_stand_in_an_address(self, source, key):
        source.key = key
        with pytest.raises(ValidationError) as refusal:
            source.full_clean()
        assert "key" in refusal.value.message_dict

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("rhythm", 4),
            ("rhythm", 44_641),
            ("quiet_rhythm", 4),
            ("quiet_rhythm", 44_641),
            ("jitter", 51),
            ("jitter", -1),
            ("gap", -1),
            ("tier", "blog"),
            ("licence", "mine"),
            ("zone", "x" * 61),
        ],
    )
    def test_keep_within_the_limits_of_their_columns(self, source, name, value):
        setattr(source, name, value)
        with pytest.raises(ValidationError) as refusal:
            source.full_clean()
        assert name in refusal.value.message_dict

    def test_of_two_with_one_key_the_second_is_refused(self, source):
        with pytest.raises(IntegrityError, match="key"), transaction.atomic():
            make_source_of_news(key=source.key)
        assert Source.objects.filter(key=source.key).count() == 1

    def test_are_not_deleted_while_they_have_articles(self, article):
        with pytest.raises(ProtectedError):
            article.source.delete()
        assert Article.objects.get(pk=article.pk)

    @pytest.mark.parametrize("licence", Source.Licence.values)
    def test_keep_a_summary_only_where_the_licence_allows_it(self, licence):
        assert Source(licence=licence).keeps_summary is (licence in ("public_domain", "ogl3", "eu_reuse"))


class TestFetches:
    def test_a_slot_has_one_job(self, source):
        make_job(source)
        assert_refused("fetch_job_once_per_slot", lambda: make_job(source, state="done"))

    def test_another_slot_or_source_has_its_own(self, source):
        make_job(source)
        make_job(source, slot=NOON + timedelta(hours=1))
        make_job(make_source_of_news())
        assert FetchJob.objects.count() == 3

    def test_a_claim_without_an_end_is_refused(self, source):
        assert_refused("fetch_job_claim_runs_out", lambda: make_job(source, state="claimed"))
        job = FetchJob(source=source, slot=NOON, due_at=NOON, state="claimed")
        with pytest.raises(ValidationError, match="A claim has an end"):
            job.full_clean()

    @pytest.mark.parametrize("column", ["attempts"])
    def test_no_count_is_negative(self, source, column):
        assert_refused(column, lambda: make_job(source, **{column: -1}))

    @pytest.mark.parametrize("column", ["size", "items", "added", "changed", "notices", "status"])
    def test_no_figure_of_a_run_is_negative(self, source, column):
        assert_refused(column, lambda: make_run(source, **{column: -1}))

    def test_a_run_has_a_number_of_its_own(self, source):
        make_run(source, number="one")
        assert_refused("number", lambda: make_run(source, number="one"))

    def test_a_run_outlives_its_job(self, source):
        run = make_run(source, job=make_job(source))
        FetchJob.objects.all().delete()
        run.refresh_from_db()
        assert run.job is None

    def test_an_address_is_known_once(self, source):
        KnownAddress.objects.create(url=source.url, source=source, asked_at=NOON)
        assert_refused("url", lambda: KnownAddress.objects.create(url=source.url, source=source, asked_at=NOON))

    @pytest.mark.parametrize("outcome", FetchRun.Outcome.values)
    def test_only_what_was_read_or_unchanged_is_good(self, outcome):
        assert (outcome in FetchRun.GOOD) is (outcome in ("read", "unchanged"))


class TestHeldAnswers:
    def test_one_waits_for_each_address(self, source):
        make_held(source)
        assert_refused("held_reading_one_waits", lambda: make_held(source, digest="2" * 64))
        make_held(source, address="https://other.example/")
        assert HeldReading.objects.count() == 2

    @pytest.mark.parametrize("state", ["accepted", "refused"])
    def test_who_decided_and_when_are_said(self, source, state):
        who = "held_reading_is_decided_by_somebody"
        assert_refused(who, lambda: make_held(source, state=state))
        assert_refused(who, lambda: make_held(source, state=state, decided_by="ada"))
        assert_refused(who, lambda: make_held(source, state=state, decided_at=NOON))
        assert make_held(source, state=state, decided_by="ada", decided_at=NOON).pk

    def test_one_that_was_overtaken_was_decided_by_nobody(self, source):
        assert make_held(source, state="overtaken").decided_by == ""

    def test_what_an_address_held_last_is_one_row(self, source):
        make_last(source)
        assert_refused("last_reading_one_per_address", lambda: make_last(source))


class TestArticles:
    def test_a_version_has_a_number_of_its_own(self, article):
        assert_refused("article_version_number_unique", lambda: make_version(article, number=1))
        make_version(article, number=2)
        assert ArticleVersion.objects.filter(article=article).count() == 2

    def test_no_two_articles_share_a_name(self, article):
        make_name(article, "https://paper.example/a")
        assert_refused("digest", lambda: make_name(make_article(), "https://paper.example/a"))
        assert ArticleName.objects.get().article == article

    @pytest.mark.parametrize(
        ("name", "value"), [("state", "shown"), ("precision", "decade"), ("title", "x" * 501), ("url", "x" * 2001)]
    )
    def test_keep_within_the_limits_of_their_columns(self, article, name, value):
        setattr(article, name, value)
        with pytest.raises(ValidationError) as refusal:
            article.full_clean()
        assert name in refusal.value.message_dict

    def test_outlive_their_story(self, article):
        story = make_story(article, make_article())
        story.delete()
        assert set(Article.objects.values_list("story", flat=True)) == {None}

    def test_with_a_found_notice_are_not_deleted(self, article):
        make_found(article)
        with pytest.raises(ProtectedError):
            article.delete()
        assert FoundNotice.objects.exists()


class TestMentionsAndPairs:
    @pytest.mark.parametrize("likeness", [-0.01, 1.01, 100])
    def test_a_likeness_is_a_share(self, article, likeness):
        assert_refused("mention_likeness_is_a_share", lambda: make_mention(article, "element:dy", likeness=likeness))
        with pytest.raises(ValidationError, match="between 0 and 1"):
            Mention(
                article=article, reference="element:dy", words="Dy", method="symbol", standing="certain",
                likeness=likeness,
            ).full_clean()  # fmt: skip

    @pytest.mark.parametrize("likeness", [0, 0.5, 1])
    def test_the_borders_of_a_share_belong_to_it(self, article, likeness):
        assert make_mention(article, "element:dy", likeness=likeness).pk

    @pytest.mark.parametrize("standing", Standing.values)
    def test_a_fact_is_mentioned_once_whatever_became_of_it(self, article, standing):
        make_mention(article, "element:dy", standing=standing)
        assert_refused("mention_once_per_fact", lambda: make_mention(article, "element:dy"))

    def test_a_pair_is_in_order_and_no_article_is_a_pair_with_itself(self, article):
        other = make_article()
        assert_refused("story_pair_in_order", lambda: make_pair(other, article))
        assert_refused("story_pair_in_order", lambda: make_pair(article, article))
        make_pair(article, other)
        assert_refused("story_pair_once", lambda: make_pair(article, other, standing="rejected"))
