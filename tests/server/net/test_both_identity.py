"""Sessions, files and the stolen-token matrix over sockets, on domsync's own server and on uvicorn (P13, P14, P30)."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from pydantic import PrivateAttr
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from domsync import App, Component, Upload, Visit
from domsync import html as h
from domsync.server.pages.visit import served_visit
from domsync.session import session_id_of
from domsync.session.uploads import encode_chunk
from tests.server.app_support import Loaded, Served
from tests.server.net.servers import KINDS, serving_on
from tests.server.net.test_both_servers import ask
from tests.server.support import Browser, settled

pytestmark = pytest.mark.parametrize("kind", KINDS)

#: The numbers of the nodes in the frames: a main element, then its children.
IN, OUT, FILE, NOTE = 5, 7, 9, 10


class Desk(Component):
    notes: int = 0
    _files: dict[str, bytes] = PrivateAttr(default_factory=dict)

    def render(self) -> Any:
        return h.main(
            h.button("in", on_click=self.sign_in),
            h.button("out", on_click=self.sign_out),
            h.input(type="file", on_upload=self.receive),
            h.button(self.notes, on_click=self.note),
            h.p(f"user {self.use(Visit).user}"),
        )

    def sign_in(self) -> None:
        self.use(Visit).sign_in("ann")

    def sign_out(self) -> None:
        self.use(Visit).sign_out()

    def note(self) -> None:
        self.notes += 1

    async def receive(self, upload: Upload) -> None:
        self._files[upload.name] = await upload.read()


class User:
    """A browser with cookies."""

    def __init__(self, site: Served) -> None:
        self.site = site
        self.cookie = ""

    async def load(self) -> Loaded:
        cookie: dict[str, Any] = {"Cookie": self.cookie} if self.cookie else {}
        status, headers, body = await ask(self.site, "/", **cookie)
        assert status == 200
        self._keep(headers)
        return Loaded(body.decode())

    def _keep(self, headers: dict[str, str]) -> None:
        if "set-cookie" in headers:
            self.cookie = headers["set-cookie"].partition(";")[0]

    async def follow(self, frame: list[Any]) -> None:
        """Go where the server sends the browser."""
        status, headers, _ = await ask(self.site, frame[2]["url"].replace("./", "/"), Cookie=self.cookie)
        assert status == 303
        self._keep(headers)

    @asynccontextmanager
    async def connected(
        self, loaded: Loaded, *, cookie: str | None = None, origin: str = "", source: str = "127.0.0.1", **hello: Any
    ) -> AsyncIterator[Browser]:
        given = self.cookie if cookie is None else cookie
        async with connect(
            f"ws://127.0.0.1:{self.site.port}/_domsync/ws",
            subprotocols=["domsync.1"],  # type: ignore[list-item]
            compression=None,
            origin=origin or f"http://127.0.0.1:{self.site.port}",  # type: ignore[arg-type]
            additional_headers={"Cookie": given} if given else {},
            local_addr=(source, 0),
        ) as socket:
            browser = Browser(socket)
            await browser.hello(**(loaded.hello | hello))
            yield browser


def going(frame: Any) -> bool:
    return bool(frame[0] == -1 and frame[1] == 6)


async def until_closed(browser: Browser) -> None:
    with suppress(ConnectionClosed):
        while True:
            await browser.receive()


async def signed_in(site: Served) -> User:
    user = User(site)
    async with user.connected(await user.load()) as browser:
        before = user.cookie
        await browser.event(0, IN, "click")
        await user.follow(await browser.until(going))
        assert user.cookie != before, "a new name: who knew the old one has nothing of it"
    return user


async def test_sign_in_and_out(kind: str) -> None:
    async with serving_on(kind, App(Desk, sessions=True)) as site:
        user = await signed_in(site)
        loaded = await user.load()
        assert "user ann" in loaded.text
        async with user.connected(loaded) as browser:
            await browser.event(0, OUT, "click")
            await user.follow(await browser.until(going))
        assert "user None" in (await user.load()).text


async def test_to_be_signed_out_from_anywhere_ends_all_connections(kind: str) -> None:
    app = App(Desk, sessions=True)
    async with serving_on(kind, app) as site:
        user, other = await signed_in(site), User(site)
        one, two, theirs = await user.load(), await user.load(), await other.load()
        async with user.connected(one) as first, user.connected(two) as second, other.connected(theirs) as third:
            app.sign_out(user="ann")
            for browser in (first, second):
                await until_closed(browser)
                assert browser.socket.close_code == 4403
            await third.acknowledged(await third.event(0, FILE, "nothing"))
        assert "user None" in (await user.load()).text


async def test_a_stolen_token_takes_nothing_over(kind: str) -> None:
    """The matrix: another cookie, none, another origin, an old token, another address, after the sign-out, guesses."""
    app = App(Desk, sessions=True)
    async with serving_on(kind, app) as site:
        user, thief = await signed_in(site), User(site)
        await thief.load()
        loaded = await user.load()
        async with user.connected(loaded) as browser:
            [visit] = [one for one in app.visits if one.id == session_id_of(loaded.settings["token"])]
            token = served_visit(visit).protocol.token
            assert token != loaded.settings["token"], "it changes with each connection"
            secret = token.removeprefix(visit.id)
            rows: dict[str, dict[str, Any]] = {
                "another cookie": {"cookie": thief.cookie},
                "not a valid cookie": {"cookie": ""},
                "a made up cookie": {"cookie": user.cookie[:-3] + "xyz"},
                "another address without a cookie": {"cookie": "", "source": "127.0.0.2"},
                "a guess": {"token": visit.id + "A" * len(secret)},
                "a part": {"token": token[:-1]},
                "one more character": {"token": token + "A"},
                "the id alone": {"token": visit.id},
                "another page's id": {"token": "x" * len(visit.id) + secret},
            }
            for name, row in rows.items():
                with pytest.raises(ConnectionClosed):
                    async with thief.connected(loaded, **({"cookie": user.cookie, "token": token} | row)) as stolen:
                        await stolen.acknowledged(await stolen.event(0, IN, "click"))
                assert served_visit(visit).connected, f"{name}: the owner's page has lost its connection"
                assert served_visit(visit).protocol.token == token, name
            await browser.acknowledged(await browser.event(0, FILE, "nothing"))
        await settled(lambda: not visit.connected)
        # The owner comes back and gets another token; the one before the last is of no use any more.
        for _ in range(2):
            current = served_visit(visit).protocol.token
            async with user.connected(loaded, token=current):
                pass
            await settled(lambda: not visit.connected)
        with pytest.raises(ConnectionClosed):
            async with user.connected(loaded, token=token) as late:
                await late.receive()
        current = served_visit(visit).protocol.token
        app.sign_out(user="ann")
        await settled(lambda: visit not in app.visits)
        with pytest.raises(ConnectionClosed):
            async with user.connected(loaded, token=current) as late:
                await late.receive()
        assert "None" in (await user.load()).text


async def test_a_file_of_several_chunks(kind: str) -> None:
    app = App(Desk)
    data = bytes(range(256)) * 2000
    async with serving_on(kind, app) as site:
        user = User(site)
        async with user.connected(await user.load()) as browser:
            described = {"id": 1, "name": "../a b.bin", "size": len(data), "type": "text/plain"}
            await browser.event(0, FILE, "upload", {"files": [described]})
            sent, room, chunk = 0, 0, 0
            while sent < len(data):
                while room <= sent:
                    told = (await browser.until(lambda frame: frame[0] == -1 and frame[1] == 7))[2]
                    room, chunk = told["room"], told.get("chunk", chunk)
                part = data[sent : sent + chunk]
                await browser.socket.send(encode_chunk(1, sent, part))
                sent += len(part)
                assert room - sent <= 256 * 1024
            [visit] = app.visits
            desk: Any = next(iter(served_visit(visit).scheduler.roots)).component
            await settled(lambda: "a b.bin" in desk._files)
            assert desk._files["a b.bin"] == data
            assert json.dumps(list(desk._files)) == '["a b.bin"]'


async def test_a_file_goes_on_where_it_was_and_clicks_are_answered_meanwhile(kind: str) -> None:
    app = App(Desk, sessions=True)
    data = bytes(range(256)) * 2000
    async with serving_on(kind, app) as site:
        user = User(site)
        loaded = await user.load()

        async def told(browser: Browser) -> dict[str, int]:
            return dict((await browser.until(lambda frame: frame[0] == -1 and frame[1] == 7))[2])

        async with user.connected(loaded) as browser:
            described = {"id": 1, "name": "a.bin", "size": len(data), "type": ""}
            await browser.event(0, FILE, "upload", {"files": [described]})
            first = await told(browser)
            chunk = first["chunk"]
            await browser.socket.send(encode_chunk(1, 0, data[:chunk]))
            # Nothing more of the file is sent until the click is answered.
            await browser.acknowledged(await browser.event(0, NOTE, "click"))
            token, seen, sent = browser.token, [[0, 99]], browser.sent
        [visit] = app.visits
        await settled(lambda: not visit.connected)
        async with user.connected(loaded, token=token, seen=seen, sent=sent, attempt=2) as browser:
            goes_on = await told(browser)
            assert goes_on["from"] == chunk
            at, room = goes_on["from"], goes_on["room"]
            while at < len(data):
                while room <= at:
                    room = (await told(browser))["room"]
                part = data[at : at + chunk]
                await browser.socket.send(encode_chunk(1, at, part))
                at += len(part)
            desk: Any = next(iter(served_visit(visit).scheduler.roots)).component
            await settled(lambda: "a.bin" in desk._files)
            assert desk._files["a.bin"] == data


async def test_a_server_that_ends_lets_handlers_finish_and_tells_its_pages_to_come_back(kind: str) -> None:
    done: list[str] = []

    class Slow(Component):
        def render(self) -> Any:
            return h.main(h.button("save", on_click=self.save))

        async def save(self) -> None:
            await asyncio.sleep(0.5)
            done.append("saved")

    async with serving_on(kind, App(Slow)) as site:
        user = User(site)
        async with user.connected(await user.load()) as browser:
            await browser.event(0, IN, "click")
            await settled(lambda: served_visit(site.app.visits[0]).events.has_handlers)
            closing = asyncio.ensure_future(site.app.close())
            await until_closed(browser)
            assert done == ["saved"]
            assert browser.socket.close_code == 1012
            await closing
