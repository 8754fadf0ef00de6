"""Letters through a real mail server: what they say, how they are stopped, and that none is lost."""

import re
from datetime import date, timedelta

import pytest

from controls.alerts.channels import email
from controls.alerts.models import Delivery
from controls.alerts.services import letters, subscriptions
from controls.alerts.services.deliveries import LEASE
from controls.models import EntityList
from tests.alerts.following import (
    AT,
    HOUR,
    MINUTE,
    TODAY,
    collect,
    deliveries,
    follow,
    list_somebody,
    send_all,
    somebody,
)
from tests.alerts.mail_server import listening
from tests.factories import make_clause, make_entity, make_event, make_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with listening() as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = found.server_address
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 5
        settings.PUBLIC_URL = "https://register.example.org"
        yield found


@pytest.fixture
def owner():
    return somebody()


@pytest.fixture
def following(owner):
    return follow(owner, subject=make_list().key, channel="email")


def tell(following, *names, at=AT):
    """Put names on the list that is followed, and let that be read."""
    entity_list = EntityList.objects.get(key=following.subject.partition(":")[2])
    for name in names:
        list_somebody(entity_list, entity=make_entity(name))
    collect(at=at)


def parts(letter):
    return {part.get_content_type(): part.get_content() for part in letter.walk() if not part.is_multipart()}


def test_a_letter_arrives_with_text_and_html(server, following):
    tell(following, "Kestrel Optics Ltd")
    assert send_all() == 1
    [letter] = server.letters
    assert (letter["To"], letter.get_content_type()) == ("ada@example.org", "multipart/alternative")
    assert set(parts(letter)) == {"text/plain", "text/html"}
    assert all("Kestrel Optics Ltd" in body for body in parts(letter).values())


def test_the_subject_says_what_happened_to_what(server, following):
    tell(following, "Kestrel Optics Ltd")
    send_all()
    assert re.match(r"Added: listing, from .+: Kestrel Optics Ltd", server.letters[0]["Subject"])


def test_the_subject_of_a_suspension_says_that_it_suspends_and_from_which_day(server, owner):
    listing, _list = list_somebody(entity=make_entity("Kestrel Optics Ltd"))
    follow(owner, "entity", subject=listing.entity.key, channel="email", actions=("suspended",))
    make_event(listing=listing, kind="suspended", effective_from=date(2026, 11, 10), until=date(2027, 11, 10))
    collect()
    send_all()
    assert server.letters[0]["Subject"].startswith("Suspended: act on listings, from 10 Nov 2026")


def test_the_subject_of_many_names_the_first_and_counts_the_rest(server, following):
    tell(following, "Kestrel Optics Ltd", "Merlin Alloys Ltd", "Osprey Magnets Ltd")
    send_all()
    [letter] = server.letters
    assert "Kestrel Optics Ltd" in letter["Subject"]
    assert letter["Subject"].endswith(", and 2 more")


def test_links_lead_to_the_public_address_and_to_the_change(server, following):
    tell(following, "Kestrel Optics Ltd")
    send_all()
    revision = following.notifications.get().said["revision"]
    for body in parts(server.letters[0]).values():
        assert f"https://register.example.org/changes/{revision}/" in body


def test_one_click_stops_it_as_the_mail_program_is_told(server, following, client, today):
    tell(following, "Kestrel Optics Ltd")
    send_all()
    [letter] = server.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip().strip("<>")
    path = address.removeprefix("https://register.example.org")
    response = client.post(path, {"List-Unsubscribe": "One-Click"})
    following.refresh_from_db()
    assert (response.status_code, following.ended_at is not None) == (200, True)


def test_a_letter_that_the_server_puts_off_is_sent_later_under_the_same_id(server, following):
    tell(following, "Kestrel Optics Ltd")
    server.answers["data"] = b"refuse"
    send_all()
    [row] = deliveries(following)
    assert (row.state, row.status, row.due_at) == ("waiting", 451, AT + MINUTE)
    del server.answers["data"]
    send_all(at=AT + MINUTE)
    [row] = deliveries(following)
    assert (row.state, row.attempts, row.trouble) == ("sent", 2, "")
    assert [letter["Message-ID"] for letter in server.letters] == [f"<{row.uid}@register.example.org>"]


@pytest.mark.parametrize(
    ("verb", "answer", "status"),
    [("rcpt", b"550 no such person", 550), ("rcpt", b"553 no", 553), ("data", b"never", 554)],
)
def test_what_is_refused_for_good_is_given_up_at_once(server, following, verb, answer, status):
    tell(following, "Kestrel Optics Ltd")
    server.answers[verb] = answer
    assert send_all() == 1
    [row] = deliveries(following)
    assert (row.state, row.status, row.attempts) == ("failed", status, 1)
    del server.answers[verb]
    assert send_all(at=AT + 100 * HOUR) == 0


@pytest.mark.parametrize(
    ("verb", "answer", "status"), [("rcpt", b"450 mailbox busy", 450), ("mail", b"550 who are you", 550)]
)
def test_what_may_pass_or_be_mended_is_given_up_after_some_days(server, following, verb, answer, status):
    tell(following, "Kestrel Optics Ltd")
    server.answers[verb] = answer
    at = AT
    while (row := deliveries(following)[0]).state == "waiting":
        at = max(at, row.due_at)
        assert send_all(at=at) == 1
    assert (row.state, row.status, row.attempts) == ("failed", status, 10)
    assert timedelta(days=2) < at - AT < timedelta(days=5)
    assert server.letters == []


def test_trouble_is_told_without_the_address(server, following):
    tell(following, "Kestrel Optics Ltd")
    server.answers["rcpt"] = b"550 ada@example.org is unknown"
    send_all()
    assert "ada@example.org" not in deliveries(following)[0].trouble


def test_a_server_that_is_down_for_three_hours_loses_nothing(server, following, settings):
    tell(following, "Kestrel Optics Ltd")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9  # nobody listens there
    at = AT
    while at < AT + 3 * HOUR:
        send_all(at=at)
        at += 10 * MINUTE
    settings.EMAIL_PORT = port
    assert server.letters == []
    while not server.letters and at < AT + 12 * HOUR:
        send_all(at=at)
        at += 10 * MINUTE
    assert len(server.letters) == 1
    assert deliveries(following)[0].state == "sent"


def test_a_connection_that_is_cut_after_the_letter_was_taken_sends_it_again_under_the_same_id(server, following):
    tell(following, "Kestrel Optics Ltd")
    server.answers["data"] = b"cut"
    send_all()
    assert deliveries(following)[0].state == "waiting"
    del server.answers["data"]
    send_all(at=AT + MINUTE)
    assert len({letter["Message-ID"] for letter in server.letters}) == 1
    assert len(server.letters) == 2


class Killed(BaseException):
    """What becomes of a worker: nothing after this is done."""


def test_a_worker_that_is_killed_before_sending_leaves_a_letter_that_another_sends(server, following, monkeypatch):
    tell(following, "Kestrel Optics Ltd")

    def die(**_letter):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(email, "send", die)
        with pytest.raises(Killed):
            send_all()
    assert send_all(at=AT + MINUTE) == 0
    assert send_all(at=AT + LEASE + MINUTE) == 1
    assert len(server.letters) == 1


def test_a_worker_that_is_killed_after_sending_has_it_sent_again_with_the_same_id(server, following, monkeypatch):
    tell(following, "Kestrel Optics Ltd")
    real = email.send

    def die(*, letter):
        real(letter=letter)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(email, "send", die)
        with pytest.raises(Killed):
            send_all()
    send_all(at=AT + LEASE + MINUTE)
    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["Date"], first["Subject"]) == (second["Date"], second["Subject"])


def test_a_letter_is_written_in_the_language_of_the_subscription(following):
    tell(following, "Kestrel Optics Ltd")
    subscriptions.change(
        subscription=following,
        wanted=subscriptions.Wanted(kind="list", channel="email", language="ja"),
        at=AT,
    )
    following.refresh_from_db()
    letter = letters.written(delivery=deliveries(following)[0], subscription=following)
    assert '<html lang="ja">' in letter.html
    assert letter.subject.startswith("追加")
    for body in (letter.html, letter.text):
        assert "情報" in body
        assert "追加" in body
        assert not re.search(r"You follow|Added|Notice:|Information, not|Stop these", body)
    assert '<span lang="en">Kestrel Optics Ltd' in letter.html


@pytest.mark.parametrize(("language", "words"), [("ja", "：1 件の名称"), ("zh-hans", "1")])
def test_what_was_written_down_in_english_is_said_in_the_language_of_the_letter(owner, language, words):
    listing, entity_list = list_somebody(entity=make_entity("Kestrel Optics Ltd"))
    following = follow(owner, "ends", days=365, channel="email", language=language)
    make_event(
        listing=listing, kind="suspended", effective_from=TODAY, until=TODAY + timedelta(days=30), until_inclusive=True
    )
    collect()
    letter = letters.written(delivery=deliveries(following)[0], subscription=following)
    assert following.notifications.filter(said__about=f"1 name on the {entity_list.name_en}").exists()
    for body in (letter.html, letter.text):
        assert f"{entity_list.name_en}" in body and words in body
        assert "1 name on the" not in body
        assert "Formal end of" not in body


def test_what_a_fact_says_itself_stays_and_is_marked_in_a_letter_of_another_language(owner):
    following = follow(owner, "ends", days=365, channel="email", language="ja")
    make_clause(text="Licences for exports.", until=TODAY + timedelta(days=30))
    collect()
    letter = letters.written(delivery=deliveries(following)[0], subscription=following)
    assert '<span lang="en">Licences for exports.</span>' in letter.html
    assert "Licences for exports." in letter.text


def test_a_letter_shows_so_many_and_counts_the_rest(following, monkeypatch):
    monkeypatch.setattr(letters, "SHOWN", 2)
    tell(following, "Kestrel Optics Ltd", "Merlin Alloys Ltd", "Osprey Magnets Ltd")
    letter = letters.written(delivery=deliveries(following)[0], subscription=following)
    assert "Osprey Magnets Ltd" not in letter.text
    assert "1 more notification stands" in letter.text


def test_names_are_escaped_in_html_and_stand_as_they_are_in_text(following):
    tell(following, "Kestrel & Sons <Optics>")
    letter = letters.written(delivery=deliveries(following)[0], subscription=following)
    assert "Kestrel &amp; Sons &lt;Optics&gt;" in letter.html
    assert "Kestrel & Sons <Optics>" in letter.text


def test_a_chinese_name_is_marked_as_chinese(following):
    tell(following, "三菱重工业")
    letter = letters.written(delivery=deliveries(following)[0], subscription=following)
    assert '<span lang="zh-Hans">三菱重工业</span>' in letter.html


def test_somebody_who_was_switched_off_gets_no_letter_any_more(server, owner, following):
    tell(following, "Kestrel Optics Ltd")
    owner.is_active = False
    owner.save()
    send_all()
    assert server.letters == []
    assert deliveries(following)[0].state == "failed"


def test_a_daily_letter_goes_in_the_morning_and_once(server, owner):
    following = follow(owner, subject=make_list().key, channel="email", rhythm="daily")
    tell(following, "Kestrel Optics Ltd")
    tell(following, "Merlin Alloys Ltd", at=AT + HOUR)
    assert send_all(at=AT + 10 * HOUR) == 0
    morning = AT + timedelta(hours=19, minutes=30)
    assert send_all(at=morning) == 1
    assert send_all(at=morning + HOUR) == 0
    text = parts(server.letters[0])["text/plain"]
    assert text.index("Kestrel Optics Ltd") < text.index("Merlin Alloys Ltd")


def test_a_letter_that_is_being_collected_goes_at_once_when_its_owner_wants_that(server, owner):
    following = follow(owner, subject=make_list().key, channel="email", rhythm="weekly")
    tell(following, "Kestrel Optics Ltd")
    assert send_all() == 0
    wanted = subscriptions.Wanted(kind="list", channel="email", rhythm="at_once")
    subscriptions.change(subscription=following, wanted=wanted, at=AT)
    assert send_all() == 1


def test_a_subject_never_breaks_its_line(server, following):
    tell(following, "Kestrel Optics Ltd")
    Delivery.objects.get().notifications.update(label="Two\r\nBcc: eve@example.org")
    send_all()
    [letter] = server.letters
    assert letter["Bcc"] is None
    assert "Two Bcc: eve@example.org" in letter["Subject"]


def test_a_day_without_anything_sends_nothing(server, owner):
    follow(owner, subject=make_list().key, channel="email", rhythm="daily")
    collect(on=TODAY + timedelta(days=1))
    assert send_all(at=AT + timedelta(days=2)) == 0
    assert server.connections == 0
