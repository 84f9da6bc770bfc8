"""Limits of a server."""

from dataclasses import dataclass, field, replace
from typing import Self

from domsync.session.limits import Limits


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Limits on the files that browsers send.

    Args:
        file_bytes: The maximum size of a file, unless a control sets its own with `on(..., max_bytes=...)`.
        files: How many files of one control may be in transfer, unless it sets `max_files`. An input without `multiple`
            takes one.
        total_bytes: The maximum total size of a page's files in transfer.
        running: How many files of a page are sent at the same time; the others wait.
        running_in_process: The same for all pages of the process together.
        start_seconds: How long a file waits for the program to read it.
        stall_seconds: How long a file that is being read may stall while its browser is connected.
    """

    file_bytes: int = 8_000_000
    files: int = 20
    total_bytes: int = 100_000_000
    running: int = 4
    running_in_process: int = 64
    start_seconds: float = 900
    stall_seconds: float = 10


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """The limits of a server. Those of a single session are in `session`.

    Args:
        sessions: The maximum number of connections and pages. Beyond it, requests are answered 503 with a time to
            retry. If the process may open fewer files (``ulimit -n``), that number counts, less a reserve for other
            files.
        sessions_per_peer: The maximum number from one address; None means no limit.
        exempt_peers: Addresses without a limit per peer, such as a proxy on this machine that speaks for everyone.
        nodes: The maximum number of nodes in a document. 10,000 rows of ten nodes are well within the default. What
            exceeds this or the next two limits raises `LimitError` in the handler.
        depth: The maximum depth of a document's tree.
        listeners: The maximum number of listeners in a document.
        handshake_seconds: How long opening a connection may take.
        close_seconds: How long closing a connection may take.
        keep_alive_seconds: How long a connection without a WebSocket is kept open for another request.
        ping_seconds: How often a browser is pinged, and how long its answer may take.
        deflate: Compress messages where it is worthwhile (permessage-deflate, windows of 12 bits), for browsers that
            support it. A connection takes 33 KiB more while much is sent to it. Messages to many recipients are not
            compressed, because they are encoded once for all of them.
        write_buffer: How many bytes may wait in a connection's buffer before no more are added.
        pending_seconds: How long a rendered page is kept for a browser that has not connected yet.
        pending: How many such pages are kept. Beyond it, requests are answered 503.
        pending_per_peer: How many such pages are kept for one address. Beyond it, requests are answered 429; None means
            no limit.
        detached_seconds: How long a page is kept after its browser's connection was lost.
        sleep_seconds: How long a page may be idle before it is put to sleep: only what is needed to restore it stays in
            memory until something happens. None keeps all pages awake.
        stored_seconds: How long the app's store keeps an idle page.
        detached: How many pages without a connection are kept. Beyond it, pages of the address that has most of them
            are dropped first, the longest disconnected before the others.
        presence_seconds: How long a user still counts as present after their connection was lost.
        memory_bytes: How much memory the process may use before pages without a browser are ended: first those that
            never had one, then the longest disconnected. None means four fifths of what the container or machine has.
        stop_seconds: How long running handlers may continue when the server stops.
        shown_bytes: How many bytes of images and the like a page may serve from memory (`visit.url`).
        uploads: The limits on uploaded files.
        session: The limits of each session.
    """

    sessions: int = 10_000
    sessions_per_peer: int | None = 64
    exempt_peers: frozenset[str] = frozenset({"127.0.0.1", "::1"})
    nodes: int | None = 250_000
    depth: int | None = 256
    listeners: int | None = 100_000
    handshake_seconds: float = 10
    close_seconds: float = 5
    keep_alive_seconds: float = 15
    ping_seconds: float = 20
    write_buffer: int = 32 * 1024
    deflate: bool = True
    pending_seconds: float = 30
    pending: int = 2_000
    pending_per_peer: int | None = 64
    detached_seconds: float = 900
    sleep_seconds: float | None = 300
    stored_seconds: float = 86_400
    detached: int = 2_000
    presence_seconds: float = 90
    memory_bytes: int | None = None
    stop_seconds: float = 10
    shown_bytes: int = 32 * 1024 * 1024
    uploads: UploadLimits = field(default_factory=UploadLimits)
    session: Limits = field(default_factory=Limits)

    def without_rate_limit(self) -> Self:
        """Return the same limits without a rate limit on messages, for tests."""
        return replace(self, session=replace(self.session, messages_per_second=1e9, message_burst=10**9))
