"""Control frames to the browser, `[-1, kind, ...]`. The frames with ops are `Feed`'s."""

import msgspec

from domsync.dom.ops import Reset
from domsync.dom.unicode import well_formed
from domsync.render.wire import encode_frame

WELCOME = 1
ACK = 2
PONG = 3
REFUSED = 4
NOTICE = 5
GO = 6

_encode = msgspec.json.Encoder().encode


def welcome(token: str, received: int, *, resumed: bool) -> bytes:
    """The answer to a hello.

    Args:
        token: What the browser has to say in its next hello.
        received: The last event of this browser that has arrived; it sends the ones after it again.
        resumed: Whether the page goes on; otherwise its documents come anew.
    """
    return _encode((-1, WELCOME, {"token": token, "received": received, "resumed": resumed}))


def acknowledgement(n: int) -> bytes:
    """Events up to `n` have been handled, and changed nothing in the private document."""
    return _encode((-1, ACK, n))


def pong() -> bytes:
    """The answer to a ping."""
    return _encode((-1, PONG))


def refusal(n: int) -> bytes:
    """Event `n` is refused. There is one text for all reasons, so that nothing can be found out by asking."""
    return _encode((-1, REFUSED, n))


def notice(text: str) -> bytes:
    """A text for the page's banner."""
    return _encode((-1, NOTICE, well_formed(text)))


def go(url: str, *, replace: bool) -> bytes:
    """Another address that the browser is to load."""
    return _encode((-1, GO, {"url": well_formed(url), "replace": replace}))


def forgotten(number: int) -> bytes:
    """The browser need not tell any longer what it has seen of a feed of messages, for it gets no more of them."""
    return encode_frame(number, 0, 0, [Reset()])
