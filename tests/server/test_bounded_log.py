"""Whatever a browser sends, as often as it likes: the log gets a bounded number of lines of it."""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from domsync import App, Component, Upload
from domsync import html as h
from domsync.server.limits import ServerLimits
from tests.server.app_support import Served, served

TIMES = 400
#: What one kind of nonsense may leave in the log in a minute.
MOST = 70

Frame = Callable[[int], list[Any]]


class Page(Component):
    name: str = ""
    told: str = ""

    def render(self) -> Any:
        return h.main(
            h.button("Say", id="say", on_click=self.say),
            h.input(id="name", bind=self.field("name")),
            h.input(type="file", id="file", on_upload=self.take, accept=".txt"),
            h.p(self.told),
        )

    def say(self) -> None:
        self.told = "said"

    async def take(self, upload: Upload) -> None:
        await upload.read(10)


def hears(client: Any, times: int) -> None:
    """Takes a number."""


#: Nodes of the page, in the order of the document; texts count.
BUTTON, NAME, FILE = 5, 7, 8


def events(parts: Callable[[int], list[Any]]) -> Frame:
    return lambda n: [n, *parts(n)]


FRAMES: dict[str, Frame] = {
    "frames that could not be applied": lambda n: [0, 6, 0, n, f"op {n}: no node"],
    "results that nobody waits for": lambda n: [0, 4, 0, n, True, {"x": n}],
    "snapshots that nobody needs": lambda n: [0, 5, 0, 1],
    "acknowledgements of what was not sent": lambda n: [0, 2, [[0, n]]],
    "nodes that were never there": events(lambda n: [0, 10_000 + n, "click"]),
    "events that nobody hears": events(lambda n: [0, BUTTON, f"made-up-{n}"]),
    "payloads that do not fit": events(lambda n: [0, BUTTON, "click", {f"x{n}": n}]),
    "messages without a handler": events(lambda n: [0, 0, f"op{n}", {}]),
    "messages that do not fit": events(lambda n: [0, 0, "hears", {"times": f"x{n}"}]),
    "parameters that there are none of": events(lambda n: [0, 0, "hears", {"client": n, "times": 1}]),
    "changes that no action makes": events(lambda n: [0, BUTTON, "click", 0, [], [[BUTTON, f"data-x{n}", "y"]]]),
    "edits of another text": events(lambda n: [0, BUTTON, "click", 0, [[NAME, {"edit": [n, 5, "x"], "of": n + 5}, 1]]]),
    "texts that were too long": events(lambda n: [0, BUTTON, "click", 0, [[NAME, None, 1]]]),
    "files that are not wanted": events(
        lambda n: [0, FILE, "upload", {"files": [{"id": n, "name": f"{n}.exe", "size": 1, "type": ""}]}]
    ),
    "files that are given up": lambda n: [0, 7, n, "gone"],
    "nothing of the protocol": lambda n: [0, 99, n],
}


#: What the log says of some of them, so that they are known to have come where they were meant to.
EXPECTED = {
    "frames that could not be applied": "could not apply frame",
    "nodes that were never there": "is refused",
    "messages that do not fit": "does not fit",
    "parameters that there are none of": "does not fit",
    "changes that no action makes": "which none does",
    "edits of another text": "one of another text",
    "texts that were too long": "too long to be sent",
    "files that are not wanted": "was refused",
}


async def nonsense(site: Served, frame: Frame) -> int:
    """Send it; who is thrown out comes back with another page. How often the server took it."""
    taken = 0
    for _ in range(60):
        loaded = await site.load()
        with suppress(ConnectionClosed):
            async with site.connect(loaded) as browser:
                for count in range(1, TIMES + 1):
                    await browser.say(frame(count))
                    taken += 1
                    if count % 10 == 0:
                        await browser.say([0, 3])
                        await browser.until(lambda told: told == [-1, 3])
        if taken >= TIMES:
            break
    return taken


@pytest.mark.parametrize("kind", FRAMES)
async def test_lines_are_bounded(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    limits = ServerLimits(pending=100).without_rate_limit()
    app = App(Page, limits=limits, development=False, hosts=["localhost"])
    app.on("hears")(hears)
    async with served(app) as site:
        caplog.clear()
        assert await nonsense(site, FRAMES[kind]) >= TIMES
        lines = [record.getMessage() for record in caplog.records if record.name.startswith("domsync")]
    assert len(lines) <= MOST, lines[:5]
    assert not [record for record in caplog.records if record.exc_info], "nothing of it is a failure of the server"
    expected = EXPECTED.get(kind)
    assert expected is None or any(expected in line for line in lines), lines[:5]
