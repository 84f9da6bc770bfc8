"""Compression of WebSocket messages (permessage-deflate, RFC 7692) that uses memory only while it pays off.

A compressor remembers what it has sent, which shrinks the small frames of a growing text to a third, but takes 32 KiB
for each connection. Most connections are idle, or send 30 bytes now and then, which compression does not shorten. So a
connection gets a compressor when it has sent something worth compressing, and gives it up after sending nothing between
two pings. RFC 7692 leaves both to the sender: each message says whether it is compressed, and a message that does not
refer to earlier ones can be read by any receiver.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.typing import ExtensionParameter

#: A window of 4 KiB: a compressor takes 32 KiB, and shrinks a table of 1,000 rows to a fifth.
_WINDOW_BITS = 12
_MEMORY_LEVEL = 5
#: A message of this many bytes is always compressed; a shorter one only if much was sent before it:
_LONG = 1_024
#: this many bytes since the connection was opened, or since it was last silent.
_MANY = 2_048
#: Messages of fewer bytes would not become shorter.
_SHORTEST = 24


class LazyDeflate(PerMessageDeflate):
    """The compression of one connection.

    Args:
        forgets: Whether the browser wants messages that do not refer to earlier ones (`server_no_context_takeover`).
        remote_window_bits: The window of the browser's messages, as a power of two in bytes.
        window_bits: The window of the server's messages, likewise.
    """

    def __init__(self, *, forgets: bool, remote_window_bits: int, window_bits: int) -> None:
        # Told that neither side refers to earlier messages, the package creates no compressor yet.
        super().__init__(True, True, remote_window_bits, window_bits, {"memLevel": _MEMORY_LEVEL})
        self._forgets = forgets
        self._deflate: Any = None
        self._sent = 0
        self._was_used = False
        self._is_greeted = False

    def encode(self, frame: Frame) -> Frame:
        """Compress a message if it is worthwhile.

        Args:
            frame: The message; the server sends each in one frame.
        """
        if frame.opcode is Opcode.PING:
            if not self._was_used:
                self._deflate, self._sent = None, 0
            self._was_used = False
            return frame
        if frame.opcode not in (Opcode.TEXT, Opcode.BINARY) or not frame.fin:
            return frame
        if not self._is_greeted:
            # The first message holds the session's token, and the length of compressed data reveals something about it.
            self._is_greeted = True
            return frame
        size = len(frame.data)
        self._sent += size
        self._was_used = True
        if size < _SHORTEST or (self._deflate is None and size < _LONG and self._sent < _MANY):
            return frame
        deflate = self._deflate
        if deflate is None:
            deflate = zlib.compressobj(wbits=-self.local_max_window_bits, memLevel=_MEMORY_LEVEL)
        data = deflate.compress(frame.data) + deflate.flush(zlib.Z_SYNC_FLUSH)
        if not self._forgets:
            self._deflate = deflate
        return Frame(frame.opcode, data[:-4], True, True, frame.rsv2, frame.rsv3)


class LazyDeflateFactory(ServerPerMessageDeflateFactory):
    """Negotiates compression with browsers when a connection is opened."""

    def __init__(self) -> None:
        # Browsers send short messages: remembering them would save little, and cost each connection 10 KiB.
        super().__init__(
            client_no_context_takeover=True,
            server_max_window_bits=_WINDOW_BITS,
            client_max_window_bits=_WINDOW_BITS,
        )

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        """Answer a browser's offer of compression.

        Args:
            params: The parameters of the offer.
            accepted_extensions: The extensions accepted before.

        Raises:
            NegotiationError: The offer cannot be accepted; messages are not compressed.
        """
        answer, agreed = super().process_request_params(params, accepted_extensions)
        return answer, LazyDeflate(
            forgets=agreed.local_no_context_takeover,
            remote_window_bits=agreed.remote_max_window_bits,
            window_bits=agreed.local_max_window_bits,
        )
