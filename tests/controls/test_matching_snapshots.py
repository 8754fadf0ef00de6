"""Snapshots of an index: what is written is what is read, and what was changed on the way is refused."""

import json
import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching import snapshots
from controls.matching.facts import Facts
from controls.matching.index import Index, Party, Question, SnapshotRefused, Span, Spelling
from controls.matching.parts import named
from controls.matching.scoring import ALGORITHM
from ops.made_names import Made

TOKEN = "revision-7"
DAYS = st.none() | st.dates(date(1990, 1, 1), date(2040, 1, 1))
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SPELLINGS = st.builds(
    Spelling, WORDS, st.sampled_from(["", "en", "ja", "zh-Hans"]), st.sampled_from(["legal", "alias"])
)
FACTS = st.builds(Facts, st.sampled_from(["", "CN", "JP"]), st.frozensets(st.tuples(WORDS, WORDS), max_size=3), WORDS)
SPANS = st.builds(Span, st.sampled_from(["watch", "control", "us-csl"]), DAYS, DAYS)
PARTIES = st.lists(
    st.builds(
        Party,
        st.text("abc:/1", min_size=1, max_size=8),
        st.booleans(),
        st.lists(SPELLINGS, max_size=3).map(tuple),
        FACTS,
        st.lists(SPANS, max_size=3).map(tuple),
    ),
    unique_by=lambda party: party.key,
    max_size=5,
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("snapshots") / "index"
    Index.build(Made(seed=4).parties(40)).save(path, token=TOKEN)
    return path


class TestWhatIsWritten:
    @settings(max_examples=25, deadline=None)
    @given(PARTIES)
    def test_is_what_is_read(self, tmp_path_factory, parties):
        path = tmp_path_factory.mktemp("round") / "index"
        Index.build(parties).save(path, token=TOKEN)

        found, records = snapshots.read(path, ALGORITHM, TOKEN)

        assert found == sorted(parties, key=lambda party: party.key)
        assert [records.named(place) for place in range(len(records))] == [
            named(name.text) for party in found for name in party.names
        ]

    def test_is_one_line_of_words_and_then_arrays_without_code(self, written):
        head, body = written.read_bytes().split(b"\n", 1)

        assert json.loads(head).keys() == {"format", "algorithm", "token", "digest"}
        assert body.startswith(b"PK")
        assert b"pickle" not in body

    def test_replaces_what_stood_there(self, tmp_path):
        path = tmp_path / "index"
        path.write_text("something else", encoding="utf-8")

        Index.build([]).save(path, token=TOKEN)

        assert Index.load(path, token=TOKEN).size == 0

    def test_is_not_put_there_when_writing_fails(self, tmp_path):
        with pytest.raises(OSError, match="No such file"):
            Index.build([]).save(tmp_path / "missing" / "index", token=TOKEN)

        assert list(tmp_path.iterdir()) == []

    def test_a_lone_surrogate_is_kept(self, tmp_path):
        odd = Party("a", False, (Spelling("Widget \ud800", "", "legal"),), Facts(), ())
        Index.build([odd]).save(tmp_path / "index", token=TOKEN)

        assert snapshots.read(tmp_path / "index", ALGORITHM, TOKEN)[0] == [odd]


class TestWhatIsRefused:
    def test_every_single_byte_that_was_changed(self, written, tmp_path):
        whole = written.read_bytes()
        chance = random.Random(11)
        places = [*range(0, 200, 5), *(chance.randrange(len(whole)) for _each in range(60)), len(whole) - 1]
        path = tmp_path / "index"
        taken = []
        for place in places:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :])
            try:
                Index.load(path, token=TOKEN)
            except SnapshotRefused:
                continue
            taken.append(place)

        assert taken == []

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"\n",
            b"null\n",
            b"[]\nPK",
            b"{}\nPK",
            b"\xff\xfe\n",
            b'{"format": "index-1"}\n',
            b"not json at all",
            b'"index-1"\n',
            b"1\n2\n3",
        ],
    )
    def test_files_that_never_were_snapshots(self, tmp_path, body):
        (tmp_path / "index").write_bytes(body)

        with pytest.raises(SnapshotRefused, match="index"):
            Index.load(tmp_path / "index", token=TOKEN)

    def test_one_with_bytes_behind_it(self, written, tmp_path):
        (tmp_path / "index").write_bytes(written.read_bytes() + b"\x00")

        with pytest.raises(SnapshotRefused, match="digest differs"):
            Index.load(tmp_path / "index", token=TOKEN)

    def test_one_of_another_format(self, written, monkeypatch):
        monkeypatch.setattr(snapshots, "_FORMAT", "index-0")

        with pytest.raises(SnapshotRefused, match="format differs"):
            Index.load(written, token=TOKEN)

    def test_one_whose_arrays_are_none_though_its_digest_agrees(self, tmp_path):
        body = b"PK no archive"
        head = json.dumps(snapshots._head(ALGORITHM, TOKEN, body)).encode("ascii")
        (tmp_path / "index").write_bytes(head + b"\n" + body)

        with pytest.raises(SnapshotRefused, match="cannot be read"):
            Index.load(tmp_path / "index", token=TOKEN)

    def test_a_folder(self, tmp_path):
        with pytest.raises(SnapshotRefused, match="cannot be read"):
            Index.load(tmp_path, token=TOKEN)

    def test_all_that_differs_is_said(self, written, monkeypatch):
        monkeypatch.setattr(snapshots, "_FORMAT", "index-0")

        with pytest.raises(SnapshotRefused, match="format, token differs"):
            Index.load(written, token="another")


def test_a_loaded_index_can_be_built_upon(written):
    loaded = Index.load(written, token=TOKEN)
    parties = Made(seed=4).parties(50)
    question = Question(parties[45].names[0].text, Facts(), None, None, date(2026, 1, 1))

    upon, alone = (
        index.screen(question, threshold=0.7, limit=5, below=5)
        for index in (Index.build(parties, earlier=loaded), Index.build(parties))
    )

    assert upon == alone
    assert upon.hits
