"""A tab's requests: with cookies, through redirects, and for files that the browser saves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from domsync.server.net.request import read_cookies
from domsync.server.net.responses import HttpResponse
from domsync.server.pages.routes import encode_path, encode_query
from domsync.testing.downloads import DownloadFailedError, FetchedFile, SavedFile, saved_name
from domsync.testing.in_process.addresses import joined
from domsync.testing.in_process.serving import ORIGIN, Loaded, Serving
from domsync.testing.in_process.simulation import simulation

_MOST_REDIRECTS = 10
#: How many redirects a browser follows to a file.
_MOST_REDIRECTS_TO_FILES = 20


def resolve(address: str, base: str) -> str:
    """Return the path and query that an address on the site refers to.

    Args:
        address: The address.
        base: The path and query of the page that contains it.
    """
    path, asks, query = joined(f"{ORIGIN}{base}", address).partition("#")[0].partition("?")
    return encode_path(urlsplit(path).path or "/") + asks + encode_query(query)


class Requests:
    """The requests of one tab.

    Args:
        serving: The server that answers them.
        headers: The headers of every request.
        cookies: The cookies of the browser, which its tabs share.

    Attributes:
        downloads: The files that the browser has saved.
    """

    def __init__(self, serving: Serving, headers: Mapping[str, str], cookies: dict[str, str] | None) -> None:
        self._serving = serving
        self.given: dict[str, str] = dict(headers)
        cookie = self.given.pop("cookie", "")
        self.cookies: dict[str, str] = read_cookies(cookie) if cookies is None else cookies
        self.downloads: list[SavedFile] = []
        self._saving: set[asyncio.Task[None]] = set()

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a request, including the cookies."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {**self.given, "cookie": cookie} if cookie else self.given

    @property
    def are_saving(self) -> bool:
        """True if a file is being saved."""
        return bool(self._saving)

    async def load(self, path: str) -> tuple[str, Loaded]:
        """Load a page.

        Args:
            path: Its path and query.

        Returns:
            The address that redirects have led to, and the page there.
        """
        loaded = await self._ask(path)
        for _ in range(_MOST_REDIRECTS):
            if loaded.location is None:
                break
            path = resolve(loaded.location, path)
            loaded = await self._ask(path)
        return path, loaded

    async def _ask(self, path: str) -> Loaded:
        """Send a request with the cookies, and keep those that the response sets."""
        loaded = await self._serving.load(path, self.headers)
        for line in loaded.cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return loaded

    async def _get(self, path: str) -> tuple[HttpResponse, bytes]:
        """Send a request and read the whole response."""
        answer = self._serving.fetch(path, {**self.headers, "sec-fetch-site": "same-origin"})
        if not isinstance(answer, HttpResponse):
            answer = await answer
        if answer.stream is None:
            return answer, answer.body
        return answer, b"".join([part async for part in answer.stream])

    async def fetch(self, path: str) -> FetchedFile:
        """Fetch an address.

        Args:
            path: Its path and query.
        """
        answer, data = await self._get(path)
        for _ in range(_MOST_REDIRECTS_TO_FILES):
            location = answer.headers.get("Location", "")
            if not (300 <= answer.status < 400 and location):
                break
            path = resolve(location, path)
            answer, data = await self._get(path)
        return FetchedFile(answer.status, answer.content_type, data)

    def save(self, path: str, failed: Callable[[BaseException], object]) -> None:
        """Save a file among the downloads.

        Args:
            path: Its path and query.
            failed: Called with the exception if it fails.
        """

        async def save() -> None:
            try:
                answer, data = await self._get(path)
                if answer.status != 200:
                    raise DownloadFailedError(path, f"the status of the response was {answer.status}")
            except Exception as error:  # noqa: BLE001 - whatever the program raises, the test is told
                failed(error)
            else:
                self.downloads.append(SavedFile(saved_name(answer.headers), data))

        task = simulation.loop.create_task(save())
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)

    def cancel(self) -> None:
        """Cancel the files that are being saved."""
        for task in self._saving:
            task.cancel()
