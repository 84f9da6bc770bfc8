"""What one server may be asked for."""

from dataclasses import dataclass, field

from domsync.session.limits import Limits


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """The limits of a server. Those of a single session are in `session`.

    Args:
        sessions: How many connections there may be; one more is answered 503 and may try again later.
        sessions_per_peer: How many of them from one address; None is no limit.
        exempt_peers: Addresses that the limit per peer is not for: a proxy on this machine speaks for all.
        nodes: How many nodes a document may have, ...
        depth: ... how deep its tree may be, ...
        listeners: ... and how many listeners it may have. What exceeds that raises `LimitError` in the handler.
        handshake_seconds: How long the opening of a connection may take.
        close_seconds: How long its end may take.
        ping_seconds: How often a browser is asked whether it is there, and how long its answer may take.
        deflate: Whether messages are compressed (permessage-deflate with windows of 12 bits), for browsers that can. It
            costs about 33 KiB of memory a connection, and pays where frames are large and the network is slow.
        write_buffer: Bytes that may wait in a connection's buffer before no more is put there.
        pending_seconds: How long a page that was rendered is kept for a browser that has not connected yet.
        detached_seconds: How long a page is kept for a browser whose connection was lost.
        detached: How many such pages, of both kinds, are kept; the oldest go first.
        session: The limits of each session.
    """

    sessions: int = 10_000
    sessions_per_peer: int | None = 64
    exempt_peers: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    nodes: int | None = 50_000
    depth: int | None = 256
    listeners: int | None = 20_000
    handshake_seconds: float = 10
    close_seconds: float = 5
    ping_seconds: float = 20
    write_buffer: int = 32 * 1024
    deflate: bool = False
    pending_seconds: float = 30
    detached_seconds: float = 120
    detached: int = 2_000
    session: Limits = field(default_factory=Limits)
