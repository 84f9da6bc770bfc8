"""What proxies say of the browser, and whom one believes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.server.net.proxies import TrustedProxies, is_prefix, is_undeclared_proxy, parse_forwarded


@pytest.mark.parametrize(
    ("addresses", "peer", "trusted"),
    [
        (["10.0.0.7"], "10.0.0.7", True),
        (["10.0.0.7"], "10.0.0.8", False),
        (["10.0.0.0/8"], "10.1.2.3", True),
        (["10.0.0.0/8"], "::ffff:10.1.2.3", True),
        (["fd00::/8"], "fd00::1", True),
        (["fe80::/10"], "fe80::1%eth0", True),
        (["unix"], "", True),
        (["10.0.0.0/8"], "", False),
        (["*"], "203.0.113.7", True),
        ([], "127.0.0.1", False),
        (["127.0.0.1"], "localhost", False),
    ],
)
def test_who_is_trusted(addresses: list[str], peer: str, trusted: bool) -> None:
    assert TrustedProxies(addresses).trusts(peer) is trusted


def test_mistakes_are_said() -> None:
    with pytest.raises(TypeError, match=r"trusted_proxies must be a list of addresses: \['10\.0\.0\.7'\]"):
        TrustedProxies("10.0.0.7")
    with pytest.raises(ValueError, match="'proxy' is not the address of a proxy"):
        TrustedProxies(["proxy"])


@pytest.mark.parametrize(
    ("chain", "peer"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.3", "203.0.113.9"),
        ("10.0.0.9, 10.0.0.3", "10.0.0.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("6.6.6.6, unknown", "10.0.0.1"),
        ("6.6.6.6, <script>", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_the_chain_is_read_from_the_right(chain: str, peer: str) -> None:
    came = TrustedProxies(["10.0.0.0/8"]).resolve("10.0.0.1", "http", {"x-forwarded-for": chain})
    assert came.peer == peer


def test_of_several_proxies_the_outermost_trusted_one_says_the_scheme() -> None:
    headers = {"x-forwarded-for": "203.0.113.9, 10.0.0.3", "x-forwarded-proto": "https, http"}
    assert TrustedProxies(["10.0.0.0/8"]).resolve("10.0.0.1", "http", headers).scheme == "https"
    assert TrustedProxies(["10.0.0.1"]).resolve("10.0.0.1", "http", headers).scheme == "http"


def test_where_both_are_there_the_usual_headers_are_taken() -> None:
    headers = {"x-forwarded-for": "203.0.113.9", "forwarded": "for=6.6.6.6;host=evil.example"}
    came = TrustedProxies(["*"]).resolve("10.0.0.1", "http", headers)
    assert (came.peer, came.host) == ("203.0.113.9", None)


@pytest.mark.parametrize(
    ("header", "hops"),
    [
        ("for=192.0.2.43", [{"for": "192.0.2.43"}]),
        ('For="[2001:db8:cafe::17]:4711"', [{"for": "[2001:db8:cafe::17]:4711"}]),
        (
            "for=192.0.2.60;proto=http;by=203.0.113.43, for=198.51.100.17",
            [{"for": "192.0.2.60", "proto": "http", "by": "203.0.113.43"}, {"for": "198.51.100.17"}],
        ),
        ('for="_a\\"b"', [{"for": '_a"b'}]),
        ("for", []),
        ("for=a b", []),
        ('for="a', []),
        ("", []),
    ],
)
def test_forwarded(header: str, hops: list[dict[str, str]]) -> None:
    assert parse_forwarded(header) == hops


@given(st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60))
def test_nothing_in_a_header_raises(text: str) -> None:
    names = ("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-prefix")
    for name in names:
        came = TrustedProxies(["*"]).resolve("10.0.0.1", "http", {name: text})
        assert came.scheme in ("http", "https")
        assert came.prefix == "" or is_prefix(came.prefix)


@pytest.mark.parametrize(
    ("peer", "headers", "is_proxy"),
    [
        ("10.0.0.1", {"x-forwarded-for": "203.0.113.9"}, True),
        ("172.17.0.1", {"forwarded": "for=203.0.113.9"}, True),
        ("10.0.0.1", {}, False),
        ("8.8.8.8", {"x-forwarded-for": "1.2.3.4"}, False),
    ],
)
def test_signs_of_a_proxy(peer: str, headers: dict[str, str], is_proxy: bool) -> None:
    assert is_undeclared_proxy(peer, headers) is is_proxy
