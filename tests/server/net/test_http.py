"""Plain requests: the page with its policy, the client's files, and the answers to everything else."""

import asyncio
import gzip
import re
import socket
import threading
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from domsync import App
from domsync import html as h
from domsync.dom.checks.trusted import unsafe_html
from domsync.domsync_server import ServerLimits
from domsync.server.net import client_files as client_files_module
from domsync.server.net.bundle import bundle
from domsync.server.net.client_files import ClientFiles, client_files
from domsync.server.net.responses import error
from domsync.server.pages import shell
from domsync.server.pages.policy import NONCE, STRICT
from domsync.server.pages.shell import Page, page_html
from domsync.session import Limits
from tests.server.app_support import served
from tests.server.support import http, page, raw_http, serving
from tests.waiting import PATIENCE


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
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data: blob:; "
            "font-src 'self'; media-src 'self' blob:; frame-src 'self'; worker-src 'self'; manifest-src 'self'; "
            "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        assert "<title>Tom &amp; &lt;Jerry&gt;</title>" in text
        assert '<div id="r&quot;t" data-domsync="{&quot;url&quot;:&quot;./_domsync/ws&quot;' in text
        assert "token" not in text
        assert nonce not in (await http(server))[2].decode()


async def test_the_page_says_how_large_a_message_may_be() -> None:
    async with serving(limits=ServerLimits(session=Limits(message_bytes=1000))) as server:
        assert b"&quot;max&quot;:1000" in (await http(server))[2]


async def test_the_clients_files_are_kept_for_ever() -> None:
    async with serving() as server:
        text = (await http(server))[2].decode()
        paths = [path[1:] for path in re.findall(r'(?:src|href)="(\./[^"]+)"', text)]
        assert any(path.endswith("/index.js") for path in paths)
        for path in paths:
            status, headers, body = await http(server, path)
            assert status == 200
            assert headers["content-type"] == "text/javascript; charset=utf-8"
            assert headers["cache-control"] == "public, max-age=31536000, immutable"
            _, headers, packed = await http(server, path, Accept_Encoding="gzip")
            assert (headers["content-encoding"], headers["vary"]) == ("gzip", "Accept-Encoding")
            assert gzip.decompress(packed) == body


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [("gzip", True), ("br, GZIP;q=0.5", True), ("gzip;q=0", False), ("br, gzip; q=0.000", True), ("x-gzip2", False)],
)
def test_the_clients_files_are_packed_for_who_reads_that(accepted: str, is_packed: bool) -> None:
    files = ClientFiles({"a.js": b"1"})
    answer = files.respond(files.path("a.js"), accepted)
    assert ("Content-Encoding" in answer.headers) is is_packed
    assert (answer.body == b"1") is not is_packed


def test_the_clients_files_are_compressed_by_brotli_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And better than pages are, so that they are no larger than with gzip."""
    brotli: Any = import_module("brotli")
    times: list[int] = []
    compress = brotli.compress

    def counted(body: bytes, **options: int) -> bytes:
        times.append(len(body))
        return bytes(compress(body, **options))

    monkeypatch.setattr(brotli, "compress", counted)
    files = ClientFiles({"a.js": b"const a = 1;\n" * 100})
    first, second = (files.respond(files.path("a.js"), "gzip, br") for _ in range(2))
    assert first.headers["Content-Encoding"] == "br"
    assert first.body == second.body
    assert brotli.decompress(first.body) == b"const a = 1;\n" * 100
    assert times == [1300]
    # What needs no brotli makes none, and without the extra it is gzip.
    other = ClientFiles({"a.js": b"1"})
    assert other.respond(other.path("a.js"), "gzip").headers["Content-Encoding"] == "gzip"
    assert times == [1300]
    monkeypatch.setattr(client_files_module, "kept_brotli", lambda body: None)
    assert other.respond(other.path("a.js"), "gzip, br").headers["Content-Encoding"] == "gzip"
    own = client_files()
    assert len(own.brotli("index.js") or b"") < len(own.respond(own.path(), "gzip").body)


async def test_the_clients_files_are_made_before_anybody_asks_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def noted(*arguments: Any) -> dict[str, str]:
        threads.append(threading.current_thread())
        return bundle(*arguments)

    monkeypatch.setattr(client_files_module, "bundle", noted)
    client_files.cache_clear()
    async with serving() as server:
        assert len(threads) == 1
        await http(server)
        assert len(threads) == 1
    client_files.cache_clear()
    async with served(App()):
        assert len(threads) == 2
    assert threading.main_thread() not in threads  # a tenth of a second, for which no loop stands still


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
        *("/_domsync/../domsync/errors.py", "/_domsync/%2e%2e/errors.py", "/_domsync/ws", "/%00"),
        *("http://localhost/x", "ftp:x"),
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


async def test_a_target_with_the_host_in_it_is_answered_like_one_without() -> None:
    """RFC 9112, 3.2.2: what the target says counts, and not the Host header."""
    async with served(App(lambda: h.p("shown"), development=False, hosts=["a.example"])) as site:

        async def ask(target: str, *lines: str) -> tuple[int, bool]:
            text = "\r\n".join([f"GET {target} HTTP/1.1", *lines, "Connection: close", "", ""])
            status, _, body = await raw_http(site, text)  # type: ignore[arg-type]
            return status, b"shown" in body

        assert await ask("http://a.example/", "Host: a.example") == (200, True)
        assert await ask("http://A.example:80?x=/y", "Host: evil.example") == (200, True)
        assert await ask("http://evil.example/", "Host: a.example") == (403, False)
        assert await ask("http://a.example/nothing", "Host: a.example") == (404, False)
        assert await ask("http://a.example/") == (400, False)
        assert await ask("http://user@a.example/", "Host: a.example") == (400, False)
        key = ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        for host, status in (("a.example", 101), ("evil.example", 403)):
            lines = [f"GET http://{host}/_domsync/ws HTTP/1.1", "Host: a.example", f"Origin: http://{host}"]
            lines += ["Connection: Upgrade", *key, "Sec-WebSocket-Protocol: domsync.1", "", ""]
            reader, writer = await asyncio.open_connection("localhost", site.port)
            writer.write("\r\n".join(lines).encode())
            assert f" {status} ".encode() in await asyncio.wait_for(reader.readline(), PATIENCE)
            writer.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "X"])
async def test_only_get_and_head(method: str) -> None:
    async with serving() as server:
        status, headers, _ = await http(server, method=method)
        assert (status, headers["allow"]) == (405, "GET, HEAD")
        status, headers, body = await http(server, method="HEAD")
        assert (status, body) == (200, b"")
        assert int(headers["content-length"]) > 300


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        ("GET / HTTP/1.1\r\n" + "".join(f"x{n}: 1\r\n" for n in range(200)) + "\r\n", 431),
        (f"GET /{'x' * 9000} HTTP/1.1\r\n\r\n", 414),
        ("GET / HTTP/9\r\n\r\n", 505),
        ("nonsense\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", 405),
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


def test_what_is_kept_of_a_head_is_never_that_of_another_page() -> None:
    files = client_files()
    plain = Page("r", "t")
    variants: list[dict[str, Any]] = [
        {},
        {"base": "../"},
        {"favicon": "/a.png"},
        {"meta": {"author": "A"}},
        {"meta": {"author": "B"}},
        {"stylesheets": ("/a.css",)},
        {"scripts": ("/a.css",)},
        {"trusted_modules": ("/a.css",)},
        {"head": unsafe_html("<base>")},
        {"policy": STRICT.plus({"style-src": [NONCE]})},
        {"development": True},
        {"allow_eval": True},
    ]
    first = [page_html(replace(plain, **variant), files, "n1") for variant in variants]
    again = [page_html(replace(plain, **variant), files, "n2") for variant in variants]
    assert len(set(first)) == len(variants)
    assert [text.replace('nonce="n1"', 'nonce="n2"') for text in first] == again
    assert not any("n1" in text for text in again)
    other = ClientFiles({"index.js": b"1"})
    assert other.path()[1:] in page_html(plain, other, "n1")
    assert files.path()[1:] in page_html(plain, files, "n1")


def test_a_text_of_the_app_that_looks_like_a_nonce_stays_as_it_is() -> None:
    texts = [NONCE, "nonce", "", "n1"]
    for text in texts:
        found = page_html(Page("r", text, meta={"author": text}, lang=text), client_files(), "n2")
        assert f'<meta name="author" content="{text}">' in found
        assert f"<title>{text}</title>" in found


def test_no_more_heads_are_kept_than_a_site_has_pages() -> None:
    for number in range(3 * shell._MOST_HEADS):
        page_html(Page("r", "t", base="../" * number), client_files(), "n")
        assert len(shell._heads) <= shell._MOST_HEADS


def test_errors_say_their_status() -> None:
    answer = error(503, retry_after="5")
    assert (answer.status, answer.phrase, answer.body) == (503, "Service Unavailable", b"Service Unavailable\n")
    assert answer.all_headers()["Retry-After"] == "5"


async def test_a_request_that_does_not_come_ends_its_connection() -> None:
    limits = ServerLimits(handshake_seconds=0.1, keep_alive_seconds=0.1)
    async with serving(limits=limits) as server:
        for begun in (b"", b"GET / HTTP/1.1\r\nHost: loc", b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"):
            reader, writer = await asyncio.open_connection("localhost", server.port)
            writer.write(begun)
            answer = await asyncio.wait_for(reader.read(), PATIENCE)
            assert answer.startswith(b"HTTP/1.1 200" if begun.endswith(b"\n\r\n") else b""), begun
            writer.close()
        assert (await http(server))[0] == 200


async def test_what_comes_too_early_waits_at_the_sender() -> None:
    """A client that sends requests and reads no answers is not read for ever."""
    async with serving() as server:
        reader, writer = await asyncio.open_connection("localhost", server.port)
        request = b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 4000 + b"\r\n\r\n"
        for _ in range(500):
            writer.write(request)
        answers = 0
        while answers < 500:
            answers += (await asyncio.wait_for(reader.readuntil(b"</html>\n"), PATIENCE)).count(b"HTTP/1.1 200 OK")
        writer.close()


async def test_bodies_that_are_refused_are_not_read_as_requests() -> None:
    async with serving() as server:
        hidden = b"GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for head in (f"Content-Length: {len(hidden)}", "Transfer-Encoding: chunked"):
            reader, writer = await asyncio.open_connection("localhost", server.port)
            writer.write(f"POST / HTTP/1.1\r\nHost: localhost\r\n{head}\r\n\r\n".encode() + hidden)
            answer = await asyncio.wait_for(reader.read(), PATIENCE)
            assert answer.count(b"HTTP/1.1") == 1
            assert answer.startswith(b"HTTP/1.1 405")
            writer.close()


async def test_who_connected_before_the_end_is_still_answered() -> None:
    async with serving() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        closing = asyncio.create_task(server.close())
        await asyncio.sleep(0)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = await reader.read()
        await closing
    assert answer.startswith(b"HTTP/1.1 ")
    assert b"Connection: close" in answer
    writer.close()


async def test_more_connections_than_the_loop_accepts_at_a_time_wait_for_it() -> None:
    """After a break all browsers come back at once, while the server is busy with the first of them."""
    async with serving() as server:
        waiting = [socket.socket() for _ in range(200)]
        for one in waiting:
            # In one turn of the event loop: none of them has been accepted. One without room would get no answer.
            one.settimeout(PATIENCE)
            one.connect(("127.0.0.1", server.port))
            one.setblocking(False)
        loop = asyncio.get_running_loop()
        for one in waiting:
            await loop.sock_sendall(one, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert (await asyncio.wait_for(loop.sock_recv(one, 12), PATIENCE)) == b"HTTP/1.1 200"
            one.close()
