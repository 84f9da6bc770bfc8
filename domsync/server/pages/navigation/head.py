"""The head of a page, and its changes on the way to another page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from domsync.dom.ops import Json
from domsync.server.net.request import Request
from domsync.server.pages.page import PageOptions


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a page, current or new. Addresses are complete, or relative to the root of the
    outermost app.
    """

    lang: str
    is_right_to_left: bool
    favicon: str | None
    stylesheets: tuple[str, ...]
    scripts: tuple[str, ...]
    meta: Mapping[str, str]

    @classmethod
    def of(cls, options: PageOptions, place: Request) -> Head:
        """Make the head of a page.

        Args:
            options: The page's options, adapted to where its app is mounted.
            place: The request for it, as the outermost app has received it.
        """

        def from_root(address: str) -> str:
            is_relative = not address.startswith("/") and not urlsplit(address).scheme
            return urljoin(place.path, address).removeprefix("/") if is_relative else address

        return cls(
            *options.lang_for(place),
            options.favicon and from_root(options.favicon),
            tuple(map(from_root, options.stylesheets)),
            tuple(map(from_root, options.scripts)),
            options.meta,
        )

    def changes(self, before: Head) -> dict[str, Json]:
        """List what the browser has to change.

        Args:
            before: The head that it has.
        """
        told: dict[str, Json] = {}
        if self.lang != before.lang:
            told["lang"] = self.lang
        if self.is_right_to_left != before.is_right_to_left:
            told["dir"] = "rtl" if self.is_right_to_left else ""
        if self.favicon != before.favicon:
            told["favicon"] = self.favicon or "data:,"
        if self.stylesheets != before.stylesheets:
            told["stylesheets"] = list(self.stylesheets)
            told["gone"] = [sheet for sheet in before.stylesheets if sheet not in self.stylesheets]
        if self.meta != before.meta:
            told["meta"] = {**dict.fromkeys(before.meta), **self.meta}
        if added := [script for script in self.scripts if script not in before.scripts]:
            told["scripts"] = list(added)
        return told

    def added_sheets(self, before: Head | None) -> list[Json]:
        """Return the style sheets that the browser does not have yet.

        Args:
            before: The head that it has; None if unknown.
        """
        return [sheet for sheet in self.stylesheets if before is None or sheet not in before.stylesheets]
