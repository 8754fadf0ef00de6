"""What a process counts of its answers: nothing is lost between threads, and nothing is counted twice."""

from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from controls.tally import BOUNDS, OTHER, Tally


def noted(*answers):
    tally = Tally()
    for route, method, status, seconds in answers:
        tally.note(route=route, method=method, status=status, seconds=seconds)
    return tally


def test_nothing_was_answered_at_the_beginning():
    assert Tally().told() == ({}, {})


def test_answers_are_counted_by_route_method_and_status():
    answers, _times = noted(("home", "GET", 200, 0.1), ("home", "GET", 200, 0.1), ("home", "GET", 304, 0)).told()

    assert answers == {("home", "GET", 200): 2, ("home", "GET", 304): 1}


def test_a_method_that_somebody_made_up_is_no_label():
    answers, _times = noted(("home", "BREW", 405, 0), ("home", "get", 405, 0)).told()

    assert answers == {("home", OTHER, 405): 2}


def test_a_time_on_a_bound_is_within_it():
    _answers, times = noted(*(("home", "GET", 200, bound) for bound in BOUNDS)).told()

    assert times["home"].counts == (1,) * len(BOUNDS) + (0,)


def test_what_is_told_does_not_move_any_more():
    tally = noted(("home", "GET", 200, 1))
    answers, times = tally.told()
    tally.note(route="home", method="GET", status=200, seconds=1)

    assert (answers["home", "GET", 200], sum(times["home"].counts)) == (1, 1)


def test_what_was_forgotten_is_counted_from_nothing():
    tally = noted(("home", "GET", 200, 1))
    tally.forget()

    assert tally.told() == ({}, {})


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["GET", "PUT", "X"]), st.sampled_from([200, 404]),
                          st.floats(0, 20))))  # fmt: skip
def test_counts_and_times_are_of_the_same_answers(answers):
    counted, times = noted(*answers).told()

    assert sum(counted.values()) == sum(sum(took.counts) for took in times.values()) == len(answers)
    for route, took in times.items():
        seconds = [each[3] for each in answers if each[0] == route]
        assert abs(took.seconds - sum(seconds)) < 1e-6
        assert took.counts[-1] == sum(1 for each in seconds if each > BOUNDS[-1])


def test_threads_lose_nothing():
    tally = Tally()

    def work():
        for _turn in range(500):
            tally.note(route="home", method="GET", status=200, seconds=0.5)

    threads = [Thread(target=work) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    answers, times = tally.told()
    assert answers["home", "GET", 200] == sum(times["home"].counts) == 2_000
    assert times["home"].seconds == 1_000
