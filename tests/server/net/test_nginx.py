"""Apps behind nginx, with the very configurations that the documentation shows, on both servers."""

import asyncio
import json
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from domsync import App
from tests.server.app_support import BUTTON, Counter, Loaded
from tests.server.net.nginx import nginx
from tests.server.net.servers import KINDS, serving_on
from tests.server.net.test_both_servers import addresses
from tests.server.support import Browser

pytestmark = pytest.mark.parametrize("kind", KINDS)


def make(static: Path, **options: Any) -> App:
    app = App(Counter, static=static, stylesheets=["/static/a.css"], development=False, **options)
    app.page("/deep/down")(Counter)
    app.get("/who")(lambda request: [request.peer, request.scheme, request.prefix, request.path])
    return app


def trusting(folder: Path) -> ssl.SSLContext | None:
    certificate = folder / "cert.pem"
    return ssl.create_default_context(cafile=str(certificate)) if certificate.exists() else None


async def fetch(url: str, tls: ssl.SSLContext | None) -> tuple[int, str]:
    """The status and the text of an address."""
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    name, _, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port), ssl=tls if scheme == "https" else None)
    # What a visitor claims of themselves is not believed.
    lie = "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Prefix: /evil\r\nX-Forwarded-Proto: ftp"
    writer.write(f"GET /{path} HTTP/1.0\r\nHost: {host}\r\n{lie}\r\nConnection: close\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return int(head.split()[1]), body.decode()


async def works(url: str, tls: ssl.SSLContext | None) -> None:
    """The page at an address has all that it loads below it, and its socket: a click is answered."""
    status, text = await fetch(url, tls)
    assert status == 200, text
    loaded = Loaded(text, url)
    for address in addresses(text):
        if address != "data:," and "/ws" not in address:
            assert (await fetch(urljoin(url, address), tls))[0] == 200, address
    socket = urljoin(url, loaded.settings["url"]).replace("http", "ws", 1)
    origin: Any = "/".join(url.split("/")[:3])
    async with connect(socket, subprotocols=["domsync.1"], origin=origin, ssl=tls) as connection:  # type: ignore[list-item]
        browser = Browser(connection)
        await browser.hello(**loaded.hello)
        await browser.acknowledged(await browser.event(0, BUTTON, "click"))
    with pytest.raises(InvalidStatus) as caught:
        async with connect(socket, origin="https://evil.example", ssl=tls):  # type: ignore[arg-type]
            pass
    assert caught.value.response.status_code == 403


@pytest.fixture
def static(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "a.css").write_text("p {}")
    return folder


def options_of(kind: str) -> dict[str, Any]:
    # uvicorn has a belief of its own in what proxies say; the app has one of its own, too.
    return {"proxy_headers": False} if kind == "uvicorn" else {}


async def test_tls(kind: str, static: Path, tmp_path: Path) -> None:
    app = make(static, trusted_proxies=["127.0.0.1"])
    async with serving_on(kind, app, **options_of(kind)) as site, nginx("tls", tmp_path, site.port) as port:
        url, tls = f"https://localhost:{port}", trusting(tmp_path)
        await works(f"{url}/", tls)
        await works(f"{url}/deep/down", tls)
        assert json.loads((await fetch(f"{url}/who", tls))[1]) == ["127.0.0.1", "https", "", "/who"]


async def test_tls_that_the_app_knows_nothing_of(kind: str, static: Path, tmp_path: Path) -> None:
    async with serving_on(kind, make(static)) as site, nginx("tls", tmp_path, site.port) as port:
        await works(f"https://localhost:{port}/", trusting(tmp_path))


@pytest.mark.parametrize("is_told", [False, True])
async def test_a_prefix_that_is_stripped(kind: str, is_told: bool, static: Path, tmp_path: Path) -> None:
    app = make(static, trusted_proxies=["127.0.0.1"] if is_told else [])
    async with serving_on(kind, app, **options_of(kind)) as site, nginx("stripped", tmp_path, site.port) as port:
        url = f"http://localhost:{port}"
        await works(f"{url}/shop/", None)
        await works(f"{url}/shop/deep/down", None)
        prefix = "/shop" if is_told else ""
        assert json.loads((await fetch(f"{url}/shop/who", None))[1]) == ["127.0.0.1", "http", prefix, "/who"]
        assert (await fetch(f"{url}/", None))[0] in (403, 404)  # nginx' own root, where nothing of the app stands


async def test_two_apps_with_root_paths_on_one_host(kind: str, static: Path, tmp_path: Path) -> None:
    shop, wiki = make(static, root_path="/shop"), make(static, root_path="/wiki")
    async with (
        serving_on(kind, shop) as one,
        serving_on(kind, wiki) as other,
        nginx("root path", tmp_path, one.port, other.port) as port,
    ):
        for prefix in ("/shop", "/wiki"):
            url = f"http://localhost:{port}{prefix}"
            await works(url, None)
            await works(f"{url}/", None)
            await works(f"{url}/deep/down", None)
            assert json.loads((await fetch(f"{url}/who", None))[1])[2:] == [prefix, "/who"]
