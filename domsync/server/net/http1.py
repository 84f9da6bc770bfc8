"""HTTP/1.1 messages (RFC 9112), without I/O: parse request heads, write response heads.

It is only what a server needs that accepts no request bodies. The parser is strict: it refuses whatever two programs
could read differently.
"""

from __future__ import annotations

import email.utils
import re
import time
from dataclasses import dataclass, replace
from functools import lru_cache

from domsync.errors import DomsyncError
from domsync.server.net.responses import HttpResponse

#: The maximum length of the request line and of a header line in bytes, the maximum number of headers, and the maximum
#: length of the whole head in bytes.
LINE_BYTES = 8192
HEADERS = 128
HEAD_BYTES = 64 * 1024

_TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(rb"[\t\x20-\x7e\x80-\xff]*")
_TARGET = re.compile(rb"[\x21-\x7e]+")
#: A target in absolute form, as sent to proxies (RFC 9112, 3.2.2); one that also names a user is refused.
_ABSOLUTE = re.compile(r"https?://([^/?#@]+)(/[^#]*|\?[^#]*|)", re.IGNORECASE)
_WITH_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


class BadRequest(DomsyncError):
    """The head of a request was refused.

    Args:
        status: The status of the answer.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a request.

    Args:
        method: The method.
        target: The path with its query, as sent; if the target was in absolute form, the part after the host.
        version: ``"1.1"`` or ``"1.0"``.
        headers: Names in lower case with their values, in the order in which they were sent. A host in the target
            replaces that of the Host header.
    """

    method: str
    target: str
    version: str
    headers: tuple[tuple[str, str], ...]

    def values(self, name: str) -> list[str]:
        """All values of a header.

        Args:
            name: Its name in lower case.
        """
        return [value for header, value in self.headers if header == name]

    @property
    def has_body(self) -> bool:
        """True if a body follows."""
        return "transfer-encoding" in dict(self.headers) or any(
            length.strip("0") for length in self.values("content-length")
        )

    @property
    def upgrades(self) -> bool:
        """True if it asks for a WebSocket."""
        return any("websocket" in value.lower() for value in self.values("upgrade"))

    @property
    def keeps_alive(self) -> bool:
        """True if the client may send another request on the connection."""
        options = {option.strip().lower() for value in self.values("connection") for option in value.split(",")}
        return "close" not in options and (self.version == "1.1" or "keep-alive" in options)


def find_head(buffer: bytes | bytearray) -> int:
    """Find the end of a request's head; 0 if it has not arrived completely.

    Args:
        buffer: The bytes received so far.

    Raises:
        BadRequest: The head is too long.
    """
    end = buffer.find(b"\r\n\r\n", 0, HEAD_BYTES) + 4
    if end > 3:
        return end
    if len(buffer) >= HEAD_BYTES:
        raise BadRequest(431)
    if len(buffer) > LINE_BYTES and buffer.find(b"\n", 0, LINE_BYTES) < 0:
        raise BadRequest(414)
    return 0


def parse_head(data: bytes) -> Head:
    """Read the head of a request.

    Args:
        data: The whole head, including the empty line.

    Raises:
        BadRequest: It is malformed, too long, or of an unknown version.
    """
    first, *lines = data[:-4].split(b"\r\n")
    if len(first) > LINE_BYTES:
        raise BadRequest(414)
    words = first.split(b" ")
    if len(words) != 3 or not _TOKEN.fullmatch(words[0]) or not _TARGET.fullmatch(words[1]):
        raise BadRequest(400)
    if words[2] not in (b"HTTP/1.1", b"HTTP/1.0"):
        raise BadRequest(505 if words[2].startswith(b"HTTP/") else 400)
    if len(lines) > HEADERS or any(len(line) > LINE_BYTES for line in lines):
        raise BadRequest(431)
    headers = []
    for line in lines:
        # Programs differ in how they read a blank before the colon, and a header that continues on the next line.
        name, colon, value = line.partition(b":")
        value = value.strip(b" \t")
        if not colon or not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
            raise BadRequest(400)
        headers.append((name.decode("ascii").lower(), value.decode("latin-1")))
    head = Head(words[0].decode("ascii"), words[1].decode("ascii"), words[2][5:].decode("ascii"), tuple(headers))
    if _WITH_SCHEME.match(head.target):
        head = _without_host(head)
    lengths = head.values("content-length")
    if any(not length.isascii() or not length.isdigit() for length in lengths) or len(set(lengths)) > 1:
        raise BadRequest(400)
    if lengths and head.values("transfer-encoding"):
        raise BadRequest(400)
    return head


def _without_host(head: Head) -> Head:
    """Move the host of a target in absolute form to the Host header, which it replaces (RFC 9112, 3.2.2)."""
    found = _ABSOLUTE.fullmatch(head.target)
    if found is None:
        raise BadRequest(400)
    host, target = found.groups()
    hosts = len(head.values("host"))
    headers = [header for header in head.headers if header[0] != "host" or hosts > 1]
    # A request that lacks a required Host header, or has two of them, is still refused.
    if hosts == 1 or (hosts == 0 and head.version == "1.0"):
        headers.append(("host", host))
    return replace(head, target=target if target.startswith("/") else f"/{target}", headers=tuple(headers))


def write_head(response: HttpResponse, *, keep_alive: bool, chunked: bool) -> bytes:
    """Write the head of an answer.

    Args:
        response: The answer.
        keep_alive: Whether the connection stays open for another request.
        chunked: Whether the body is sent in chunks.
    """
    items = [*response.header_items(), ("Date", _date(int(time.time())))]
    items.append(("Connection", "keep-alive" if keep_alive else "close"))
    if chunked:
        items.append(("Transfer-Encoding", "chunked"))
    lines = [f"HTTP/1.1 {response.status} {response.phrase}", *[f"{name}: {value}" for name, value in items]]
    if any("\r" in line or "\n" in line or "\0" in line for line in lines):
        raise ValueError(f"a response header contains a line break: {lines!r:.500}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    """The value of a Date header (RFC 9110, 6.6.1), shared by all answers of the same second."""
    return email.utils.formatdate(second, usegmt=True)


def chunk(data: bytes) -> bytes:
    """Encode data as one chunk of a body (RFC 9112, 7.1); an empty chunk would end the body."""
    return b"%x\r\n%s\r\n" % (len(data), data)


#: The end of a chunked body.
LAST_CHUNK = b"0\r\n\r\n"
