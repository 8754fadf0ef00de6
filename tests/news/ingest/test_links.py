"""Addresses: which of them a reader may be sent to, and which are the same page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.links import LinkRule, canonical, is_name, post_number, readable_link

BASE = "https://news.example/feed/"
SMM = LinkRule(hosts=("news.metal.example", "www.metal.example"), number=r"/newscontent/(\d+)(?=\D|$)")


@pytest.mark.parametrize(
    ("raw", "link"),
    [
        ("https://news.example/ok", "https://news.example/ok"),
        ("  https://news.example/with space  ", "https://news.example/with%20space"),
        ("/a/1", "https://news.example/a/1"),
        ("b", "https://news.example/feed/b"),
        ("//other.example/x", "https://other.example/x"),
        ("?p=7", "https://news.example/feed/?p=7"),
        ("HTTPS://News.Example:443/A", "https://news.example/A"),
        ("http://news.example:80/", "http://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://news.example/a%0d%0aSet-Cookie:x=1", "https://news.example/a%0D%0ASet-Cookie:x=1"),
        ("https://news.example/稀土?q=土#部", "https://news.example/%E7%A8%80%E5%9C%9F?q=%E5%9C%9F#%E9%83%A8"),
        ("https://news.example/[SMM]%5bx%5d", "https://news.example/%5BSMM%5D%5Bx%5D"),
        ("https://news.ex\nample/a", "https://news.example/a"),
        ('https://news.example/"><script>', "https://news.example/%22%3E%3Cscript%3E"),
        ("https://新闻.example/a", "https://新闻.example/a"),
    ],
)
def test_an_address_of_a_public_page_is_kept(raw, link):
    assert readable_link(raw, base=BASE) == link


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "javascript:alert(1)",
        " \tjava\nscript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>1</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "ftp://news.example/",
        "mailto:a@news.example",
        "https://user:pw@news.example/a",
        "https://user@news.example/a",
        "https://news.example@evil.example/",
        "http://[::1]/admin",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://localhost/",
        "http://printer.local/",
        "http://varnish.fr-prod.svc.cluster.local:6081/api",
        "http://metadata.google.internal/",
        "http://intranet/",
        "http://[bad",
        "http://news.example:99999/",
        "http://-/",
        "http://..../",
        "http://a..example/",
        "http://" + "a" * 64 + ".example/",
        "https://news.example/" + "a" * 2000,
    ],
)
def test_every_other_address_is_no_link(raw):
    assert readable_link(raw, base=BASE) == ""


@pytest.mark.parametrize("host", ["news.example", "a-b.co.uk", "xn--fiqs8s.example", "1.example", "news.example."])
def test_a_name_on_the_internet_is_known(host):
    assert is_name(host)


@pytest.mark.parametrize(
    "host", ["", "a", "1.2", "1.2.3.4", "::1", "x.local", "x.arpa", "a b.example", "x.onion", "é" * 70]
)
def test_what_is_no_name_on_the_internet_is_known(host):
    assert not is_name(host)


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/a/1",
        "http://news.example/a/1",
        "https://www.news.example/a/1",
        "https://news.example/a/1/",
        "https://news.example/a/1#comments",
        "https://news.example/a/1?utm_source=rss&utm_medium=feed",
        "https://news.example/a/1?fbclid=x&ref=home&ns_mchannel=rss&amp=1",
        "https://news.example/a/1/index.html",
        "https://news.example:443/a/1",
        "https://news.example/%61/1",
    ],
)
def test_spellings_of_one_page_are_one(url):
    assert canonical(url) == "https://news.example/a/1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a/1", "https://news.example/a/2"),
        ("https://news.example/a/1", "https://other.example/a/1"),
        ("https://news.example/?p=1", "https://news.example/?p=2"),
        ("https://news.example/a?id=1", "https://news.example/a"),
        ("https://news.example/A", "https://news.example/a"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example:8443/a", "https://news.example/a"),
        ("https://news.example/a?q=1%262", "https://news.example/a?q=1&2="),
    ],
)
def test_two_pages_stay_two(one, other):
    assert canonical(one) != canonical(other)


def test_the_order_of_parameters_makes_no_other_page():
    assert canonical("https://news.example/a?b=2&a=1") == canonical("https://news.example/a?a=1&b=2&utm_id=3")


def test_a_source_may_need_a_parameter_that_others_do_not():
    rule = LinkRule(keep=frozenset({"source"}))

    assert canonical("https://news.example/a?source=1", rule=rule) == "https://news.example/a?source=1"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.metal.example/newscontent/100963091/%5bsmm-analysis%5d-price/",
        "https://news.metal.example/newscontent/100963091/[SMM-Analysis]-price",
        "http://www.metal.example/newscontent/100963091-price?utm_source=rss_feed",
        "https://news.metal.example/newscontent/100963091/",
        "https://news.metal.example/newscontent/100963091#comments",
        "https://news.metal.example/en/newscontent/100963091",
    ],
)
def test_a_page_with_a_number_is_known_by_it_alone(url):
    assert canonical(readable_link(url, base=BASE), rule=SMM) == "https://news.metal.example/100963091"


def test_a_longer_number_is_another_page():
    assert canonical("https://news.metal.example/newscontent/1009630912", rule=SMM).endswith("/1009630912")


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://mining.example/?p=41798", "41798"),
        ("https://mining.example/?p=41798&utm_source=x", "41798"),
        ("https://mining.example/?page=2", ""),
        ("https://mining.example/?p=abc", ""),
        ("https://mining.example/?p=٣", ""),
        ("https://mining.example/p/1", ""),
    ],
)
def test_the_short_address_of_a_post_is_known(url, number):
    assert post_number(url) == number


@given(st.text(max_size=80))
def test_no_text_becomes_a_link_of_another_kind(raw):
    link = readable_link(raw, base=BASE)

    assert link == "" or link.startswith(("http://", "https://"))
    assert not set(link) & set(' \t\r\n<>"\\^`{|}')


PARTS = st.text("abcXYZ019-_.~%稀土 []()", max_size=12)


@given(st.lists(PARTS, max_size=4), st.dictionaries(st.text("abu_tm", max_size=5), PARTS, max_size=3))
def test_the_one_spelling_is_its_own_one_spelling(path, query):
    raw = "https://news.example/" + "/".join(path) + "?" + "&".join(f"{name}={value}" for name, value in query.items())
    once = canonical(readable_link(raw, base=BASE) or BASE)

    assert canonical(once) == once
