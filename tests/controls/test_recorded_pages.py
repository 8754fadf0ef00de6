"""Every page and endpoint of a fact says, on request, what this register said of it at a revision."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from controls.models import (
    CatalogueItem,
    CatalogueRevision,
    Change,
    Element,
    Entity,
    ItemVersion,
    Measure,
    Notice,
    TariffCode,
)
from controls.models import Source as SourceModel
from controls.services import access, catalogue, entities, goods, measures, notices, sources
from controls.services.entities import Name
from tests.controls.change_log import latest_change_of, only_change_of, revision
from tests.factories import make_listing, make_notice

pytestmark = pytest.mark.django_db
BY = {"by": "curator@example.org", "at": timezone.now()}
NEW = "Words that were recorded later"
PAGES = {
    "/notices/mofcom-2026-12/": "/api/v1/notices/mofcom-2026-12/",
    "/entities/subaru-corporation/": "/api/v1/entities/subaru-corporation/",
    "/measures/cn-2025-61/": "/api/v1/measures/cn-2025-61/",
    "/elements/Dy/": "/api/v1/elements/Dy/",
    "/catalogue/rare-earth-refining/": "/api/v1/catalogue/items/rare-earth-refining/",
    "/catalogue/editions/2023-12-21/": "/api/v1/catalogue/revisions/2023-12-21/",
    "/codes/850511/": None,
    "/sources/opensanctions-cn-sanctions/": None,
}
ENDPOINTS = [
    *filter(None, PAGES.values()),
    "/api/v1/listings/cn-wl-2026-012-1/",
    "/api/v1/entity-lists/cn-watch-list/",
]


def text_of(answer):
    return answer.content.decode()


def correct(service, name, row, **fields):
    service.correct(**{name: row}, fields=fields, reason="Misread.", **BY)


def change_everything():
    """Put new words into every kind of fact that has a page. Gives the revision before."""
    before = revision()
    correct(notices, "notice", Notice.objects.get(key="mofcom-2026-12"), title_en=NEW)
    correct(measures, "measure", Measure.objects.get(key="cn-2025-61"), title_en=NEW)
    correct(sources, "source", SourceModel.objects.get(key="opensanctions-cn-sanctions"), title=NEW)
    goods.correct_element(element=Element.objects.get(key="dy"), fields={"name_en": NEW}, reason="Misread.", **BY)
    code = TariffCode.objects.get(key="850511")
    goods.correct_tariff_code(tariff_code=code, fields={"description_en": NEW}, reason="Misread.", **BY)
    catalogue.correct_item(
        item=CatalogueItem.objects.get(key="rare-earth-refining"), fields={"note": NEW}, reason="Misread.", **BY
    )
    edition = CatalogueRevision.objects.get(key="2023-12-21")
    catalogue.correct_revision(revision=edition, fields={"note": NEW}, reason="Misread.", **BY)
    version = ItemVersion.objects.get(key="2023-12-21-083201j")
    catalogue.correct_version(version=version, fields={"title_en": NEW}, reason="Misread.", **BY)
    entity = Entity.objects.get(key="subaru-corporation")
    name = Name(NEW, "en", "alias", "one_report", list(entity.names.first().sources.all()))
    entities.add_name(entity=entity, name=name, **BY)
    return before


@pytest.mark.parametrize("path", PAGES)
def test_a_page_read_back_shows_what_was_recorded_then_and_says_so(client, seeded, today, path):
    before = change_everything()
    now, then = client.get(path), client.get(f"{path}?revision={before}")
    assert now.status_code == then.status_code == 200
    assert NEW in text_of(now)
    assert NEW not in text_of(then)
    assert f"This is what the register said at revision {before}" in text_of(then)
    assert "Whatever it has learnt since is left out." in text_of(then)
    assert "This is what the register said" not in text_of(now)
    assert f'<a href="{path}">What it says now</a>' in text_of(then)


@pytest.mark.parametrize("path", ENDPOINTS)
def test_an_endpoint_read_back_gives_the_very_answer_of_then(client, seeded, today, path):
    before = revision()
    first = client.get(path).json()
    change_everything()
    assert client.get(path).json() != first
    assert client.get(path, {"revision": before}).json() == first


def test_a_day_and_a_revision_are_asked_together(client, seeded, today):
    listing = make_listing(effective_from=Notice.objects.get(key="mofcom-2026-12").published_on)
    before = revision()
    notice = listing.notice
    correct(notices, "notice", notice, published_on=notice.published_on.replace(month=6))
    path = f"/api/v1/listings/{listing.key}/"
    query = {"as_of": "2026-03-01"}
    assert client.get(path, query).status_code == 404  # published in June, as is known now
    assert client.get(path, query | {"revision": before}).json()["state"]["code"] == "in_force"


def test_a_fact_that_was_not_on_record_yet_is_not_found_at_the_revision(client, seeded, today):
    before = revision()
    notice = make_notice()
    said = client.get(f"/api/v1/notices/{notice.key}/", {"revision": before})
    assert said.status_code == 404
    assert said.json()["errors"] == {"revision": [said.json()["detail"]]}
    assert f"at revision {before}." in said.json()["detail"]
    page = client.get(f"/notices/{notice.key}/", {"revision": before})
    assert page.status_code == 404
    assert f"This is what the register said at revision {before}" in text_of(page)
    assert client.get(f"/notices/{notice.key}/", {"revision": only_change_of(notice).pk}).status_code == 200


@pytest.mark.parametrize("wrong", ["0", "-1", "one", "1.5", "999999999", "1000000000", "٣", "1&revision=2"])
@pytest.mark.parametrize("path", ["/measures/cn-2025-61/", "/api/v1/measures/cn-2025-61/"])
def test_a_revision_that_never_was_is_refused_by_name(client, seeded, path, wrong):
    answer = client.get(f"{path}?revision={wrong}")
    assert answer.status_code == 400
    assert "revision" in text_of(answer)


def test_the_refusal_says_which_revisions_there_are(client, seeded):
    first = Change.objects.order_by("id").values_list("pk", flat=True).first()
    answer = client.get("/api/v1/notices/mofcom-2026-12/", {"revision": revision() + 1})
    assert answer.json()["errors"] == {"revision": [f"Revisions run from {first} to {revision()}."]}


@pytest.mark.parametrize("path", ["/notices/", "/entities/", "/measures/", "/changes/1/", "/about/"])
def test_lists_are_not_read_back(client, seeded, path):
    answer = client.get(f"/api/v1{path}", {"revision": 1})
    assert answer.status_code in (400, 404)


def test_a_number_without_a_change_means_the_change_before_it(client, seeded, today):
    stood = revision()
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('controls_change', 'id'), %s)", [stood + 10])
    make_notice()
    answer = client.get("/api/v1/notices/mofcom-2026-12/", {"revision": stood + 5})
    assert answer.json()["revision"] == stood


def test_links_between_facts_stay_at_the_revision(client, seeded, today):
    before = revision()
    page = text_of(client.get(f"/entities/subaru-corporation/?revision={before}"))
    assert f'href="/notices/mofcom-2026-12/?revision={before}"' in page
    assert f"/api/v1/entities/subaru-corporation/?as_of=2026-11-21&amp;revision={before}" in page
    assert f"/sources/mofcom-art-c4e0f6b1/?revision={before}" in page or f"?revision={before}" in page
    assert "export.csv" not in page  # an export tells what the register says now
    past = text_of(client.get(f"/entities/subaru-corporation/?revision={before}&as_of=2026-03-01"))
    assert f'href="/notices/mofcom-2026-12/?as_of=2026-03-01&amp;revision={before}"' in past


def test_the_form_for_another_day_keeps_the_revision(client, seeded, today):
    page = text_of(client.get(f"/measures/cn-2025-61/?revision={revision()}"))
    assert f'<input type="hidden" name="revision" value="{revision()}">' in page
    assert "It has learnt nothing since." in page


def test_a_change_leads_to_what_the_register_said_after_it(client, seeded, today):
    change_everything()
    notice = Notice.objects.get(key="mofcom-2026-12")
    change = latest_change_of(notice)
    page = text_of(client.get(f"/changes/{change.pk}/"))
    link = f"/notices/mofcom-2026-12/?revision={change.pk}"
    assert f'href="{link}"' in page
    assert NEW in text_of(client.get(link))


@pytest.mark.parametrize("path", PAGES)
def test_reading_back_costs_a_fixed_number_of_questions_more(client, seeded, today, path):
    client.get(path)
    client.get(f"{path}?revision={revision()}")
    with CaptureQueriesContext(
        connection,
    ) as now:
        client.get(f"{path}?as_of=2026-05-05")
    with CaptureQueriesContext(connection) as then:
        client.get(f"{path}?as_of=2026-05-05&revision={revision()}")
    assert len(now) < len(then) <= len(now) + 5


def test_what_was_kept_of_a_page_is_not_given_for_another_revision(client, seeded, today):
    before = revision()
    path = "/notices/mofcom-2026-12/"
    assert NEW not in text_of(client.get(f"{path}?revision={before}"))
    change_everything()
    assert NEW not in text_of(client.get(f"{path}?revision={before}"))
    assert NEW in text_of(client.get(f"{path}?revision={revision()}"))
    assert NEW in text_of(client.get(path))


def test_after_a_page_was_read_back_the_present_is_the_present(client, seeded, today):
    """The transaction of a test goes on after the request, as that of a longer act would."""
    before = change_everything()
    client.get(f"/notices/mofcom-2026-12/?revision={before}")
    client.get(f"/notices/no-such-notice/?revision={before}")
    client.get(f"/api/v1/notices/no-such-notice/?revision={before}")
    assert Notice.objects.get(key="mofcom-2026-12").title_en == NEW


def test_curators_read_back_as_visitors_do(client, seeded, today):
    before = change_everything()
    client.force_login(access.create_user(email="reader@example.org", password="a-long-quiet-sentence-7", at=BY["at"]))
    assert NEW not in text_of(client.get(f"/notices/mofcom-2026-12/?revision={before}"))
    answer = client.get("/api/v1/notices/mofcom-2026-12/", {"revision": before})
    assert answer.json()["revision"] == before
