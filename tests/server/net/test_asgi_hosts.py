"""Apps inside applications of others, applications of others inside an app, and ASGI servers other than uvicorn."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.authentication import AuthCredentials, AuthenticationBackend, SimpleUser
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from websockets.asyncio.client import unix_connect

from domsync import App, Component, Request, ServerLimits, Visit
from domsync import html as h
from domsync.server.net.asgi import _path, _whole
from tests import children
from tests.ports import free_port
from tests.server.app_support import BUTTON, Counter, Served
from tests.server.net.servers import serving_on
from tests.server.net.test_both_servers import addresses, ask
from tests.server.support import settled

ROOT = Path(__file__).parents[3]


async def clicks(site: Served, path: str) -> str:
    """Load a page, click, and return the page's text."""
    loaded = await site.load(path)
    async with site.connect(loaded) as browser:
        await browser.acknowledged(await browser.event(0, BUTTON, "click"))
    return loaded.text


@pytest.mark.parametrize("kind", ["FastAPI", "Starlette"])
async def test_mounted_twice_in_an_application(kind: str) -> None:
    started: list[str] = []

    def make(name: str) -> App:
        app = App(Counter, title=name, css="p {}")
        app.page("/deep/down")(Counter)
        app.on_startup(lambda: started.append(name))
        app.get("/where")(lambda request: [request.prefix, request.path])
        return app

    outer: Any
    if kind == "FastAPI":
        outer = FastAPI()
        outer.mount("/live", make("one"))
        outer.mount("/also/here", make("two"))
        outer.get("/own")(lambda: "own")
    else:
        outer = Starlette(routes=[Mount("/live", make("one")), Mount("/also/here", make("two"))])
    async with serving_on("uvicorn", outer) as site:
        # The host runs no lifespan of what is mounted in it: each begins with its first request, once.
        assert started == []
        for prefix, title in (("/live", "one"), ("/also/here", "two")):
            for path in ("/", "/deep/down"):
                text = await clicks(site, prefix + path)
                assert f"<title>{title}</title>" in text
                assert all(one == "data:," or one.startswith(f"{prefix}/") for one in addresses(text))
            assert json.loads((await ask(site, f"{prefix}/where"))[2]) == [prefix, "/where"]
        assert started == ["one", "two"]
        assert (await site.get("/_domsync/ws"))[0] == 404
        if kind == "FastAPI":
            assert (await site.get("/own"))[2] == '"own"'


async def test_mounted_behind_a_proxy_with_a_prefix() -> None:
    app = App(Counter, trusted_proxies=["127.0.0.1"])
    app.get("/where")(lambda request: [request.prefix, request.path])
    outer = Starlette(routes=[Mount("/live", app)])
    for root_path in ("", "/outer"):
        async with serving_on("uvicorn", outer, proxy_headers=False, root_path=root_path) as site:
            headers: dict[str, Any] = {"X_Forwarded_Prefix": "/outer"}
            assert json.loads((await ask(site, "/live/where", **headers))[2]) == ["/outer/live", "/where"]
            text = (await ask(site, "/live/", **headers))[2].decode()
            assert all(one == "data:," or one.startswith("/outer/live/") for one in addresses(text))


async def test_a_lifespan_that_is_run_begins_and_ends_it() -> None:
    said: list[str] = []
    app = App(Counter)
    app.on_startup(lambda: said.append("start"))
    app.on_shutdown(lambda: said.append("stop"))
    async with serving_on("uvicorn", app) as site:
        assert said == ["start"]
        await clicks(site, "/")
    assert said == ["start", "stop"]


async def test_a_start_that_fails_is_said_to_the_server(caplog: pytest.LogCaptureFixture) -> None:
    app, sent = App(Counter), []

    @app.on_startup
    def fail() -> None:
        raise LookupError("no database")

    async def receive() -> dict[str, str]:
        return {"type": "lifespan.startup"}

    async def send(message: dict[str, str]) -> None:
        sent.append(message)

    await app({"type": "lifespan"}, receive, send)
    assert sent == [{"type": "lifespan.startup.failed", "message": "no database"}]
    assert "the app failed to start" in caplog.text


async def test_what_middleware_around_it_has_found_is_seen() -> None:
    class Backend(AuthenticationBackend):
        async def authenticate(self, conn: Any) -> Any:
            return AuthCredentials(["in"]), SimpleUser("ann")

    class Who(Component):
        def render(self) -> Any:
            return h.p(f"user {self.use(Visit).request.user.display_name}")

    def page(request: Request) -> Any:
        return h.p(f"{request.user.display_name} {request.session} {request.scope['type']}")

    app = App(Who)
    app.page("/page")(page)
    app.get("/route")(lambda request: request.user.display_name)

    def with_session(inner: Any) -> Any:
        async def outer(scope: Any, receive: Any, send: Any) -> None:
            await inner({**scope, "session": {"cart": 3}}, receive, send)

        return outer

    outer = Starlette(
        routes=[Mount("/live", app)],
        middleware=[Middleware(AuthenticationMiddleware, backend=Backend()), Middleware(with_session)],
    )
    async with serving_on("uvicorn", outer) as site:
        assert "user ann" in (await site.get("/live/"))[2]
        assert "ann {&#x27;cart&#x27;: 3} http" in (await site.get("/live/page"))[2].replace("'", "&#x27;")
        assert (await site.get("/live/route"))[2] == "ann"


async def test_an_application_inside_an_app() -> None:
    api = FastAPI()

    @api.get("/items/{number}")
    def item(number: int) -> dict[str, int]:
        return {"item": number}

    async def text(request: Any) -> Any:
        return PlainTextResponse(f"{request.scope['root_path']} {request.url.path} {request.url_for('text').path}")

    inner, app = App(Counter), App(Counter)
    inner.mount("/plain", Starlette(routes=[Route("/text/{x:path}", text), Route("/text", text, name="text")]))
    app.mount("/api", api)
    app.mount("/inner", inner)
    async with serving_on("uvicorn", app) as site:
        assert (await site.get("/api/items/7"))[2] == '{"item":7}'
        assert (await site.get("/api/items/x"))[0] == 422
        assert (await site.get("/inner/plain/text/%2F"))[2] == "/inner/plain /inner/plain/text// /inner/plain/text"
        await clicks(site, "/")
        await clicks(site, "/inner")
    outer = Starlette(routes=[Mount("/outer", app)])
    async with serving_on("uvicorn", outer) as site:
        assert (await site.get("/outer/api/items/7"))[2] == '{"item":7}'
        await clicks(site, "/outer/inner/")


async def test_other_scopes_are_refused() -> None:
    with pytest.raises(ValueError, match="an ASGI scope of the type 'smtp' is not known"):
        await App()({"type": "smtp"}, None, None)


APP = """
from domsync import App, Component, html as h

class Counter(Component):
    count: int = 0

    def render(self):
        return h.main(h.button(self.count, on_click=self.add, id="add"))

    def add(self):
        self.count += 1

app = live = App(Counter)
app.get("/where/{name}")(lambda request, name: [request.prefix, request.path, name])

@app.post("/echo")
async def echo(request):
    return await request.json()
"""
#: What the hosts' own pages are, beside the program that is in the documentation.
BESIDE = {
    "settings.py": 'SECRET_KEY = "x"\nROOT_URLCONF = "urls"\nALLOWED_HOSTS = ["*"]\n',
    "urls.py": """
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("site/hello/<str:name>", lambda request, name: HttpResponse(f"{request.path} {name}"))]
""",
    "flask_site.py": """
from flask import Flask, request

flask_app = Flask("site")

@flask_app.get("/hello/<name>")
def hello(name):
    return f"{request.root_path}{request.path} {name}"
""",
}

COMMANDS = {
    "uvicorn": ["-m", "uvicorn", "{app}", "--port", "{port}"],
    "hypercorn": ["-m", "hypercorn", "{app}", "--bind", "127.0.0.1:{port}"],
    # An answer of a WSGI application that is under way when the worker's loop ends is waited for in vain, by a thread
    # that the interpreter waits for.
    "granian": [
        *("-m", "granian", "--interface", "asgi", "--workers-kill-timeout", "5"),
        *("{app}", "--port", "{port}"),
    ],
}


@asynccontextmanager
async def program(server: str, app: str, folder: Path, files: dict[str, str]) -> AsyncIterator[Served]:
    port = free_port()
    for name, text in files.items():
        (folder / name).write_text(text)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *[part.format(port=port, app=app) for part in COMMANDS[server]]),
        cwd=folder,
        env=children.environment(PYTHONPATH=f"{ROOT}{os.pathsep}{folder}"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        for _ in range(1500):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                assert process.returncode is None, (await process.communicate())[0]
                await asyncio.sleep(0.02)
                continue
            writer.close()
            break
        yield Served(App(), port)
    finally:
        await children.end(process)


@pytest.mark.parametrize("name", COMMANDS)
async def test_every_server_serves_it(name: str, tmp_path: Path) -> None:
    async with program(name, "served_app:app", tmp_path, {"served_app.py": APP}) as site:
        text = await clicks(site, "/")
        assert '<button id="add">0</button>' in text
        assert (await ask(site, "/echo", method="POST", body=b'{"a": 1}'))[2] == b'{"a":1}'


def documented(host: str) -> str:
    """The program that the documentation has for a host."""
    text = (ROOT / "docs" / "howto" / "asgi.md").read_text(encoding="utf-8")
    [found] = re.findall(rf"<!-- host: {host} -->\n<!-- no-run -->\n```python\n(.*?)```", text, re.DOTALL)
    return str(found)


@pytest.mark.parametrize(("host", "server"), [("litestar", "uvicorn"), ("django", "hypercorn"), ("flask", "granian")])
async def test_the_hosts_of_the_documentation(host: str, server: str, tmp_path: Path) -> None:
    files = {**BESIDE, "live.py": APP, "host.py": documented(host)}
    async with program(server, "host:site", tmp_path, files) as site:
        text = await clicks(site, "/live/")
        assert '<button id="add">0</button>' in text
        if host != "flask":
            # Below an app of ours, the client's files are that app's.
            assert [one for one in addresses(text) if one != "data:," and not one.startswith("/live/")] == []
        assert json.loads((await ask(site, "/live/where/a%2Fb"))[2]) == ["/live", "/where/a%2Fb", "a/b"]
        assert (await ask(site, "/live/echo", method="POST", body=b'{"a": 1}'))[2] == b'{"a":1}'
        assert (await site.get("/live/nowhere"))[0] == 404
        if host != "litestar":
            # Perhaps in chunks.
            assert "/site/hello/you you" in (await site.get("/site/hello/you"))[2]


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        (("/x", "/x", ""), ("/x", "")),
        (("/x/", "/live/x", ""), ("/x", "/live")),
        (("/", "/live", ""), ("", "/live")),
        (("/", "/live/", ""), ("/", "/live")),
        (("/", "/", ""), ("/", "")),
        (("/a b/", "/live/a%20b?q=/live/c", ""), ("/a%20b", "/live")),
        (("/live/x", "/live/x", "/live"), ("/x", "/live")),
        # Neither is the end of the other: what came counts.
        (("/other", "/live/x", ""), ("/live/x", "")),
    ],
)
def test_where_a_framework_says_it_is_mounted(given: tuple[str, str, str], seen: tuple[str, str]) -> None:
    path, raw, root = given
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": raw.encode(), "root_path": root, "headers": []}
    assert _path(_whole(scope)) == seen


async def test_visitors_through_a_unix_socket_can_connect(tmp_path: Path) -> None:
    """nginx in front of `uvicorn --uds`: no request has the address of a peer."""
    limits = ServerLimits(sessions_per_peer=1, pending_per_peer=1)
    app = App(Counter, limits=limits)
    place = str(tmp_path / "app.sock")
    server = uvicorn.Server(uvicorn.Config(app, uds=place, log_config=None, lifespan="on"))
    serving = asyncio.create_task(server.serve())
    await settled(lambda: server.started)
    sockets = []
    for _ in range(3):
        reader, writer = await asyncio.open_unix_connection(place)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert (await reader.read()).startswith(b"HTTP/1.1 200")
        writer.close()
        origin: Any = "http://localhost"
        sockets.append(await unix_connect(place, "ws://localhost/_domsync/ws", origin=origin))
    await asyncio.gather(*[socket.close() for socket in sockets])
    server.should_exit = True
    await serving
