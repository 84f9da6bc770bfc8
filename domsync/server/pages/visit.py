"""One visitor's view of one page, as the app's components and handlers see it."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any
from warnings import warn

from domsync.dom.checks.unicode import well_formed
from domsync.server.messages.client import Client

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.ops import Json
    from domsync.server.messages.channel import Channel
    from domsync.server.pages.browser import Browser
    from domsync.server.pages.served_visit import ServedVisit


#: Attributes of the server's side that a Visit used to have, and still provides with a warning.
_OLD_NAMES = frozenset(("end", "expire_after", "handle", "push", "scheduler", "serve", "shared_logs", "take_messages"))


class Visit(Client):
    """One visitor's view of one page. A component gets it with ``self.use(Visit)``.

    It is also the client that is passed to handlers of messages.

    Attributes:
        id: Identifies the visit, also in the log; not a secret.
        request: The request that loaded the page.
        document: The page's document.
    """

    __slots__ = ("__weakref__", "_document", "_served")

    def __init__(self, served: ServedVisit) -> None:
        super().__init__(served.request)
        self._document = served.document
        self._served = served

    @property
    def document(self) -> Document:
        """The page's document."""
        self._served.wake()
        return self._document

    @property
    def id(self) -> str:
        """Names the visit; it is no secret."""
        return self._served.id

    @property
    def connected(self) -> bool:
        """True if the browser is connected now."""
        return self._served.connected

    def navigate(self, url: str, *, replace: bool = False) -> None:
        """Send the browser to another page. One whose connection is broken goes there when it is back.

        Args:
            url: A path of this site, ``"/users/7?tab=x"``, or an ``http:`` or ``https:`` URL.
            replace: Whether to replace the current page in the browser's history.

        Raises:
            ValueError: The address is neither.
        """
        self._served.navigate(url, replace=replace)

    def notice(self, text: str) -> None:
        """Show a text in the page's banner. A browser whose connection is broken shows it when it is back.

        Args:
            text: The text; an empty one hides the banner.
        """
        self._served.notice(text)

    def download(self, data: object, *, name: str | None = None, type: str | None = None) -> None:
        """Make the browser save a file. The page stays as it is.

        >>> visit.download("a,b\n1,2\n", name="table.csv")  # doctest: +SKIP

        The URL from which the browser fetches it works once, for this visitor only, and for a minute.

        Args:
            data: Text, bytes, a ``Path`` of a file, or an iterator, sync or async, of text or bytes, which is read
                only as fast as the browser takes it.
            name: The name under which it is saved; by default that of the path. Folders and anything else that could do
                harm are removed.
            type: Its MIME type; by default derived from the name.

        Raises:
            TypeError: The data cannot be sent.
            ValueError: There is no name, or the type is not a MIME type.
            FileNotFoundError: There is no file at the path.
            ClientGone: The visit has ended.
        """
        self._served.files.download(data, name, type)

    def url(self, data: bytes | str, type: str) -> str:
        """Return a URL for an image, a sound or anything else in memory.

        >>> h.img(src=visit.url(png, "image/png"), alt="A chart")  # doctest: +SKIP

        It works as long as an element of the page uses it, and for this visitor only; data that nothing uses is kept
        for ten seconds. The same data has the same URL, so a ``render`` may call this each time.

        Args:
            data: Bytes or text.
            type: Its MIME type.

        Raises:
            TypeError: The data is neither.
            ValueError: The type is not a MIME type, or the page uses too much from memory
                (``ServerLimits.shown_bytes``).
            ClientGone: The visit has ended.
        """
        return self._served.files.url(data, type)

    @property
    def browser(self) -> Browser:
        """The browser's other abilities: clipboard, storage, notifications, media queries ..."""
        return self._served.browser

    # Who the visitor is

    @property
    def session(self) -> Any:
        """The visitor's session: state, of the model that ``SessionOptions`` names. None without sessions."""
        return self.request.session

    @property
    def user(self) -> Any:
        """The user who has signed in, or None."""
        return self.request.user

    def sign_in(self, user: str, *, to: str | None = None) -> None:
        """Record who the visitor is. The browser gets a new cookie by a short redirect.

        Args:
            user: The name by which the program knows the user, or a number as text. Check the password before.
            to: Where the browser goes then, a path of this site; by default the ``next`` in the page's address, or the
                page itself.

        Raises:
            RuntimeError: The app keeps no sessions.
            ValueError: ``to`` is not such a path, or the user's name is empty.
        """
        self._served.identity.sign_in(user, to)

    def sign_out(self, *, to: str | None = None) -> None:
        """End the visitor's session. Its other pages end too; the browser gets a new, empty session.

        Args:
            to: Where the browser goes then; by default to the page itself, where a guard may redirect it.

        Raises:
            RuntimeError: The app keeps no sessions.
            ValueError: ``to`` is not such a path.
        """
        self._served.identity.sign_out(to)

    # As a client of messages

    def eval_js(self, script: str) -> None:
        """Make the browser evaluate JavaScript, if the app was made with ``allow_eval=True``."""
        if not self._served.evaluates:
            raise RuntimeError(
                "pages of this app do not evaluate JavaScript: call one of their functions with call_js(), or give up "
                "the policy that keeps foreign scripts out with App(allow_eval=True)"
            )
        self._send("_eval", {"script": well_formed(script)})

    def _send(self, op: str, params: dict[str, Json]) -> None:
        self._served.send(op, params)

    async def _call(self, op: str, params: dict[str, Json], timeout: float) -> Any:
        return await self._served.call(op, params, timeout)

    def _listen(self, channel: Channel) -> None:
        channel.show(self._served)

    def _stop_listening(self, channel: Channel) -> None:
        channel.hide(self._served)

    def _before_broadcast(self) -> None:
        self._served.push_changes()

    def _start(self, awaitable: Awaitable[object], where: str) -> None:
        self._served.run_handler(awaitable, where)

    def _failed(self, error: BaseException, where: str) -> str:
        return self._served.scheduler.report(error, where)

    def __repr__(self) -> str:
        return repr(self._served)

    def __getattr__(self, name: str) -> Any:
        """Find an attribute of the server's side by its old name, for one release."""
        if name not in _OLD_NAMES:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
        warn(f"Visit.{name} is the server's, and goes with the next release", DeprecationWarning, stacklevel=2)
        return getattr(self._served, name)


def served_visit(visit: Visit) -> ServedVisit:
    """Find the server's side of a visit.

    Args:
        visit: The visit.
    """
    return visit._served
