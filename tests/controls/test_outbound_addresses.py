"""Which addresses may be asked: every spelling of an address inside is refused, before anything is dialled."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.outbound import Refused
from controls.outbound.addresses import ascii_url, checked_url, is_public, port_of, target_of

HOSTS = frozenset({"source.example", "www.gov.uk"})


def checked(url, hosts=HOSTS, test_hosts=frozenset()):
    return checked_url(url, hosts=hosts, test_hosts=test_hosts)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::169.254.169.254",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:0:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2a00:1450::1%eth0",
        "fec0::1",
        "ff02::1",
        "not an address",
        "",
        "127.1",
        "2130706433",
    ],
)
def test_an_address_that_is_not_public_is_known(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "151.101.0.144"],
)
def test_a_public_address_of_version_4_is_known(address):
    assert is_public(address)


@pytest.mark.parametrize("address", ["2a04:4e42::144", "2606:4700:4700::1111", "2001:4860:4860::8888", "240e::1"])
def test_a_public_address_of_version_6_is_known(address):
    assert is_public(address)


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private(address):
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        assert not is_public(str(address))


@given(st.ip_addresses(v=4), st.sampled_from(["::", "::ffff:", "64:ff9b::"]))
def test_no_address_of_version_4_hides_in_one_of_version_6(address, prefix):
    assert not is_public(str(ipaddress.ip_address(f"{prefix}{address}")))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://source.example/",
        "ftp://source.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//source.example/",
        "source.example/feed",
        "",
        "https://",
        "https://user@source.example/",
        "https://user:password@source.example/",
        "https://source.example@evil.example/",
        "https://@source.example/",
        "https://evil.example/",
        "https://source.example.evil.example/",
        "https://source.example./",
        "https://sub.source.example/",
        "https://source.example:6379/",
        "https://source.example:80/",
        "http://source.example:443/",
        "http://source.example:0/",
        "http://source.example:99999/",
        "http://source.example:port/",
        "http://[::1]/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "https://source.example/a b",
        "https://source.example/a\nb",
        "https://source.example/a\tb",
        "https://source.example\\@evil.example/",
        "https://source.example/\x00",
        "https://source.example/稀土",
        "https://ｓource.example/",
        "https://source.example/" + "a" * 2048,
    ],
)
def test_an_address_that_may_not_be_asked_is_refused(url):
    with pytest.raises(Refused):
        checked(url)


@pytest.mark.parametrize(
    ("url", "port", "target"),
    [
        ("https://source.example/feed", 443, "/feed"),
        ("https://SOURCE.example:443/feed?a=1&b=%E5%9C%9F#part", 443, "/feed?a=1&b=%E5%9C%9F"),
        ("http://www.gov.uk", 80, "/"),
        ("http://www.gov.uk?a=1", 80, "/?a=1"),
    ],
)
def test_an_address_of_a_source_is_taken_apart(url, port, target):
    parts = checked(url)

    assert (port_of(parts), target_of(parts)) == (port, target)


def test_a_port_of_a_test_is_open_for_that_host_only():
    ours = frozenset({"source.example:8123"})

    assert port_of(checked("http://source.example:8123/", test_hosts=ours)) == 8123
    with pytest.raises(Refused):
        checked("http://source.example:8124/", test_hosts=ours)
    with pytest.raises(Refused):
        checked("http://www.gov.uk:8123/", test_hosts=ours)


def test_a_test_host_is_still_one_that_must_be_allowed():
    with pytest.raises(Refused, match="not among those"):
        checked("http://127.0.0.1:8123/", test_hosts=frozenset({"127.0.0.1:8123"}))


def test_a_raw_redirect_is_percent_encoded_as_it_was_sent():
    assert ascii_url("/稀土?q=a b".encode().decode("latin-1")) == "/%E7%A8%80%E5%9C%9F?q=a%20b"


@given(st.text(max_size=60))
def test_a_redirect_becomes_ascii_whatever_it_holds(location):
    assert ascii_url(location).isascii()


@given(st.text(max_size=60))
def test_no_text_at_all_breaks_the_check(url):
    with pytest.raises(Refused):
        checked("https://" + url, hosts=frozenset())
