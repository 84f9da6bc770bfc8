"""Uploads of a session: the requested files, their progress, and the binary frames that carry them.

A binary frame is 4 bytes with the upload's number, 8 bytes with the offset of its data in the file, both big-endian,
and the data. The browser sends only as much of a file as it was given *room* for, in chunks of equal length except for
the last one. This is the backpressure; frames outside of the room count as messages.
"""

from __future__ import annotations

from struct import Struct

from domsync.session import outbound
from domsync.session.events import UploadChunk
from domsync.session.inbound import bad_message

_HEADER = Struct(">IQ")
#: The length of the header before a chunk's data, in bytes.
HEADER_BYTES = _HEADER.size
#: The longest chunk, in bytes. Four of these are less than 256 KiB, with their headers.
CHUNK_BYTES = 60 * 1024


class _Open:
    """An upload that was requested from the browser."""

    __slots__ = ("received", "room", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.received = 0
        #: The offset up to which the browser may send.
        self.room = 0


class Uploads:
    """The uploads of one session. The page's own code decides which there are; see ``domsync.server.files``.

    Args:
        chunk_bytes: The length of a chunk.
    """

    __slots__ = ("_last", "_open", "_untold", "chunk_bytes")

    def __init__(self, chunk_bytes: int) -> None:
        self.chunk_bytes: int = chunk_bytes
        self._open: dict[int, _Open] = {}
        #: The newest number that the browser has given a file.
        self._last = 0
        #: Frames for transfers that ended while there was no connection.
        self._untold: list[bytes] = []

    def announce(self, number: int) -> None:
        """Register a file that the browser has announced.

        Raises:
            ProtocolError: 4400 if its number was used before.
        """
        if number <= self._last:
            raise bad_message(f"upload {number} was announced before")
        self._last = number

    def begin(self, number: int, size: int) -> None:
        """Prepare for a file; nothing is requested yet.

        Args:
            number: The file's number.
            size: The file's size in bytes, as the browser reports it.
        """
        self._open[number] = _Open(size)

    def give_room(self, number: int, room: int) -> bytes:
        """Request a file up to an offset.

        Args:
            number: The file's number.
            room: The offset.

        Returns:
            The frame to send.
        """
        upload = self._open[number]
        is_first = not upload.room
        upload.room = min(room, upload.size)
        if is_first:
            return self._whole(number, upload)
        return outbound.upload({"upload": number, "room": upload.room})

    def _whole(self, number: int, upload: _Open) -> bytes:
        told = {"upload": number, "from": upload.received, "chunk": self.chunk_bytes, "room": upload.room}
        return outbound.upload(told)

    def end(self, number: int, error: str | None = None, say: str = "") -> bytes:
        """End the transfer of a file, because it is complete or no longer needed.

        Args:
            number: The file's number.
            error: The reason, for the user; None if the file is complete.
            say: The message that the browser shows at the control, unless the user has gone on to another one.

        Returns:
            The frame to send.
        """
        self._open.pop(number, None)
        told = {"upload": number, "error": error}
        return outbound.upload({**told, "say": say} if say else told)

    def tell_later(self, frame: bytes) -> None:
        """Keep a frame that `end` returned for the next connection."""
        self._untold.append(frame)

    def resume(self) -> list[bytes]:
        """Return the frames that tell a new connection where each file continues, and which transfers have ended."""
        ended, self._untold = self._untold, []
        return ended + [self._whole(number, upload) for number, upload in self._open.items() if upload.room]

    def take(self, frame: bytes) -> UploadChunk | None:
        """Accept a binary frame.

        Returns:
            The chunk; None if the file's transfer has ended, and the browser did not know that yet.

        Raises:
            ProtocolError: 4400 if it was not requested.
        """
        if len(frame) <= HEADER_BYTES:
            raise bad_message("a binary frame without data")
        number, offset = _HEADER.unpack_from(frame)
        upload = self._open.get(number)
        if upload is None:
            if number > self._last:
                raise bad_message(f"there is no upload {number}")
            return None
        data = frame[HEADER_BYTES:]
        if offset != upload.received or len(data) != min(self.chunk_bytes, upload.size - offset):
            raise bad_message(f"upload {number}: {len(data)} bytes at {offset}, after {upload.received}")
        if offset + len(data) > upload.room:
            raise bad_message(f"upload {number}: more than it was given room for")
        upload.received += len(data)
        return UploadChunk(number, data)

    def is_open(self, number: int) -> bool:
        """Return whether the transfer of a file is going on."""
        return number in self._open


def encode_chunk(number: int, offset: int, data: bytes) -> bytes:
    """Make a binary frame, as the browser does.

    Args:
        number: The upload's number.
        offset: The offset of the data in the file.
        data: The data.
    """
    return _HEADER.pack(number, offset) + data
