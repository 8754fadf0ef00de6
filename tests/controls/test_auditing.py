"""verify_log: a whole log passes, and every way of getting around it is named with the fact concerned."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.models import Change, Listing, Notice, NoticeCopy, recorded
from controls.services import auditing
from tests.controls.change_log import revision
from tests.factories import make_notice, make_source

pytestmark = pytest.mark.django_db


def execute(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def tamper_with_log(statement, *values):
    """As somebody could who owns the database: the guard is taken off first."""
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE controls_change DISABLE TRIGGER USER")
    execute(statement, *values)


def faults():
    return [str(fault) for fault in auditing.verify().faults]


def test_the_log_of_the_seed_replays_to_what_is_on_record(seeded):
    audit = auditing.verify()
    assert audit.faults == []
    assert audit.changes == Change.objects.count()
    assert audit.facts == sum(model.objects.count() for model in recorded.facts())
    assert audit.newest == revision()
    assert audit.digest == Change.objects.get(pk=revision()).digest


def test_the_command_says_how_much_it_held_against_what(seeded):
    said = StringIO()
    call_command("verify_log", stdout=said)
    assert f"Revision {revision()}, digest {Change.objects.get(pk=revision()).digest}." in said.getvalue()


def test_a_row_changed_past_the_services_is_named_with_both_values(seeded):
    execute("UPDATE controls_notice SET title_en = 'Another title' WHERE key = 'mofcom-2026-12'")
    (fault,) = faults()
    assert fault.startswith("notice:mofcom-2026-12: title_en is 'Another title', the log says '")


def test_a_source_taken_from_a_fact_is_found(seeded):
    listing = Listing.objects.get(key="cn-wl-2026-012-1")
    execute("DELETE FROM controls_listing_sources WHERE listing_id = %s", listing.pk)
    (fault,) = faults()
    assert fault.startswith("listing:cn-wl-2026-012-1: sources is []")


def test_a_row_below_a_fact_is_held_against_the_log_too(seeded):
    copy = NoticeCopy.objects.filter(notice__key="mofcom-2026-12").first()
    execute("DELETE FROM controls_noticecopy WHERE id = %s", copy.pk)
    (fault,) = faults()
    assert fault.startswith("notice:mofcom-2026-12: copies is ")


def test_a_fact_put_in_past_the_services_is_found(seeded):
    execute(
        "INSERT INTO controls_authority (key, name_en, name_zh, name_ja, jurisdiction, url) VALUES "
        "('nobody', 'Nobody', '', '', 'CN', '')"
    )
    assert faults() == ["authority:nobody: is on record, but no change says so"]


def test_a_fact_taken_out_is_found(db):
    source = make_source(key="test-taken-out")
    execute("DELETE FROM controls_source WHERE id = %s", source.pk)
    assert faults() == ["source:test-taken-out: is in the log, but not on record"]


def test_a_change_edited_in_the_log_breaks_the_chain(seeded):
    notice = make_notice()
    change = Change.objects.of(notice).get()
    make_source()
    tamper_with_log("UPDATE controls_change SET actor = 'somebody else' WHERE id = %s", change.pk)
    assert faults() == [
        f"notice:{notice.key}: change {change.pk} does not follow from the change before it: its digest differs"
    ]


def test_a_change_taken_out_of_the_log_breaks_the_chain_and_leaves_its_fact_alone(seeded):
    source, after = make_source(), make_source()
    gone = Change.objects.of(source).get()
    tamper_with_log("DELETE FROM controls_change WHERE id = %s", gone.pk)
    later = Change.objects.of(after).get()
    assert faults() == [
        f"source:{after.key}: change {later.pk} does not follow from the change before it: its digest differs",
        f"source:{source.key}: is on record, but no change says so",
    ]


def test_a_version_left_out_is_named(seeded):
    source = make_source()
    change = Change.objects.of(source).get()
    tamper_with_log("UPDATE controls_change SET version = 3 WHERE id = %s", change.pk)
    assert f"source:{source.key}: change {change.pk} is version 3 after version 0" in faults()


def test_a_change_that_begins_elsewhere_is_named(seeded):
    source = make_source()
    change = Change.objects.of(source).get()
    tamper_with_log("UPDATE controls_change SET before = '{}' WHERE id = %s", change.pk)
    words = f"source:{source.key}: change {change.pk} does not begin where the change before it ended"
    assert words in faults()


def test_the_command_fails_and_names_every_fault(seeded):
    execute("UPDATE controls_notice SET title_en = 'Another title' WHERE key IN ('mofcom-2026-11', 'mofcom-2026-12')")
    told = StringIO()
    with pytest.raises(CommandError, match=rf"^2 faults in {Change.objects.count()} changes\.$"):
        call_command("verify_log", stderr=told)
    assert "notice:mofcom-2026-11" in told.getvalue()
    assert "notice:mofcom-2026-12" in told.getvalue()


def test_it_stops_looking_when_everything_is_at_fault(seeded):
    execute("UPDATE controls_source SET title = 'Nothing'")
    assert len(auditing.verify(most_faults=7).faults) == 7


def test_it_reads_no_further_than_the_last_fault_that_it_keeps(seeded):
    first = Change.objects.order_by("id")[0]
    tamper_with_log("UPDATE controls_change SET digest = repeat('0', 64) WHERE id = %s", first.pk)
    audit = auditing.verify(most_faults=2)

    # The first change does not fit, nor the second to it: the two are found, and the rest is not read.
    assert [fault.words.split(":")[0] for fault in audit.faults] == [
        f"change {pk} does not follow from the change before it"
        for pk in Change.objects.order_by("id").values_list("pk", flat=True)[:2]
    ]
    assert audit.changes <= 2
    assert audit.facts == 0


def test_faults_beside_the_log_stop_it_before_the_last_fact(seeded):
    execute("UPDATE controls_source SET title = 'Nothing'")
    audit = auditing.verify(most_faults=1)

    assert audit.changes == Change.objects.count()
    assert 0 < audit.facts < auditing.verify().facts


def test_it_asks_a_fixed_number_of_questions_for_each_kind_of_fact(seeded):
    with CaptureQueriesContext(connection) as before:
        auditing.verify()
    for _ in range(3):
        make_notice(evidence=[make_source(), make_source()])
    with CaptureQueriesContext(connection) as after:
        auditing.verify()
    assert len(after) == len(before)
    assert Notice.objects.count() < auditing.ROWS_AT_ONCE
