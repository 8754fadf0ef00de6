"""What a scanner of web sites looks for, on every address there is: headers, cookies, caches, echoes."""

import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client, override_settings

from controls.screening.services import index
from controls.services import access
from tests.config.walking import addresses
from tests.controls.tour import ERRORS, FILES, PAGES, SIGNED_IN

pytestmark = pytest.mark.django_db
# What config/settings.py says with HTTPS=1; a test below holds them together.
TLS = {
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 60 * 60,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SECURE_HSTS_PRELOAD": True,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}
NEVER = ("Server", "X-Powered-By", "X-AspNet-Version", "X-Runtime", "Via", "X-Debug-Token")
DIRECTIVES = {"default-src": "'none'", "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'"}
BAIT = "\"'><svg/onload=alert(1)>"
ASKED_BY = ("q", "name", "as_of", "next", "sort", "page", "view", "list", "from", "nonsense")


@pytest.fixture(autouse=True)
def no_thread(monkeypatch):
    """/readyz finds no index, and none is built beside the tests."""
    monkeypatch.setattr(index, "warm_beside", lambda: None)
    index.forget()


@pytest.fixture(scope="module")
def tls():
    with override_settings(**TLS):
        yield


def over_tls(**headers):
    return Client(raise_request_exception=False, headers={"X-Forwarded-Proto": "https", **headers})


@pytest.fixture
def visitor(tls, seeded):
    return over_tls()


@pytest.fixture
def operator(tls, seeded, now):
    user = access.create_user(
        email="operator@example.com", password="correct horse battery staple", at=now, role="admin"
    )
    client = over_tls()
    client.force_login(user)
    return client


def body_of(answer):
    return (answer.getvalue() if answer.streaming else answer.content).decode("utf-8", "replace")


def read_whole(client, address):
    """An answer read to its end: an export that is dropped half-way leaves its cursor open within the transaction."""
    answer = client.get(address)
    body_of(answer)
    return answer


def faults(answer):
    """What a scanner would write down about one answer, in words."""
    headers = answer.headers
    found = [f"{name}: {headers.get(name)}" for name, value in FIXED.items() if headers.get(name) != value]
    found += [f"{name} is told" for name in NEVER if name in headers]
    if "geolocation=()" not in headers.get("Permissions-Policy", ""):
        found.append("no Permissions-Policy")
    return found + list(_of_policy(headers)) + list(_of_cookies(answer)) + list(_of_content(answer))


def _of_policy(headers):
    policy = headers.get("Content-Security-Policy", "")
    said = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    yield from (f"{name} {said.get(name)}" for name, value in DIRECTIVES.items() if said.get(name) != value)
    if re.search(r"unsafe-|\*|http:", policy):
        yield f"policy lets in too much: {policy}"
    if "Content-Security-Policy-Report-Only" in headers:
        yield "a policy that only reports"


def _of_cookies(answer):
    for name, cookie in answer.cookies.items():
        bound = name.startswith("__Host-") and cookie["path"] == "/" and not cookie["domain"]
        if not (bound and cookie["secure"] and cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict")):
            yield f"cookie {cookie.OutputString()}"


def _of_content(answer):
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code not in (204, 301, 302, 304) and not kind:
        yield "no Content-Type"
    if re.match(r"text/|application/(atom\+)?xml", kind) and "charset=utf-8" not in kind.lower().replace('"', ""):
        yield f"no charset: {kind}"
    if kind.startswith("text/html"):
        body = body_of(answer)
        for found in re.finditer(
            r"""<(?:script|link|img|iframe|form|source)\b[^>]*\b(?:src|href|action)="http:""", body
        ):
            yield f"over http: {found[0][:80]}"


def listed(found):
    return "\n".join(f"{address}: {'; '.join(words)}" for address, words in found.items() if words)


def test_every_address_for_a_visitor(visitor):
    answers = {address: visitor.get(address) for address in addresses()}

    assert len(answers) > 120
    assert {200, 404} <= {answer.status_code for answer in answers.values()}
    assert [address for address, answer in answers.items() if answer.status_code >= 500] == ["/readyz"]
    assert not listed({address: faults(answer) for address, answer in answers.items()})


@pytest.fixture(autouse=True)
def rows_fetched_at_once(monkeypatch):
    """A file that is asked for and not read to its end leaves a cursor, which breaks this transaction or the next."""
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)


def test_every_address_for_somebody_signed_in(visitor, operator):
    """The same, and what is not for everybody is kept by nobody."""
    found, loose = {}, {}
    for address in [*addresses(), *SIGNED_IN.values()]:
        answer = operator.get(address)
        found[address] = faults(answer)
        body_of(answer)  # to its end, as read_whole does
        kept = answer.headers.get("Cache-Control", "nothing is said")
        if answer.status_code == 200 and "no-store" not in kept:
            # Facts that everybody may read: in the reader's own browser, which asks each time.
            public = kept == "private, no-cache" and read_whole(visitor, address).status_code == 200
            loose[address] = [] if public else [kept]

    assert not listed(found)
    assert len(loose) > 10
    assert not listed(loose)


def test_what_a_key_opens_is_kept_by_no_cache_on_the_way(seeded, tls, now):
    user = access.create_user(
        email="operator@example.com", password="correct horse battery staple", at=now, role="admin"
    )
    _row, key = access.issue_key(user=user, name="x", at=now)
    client = over_tls(Authorization=f"Bearer {key}")

    for address in (
        "/api/v1/listings/",
        "/api/v1/listings/export.csv",
        "/api/v1/changes/",
        "/api/v1/screening/checks/",
    ):
        answer = client.get(address)
        assert answer["Cache-Control"].startswith("private"), address


def test_what_everybody_may_read_may_be_kept(visitor):
    assert visitor.get("/about/")["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "trace"])
def test_other_methods(visitor, method):
    asked = [
        "/",
        "/entities/",
        "/api/v1/listings/",
        "/admin/login/",
        "/healthz",
        "/changes/feed.atom",
        "/no/such/page/",
    ]

    assert not listed({address: faults(getattr(visitor, method)(address)) for address in asked})


class TestErrors:
    @pytest.mark.parametrize("address", [*ERRORS.values(), "/?%00", "/?a=%ff", "/api/v1/listings/?nonsense=1"])
    def test_of_the_question(self, visitor, address):
        answer = visitor.get(address)

        assert 400 <= answer.status_code < 500
        assert faults(answer) == []

    def test_of_a_name_that_is_not_ours(self, visitor):
        answer = visitor.get("/", headers={"Host": "evil.example"})

        assert answer.status_code == 400
        assert [words for words in faults(answer) if "Strict-Transport" not in words] == []
        assert "evil.example" not in body_of(answer)

    def test_of_a_form_without_its_token(self, tls, seeded):
        strict = Client(enforce_csrf_checks=True, headers={"X-Forwarded-Proto": "https"})
        answer = strict.post("/admin/login/", {"username": "a", "password": "b"})

        assert answer.status_code == 403
        assert faults(answer) == []

    @pytest.mark.parametrize("address", ["/api/v1/listings/", "/about/"])
    def test_of_a_method(self, visitor, address):
        answer = visitor.post(address)

        assert answer.status_code in (403, 405)
        assert faults(answer) == []

    def test_of_a_body_that_is_too_large(self, operator, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
        answer = operator.post("/admin/login/", {"username": "a" * 100})

        assert answer.status_code in (400, 413)
        assert faults(answer) == []

    def test_of_ours(self, visitor, monkeypatch):
        monkeypatch.setattr("controls.views.about.render", None)
        answer = visitor.get("/about/")

        assert answer.status_code == 500
        assert faults(answer) == []
        assert "Traceback" not in body_of(answer)

    @pytest.mark.parametrize("address", ["/about/", "/api/v1/listings/"])
    def test_of_the_database(self, visitor, monkeypatch, address):
        def gone(*_given, **_named):
            from django.db import OperationalError

            raise OperationalError("password=s3cret")

        monkeypatch.setattr("django.db.models.query.QuerySet.first", gone)
        monkeypatch.setattr("config.middleware.Change.objects.order_by", gone)
        answer = visitor.get(address)

        assert answer.status_code == 503
        assert faults(answer) == []
        assert "s3cret" not in body_of(answer)


@pytest.mark.parametrize("name", ["css/app.css", "js/htmx-2.0.11.min.js", "img/icons.svg", "img/favicon.svg"])
def test_static_files(visitor, name):
    answer = visitor.get(f"/static/{name}")

    assert answer.status_code == 200
    assert faults(answer) == []
    for close in answer._resource_closers:
        close()


def test_who_asks_over_http_is_led_to_https_and_told_to_stay(tls, seeded):
    answer = Client().get("/about/")

    assert answer.status_code == 301
    assert answer["Location"] == "https://testserver/about/"


def test_nothing_that_is_asked_comes_back_as_markup(visitor):
    """Each parameter that any page knows, on every page, with a bait for a browser."""
    query = "&".join(f"{name}={quote(BAIT)}" for name in ASKED_BY)
    bitten = []
    for address in [*PAGES.values(), *FILES.values(), "/admin/login/", "/api/v1/listings/", "/news/"]:
        for asked in (f"{address}?{query}", f"{address}?q={quote(BAIT)}", f"{address}{quote(BAIT)}"):
            answer = visitor.get(asked)
            if re.match("text/html|image|.*xml", answer.headers["Content-Type"]) and "<svg/onload" in body_of(answer):
                bitten.append(asked)

    assert bitten == []


def test_a_request_for_elsewhere_does_not_lead_there(visitor):
    for address in ("/admin/login/?next=https://evil.example/", "//evil.example/", "/entities?next=//evil.example"):
        answer = visitor.get(address)

        assert not re.match(r"(https?:)?//(?!testserver)", answer.headers.get("Location", "")), address
