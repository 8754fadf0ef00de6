"""Whatever is sent to the desk is answered in words: no error of ours, nothing written by a slip, nothing run."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.models import Change, Entity, Listing, Notice
from news.models import AnnexDraft, FoundNotice, HeldReading
from news.services import found
from tests.controls.desk import make_user
from tests.controls.proposing import signed_in
from tests.news.announcing import make_article
from tests.news.drafting import NOW, SHORT, begin, form_of

pytestmark = pytest.mark.usefixtures("seeded", "today")
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
ANY = st.text(max_size=60) | st.sampled_from(
    [XSS, "%00", "\x00", "A\u202eB", "'; DROP TABLE x;--", "９９", "-1", "1e9"]
)
FIELDS = (
    *("name_zh", "name_en", "others", "type", "country", "whom", "other", "checked"),
    *("edition", "entity_list", "grade", "note", "counted"),
)
quick = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def ada(db):
    return make_user(NOW, "ada@example.org")


@pytest.fixture
def client_of_ada(ada):
    return signed_in(ada)


@pytest.fixture
def notice(db):
    article = make_article(title=f"稀土 {XSS}", notice="mofcom-2026-91", url="https://source.example/?q=<b>")
    found.note(articles=[article], at=NOW)
    return FoundNotice.objects.get()


@pytest.fixture
def held(notice):
    return HeldReading.objects.create(
        source=notice.source, reason="shrunk", words=XSS, before=9, now=1, missing=[XSS], added=[XSS],
        digest="0" * 64, held_at=NOW,
    )  # fmt: skip


def facts():
    return Change.objects.count(), Notice.objects.count(), Entity.objects.count(), Listing.objects.count()


@quick
@given(reason=ANY, numbers=st.lists(ANY, max_size=4))
def test_any_reason_and_any_ticks(client_of_ada, notice, reason, numbers):
    before = facts()
    answer = client_of_ada.post("/desk/notices/", {"reason": reason, "found": numbers})
    assert answer.status_code in (302, 400)
    single = client_of_ada.post(f"/desk/notices/{notice.pk}/", {"dismiss": reason, "reason": reason})
    assert single.status_code in (302, 400)
    assert facts() == before


@quick
@given(note=ANY, act=st.sampled_from(["accept", "refuse", "other"]))
def test_any_word_on_an_answer_that_is_held_back(client_of_ada, held, note, act):
    assert client_of_ada.post(f"/desk/held/{held.pk}/", {act: "1", "note": note}).status_code in (302, 400)


@quick
@given(text=ANY, body=st.binary(max_size=80))
def test_any_text_and_any_file(client_of_ada, notice, text, body):
    address = f"/desk/drafts/new/?notice={notice.key}"
    assert client_of_ada.post(address, {"text": text}).status_code in (302, 400)
    file = SimpleUploadedFile("x.html", body, content_type="text/html; charset=bogus")
    assert client_of_ada.post(address, {"file": file}).status_code in (302, 400)


@quick
@given(
    field=st.sampled_from(FIELDS),
    value=ANY,
    act=st.sampled_from(["save", "send", "other"]),
)
def test_any_value_in_any_field_of_a_draft(client_of_ada, ada, field, value, act):
    draft = AnnexDraft.objects.filter(state="checking").first() or begin(ada, SHORT)
    before = facts()
    _page, form = form_of(client_of_ada, f"/desk/drafts/{draft.pk}/")
    name = field if field in form else f"2-{field}"
    answer = client_of_ada.post(f"/desk/drafts/{draft.pk}/", form | {name: value, act: "1"})
    assert answer.status_code in (302, 400)
    assert facts() == before


@pytest.mark.parametrize(
    "query",
    ["show=%ff", "show=x", "page=0", "page=abc", "page=99999999999999999999", "page_size=-1", "as_of=2026-02-30"],
)
def test_wrong_questions_are_refused_by_field(client_of_ada, query):
    assert client_of_ada.get(f"/desk/notices/?{query}").status_code == 400


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "-1", "x", "1%00"])
@pytest.mark.parametrize("room", ["notices", "drafts", "held"])
def test_numbers_that_no_row_has(client_of_ada, room, number):
    assert client_of_ada.get(f"/desk/{room}/{number}/").status_code in (400, 404)


def test_what_sources_and_people_wrote_is_never_markup(client_of_ada, ada, notice, held):
    draft = begin(ada, SHORT.replace("斯巴鲁".encode(), f"斯巴鲁{XSS}".encode()), notice_key=notice.key, title=XSS)
    pages = ["", "notices/", f"notices/{notice.pk}/", "drafts/", f"drafts/{draft.pk}/", f"held/{held.pk}/"]
    for page in pages:
        text = client_of_ada.get(f"/desk/{page}").content.decode()
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page


def test_an_address_that_is_none_is_not_made_a_link(client_of_ada, notice):
    FoundNotice.objects.filter(pk=notice.pk).update(url="")
    assert "none given" in client_of_ada.get(f"/desk/notices/{notice.pk}/").content.decode()


def test_forms_need_their_token(ada, notice):
    client = type(signed_in(ada))(enforce_csrf_checks=True)
    client.force_login(ada)
    for address in ("/desk/notices/", f"/desk/notices/{notice.pk}/", f"/desk/drafts/new/?notice={notice.key}"):
        assert client.post(address, {"reason": "x", "dismiss": "1", "text": "x"}).status_code == 403
    assert FoundNotice.objects.get().state == "open"
