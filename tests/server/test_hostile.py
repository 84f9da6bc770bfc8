"""What nobody's client would send: mutated frames, floods, bombs. The server goes on, and others do not notice."""

import asyncio
import contextlib
import logging
import random

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from domsync.domsync_server import Client, DomsyncServer, ServerLimits
from domsync.session import Limits
from tests.profiles import scaled
from tests.server.support import browser, page, serving, settled, text_client
from tests.waiting import PATIENCE

#: Close codes that a page may be told (docs/reference/protocol.md), and the WebSocket protocol's own.
DOCUMENTED = {1002, 1003, 1007, 1009, 4400, 4403, 4404, 4426, 4429}
FRAMES = [
    b'[1,0,5,"click",{"value":"x"},[[4,"x"],[5,true],[6,["a"]]]]',
    b'[1,0,5,"click",[[5,{"a":1}]]]',
    b'[1,0,0,"hello",{"a":1}]',
    b'[0,1,{"v":1,"token":"t","seen":[[0,7]],"sent":3}]',
    b"[0,2,[[0,1]]]",
    b"[0,3]",
    b'[0,4,0,1,true,{"x":1}]',
    b"[0,5,0,1]",
    b'[0,6,0,1,"oh"]',
    b'{"domsync":true,"event":"click","id":"button","value":"x"}',
]
PIECES = [
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b",",
    b":",
    b"0",
    b"-",
    b"1e999",
    b"\\u",
    b"\xff",
    b"\xc3\xa9",
    b"\x00",
    b"null",
]


async def show(server: DomsyncServer, client: Client) -> None:
    document = server.get_document(client)
    box = document.createElement("input", id="box")
    button = document.createElement("button", id="button")
    button.addEventListener("click", lambda event: setattr(box, "value", str(event["value"])))
    document.getRootElement().append(box, button)
    await server.flush(client)


def mutated(source: random.Random) -> bytes:
    frame = source.choice(FRAMES)
    for _ in range(source.randrange(4)):
        at = source.randrange(len(frame) + 1)
        end = at + source.randrange(6)
        frame = frame[:at] + source.choice([b"", frame[at:end] * 2, source.choice(PIECES)]) + frame[end:]
    return frame


async def send(socket: ClientConnection, frame: bytes, source: random.Random) -> None:
    kind = source.randrange(20)
    if kind == 0:
        await socket.send(frame)
    elif kind == 1:
        half = len(frame) // 2
        await socket.send([frame[:half], frame[half:]], text=True)
    elif kind == 2:
        await socket.ping(source.randbytes(8) + frame[:100])
    else:
        await socket.send(frame, text=True)


async def read_all(socket: ClientConnection) -> None:
    """Read until the connection ends."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            await socket.recv()


@pytest.mark.fuzz
async def test_mutated_frames_over_sockets(caplog: pytest.LogCaptureFixture) -> None:
    source = random.Random(1)
    codes: set[int | None] = set()
    async with serving(show) as server, page(server) as control:
        await control.until(lambda frame: frame[1] == 1)
        for number in range(scaled(400)):
            connect = browser if number % 2 else text_client
            async with connect(server) as opened:
                socket = opened if isinstance(opened, ClientConnection) else opened.socket
                if source.random() < 0.8:
                    await socket.send('[0,1,{"v":1}]')
                try:
                    for _ in range(source.randrange(1, 20)):
                        await send(socket, mutated(source), source)
                    await socket.send("[0,1,[]]")
                    async with asyncio.timeout(PATIENCE):
                        while True:
                            await socket.recv()
                except ConnectionClosed:
                    codes.add(socket.close_code)
            if number % 20 == 0:
                await control.say([0, 3])
                await control.until(lambda frame: frame == [-1, 3])
        await settled(lambda: len(server.get_clients()) == 1)
        await settled(lambda: not server._leaving)
    assert codes <= DOCUMENTED, codes
    assert codes >= {1003, 1007, 4400}
    assert [record for record in caplog.records if record.levelno > logging.ERROR or record.exc_info] == []


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\x00", 1003), ("x" * (2**20 + 1), 1009), ("[" * 60_000, 4400), ("[0,3]", 4400), ('[0,1,{"v":2}]', 4426)],
)
async def test_each_wrong_message_has_its_code(data: str | bytes, code: int) -> None:
    async with serving() as server, browser(server) as connected:
        await connected.socket.send(data)
        with pytest.raises(ConnectionClosed):
            await connected.receive()
        assert connected.socket.close_code == code


async def test_a_flood_is_slowed_down_and_then_closed() -> None:
    # So few that they are exceeded on a machine, too, that has little time for both ends of the connection.
    limits = Limits(messages_per_second=5, message_burst=50)
    async with serving(show, limits=ServerLimits(session=limits)) as server, page(server) as quiet:
        await quiet.until(lambda frame: frame[1] == 1)
        async with page(server) as loud:
            sent = 0
            reading = asyncio.create_task(read_all(loud.socket))
            with contextlib.suppress(ConnectionClosed):
                while True:
                    for _ in range(10):
                        await loud.socket.send("[0,3]")
                        sent += 1
                    await asyncio.sleep(0)
            await reading
            assert loud.socket.close_code == 4429
            # First it is read more slowly.
            assert sent > limits.message_burst
        n = await quiet.event(0, 5, "click", {"value": "still here"})
        assert (await quiet.acknowledged(n))[3] == [[9, 4, "value", "still here"]]
        await settled(lambda: len(server.get_clients()) == 1)


async def test_events_that_are_sent_again_after_a_break_are_no_flood() -> None:
    async with serving(show) as server, page(server) as connected:
        await connected.until(lambda frame: frame[1] == 1)
        for number in range(256):
            await connected.event(0, 5, "click", {"value": str(number)})
        await connected.acknowledged(256)
        assert len(server.get_clients()) == 1


async def test_half_an_emoji_closes_nothing() -> None:
    async with serving(show) as server, page(server) as connected:
        await connected.until(lambda frame: frame[1] == 1)
        document = server.get_document(server.get_clients()[0])
        document.getRootElement().append("\ud83d")
        await server.flush(server.get_clients()[0])
        assert (await connected.until(lambda frame: frame[1] == 2))[3][0][4] == ["\ufffd"]
        async with text_client(server) as socket:
            await socket.recv()
            await settled(lambda: len(server.get_clients()) == 2)
            client = server.get_clients()[1]
            server.get_document(client).getRootElement().append("\udfff")
            await server.flush(client)
            assert "\ufffd" in str(await socket.recv())


async def test_nothing_secret_is_told() -> None:
    """No path, class, version or traceback in anything that a browser gets."""
    told: list[str] = []

    async def fail(server: DomsyncServer, client: Client) -> None:
        await show(server, client)
        raise RuntimeError("a secret of the server")

    async with serving(fail) as server:
        for wrong in ("x", '[1,0,99,"click"]', '[1,0,5,"click",{"value":tru}]', "[0,5,9,9]"):
            async with page(server) as connected:
                await connected.socket.send(wrong)
                try:
                    async with asyncio.timeout(0.1):
                        while True:
                            told.append(str(await connected.socket.recv()))
                except (ConnectionClosed, TimeoutError):
                    told.append(connected.socket.close_reason or "")
            assert connected.socket.response is not None
            told.append(str(connected.socket.response.headers))
    text = "\n".join(told).lower()
    for secret in ("secret", "traceback", "error", ".py", "websockets", "python", "/work", "msgspec"):
        assert secret not in text, secret
