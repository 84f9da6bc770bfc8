"""A page under test, as its test sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Literal, Protocol, Self

from domsync.testing.downloads import FetchedFile, SavedFile
from domsync.testing.locator import Driver, Locator, Queries
from domsync.testing.steps import Step
from domsync.testing.tree.queries import QueryStep

#: What closes a page that is not closed by hand: the end of the test, the end of its fixtures, or nothing.
Lifetime = Literal["test", "fixtures", "longer"]


class OpenPages:
    """Keeps track of the open pages and of when each is closed.

    Attributes:
        lifetime: The lifetime given to pages that are opened now.
    """

    def __init__(self) -> None:
        self.lifetime: Lifetime = "test"
        self._pages: dict[Page, Lifetime] = {}

    def add(self, page: Page) -> None:
        """Add a page that was opened."""
        self._pages[page] = self.lifetime

    def remove(self, page: Page) -> None:
        """Remove a page that was closed."""
        self._pages.pop(page, None)

    def of(self, *lifetimes: Lifetime) -> list[Page]:
        """Return the pages with one of these lifetimes."""
        return [page for page, lifetime in self._pages.items() if lifetime in lifetimes]


open_pages: OpenPages = OpenPages()


class PageDriver(Driver, Protocol):
    """The browser behind a page: the one in Python, or Chromium. `Page` documents the methods."""

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
    @property
    def hints(self) -> list[str]: ...
    @property
    def cookies(self) -> dict[str, str]: ...
    @property
    def downloads(self) -> list[SavedFile]: ...
    @property
    def environment(self) -> Any: ...
    def emulate(self, **settings: Any) -> None: ...
    @property
    def visit(self) -> Any: ...
    def run(self, action: Callable[[], object]) -> None: ...
    def goto(self, path: str) -> None: ...
    def reload(self) -> None: ...
    def move(self, steps: int) -> None: ...
    def fetch(self, address: str) -> FetchedFile: ...
    def press(self, key: str) -> None: ...
    def send_message(self, op: str, params: Mapping[str, object]) -> None: ...
    def advance(self, seconds: float) -> None: ...
    def settle(self, limit: float) -> None: ...
    def set_latency(self, seconds: float) -> None: ...
    def disconnect(self) -> None: ...
    def reconnect(self) -> None: ...
    def restart(self, *, crash: bool) -> None: ...
    def duplicate(self) -> PageDriver: ...
    def close(self) -> None: ...


class Page(Queries):
    """A page under test, opened by `render_page` or the fixture `page_of`.

    Nothing has to be awaited. An action takes effect before the call returns: handlers have run up to the point where
    they wait for time to pass.

    A page is a context manager that closes itself at the end. Closing it raises the exceptions that the page has
    reported and the test did not expect. Under pytest, open pages are closed at the end of the test.

    Args:
        driver: The browser behind the page.
    """

    def __init__(self, driver: PageDriver) -> None:
        self._driver = driver
        open_pages.add(self)

    def _look_for(self, step: QueryStep) -> Locator:
        return Locator(self._driver, (step,))

    # What is there

    @property
    def text(self) -> str:
        """The visible text of the page, with line breaks between blocks."""
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
        """The HTTP status of the page's response, such as 200 or 404."""
        return self._driver.status

    @property
    def cookies(self) -> dict[str, str]:
        """The browser's cookies, by name. In process, ``render_page(app, cookies=page.cookies)`` opens another tab."""
        return self._driver.cookies

    @property
    def session(self) -> Any:
        """The visitor's session (``App(sessions=...)``), or None."""
        visit = self._driver.visit
        return None if visit is None else visit.session

    def sign_in(self, user: str, *, to: str | None = None) -> None:
        """Sign the visitor in, as ``visit.sign_in`` does, without going through the app's login page.

        Args:
            user: The user's name or number.
            to: The address to go to afterwards; by default the page is loaded again.
        """
        self._driver.run(lambda: self._driver.visit.sign_in(user, to=to))

    @property
    def downloads(self) -> list[SavedFile]:
        """The files that ``visit.download()`` has saved in the browser, each with ``name`` and ``data``."""
        return self._driver.downloads

    @property
    def environment(self) -> Any:
        """The browser's environment: clipboard, opened tabs, storage, geolocation.

        In process it is a `domsync.testing.browser.services.Environment`. In Chromium it has `clipboard`, `tabs`,
        `local_storage` and `session_storage`, which can be read, and `position`.
        """
        return self._driver.environment

    def emulate(
        self,
        *,
        dark: bool | None = None,
        reduced_motion: bool | None = None,
        size: tuple[int, int] | None = None,
        visible: bool | None = None,
        online: bool | None = None,
    ) -> None:
        """Emulate user preferences, the size of the window and the state of the page. None leaves a setting unchanged.

        Args:
            dark: Whether the user prefers dark colors.
            reduced_motion: Whether the user prefers reduced motion.
            size: Width and height of the viewport, in CSS pixels.
            visible: Whether the page's tab is in front. In process only.
            online: What the browser reports as its network state; the connection stays. In process only.
        """
        given = {"dark": dark, "reduced_motion": reduced_motion, "size": size, "visible": visible, "online": online}
        self._driver.emulate(**{name: value for name, value in given.items() if value is not None})

    def fetch(self, address: str) -> FetchedFile:
        """Fetch an address with the page's cookies: an image, a stylesheet, the response of a route.

        >>> page.fetch(page.locator("img").get_attribute("src")).data  # doctest: +SKIP

        Args:
            address: The address, absolute or relative to the page.
        """
        return self._driver.fetch(address)

    @property
    def notice(self) -> str:
        """The text that the server shows in the page's banner; empty without one."""
        return self._driver.notice

    @property
    def hints(self) -> list[str]:
        """The hints shown in development on how to allow what the page's Content Security Policy has blocked.

        In Chromium, reading it waits a moment for the first hint.
        """
        return list(self._driver.hints)

    @property
    def focused(self) -> Locator:
        """The element that has the focus, if any."""
        return self.locator(":focus")

    # What is behind it

    @property
    def component(self) -> Any:
        """The live component behind the page, on the server."""
        return self._driver.component

    @property
    def document(self) -> Any:
        """The document behind the page, on the server."""
        return self._driver.document

    @property
    def last(self) -> Step:
        """The last step: the ops, bytes and renders since the last action of the test began."""
        return self._driver.last

    @property
    def errors(self) -> list[BaseException]:
        """The exceptions that the page has reported. Any that are left when it is closed fail the test."""
        return self._driver.errors

    @property
    def messages(self) -> list[tuple[str, dict[str, Any]]]:
        """The messages that the server has sent to the page's own scripts, as pairs of op and params."""
        return self._driver.messages

    @contextmanager
    def expect_error(self, kind: type[BaseException] = Exception, match: str = "") -> Iterator[list[BaseException]]:
        """Expect the page to report an exception inside the ``with`` block.

        Args:
            kind: The exception's class.
            match: A regular expression that is searched for in the exception's text.

        Returns:
            A context manager that yields a list; the matching exceptions are added to it when the block ends.

        Raises:
            AssertionError: No such exception was reported.
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
        """Press a key in the focused element: `"Escape"`, `"Tab"`, `"Control+S"`."""
        self._driver.press(key)

    def goto(self, path: str) -> None:
        """Go to another page of the app, as a link does: without a reload where the app navigates without one.

        Args:
            path: Path, query and fragment.
        """
        self._driver.goto(path)

    def back(self) -> None:
        """Go back in the history.

        Raises:
            LookupError: There is no earlier entry.
        """
        self._driver.move(-1)

    def forward(self) -> None:
        """Go forward in the history.

        Raises:
            LookupError: There is no later entry.
        """
        self._driver.move(1)

    def reload(self) -> None:
        """Reload the page."""
        self._driver.reload()

    def send_message(self, op: str, /, **params: object) -> None:
        """Send a message to the server, as the page's own scripts do with `send_message({op, ...})`."""
        self._driver.send_message(op, params)

    def advance(self, seconds: float) -> None:
        """Let time pass. Timers, `asyncio.sleep` and debounced or throttled events that fall due are run.

        In process the clock jumps, so this takes no time. In Chromium the time is waited for.

        Args:
            seconds: How long, in seconds.
        """
        self._driver.advance(seconds)

    def settle(self, limit: float = 60.0) -> None:
        """Let time pass until all events are sent and all handlers have finished.

        Args:
            limit: The longest time to wait, in seconds.

        Raises:
            StillRunningError: Handlers are still running after that time, or wait for something that never comes.
        """
        self._driver.settle(limit)

    def latency(self, milliseconds: float) -> None:
        """Delay frames by this many milliseconds in either direction; `advance` and `settle` let them arrive."""
        self._driver.set_latency(milliseconds / 1000)

    def disconnect(self) -> None:
        """Break the connection. What the user does meanwhile is queued in the browser."""
        self._driver.disconnect()

    def reconnect(self) -> None:
        """Break the connection, if there is one, and open a new one that continues where the old one stopped."""
        self._driver.reconnect()

    def restart(self, *, crash: bool = False) -> None:
        """Restart the app, as a deployment does; its pages reconnect by themselves.

        With ``App(store=...)`` pages keep their state, even if their components are created anew. Without a store they
        are loaded again.

        Args:
            crash: End the app abruptly, as if its process were killed: whatever was not written yet is lost.

        Raises:
            RuntimeError: The page does not belong to an app.
        """
        self._driver.restart(crash=crash)

    def duplicate(self) -> Page:
        """Duplicate the browser's tab: a second page of the app that shows the same, with its own state.

        Returns:
            The new page, which has to be closed too.

        Raises:
            RuntimeError: The page does not belong to an app, or runs in Chromium, where a test cannot duplicate a tab.
        """
        return Page(self._driver.duplicate())

    def close(self) -> None:
        """Close the page.

        Raises:
            Exception: The exception that was reported and not expected; an `ExceptionGroup` if there were several.
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
    """Return one exception for those that a page has reported."""
    if len(errors) > 1:
        return BaseExceptionGroup(f"the page reported {len(errors)} exceptions", errors)
    [error] = errors
    error.add_note("The page under test reported this; `with page.expect_error():` expects it.")
    return error


def note_errors(failure: BaseException, errors: list[BaseException]) -> None:
    """Add the exceptions that the page has reported to a failure, as notes."""
    for error in errors:
        failure.add_note(f"The page had reported {type(error).__name__}: {error}")
    errors.clear()
