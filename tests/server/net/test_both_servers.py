"""What holds whichever server has taken the request: domsync's own, and uvicorn (promise P30)."""

import asyncio
import gzip
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from pydantic import BaseModel
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from domsync import App, Component, Limits, Redirect, Request, Response, ServerLimits, unsafe_html
from domsync import html as h
from domsync.server.net.responses import BODILESS
from domsync.server.pages.visit import served_visit
from tests.server.app_support import BUTTON, Counter, Served
from tests.server.net.servers import KINDS, serving_on
from tests.server.net.test_origins import FOREIGN
from tests.server.support import raw_http, settled
from tests.waiting import PATIENCE

pytestmark = pytest.mark.parametrize("kind", KINDS)


async def ask(
    site: Served, path: str, *, method: str = "GET", body: bytes = b"", **headers: Any
) -> tuple[int, dict[str, str], bytes]:
    """Send a request, and read the answer to its end."""
    named = {"Host": f"localhost:{site.port}", "Connection": "close"} | headers
    if body:
        named["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *[f"{name.replace('_', '-')}: {value}" for name, value in named.items()]]
    status, answered, content = await raw_http(site, "\r\n".join([*lines, "", body.decode()]))  # type: ignore[arg-type]
    if answered.get("transfer-encoding") == "chunked":
        parts = re.split(rb"(?:^|\r\n)[0-9a-f]+\r\n", content)
        content = b"".join(parts).removesuffix(b"\r\n\r\n").removesuffix(b"\r\n")
    return status, answered, content


async def test_a_page_and_its_events(kind: str) -> None:
    async with serving_on(kind, App(Counter)) as site, site.visit("/") as (browser, text):
        assert '<button id="add">0</button>' in text
        for number in (1, 2, 3):
            n = await browser.event(0, BUTTON, "click")
            frame = await browser.acknowledged(n)
            assert str(frame[3][0][-1]) == str(number)


async def test_a_connection_that_breaks_is_taken_up_again(kind: str) -> None:
    app = App(Counter)
    async with serving_on(kind, app) as site:
        loaded = await site.load("/")
        async with site.connect(loaded) as browser:
            await browser.acknowledged(await browser.event(0, BUTTON, "click"))
            token = None
        await settled(lambda: not app.visits[0].connected)
        token = served_visit(app.visits[0]).protocol.token
        async with site.connect(loaded, token=token, seen=[[0, 1]], sent=1) as browser:
            assert (await browser.receive())[3][0][-1] == "1"
        assert len(app.visits) == 1


@pytest.mark.parametrize("crash", [False, True])
async def test_a_page_goes_on_in_another_process(kind: str, tmp_path: Path, *, crash: bool) -> None:
    store = f"sqlite:///{tmp_path / 'pages.db'}"
    first, second = App(Counter, store=store), App(Counter, store=store)
    async with serving_on(kind, first) as site:
        loaded = await site.load("/")
        async with site.connect(loaded) as browser:
            for _ in range(2):
                await browser.acknowledged(await browser.event(0, BUTTON, "click"))
            token = browser.token
            if crash:
                first._visits.abandon()
    async with serving_on(kind, second, port=site.port) as site:
        async with site.connect(loaded, token=token, seen=[[0, 3]], sent=2, attempt=2) as browser:
            browser.sent = 2
            # What was acknowledged is not done once more.
            await browser.say([2, 0, BUTTON, "click"])
            frame = await browser.acknowledged(await browser.event(0, BUTTON, "click"))
            assert frame[3][0][-1] == "3"
        assert len(second.visits) == 1
        guessed = token[:-1] + ("A" if token[-1] != "A" else "B")
        with pytest.raises(ConnectionClosed):
            async with site.connect(loaded, token=guessed):
                pass


async def test_what_a_route_may_return(kind: str, tmp_path: Path) -> None:
    app = App()
    (tmp_path / "data.bin").write_bytes(bytes(range(256)))

    class Model(BaseModel):
        name: str = "Ann"

    def generate() -> Iterator[str]:
        yield from ("one ", "two ", "", "three")

    async def generate_later() -> AsyncIterator[bytes]:
        for part in (b"a", b"b"):
            await asyncio.sleep(0)
            yield part

    async def later() -> str:
        await asyncio.sleep(0)
        return "later"

    def away() -> None:
        raise Redirect("/there")

    results: dict[str, tuple[Any, tuple[int, str, bytes]]] = {
        "text": (lambda: "<b>", (200, "text/plain; charset=utf-8", b"<b>")),
        "html": (lambda: unsafe_html("<b>x</b>"), (200, "text/html; charset=utf-8", b"<b>x</b>")),
        "bytes": (lambda: b"\0\1", (200, "application/octet-stream", b"\0\1")),
        "dict": (lambda: {"a": [1, "ü"]}, (200, "application/json", '{"a":[1,"ü"]}'.encode())),
        "list": (lambda: [1, 2], (200, "application/json", b"[1,2]")),
        "model": (lambda: Model(name="Ann"), (200, "application/json", b'{"name":"Ann"}')),
        "table.csv": (lambda: "a,b", (200, "text/csv; charset=utf-8", b"a,b")),
        "page.html": (lambda: "<b>", (200, "text/plain; charset=utf-8", b"<b>")),
        "nothing": (lambda: None, (204, "text/plain; charset=utf-8", b"")),
        "file": (lambda: tmp_path / "data.bin", (200, "application/octet-stream", bytes(range(256)))),
        "parts": (generate, (200, "text/plain; charset=utf-8", b"one two three")),
        "async parts": (generate_later, (200, "text/plain; charset=utf-8", b"ab")),
        "async": (later, (200, "text/plain; charset=utf-8", b"later")),
        "redirect": (away, (303, "text/plain; charset=utf-8", b"")),
        "status": (lambda: Response("no", status=418), (418, "text/plain; charset=utf-8", b"no")),
    }
    for name, (function, _) in results.items():
        app.get(f"/{name.replace(' ', '-')}")(function)
    async with serving_on(kind, app) as site:
        for name, (_, (status, content_type, body)) in results.items():
            answered = await ask(site, f"/{name.replace(' ', '-')}")
            assert (answered[0], answered[1]["content-type"], answered[2]) == (status, content_type, body), name
            assert answered[1]["x-content-type-options"] == "nosniff"
            if status not in BODILESS and "transfer-encoding" not in answered[1]:
                assert answered[1]["content-length"] == str(len(body))
        assert (await ask(site, "/redirect"))[1]["location"] == "/there"


async def test_headers_cookies_and_parameters(kind: str) -> None:
    app = App()

    @app.get("/export/{year}.csv")
    def export(year: int, request: Request, sep: str = ",") -> Response:
        response = Response(f"year{sep}{year} {request.cookies}", headers={"X-One": "1"}, content_type="text/csv")
        response.set_cookie("a", "1", max_age=60)
        response.set_cookie("__Host-b", "2", secure=True, same_site="Strict")
        response.delete_cookie("c")
        return response

    async with serving_on(kind, app) as site:
        fields = [f"Host: localhost:{site.port}", "Cookie: x=y", "Connection: close"]
        lines = "\r\n".join(["GET /export/2024.csv?sep=%3B HTTP/1.1", *fields, "", ""])
        reader, writer = await asyncio.open_connection("localhost", site.port)
        writer.write(lines.encode())
        answer = (await reader.read()).decode()
        writer.close()
        await writer.wait_closed()
        cookies = re.findall(r"(?im)^set-cookie: (.*?)\r$", answer)
        assert cookies == [
            "a=1; Path=/; Max-Age=60; HttpOnly; SameSite=Lax",
            "__Host-b=2; Path=/; Secure; HttpOnly; SameSite=Strict",
            "c=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
        ]
        assert "year;2024 {'x': 'y'}" in answer
        assert re.search(r"(?i)x-one: 1", answer)
        status, _, body = await ask(site, "/export/x.csv")
        assert (status, list(json.loads(body)["errors"])) == (422, ["year"])
        assert (await ask(site, "/export/2024.txt"))[0] == 404


async def test_cookies_in_several_lines_are_one_list(kind: str) -> None:
    app = App()
    app.get("/")(lambda request: [request.cookies, request.headers["x-list"]])
    async with serving_on(kind, app) as site:
        lines = ["GET / HTTP/1.1", f"Host: localhost:{site.port}", "Connection: close"]
        lines += ["Cookie: a=1", "X-List: a", "Cookie: nameless", "X-List: b", "Cookie: b=2; c=3", "", ""]
        _, _, body = await raw_http(site, "\r\n".join(lines))  # type: ignore[arg-type]
        assert json.loads(body) == [{"a": "1", "b": "2", "c": "3"}, "a, b"]


async def test_headers_of_a_program_are_each_there_once(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    app = App()
    packed = gzip.compress(b"x" * 5000)
    given = {"cache-control": "max-age=60", "content-encoding": "gzip", "x-one": "1", "X-One": "2", "X-Latin": "ü"}
    app.get("/packed")(lambda: Response(packed, headers=given, content_type="text/plain"))

    @app.get("/late")
    def late() -> Response:
        response = Response("body")
        response.headers["X-Late"] = "a\r\nSet-Cookie: evil=1"
        return response

    async with serving_on(kind, app) as site:
        status, headers, body = await ask(site, "/packed", Accept_Encoding="gzip")
        assert (status, headers["cache-control"], headers["content-encoding"]) == (200, "max-age=60", "gzip")
        assert (headers["x-one"], headers["x-latin"]) == ("2", "ü")
        # It is not compressed once more.
        assert gzip.decompress(body) == b"x" * 5000
        status, headers, _ = await ask(site, "/late")
        assert (status, "set-cookie" in headers) == (500, False)
    assert "the header 'X-Late' holds a line break" in caplog.text


async def test_paths_in_all_letters(kind: str, tmp_path: Path) -> None:
    (tmp_path / "größe 1.txt").write_text("file")
    inner = App(static=tmp_path)
    inner.page("/süß")(lambda: h.h1("inner"))
    app = App()
    app.page("/über uns")(lambda: h.h1("page"))
    app.get("/daten/ä-{name}.csv")(lambda name, request: [name, request.path])
    app.mount("/bücher", inner)
    async with serving_on(kind, app) as site:
        for path, text in (
            ("/%C3%BCber%20uns", "<h1>page</h1>"),
            ("/daten/%C3%A4-%C3%B6.csv", '["ö","/daten/%C3%A4-%C3%B6.csv"]'),
            ("/b%C3%BCcher/s%C3%BC%C3%9F", "<h1>inner</h1>"),
            ("/b%C3%BCcher/static/gr%C3%B6%C3%9Fe%201.txt", "file"),
        ):
            status, _, body = await ask(site, path)
            assert status == 200, path
            assert text in body.decode()
        with pytest.raises(ValueError, match="is taken"):
            app.mount("/b%C3%BCcher", App())


async def test_methods(kind: str) -> None:
    app = App(Counter)
    app.route("/thing", methods=["GET", "DELETE"])(lambda: "thing")
    async with serving_on(kind, app) as site:
        assert (await ask(site, "/thing", method="DELETE"))[2] == b"thing"
        status, headers, body = await ask(site, "/thing", method="HEAD")
        assert (status, headers["content-length"], body) == (200, "5", b"")
        status, headers, _ = await ask(site, "/thing", method="PUT")
        assert (status, headers["allow"]) == (405, "DELETE, GET, HEAD")
        status, headers, _ = await ask(site, "/", method="POST")
        assert (status, headers["allow"]) == (405, "GET, HEAD")


async def test_a_client_may_ask_whether_anybody_is_there(kind: str) -> None:
    async with serving_on(kind, App(Counter)) as site:
        assert (await ask(site, "/_domsync/ws", method="HEAD"))[0] == 204
        assert (await ask(site, "/_domsync/elsewhere", method="HEAD"))[0] == 404


async def test_bodies_are_read_where_there_are_any(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    app = App()

    @app.post("/echo")
    async def echo(request: Request) -> Any:
        if request.query:
            return {"size": sum([len(part) async for part in request.stream()])}
        return {"body": (await request.body(100)).decode(), "again": len(await request.body())}

    @app.post("/form")
    async def form(request: Request) -> Any:
        return await request.form()

    @app.post("/json")
    async def take(request: Request) -> Any:
        return {"taken": await request.json()}

    async with serving_on(kind, app) as site:
        status, _, body = await ask(site, "/echo", method="POST", body=b"hello")
        if kind == "standalone":
            # This server takes none, and says so in time: what follows is not read as a request.
            assert (status, b"uvicorn MODULE:app" in body) == (413, True)
            return
        assert json.loads(body) == {"body": "hello", "again": 5}
        assert (await ask(site, "/echo", method="POST", body=b"x" * 101))[0] == 413
        assert json.loads((await ask(site, "/echo?s", method="POST", body=b"x" * 300_000))[2]) == {"size": 300_000}
        kind_of_form: dict[str, Any] = {"Content_Type": "application/x-www-form-urlencoded"}
        status, _, body = await ask(site, "/form", method="POST", body=b"a=1&a=2&b=%C3%BC", **kind_of_form)
        assert json.loads(body) == {"a": ["1", "2"], "b": ["ü"]}
        # What a client sends wrongly is its own fault, and no failure of the program.
        for path, sent, headers in (
            ("/json", b"{", {}),
            ("/json", b"1e", {}),
            ("/json", b"[" * 100_000, {}),
            ("/form", b"{}", {"Content_Type": "application/json"}),
            ("/form", b"a&" * 2000, kind_of_form),
        ):
            status, _, body = await ask(site, path, method="POST", body=sent, **headers)
            assert (status, body.endswith(b"\n")) == (400, True), (path, sent[:20])
        assert caplog.text == ""


async def test_pages_of_others_change_nothing(kind: str) -> None:
    app = App()
    app.route("/thing", methods=["GET", "DELETE"])(lambda: "thing")
    async with serving_on(kind, app) as site:
        own = f"http://localhost:{site.port}"
        for origin, status in ((None, 200), (own, 200), ("https://evil.example", 403), ("null", 403)):
            headers: dict[str, Any] = {} if origin is None else {"Origin": origin}
            assert (await ask(site, "/thing", method="DELETE", **headers))[0] == status, origin
            assert (await ask(site, "/thing", **headers))[0] == 200


async def test_a_route_that_fails_says_nothing_of_it(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    app = App(development=False)

    @app.get("/bad")
    def bad() -> str:
        raise LookupError("secret")

    app.get("/worse")(lambda: 3.5)
    async with serving_on(kind, app) as site:
        for path in ("/bad", "/worse"):
            status, _, body = await ask(site, path)
            found = re.fullmatch(rb"Something went wrong. Reference ([0-9a-f]{8}).\n", body)
            assert status == 500
            assert found is not None
            assert found[1].decode() in caplog.text
        assert "secret" in caplog.text


async def test_a_stream_ends_when_its_reader_leaves(kind: str) -> None:
    app, ended = App(), asyncio.Event()

    @app.get("/endless")
    async def endless() -> AsyncIterator[bytes]:
        async def parts() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"tick\n"
                    await asyncio.sleep(0.01)
            finally:
                ended.set()

        return parts()

    async with serving_on(kind, app) as site:
        reader, writer = await asyncio.open_connection("localhost", site.port)
        writer.write(f"GET /endless HTTP/1.1\r\nHost: localhost:{site.port}\r\n\r\n".encode())
        await reader.readuntil(b"tick\n")
        writer.transport.abort()
        await asyncio.wait_for(ended.wait(), PATIENCE)


async def test_a_connection_is_kept_for_the_next_request(kind: str) -> None:
    app = App()
    app.get("/{number}")(lambda number: f"<{number}>")
    async with serving_on(kind, app) as site:
        reader, writer = await asyncio.open_connection("localhost", site.port)
        for number in range(5):
            writer.write(f"GET /{number} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert await reader.readexactly(3) == f"<{number}>".encode()
        # Two at once are answered in their order.
        writer.write(
            b"GET /a HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        answer = await reader.read()
        assert re.findall(rb"<(.)>", answer) == [b"a", b"b"]
        writer.close()
        await writer.wait_closed()


async def test_files_in_parts_and_only_when_they_are_new(kind: str, tmp_path: Path) -> None:
    content = bytes(number % 251 for number in range(600_000))
    (tmp_path / "film.mp4").write_bytes(content)
    (tmp_path / "a.css").write_text("p {}")
    async with serving_on(kind, App(static=tmp_path)) as site:
        status, headers, body = await ask(site, "/static/film.mp4")
        assert (status, body == content, headers["accept-ranges"]) == (200, True, "bytes")
        assert (headers["content-type"], headers["content-length"]) == ("video/mp4", "600000")
        tag, modified = headers["etag"], headers["last-modified"]
        for asked, start, end in (
            ("bytes=0-99", 0, 100),
            ("bytes=599990-", 599_990, 600_000),
            ("bytes=-10", 599_990, 600_000),
            ("bytes=100000-599999999", 100_000, 600_000),
        ):
            status, headers, body = await ask(site, "/static/film.mp4", Range=asked)
            assert (status, body == content[start:end]) == (206, True), asked
            assert headers["content-range"] == f"bytes {start}-{end - 1}/600000"
        status, headers, _ = await ask(site, "/static/film.mp4", Range="bytes=600000-")
        assert (status, headers["content-range"]) == (416, "bytes */600000")
        for passed_over in ("bytes=5-1", "bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=a-b"):
            assert (await ask(site, "/static/film.mp4", Range=passed_over))[0] == 200, passed_over
        assert (await ask(site, "/static/film.mp4", Range="bytes=0-9", If_Range=tag))[0] == 206
        assert (await ask(site, "/static/film.mp4", Range="bytes=0-9", If_Range='"other"'))[0] == 200
        held: tuple[dict[str, Any], ...] = (
            {"If_None_Match": tag},
            {"If_None_Match": f'"x", W/{tag}'},
            {"If_Modified_Since": modified},
        )
        for header in held:
            status, headers, body = await ask(site, "/static/film.mp4", **header)
            assert (status, body, headers["etag"]) == (304, b"", tag), header
        assert (await ask(site, "/static/film.mp4", If_None_Match='"x"', If_Modified_Since=modified))[0] == 200
        assert (await ask(site, "/static/a.css", If_None_Match="*"))[0] == 304


async def test_compression(kind: str) -> None:
    app = App(Counter)
    text = "domsync " * 500
    app.get("/text")(lambda: Response(text, headers={"Cache-Control": "no-cache"}))
    app.get("/short")(lambda: "short")
    app.get("/bytes")(lambda: b"\0" * 5000)
    app.get("/varied")(lambda: Response(text, headers={"Vary": "Accept-Language", "Cache-Control": "public"}))
    app.get("/all")(lambda: Response(text, headers={"Vary": "accept-encoding, Cookie"}))
    async with serving_on(kind, app) as site:
        status, headers, body = await ask(site, "/text", Accept_Encoding="gzip")
        assert (headers["content-encoding"], headers["vary"]) == ("gzip", "Accept-Encoding")
        assert gzip.decompress(body).decode() == text
        assert headers["content-length"] == str(len(body))
        tag = headers["etag"]
        assert tag.endswith('-gzip"')
        assert (await ask(site, "/text", Accept_Encoding="gzip", If_None_Match=tag))[0] == 304
        assert (await ask(site, "/text", Accept_Encoding="gzip, br"))[1]["content-encoding"] == "br"
        for none in ("", "identity", "gzip;q=0", "br;q=0.0, gzip;q=0"):
            status, headers, body = await ask(site, "/text", Accept_Encoding=none)
            assert (status, body.decode(), "content-encoding" in headers) == (200, text, False), none
            assert headers["vary"] == "Accept-Encoding"
        # What else the answer depends on still counts, or a cache would mix up the languages.
        assert (await ask(site, "/varied", Accept_Encoding="gzip"))[1]["vary"] == "Accept-Language, Accept-Encoding"
        assert (await ask(site, "/all", Accept_Encoding="gzip"))[1]["vary"] == "accept-encoding, Cookie"
        for plain in ("/short", "/bytes"):
            assert "content-encoding" not in (await ask(site, plain, Accept_Encoding="gzip"))[1]
        _, headers, body = await ask(site, "/", Accept_Encoding="gzip")
        assert b'<button id="add">0' in gzip.decompress(body)


# Names, origins and proxies


async def refused(
    site: Served, path: str = "/_domsync/ws", headers: dict[str, Any] | None = None, **arguments: Any
) -> int:
    """The status with which a connection is refused."""
    with pytest.raises(InvalidStatus) as caught:
        async with connect(f"ws://localhost:{site.port}{path}", additional_headers=headers, **arguments):
            pass
    return caught.value.response.status_code


async def test_foreign_pages_are_refused_before_any_work(kind: str) -> None:
    app = App(Counter)
    async with serving_on(kind, app) as site:
        own = f"localhost:{site.port}"
        for name, (origins, hosts) in FOREIGN.items():
            if name == "line break":  # no request can carry it
                continue
            fields = [f"Origin: {origin.replace('localhost:8000', own)}" for origin in origins]
            fields += [f"Host: {host.replace('localhost:8000', own)}" for host in hosts]
            status, _, _ = await upgrade(site, fields)
            # What is no handshake, uvicorn answers by itself.
            assert status == 403 or (
                kind == "uvicorn" and name in ("two hosts", "no host", "two origins") and status == 400
            ), name
        assert app.visits == []
        assert (await upgrade(site, [f"Origin: http://{own}", f"Host: {own}"]))[0] == 101


async def upgrade(site: Served, fields: list[str], path: str = "/_domsync/ws") -> tuple[int, str, Any]:
    """Ask for a WebSocket with these very headers."""
    reader, writer = await asyncio.open_connection("localhost", site.port)
    lines = [f"GET {path} HTTP/1.1", *fields, "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    writer.write("\r\n".join([*lines, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "", ""]).encode())
    line = (await asyncio.wait_for(reader.readline(), PATIENCE)).decode()
    writer.transport.abort()
    return int(line.split()[1]), line, None


@pytest.mark.parametrize(
    ("host", "origin", "development", "hosts", "status"),
    [
        # In production, what the browser guarantees is enough.
        ("example.org", "http://example.org", False, None, 101),
        ("example.org", "https://example.org", False, None, 101),
        ("example.org:8443", "https://example.org:8443", False, None, 101),
        ("example.org:80", "http://example.org", False, None, 101),
        ("example.org:443", "https://example.org", False, None, 101),
        ("example.org", "https://example.org.evil.example", False, None, 403),
        ("example.org", "http://www.example.org", False, None, 403),
        ("example.org", "http://example.org:8080", False, None, 403),
        # In development, a name could be rebound to this machine.
        ("example.org", "http://example.org", True, None, 403),
        ("192.168.0.7:8000", "http://192.168.0.7:8000", True, None, 101),
        ("raspberry", "http://raspberry", True, None, 101),
        # What is listed is taken, in both.
        ("example.org", "http://example.org", True, ["example.org"], 101),
        ("a.b.example.org", "https://a.b.example.org", False, ["*.example.org"], 101),
        ("example.org", "http://example.org", False, ["*.example.org"], 403),
        ("evil.example", "http://evil.example", False, ["example.org"], 403),
        ("evilexample.org", "http://evilexample.org", False, ["*.example.org"], 403),
    ],
)
async def test_names(
    kind: str, host: str, origin: str, development: bool, hosts: list[str] | None, status: int
) -> None:
    app = App(Counter, development=development, hosts=hosts)
    async with serving_on(kind, app) as site:
        assert (await upgrade(site, [f"Host: {host}", f"Origin: {origin}"]))[0] == status
        page = await ask(site, "/", Host=host)
        is_known = status == 101 or origin.rpartition("/")[2] != host
        if is_known and host != "example.org":
            return
        # A page asked for under a foreign name is refused like its socket.
        if status == 101:
            assert page[0] == 200
        elif origin.endswith(f"//{host}"):
            assert (page[0], b"token" in page[2]) == (403, False)
            assert (f"--host-name {host}".encode() in page[2]) is development


async def test_an_unset_list_is_said_once_in_production(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    for development, hosts, times in ((False, None, 1), (True, None, 0), (False, ["example.org"], 0)):
        caplog.clear()
        async with serving_on(kind, App(Counter, development=development, hosts=hosts)) as site:
            await site.get("/")
            await site.get("/")
        assert caplog.text.count("DOMSYNC_HOSTS=") == times


async def test_proxies_that_are_trusted_are_believed(kind: str) -> None:
    app = App(development=False, trusted_proxies=["127.0.0.1", "10.0.0.0/8"])
    other = App(development=False)
    for one in (app, other):
        one.get("/who")(lambda request: [request.peer, request.scheme, request.host, request.prefix, request.path])
    headers: dict[str, Any] = {
        "X_Forwarded_For": "6.6.6.6, 203.0.113.9, 10.0.0.3",
        "X_Forwarded_Proto": "https",
        "X_Forwarded_Host": "shop.example",
        "X_Forwarded_Prefix": "/shop",
    }
    standard: dict[str, Any] = {"Forwarded": 'for=6.6.6.6, for="[2001:db8::1]:80";proto=https;host=shop.example'}
    options: dict[str, Any] = {"proxy_headers": False} if kind == "uvicorn" else {}
    async with serving_on(kind, app, **options) as site:
        got = json.loads((await ask(site, "/who", Host="up", **headers))[2])
        assert got == ["203.0.113.9", "https", "shop.example", "/shop", "/who"]
        got = json.loads((await ask(site, "/who", Host="up", **standard))[2])
        assert got == ["2001:db8::1", "https", "shop.example", "", "/who"]
        for wrong in ("shop", "//evil.example", "/a/../b", "/a b", "/a?x", "https://evil.example"):
            got = json.loads((await ask(site, "/who", Host="up", X_Forwarded_Prefix=wrong))[2])
            assert got[3] == "", wrong
    async with serving_on(kind, other, **options) as site:
        for said in (headers, standard):
            got = json.loads((await ask(site, "/who", Host="up", **said))[2])
            assert got == ["127.0.0.1", "http", "up", "", "/who"]


async def test_the_limit_per_peer_counts_the_real_one(kind: str) -> None:
    limits = ServerLimits(sessions_per_peer=2, exempt_peers=frozenset())
    app = App(Counter, limits=limits, trusted_proxies=["127.0.0.1"])
    options: dict[str, Any] = {"proxy_headers": False} if kind == "uvicorn" else {}
    async with serving_on(kind, app, **options) as site:
        url, origin = f"ws://localhost:{site.port}/_domsync/ws", f"http://localhost:{site.port}"

        def opened(peer: str) -> Any:
            return connect(
                url,
                origin=origin,  # type: ignore[arg-type]
                subprotocols=["domsync.1"],  # type: ignore[list-item]
                additional_headers={"X-Forwarded-For": peer},
            )

        async with opened("203.0.113.1"), opened("203.0.113.1"), opened("203.0.113.2"):
            status = await refused(site, headers={"X-Forwarded-For": "203.0.113.1"}, origin=origin)
            assert status == 503 or (kind == "uvicorn" and status == 403)


async def test_visitors_behind_a_proxy_that_does_not_name_them_can_connect(kind: str) -> None:
    """Many say the scheme only, or name the client in a header of their own."""
    limits = ServerLimits(sessions_per_peer=2, pending_per_peer=2, exempt_peers=frozenset())
    options: dict[str, Any] = {"proxy_headers": False} if kind == "uvicorn" else {}
    said = {"X-Forwarded-Proto": "http", "X-Real-IP": "203.0.113.1"}
    async with serving_on(kind, App(Counter, limits=limits, trusted_proxies=["127.0.0.1"]), **options) as site:
        url, origin = f"ws://localhost:{site.port}/_domsync/ws", f"http://localhost:{site.port}"
        sockets = []
        for _ in range(5):
            assert (await ask(site, "/", X_Forwarded_Proto="http"))[0] == 200
            sockets.append(
                await connect(url, origin=origin, additional_headers=said, subprotocols=["domsync.1"])  # type: ignore[arg-type, list-item]
            )
        await asyncio.gather(*[socket.close() for socket in sockets])


async def test_visitors_behind_an_undeclared_ingress_can_connect(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    limits = ServerLimits(sessions_per_peer=3, exempt_peers=frozenset())
    options: dict[str, Any] = {"proxy_headers": False} if kind == "uvicorn" else {}
    async with serving_on(kind, App(Counter, limits=limits), **options) as site:
        url, origin = f"ws://localhost:{site.port}/_domsync/ws", f"http://localhost:{site.port}"
        sockets = []
        for number in range(20):
            headers = {"X-Forwarded-For": f"203.0.113.{number}"}
            opened = connect(url, origin=origin, additional_headers=headers, subprotocols=["domsync.1"])  # type: ignore[arg-type, list-item]
            sockets.append(await opened)
        assert caplog.text.count("the limit per peer is off") == 1
        assert "--trusted-proxy" in caplog.text
        status = await refused(site, origin=origin)  # without the sign of a proxy, the limit holds
        assert status in (503, 403)
        await asyncio.gather(*[socket.close() for socket in sockets])


# Below a prefix


def addresses(text: str) -> list[str]:
    return [*re.findall(r'(?:src|href)="([^"]+)"', text), re.findall(r"&quot;url&quot;:&quot;([^&]*)&quot;", text)[0]]


async def test_everything_lies_below_the_prefix(kind: str, tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("p {}")
    shop = App(Counter, static=tmp_path, stylesheets=["/static/a.css"], css="i {}", scripts=["/static/x.js"])
    shop.page("/deep/down")(Counter)
    outer = App()
    outer.mount("/one", shop)
    outer.mount("/two/three", shop)
    async with serving_on(kind, outer) as site:
        for prefix in ("/one", "/two/three"):
            for path in ("", "/", "/deep/down"):
                loaded = await site.load(prefix + path)
                for address in addresses(loaded.text):
                    if address == "data:,":
                        continue
                    assert _joined(prefix + path, address).startswith(f"{prefix}/"), address
                    if "/ws" not in address and "x.js" not in address:
                        assert (await site.get(_joined(prefix + path, address)))[0] == 200, address
                async with site.connect(loaded) as browser:
                    await browser.acknowledged(await browser.event(0, BUTTON, "click"))
        # Nothing stands at the root of the host but what the outer app has there.
        assert (await site.get("/static/a.css"))[0] == 404


def _joined(path: str, address: str) -> str:
    return urljoin(f"http://x{path}", address).removeprefix("http://x")


async def test_the_root_path_may_be_there_or_stripped(kind: str) -> None:
    app = App(Counter, root_path="/app/")
    app.get("/where")(lambda request: [request.prefix, request.path, request.url])
    async with serving_on(kind, app) as site:
        for asked in ("/app/where", "/where"):
            got = json.loads((await ask(site, asked))[2])
            assert got == ["/app", "/where", f"http://localhost:{site.port}/app/where"]
        for page in ("/app", "/app/", "/"):
            assert all(
                address == "data:," or address.startswith("/app/") for address in addresses((await site.get(page))[2])
            )
        assert (
            await upgrade(
                site, [f"Host: localhost:{site.port}", f"Origin: http://localhost:{site.port}"], "/app/_domsync/ws"
            )
        )[0] == 101


# Looking at it from outside


async def test_health_metrics_and_access_log(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "domsync.access")
    app = App(Counter, access_log=True)
    app.health()
    app.metrics("/figures")
    app.get("/parts")(lambda: iter(("a", "b")))
    async with serving_on(kind, app) as site:
        assert (await ask(site, "/healthz"))[2] == b"ready\n"
        assert app.visits == []
        async with site.visit("/?secret=1") as (browser, _):
            await browser.acknowledged(await browser.event(0, BUTTON, "click"))
            await ask(site, "/none")
            assert (await ask(site, "/parts", method="HEAD"))[0] == 200
            status, headers, body = await ask(site, "/figures")
            assert (status, headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
            figures = dict(re.findall(r"^domsync_(\S+) (\S+)$", body.decode(), re.MULTILINE))
            assert (figures["visits"], figures["connected"], figures["events_total"]) == ("1", "1", "1")
            assert figures['requests_total{method="GET",status="404"}'] == "1"
            assert figures['requests_total{method="HEAD",status="200"}'] == "1"
            assert float(figures["handler_seconds_total"]) > 0
            assert int(figures["frames_sent_total"]) >= 2
            assert int(figures["sent_bytes_total"]) > 1000
            assert figures["errors_total"] == "0"
            assert "queue" in figures
    lines = [record.getMessage() for record in caplog.records if record.name == "domsync.access"]
    assert re.fullmatch(r"GET / 200 \d+ bytes \d+\.\d ms (127\.0\.0\.1|::1)", lines[0])
    assert lines[1].startswith("GET /none 404 ")
    assert lines[2].startswith("HEAD /parts 200 0 bytes ")
    assert len(lines) == 3
    assert "secret" not in caplog.text


async def test_a_server_that_ends_lets_its_answers_end(kind: str) -> None:
    app, begun, go_on = App(), asyncio.Event(), asyncio.Event()

    @app.get("/slow")
    async def slow() -> str:
        begun.set()
        await go_on.wait()
        return "done"

    async with serving_on(kind, app) as site:
        asking = asyncio.create_task(ask(site, "/slow"))
        await begun.wait()
        asyncio.get_running_loop().call_later(0.1, go_on.set)
    assert (await asking)[2] == b"done"


async def test_pages_are_told_that_the_server_restarts(kind: str) -> None:
    async with serving_on(kind, App(Counter)) as site:
        loaded = await site.load("/")
        connecting = site.connect(loaded)
        browser = await connecting.__aenter__()
    with pytest.raises(ConnectionClosed) as caught:
        await browser.until(lambda frame: False)
    assert caught.value.rcvd is not None
    assert caught.value.rcvd.code == 1012


async def test_a_browser_that_reads_nothing_is_let_go(kind: str) -> None:
    """Its connection is given up and its memory freed; who reads goes on (promise P18)."""

    class Big(Component):
        number: int = 0

        def render(self) -> Any:
            return h.p(f"{self.number} " + "x" * 200_000)

    shown: list[Big] = []

    def page() -> Any:
        shown.append(Big())
        return shown[-1]

    app = App(page, limits=ServerLimits(session=Limits(write_seconds=0.5), close_seconds=0.5))
    async with serving_on(kind, app) as site:
        loaded = await site.load("/")
        reader, writer = await asyncio.open_connection("localhost", site.port, limit=1024)
        own = f"localhost:{site.port}"
        lines = ["GET /_domsync/ws HTTP/1.1", f"Host: {own}", f"Origin: http://{own}", "Upgrade: websocket"]
        lines += ["Connection: Upgrade", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        writer.write("\r\n".join([*lines, "Sec-WebSocket-Protocol: domsync.1", "", ""]).encode())
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        hello = json.dumps([0, 1, {"v": 1, **loaded.hello}]).encode()
        writer.write(bytes([0x81, 0x80 | 126, *len(hello).to_bytes(2), 0, 0, 0, 0]) + hello)
        stuck = app.visits[0]
        await settled(lambda: stuck.connected)

        async def change() -> None:
            while True:
                for one in shown:
                    one.number += 1
                await asyncio.sleep(0.01)

        async with site.visit("/") as (browser, _):
            changing = asyncio.create_task(change())
            try:
                await settled(lambda: not stuck.connected, 15)
                await browser.receive()
            finally:
                changing.cancel()
        writer.transport.abort()


async def test_an_async_page_and_a_client_that_leaves_while_it_is_made(kind: str) -> None:
    app = App()
    entered, cancelled = asyncio.Event(), asyncio.Event()

    @app.page("/slow")
    async def slow() -> Any:
        entered.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    @app.page("/quick")
    async def quick() -> Any:
        await asyncio.sleep(0.01)
        return Counter(count=3)

    async with serving_on(kind, app) as site:
        async with site.visit("/quick") as (browser, text):
            assert '<button id="add">3</button>' in text
            await browser.acknowledged(await browser.event(0, BUTTON, "click"))
        await settled(lambda: not any(visit.connected for visit in app.visits))
        before = len(app.visits)
        _, writer = await asyncio.open_connection("localhost", site.port)
        writer.write(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await asyncio.wait_for(entered.wait(), PATIENCE)
        assert len(app.visits) == before + 1
        writer.close()
        await asyncio.wait_for(cancelled.wait(), PATIENCE)
        await settled(lambda: len(app.visits) == before)


async def test_a_system_exit_ends_a_request_and_not_the_server(kind: str) -> None:
    app = App()

    def leave(request: Request) -> Any:
        raise SystemExit(f"in {request.path}")

    async def leave_later(request: Request) -> Any:
        await asyncio.sleep(0)
        raise SystemExit("later")

    for path, function in (("now", leave), ("later", leave_later)):
        app.page(f"/page/{path}")(function)
        app.get(f"/route/{path}")(function)
    app.page("/guarded", guard=leave)(lambda: h.p("x"))
    app.get("/fine")(lambda: "fine")
    async with serving_on(kind, app) as site:
        for path in ("page/now", "page/later", "route/now", "route/later", "guarded"):
            assert (await ask(site, f"/{path}"))[0] == 500, path
        assert (await ask(site, "/fine"))[2] == b"fine"
    assert not app.visits
