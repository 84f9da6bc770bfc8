"""Send files as `client/extra/upload.js` does: only as far as the server asks for them."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domsync.dom.ops import Listener
from domsync.session.uploads import encode_chunk
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import input_type


@dataclass
class _Sending:
    element: ReferenceElement
    data: bytes
    at: int = 0


class OutgoingUploads:
    """The files that one page is uploading.

    Args:
        emit: Reports an event at an element to the server, and returns whether it was sent.
        send: Sends a binary frame, if there is a connection.
    """

    def __init__(
        self, emit: Callable[[ReferenceElement, Mapping[str, Any]], bool], send: Callable[[bytes], None]
    ) -> None:
        self._emit = emit
        self._send = send
        self._last = 0
        self._sending: dict[int, _Sending] = {}
        #: The errors of files that did not arrive, by file number.
        self.errors: dict[int, str] = {}

    def announce(self, element: ReferenceElement, files: Mapping[str, bytes], types: Mapping[str, str]) -> None:
        """Announce files to the server.

        Args:
            element: The element where the user has chosen, dropped or pasted them.
            files: Their contents by name.
            types: Their MIME types by name, where the name does not determine it.
        """
        told = []
        numbered: dict[int, _Sending] = {}
        for name, data in files.items():
            self._last += 1
            kind = types.get(name) or mimetypes.guess_type(name)[0] or ""
            told.append({"id": self._last, "name": name, "size": len(data), "type": kind})
            numbered[self._last] = _Sending(element, data)
        if self._emit(element, {"files": told}):
            self._sending |= numbered

    def told(self, told: Mapping[str, Any]) -> None:
        """Handle an upload message from the server: send more of a file, or stop."""
        number = told["upload"]
        sending = self._sending.get(number)
        if sending is None:
            return
        if "room" not in told:
            del self._sending[number]
            if told["error"]:
                self.errors[number] = told["error"]
            return
        if "chunk" in told:
            sending.at, self._chunk = told["from"], told["chunk"]
        while sending.at < told["room"]:
            data = sending.data[sending.at : sending.at + self._chunk]
            self._send(encode_chunk(number, sending.at, data))
            sending.at += len(data)

    _chunk = 1


def ways_in(element: ReferenceElement, listener: Listener | None) -> set[str]:
    """List the ways in which an element accepts files: `"choose"`, `"drop"`, `"paste"`.

    Args:
        element: The element.
        listener: Its listener with `upload`, if it has one.
    """
    # One can choose a file also where nobody takes it.
    chosen = {"choose"} if element.kind == "input" and input_type(element) == "file" else set()
    return chosen if listener is None else chosen | {way for way, _ in listener.fields}
