"""What benches share: the machine's own figures, a made-up list, and visitors who read pages meanwhile."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from controls.screening.models import ListedParty
from controls.screening.services import index, listed
from ops import machine, made_list, visitors
from ops.machine import Strain, Work, cuts
from ops.made_names import Made
from ops.visitors import Visitors, mixed
from tests.screening.asking import asked

# ---- The machine


def test_what_others_computed_is_what_all_computed_without_us():
    strain = Strain.of(seconds=10.04, ours=3.0, all_of_it=Work(busy=12.0, stolen=1.5))

    assert (strain.seconds, strain.ours, strain.others, strain.stolen) == (10.0, 3.0, 9.0, 1.5)
    assert "9.0 s by others, 1.5 s stolen" in str(strain)


def test_others_never_computed_less_than_nothing():
    assert Strain.of(seconds=1, ours=5.0, all_of_it=Work(busy=4.9)).others == 0.0


def test_the_machine_is_read_column_by_column(tmp_path, monkeypatch):
    stat = tmp_path / "stat"
    stat.write_text("cpu  100 20 30 9000 800 7 3 40 999 999\ncpu0 1 1 1 1 1 1 1 1 1 1\n", encoding="ascii")
    monkeypatch.setattr(machine, "STAT", stat)
    monkeypatch.setattr(machine.os, "sysconf", lambda _name: 100)

    assert machine.so_far() == Work(busy=1.6, stolen=0.4)


def test_a_system_that_does_not_say_has_done_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "STAT", tmp_path / "none")

    assert machine.so_far() - machine.so_far() == Work()


@given(st.lists(st.floats(min_value=0, max_value=100), min_size=1, max_size=300))
def test_at_least_so_many_answers_were_as_quick_as_the_cut_says(seconds):
    found = cuts(seconds)

    for name, share in (("half", 0.5), ("most", 0.95), ("slowest", 1.0)):
        quick = sum(round(each * 1000, 1) <= found[name] for each in seconds)
        assert quick >= share * len(seconds)
    assert found["half"] <= found["most"] <= found["slowest"]


def test_without_answers_there_is_nothing_to_cut():
    assert cuts([]) == {"half": 0.0, "most": 0.0, "slowest": 0.0}


# ---- A list that was made up


def test_a_made_list_stands_in_the_register_as_any_other(db):
    parties = made_list.imported(40, at=timezone.now())

    assert ListedParty.objects.filter(imported_list__key="made").count() == len(parties) == 40
    here = {party.key: party for party in listed.parties()}
    for party in parties:
        kept = here[party.key]
        assert [name.text for name in kept.names] == list(dict.fromkeys(name.text for name in party.names))
        assert (kept.person, kept.facts.country) == (party.person, party.facts.country)


def test_its_lines_are_strict_json_in_the_order_of_the_parties():
    parties = Made(seed=3).parties(30)

    found = [json.loads(line) for line in made_list.lines(parties)]

    assert [each["properties"]["name"][0] for each in found] == [party.names[0].text for party in parties]
    assert {each["schema"] for each in found} == {"Person", "Organization"}


def test_its_parties_are_found_by_their_names(db):
    party = next(each for each in made_list.imported(20, at=timezone.now()) if not each.person)
    question = asked(party.names[0].text, as_of=timezone.localdate()).compared()

    found = index.current().index.screen(question, threshold=0.7, limit=5, below=0)

    assert found.hits[0].key == party.key


# ---- Visitors


class Pages(BaseHTTPRequestHandler):
    """/gone/ is refused, /broken/ is cut off, all else answers a little later."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.asked.append((self.path, self.headers["Accept"], threading.current_thread()))
        if self.path == "/broken/":
            self.close_connection = True
            return
        time.sleep(0.01)
        self.send_response(404 if self.path == "/gone/" else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_args):
        """Nothing on the terminal."""


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as running:
        running.asked = []
        running.daemon_threads = True
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def read(server, monkeypatch):
    """What visitors of some addresses saw, once the server was asked often enough."""

    def read(paths, *, number=1, times=6):
        monkeypatch.setattr(visitors, "mixed", lambda: [(path, {"Accept": "text/html"}) for path in paths])
        with Visitors(server.server_address[1], number=number, pause=0) as group:
            while len(server.asked) < times:
                time.sleep(0.005)
        return group.seen.as_json()

    return read


def test_a_visitor_asks_for_one_after_the_other_and_waits_for_each(read, server):
    seen = read(["/one/", "/two/"])

    paths = [path for path, _accept, _thread in server.asked]
    assert paths[:4] == ["/one/", "/two/", "/one/", "/two/"]
    assert {accept for _path, accept, _thread in server.asked} == {"text/html"}
    assert seen["answers"] == len(paths)
    assert seen["half"] >= 10
    assert (seen["refused"], seen["broken"], seen["slowest_was"] in ("/one/", "/two/")) == (0, 0, True)


def test_several_begin_at_different_places(read, server):
    read(["/one/", "/two/", "/three/", "/four/"], number=2, times=8)

    firsts = {}
    for path, _accept, thread in server.asked:
        firsts.setdefault(thread, path)
    assert set(firsts.values()) == {"/one/", "/three/"}


def test_refusals_and_broken_answers_are_counted_and_do_not_stop_anybody(read):
    seen = read(["/one/", "/gone/", "/broken/"], times=9)

    assert seen["refused"] >= 2
    assert seen["broken"] >= 2
    assert seen["answers"] >= 4


def test_visitors_go_when_it_is_over(read, server):
    read(["/one/"], number=3)
    left = len(server.asked)
    time.sleep(0.1)

    assert len(server.asked) == left


def test_they_ask_for_what_the_bench_of_pages_asks_for():
    found = mixed()

    paths = [path for path, _headers in found]
    assert {path.split("?")[0] for path in paths[:6]} == {
        "/entities/",
        "/api/v1/listings/",
        "/entities/subaru-corporation/",
        "/api/v1/listings/export.csv",
    }
    assert len(set(paths)) > len(paths) / 3  # many of them were never asked before
