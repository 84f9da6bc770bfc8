"""Which pages may open a connection (promise P8)."""

import logging

import pytest
from websockets.exceptions import InvalidStatus

from domsync.server.net.origins import HostPolicy, OriginPolicy
from tests.server.support import browser, raw_http, serving, text_client

HOST = "localhost:8000"
OWN = f"http://{HOST}"

#: Twenty ways for a foreign page to look like our own, as (origins, hosts).
FOREIGN = {
    "wrong": (["http://evil.example"], [HOST]),
    "null": (["null"], [HOST]),
    "file": (["file://"], [HOST]),
    "missing": ([], [HOST]),
    "empty": ([""], [HOST]),
    "prefix": (["http://localhost:8000.evil.example"], [HOST]),
    "suffix": (["http://evil-localhost:8000"], [HOST]),
    "subdomain": (["http://www.localhost:8000"], [HOST]),
    "port changed": (["http://localhost:8001"], [HOST]),
    "port missing": (["http://localhost"], [HOST]),
    "scheme changed": (["https://localhost:8000"], [HOST]),
    "scheme missing": (["localhost:8000"], [HOST]),
    "trailing dot": (["http://localhost.:8000"], [HOST]),
    "trailing slash": (["http://localhost:8000/"], [HOST]),
    "userinfo": (["http://localhost:8000@evil.example"], [HOST]),
    "user": (["http://user@localhost:8000"], [HOST]),
    "other name of this machine": (["http://127.0.0.1:8000"], [HOST]),
    "two origins": ([OWN, "http://evil.example"], [HOST]),
    "origin list": ([f"{OWN} http://evil.example"], [HOST]),
    "host spoofed": (["http://evil.example:8000"], ["evil.example:8000"]),
    "host spoofed, our name in it": (["http://localhost.evil.example:8000"], ["localhost.evil.example:8000"]),
    "host spoofed, public address": (["http://192.0.43.8:8000"], ["192.0.43.8:8000"]),
    "host spoofed, trailing dot": (["http://localhost.:8000"], ["localhost.:8000"]),
    "host with userinfo": (["http://localhost:8000@evil.example"], ["localhost:8000@evil.example"]),
    "two hosts": ([OWN], [HOST, "evil.example"]),
    "no host": ([OWN], []),
    "upper case": (["HTTP://LOCALHOST:8000"], [HOST]),
    "line break": (["http://localhost:8000\n"], [HOST]),
}


@pytest.mark.parametrize(("origins", "hosts"), FOREIGN.values(), ids=FOREIGN)
def test_foreign_pages_are_refused(origins: list[str], hosts: list[str]) -> None:
    assert not OriginPolicy(host="localhost").allows(origins, hosts)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "app.localhost", "127.0.0.7"])
@pytest.mark.parametrize("bound", ["localhost", "127.0.0.1", "::1", "0.0.0.0", "", None])
def test_our_own_pages_are_not(host: str, bound: str | None) -> None:
    assert OriginPolicy(host=bound).allows([f"http://{host}:8000"], [f"{host}:8000"])


@pytest.mark.parametrize(
    ("bound", "host", "allowed"),
    [
        # Names that a page of somebody else cannot have.
        *(("0.0.0.0", "192.168.0.7:80", True), (None, "[fe80::1]:80", True), ("0.0.0.0", "raspberry", True)),
        *(("0.0.0.0", "raspberry.local:80", True), ("example.org", "example.org", True)),
        *(("localhost", "192.168.0.7:80", True), ("localhost", "raspberry", True)),
        # Names that could point here although they are somebody else's.
        *(("0.0.0.0", "example.org", False), ("localhost", "example.org", False)),
        *(("example.org", "www.example.org", False), ("0.0.0.0", "1.2.3.4.evil.example", False)),
        *(("0.0.0.0", "[::1", False), ("0.0.0.0", "", False), ("0.0.0.0", "a b", False), ("0.0.0.0", "x:y", False)),
    ],
)
def test_the_host_has_to_be_a_name_of_this_server(bound: str | None, host: str, allowed: bool) -> None:
    assert OriginPolicy(host=bound).allows([f"http://{host}"], [host]) is allowed


def test_tls_changes_the_scheme() -> None:
    policy = OriginPolicy(host="localhost", secure=True)
    assert policy.allows([f"https://{HOST}"], [HOST])
    assert not policy.allows([OWN], [HOST])


@pytest.mark.parametrize(
    ("allowed", "origins"),
    [
        (["https://example.org"], ["https://example.org"]),
        (["null"], ["null"]),
        ([None], []),
        (["*"], ["http://x.example"]),
    ],
)
def test_others_can_be_allowed(allowed: list[str | None], origins: list[str]) -> None:
    policy = OriginPolicy(allowed, "localhost")
    assert policy.allows(origins, [HOST])
    assert policy.allows([OWN], [HOST])
    if "*" not in allowed:
        assert not policy.allows(["http://evil.example"], [HOST])


def test_a_string_is_not_a_list_of_origins() -> None:
    with pytest.raises(TypeError, match=r"origins must be a list: \['null'\]"):
        OriginPolicy("null")


def test_the_log_says_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    OriginPolicy(host="localhost").allows(["http://other.example\n" + "x" * 999], [HOST])
    assert "pass origins=['http://other.example\\nxxx" in caplog.text
    assert len(caplog.text) < 800


async def test_a_refusal_is_403_before_any_work(caplog: pytest.LogCaptureFixture) -> None:
    async with serving() as server:
        for wrong in ("http://evil.example", f"http://127.0.0.1:{server.port}", None):
            for connect in (text_client, browser):
                with pytest.raises(InvalidStatus) as caught:
                    async with connect(server, origin=wrong):
                        pass
                assert caught.value.response.status_code == 403
                assert caught.value.response.body == b"Forbidden\n"
        assert server.get_clients() == []
        assert not server._connections


async def test_two_origins_or_hosts_in_one_request() -> None:
    async with serving() as server:
        good = [
            *("GET / HTTP/1.1", f"Host: localhost:{server.port}", f"Origin: http://localhost:{server.port}"),
            *("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"),
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        for extra in ("Origin: http://evil.example", "Host: evil.example"):
            status, _, _ = await raw_http(server, "\r\n".join([*good, extra, "", ""]))
            assert status == 403


async def test_a_page_from_a_file_can_be_allowed() -> None:
    async with serving(origins=["null"]) as server, text_client(server, origin="null") as socket:
        assert socket.subprotocol is None
        with pytest.raises(InvalidStatus):
            async with text_client(server, origin="http://evil.example"):
                pass


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)


@pytest.mark.parametrize("name", ["bücher.example", "2001:db8::1", "example.org:8443", "http://example.org", ""])
def test_what_is_no_name_of_a_host_is_said_with_how_to_write_it(name: str) -> None:
    with pytest.raises(ValueError, match=r"'xn--bcher-kva\.example', and an IPv6 address in brackets"):
        HostPolicy([name])


@pytest.mark.parametrize("name", ["xn--bcher-kva.example", "[2001:db8::1]", "Example.ORG", "*.example.org"])
def test_names_of_hosts(name: str) -> None:
    assert HostPolicy([name], development=False).is_set
