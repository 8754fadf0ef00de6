"""What readers reported, on the desk: who may see it, and how it is answered."""

import pytest

from controls.models import ErrorReport
from controls.services import error_reports
from tests.controls.desk import make_user
from tests.screening.asking import somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(now):
    return error_reports.file(
        said="The date is wrong.\nSee page two.", about="notice:mofcom-2026-12", page="/notices/mofcom-2026-12/",
        proof="the ministry's page", reply_to="reader@example.org", at=now,
    )  # fmt: skip


@pytest.fixture
def desk(client, now):
    client.force_login(make_user(now))
    return client


def test_it_stands_among_what_waits(desk, report):
    page = desk.get("/desk/").content.decode()

    assert "Reported errors" in page
    assert f'href="/desk/errors/{report.pk}/"' in page
    assert "notice:mofcom-2026-12" in page


def test_an_empty_desk_says_so(desk):
    assert "No reported error waits for an answer." in desk.get("/desk/").content.decode()
    assert desk.get("/desk/errors/").content.decode().count("None.") == 2


def test_the_page_of_a_report_shows_all_that_the_reader_wrote(desk, report):
    page = desk.get(f"/desk/errors/{report.pk}/").content.decode()

    assert "The date is wrong.<br>See page two." in page
    for said in ("the ministry&#x27;s page", "reader@example.org", 'href="/notices/mofcom-2026-12/"', "a visitor"):
        assert said in page


@pytest.mark.parametrize(("button", "state"), [("mended", "mended"), ("kept", "kept")])
def test_a_curator_answers_and_it_leaves_the_queue(desk, report, button, state):
    answer = desk.post(f"/desk/errors/{report.pk}/", {"answer": "Looked at.", button: "1"})

    report.refresh_from_db()
    assert answer["Location"] == f"/desk/errors/{report.pk}/"
    assert (report.state, report.answer, report.decided_by) == (state, "Looked at.", "ada@example.org")
    page = desk.get("/desk/errors/").content.decode()
    assert "To answer <small>0</small>" in page
    assert "Answered <small>1</small>" in page
    assert "Looked at." in desk.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answer": "", "mended": "1"}, "This field is required."),
        ({"answer": "Looked at."}, "the form says neither"),
        ({"answer": "a\u202eb", "kept": "1"}, "U+202E"),
    ],
)
def test_a_decision_that_is_none_is_refused_in_words(desk, report, typed, said):
    answer = desk.post(f"/desk/errors/{report.pk}/", typed)

    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert ErrorReport.objects.waiting().count() == 1


def test_a_second_answer_is_told_of_the_first(desk, report, now):
    error_reports.decide(report=report, mended=True, answer="Mended.", by=make_user(now, "grace@example.org"), at=now)

    answer = desk.post(f"/desk/errors/{report.pk}/", {"answer": "Mended too.", "mended": "1"})

    assert answer.status_code == 400
    assert "grace@example.org" in answer.content.decode()


def test_others_see_nothing_of_it(client, report):
    assert client.get("/desk/errors/")["Location"].endswith("?next=/desk/errors/")
    client.force_login(somebody())

    for path in ("/desk/errors/", f"/desk/errors/{report.pk}/"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "reader@example.org" not in answer.content.decode()


def test_there_is_a_way_through_many_answers(desk, now):
    curator = make_user(now, "grace@example.org")
    for number in range(52):
        filed = error_reports.file(said=f"Wrong {number}", page="/", reporter="grace@example.org", at=now)
        error_reports.decide(report=filed, mended=False, answer="Right.", by=curator, at=now)

    first, second = (desk.get(f"/desk/errors/?page={page}").content.decode() for page in (1, 2))

    assert (first.count("/desk/errors/"), second.count("/desk/errors/")) > (50, 2)
    assert 'href="?page=2"' in first and 'href="?page=1"' in second
    assert desk.get("/desk/errors/?page=x").status_code == 200


def test_a_report_that_is_not_there_is_not_found(desk):
    assert desk.get("/desk/errors/999999/").status_code == 404


def test_the_queue_costs_the_same_whatever_waits(desk, now, django_assert_max_num_queries):
    for number in range(12):
        error_reports.file(said=f"Wrong {number}", page="/", reporter="x@example.org", at=now)

    with django_assert_max_num_queries(8):
        desk.get("/desk/errors/")


class TestTheAnswerByMail:
    def answered(self, desk, report):
        return desk.post(f"/desk/errors/{report.pk}/", {"answer": "The day was put right.", "mended": "1"})

    def test_goes_to_the_address_that_was_given_without_the_readers_words(self, desk, report, settings, mailoutbox):
        settings.SENDS_MAIL, settings.MAIL_IN_BACKGROUND = True, False
        self.answered(desk, report)

        (letter,) = mailoutbox
        assert letter.to == ["reader@example.org"]
        assert letter.subject == f"Your report {report.pk}"
        assert f"Report {report.pk} (notice:mofcom-2026-12): mended" in letter.body
        assert "The day was put right." in letter.body
        assert "The date is wrong" not in letter.body

    def test_where_no_mail_is_sent_the_answer_stands_on_the_desk_alone(self, desk, report, settings, mailoutbox):
        settings.SENDS_MAIL = False

        assert self.answered(desk, report).status_code == 302
        assert mailoutbox == []

    def test_who_gave_no_address_gets_none(self, desk, now, settings, mailoutbox):
        settings.SENDS_MAIL, settings.MAIL_IN_BACKGROUND = True, False
        self.answered(desk, error_reports.file(said="Wrong.", page="/", at=now))

        assert mailoutbox == []

    def test_a_refused_answer_sends_nothing(self, desk, report, settings, mailoutbox):
        settings.SENDS_MAIL, settings.MAIL_IN_BACKGROUND = True, False
        self.answered(desk, report)
        second = self.answered(desk, report)

        assert second.status_code == 400
        assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("about", "address"),
    [
        ("event:ne036", "/news/events/ne036/"),
        ("article:7", "/news/articles/7/"),
        ("notice:mofcom-2026-12", "/changes/?about=notice%3Amofcom-2026-12"),
    ],
)
def test_the_desk_leads_to_the_fact_that_is_reported(desk, now, about, address):
    report = error_reports.file(said="Wrong.", about=about, at=now)

    assert f'href="{address}"' in desk.get(f"/desk/errors/{report.pk}/").content.decode()
