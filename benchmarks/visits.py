"""A visit without a browser: the server's own objects, driven by hand, for what is measured inside one process."""

import json
from contextlib import ExitStack
from typing import Any

from domsync import Component, Document, Element, mount
from domsync.server.limits import ServerLimits
from domsync.server.net.request import Request
from domsync.server.pages.served_visit import ServedVisit
from domsync.session import Limits

# A browser may not click a thousand times at once; a benchmark has to.
UNLIMITED = ServerLimits(
    nodes=None, listeners=None, session=Limits(messages_per_second=1e9, message_burst=1_000_000_000)
)


class BrowserlessVisit:
    """A visit whose browser says hello, clicks and acknowledges, and shows nothing.

    Args:
        stack: Ends the visit when it is closed, as a server does; else nothing would free it.
        visit: A visit of an app, whose browser has not connected; a new one with an empty page if there is none.
    """

    def __init__(self, stack: ExitStack, visit: ServedVisit | None = None) -> None:
        self.visit = visit or ServedVisit(
            Document(scripts=False), Request("/"), UNLIMITED, development=False, ended=lambda _: None
        )
        self.document = self.visit.document
        # There is no event loop that would send changes by itself: `flush` does.
        self.document.on_ops = None
        stack.callback(self.visit.end)
        self._clicks = 0
        self._frames = 0

    def mount(self, component: Component) -> None:
        """Show a component."""
        mount(component, self.document.documentElement)

    def connect(self) -> bytes:
        """Say hello.

        Returns:
            What the browser is sent then.
        """
        session = self.visit.protocol
        session.connect(lambda: None)
        self._receive([0, 1, {"v": 1, "token": session.token, "sent": 0}])
        return self.take()

    def click(self, element: Element) -> bytes:
        """Click on an element.

        Returns:
            What the browser is sent for it.
        """
        self._clicks += 1
        self._receive([self._clicks, 0, element.node_id, "click"])
        return self.take()

    def flush(self) -> bytes:
        """Render what is dirty.

        Returns:
            What the browser is sent for it.
        """
        self.visit.scheduler.flush()
        self.visit.push()
        return self.take()

    def take(self) -> bytes:
        """What is to be sent; it is acknowledged at once, so that nothing is kept for later."""
        session = self.visit.protocol
        sent = b"".join(session.data_to_send())
        while session.has_more:
            sent += b"".join(session.data_to_send())
        session.receive(f"[0,2,[[0,{session.log.seq}]]]")
        return sent

    def find(self, element_id: str) -> Element:
        """The element with this id attribute."""
        element = self.document.getElementById(element_id)
        if element is None:
            raise LookupError(element_id)
        return element

    def _receive(self, frame: list[Any]) -> None:
        session = self.visit.protocol
        session.receive(json.dumps(frame, separators=(",", ":")))
        if session.close_code is not None:
            raise RuntimeError(f"the session was closed with {session.close_code}: {session.close_reason}")
        for event in session.events_received():
            self.visit.handle(event)
