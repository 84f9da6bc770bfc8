"""Browser services besides the page, as in `client/extra/browser.js`, and the page's environment."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domsync.errors import DomsyncError
from domsync.testing.tree.element_values import WINDOW_SIZE, GlobalTarget

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

#: The event that reports what is being watched.
_CHANGED = "domsync-browser"
_FEATURE = re.compile(r"\(\s*([\w-]+)\s*(?::\s*([\w.-]+)\s*)?\)")


class ServiceRefusedError(DomsyncError):
    """The browser refuses a service."""


class Environment:
    """The environment of a page: the user's settings, the window, the clipboard, the browser's storage.

    `page.environment` in tests. In Chromium it has the same names, as far as a browser can be controlled.

    It is kept when another page is loaded.

    Attributes:
        clipboard: The text that was last copied.
        tabs: The addresses that pages have opened in new tabs.
        local_storage: The browser's storage for the site.
        session_storage: The storage of the tab.
        time_zone: The user's time zone.
        language: The user's language.
        position: Latitude and longitude; None if they cannot be determined.
        allowed: The permissions that the user grants: `"clipboard"`, `"geolocation"`, `"notifications"`,
        `"fullscreen"`, `"share"`.
        notifications: The titles and texts of the notifications shown.
        shared: The data that was shared.
        printed: How often the page was printed.
        guards_leaving: The question to the user before the page is left; empty for none.
        stays: Whether the user then stays.
        fullscreen: The number of the element that fills the screen, 0 for the page, None for nothing.
    """

    def __init__(self) -> None:
        self._browser: Browser | None = None
        self._watched: dict[str, Callable[[], bool]] = {}
        self.clipboard: str = ""
        self.tabs: list[str] = []
        self.local_storage: dict[str, str] = {}
        self.session_storage: dict[str, str] = {}
        self.time_zone = "UTC"
        self.language = "en-US"
        self.position: tuple[float, float] | None = None
        self.allowed: set[str] = {"clipboard", "geolocation", "notifications", "fullscreen", "share"}
        self.notifications: list[tuple[str, str]] = []
        self.shared: list[dict[str, str]] = []
        self.printed: int = 0
        self.guards_leaving: str = ""
        self.stays = True
        self.fullscreen: int | None = None
        self._dark = False
        self._reduced_motion = False
        self._size = WINDOW_SIZE
        self._visible = True
        self._online = True

    def begin(self, browser: Browser) -> None:
        """Begin with another page."""
        self._browser = browser
        self._watched.clear()
        self.guards_leaving = ""
        self.fullscreen = None

    # Settings made by a test

    def emulate(
        self,
        *,
        dark: bool | None = None,
        reduced_motion: bool | None = None,
        size: tuple[int, int] | None = None,
        visible: bool | None = None,
        online: bool | None = None,
    ) -> None:
        """Change the user's settings, the window, or the state of the page. None leaves a setting unchanged.

        Args:
            dark: Whether the user prefers dark colors.
            reduced_motion: Whether the user prefers reduced motion.
            size: Width and height of the viewport, in CSS pixels.
            visible: Whether the page's tab is in front.
            online: The network state that the browser reports; the connection stays.
        """
        before = {key: look() for key, look in self._watched.items()}
        self._dark = self._dark if dark is None else dark
        self._reduced_motion = self._reduced_motion if reduced_motion is None else reduced_motion
        self._size = self._size if size is None else size
        self._visible = self._visible if visible is None else visible
        self._online = self._online if online is None else online
        for key, look in self._watched.items():
            if look() != before[key]:
                self._tell(key)

    def keeps_user(self) -> bool:
        """Return whether the user stays when asked about leaving the page."""
        return bool(self.guards_leaving) and self.stays

    # Requests from the server

    def serve(self, asked: Mapping[str, Any]) -> object:
        """Perform a service that the server requests, and return its result.

        Raises:
            ServiceRefusedError: The browser or its user refuses it.
        """
        name, given = asked["do"], asked["with"]
        if name in ("get", "set", "remove", "clear", "keys"):
            return self._keep(name, *given)
        service = getattr(self, f"_serve_{name}", None)
        if service is None:
            raise ServiceRefusedError(f"no service {name}")
        return service(*given)

    def _allow(self, what: str) -> None:
        if what not in self.allowed:
            raise ServiceRefusedError(f"NotAllowedError: {what}")

    def _serve_copy(self, text: str) -> None:
        self._allow("clipboard")
        self.clipboard = text

    def _serve_paste(self) -> str:
        self._allow("clipboard")
        return self.clipboard

    def _keep(self, name: str, store: str, *given: str) -> object:
        kept = self.local_storage if store == "local" else self.session_storage
        match name:
            case "get":
                return kept.get(given[0])
            case "set":
                kept[given[0]] = given[1]
            case "remove":
                kept.pop(given[0], None)
            case "clear":
                kept.clear()
            case _:
                return list(kept)
        return None

    def _serve_info(self) -> dict[str, object]:
        return {
            "time_zone": self.time_zone,
            "language": self.language,
            "languages": [self.language],
            "width": self._size[0],
            "height": self._size[1],
            "pixel_ratio": 1,
            "touch": False,
        }

    def _serve_media(self, query: str) -> None:
        self._watch(query, lambda: self._matches(query))

    def _serve_visible(self) -> None:
        self._watch("visible", lambda: self._visible)

    def _serve_online(self) -> None:
        self._watch("online", lambda: self._online)

    def _serve_notify(self, title: str, options: Mapping[str, str]) -> bool:
        if "notifications" not in self.allowed:
            return False
        self.notifications.append((title, options["body"]))
        return True

    def _serve_position(self, options: object) -> dict[str, float]:
        if "geolocation" not in self.allowed or self.position is None:
            raise ServiceRefusedError("User denied Geolocation")
        latitude, longitude = self.position
        return {"latitude": latitude, "longitude": longitude, "accuracy": 10.0, "time": 0.0}

    def _serve_fullscreen(self, element: int) -> None:
        self._allow("fullscreen")
        self.fullscreen = element

    def _serve_window(self) -> None:
        self.fullscreen = None

    def _serve_share(self, given: dict[str, str]) -> bool:
        if "share" in self.allowed:
            self.shared.append(given)
        return "share" in self.allowed

    def _serve_print(self) -> None:
        self.printed += 1

    def _serve_guard(self, text: str) -> None:
        self.guards_leaving = text

    # What is watched

    def _watch(self, key: str, look: Callable[[], bool]) -> None:
        self._watched[key] = look
        self._tell(key)

    def _tell(self, key: str) -> None:
        told = {"detail": {"key": key, "value": self._watched[key]()}}
        if self._browser is not None:
            self._browser.fire(_CHANGED, GlobalTarget.WINDOW, told, bubbles=False)

    def _matches(self, query: str) -> bool:
        """Return whether a media query matches, as far as tests need it.

        From https://drafts.csswg.org/mediaqueries/.
        """
        return any(self._holds(part.strip().lower()) for part in query.split(","))

    def _holds(self, query: str) -> bool:
        if query.startswith("not "):
            return not self._holds(query.removeprefix("not ").strip())
        kinds = [word for word in _FEATURE.sub("", query).split() if word not in ("and", "only")]
        return all(kind in ("all", "screen") for kind in kinds) and all(
            self._has(name, value or "") for name, value in _FEATURE.findall(query)
        )

    def _has(self, name: str, value: str) -> bool:
        width, height = self._size
        match name:
            case "prefers-color-scheme":
                return value == ("dark" if self._dark else "light")
            case "prefers-reduced-motion":
                return self._reduced_motion and value in ("", "reduce")
            case "orientation":
                return value == ("portrait" if height >= width else "landscape")
            case "min-width" | "max-width" | "min-height" | "max-height":
                least, side = name.split("-")
                length = float(value.removesuffix("px") or 0)
                size = width if side == "width" else height
                return size >= length if least == "min" else size <= length
            case _:
                return False
