"""Manners towards hosts: one at a time, gaps, rests and robots.txt, as rows that all workers share."""

from datetime import timedelta

import pytest

from news.models import Host
from news.services import asking, hosts, questions
from tests.news.sourced import AT, source_of

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
NAME = "host.example"
CLOSED = b"User-agent: *\nDisallow: /"


def occupied(worker="one", at=AT):
    return hosts.occupy(name=NAME, worker=worker, at=at)


class TestTurns:
    def test_the_first_one_gets_a_host_and_the_next_one_is_told_when(self):
        assert occupied() is None
        assert occupied("two") == AT + hosts.SOON

    def test_a_host_that_is_left_is_free_at_once(self):
        occupied()
        hosts.leave(name=NAME, worker="one", at=AT, gap=0)

        assert occupied("two") is None

    def test_a_gap_is_kept_whoever_comes(self):
        occupied()
        hosts.leave(name=NAME, worker="one", at=AT, gap=10)

        assert occupied("two", at=AT + 9 * SECOND) == AT + max(10 * SECOND, 9 * SECOND + hosts.SOON)
        assert occupied("two", at=AT + 10 * SECOND) is None

    def test_a_longer_rest_is_not_cut_short_by_a_gap(self):
        occupied()
        hosts.leave(name=NAME, worker="one", at=AT, gap=1, rest=timedelta(hours=2))
        Host.objects.filter(name=NAME).update(busy_until=AT + SECOND, busy_with="two")
        hosts.leave(name=NAME, worker="two", at=AT + SECOND, gap=1)

        assert Host.objects.get(name=NAME).free_at == AT + timedelta(hours=2)

    def test_who_goes_on_keeps_it(self):
        occupied()

        assert hosts.renew(name=NAME, worker="one", at=AT + 40 * SECOND)
        assert occupied("two", at=AT + hosts.HOLD + SECOND) is not None

    def test_who_is_silent_loses_it(self):
        occupied()

        assert occupied("two", at=AT + hosts.HOLD + SECOND) is None
        assert not hosts.renew(name=NAME, worker="one", at=AT + hosts.HOLD + SECOND)

    def test_hosts_are_shut_while_they_are_asked_or_rest(self):
        occupied()
        hosts.occupy(name="resting.example", worker="w", at=AT)
        hosts.leave(name="resting.example", worker="w", at=AT, gap=60)
        hosts.occupy(name="free.example", worker="w", at=AT)
        hosts.leave(name="free.example", worker="w", at=AT, gap=0)

        assert hosts.shut(at=AT) == {NAME, "resting.example"}
        assert hosts.shut(at=AT + timedelta(minutes=5)) == set()


class TestRobots:
    def kept(self, status, body=b"", at=AT):
        Host.objects.get_or_create(name=NAME)
        return hosts.keep_robots(name=NAME, status=status, body=body, at=at)

    def test_nothing_is_known_of_a_host_that_was_never_asked(self):
        assert hosts.robots(name=NAME, at=AT) is None

    @pytest.mark.parametrize(
        ("status", "told"),
        [(200, True), (204, True), (404, True), (403, True), (429, False), (500, False), (301, False)],
    )
    def test_an_answer_or_the_lack_of_a_file_tells_and_a_breakdown_does_not(self, status, told):
        assert hosts.told(status=status) is told

    @pytest.mark.parametrize(
        ("status", "body", "open_"), [(200, b"", True), (200, CLOSED, False), (404, CLOSED, True), (503, b"", False)]
    )
    def test_what_it_says_is_what_we_may(self, status, body, open_):
        assert self.kept(status, body).allow("/feed") is open_
        assert hosts.robots(name=NAME, at=AT).allow("/feed") is open_

    @pytest.mark.parametrize(
        ("status", "hours", "known"), [(200, 24, True), (200, 25, False), (503, 1, True), (503, 2, False)]
    )
    def test_rules_hold_for_a_day_and_a_breakdown_for_an_hour(self, status, hours, known):
        self.kept(status)

        assert (hosts.robots(name=NAME, at=AT + timedelta(hours=hours)) is not None) is known

    @pytest.mark.parametrize(
        ("status", "days", "known"), [(200, 7, True), (200, 8, False), (404, 7, True), (503, 1, False)]
    )
    def test_rules_are_remembered_for_a_week_and_a_breakdown_is_not(self, status, days, known):
        self.kept(status)

        assert (hosts.robots(name=NAME, at=AT + timedelta(days=days), remembered=True) is not None) is known


class TestQuestions:
    @pytest.mark.parametrize(
        ("url", "host", "target", "robots"),
        [
            ("https://a.example/feed", "a.example", "/feed", "https://a.example/robots.txt"),
            ("http://a.example:8080/x?y=1#z", "a.example:8080", "/x?y=1", "http://a.example:8080/robots.txt"),
            ("https://a.example", "a.example", "/", "https://a.example/robots.txt"),
        ],
    )
    def test_a_question_knows_its_host_and_what_robots_say_of_it(self, url, host, target, robots):
        ask = asking.Ask(url)

        assert (ask.host, ask.target, ask.robots_url) == (host, target, robots)

    def test_two_forms_to_one_address_are_two_places(self):
        places = {asking.Ask("https://a.example/", form).place for form in (None, b"a=1", b"a=2")}

        assert len(places) == 3

    def test_a_form_never_carries_validators(self):
        source = source_of(form="a=1", accept="application/json")
        known = source.addresses.model(url="x", etag='"e"', last_modified="yesterday")
        (ask,) = asking.asks_of(source=source, at=AT)

        question = questions.question_of(source=source, ask=ask, known=known)

        assert (question.etag, question.last_modified, question.form) == ("", "", b"a=1")
        assert (question.accept, question.form_type) == ("application/json", asking.FORM_OF_A_PAGE)

    def test_a_question_goes_to_the_hosts_of_its_source_only(self):
        source = source_of("news.example")
        (ask,) = asking.asks_of(source=source, at=AT)

        for question in (
            questions.question_of(source=source, ask=ask, known=None),
            questions.robots_question(source=source, ask=ask),
        ):
            assert question.hosts == frozenset({"news.example"})
            assert question.seconds == 15
            assert question.limit == 5_000_000

    def test_empty_lines_of_a_form_are_not_sent(self):
        source = source_of(form="a=1\n\na=2\n")

        assert [ask.form for ask in asking.asks_of(source=source, at=AT)] == [b"a=1", b"a=2"]
