"""The phases of a session, and what each allows. `docs/reference/protocol.md` has them as a table."""

from collections.abc import Mapping
from enum import StrEnum


class Phase(StrEnum):
    """The phase of one end of a session. The client, and the browser of `domsync.testing`, use the same names."""

    #: The page was rendered (in the browser: the script has begun), and nothing has connected.
    NEW = "new"
    #: There is a connection, and its hello is still to come.
    CONNECTING = "connecting"
    #: The hello was taken; the welcome is the next frame.
    WELCOMING = "welcoming"
    #: The welcome was handed out: frames go in both directions.
    OPEN = "open"
    #: A close code is set; what still arrives is dropped.
    CLOSING = "closing"
    #: The connection has ended, and another one may go on.
    DETACHED = "detached"
    #: The session has ended (in the browser: the page has stopped for good).
    CLOSED = "closed"


#: Which phase may come after which.
NEXT: Mapping[Phase, frozenset[Phase]] = {
    Phase.NEW: frozenset({Phase.CONNECTING, Phase.CLOSED}),
    Phase.CONNECTING: frozenset({Phase.WELCOMING, Phase.CLOSING, Phase.DETACHED, Phase.NEW, Phase.CLOSED}),
    Phase.WELCOMING: frozenset({Phase.OPEN, Phase.CLOSING, Phase.DETACHED, Phase.CLOSED}),
    Phase.OPEN: frozenset({Phase.CLOSING, Phase.DETACHED, Phase.CLOSED}),
    Phase.CLOSING: frozenset({Phase.DETACHED, Phase.NEW, Phase.CLOSED}),
    Phase.DETACHED: frozenset({Phase.CONNECTING, Phase.CLOSED}),
    Phase.CLOSED: frozenset(),
}

_EVENTS = frozenset({"event", "ack", "ping", "result", "resync", "bad_op", "given_up", "copy"})

#: What a browser may say in which phase; a frame of another kind is a bad message, and after the end nothing is heard.
HEARD: Mapping[Phase, frozenset[str]] = {
    Phase.NEW: frozenset(),
    Phase.CONNECTING: frozenset({"hello"}),
    Phase.WELCOMING: _EVENTS,
    Phase.OPEN: _EVENTS,
    Phase.CLOSING: frozenset(),
    Phase.DETACHED: frozenset(),
    Phase.CLOSED: frozenset(),
}

#: The phases in which a browser has said hello and is welcome.
GREETED = frozenset({Phase.WELCOMING, Phase.OPEN})
