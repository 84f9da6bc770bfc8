"""The replay of a recorded visit: `python -m domsync replay file app.py`, and as a test case."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from domsync.dom.element.element import Element
from domsync.errors import DomsyncError, ProtocolError
from domsync.server.app import App
from domsync.server.net.request import Request
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.served_visit import ServedVisit
from domsync.server.pages.visit import served_visit
from domsync.server.recording import Recorded
from domsync.session import Dirty
from domsync.session.inbound import TELL, EventFrame, Held, decode

logger: logging.Logger = logging.getLogger("domsync")

#: Seconds to wait for a handler that awaits something.
_PATIENCE_SECONDS = 5.0


class NoRecordError(DomsyncError, ValueError):
    """A file is not a recording of a page.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"{self.path} is not a recording of a page; make one with `domsync run app.py --record folder`"


@dataclass(frozen=True, slots=True)
class ReplayedStep:
    """The outcome of one event.

    Args:
        event: Its frame.
        action: What a user did, as a line of a test.
        recorded: The frames of the server that followed it, as they were recorded.
        replayed: The same, now.
    """

    event: str
    action: str
    recorded: list[str]
    replayed: list[str]

    @property
    def is_same(self) -> bool:
        """True if the ops are the same."""
        return _ops(self.recorded) == _ops(self.replayed)


@dataclass(frozen=True, slots=True)
class Replay:
    """The outcome of a replay.

    Args:
        address: The path and query of the page.
        steps: Its events.
        text: What the page shows in the end.
    """

    address: str
    steps: list[ReplayedStep]
    text: str


def read_record(path: Path) -> list[Recorded]:
    """Read a recording.

    Args:
        path: The file.

    Raises:
        NoRecordError: It is not a recording.
    """
    try:
        lines = [msgspec.json.decode(line, type=Recorded) for line in path.read_bytes().splitlines()]
    except (OSError, msgspec.DecodeError):
        raise NoRecordError(path) from None
    if not lines or lines[0].kind != "page":
        raise NoRecordError(path)
    return lines


async def replay(app: App, lines: list[Recorded]) -> Replay:
    """Replay a recording, without a browser.

    Args:
        app: The app, as it is now.
        lines: The recording.

    Raises:
        ValueError: The page no longer exists.
    """
    address = lines[0].text
    await app.hosting.begin()
    try:
        visit_id = await _open(app, address)
        visit = served_visit(next(each for each in app.visits if each.id == visit_id))
        visit.protocol.connect(lambda: None)
        hello = {"v": 1, "token": visit.protocol.token, "seen": [[0, visit.protocol.log.seq]]}
        visit.protocol.receive(msgspec.json.encode([0, 1, hello]).decode())
        _take(visit)
        steps = []
        for event, recorded in _events(lines):
            action = "\n".join(_actions(visit, event))
            visit.protocol.receive(event)
            replayed = _take(visit)
            await _settle(visit)
            replayed += _take(visit)
            steps.append(ReplayedStep(event, action, recorded, replayed))
        return Replay(address, steps, visit.document.documentElement.textContent or "")
    finally:
        await app.close()


async def _open(app: App, address: str) -> str:
    path, _, query = address.partition("?")
    before = {visit.id for visit in app.visits}
    answer = app.hosting.respond(Request(path, query, headers={"host": "localhost"}, peer="127.0.0.1"))
    if not isinstance(answer, HttpResponse):
        answer = await answer
    new = [visit.id for visit in app.visits if visit.id not in before]
    if not new:
        raise ValueError(f"{address} now answers with the status {answer.status} and no page")
    return new[0]


def _events(lines: list[Recorded]) -> Iterator[tuple[str, list[str]]]:
    """The events of a recording, each with the frames of the server that followed it."""
    event: str | None = None
    frames: list[str] = []
    for line in lines[1:]:
        if line.kind == "out":
            frames.append(line.text)
        elif _is_event(line.text):
            if event is not None:
                yield event, frames
            event, frames = line.text, []
    if event is not None:
        yield event, frames


def _is_event(text: str) -> bool:
    try:
        return isinstance(decode(text), EventFrame)
    except ProtocolError:
        return False


def _take(visit: ServedVisit) -> list[str]:
    for event in visit.protocol.events_received():
        visit.handle(event)
    frames: list[str] = []
    while data := visit.protocol.data_to_send():
        frames += [frame.decode() for frame in data]
    return frames


async def _settle(visit: ServedVisit) -> None:
    """Wait until handlers have ended."""
    await asyncio.sleep(0)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await visit.finish(_PATIENCE_SECONDS)
    except TimeoutError:
        logger.warning("a handler has not ended within %.0f s", _PATIENCE_SECONDS)
    visit.scheduler.flush()
    visit.push()


def _ops(frames: list[str]) -> list[Any]:
    """The ops of frames, without the frames' numbers and limits."""
    ops: list[Any] = []
    for text in frames:
        frame = msgspec.json.decode(text)
        if frame[0] >= 0:
            ops += [[frame[0], op] for op in frame[3]]
    return ops


# As lines of a test


def _actions(visit: ServedVisit, text: str) -> Iterator[str]:
    """Write what the user did to cause an event, as lines of `domsync.testing`."""
    frame = decode(text)
    if not isinstance(frame, EventFrame):
        return
    if not frame.node:
        params = ", ".join(f"{name}={value!r}" for name, value in msgspec.json.decode(frame.payload).items())
        yield f"page.send_message({frame.event!r}, {params})"
        return
    typed = _entered(frame)
    target = visit.document.node_for(frame.node)
    told = _payload(frame)
    if isinstance(target, Element) and frame.event in ("input", "change") and isinstance(told.get("value"), str):
        typed = (*typed, Held(frame.node, told["value"]))
    for entered in typed:
        control = visit.document.node_for(entered.node)
        if isinstance(control, Element):
            yield _entering(control, entered.value)
    if not isinstance(target, Element) or frame.event == TELL or (typed and frame.event in ("input", "change")):
        return
    where = _locator(target)
    if frame.event == "click":
        yield f"{where}.click()"
    elif frame.event == "submit":
        yield f"{where}.submit()"
    else:
        yield f"{where}.dispatch({frame.event!r}, {told!r})"


def _entered(frame: EventFrame) -> Dirty:
    return tuple(frame.dirty)


def _payload(frame: EventFrame) -> dict[str, Any]:
    payload = msgspec.json.decode(frame.payload)
    if isinstance(payload, list):
        payload = payload[0][1] if payload else {}
    return payload if isinstance(payload, dict) else {}


def _entering(control: Element, value: object) -> str:
    where = _locator(control)
    if isinstance(value, bool):
        return f"{where}.{'check' if value else 'uncheck'}()"
    if isinstance(value, list):
        return f"{where}.select({', '.join(map(repr, value))})"
    return f"{where}.select({value!r})" if control.tagName == "SELECT" else f"{where}.fill({value!r})"


def _locator(element: Element) -> str:
    """A locator of an element, as a person would write it if possible."""
    if element.id:
        return f"page.locator({'#' + element.id!r})"
    name = " ".join((element.textContent or "").split())
    document = element.getDocument()
    if element.tagName == "BUTTON" and name:
        buttons = document.querySelectorAll("button")
        alike = [each for each in buttons if " ".join((each.textContent or "").split()) == name]
        which = "" if len(alike) == 1 else f".nth({alike.index(element)})"
        return f'page.get_by_role("button", name={name!r}, exact=True){which}'
    named = element.getAttribute("name")
    tag = element.tagName.lower()
    selector = f'{tag}[name="{named}"]' if named else tag
    found = list(document.querySelectorAll(selector))
    which = "" if len(found) == 1 else f".nth({found.index(element)})"
    return f"page.locator({selector!r}){which}"


def as_test(replayed: Replay, target: str) -> str:
    """Write a test that does the same.

    Args:
        replayed: What was replayed.
        target: The module of the app: ``"shop"``.
    """
    lines = [line for step in replayed.steps for line in step.action.splitlines()]
    return "\n".join(
        [
            '"""What a visitor did, as it was recorded."""',
            "",
            "from domsync.testing import render_page",
            "",
            f"from {target} import app",
            "",
            "",
            "def test_what_was_recorded() -> None:",
            f"    with render_page(app, {replayed.address!r}) as page:",
            *(f"        {line}" for line in lines),
            "        page.settle()",
            f"        assert page.document.documentElement.textContent == {replayed.text!r}",
            "",
        ]
    )
