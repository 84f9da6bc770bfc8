"""Whatever breaks and whenever: each event runs once, in order, and the page ends equal to the document."""

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.dom import Document
from domsync.session import DomEvent, FrameLog, Limits, Session, deliver
from domsync.testing.tree.canonical import canonical
from tests.profiles import scaled
from tests.programs import Program
from tests.session.page import Clock, Page

#: What can happen, and how often.
STEPS = st.lists(
    st.sampled_from(
        [
            *("program", "program", "click", "click", "flush", "flush", "take", "take", "acknowledge", "message"),
            *("lose", "break", "shared", "shared", "pass", "resync"),
        ]
    ),
    max_size=60,
)
SMALL = Limits(history_frames=4, history_bytes=2000, batch_bytes=300)


class World:
    """A server with one page, a counter, and a document that it shares."""

    def __init__(self, seed: int, limits: Limits) -> None:
        self.clock = Clock()
        self.random = random.Random(seed)
        self.document = Document(scripts=False)
        self.button = self.document.createElement("button")
        self.button.addEventListener("click", lambda event: self.ran.append(event["number"]), fields=[("number", "x")])
        place = self.document.createElement("div")
        self.document.documentElement.append(self.button, place)
        self.document.mount(place, 5)
        self.common = Document(scripts=False)
        self.log = FrameLog(self.common, 5, limits=limits)
        self.program = Program(seed, steps=10_000, cut=0.3).run(self.common)
        self.session = Session(self.document, limits, clock=self.clock)
        self.session.show(self.log)
        self.page = Page(self.session)
        self.clicked = 0
        self.said = 0
        self.ran: list[int] = []
        self.page.connect()
        self.take()

    def step(self, name: str) -> None:
        match name:
            case "program":
                next(self.program)
            case "shared":
                next(self.program)
                self.page.is_quick = self.random.random() < 0.7
                self.log.publish()
            case "click":
                self.clicked += 1
                self.page.event(0, self.button.node_id, "click", {"number": self.clicked})
            case "message":
                self.said += 1
                self.document.deliver("hello", {"n": self.said})
            case "flush":
                self.document.documentElement.append(str(self.random.random()))
                self.session.flush()
            case "acknowledge" if self.page.ready:
                self.page.acknowledge()
            case "take":
                self.take()
            case "lose":
                # The last frames and everything else on the wire are gone.
                self.take(lose=self.random.randrange(4))
                self.reconnect()
            case "break":
                self.reconnect()
            case "resync" if self.page.ready:
                self.page.say([0, 5, 5, self.page.browser.documents[5].seq])
            case "pass":
                self.clock.now += 10
        self.handle()

    def take(self, lose: int = 0) -> None:
        self.page.take(lose=lose)
        self.handle()

    def reconnect(self) -> None:
        self.page.disconnect()
        self.clock.now += 10
        self.page.connect()
        # The page is not ready before the welcome has come, so nothing is sent meanwhile.
        self.take()

    def handle(self) -> None:
        for event in self.page.events:
            if isinstance(event, DomEvent):
                deliver(event)
                self.session.handled(event.n)
        self.page.events.clear()
        assert self.session.close_code is None, self.session.close_reason

    def shows_private(self) -> bool:
        """Whether the page is right beside the element that shows the shared document."""
        shown: Any = self.page.browser.canonical(0, listeners=True)
        meant: Any = canonical(self.document, listeners=True)
        for form in (shown, meant):
            del form[5][1]
        return bool(shown == meant)

    def settle(self) -> None:
        self.reconnect()
        self.session.flush()
        self.log.publish()
        for _ in range(4):
            self.take()


@given(st.integers(0, 10**6), STEPS, st.sampled_from([Limits(), SMALL]))
@settings(max_examples=scaled(150))
def test_any_breaks(seed: int, steps: list[str], limits: Limits) -> None:
    world = World(seed, limits)
    for name in steps:
        world.step(name)
    world.settle()
    assert world.ran == list(range(1, world.clicked + 1))
    assert world.page.waiting == {}
    assert world.shows_private()
    assert world.page.shows(world.common, 5)
    heard = [params["n"] for _, params in world.page.browser.documents[0].messages]
    assert heard == list(range(1, world.said + 1))


@given(st.integers(0, 10**6), st.integers(0, 12), st.booleans())
@settings(max_examples=scaled(60))
def test_resume_from_any_frame_equals_a_new_page(seed: int, seen: int, small: bool) -> None:
    document = Document(scripts=False)
    session = Session(document, SMALL if small else Limits())
    page = Page(session)
    page.connect()
    page.take()
    lost = False
    for number, _ in enumerate(Program(seed, steps=40).run(document)):
        session.flush()
        if number == seen:
            lost = True
            page.disconnect()
        if not lost:
            page.take()
    page.connect()
    page.take()
    assert page.shows(document)
    fresh = Page(Session(document))
    fresh.connect()
    fresh.take()
    assert fresh.shows(document)
