"""Record a visit: `domsync run app.py --record folder`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from domsync.render.wire import messages_of
from domsync.server.net.transport import Transport, WrappedTransport
from domsync.session import session_id_of
from domsync.session.frame_log import SharedFrame


class Recorded(msgspec.Struct, array_like=True, frozen=True):
    """One line of a recording.

    Args:
        kind: ``"page"`` for its address, ``"in"`` for a frame of the browser, ``"out"`` for one of the server.
        text: The address, or the frame.
    """

    kind: str
    text: str


class Recording:
    """Writes the frames that a page's browser and server exchange.

    Hello and welcome, which identify the browser, are left out. What users enter is included.

    Args:
        folder: The folder for the file; each page has one of its own.
        token: The token of the page.
        address: The path and query of the page.
    """

    def __init__(self, folder: Path, token: str, address: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{session_id_of(token)}.jsonl"
        is_new = not path.exists()
        self._file = path.open("ab", buffering=0)
        if is_new:
            self.write("page", address)

    def write(self, kind: str, text: str) -> None:
        """Write a line."""
        self._file.write(msgspec.json.encode(Recorded(kind, text)) + b"\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class RecordedTransport(WrappedTransport):
    """A connection whose text frames are recorded; binary ones are not.

    Args:
        transport: The connection.
        recording: Writes the frames.
    """

    def __init__(self, transport: Transport, recording: Recording) -> None:
        super().__init__(transport)
        self._recording = recording

    async def receive(self) -> str | bytes:
        """Wait for the next message."""
        message = await self._transport.receive()
        if isinstance(message, str):
            self._recording.write("in", message)
        return message

    def write(self, data: bytes) -> None:
        """Send a message."""
        text, _ = messages_of(data)
        if not text.startswith(b"[-1,1,"):
            self._recording.write("out", text.decode())
        self._transport.write(data)

    def try_send(self, frame: SharedFrame) -> bool:
        """Send a message that has many recipients."""
        is_sent = self._transport.try_send(frame)
        if is_sent:
            self._recording.write("out", messages_of(frame.data)[0].decode())
        return is_sent
