"""Browsers that show one text, which several processes have: lines between and a log that a test holds up and loses."""

from __future__ import annotations

from collections import deque
from functools import partial
from itertools import count
from typing import Any

import msgspec

from domsync import Child, Component, Document, SharedText, mount
from domsync import html as h
from domsync.dom.controls.operational_transform import apply, from_units, to_units
from domsync.dom.events import browser_event
from domsync.dom.ops import Message
from domsync.server.replication.text_replica import TextReplica
from tests.components.shared_text.text_clients import Clients
from tests.server.replicas import Log, Process

_pages = count()


class Editor(Component):
    """Shows the text."""

    text: SharedText

    def render(self) -> Child:
        return h.textarea(bind=self.text)


class Browser:
    """A page in Node.js, and its document in one of the processes."""

    def __init__(self, clients: Clients, process: Process) -> None:
        self.name = f"text{next(_pages)}"
        self._clients = clients
        self.up: deque[bytes] = deque()
        self.down: deque[dict[str, Any]] = deque()
        self._build(process)
        self._call("open", self.name, to_units(process.state.value))

    def _build(self, process: Process) -> None:
        self.process = process
        self.document = Document(scripts=False)
        mount(Editor(text=process.state), self.document.documentElement)
        self.document.take_ops()
        self.control: Any = self.document.querySelector("textarea")

    def _call(self, command: str, *arguments: object) -> Any:
        result = self._clients.call(command, *arguments)
        self.up += [msgspec.json.encode(payload) for _, payload in self._clients.emitted]
        self._clients.emitted.clear()
        return result

    @property
    def value(self) -> str:
        """What it shows."""
        return from_units(self._call("look", self.name)[0])

    def write(self, text: str) -> None:
        """Write at the caret."""
        value, caret, _ = self._call("look", self.name)
        at = len(from_units(value[:caret]))
        self.type(at, at, text)

    def type(self, start: int, end: int, text: str) -> None:
        """Put a text in the place of some characters."""
        value = self.value
        self._call("type", self.name, len(to_units(value[:start])), len(to_units(value[:end])), text)

    def arrive_here(self) -> None:
        """Have the process hear what the browser said first."""
        if self.up:
            self.document.dispatch(self.control, browser_event("sharedtext", self.up.popleft()))

    def arrive_there(self) -> None:
        """Have the browser hear what it was told first."""
        ops = self.document.take_ops()
        self.down += [msgspec.json.decode(msgspec.json.encode(op.params)) for op in ops if isinstance(op, Message)]
        if self.down:
            self._call("tell", self.name, self.down.popleft())

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is under way."""
        return not self.up and not self.down and not self.document.has_ops

    def leave(self) -> None:
        """Close the page."""
        self._call("leave", self.name)

    def go_to(self, process: Process) -> None:
        """Its process has died, and the page is loaded again from another one."""
        self.up.clear()
        self.down.clear()
        self.control.remove()
        self._build(process)
        self._call("rebuild", self.name, to_units(process.state.value))


class Rooms:
    """Processes, with browsers in each.

    Args:
        clients: The pages.
        browsers: How many there are in each process.
        text: What all begin with.
        max_length: How long it may become.
    """

    def __init__(self, clients: Clients, browsers: list[int], text: str = "", max_length: int = 100_000) -> None:
        self._clients = clients
        self._text = partial(SharedText, text, max_length=max_length)
        self.log = Log()
        self.processes: list[Process] = []
        self.browsers: list[Browser] = []
        self.put_in = list(text)
        self.removed: set[str] = set()
        #: Unique characters: of one code unit and of two.
        self._letters = (chr(start + n) for n in count() for start in (0x4E00, 0x20000))
        for number in browsers:
            self.join(number)

    def __enter__(self) -> Rooms:
        return self

    def __exit__(self, *error: object) -> None:
        for browser in self.browsers:
            browser.leave()

    def join(self, browsers: int = 0) -> Process:
        """Add a process."""
        # Who is first when two write in one place is not who came first.
        name = f"{(len(self.processes) * 7 + 3) % 10}"
        process = Process(name, self.log, self._text(), partial(TextReplica, name="text"))
        self.processes.append(process)
        self.browsers += [Browser(self._clients, process) for _ in range(browsers)]
        return process

    def _change(self, value: str, start: int, removed: int, letters: int) -> tuple[int, int, str]:
        start = min(start, len(value))
        end = min(start + removed, len(value))
        text = "".join(next(self._letters) for _ in range(letters))
        self.put_in += text
        self.removed |= set(value[start:end])
        return start, end, text

    def type(self, browser: Browser, start: int, removed: int, letters: int) -> None:
        """Have somebody type."""
        browser.type(*self._change(browser.value, start, removed, letters))

    def edit(self, process: Process, start: int, removed: int, letters: int) -> None:
        """Have a program change the text; it sees that at once."""
        start, end, text = self._change(process.state.value, start, removed, letters)
        before = process.state.value
        process.state.replace(start, end, text)
        assert process.state.value == before[:start] + text + before[end:]

    def settle_processes(self) -> None:
        """Let everything arrive in all processes."""
        for _ in range(100):
            for process in self.processes:
                process.write()
            for process in self.processes:
                process.read()
            if not any(process.replica.waiting for process in self.processes):
                return
        raise RuntimeError("it never comes to an end")

    def settle(self) -> None:
        """Let everything arrive everywhere."""
        while True:
            self.settle_processes()
            if all(browser.is_quiet for browser in self.browsers):
                return
            for browser in self.browsers:
                browser.arrive_here()
                browser.arrive_there()

    def check_consistent(self) -> None:
        """What a process shows is what is confirmed with its own edits on top."""
        for process in self.processes:
            replica = process.replica
            units = replica._confirmed.units
            for item in replica._own:
                units = apply(units, item.edit)
            assert units == replica._log.units

    def check_equal(self) -> str:
        """All are equal; the text."""
        self.check_consistent()
        text: str = self.processes[0].state.value
        assert [process.state.value for process in self.processes] == [text] * len(self.processes)
        assert [browser.value for browser in self.browsers] == [text] * len(self.browsers)
        assert {browser.control.value for browser in self.browsers} <= {text}
        assert len(set(text)) == len(text)
        return text

    def check(self, *, removals: bool = True) -> str:
        """All are equal, nothing is lost, and nothing is there twice; the text."""
        text = self.check_equal()
        assert set(self.put_in) - self.removed <= set(text) <= set(self.put_in)
        if removals:
            assert not self.removed & set(text)
        return text
