"""Readers say what is wrong; nothing changes before a curator has looked."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from controls.filters.error_reports import ReportForm
from controls.models import Change, ErrorReport
from controls.services import error_reports, signins
from tests.controls.desk import make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/report/"
WORDS = {
    "about": "entity:subaru-corporation",
    "said": "The Japanese name lacks a sign.",
    "page": "/entities/subaru-corporation/",
}


def send(client, address="127.0.0.1", headers=None, **changed):
    return client.post(ADDRESS, WORDS | changed, REMOTE_ADDR=address, headers=headers)


def make(at, **fields):
    return error_reports.file(**{"said": "Wrong date.", "about": "notice:mofcom-2026-12", "at": at} | fields)


def test_every_fact_offers_the_form_with_itself_filled_in(client):
    page = client.get("/entities/subaru-corporation/?as_of=2026-03-01").content.decode()
    link = (
        "/report/?about=entity%3Asubaru-corporation&amp;page=%2Fentities%2Fsubaru-corporation%2F%3Fas_of%3D2026-03-01"
    )

    assert f'href="{link}"' in page
    form = client.get(link.replace("&amp;", "&")).content.decode()
    assert 'value="entity:subaru-corporation"' in form
    assert 'value="/entities/subaru-corporation/?as_of=2026-03-01"' in form


@pytest.mark.parametrize(
    ("path", "about"),
    [
        ("/measures/cn-2025-61/", "measure%3Acn-2025-61"),
        ("/notices/mofcom-2025-21/", "notice%3Amofcom-2025-21"),
        ("/catalogue/rare-earth-refining/", "catalogue-item%3Arare-earth-refining"),
        ("/elements/Dy/", "element%3Ady"),
        ("/catalogue/editions/2023-12-21/", "catalogue-revision%3A2023-12-21"),
        ("/entities/subaru-corporation/", "listing%3Acn-wl-2026-012-1"),
        ("/measures/cn-2025-61/", "clause%3Acn-2025-61-c"),
        ("/measures/cn-2025-61/", "suspension%3Acn-2025-70"),
        ("/measures/cn-2025-61/", "claim%3Acc-12"),
        ("/claims/", "claim%3Acc-01"),
        ("/codes/2805301200/", "tariff-code%3A"),
        ("/changes/1/", "source%3A"),
    ],
)
def test_each_kind_of_fact_names_itself(client, path, about):
    page = client.get(path).content.decode()

    assert f"/report/?about={about}" in page


def test_an_event_and_an_article_name_themselves_too(client, today):
    from_list = client.get("/news/events/").content.decode()
    path = re.search(r'href="(/news/events/[-\w]+/)"', from_list).group(1)
    key = path.split("/")[-2]

    assert f"/report/?about=event%3A{key}&amp;page=" in client.get(path).content.decode()


@pytest.mark.parametrize(
    ("about", "taken"),
    [
        ("event:ne036", True),
        ("article:12", True),
        ("article:0", False),
        ("article:x", False),
        ("event:", False),
        ("article:" + "9" * 19, False),
    ],
)
def test_what_is_news_may_be_reported_by_its_number_or_key(client, about, taken):
    assert (send(client, about=about).status_code == 302) is taken
    assert ErrorReport.objects.filter(about=about).exists() is taken


class TestOnesOwnReports:
    def test_who_is_signed_in_sees_how_they_stand(self, client, now):
        user = make_user(now)
        report = make(now, reporter=user.get_username(), said="The date is wrong.")
        make(now, said="Somebody else's words.", reporter="other@example.org")
        client.force_login(user)
        waiting = client.get(ADDRESS).content.decode()
        error_reports.decide(report=report, mended=True, answer="The day was put right.", by=user, at=now)
        decided = client.get(ADDRESS).content.decode()

        assert "The date is wrong." in waiting and "<b>open</b>" in waiting
        assert "<b>mended</b>" in decided and "The day was put right." in decided
        assert "Somebody else" not in decided

    def test_a_visitor_sees_nobodys(self, client, now):
        make(now, said="A visitor's words.")

        assert "Your reports" not in client.get(ADDRESS).content.decode()
        assert not ErrorReport.objects.of("").exists()

    def test_the_account_leads_there(self, client, now):
        client.force_login(make_user(now))

        assert f'href="{ADDRESS}#own"' in client.get("/account/").content.decode()

    def test_no_more_than_the_newest_are_shown(self, client, now):
        user = make_user(now)
        for number in range(22):
            make(now, reporter=user.get_username(), said=f"Wrong {number}.")
        client.force_login(user)
        page = client.get(ADDRESS).content.decode()

        assert "Wrong 21." in page and "Wrong 2." in page
        assert "Wrong 1." not in page


def test_a_report_waits_on_the_desk_and_changes_nothing(client):
    before = Change.objects.revision()

    answer = send(client, proof="MOFCOM 2026 No. 12, annex", reply_to="reader@example.org")

    report = ErrorReport.objects.get()
    assert answer["Location"] == f"{ADDRESS}?sent={report.pk}"
    assert (report.about, report.said, report.state) == (WORDS["about"], WORDS["said"], "open")
    assert (report.proof, report.reply_to, report.reporter) == ("MOFCOM 2026 No. 12, annex", "reader@example.org", "")
    assert report.revision == before[0] == Change.objects.revision()[0]
    assert f"number {report.pk}" in client.get(answer["Location"]).content.decode()


def test_who_is_signed_in_is_named_to_the_curators(client, now):
    client.force_login(make_user(now))

    send(client)

    assert ErrorReport.objects.get().reporter == "ada@example.org"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"said": ""}, "said"),
        ({"said": "x" * 2001}, "said"),
        ({"said": "wrong \u202e"}, "said"),
        ({"about": "entity:nobody-at-all"}, "about"),
        ({"about": "people:subaru"}, "about"),
        ({"page": "https://example.org/"}, "page"),
        ({"page": "//example.org/"}, "page"),
        ({"reply_to": "no address"}, "reply_to"),
        ({"website": "https://example.org/"}, "website"),
    ],
)
def test_what_cannot_be_taken_in_is_said_beside_its_field_and_nothing_is_lost(client, changed, field):
    answer = send(client, **changed)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="e-{field}"' in page
    assert "Nothing was sent." in page
    assert WORDS["page"] in page or "page" in changed
    assert not ErrorReport.objects.exists()


def test_a_report_about_nothing_is_refused(client):
    answer = client.post(ADDRESS, {"said": "It is wrong."})

    assert answer.status_code == 400
    assert "Say which fact or which page is wrong." in answer.content.decode()


def test_the_same_words_twice_are_one_report(client):
    first, second = send(client), send(client)

    assert first["Location"] == second["Location"]
    assert ErrorReport.objects.count() == 1


def test_a_flood_of_visitors_is_stopped_and_those_who_are_signed_in_are_not(client, now, monkeypatch):
    monkeypatch.setattr(error_reports, "MOST_AN_HOUR", 3)
    answers = [send(client, said=f"Wrong {number}").status_code for number in range(5)]
    client.force_login(make_user(now))

    assert answers == [302, 302, 302, 429, 429]
    assert send(client, said="Wrong too").status_code == 302


class TestOneNetwork:
    NEIGHBOURS = ("2001:db8:1:1::1", "2001:db8:1:1:ffff::2", "2001:db8:1:1:0:1:0:3")

    @pytest.fixture(autouse=True)
    def two_each(self, monkeypatch):
        monkeypatch.setattr(error_reports, "MOST_OF_A_NETWORK", 2)

    def sent_from(self, client, *addresses):
        return [
            send(client, said=f"Wrong {number}", address=address).status_code
            for number, address in enumerate(addresses)
        ]

    def test_does_not_shut_the_form_for_all(self, client):
        assert self.sent_from(client, *["192.0.2.1"] * 3, "192.0.2.2") == [302, 302, 429, 302]

    def test_is_the_64_of_an_ipv6_address(self, client):
        assert self.sent_from(client, *self.NEIGHBOURS, "2001:db8:1:2::1") == [302, 302, 429, 302]

    def test_is_kept_as_a_keyed_digest_only(self, client, settings):
        self.sent_from(client, "192.0.2.1")
        report = ErrorReport.objects.get()

        assert len(report.caller) == 32
        assert "192.0.2.1" not in str(ErrorReport.objects.values().get())
        settings.SECRET_KEY = "another-" * 8
        assert signins.digest(text="report:192.0.2.1") != report.caller

    def test_is_not_kept_of_who_is_signed_in(self, client, now):
        client.force_login(make_user(now))

        assert self.sent_from(client, *["192.0.2.1"] * 3) == [302, 302, 302]
        assert {report.caller for report in ErrorReport.objects.all()} == {""}

    def test_cannot_be_chosen_by_a_header(self, client):
        codes = [
            send(client, said=f"Wrong {number}", headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
            for number in range(3)
        ]

        assert codes == [302, 302, 429]


def test_an_hour_later_visitors_are_heard_again(now, monkeypatch):
    monkeypatch.setattr(error_reports, "MOST_AN_HOUR", 1)
    make(now)

    with pytest.raises(error_reports.ReportRefused, match="within an hour"):
        make(now + timedelta(minutes=59), said="Another")
    assert make(now + timedelta(minutes=61), said="Another").pk


def test_words_of_several_lines_are_kept_as_they_are(client):
    send(client, said="One\r\ntwo")

    assert ErrorReport.objects.get().said == "One\ntwo"


def test_the_form_is_kept_by_nobody_and_other_methods_are_refused(client):
    assert client.get(ADDRESS)["Cache-Control"] == "private, no-store"
    assert client.put(ADDRESS).status_code == 405


@given(
    st.dictionaries(st.sampled_from(["about", "page", "said", "proof", "reply_to", "website"]), st.text(max_size=60))
)
def test_no_input_breaks_the_form(given_words):
    form = ReportForm(given_words)

    assert form.is_valid() or form.errors


class TestDeciding:
    @pytest.fixture
    def curator(self, now):
        return make_user(now)

    @pytest.mark.parametrize(("mended", "state"), [(True, "mended"), (False, "kept")])
    def test_a_report_is_closed_with_an_answer(self, now, curator, mended, state):
        report = error_reports.decide(report=make(now), mended=mended, answer=" Looked it up. ", by=curator, at=now)

        report.refresh_from_db()
        assert (report.state, report.answer, report.decided_by) == (state, "Looked it up.", "ada@example.org")
        assert report.decided_at == now
        assert not ErrorReport.objects.waiting().exists()

    def test_without_an_answer_it_stays_open(self, now, curator):
        report = make(now)

        with pytest.raises(error_reports.ReportRefused, match="somebody will ask"):
            error_reports.decide(report=report, mended=True, answer="  ", by=curator, at=now)
        assert list(ErrorReport.objects.waiting()) == [report]

    def test_of_two_who_decide_the_second_is_told(self, now, curator):
        report = make(now)
        error_reports.decide(report=report, mended=False, answer="It is right.", by=curator, at=now)

        with pytest.raises(error_reports.ReportRefused, match="Decided already"):
            error_reports.decide(report=report, mended=True, answer="Mended.", by=curator, at=now)

    def test_the_database_itself_wants_a_name_for_a_decision(self, now):
        report = make(now)
        report.state = "mended"

        with pytest.raises(ValidationError, match="by whom"):
            report.full_clean()

    def test_an_old_report_may_be_made_again(self, now, curator):
        first = make(now)
        error_reports.decide(report=first, mended=False, answer="It is right.", by=curator, at=now)

        assert make(now).pk != first.pk
