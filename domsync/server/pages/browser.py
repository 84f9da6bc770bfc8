"""Browser services besides the page: clipboard, storage, notifications, geolocation, media queries.

The browser's side is `client/extra/browser.js`, which is loaded on first use.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from domsync.components.state import State
from domsync.dom.checks.unicode import well_formed
from domsync.dom.checks.urls import check_url
from domsync.errors import CallFailed

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.element.element import Element
    from domsync.dom.events import Event
    from domsync.dom.ops import Json

T = TypeVar("T")

#: The op of requests to the browser, and the event that reports watched values.
OP: Final = "_browser"
CHANGED: Final = "domsync-browser"
#: How long, in seconds, a browser may take for an immediate answer, and for one that it asks its user for.
_AT_ONCE: Final = 10.0
_ASKED: Final = 120.0
#: The maximum number of media queries that a page may watch.
_MOST_QUERIES: Final = 100


class Caller(Protocol):
    """The server's side of a visit, through which the browser is reached."""

    document: Document

    def send(self, op: str, params: dict[str, Json]) -> None:
        """Send a message."""

    async def call(self, op: str, params: dict[str, Json], timeout: float) -> Any:
        """Call a function of the page."""


class BrowserInfo(msgspec.Struct, frozen=True):
    """Facts that a browser reports about itself and its user. None of them is to be trusted.

    Attributes:
        time_zone: The name of the time zone, such as `"Europe/Vienna"`.
        language: The user's preferred language, such as `"de-AT"`.
        languages: All of the user's languages, the preferred one first.
        width: The width of the viewport, in CSS pixels.
        height: The height of the viewport, in CSS pixels.
        pixel_ratio: The number of screen pixels per CSS pixel.
        touch: Whether there is a touch screen.
    """

    time_zone: str
    language: str
    languages: tuple[str, ...]
    width: float
    height: float
    pixel_ratio: float
    touch: bool

    @property
    def zone(self) -> ZoneInfo:
        """The time zone, for `datetime.astimezone()`; UTC if this system does not know it."""
        try:
            return ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):
            return ZoneInfo("UTC")


class Position(msgspec.Struct, frozen=True):
    """The position of a browser. From https://w3c.github.io/geolocation/#coordinates_interface.

    Attributes:
        latitude: Degrees north.
        longitude: Degrees east.
        accuracy: The accuracy in meters, with a confidence of 95 %.
        time: When the position was determined, in seconds since 1970.
        altitude: Meters above the ellipsoid, or None if unknown.
        heading: Degrees clockwise from north, or None if unknown or not moving.
        speed: Meters per second, or None if unknown.
    """

    latitude: float
    longitude: float
    accuracy: float
    time: float
    altitude: float | None = None
    heading: float | None = None
    speed: float | None = None


class Watched(State):
    """A value in the browser that changes by itself: a `render` that reads it is called again when it changes.

    Attributes:
        value: The current value; the default until the browser has reported it.
        is_known: Whether the browser has reported it.
    """

    value: bool
    is_known: bool = False

    def __bool__(self) -> bool:
        return self.value


class Browser:
    """The visitor's browser: `self.use(Visit).browser`.

    Awaited calls wait for the browser, for some time even while its connection is interrupted.

    Args:
        served: The server's side of the visit.
    """

    __slots__ = ("_served", "_watched", "clipboard", "local_storage", "session_storage")

    def __init__(self, served: Caller) -> None:
        self._served = served
        self._watched: dict[str, Watched] = {}
        self.clipboard: Clipboard = Clipboard(self._ask)
        #: The browser's storage for the site, kept until it is cleared.
        self.local_storage: Storage = Storage(self._ask, "local")
        #: The tab's storage, kept until it is closed.
        self.session_storage: Storage = Storage(self._ask, "session")

    async def info(self) -> BrowserInfo:
        """Get the time zone, the languages and the size of the window.

        Raises:
            CallFailed: The browser gave no answer, or an invalid one.
            ClientGone: The visit has ended.
        """
        return _typed("info", await self._ask("info"), BrowserInfo)

    # State that the browser changes

    def media(self, query: str, *, default: bool = False) -> Watched:
        """Watch a media query: `browser.media("(prefers-color-scheme: dark)")`.

        Args:
            query: The query, as for `matchMedia()`.
            default: The value until the browser has reported it. The first HTML is rendered with it.

        Returns:
            Observable state that says whether the query matches; the same object each time.

        Raises:
            ValueError: The page watches too many queries.
        """
        query = well_formed(query)
        if query not in self._watched and len(self._watched) >= _MOST_QUERIES:
            raise ValueError(f"a page watches at most {_MOST_QUERIES} media queries; do not make them from data")
        return self._watch(query, ["media", query], default=default)

    @property
    def visible(self) -> Watched:
        """Observable state: whether the page is visible, that is, its tab is in front."""
        return self._watch("visible", ["visible"], default=True)

    @property
    def online(self) -> Watched:
        """Observable state: whether the browser has a network. What it reports while offline arrives later."""
        return self._watch("online", ["online"], default=True)

    # Requests that the user confirms or sees

    async def notify(self, title: str, body: str = "", *, icon: str | None = None, tag: str | None = None) -> bool:
        """Show a notification. The first one asks the user for permission, which browsers allow only after a click.

        Args:
            title: The first line.
            body: The text.
            icon: The address of an image.
            tag: A notification with the same tag replaces the previous one.

        Returns:
            False if the user has denied permission.

        Raises:
            CallFailed: The browser does not support notifications, or gave no answer.
            ClientGone: The visit has ended.
            UnsafeValueError: The icon's address is not http, https or relative.
        """
        options: dict[str, Json] = {"body": well_formed(body)}
        if icon is not None:
            check_url(icon)
            options["icon"] = well_formed(icon)
        if tag is not None:
            options["tag"] = well_formed(tag)
        return _typed("notify", await self._ask("notify", well_formed(title), options, timeout=_ASKED), bool)

    async def position(self, *, high_accuracy: bool = False, timeout: float = 30.0) -> Position:
        """Get the browser's position. The user is asked for permission.

        Args:
            high_accuracy: Request the best accuracy, although that takes more time and power.
            timeout: The maximum time in seconds, once the user has agreed.

        Raises:
            CallFailed: The user has denied permission, or the position cannot be determined.
            ClientGone: The visit has ended.
        """
        options: dict[str, Json] = {"enableHighAccuracy": high_accuracy, "timeout": timeout * 1000}
        return _typed("position", await self._ask("position", options, timeout=timeout + _ASKED), Position)

    async def enter_fullscreen(self, element: Element | None = None) -> None:
        """Show an element or the page in full screen. Browsers allow it only shortly after a click.

        Args:
            element: A connected element of the page's own document. Default: the page.

        Raises:
            CallFailed: The browser refuses.
            ClientGone: The visit has ended.
            ValueError: The element is not on the page.
        """
        if element is not None and (element.node_document is not self._served.document or not element.node_id):
            raise ValueError(f"{element!r} is not on this page")
        await self._ask("fullscreen", 0 if element is None else element.node_id)

    async def leave_fullscreen(self) -> None:
        """Leave full screen."""
        await self._ask("window")

    async def share(self, *, title: str | None = None, text: str | None = None, url: str | None = None) -> bool:
        """Open the system's dialog to share something. Browsers allow it only shortly after a click.

        Returns:
            False if the browser does not support it, or the user has cancelled.

        Raises:
            TypeError: There is nothing to share.
            UnsafeValueError: The address is not http, https or relative.
            CallFailed: The browser refuses.
            ClientGone: The visit has ended.
        """
        given = {"title": title, "text": text, "url": url}
        shared: dict[str, Json] = {name: well_formed(value) for name, value in given.items() if value is not None}
        if not shared:
            raise TypeError("share() needs a title, a text or a url")
        if url is not None:
            check_url(url)
        return _typed("share", await self._ask("share", shared, timeout=_ASKED), bool)

    def print(self) -> None:
        """Open the browser's print dialog."""
        self._tell("print")

    def guard_leaving(self, wanted: bool = True, *, text: str = "Changes are not saved. Leave the page?") -> None:
        """Ask the user for confirmation before they leave the page, because something is not saved.

        Args:
            wanted: False stops asking.
            text: The question when a link leads to another page of the app. When the page is closed or reloaded,
                browsers show a text of their own.

        Raises:
            ValueError: The text is empty.
        """
        if not text:
            raise ValueError("the user has to be asked something")
        self._tell("guard", well_formed(text) if wanted else "")

    def _tell(self, name: str, *given: Json) -> None:
        self._served.send(OP, {"do": name, "with": list(given)})

    async def _ask(self, name: str, *given: Json, timeout: float = _AT_ONCE) -> Any:
        return await self._served.call(OP, {"do": name, "with": list(given)}, timeout)

    def _watch(self, key: str, asked: list[str], *, default: bool) -> Watched:
        found = self._watched.get(key)
        if found is None:
            if not self._watched:
                fields = (("key", "detail.key"), ("value", "detail.value"))
                self._served.document.defaultView.addEventListener(CHANGED, self._changed, fields=fields)
            found = self._watched[key] = Watched(value=default)
            self._tell(asked[0], *asked[1:])
        return found

    def _changed(self, event: Event) -> None:
        watched = self._watched.get(str(event.get("key")))
        value = event.get("value")
        if watched is not None and isinstance(value, bool):
            watched.value = value
            watched.is_known = True

    def close(self) -> None:
        """Forget the visit, which has ended."""
        self._watched.clear()


class Clipboard:
    """The clipboard. Browsers allow access only shortly after a click, and ask the user before it is read.

    `act.copy()` copies without a round trip.
    """

    __slots__ = ("_ask",)

    def __init__(self, ask: Callable[..., Awaitable[Any]]) -> None:
        self._ask = ask

    async def write(self, text: str) -> None:
        """Write a text to the clipboard.

        Raises:
            CallFailed: The browser refuses, or has no clipboard: it requires https or localhost.
            ClientGone: The visit has ended.
        """
        await self._ask("copy", well_formed(text))

    async def read(self) -> str:
        """Return the text in the clipboard.

        Raises:
            CallFailed: The browser or its user refuses.
            ClientGone: The visit has ended.
        """
        return _typed("paste", await self._ask("paste", timeout=_ASKED), str)


class Storage:
    """The browser's storage for the site: strings by key. Users can change it, so it is not to be trusted.

    All methods raise `CallFailed` if storage is disabled or full, and `ClientGone` if the visit has ended.

    From https://html.spec.whatwg.org/#the-storage-interface.
    """

    __slots__ = ("_ask", "_name")

    def __init__(self, ask: Callable[..., Awaitable[Any]], name: Literal["local", "session"]) -> None:
        self._ask = ask
        self._name = name

    async def get(self, key: str) -> str | None:
        """Return the value of a key, or None."""
        return _typed("get", await self._ask("get", self._name, well_formed(key)), str | None)  # type: ignore[arg-type]

    async def set(self, key: str, value: str) -> None:
        """Set the value of a key."""
        await self._ask("set", self._name, well_formed(key), well_formed(value))

    async def remove(self, key: str) -> None:
        """Remove a key."""
        await self._ask("remove", self._name, well_formed(key))

    async def clear(self) -> None:
        """Remove all keys of the site."""
        await self._ask("clear", self._name)

    async def keys(self) -> list[str]:
        """Return the keys."""
        return _typed("keys", await self._ask("keys", self._name), list[str])


def _typed(name: str, value: object, kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise CallFailed(OP, f"{name}: {error}") from error
