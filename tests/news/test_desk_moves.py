"""What waits at the desk from every state by every act: allowed, or refused in words and left unchanged."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.models import Notice
from news.models import AnnexDraft, Article, FoundNotice, Source
from news.services import articles, drafts, found
from news.services.articles import ArticleRefused
from news.services.drafts import DraftRefused
from news.services.found import FoundRefused
from tests.controls.desk import make_user
from tests.factories import make_notice
from tests.news.announcing import NOW, make_article, make_source
from tests.news.kept import hours, item, only, press, source, store

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
Shown, Found, Draft = Article.State, FoundNotice.State, AnnexDraft.State


@pytest.fixture
def ada(db):
    return make_user(NOW, "ada@example.org")


def row(model):
    return model.objects.values().get()


# ---- Articles


def act_on(article, act, reason="So."):
    more = {} if act == "publish" else {"reason": reason}
    return getattr(articles, act)(article=article, by="ada", at=LATER, **more)


MOVES = {
    ("pending", "publish"): "published",
    ("pending", "reject"): "rejected",
    ("pending", "withdraw"): "is not shown",
    ("published", "publish"): "is shown already",
    ("published", "reject"): "Withdraw it instead",
    ("published", "withdraw"): "rejected",
    ("rejected", "publish"): "published",
    ("rejected", "reject"): "is rejected already",
    ("rejected", "withdraw"): "is not shown",
}


@pytest.mark.parametrize(("state", "act"), MOVES)
def test_an_article_moves_as_it_may_and_is_refused_in_words_otherwise(state, act):
    article, then = make_article(state=state), MOVES[state, act]
    before = row(Article)
    if then in Shown.values:
        assert act_on(article, act).state == then
        assert (row(Article)["decided_by"], row(Article)["decided_at"]) == ("ada", LATER)
    else:
        with pytest.raises(ArticleRefused, match=then):
            act_on(article, act)
        assert row(Article) == before


@pytest.mark.parametrize("act", ["reject", "withdraw"])
@pytest.mark.parametrize("reason", ["", " ", "\n\t ", "\u3000"])
def test_an_article_is_not_hidden_without_a_reason(act, reason):
    article = make_article(state="pending" if act == "reject" else "published")
    with pytest.raises(ArticleRefused, match="Say why"):
        act_on(article, act, reason)
    assert row(Article)["state"] == article.state


@given(acts=st.lists(st.sampled_from(["publish", "reject", "withdraw"]), max_size=8))
@settings(max_examples=15)
def test_only_a_published_article_is_shown_after_any_row_of_acts(acts):
    article, state = make_article(state="pending"), "pending"
    for act in acts:
        then = MOVES[state, act]
        if then in Shown.values:
            act_on(article, act)
            state = then
        else:
            with pytest.raises(ArticleRefused):
                act_on(article, act)
        article.refresh_from_db()
        assert article.state == state
        assert Article.objects.shown().filter(pk=article.pk).exists() is (state == "published")
        assert bool(article.state_reason) is (state == "rejected")


@pytest.mark.parametrize("text", ["x" * 1_000, "稀" * 1_000, "  a \n b  ", ""])
def test_our_summary_is_kept_in_one_line_with_who_wrote_it_or_is_taken_away(text):
    kept = articles.summarise(article=make_article(own_summary="before"), text=text, by="ada", at=LATER)

    assert kept.own_summary == " ".join(text.split())
    assert (kept.summarised_by, kept.summarised_at) == (("ada", LATER) if text else ("", None))


# ---- Licences


@pytest.mark.parametrize("licence", Source.Licence.values)
def test_a_summary_is_kept_only_where_the_licence_allows_it_at_first_and_after_an_edit(licence):
    paper = source(licence=licence)
    allowed = paper.keeps_summary
    store(paper, item(summary="Their own words."))
    store(paper, item("Edited", summary="Their newer words."), at=hours(1))

    article = only()
    assert article.title == "Edited"
    assert article.summary == ("Their newer words." if allowed else "")
    kept = {version.summary for version in article.versions.all()}
    assert kept == ({"Their own words.", "Their newer words."} if allowed else {""})


@pytest.mark.parametrize("licence", ["facts", "headlines", "non_commercial"])
def test_where_no_summary_may_be_kept_another_summary_is_no_edit(licence):
    paper = press(licence=licence)
    store(paper, item(summary="Their own words."))
    again = store(paper, item(summary="Their newer words."), at=hours(1))

    assert (again.changed, again.known, only().version_count) == (0, 1, 1)


def test_words_that_may_not_be_kept_are_kept_nowhere():
    secret = "Unpublishable sentence"
    store(press(licence="headlines"), item(summary=secret, details={"section": "Trade"}))

    article = only()
    texts = [str(value) for value in (row(Article), *article.versions.values(), *article.names.values())]
    assert not [text for text in texts if secret in text]


# ---- Notices that were found


def make_found(state="open", key="mofcom-2026-91"):
    announced = make_article(notice=key, title="商务部公告2026年第91号")
    why = {"reason": "No list."} if state == "dismissed" else {}
    return FoundNotice.objects.create(
        key=key, article=announced, source=announced.source, title="Notice", url=announced.url, found_at=NOW,
        state=state, **why,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "words"), [("open", None), ("dismissed", "set aside already"), ("recorded", "is on record meanwhile")]
)
def test_only_an_open_notice_is_set_aside(ada, state, words):
    notice = make_found(state)
    before = row(FoundNotice)
    if words is None:
        assert found.dismiss(found=notice, reason=" No list. ", by=ada, at=NOW).reason == "No list."
    else:
        with pytest.raises(FoundRefused, match=words):
            found.dismiss(found=notice, reason="No list.", by=ada, at=NOW)
        assert row(FoundNotice) == before


@pytest.mark.parametrize(
    ("state", "words"), [("open", "was not set aside"), ("recorded", "is on record under its own number")]
)
def test_only_what_somebody_decided_is_put_back(state, words):
    notice = make_found(state)
    with pytest.raises(FoundRefused, match=words):
        found.reopen(found=notice)
    assert row(FoundNotice)["state"] == state


def test_setting_aside_and_putting_back_leaves_it_as_it_was(ada):
    notice = make_found()
    before = row(FoundNotice)
    for _again in range(3):
        found.dismiss(found=notice, reason="No list.", by=ada, at=NOW)
        found.reopen(found=notice)
    assert row(FoundNotice) == before


@pytest.mark.parametrize("reason", ["", " ", "\t\n"])
def test_neither_one_nor_several_are_set_aside_without_a_reason(ada, reason):
    notice = make_found()
    for act in (
        lambda: found.dismiss(found=notice, reason=reason, by=ada, at=NOW),
        lambda: found.dismiss_several(numbers=[notice.pk], reason=reason, by=ada, at=NOW),
    ):
        with pytest.raises(FoundRefused, match="Say why"):
            act()
    assert row(FoundNotice)["state"] == Found.OPEN


def test_of_several_only_the_open_ones_that_are_not_on_record_are_set_aside(ada):
    keys = ("mofcom-2026-90", "mofcom-2026-91", "mofcom-2026-92", make_notice().key)
    states = ("open", "dismissed", "recorded", "open")
    rows = [make_found(state, key) for state, key in zip(states, keys, strict=True)]

    assert found.dismiss_several(numbers=[*(r.pk for r in rows), 10**9], reason="No.", by=ada, at=NOW) == 1
    assert [r.state for r in FoundNotice.objects.order_by("pk")] == ["dismissed", "dismissed", "recorded", "open"]
    assert found.dismiss_several(numbers=[r.pk for r in rows], reason="No.", by=ada, at=NOW) == 0


@pytest.mark.parametrize("state", Found.values)
def test_only_an_open_notice_is_marked_when_it_gets_on_record(state):
    recorded = make_notice()
    notice = make_found(state, recorded.key)

    assert found.settle(at=LATER) == (state == "open")
    assert found.settle(at=LATER) == 0
    notice.refresh_from_db()
    assert notice.state == (Found.RECORDED if state == "open" else state)
    assert notice.notice == (recorded if state == "open" else None)


def test_a_title_in_words_alone_puts_nothing_on_record():
    article = make_article(source=make_source(), title="商务部公告2026年第99号 公布将某公司列入管控名单")
    assert found.note(articles=[article, article], at=NOW) == 1
    assert not Notice.objects.filter(key="mofcom-2026-99").exists()


# ---- Drafts of listings


def make_draft(state="checking", **columns):
    given_columns = {"title": "Notice", "text": "1. A", "origin": "pasted", "digest": "0" * 64, "made_by": "ada"}
    when = {"made_at": NOW, "changed_by": "grace", "changed_at": NOW}
    return AnnexDraft.objects.create(notice_key="mofcom-2026-91", state=state, **{**given_columns, **when, **columns})


def correct(draft, by, edition=1):
    return drafts.correct(draft=draft, edition=edition, entity_list=None, lines={}, by=by, at=LATER)


@pytest.mark.parametrize("state", [Draft.RECORDED, Draft.DROPPED])
def test_what_is_no_longer_checked_is_neither_corrected_nor_dropped(ada, state):
    draft = make_draft(state)
    before = row(AnnexDraft)
    for act in (lambda: correct(draft, ada), lambda: drafts.drop(draft=draft, by=ada, at=LATER)):
        with pytest.raises(DraftRefused, match="no longer being checked"):
            act()
    assert row(AnnexDraft) == before
    assert not draft.can_be_edited


@pytest.mark.parametrize("edition", [0, 2, -1, 10**6])
def test_another_edition_than_the_one_on_record_is_refused_and_says_who_saved(ada, edition):
    draft = make_draft()
    with pytest.raises(DraftRefused, match="grace saved this draft meanwhile") as refusal:
        correct(draft, ada, edition)
    assert (refusal.value.position, row(AnnexDraft)["edition"]) == (0, 1)


def test_every_saving_is_an_edition_and_says_who_and_when(ada):
    draft = make_draft()
    for edition in (1, 2, 3):
        draft = correct(draft, ada, edition)
        assert (draft.edition, draft.changed_by, draft.changed_at) == (edition + 1, ada.get_username(), LATER)
    assert drafts.drop(draft=draft, by=ada, at=LATER).state == Draft.DROPPED
