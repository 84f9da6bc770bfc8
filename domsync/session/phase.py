"""The phases of a session, and what each allows. `docs/reference/protocol.md` has them as a table."""

from collections.abc import Mapping
from enum import StrEnum


class Phase(StrEnum):
    """The phase of one end of a session. The client, and the browser of `domsync.testing`, use the same names."""

    #: The page was rendered (in the browser: the script has started), and there was no connection yet.
    NEW = "new"
    #: There is a connection, and its hello is still to come.
    CONNECTING = "connecting"
    #: The hello was accepted; the welcome is the next frame.
    WELCOMING = "welcoming"
    #: The welcome was sent: frames go in both directions.
    OPEN = "open"
    #: A close code is set; messages that still arrive are dropped.
    CLOSING = "closing"
    #: The connection has ended, and another one may resume the session.
    DETACHED = "detached"
    #: The session has ended (in the browser: the page has stopped for good).
    CLOSED = "closed"


#: The phases that may follow each phase.
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

#: The frames that a browser may send in each phase. Other kinds are bad messages; if there are none, frames are
#: ignored.
HEARD: Mapping[Phase, frozenset[str]] = {
    Phase.NEW: frozenset(),
    Phase.CONNECTING: frozenset({"hello"}),
    Phase.WELCOMING: _EVENTS,
    Phase.OPEN: _EVENTS,
    Phase.CLOSING: frozenset(),
    Phase.DETACHED: frozenset(),
    Phase.CLOSED: frozenset(),
}

#: The phases in which the browser's hello was accepted.
GREETED = frozenset({Phase.WELCOMING, Phase.OPEN})
