"""Notices and those who issue them: the key says authority, year and number, and stays with the document."""

from datetime import UTC, date, datetime, time

import pytest

from controls.models import Notice
from controls.services import notices
from controls.services.history import FactRefused
from tests.controls.change_log import latest_change_of, only_change_of, revision
from tests.factories import make_authority, make_list, make_notice, make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def correct(notice, *, copies=None, evidence=None, **fields):
    return notices.correct(
        notice=notice, fields=fields, copies=copies, evidence=evidence, reason="Misread.", by="tests", at=AT
    )


class TestTheKey:
    def test_is_authority_year_and_number(self):
        authority = make_authority(key="test-ministry")

        assert make_notice(authority=authority, year=2025, number=57).key == "test-ministry-2025-57"

    @pytest.mark.parametrize("key", ["57", "test-ministry-57", "test-ministry-2024-57", "TEST-ministry-2025-57"])
    def test_is_refused_when_it_says_something_else(self, key):
        authority = make_authority(key="test-ministry")

        with pytest.raises(FactRefused, match=f"must be test-ministry-2025-57, not {key}"):
            make_notice(authority=authority, year=2025, number=57, key=key)

    def test_of_a_mechanism_leaves_that_word_out(self):
        authority = make_authority(key="test-uel-mechanism")

        assert make_notice(authority=authority, year=2025, number=7, key="test-uel-2025-7").key == "test-uel-2025-7"

    def test_tells_the_same_number_of_two_years_apart(self):
        authority = make_authority()

        first = make_notice(authority=authority, year=2023, number=57)
        second = make_notice(authority=authority, year=2025, number=57)

        assert first.key != second.key

    @pytest.mark.parametrize("fields", [{"number": 58}, {"year": 2024}])
    def test_cannot_come_to_differ_from_year_and_number_by_a_correction(self, fields):
        notice = make_notice(year=2025, number=57)

        with pytest.raises(FactRefused, match="must be"):
            correct(notice, **fields)

    def test_cannot_be_corrected(self):
        with pytest.raises(FactRefused, match="The key of notice .* never changes"):
            correct(make_notice(), key="another")


class TestRegistering:
    def test_keeps_copies_and_evidence_apart(self):
        official, press = make_source(key="test-official"), make_source(key="test-press")

        notice = make_notice(copies=[official], evidence=[official, press])

        assert notice.snapshot()["copies"] == ["test-official"]
        assert notice.snapshot()["sources"] == ["test-official", "test-press"]

    def test_needs_no_official_copy(self):
        assert make_notice(copies=[]).copies.count() == 0

    def test_is_refused_without_evidence(self):
        with pytest.raises(FactRefused, match="needs at least one source"):
            make_notice(evidence=[])

    def test_is_refused_when_authority_year_and_number_are_taken(self):
        authority = make_authority()
        make_notice(authority=authority, year=2025, number=57)

        with pytest.raises(FactRefused, match="already exists"):
            make_notice(authority=authority, year=2025, number=57, label="Another label")

    def test_is_refused_when_it_is_cited_like_another(self):
        make_notice(label="TEST 2025 No. 57")

        with pytest.raises(FactRefused, match="label: "):
            make_notice(label="TEST 2025 No. 57")

    @pytest.mark.parametrize(
        ("columns", "field"),
        [
            ({"title_en": ""}, "title_en"),
            ({"effective_from": "2026-02-30"}, "effective_from"),
            ({"year": 1989}, "year"),
            ({"evidence_grade": "hearsay"}, "evidence_grade"),
            ({"evidence_grade": ""}, "evidence_grade"),
            ({"stated_count": -1}, "stated_count"),
            ({"effective_time": "25:00"}, "effective_time"),
            ({"country_scope": "x" * 101}, "country_scope"),
        ],
    )
    def test_refuses_in_words_that_name_the_field(self, columns, field):
        with pytest.raises(FactRefused) as refusal:
            make_notice(**columns)

        assert f"{field}: " in str(refusal.value)

    def test_keeps_the_hour_of_a_notice_to_the_minute(self):
        notice = make_notice(effective_time=time(12, 1))

        assert notice.snapshot()["effective_time"] == "12:01"

    def test_is_about_the_list_that_it_writes_on(self):
        entity_list = make_list(key="test-the-list")

        notice = make_notice(entity_list=entity_list)

        assert only_change_of(notice).about == [f"notice:{notice.key}", "entity-list:test-the-list"]


class TestCorrecting:
    def test_of_copies_replaces_them(self):
        old, new = make_source(key="test-old"), make_source(key="test-new")
        notice = make_notice(copies=[old])

        correct(notice, copies=[new])

        assert Notice.objects.get(pk=notice.pk).snapshot()["copies"] == ["test-new"]

    def test_of_copies_keeps_those_that_stay(self):
        kept = make_source()
        notice = make_notice(copies=[kept, make_source()])
        row = notice.copies.get(source=kept).pk

        correct(notice, copies=[kept])

        assert [copy.pk for copy in notice.copies.all()] == [row]

    def test_of_copies_is_in_the_log(self):
        old, new = make_source(key="test-old"), make_source(key="test-new")
        notice = make_notice(copies=[old])

        correct(notice, copies=[old, new])

        change = latest_change_of(notice)
        assert (change.before["copies"], change.after["copies"]) == (["test-old"], ["test-new", "test-old"])

    def test_may_take_away_the_last_copy(self):
        notice = make_notice(copies=[make_source()])

        correct(notice, copies=[])

        assert notice.copies.count() == 0

    def test_without_copies_leaves_them_alone(self):
        notice = make_notice(copies=[make_source()])

        correct(notice, summary="Shorter.")

        assert notice.copies.count() == 1

    def test_of_the_evidence_is_in_the_log(self):
        notice = make_notice()

        correct(notice, evidence=[make_source(key="test-better")])

        assert latest_change_of(notice).after["sources"] == ["test-better"]

    def test_cannot_take_away_all_evidence(self):
        notice = make_notice()

        with pytest.raises(FactRefused, match="needs at least one source"):
            correct(notice, evidence=[])

        assert notice.sources.count() == 1

    def test_to_the_same_content_leaves_no_change(self):
        notice = make_notice(summary="As it is.", copies=[make_source()])
        before = revision()

        correct(
            notice,
            copies=[copy.source for copy in notice.copies.all()],
            evidence=list(notice.sources.all()),
            summary="As it is.",
        )

        assert revision() == before

    def test_cites_the_notice_itself(self):
        notice = make_notice()

        correct(notice, summary="Other.")

        assert latest_change_of(notice).notice == notice

    def test_of_the_list_is_about_both_lists(self):
        old, new = make_list(key="test-old-list"), make_list(key="test-new-list")
        notice = make_notice(entity_list=old)

        correct(notice, entity_list=new)

        assert {"entity-list:test-old-list", "entity-list:test-new-list"} <= set(latest_change_of(notice).about)

    def test_is_no_act_of_the_authority_and_has_no_legal_date(self):
        notice = make_notice()

        correct(notice, effective_from=date(2026, 3, 1))

        assert (latest_change_of(notice).action, latest_change_of(notice).effective_on) == ("corrected", None)


class TestAuthorities:
    def test_are_put_on_record_with_their_names(self):
        authority = make_authority(key="test-gacc", name_en="Customs", name_zh="海关总署")

        assert only_change_of(authority).after["name_zh"] == "海关总署"

    @pytest.mark.parametrize(
        ("columns", "field"),
        [
            ({"name_en": ""}, "name_en"),
            ({"jurisdiction": ""}, "jurisdiction"),
            ({"jurisdiction": "CHN"}, "jurisdiction"),
            ({"url": "mofcom"}, "url"),
            ({"key": "Ünïcode"}, "key"),
        ],
    )
    def test_are_refused_in_words_that_name_the_field(self, columns, field):
        with pytest.raises(FactRefused) as refusal:
            make_authority(**columns)

        assert f"{field}: " in str(refusal.value)

    def test_are_corrected_with_a_reason(self):
        authority = make_authority()

        notices.correct_authority(authority=authority, fields={"url": "https://example.org/"}, reason="New site.",
                                  by="tests", at=AT)  # fmt: skip

        assert latest_change_of(authority).reason == "New site."

    def test_corrected_to_what_they_are_leave_no_change(self):
        authority = make_authority(name_zh="商务部")
        before = revision()

        notices.correct_authority(authority=authority, fields={"name_zh": "商务部"}, reason="r", by="tests", at=AT)

        assert revision() == before

    def test_keep_their_key(self):
        with pytest.raises(FactRefused, match="The key of authority .* never changes"):
            notices.correct_authority(authority=make_authority(), fields={"key": "x"}, reason="r", by="tests", at=AT)
