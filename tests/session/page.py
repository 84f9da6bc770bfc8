"""A page in a browser as a session sees it: it keeps its events until they are handled, and asks for what it lacks."""

import json
from typing import Any

from domsync.dom import Document
from domsync.session import Session, SessionEvent
from domsync.session.frame_log import SharedFrame
from domsync.session.message_log import FIRST_NUMBER
from domsync.testing.browser.apply import ReferenceBrowser
from domsync.testing.tree.canonical import canonical


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Page:
    """The client's side of the protocol, over the reference browser.

    Attributes:
        session: What it talks to.
        control: The control frames that have arrived, decoded.
        frames: The frames with ops that have arrived, decoded.
        events: What the session has told its driver.
        waiting: Events that the server has not handled, by number.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.browser = ReferenceBrowser()
        self.control: list[Any] = []
        self.frames: list[Any] = []
        self.events: list[SessionEvent] = []
        self.waiting: dict[int, str] = {}
        self.token: str | None = None
        self.sent = 0
        self.ready = False
        self.asked: set[int] = set()
        #: Whether its connection can take a frame at once.
        self.is_quick = False

    # Browser to server

    def connect(self, **hello: Any) -> None:
        """Open a connection and say hello."""
        self.ready = False
        seen = [[number, doc.seq] for number, doc in self.browser.documents.items() if doc.seq > 0]
        fields = {"v": 1, "token": self.token, "seen": seen, "sent": self.sent, **hello}
        self.session.connect(lambda: None, self.try_send)
        self.say([0, 1, {key: value for key, value in fields.items() if value is not None}])

    def disconnect(self) -> None:
        """Lose the connection."""
        self.ready = False
        self.session.disconnect()

    def say(self, frame: Any) -> None:
        """Send something, and let the driver hear of it."""
        self.session.receive(frame if isinstance(frame, str) else json.dumps(frame))
        self.events += self.session.events_received()

    def event(self, *parts: Any) -> int:
        """Send an event; it is kept until it is handled."""
        self.sent += 1
        self.waiting[self.sent] = json.dumps([self.sent, *parts])
        if self.ready:
            self.say(self.waiting[self.sent])
        return self.sent

    def acknowledge(self) -> None:
        """Say which frames have been applied."""
        self.say([0, 2, [[number, doc.seq] for number, doc in self.browser.documents.items()]])

    # Server to browser

    def take(self, *, lose: int = 0) -> list[Any]:
        """Take what the session has to send, but lose the last so many frames."""
        frames = []
        while batch := self.session.data_to_send():
            frames += batch
            if not self.session.has_more:
                assert self.session.data_to_send() == [], "there was more, and nobody would have asked for it"
                break
        kept = frames[: len(frames) - lose] if lose else frames
        for data in kept:
            self._take(json.loads(data), data)
        return [json.loads(data) for data in kept]

    def try_send(self, parcel: SharedFrame) -> bool:
        """Take a frame past the session, if the connection can."""
        if self.is_quick:
            assert self.ready
            self._take(json.loads(parcel.data), parcel.data)
        return self.is_quick

    def _take(self, frame: Any, data: bytes) -> None:
        if frame[0] >= 0:
            number, seq, ack, ops = frame
            self._handled(ack)
            self.frames.append(frame)
            document = self.browser.documents.get(number)
            if document is None:
                if number >= FIRST_NUMBER:
                    self.browser.receive(data)
                return
            fresh = bool(ops) and ops[0][0] == 16
            if not fresh and seq <= document.seq:
                return
            if not fresh and seq != document.seq + 1:
                if number not in self.asked:
                    self.asked.add(number)
                    self.say([0, 5, number, document.seq])
                return
            self.asked.discard(number)
            self.browser.ack = 0
            self.browser.receive(data)
            return
        self.control.append(frame)
        if frame[1] == 1:
            self._welcome(frame[2])
        elif frame[1] in {2, 4}:
            self._handled(frame[2])

    def _welcome(self, welcome: Any) -> None:
        if not welcome["resumed"] and self.token is not None:
            self.waiting.clear()
        self.token = welcome["token"]
        self._handled(welcome["received"])
        self.asked.clear()
        self.ready = True
        for text in list(self.waiting.values()):
            self.say(text)

    def _handled(self, n: int) -> None:
        self.waiting = {number: text for number, text in self.waiting.items() if number > n}

    # Looking

    def shows(self, document: Document, number: int = 0) -> bool:
        """Whether the browser has what the document has."""
        shown, meant = self.browser.canonical(number, listeners=True), canonical(document, listeners=True)
        if number and isinstance(shown, list) and isinstance(meant, list):
            # The root of a shared document is an element of the page with an id of its own.
            return shown[4:] == meant[4:]
        return shown == meant


def opened(document: Document | None = None, **arguments: Any) -> tuple[Document, Session, Page]:
    """A document with a session and a page that has said hello."""
    document = document or Document(scripts=False)
    session = Session(document, **arguments)
    page = Page(session)
    page.connect()
    page.take()
    return document, session, page
