"""One page of the table workload in Chromium: perform an operation, and know what it cost."""

import asyncio
import base64
import json
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chromium import Chromium, Params, Tab
from benchmarks.measure import cpu_ms, median
from benchmarks.serving import Server

SCRIPT = (Path(__file__).resolve().parent / "workload.js").read_text(encoding="utf-8")
OPERATION_SECONDS = 120
READY_SECONDS = 30.0
REST_SECONDS = 5.0
#: The server is at rest when one interval costs it no more than this above what it uses when idle.
REST_MS = 0.4
INTERVAL_S = 0.05


@dataclass(frozen=True)
class Traffic:
    """What websockets carried: payload bytes, uncompressed, and frames."""

    down: int = 0
    up: int = 0
    frames_down: int = 0
    frames_up: int = 0


@dataclass(frozen=True)
class Cost:
    """What one operation cost: time in the page, CPU time in the server, traffic of the websocket if counted."""

    ms: float
    cpu_ms: float
    traffic: Traffic


class WorkloadPage:
    """A loaded page whose operations can be timed."""

    def __init__(self, tab: Tab, server: Server) -> None:
        self.tab = tab
        self._server = server
        self._traffic = Traffic()
        self._idle_ms_per_s = 0.0

    @classmethod
    async def open(
        cls, browser: Chromium, server: Server, path: str, ready: str = "true", *, count_bytes: bool = False
    ) -> "WorkloadPage":
        """Load a page and wait until it is ready and its server has come to rest.

        Args:
            browser: the browser.
            server: what serves the page.
            path: the page.
            ready: a JavaScript expression that is true once the page can be used.
            count_bytes: count the websocket's bytes; it costs the page time, so do not time such a page.
        """
        tab = await browser.new_tab(SCRIPT)
        page = cls(tab, server)
        if count_bytes:
            tab.listen("Network.webSocketFrameReceived", page._received)
            tab.listen("Network.webSocketFrameSent", page._sent)
            await tab.send("Network.enable")
        await tab.open(server.url(path), f"domsyncBench.ready() && ({ready})", READY_SECONDS)
        await asyncio.sleep(0.2)
        await page._measure_idle()
        return page

    async def close(self) -> None:
        """Close the page, and so its websocket."""
        await self.tab.close()

    async def perform(self, operation: str, seconds: float = OPERATION_SECONDS) -> Cost:
        """Click, wait for the final state and the end of the next frame, check the whole table, wait for the server.

        Raises:
            ChromiumFailed: the page did not do what the operation is.
        """
        self._traffic = Traffic()
        clock, cpu = time.monotonic(), cpu_ms(self._server.pid)
        ms: float = await self.tab.evaluate(f"domsyncBench.perform({json.dumps(operation)}, {seconds * 1000})")
        await self._rest()
        used = cpu_ms(self._server.pid) - cpu - self._idle_ms_per_s * (time.monotonic() - clock)
        return Cost(ms, max(0.0, used), self._traffic)

    async def count(self) -> int:
        """How many rows the table has."""
        number: int = await self.tab.evaluate("domsyncBench.count()")
        return number

    async def have(self, rows: int) -> None:
        """Bring the table to 0, 1,000 or 10,000 rows, whatever it has."""
        if await self.count() != rows:
            await self.perform({0: "clear", 1000: "run", 10_000: "runlots"}[rows])

    async def _measure_idle(self) -> None:
        """Learn what the server uses while nothing happens: event loops that tick, pings."""
        await self._rest()
        rates: list[float] = []
        for _ in range(5):
            clock, cpu = time.monotonic(), cpu_ms(self._server.pid)
            await asyncio.sleep(0.1)
            rates.append((cpu_ms(self._server.pid) - cpu) / (time.monotonic() - clock))
        # The median: in one of them a garbage collector may run.
        self._idle_ms_per_s = median(rates)

    async def _rest(self) -> None:
        limit = REST_MS + 1.5 * self._idle_ms_per_s * INTERVAL_S
        used = cpu_ms(self._server.pid)
        for _ in range(int(REST_SECONDS / INTERVAL_S)):
            await asyncio.sleep(INTERVAL_S)
            now = cpu_ms(self._server.pid)
            if now - used < limit:
                return
            used = now

    def _received(self, message: Params) -> None:
        size = _payload_bytes(message["response"])
        if size is not None:
            traffic = self._traffic
            self._traffic = Traffic(traffic.down + size, traffic.up, traffic.frames_down + 1, traffic.frames_up)

    def _sent(self, message: Params) -> None:
        size = _payload_bytes(message["response"])
        if size is not None:
            traffic = self._traffic
            self._traffic = Traffic(traffic.down, traffic.up + size, traffic.frames_down, traffic.frames_up + 1)


def _payload_bytes(frame: Params) -> int | None:
    """The size of a text or binary frame; None for pings, pongs and closes."""
    match frame["opcode"]:
        case 1:
            return len(frame["payloadData"].encode())
        case 2:
            return len(base64.b64decode(frame["payloadData"]))
        case _:
            return None
