"""Who takes part in the table workload."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.environments import python_of
from benchmarks.serving import Server, serve


@dataclass(frozen=True)
class Implementation:
    """One program that shows the table.

    `ready` is a JavaScript expression that is true once the page is connected: some libraries lose clicks before that.
    `left_out` names operations that are not measured, each with its reason.
    """

    name: str
    title: str
    module: str
    path: str = "/"
    peer: str | None = None
    counter: str | None = "/counter"
    ready: str = "true"
    left_out: dict[str, str] = field(default_factory=dict)

    @property
    def has_server(self) -> bool:
        """Whether its table lives in a Python process, so that its bytes and CPU mean something."""
        return self.name != "vanilla"

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Server]:
        """Run its server, for a peer in the peer's own environment.

        Raises:
            EnvironmentFailed, ServerFailed: it cannot be run; the report says so.
        """
        python = python_of(self.peer) if self.peer else None
        async with serve(self.module, python=python) as server:
            yield server


VANILLA = Implementation("vanilla", "JavaScript by hand", "benchmarks.vanilla", counter=None)

_TABLE = "benchmarks.table"
_TOO_LONG = dict.fromkeys(("runlots", "add10k", "select10k", "swaprows10k", "remove10k"), "takes minutes")

IMPLEMENTATIONS = [
    VANILLA,
    Implementation("domsync", "domsync, remembered rows", _TABLE, "/"),
    Implementation("domsync-plain", "domsync, one component", _TABLE, "/plain", counter=None),
    Implementation("domsync-rows", "domsync, component per row", _TABLE, "/rows", counter=None),
    Implementation("domsync-dom", "domsync, raw DOM", _TABLE, "/dom", counter=None),
    Implementation(
        "pyview",
        "PyView, streams",
        "benchmarks.peers.pyview_table",
        peer="pyview",
        ready="document.querySelector('.phx-connected') !== null",
    ),
    Implementation("original", "original domsync 0.1.2", "benchmarks.peers.original", peer="original"),
    Implementation("nicegui", "NiceGUI", "benchmarks.peers.nicegui_table", peer="nicegui", left_out=_TOO_LONG),
]
