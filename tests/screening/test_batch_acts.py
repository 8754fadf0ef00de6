"""A batch as a machine of states: only the acts that fit, in any order, and each row is answered exactly once."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from controls.screening.models import Batch, BatchRow, ScreeningCheck
from controls.screening.services import batch_work, batches, checks
from controls.screening.services.batches import BatchRefused
from controls.screening.services.index import IndexNotReady
from tests.screening.asking import somebody
from tests.screening.sending import csv_of, run_all, sent, started

NOON = datetime.fromisoformat("2026-11-21T12:00:00+08:00")
States, RowStates = Batch.State, BatchRow.State
ROWS = [
    "SUBARU Corporation,JP",
    "Quiet GmbH,DE",
    ",DE",
    "SUBARU Corporation,Atlantis",
    "株式会社SUBARU,日本",
    "Z AG,CH",
]
PEOPLE = ("start", "stop", "resume", "discard")
WORK = ("work", "claim and die", "claim", "hand in", "wait", "no index")


def whole(batch):
    """Counts and state of a batch say what its rows say, and every answered row has its own check."""
    rows = list(batch.rows.asked_for())
    done = [row for row in rows if row.state == RowStates.DONE]
    helped = [row for row in rows if row.state == RowStates.NEEDS_HELP]
    assert (batch.row_count, batch.done_count, batch.help_count) == (len(rows), len(done), len(helped))
    assert batch.match_count == sum(1 for row in rows if row.verdict)
    assert len({row.screening_check_id for row in done} - {None}) == len(done)
    assert ScreeningCheck.objects.filter(origin="batch", asked_by=batch.made_by).count() == len(done)
    assert all(row.trouble for row in helped)
    assert not [row for row in [*done, *helped] if row.worker or row.claimed_until]
    if batch.state != States.DRAFT:
        assert (batch.state == States.DONE) == (batch.left == 0)
    assert (batch.ended_at is not None) == (batch.state == States.DONE)


class Machine:
    """One batch, a clock, and a worker that may hold rows; `act` does one thing and checks what is promised of it."""

    def __init__(self):
        self.by = somebody(f"machine-{Batch.objects.count()}@example.com")
        self.batch = sent(csv_of(*ROWS), by=self.by, at=NOON)
        self.at, self.held, self.turn = NOON, None, 0

    def act(self, name):
        self.turn += 1
        self.batch.refresh_from_db()
        if name in PEOPLE:
            self.person(name)
        else:
            getattr(self, name.replace(" ", "_"))()
        if self.batch.pk:
            self.batch.refresh_from_db()
            whole(self.batch)

    def person(self, name):
        state, fits = self.batch.state, self.fits(name)
        acts = {
            "start": lambda: started(self.batch, at=self.at),
            "stop": lambda: batches.stop(batch=self.batch),
            "resume": lambda: batches.resume(batch=self.batch, at=self.at),
            "discard": lambda: batches.discard(batch=self.batch),
        }
        if not fits:
            with pytest.raises(BatchRefused):
                acts[name]()
            self.batch.refresh_from_db()
            assert self.batch.state == state
            return
        acts[name]()
        if name == "discard":
            assert not BatchRow.objects.filter(batch=self.batch.pk).exists()
            self.batch.pk = None

    def fits(self, name):
        batch = self.batch
        match name:
            case "start":
                return batch.state == States.DRAFT
            case "stop":
                return batch.state in (States.WAITING, States.RUNNING)
            case "resume":
                return batch.state == States.STOPPED
        return batch.state not in (States.WAITING, States.RUNNING) and not batch.done_count

    def work(self):
        progress = batch_work.run_chunk(worker=f"w{self.turn}", at=self.at)
        assert progress.rows <= batch_work.CHUNK
        if not self.batch.is_at_work:
            assert progress.rows == 0

    def claim(self):
        worker = f"w{self.turn}"
        self.held = (batch_work._claim(worker, self.at), worker, self.at)
        assert self.held[0] is None or self.batch.is_at_work

    def claim_and_die(self):
        batch_work._claim(f"w{self.turn}", self.at)

    def hand_in(self):
        if self.held and self.held[0]:
            (batch, rows), worker, _since = self.held
            kept = batch_work._screen(batch, rows, worker, self.at)
            assert kept <= len(rows)
        self.held = None

    def wait(self):
        self.at += batch_work.LEASE + timedelta(seconds=1)

    def no_index(self):
        def refuse(**_question):
            raise IndexNotReady("The index is being built.")

        before = self.batch.done_count
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(checks, "screen_many", refuse)
            batch_work.run_chunk(worker=f"w{self.turn}", at=self.at)
        self.batch.refresh_from_db()
        assert self.batch.done_count == before


class TestAnyOrderOfActs(TestCase):
    def setUp(self):
        patch = pytest.MonkeyPatch()
        patch.setattr(batch_work, "CHUNK", 2)
        self.addCleanup(patch.undo)

    @settings(max_examples=15)
    @given(st.lists(st.sampled_from([*PEOPLE, *WORK]), max_size=14))
    def test_only_what_fits_is_done_and_the_counts_always_agree(self, acts):
        machine = Machine()
        for name in acts:
            machine.act(name)
            if not machine.batch.pk:
                break

        assert Batch.objects.filter(made_by=machine.by).exists() == bool(machine.batch.pk)

    @settings(max_examples=15)
    @given(st.lists(st.sampled_from(["stop", "resume", *WORK]), max_size=16))
    def test_stopped_and_resumed_at_any_point_every_row_is_answered_exactly_once(self, acts):
        machine = Machine()
        for name in ("start", *acts):
            machine.act(name)
        batch = machine.batch
        if batch.state == States.STOPPED:
            batches.resume(batch=batch, at=machine.at)
        machine.wait()
        for _turn in range(6):  # a row that took workers with it is set aside only after several leases
            run_all(at=machine.at)
            machine.wait()

        batch.refresh_from_db()
        whole(batch)
        assert (batch.state, batch.answered) == (States.DONE, len(ROWS))
        troubles = dict(batch.rows.exclude(trouble="").values_list("number", "trouble"))
        assert {4, 5} <= set(troubles)
        assert all("broken off" in said for number, said in troubles.items() if number not in (4, 5))

    @settings(max_examples=5)
    @given(st.integers(1, 5), st.integers(0, 9))
    def test_whatever_the_size_of_a_portion_the_answers_are_the_same(self, chunk, dead):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(batch_work, "CHUNK", chunk)
            machine = Machine()
            machine.act("start")
            for _each in range(min(dead, 1)):
                machine.act("claim and die")
            run_all(at=machine.at + timedelta(minutes=1))

        found = machine.batch.rows.asked_for().in_order().values_list("number", "outcome", "verdict", "state")
        assert list(found) == [
            (2, "possible_match", "same", "done"),
            (3, "no_entry_found", "", "done"),
            (4, "", "", "needs_help"),
            (5, "", "", "needs_help"),
            (6, "possible_match", found[4][2], "done"),
            (7, "no_entry_found", "", "done"),
        ]


ALLOWED = {
    States.DRAFT: {"start", "discard"},
    States.WAITING: {"stop"},
    States.RUNNING: {"stop"},
    States.STOPPED: {"resume"},
    States.DONE: set(),
    States.FAILED: {"resume"},
}


@pytest.mark.django_db
class TestTheTableOfActs:
    """The same rule as a table: with something screened, these acts fit these states and no others."""

    @pytest.fixture
    def batch(self, db):
        return sent(csv_of("A GmbH,DE", "B GmbH,DE"), by=somebody(), at=NOON)

    def brought(self, batch, state):
        if state != States.DRAFT:
            started(batch, at=NOON)
            Batch.objects.filter(pk=batch.pk).update(state=state, done_count=1)
        return batch

    @pytest.mark.parametrize("name", PEOPLE)
    @pytest.mark.parametrize("state", list(States))
    def test_an_act_is_done_or_refused_in_words_that_name_the_state(self, batch, state, name):
        self.brought(batch, state)
        acts = {
            "start": lambda: started(batch, at=NOON),
            "stop": lambda: batches.stop(batch=batch),
            "resume": lambda: batches.resume(batch=batch, at=NOON),
            "discard": lambda: batches.discard(batch=batch),
        }

        if name in ALLOWED[state]:
            acts[name]()
            assert not Batch.objects.filter(pk=batch.pk, state=state).exists()
            return
        with pytest.raises(BatchRefused) as refusal:
            acts[name]()

        assert refusal.value.field == "batch"
        assert str(state.label).lower() in str(refusal.value) or name == "discard"
        assert Batch.objects.get(pk=batch.pk).state == state

    @pytest.mark.parametrize("state", [state for state in States if state not in Batch.AT_WORK])
    def test_rows_are_claimed_only_from_a_batch_at_work(self, batch, state):
        self.brought(batch, state)

        assert batch_work._claim("w", NOON) is None
        assert not batch.rows.filter(state=RowStates.CLAIMED).exists()

    def test_a_stopped_batch_without_results_may_be_discarded_while_a_worker_holds_its_rows(self, batch):
        started(batch, at=NOON)
        held, rows = batch_work._claim("w", NOON)
        batches.discard(batch=batches.stop(batch=batch))

        assert batch_work._screen(held, rows, "w", NOON) == 0
        assert not ScreeningCheck.objects.filter(origin="batch").exists()

    def test_acts_take_the_batch_as_it_is_and_not_as_the_caller_remembers_it(self, batch):
        started(batch, at=NOON)
        assert batch.state == States.DRAFT  # the caller's, which is old by now

        with pytest.raises(BatchRefused, match="started already; it is waiting"):
            started(batch, at=NOON)

    def test_the_heading_is_taken_off_once(self, batch):
        begun = started(batch, at=NOON)
        batches.stop(batch=begun)
        again = batches.resume(batch=begun, at=NOON)

        assert (again.row_count, again.rows.filter(state=RowStates.HEADING).count()) == (2, 1)
