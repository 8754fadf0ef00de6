"""Screening, the desk and the admin in a language that nobody speaks, with rows in every state that looks different."""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import override_settings
from django.urls import reverse

from controls.screening.models import Batch, Counterparty, Rescreening, ScreeningCheck
from controls.screening.services.counterparties import Particulars
from news.models import AnnexDraft, FetchRun, HeldReading, Mention, Source, StoryPair
from news.services import found
from tests.controls.desk import make_user
from tests.controls.markup import tree
from tests.controls.proposing import new_source, propose
from tests.factories.decisions import decide, make_case, two_people
from tests.languages import pseudo
from tests.news.announcing import make_article
from tests.news.drafting import TITLE, begin
from tests.screening.asking import screened, somebody
from tests.screening.importing import import_ids, many
from tests.screening.sending import csv_of, run_all, sent, started
from tests.screening.watched import make_portfolio, put, work

pytestmark = pytest.mark.usefixtures("seeded", "today")
ROWS = ("SUBARU Corporation,JP", "Nobody In Particular GmbH,DE", "Sub\u202earu,JP", ",", "Someone,Atlantis")
OURS = ("controls", "news", "screening")
# Words of these desks come from the accounts and the keys, which have pages of their own.
ELSEWHERE = {"user", "apikey", "accountact"}
DESKS = [
    model for label in OURS for model in apps.get_app_config(label).get_models()
    if model in admin.site._registry and model._meta.model_name not in ELSEWHERE
]  # fmt: skip


@pytest.fixture(scope="module")
def spoken(tmp_path_factory):
    with override_settings(LOCALE_PATHS=[str(pseudo.build(tmp_path_factory.mktemp("locale")))]):
        for cache in caches.all():
            cache.clear()
        yield


@pytest.fixture
def asker(db):
    return somebody()


@pytest.fixture
def page(spoken, client, asker):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = pseudo.LANGUAGE
    client.force_login(asker)
    return client


@pytest.fixture
def curator(spoken, client, now):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = pseudo.LANGUAGE
    client.force_login(make_user(now, "ada@example.org"))
    return client


def left(answer, status=200):
    assert answer.status_code == status
    return pseudo.unmarked(tree(answer))


# ---- Screening


def test_a_check_and_its_form(page, asker, now):
    check = screened("SUBARU Corporation", by=asker, at=now, country="JP")
    assert check.hit_count

    assert not left(page.get("/screening/"))
    assert not left(page.get(f"/screening/checks/{check.number}/"))
    assert not left(page.post("/screening/", {"name": "", "country": "JPN", "threshold": "7"}), 400)


@pytest.mark.parametrize("state", Batch.State.values)
def test_a_batch_in_each_of_its_states(page, asker, now, state):
    batch = sent(csv_of(*ROWS), by=asker, at=now)
    if state != Batch.State.DRAFT:
        started(batch, at=now)
        run_all(at=now)
        Batch.objects.filter(pk=batch.pk).update(
            state=state, waits_for="The index is being built. Nothing was screened; ask again in a few seconds.",
            failure="There is no list “x”." if state == Batch.State.FAILED else "",
        )  # fmt: skip

    assert not left(page.get(reverse("screening:batch-detail", kwargs={"number": batch.pk})))
    assert not left(page.get("/screening/batches/"))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04nothing", b"\x00\x01\x02" * 40, "삼성전자 주식회사".encode("cp949")]
)
def test_a_file_that_is_refused(page, content):
    answer = page.post("/screening/batches/", {"file": SimpleUploadedFile("names.csv", content)})
    assert not left(answer, 400)


def test_an_answer_is_kept_in_english_whoever_asks(page, asker):
    assert page.post("/screening/", {"name": "SUBARU Corporation", "country": "JP"}).status_code == 302
    kept = ScreeningCheck.objects.of(asker).newest_first()[0]
    assert pseudo.OPEN not in str(kept.answer)
    assert kept.answer["hits"][0]["state"]["label"] == "In force"


def test_cases_before_and_after_a_decision(page):
    ada, _grace = two_people()
    open_case = make_case()
    decided = decide(make_case(name="Another Subaru"), "different_party", ada)

    assert not left(page.get("/screening/decisions/?state=open&state=awaiting_second&state=decided"))
    for case in (open_case, decided):
        assert not left(page.get(f"/screening/decisions/{case.pk}/"))
    refused = page.post(f"/screening/decisions/{open_case.pk}/", {"act": "decide", "version": "9"})
    assert not left(refused, 400)


def test_portfolios_with_hits_and_differences(page, asker):
    portfolio = make_portfolio(owner=asker)
    put(portfolio, Particulars("1", "SUBARU Corporation", country="JP"), "Zellerfeld", "株式会社御影磁石")
    work()
    Rescreening.objects.update(trouble="No list is loaded; nothing can be screened.")
    below = [f"counterparties/{row.pk}/" for row in Counterparty.objects.all()]

    assert not left(page.get("/screening/portfolios/"))
    for rest in ("", "table/", "settings/", "differences/", *below):
        assert not left(page.get(f"/screening/portfolios/{portfolio.pk}/{rest}"))
    assert not left(page.post(f"/screening/portfolios/{portfolio.pk}/table/", {"pasted": "id,nam\n1,x"}), 400)


def test_lists_of_others_in_use_and_held_back(page):
    import_ids(*many(100))
    import_ids(*many(10), day=1)

    assert not left(page.get("/screening/lists/"))
    assert not left(page.get("/screening/lists/foreign/"))


# ---- The desk and news


@pytest.fixture
def waiting(curator, now):
    """One of every kind of work; the source whose it is."""
    ada = make_user(now, "grace@example.org")
    article = make_article(title=TITLE, notice="mofcom-2026-91", language="zh-Hans", state="pending")
    other = make_article(title="Another report", state="pending", source=article.source)
    found.note(articles=[article], at=now)
    begin(ada, notice_key="mofcom-2026-91", at=now)
    propose(new_source(), ada)
    StoryPair.objects.create(earlier=article, later=other, likeness=0.9, reason="title", made_at=now)
    Mention.objects.create(
        article=other, reference="entity:subaru-corporation", words="Subaru", method="name", standing="suggested"
    )
    Source.objects.filter(pk=article.source.pk).update(
        trouble="The answer has no field 'count': '<html>'", failures=3, trouble_since=now
    )
    HeldReading.objects.create(
        source=article.source, reason="shrunk", words="It has shrunk from 40 items to 3.", before=40, now=3,
        digest="0" * 64, held_at=now,
    )  # fmt: skip
    return article.source


def test_everything_that_waits_at_the_desk(curator, waiting):
    held, draft = HeldReading.objects.get(), AnnexDraft.objects.get()
    pages = ["", "notices/", "drafts/", "drafts/new/?notice=mofcom-2026-91", f"held/{held.pk}/", f"drafts/{draft.pk}/"]
    for rest in pages:
        assert not left(curator.get(f"/desk/{rest}"))
    assert not left(curator.post(f"/desk/held/{held.pk}/", {"refuse": "1", "note": ""}), 400)


def test_a_source_in_trouble_with_its_runs(curator, waiting, now):
    FetchRun.objects.create(
        number="r-1", source=waiting, outcome="unreadable", started_at=now, seconds=1,
        reason="The source answered with the status 500.", flags=["cut off"],
    )  # fmt: skip
    assert not left(curator.get("/news/sources/"))
    assert not left(curator.get(f"/news/sources/{waiting.key}/"))


# ---- The admin


@pytest.mark.parametrize("model", DESKS, ids=lambda model: model._meta.model_name)
def test_the_desk_of_every_table(curator, waiting, model):
    desk = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert not left(curator.get(reverse(f"{desk}_changelist")))
    if row := model._default_manager.order_by("pk").first():
        assert not left(curator.get(reverse(f"{desk}_change", args=[row.pk])))
