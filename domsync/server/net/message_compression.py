"""Compression of WebSocket messages (permessage-deflate, RFC 7692) that uses memory only while it pays off.

A compressor remembers what it has sent, so that the small frames of a text that grows become a third; that takes 32 KiB
for each connection. Most connections are idle, or say 30 bytes now and then, which compression makes no shorter. So a
connection gets its compressor when it has sent something worth it, and gives it back when it was silent between two
pings. RFC 7692 leaves both to the sender: each message says whether it is compressed, and one that refers to nothing
before it can be read by whoever remembers more.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.typing import ExtensionParameter

#: Windows of 4 KiB: a compressor of 32 KiB, and a table of 1,000 rows a fifth of what it was.
_WINDOW_BITS = 12
_MEMORY_LEVEL = 5
#: A message of so many bytes is compressed wherever it comes; shorter ones where many were sent ...
_LONG = 1_024
#: ... namely so many bytes in this connection or since it was last silent.
_MANY = 2_048
#: What is shorter than this becomes no shorter.
_SHORTEST = 24


class LazyDeflate(PerMessageDeflate):
    """The compression of one connection.

    Args:
        forgets: Whether the browser wants messages that do not refer to those before (`server_no_context_takeover`).
        remote_window_bits: How far back the browser's messages refer within themselves, as a power of two.
        window_bits: The same of the server's messages.
    """

    def __init__(self, *, forgets: bool, remote_window_bits: int, window_bits: int) -> None:
        # Neither remembers anything, says the package, and so it makes nothing yet.
        super().__init__(True, True, remote_window_bits, window_bits, {"memLevel": _MEMORY_LEVEL})
        self._forgets = forgets
        self._deflate: Any = None
        self._sent = 0
        self._was_used = False
        self._is_greeted = False

    def encode(self, frame: Frame) -> Frame:
        """Compress a message if that is worth it.

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
            # It holds the token of the session: the length of something compressed tells of what is in it.
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
    """Agrees with browsers on compression when a connection is opened."""

    def __init__(self) -> None:
        # What browsers send is short, so that remembering it would save little and cost each connection 10 KiB.
        super().__init__(
            client_no_context_takeover=True,
            server_max_window_bits=_WINDOW_BITS,
            client_max_window_bits=_WINDOW_BITS,
        )

    def process_request_params(
        self, params: Sequence[ExtensionParameter], accepted_extensions: Sequence[Extension]
    ) -> tuple[list[ExtensionParameter], PerMessageDeflate]:
        """Answer what a browser offers.

        Args:
            params: What it offers.
            accepted_extensions: What was agreed on before.

        Raises:
            NegotiationError: It cannot be had, and messages are not compressed.
        """
        answer, agreed = super().process_request_params(params, accepted_extensions)
        return answer, LazyDeflate(
            forgets=agreed.local_no_context_takeover,
            remote_window_bits=agreed.remote_max_window_bits,
            window_bits=agreed.local_max_window_bits,
        )
