"""Control frames to the browser, `[-1, kind, ...]`. `FrameLog` makes the frames with ops."""

from collections.abc import Mapping, Sequence

import msgspec

from domsync.dom.checks.unicode import well_formed
from domsync.dom.ops import Json, Reset
from domsync.render.wire import encode_frame

WELCOME = 1
ACK = 2
PONG = 3
REFUSED = 4
NOTICE = 5
NAVIGATE = 6
UPLOAD = 7
WORKING = 8
DEVELOPMENT = 9

_encode = msgspec.json.Encoder().encode


def welcome(token: str, received: int, message_bytes: int, *, resumed: bool) -> bytes:
    """Make the answer to a hello.

    Args:
        token: The token for the browser's next hello.
        received: The last event that has arrived from this browser, which resends later ones.
        message_bytes: The largest message that the browser may send.
        resumed: Whether the page continues; otherwise its documents are sent again.
    """
    return _encode((-1, WELCOME, {"token": token, "received": received, "resumed": resumed, "max": message_bytes}))


def acknowledgement(n: int) -> bytes:
    """Acknowledge the events up to `n`, which have changed nothing in the private document."""
    return _encode((-1, ACK, n))


def pong() -> bytes:
    """Make the answer to a ping."""
    return _encode((-1, PONG))


def refusal(n: int, why: str = "") -> bytes:
    """Refuse event `n`.

    Args:
        n: The event's number.
        why: The reason, in development. Otherwise all refusals look the same, so that nothing can be found out by
            trying.
    """
    return _encode((-1, REFUSED, n, well_formed(why)) if why else (-1, REFUSED, n))


def notice(text: str) -> bytes:
    """Set the text of the page's banner."""
    return _encode((-1, NOTICE, well_formed(text)))


def navigate(url: str, *, replace: bool) -> bytes:
    """Tell the browser to load another address."""
    return _encode((-1, NAVIGATE, {"url": well_formed(url), "replace": replace}))


def download(url: str) -> bytes:
    """Tell the browser to save a file, whose address is relative to the socket's."""
    return _encode((-1, NAVIGATE, {"url": well_formed(url), "download": True}))


def upload(told: Mapping[str, Json]) -> bytes:
    """Tell the browser up to which offset to send a file, or that its transfer has ended."""
    return _encode((-1, UPLOAD, told))


def working(numbers: Sequence[int]) -> bytes:
    """List the events whose handlers are still running although they are acknowledged, in order."""
    return _encode((-1, WORKING, numbers))


def development(told: Mapping[str, Json]) -> bytes:
    """Tell the developer's page about an error, or about changed stylesheets."""
    return _encode((-1, DEVELOPMENT, told))


def forgotten(number: int) -> bytes:
    """Tell the browser that it gets no more messages of a log, and need not acknowledge them."""
    return encode_frame(number, 0, 0, [Reset()])
