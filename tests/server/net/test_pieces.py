"""What comes too fast: many short messages are parsed in pieces, and all of them arrive; pings are counted."""

import asyncio
import base64
import json
import os
import ssl
import subprocess
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection
from websockets.typing import Origin, Subprotocol

from domsync import App
from domsync.server.limits import ServerLimits
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.visit import served_visit
from domsync.session import Limits
from tests.server.app_support import BUTTON, Counter, Loaded
from tests.server.flood import frame
from tests.server.support import settled

COUNT = 3_000
#: All that the server answers; what is not read would stop it.
_UNREAD = 2**24


def counted(app: App) -> int:
    """How many clicks the only page has had."""
    (visit,) = app.visits
    (root,) = served_visit(visit).scheduler.roots
    component: Any = root.component
    return int(component.count)


def contexts(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's TLS and that of a client that trusts it."""
    certificate, key = folder / "cert.pem", folder / "cert.key"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))


async def opened(
    app: App, port: int, more: bytes, tls: ssl.SSLContext | None = None, *, extensions: str = ""
) -> asyncio.StreamWriter:
    """Open a page's socket by hand and send more with its hello, in one write."""
    scheme, host = ("https" if tls else "http"), f"localhost:{port}"
    answer = app.hosting.respond(Request("/", headers={"host": host}, peer="127.0.0.1"))
    assert isinstance(answer, HttpResponse)
    loaded = Loaded(answer.body.decode())
    reader, writer = await asyncio.open_connection("localhost", port, ssl=tls, limit=_UNREAD)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET {urljoin('/', loaded.settings['url'])} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: domsync.1\r\nOrigin: {scheme}://{host}\r\n"
        f"{f'Sec-WebSocket-Extensions: {extensions}' if extensions else 'X-Plain: 1'}\r\n\r\n".encode()
    )
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    writer.write(frame(json.dumps([0, 1, {"v": 1, **loaded.hello}])) + more)
    return writer


async def closed(writer: asyncio.StreamWriter) -> None:
    """Wait for the end; the server's may have come first."""
    with suppress(ConnectionError, ssl.SSLError):
        await writer.wait_closed()


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many messages waited to be read after each piece."""
    found: list[int] = []
    take = ServerConnection.data_received

    def watched(connection: ServerConnection, data: bytes) -> None:
        take(connection, data)
        found.append(len(connection.recv_messages.frames))

    monkeypatch.setattr(ServerConnection, "data_received", watched)
    return found


#: So many clicks as there are may come at once.
PATIENT = ServerLimits(session=Limits(messages_per_second=100 * COUNT, message_burst=10 * COUNT))
CLICKS = b"".join(frame(f'[{number},0,{BUTTON},"click"]') for number in range(1, COUNT + 1))


async def test_a_flood_is_parsed_in_pieces(queued: list[int]) -> None:
    """Who sends more than is read waits in the socket, and not as parsed messages in the server."""
    app = App(Counter)
    port = await app.serve("localhost", 0)
    try:
        writer = await opened(app, port, b"\x81\x80\0\0\0\0" * 100_000)
        await settled(lambda: not app._visits.connections and len(queued) > 1)
        writer.transport.abort()
        await closed(writer)
    finally:
        await app.close()
    assert max(queued) <= 1_000


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize("ending", [b"", b"\x88\x80\0\0\0\0"], ids=["stays", "closes"])
async def test_all_that_came_is_handled(queued: list[int], tmp_path: Path, ending: bytes, secure: bool) -> None:
    """Also when nothing comes after it: what waits is taken when there is room."""
    server, client = contexts(tmp_path) if secure else (None, None)
    app = App(Counter, limits=PATIENT)
    port = await app.serve("localhost", 0, ssl=server)
    try:
        writer = await opened(app, port, CLICKS + ending, client)
        await settled(lambda: counted(app) == COUNT)
        writer.transport.abort()
        await closed(writer)
        await settled(lambda: not app._visits.connections)
    finally:
        await app.close()
    assert max(queued) <= 1_000


@pytest.mark.parametrize("opcode", [b"\x89", b"\x8a"], ids=["pings", "pongs"])
async def test_a_peer_that_sends_nothing_else_is_cut_off(opcode: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """Each ping is answered, and answers that nobody reads would be kept."""
    app = App(Counter)
    port = await app.serve("localhost", 0)
    try:
        writer = await opened(app, port, (opcode + b"\xfd" + bytes(4) + bytes(125)) * 5_000)
        await settled(lambda: "too many pings" in caplog.text and not app._visits.connections)
        writer.transport.abort()
        await closed(writer)
    finally:
        await app.close()


async def test_a_few_pings_are_answered() -> None:
    """A proxy may send some."""
    app = App(Counter)
    port = await app.serve("localhost", 0)
    try:
        async with connect(
            f"ws://localhost:{port}/_domsync/ws",
            subprotocols=[Subprotocol("domsync.1")],
            origin=Origin(f"http://localhost:{port}"),
        ) as socket:
            for _ in range(50):
                await (await socket.ping())
    finally:
        await app.close()


async def test_long_messages_that_come_in_few_bytes_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte of one letter is a kilobyte on the wire."""
    waiting: list[int] = []
    take = ServerConnection.data_received

    def watched(connection: ServerConnection, data: bytes) -> None:
        take(connection, data)
        waiting.append(sum(len(one.data) for one in connection.recv_messages.frames.queue))

    monkeypatch.setattr(ServerConnection, "data_received", watched)
    app = App(Counter)
    port = await app.serve("localhost", 0)
    try:
        packer = zlib.compressobj(wbits=-12)
        packed = packer.compress(b"x" * 1_000_000) + packer.flush(zlib.Z_SYNC_FLUSH)
        message = b"\xc1\xfe" + len(packed[:-4]).to_bytes(2) + bytes(4) + packed[:-4]
        writer = await opened(app, port, message * 60, extensions="permessage-deflate; client_max_window_bits")
        await settled(lambda: max(waiting, default=0) > 0 and not app._visits.connections)
        writer.transport.abort()
        await closed(writer)
    finally:
        await app.close()
    assert max(waiting) <= 5_000_000
