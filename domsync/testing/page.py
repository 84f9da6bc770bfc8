"""A page under test, as its test sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Protocol, Self

from domsync.testing.locator import Driver, Locator, Queries
from domsync.testing.open_pages import open_pages
from domsync.testing.queries import QueryStep
from domsync.testing.steps import Step


class PageDriver(Driver, Protocol):
    """Whatever holds the page: the browser in Python, or a real one. `Page` says what it all means."""

    @property
    def component(self) -> Any: ...
    @property
    def document(self) -> Any: ...
    @property
    def last(self) -> Step: ...
    @property
    def errors(self) -> list[BaseException]: ...
    @property
    def messages(self) -> list[tuple[str, dict[str, Any]]]: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def notice(self) -> str: ...
    def goto(self, path: str) -> None: ...
    def press(self, key: str) -> None: ...
    def send_message(self, op: str, params: Mapping[str, object]) -> None: ...
    def advance(self, seconds: float) -> None: ...
    def settle(self, limit: float) -> None: ...
    def set_latency(self, seconds: float) -> None: ...
    def disconnect(self) -> None: ...
    def reconnect(self) -> None: ...
    def close(self) -> None: ...


class Page(Queries):
    """A page under test: made by `render_page`, or by the fixture `page_of`.

    Everything on it is looked up and done at once; nothing has to be awaited. What the user does has its effect before
    the call returns: handlers have run as far as they do not wait for time to pass.

    It is a context manager. Leaving it closes the page, which raises what the page has reported and the test did not
    expect; under pytest that happens at the end of the test by itself.

    Args:
        driver: What holds the page.
    """

    def __init__(self, driver: PageDriver) -> None:
        self._driver = driver
        open_pages.add(self)

    def _look_for(self, step: QueryStep) -> Locator:
        return Locator(self._driver, (step,))

    # What is there

    @property
    def text(self) -> str:
        """The text that the user sees, with line breaks between blocks."""
        return self._driver.text

    @property
    def html(self) -> str:
        """The content of the page's root element, as HTML."""
        return self._driver.html

    @property
    def title(self) -> str:
        """The page's title."""
        return self._driver.title

    @property
    def url(self) -> str:
        """The page's address."""
        return self._driver.url

    @property
    def status(self) -> int:
        """The status of the answer that brought the page: 200, or 404 where there is none."""
        return self._driver.status

    @property
    def notice(self) -> str:
        """The text that the server shows in the page's banner; empty if there is none."""
        return self._driver.notice

    @property
    def focused(self) -> Locator:
        """The element that has the focus; it may be none."""
        return self.locator(":focus")

    # What is behind it

    @property
    def component(self) -> Any:
        """The live component that the page shows, on the server's side."""
        return self._driver.component

    @property
    def document(self) -> Any:
        """The page's document, on the server's side."""
        return self._driver.document

    @property
    def last(self) -> Step:
        """What has happened since the last thing that the test had happen began: ops, bytes, renders."""
        return self._driver.last

    @property
    def errors(self) -> list[BaseException]:
        """The exceptions that the page has reported. Those that are still here when it is closed fail the test."""
        return self._driver.errors

    @property
    def messages(self) -> list[tuple[str, dict[str, Any]]]:
        """The messages that the server has sent to the page's own scripts, as (op, params)."""
        return self._driver.messages

    @contextmanager
    def expect_error(self, kind: type[BaseException] = Exception, match: str = "") -> Iterator[list[BaseException]]:
        """Expect that an exception is reported in the block.

        Args:
            kind: Its class.
            match: A pattern that its text contains.

        Returns:
            A context manager, which gives a list that the exceptions are put into.

        Raises:
            AssertionError: There was none.
        """
        expected: list[BaseException] = []
        number = len(self.errors)
        yield expected
        for error in self.errors[number:]:
            if isinstance(error, kind) and re.search(match, str(error)):
                expected.append(error)
                self.errors.remove(error)
        if not expected:
            others = "".join(f"\n  {type(error).__name__}: {error}" for error in self.errors[number:])
            raise AssertionError(f"no {kind.__name__} like {match!r} was reported{f', but{others}' if others else ''}")

    # What happens

    def press(self, key: str) -> None:
        """Press a key wherever the focus is: `"Escape"`, `"Tab"`, `"Control+S"`."""
        self._driver.press(key)

    def goto(self, path: str) -> None:
        """Load another page of the app, as by the address bar.

        Args:
            path: Its path and query.
        """
        self._driver.goto(path)

    def send_message(self, op: str, /, **params: object) -> None:
        """Send a message as the page's own scripts do with `send_message({op, ...})`."""
        self._driver.send_message(op, params)

    def advance(self, seconds: float) -> None:
        """Let time pass: timers, `asyncio.sleep`, debounced and throttled events that are due then happen.

        In process that takes no time: the clock jumps. In a real browser it is waited for.

        Args:
            seconds: How much.
        """
        self._driver.advance(seconds)

    def settle(self, limit: float = 60.0) -> None:
        """Let as much time pass as it takes until what the users did is done: events are sent, handlers have ended.

        Args:
            limit: The most seconds.

        Raises:
            StillRunningError: Handlers still wait after that, or for something that does not come.
        """
        self._driver.settle(limit)

    def latency(self, milliseconds: float) -> None:
        """Let frames take time from now on, in either direction; `advance` and `settle` let them arrive."""
        self._driver.set_latency(milliseconds / 1000)

    def disconnect(self) -> None:
        """Break the connection. What the user does meanwhile waits in the browser."""
        self._driver.disconnect()

    def reconnect(self) -> None:
        """Break the connection if there is one, and make a new one, which goes on where the old one broke."""
        self._driver.reconnect()

    def close(self) -> None:
        """Leave the page.

        Raises:
            Exception: What was reported and not expected; an `ExceptionGroup` of several.
        """
        self._leave()
        errors, self.errors[:] = list(self.errors), []
        if errors:
            raise reported(errors)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
            return
        # What failed in the test comes first; what the page reported explains it.
        self._leave()
        note_errors(error, self.errors)

    def _leave(self) -> None:
        open_pages.remove(self)
        self._driver.close()

    def __repr__(self) -> str:
        return f"<Page {self.url}>"


def reported(errors: list[BaseException]) -> BaseException:
    """The exception for those that a page reported."""
    if len(errors) > 1:
        return BaseExceptionGroup(f"the page reported {len(errors)} exceptions", errors)
    [error] = errors
    error.add_note("The page under test reported this; `with page.expect_error():` expects it.")
    return error


def note_errors(failure: BaseException, errors: list[BaseException]) -> None:
    """Say beside a failure what the page has reported."""
    for error in errors:
        failure.add_note(f"The page had reported {type(error).__name__}: {error}")
    errors.clear()
