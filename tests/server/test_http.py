"""Plain requests: the page with its policy, the client's files, and the answers to everything else."""

import gzip
import re

import pytest

from domsync.domsync_server import ServerLimits
from domsync.server.client_files import ClientFiles, client_files
from domsync.server.page import Page, page_html
from domsync.server.responses import error
from domsync.session import Limits
from tests.server.support import http, page, raw_http, serving


async def test_the_page() -> None:
    async with serving(title="Tom & <Jerry>", root_id='r"t') as server:
        status, headers, body = await http(server)
        text = body.decode()
        assert status == 200
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert int(headers["content-length"]) == len(body)
        assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
        assert headers["referrer-policy"] == "same-origin"
        assert "server" not in headers
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', text))
        assert headers["content-security-policy"] == (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
            "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; "
            "require-trusted-types-for 'script'"
        )
        assert "<title>Tom &amp; &lt;Jerry&gt;</title>" in text
        assert '<div id="r&quot;t" data-domsync="{&quot;url&quot;:&quot;/_domsync/ws&quot;' in text
        assert "token" not in text
        assert nonce not in (await http(server))[2].decode()


async def test_the_page_says_how_large_a_message_may_be() -> None:
    async with serving(limits=ServerLimits(session=Limits(message_bytes=1000))) as server:
        assert b"&quot;max&quot;:1000" in (await http(server))[2]


async def test_the_clients_files_are_kept_for_ever() -> None:
    async with serving() as server:
        text = (await http(server))[2].decode()
        paths = re.findall(r'(?:src|href)="(/[^"]+)"', text)
        assert any(path.endswith("/index.js") for path in paths)
        for path in paths:
            status, headers, body = await http(server, path)
            assert status == 200
            assert headers["content-type"] == "text/javascript; charset=utf-8"
            assert headers["cache-control"] == "public, max-age=31536000, immutable"
            _, headers, packed = await http(server, path, Accept_Encoding="gzip, br")
            assert (headers["content-encoding"], headers["vary"]) == ("gzip", "Accept-Encoding")
            assert gzip.decompress(packed) == body


def test_their_address_follows_their_content() -> None:
    one, same = ClientFiles({"a.js": b"1", "b.js": b"2"}), ClientFiles({"b.js": b"2", "a.js": b"1"})
    other = ClientFiles({"a.js": b"12", "b.js": b""})
    assert one.version == same.version != other.version
    assert one.names == ["a.js", "b.js"]
    assert one.path("a.js") == f"/_domsync/{one.version}/a.js"
    assert one.respond(one.path("a.js")).body == b"1"
    assert one.respond(other.path("a.js")).status == 404
    assert client_files() is client_files()


@pytest.mark.parametrize(
    "path",
    [
        *("/x", "/index.html", "/favicon.ico", "//", "/../etc/passwd", "/_domsync/", "/_domsync/x/index.js"),
        *(
            "/_domsync/../domsync/errors.py",
            "/_domsync/%2e%2e/errors.py",
            "/_domsync/ws",
            "/%00",
            "http://evil.example/",
        ),
    ],
)
async def test_there_is_nothing_else(path: str) -> None:
    async with serving() as server:
        status, headers, body = await http(server, path)
        assert (status, body) == (404, b"Not Found\n")
        assert headers["cache-control"] == "no-store"
        version = client_files().version
        assert (await http(server, f"/_domsync/{version}/../index.js"))[0] == 404
        assert (await http(server, f"/_domsync/{version}/__init__.py"))[0] == 404


async def test_a_query_changes_nothing() -> None:
    async with serving() as server:
        assert (await http(server, "/?a=1"))[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"])
async def test_only_get_and_head(method: str) -> None:
    async with serving() as server:
        status, headers, _ = await http(server, method=method)
        assert (status, headers["allow"]) == (405, "GET, HEAD")
        status, headers, body = await http(server, method="HEAD")
        assert (status, body) == (200, b"")
        assert int(headers["content-length"]) > 500


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        ("GET / HTTP/1.1\r\n" + "".join(f"x{n}: 1\r\n" for n in range(200)) + "\r\n", 431),
        (f"GET /{'x' * 9000} HTTP/1.1\r\n\r\n", 414),
        ("GET / HTTP/9\r\n\r\n", 0),
        ("nonsense\r\n\r\n", 0),
        ("POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", 0),
        ("GET / HTTP/1.0\r\n\r\n", 200),
    ],
)
async def test_requests_that_are_none(request_text: str, status: int) -> None:
    async with serving() as server:
        assert (await raw_http(server, request_text))[0] == status
        # The server goes on.
        assert (await http(server))[0] == 200


@pytest.mark.parametrize(
    ("drop", "status"), [("Sec-WebSocket-Key", 400), ("Connection", 426), ("Sec-WebSocket-Version", 400)]
)
async def test_upgrades_that_are_none(drop: str, status: int) -> None:
    async with serving() as server:
        fields = {
            "Host": f"localhost:{server.port}",
            "Origin": f"http://localhost:{server.port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        }
        del fields[drop]
        lines = ["GET / HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
        assert (await raw_http(server, "\r\n".join(lines)))[0] == status


async def test_connections_are_accepted_where_they_belong() -> None:
    async with serving() as server:
        async with page(server), page(server, path="/"), page(server, path="/?x=1"):
            assert len(server.get_clients()) == 3
        with pytest.raises(Exception, match="404"):
            async with page(server, path="/other"):
                pass


async def test_one_too_many_is_told_to_come_later() -> None:
    async with serving(limits=ServerLimits(sessions=2)) as server:
        async with page(server), page(server):
            with pytest.raises(Exception, match="503"):
                async with page(server):
                    pass
            assert len(server.get_clients()) == 2
        async with page(server):
            pass


async def test_so_is_one_too_many_from_one_address() -> None:
    limits = ServerLimits(sessions_per_peer=1, exempt_peers=frozenset())
    async with serving(limits=limits) as server, page(server):
        with pytest.raises(Exception, match="503"):
            async with page(server):
                pass
    async with serving(limits=ServerLimits(sessions_per_peer=1)) as server, page(server), page(server):
        assert len(server.get_clients()) == 2


def test_a_page_with_all_it_can_have() -> None:
    text = page_html(Page("r", "t", token="<tok>", content="<b>x</b>", lang="de"), client_files(), "n")
    assert '<html lang="de">' in text
    assert "&quot;token&quot;:&quot;&lt;tok&gt;&quot;" in text
    assert "><b>x</b></div>" in text


def test_errors_say_their_status() -> None:
    answer = error(503, retry_after="5")
    assert (answer.status, answer.phrase, answer.body) == (503, "Service Unavailable", b"Service Unavailable\n")
    assert answer.all_headers()["Retry-After"] == "5"
