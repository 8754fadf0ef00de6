"""Sources of several pages: forms of several lines, answers that name a following page, pages of a year."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from news.models import FetchRun, KnownAddress, Source
from news.services import asking, visits
from tests.controls.hostile_source import says
from tests.news import visiting
from tests.news.sourced import AT, source_of, visited
from tests.news.visiting import asked_for

pytestmark = pytest.mark.django_db

Outcome = FetchRun.Outcome
HOUR = timedelta(hours=1)
only_ours, server, source = visiting.only_ours, visiting.server, visiting.source


def form_of(line, question):
    """What was posted; it may come after the head of the question, in a piece of its own."""
    return (question.partition(b"\r\n\r\n")[2] or line.recv(1_000)).decode()


class TestSeveralAnswers:
    def test_each_line_of_a_form_is_sent_by_itself(self, server):
        body = (
            '{"pageInfo": {"rows": [{"id": "%s", "title": "关于稀土的公告 %s", "url": "/article/gndt/202611/%s.html",'
            ' "publishTimeStr": "2026-11-20 09:00:00", "source": "商务部"}]}}'
        )
        asked = []

        def columns(line, question):
            form = form_of(line, question)
            asked.append(form)
            says(200, (body % ((form[-1],) * 3)).encode(), content_type="application/json")(line, question)

        server.behaviours["/list"] = columns
        source = source_of(
            server.place,
            url=server.url("/list"),
            parser="mofcom_portal",
            zone="Asia/Shanghai",
            form="columnID=1\ncolumnID=2",
        )

        run = visited(source)

        assert asked == ["columnID=1", "columnID=2"]
        assert (run.items, run.added, KnownAddress.objects.filter(source=source).count()) == (2, 2, 2)

    def test_what_one_page_gave_is_kept_when_another_fails(self, server):
        def columns(line, question):
            good = "=2" in form_of(line, question)
            says(200, GOOD if good else b'{"pageInfo": {}}', content_type="application/json")(line, question)

        server.behaviours["/list"] = columns
        source = source_of(server.place, url=server.url("/list"), parser="mofcom_portal", form="columnID=1\ncolumnID=2")

        run = visited(source)

        assert (run.outcome, run.added, source.failures) == (Outcome.UNREADABLE, 1, 1)
        assert "pageInfo.rows" in source.trouble

    def test_a_query_of_several_lines_is_one_question(self):
        source = source_of(form="SELECT ?a\nWHERE {}", form_type="application/sparql-query")

        (ask,) = asking.asks_of(source=source, at=AT)
        assert ask.form == b"SELECT ?a\nWHERE {}"
        assert ask.place.startswith(f"{source.url}#")


GOOD = (
    '{"pageInfo": {"rows": [{"id": 1, "title": "公告", "url": "/article/gndt/202611/7.html",'
    ' "publishTimeStr": "2026-11-20 09:00:00"}]}}'
).encode()


class TestFollowingPages:
    DOCUMENT = (
        '{"document_number": "2026-%d", "type": "Notice", "title": "Entity List %d", "publication_date": "%s",'
        ' "html_url": "https://www.federalregister.gov/d/2026-%d"}'
    )

    def page(self, number, day, onward):
        document = self.DOCUMENT % (number, number, day, number)
        following = f', "next_page_url": "{onward}"' if onward else ""
        return says(
            200, f'{{"count": 9{following}, "results": [{document}]}}'.encode(), content_type="application/json"
        )

    @pytest.fixture
    def source(self, server):
        return source_of(server.place, url=server.url("/1"), parser="federal_register", read_at=AT - timedelta(days=30))

    def test_after_a_silence_they_are_followed_until_they_overlap_by_a_week(self, source, server):
        for number, day in ((1, "2026-11-20"), (2, "2026-11-01"), (3, "2026-10-10"), (4, "2026-09-01")):
            server.behaviours[f"/{number}"] = self.page(number, day, server.url(f"/{number + 1}"))

        run = visited(source)

        assert (run.items, run.added) == (3, 3)
        assert not asked_for(server, "/4")

    def test_a_first_visit_reads_the_first_page_only(self, source, server):
        Source.objects.filter(pk=source.pk).update(read_at=None)
        server.behaviours["/1"] = self.page(1, "2026-11-20", server.url("/2"))

        assert visited(source).items == 1

    def test_they_are_not_followed_for_ever(self, source, server):
        for number in range(1, 20):
            server.behaviours[f"/{number}"] = self.page(number, "2026-11-20", server.url(f"/{number + 1}"))

        assert visited(source).items == visits.MOST_PAGES

    @pytest.mark.parametrize(
        "onward", ["http://169.254.169.254/2", "http://varnish.cluster.local:6081/2", "file:///etc"]
    )
    def test_an_address_elsewhere_is_not_followed(self, source, server, onward):
        server.behaviours["/1"] = self.page(1, "2026-11-20", onward)

        run = visited(source)

        assert (run.outcome, run.items) == (Outcome.READ, 1)

    def test_a_following_page_that_is_gone_does_not_end_the_source(self, source, server):
        server.behaviours["/1"] = self.page(1, "2026-11-20", server.url("/2"))
        server.behaviours["/2"] = says(410, b"")

        run = visited(source)

        assert (run.outcome, run.added, source.ended_at) == (Outcome.ANSWERED_NO, 1, None)


class TestPagesOfTheYear:
    INDEX = (
        '<html><body><a href="/zcfb/blgg/gg/%d/art/%d/art_%032x.html" title="商务部公告%d年第%d号 关于稀土的公告">x</a>'
        "<span>%s</span></body></html>"
    )

    def index(self, year, number, day):
        return says(200, (self.INDEX % (year, year, number, year, number, day)).encode(), content_type="text/html")

    @pytest.fixture
    def source(self, server, settings, monkeypatch):
        """At a name of its own: links of a page at a number would be refused."""
        place = f"www.ministry.example:{server.port}"
        settings.OUTBOUND_TEST_HOSTS = [place]
        monkeypatch.setattr(visits, "fetch", partial(visits.fetch, resolve=lambda host, port: ["127.0.0.1"]))
        return source_of(
            place, url=f"http://{place}/{{year}}.html", parser="mofcom_announcements", zone="Asia/Shanghai"
        )

    def urls(self, source, text):
        return [ask.url[-9:] for ask in asking.asks_of(source=source, at=datetime.fromisoformat(text))]

    def test_the_year_is_that_of_the_source(self, source):
        assert self.urls(source, "2026-06-30T12:00:00Z") == ["2026.html"]
        assert self.urls(source, "2026-12-31T15:59:59Z") == ["2026.html"]
        assert self.urls(source, "2026-12-31T16:00:00Z") == ["2027.html", "2026.html"]

    def test_in_january_the_year_before_is_asked_for_too(self, source):
        assert self.urls(source, "2027-01-31T12:00:00Z") == ["2027.html", "2026.html"]
        assert self.urls(source, "2027-02-01T12:00:00Z") == ["2027.html"]

    @pytest.mark.parametrize("young", [says(404, b""), says(200, b"<html><body>nothing yet</body></html>")])
    def test_a_new_year_without_a_page_is_no_trouble(self, source, server, young):
        server.behaviours["/2027.html"] = young
        server.behaviours["/2026.html"] = self.index(2026, 70, "2026-12-31")

        run = visited(source, at=datetime(2027, 1, 1, 3, tzinfo=UTC))

        assert (run.outcome, run.added, source.failures) == (Outcome.READ, 1, 0)
        assert "new year" in run.reason

    def test_both_pages_are_read(self, source, server):
        server.behaviours["/2027.html"] = self.index(2027, 1, "2027-01-04")
        server.behaviours["/2026.html"] = self.index(2026, 70, "2026-12-31")

        assert visited(source, at=datetime(2027, 1, 5, tzinfo=UTC)).added == 2

    def test_when_neither_can_be_had_it_is_a_trouble(self, source):
        run = visited(source, at=datetime(2027, 1, 5, tzinfo=UTC))

        assert (run.outcome, source.failures) == (Outcome.ANSWERED_NO, 1)
