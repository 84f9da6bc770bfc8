"""One connection to one page: the hello, events and their checks, acknowledgements, refusals, and the end."""

import json
from typing import Any

import pytest

from domsync.dom import Document, Element
from domsync.dom.events import Event
from domsync.dom.nodes.node import Node
from domsync.session import (
    BadOp,
    CallResult,
    CloseCode,
    DomEvent,
    FrameLog,
    Hello,
    Limits,
    MessageReceived,
    Session,
    deliver,
    session_id_of,
)
from tests.session.page import Clock, Page, opened

WELCOME, ACK, PONG, REFUSED, NOTICE, NAVIGATE = 1, 2, 3, 4, 5, 6


def button(document: Document, *, event: str = "click", **listener: Any) -> Element:
    """A connected element that listens; its number is `element.node_id`."""
    element = document.createElement("button")
    document.documentElement.appendChild(element)
    element.addEventListener(event, lambda: None, **listener)
    return element


def ending(session: Session) -> tuple[int | None, str]:
    return session.close_code, session.close_reason


class TestHello:
    def test_a_new_page_is_welcomed_and_gets_a_snapshot(self) -> None:
        document = Document(scripts=False)
        document.documentElement.append("hello")
        session = Session(document)
        page = Page(session)
        assert not session.connected
        assert session.data_to_send() == []
        page.connect()
        assert session.connected
        page.take()
        (welcome,) = page.control
        assert welcome[1:] == [WELCOME, {"token": session.token, "received": 0, "resumed": False, "max": 2**20}]
        assert page.events == [Hello(resumed=False, document=document)]
        assert page.shows(document)

    def test_tokens_name_their_session_and_are_never_the_same(self) -> None:
        one, other = Session(Document()), Session(Document())
        assert session_id_of(one.token) == one.id != other.id
        assert len(one.token) > 43

    def test_the_first_frame_is_a_hello(self) -> None:
        for text in ("[0,3]", '[1,0,4,"click"]', "[0,2,[]]"):
            session = Session(Document())
            session.connect(lambda: None)
            session.receive(text)
            assert ending(session) == (4400, "bad message")

    def test_the_second_frame_is_not(self) -> None:
        _, session, page = opened()
        page.say([0, 1, {"v": 1}])
        assert ending(session) == (4400, "bad message")

    @pytest.mark.parametrize("version", [0, 2])
    def test_another_version_has_to_load_anew(self, version: int) -> None:
        session = Session(Document())
        session.connect(lambda: None)
        session.receive(json.dumps([0, 1, {"v": version}]))
        assert ending(session) == (CloseCode.OUTDATED_CLIENT, "outdated client")

    def test_a_rendered_page_takes_up_its_session(self) -> None:
        document = Document(scripts=False)
        box = document.createElement("input")
        document.documentElement.append(box)
        document.call(box, "focus")
        session = Session(document, token="name.secret")
        assert session.id == "name"
        page = Page(session)
        page.token = "name.secret"
        page.browser.documents[0].seq = session.rendered()
        page.browser.apply(document.snapshot())
        document.documentElement.append("later")
        session.flush()
        page.connect()
        page.take()
        assert page.control[0][2]["resumed"] is True
        assert page.events == [Hello(True, document)]
        assert [frame[1:] for frame in page.frames] == [
            [2, 0, [[13, box.node_id, "focus"]]],
            [3, 0, [[1, 1, 0, box.node_id + 1, ["later"]]]],
        ]

    def test_a_token_of_another_session_begins_a_new_page(self) -> None:
        document = Document(scripts=False)
        document.documentElement.append("hello")
        session = Session(document)
        page = Page(session)
        page.token = "lost.secret"
        page.sent = 12
        page.connect(seen=[[0, 7]])
        page.take()
        assert page.control[0][2]["resumed"] is False
        assert page.events == [Hello(resumed=False, document=document)]
        assert page.shows(document)
        page.event(0, 4, "click")
        assert session.received == 13


class TestResuming:
    def test_the_page_goes_on(self) -> None:
        document, session, page = opened()
        document.documentElement.append("a")
        session.flush()
        page.take()
        page.disconnect()
        assert not session.connected
        document.documentElement.append("b")
        session.flush()
        page.connect()
        page.take()
        assert page.control[-1][2]["resumed"] is True
        assert [frame[1] for frame in page.frames] == [0, 1, 2]
        assert page.shows(document)

    def test_each_hello_gets_a_new_token_and_the_old_one_is_void(self) -> None:
        _, session, page = opened()
        first = page.token
        page.connect()
        page.take()
        assert page.token != first
        page.say([0, 3])
        page.token = first
        page.connect()
        assert ending(session) == (CloseCode.FORBIDDEN, "forbidden")

    def test_a_welcome_that_was_lost_costs_nothing(self) -> None:
        _, session, page = opened()
        token = page.token
        page.connect()
        page.disconnect()
        page.connect(token=token)
        page.take()
        assert page.control[-1][2]["resumed"] is True
        assert session.close_code is None

    @pytest.mark.parametrize("token", [None, "", "x", "\ud800", "name.", "é"])
    def test_nobody_else_gets_in(self, token: str | None) -> None:
        _, session, page = opened()
        page.token = token
        session.connect(lambda: None)
        hello = {"v": 1} if token is None else {"v": 1, "token": token.encode(errors="replace").decode()}
        page.say([0, 1, hello])
        assert ending(session) == (CloseCode.FORBIDDEN, "forbidden")
        assert not session.accepts("\ud800")

    def test_a_page_without_any_frame_gets_all(self) -> None:
        document, session, page = opened()
        document.documentElement.append("a")
        document.deliver("hello", {})
        session.flush()
        page.disconnect()
        page.connect(seen=[])
        page.take()
        assert page.shows(document)
        assert page.browser.documents[0].messages == [("hello", {})]


class TestEvents:
    def test_an_event_reaches_its_listeners(self) -> None:
        document, _, page = opened()
        seen: list[tuple[Any, str]] = []
        box = document.createElement("input")
        document.documentElement.append(box)
        box.addEventListener("input", lambda event: seen.append((event.currentTarget, event.value)), fields=["value"])
        n = page.event(0, box.node_id, "input", {"value": "x"})
        (event,) = (event for event in page.events if isinstance(event, DomEvent))
        assert (event.n, event.document, event.number, event.target) == (n, document, 0, box)
        assert deliver(event) == []
        assert seen == [(box, "x")]

    def test_the_acknowledgement_comes_with_what_has_changed(self) -> None:
        document, session, page = opened()
        element = button(document)
        session.flush()
        page.take()
        n = page.event(0, element.node_id, "click")
        element.innerText = "changed"
        session.handled(n)
        session.flush()
        assert [frame[2] for frame in page.take()] == [n]
        assert page.waiting == {}

    def test_what_changed_before_goes_before_it(self) -> None:
        document, session, page = opened()
        element = button(document)
        session.flush()
        page.take()
        element.innerText = "before"
        n = page.event(0, element.node_id, "click")
        element.innerText = "after"
        session.handled(n)
        session.flush()
        assert [(frame[2], frame[3][0][-1]) for frame in page.take()] == [(0, "before"), (n, "after")]

    def test_or_alone_if_nothing_has(self) -> None:
        document, session, page = opened()
        element = button(document)
        session.flush()
        page.take()
        session.handled(page.event(0, element.node_id, "click"))
        session.flush()
        assert page.take() == [[-1, ACK, 1]]
        assert page.take() == []

    def test_it_comes_in_order_whatever_is_handled_first(self) -> None:
        document, session, page = opened()
        element = button(document)
        session.flush()
        page.take()
        first, second = page.event(0, element.node_id, "click"), page.event(0, element.node_id, "click")
        session.handled(second)
        assert (session.acknowledged, page.take()) == (0, [])
        session.handled(first)
        assert page.take() == [[-1, ACK, second]]
        session.handled(99)
        assert session.acknowledged == second

    def test_it_does_not_overtake_the_frame_of_its_event(self) -> None:
        document, session, page = opened(limits=Limits(batch_bytes=10))
        element = button(document)
        session.flush()
        for text in "ab":
            element.innerText = text
            session.flush()
        session.handled(page.event(0, element.node_id, "click"))
        frames = [[json.loads(frame) for frame in session.data_to_send()] for _ in range(5)]
        assert [[frame[0] for frame in batch] for batch in frames] == [[0], [0], [0, -1], [], []]

    def test_an_event_that_is_sent_again_is_acknowledged_again_and_not_run(self) -> None:
        document, session, page = opened()
        element = button(document)
        session.flush()
        page.take()
        n = page.event(0, element.node_id, "click")
        session.handled(n)
        page.take()
        events = len(page.events)
        page.say([n, 0, element.node_id, "click"])
        assert len(page.events) == events
        assert page.take() == [[-1, ACK, n]]

    def test_a_number_may_be_left_out(self) -> None:
        document, session, page = opened()
        element = button(document)
        page.say([5, 0, element.node_id, "click"])
        assert session.received == 5
        assert session.acknowledged == 4

    def test_what_is_unhandled_when_the_connection_breaks_is_not_run_again(self) -> None:
        document, _, page = opened()
        element = button(document)
        n = page.event(0, element.node_id, "click")
        page.disconnect()
        page.connect()
        page.take()
        assert page.control[-1][2]["received"] == n
        assert len([event for event in page.events if isinstance(event, DomEvent)]) == 1


class TestWhatIsNotOffered:
    def refusals(self, page: Page) -> list[int]:
        page.take()
        return [frame[2] for frame in page.control if frame[1] == REFUSED]

    @pytest.mark.parametrize(
        ("number", "node", "event"),
        [
            *((0, 999, "click"), (0, 4, "input"), (0, 4, "__proto__"), (0, 2, "click"), (0, 3, "click")),
            *((0, 1, "click"), (1, 4, "click"), (2**31 - 1, 2**31 - 1, "constructor")),
        ],
    )
    def test_is_refused_in_one_way(self, number: int, node: int, event: str) -> None:
        document, session, page = opened()
        assert button(document).node_id == 4
        n = page.event(number, node, event)
        assert self.refusals(page) == [n]
        assert page.waiting == {}
        assert not [event for event in page.events if isinstance(event, DomEvent)]
        assert session.close_code is None

    def test_a_node_that_is_gone_is_no_offence(self) -> None:
        document, session, page = opened()
        for _ in range(1000):
            element = button(document)
            wire = element.node_id
            element.remove()
            session.flush()
            page.event(0, wire, "click")
            session.receive(f"[0,2,[[0,{session.log.seq}]]]")
            page.take()
            session._limiter._bucket._tokens = 200
        assert self.refusals(page) == []
        assert page.waiting == {}
        assert session.close_code is None

    def test_a_listener_that_is_gone_is_refused_as_soon_as_the_page_knows(self) -> None:
        document, session, page = opened()
        element = document.createElement("button")
        document.documentElement.append(element)

        def clicked() -> None: ...

        element.addEventListener("click", clicked)
        session.flush()
        page.take()
        element.removeEventListener("click", clicked)
        # However often: the button was one for the user who clicked.
        for _ in range(20):
            page.event(0, element.node_id, "click")
        assert self.refusals(page) == []
        assert page.waiting == {}
        assert not [event for event in page.events if isinstance(event, DomEvent)]
        session.receive(f"[0,2,[[0,{session.log.seq}]]]")
        page.event(0, element.node_id, "click")
        assert self.refusals(page) == [21]

    def test_a_listener_that_was_gone_in_another_process_may_be_news_to_the_page(self) -> None:
        log = FrameLog(Document("root"))
        log.go_on(7)
        assert log.unlistened == 7

    def test_too_many_end_the_connection(self) -> None:
        clock = Clock()
        _, session, page = opened(clock=clock)
        for _ in range(10):
            page.event(0, 999, "click")
        assert session.close_code is None
        clock.now += 30
        page.event(0, 999, "click")
        assert ending(session) == (CloseCode.NOT_OFFERED, "not offered")
        assert self.refusals(page)[-1] == 11

    def test_some_now_and_then_do_not(self) -> None:
        clock = Clock()
        _, session, page = opened(clock=clock)
        for _ in range(50):
            page.event(0, 999, "click")
            clock.now += 7
        assert session.close_code is None

    def test_the_driver_can_refuse_too(self) -> None:
        _, session, page = opened(limits=Limits(refusals=1))
        n = page.event(0, 0, "hello", {})
        session.refuse(n)
        assert self.refusals(page) == [1]
        session.refuse(page.event(0, 0, "hello", {}))
        assert session.close_code == CloseCode.NOT_OFFERED

    def test_bubbling_decides(self) -> None:
        document, _, page = opened()
        outer = document.createElement("div")
        inner = document.createElement("input")
        outer.append(inner)
        document.documentElement.append(outer)
        for name in ("click", "focus"):
            outer.addEventListener(name, lambda: None)
        page.event(0, inner.node_id, "click")
        assert self.refusals(page) == []
        page.event(0, inner.node_id, "focus")
        assert self.refusals(page) == [2]
        outer.addEventListener("focus", lambda event: None, capture=True)
        page.event(0, inner.node_id, "focus")
        document.addEventListener("keydown", lambda: None)
        page.event(0, inner.node_id, "keydown")
        document.defaultView.addEventListener("resize", lambda: None)
        page.event(0, 3, "resize")
        assert self.refusals(page) == [2]


class TestPayloads:
    def family(self) -> tuple[Document, Page, Element, Element, list[tuple[str, Any]]]:
        document, _, page = opened()
        outer, inner = document.createElement("form", id="outer"), document.createElement("input", id="inner")
        outer.append(inner)
        document.documentElement.append(outer)
        seen: list[tuple[str, Any]] = []
        for element in (outer, inner):
            element.addEventListener("input", lambda event: seen.append((event["id"], event.get("value"))))
        return document, page, outer, inner, seen

    def deliver(self, page: Page) -> None:
        for event in page.events:
            if isinstance(event, DomEvent):
                deliver(event)

    def test_without_a_list_all_that_listen_hear_it(self) -> None:
        _, page, _, inner, seen = self.family()
        page.event(0, inner.node_id, "input", {"value": "x"})
        self.deliver(page)
        assert seen == [("inner", "x"), ("outer", "x")]

    def test_with_a_list_those_in_it(self) -> None:
        _, page, outer, inner, seen = self.family()
        page.event(0, inner.node_id, "input", [[outer.node_id, {"value": "o"}], [999, {"value": "gone"}]])
        self.deliver(page)
        assert seen == [("outer", "o")]

    def test_with_a_list_of_what_is_gone_nobody(self) -> None:
        _, page, _, inner, seen = self.family()
        page.event(0, inner.node_id, "input", [[999, {"value": "o"}]])
        self.deliver(page)
        assert seen == []

    def test_a_payload_of_the_wrong_shape_ends_the_connection(self) -> None:
        _, page, _, inner, _ = self.family()
        page.event(0, inner.node_id, "input", 1)
        assert page.session.close_code == CloseCode.BAD_MESSAGE
        assert page.session.received == 0


class TestTyping:
    """The live tree holds what the user entered before the first callback runs."""

    def test_what_the_frame_says_beside_the_payload(self) -> None:
        document, _, page = opened()
        fields = {name: document.createElement(name) for name in ("input", "textarea", "select")}
        tick = document.createElement("input", attributes={"type": "checkbox"})
        document.documentElement.append(*fields.values(), tick)
        for value in "ab":
            fields["select"].append(document.createElement("option", value=value))
        seen: list[Any] = []
        element = button(document)
        element.addEventListener(
            "click", lambda event: seen.extend([field.value for field in fields.values()] + [tick.checked])
        )
        dirty = [[field.node_id, value] for field, value in zip(fields.values(), ["x", "y", "b"], strict=True)]
        page.event(
            0, element.node_id, "click", 0, [*dirty, [tick.node_id, True], [999, "gone"], [1, "root"], [2, "no"]]
        )
        (event,) = (event for event in page.events if isinstance(event, DomEvent))
        deliver(event)
        assert seen == ["x", "y", "b", True]
        assert not document.has_ops

    @pytest.mark.parametrize("path", ["target.value", "currentTarget.value"])
    def test_what_the_payload_says_of_its_own_control(self, path: str) -> None:
        document, _, page = opened()
        box = document.createElement("input")
        document.documentElement.append(box)
        box.addEventListener("input", lambda: None, fields=[("value", path)])
        self.send(page, box, "input", {"value": "typed"})
        assert box.value == "typed"

    def test_a_choice(self) -> None:
        document, _, page = opened()
        choice = document.createElement("select")
        choice.append(*(document.createElement("option", value=value) for value in "ab"))
        document.documentElement.append(choice)
        choice.addEventListener("input", lambda: None, js_value_getter="this.options[this.selectedIndex].value")
        self.send(page, choice, "input", {"value": "b"})
        assert choice.value == "b"

    def test_a_tick(self) -> None:
        document, _, page = opened()
        tick = document.createElement("input", attributes={"type": "checkbox"})
        document.documentElement.append(tick)
        tick.addEventListener("change", lambda: None, fields=[("checked", "target.checked")])
        self.send(page, tick, "change", {"checked": "yes"})
        assert tick.checked is False
        self.send(page, tick, "change", {"checked": True})
        assert tick.checked is True

    def test_a_field_of_that_name_from_elsewhere_is_not_it(self) -> None:
        document, _, page = opened()
        box = document.createElement("input", value="old", attributes={"data-x": "1"})
        document.documentElement.append(box)
        box.addEventListener("input", lambda: None, fields=[("value", "currentTarget.dataset.x")])
        self.send(page, box, "input", {"value": "1"})
        assert box.value == "old"

    def test_nor_is_one_that_came_for_somebody_else(self) -> None:
        document, _, page = opened()
        box = document.createElement("input", value="old")
        document.documentElement.append(box)
        document.documentElement.addEventListener("input", lambda: None, fields=[("value", "target.value")])
        self.send(page, box, "input", {"value": "x"})
        assert box.value == "old"
        document.defaultView.addEventListener("input", lambda: None, fields=[("value", "target.value")])
        page.event(0, 3, "input", {"value": "x"})
        deliver(page.events.pop())  # type: ignore[arg-type]
        box.addEventListener("input", lambda: None)
        self.send(page, box, "input", [[box.node_id, {"value": "x"}]])
        assert box.value == "old"

    def send(self, page: Page, element: Element, event: str, payload: Any) -> None:
        page.event(0, element.node_id, event, payload)
        happened = page.events.pop()
        assert isinstance(happened, DomEvent)
        deliver(happened)


class TestOtherFrames:
    def test_a_message(self) -> None:
        _, session, page = opened()
        n = page.event(0, 0, "hello", {"name": "x"})
        assert page.events[-1] == MessageReceived(n, "hello", b'{"name": "x"}')
        session.handled(n)
        assert page.take() == [[-1, ACK, n]]

    @pytest.mark.parametrize(
        "parts",
        [
            *((0, 0, "op"), (0, 0, "op", 0), (0, 0, "op", []), (0, 0, "op", [[4, {}]]), (1, 0, "op", {})),
            (0, 0, "op", {}, [[4, "x"]]),
        ],
    )
    def test_a_message_has_an_object_of_params(self, parts: tuple[Any, ...]) -> None:
        _, session, page = opened()
        page.event(*parts)
        assert ending(session) == (4400, "bad message")
        assert (session.received, session.acknowledged) == (0, 0)

    def test_ping(self) -> None:
        _, _, page = opened()
        page.say([0, 3])
        assert page.take() == [[-1, PONG]]

    def test_the_result_of_a_call(self) -> None:
        document, _, page = opened()
        page.say([0, 4, 0, 12, True, {"x": 1}])
        assert page.events[-1] == CallResult(document, 12, True, b'{"x": 1}')
        events = len(page.events)
        page.say([0, 4, 9, 12, True, {"x": 1}])
        assert len(page.events) == events

    def test_an_acknowledgement_lets_the_frames_go(self) -> None:
        document, session, page = opened()
        document.documentElement.append("a")
        session.flush()
        page.take()
        assert session.log._frames
        page.say([0, 2, [[0, 1], [5, 1]]])
        assert not session.log._frames

    def test_a_resync_brings_a_snapshot(self) -> None:
        document, session, page = opened()
        for text in "abc":
            document.documentElement.append(text)
            session.flush()
            page.take(lose=text == "b")
        page.take()
        assert page.shows(document)
        assert page.frames[-1][3][0] == [16]
        page.say([0, 5, 9, 0])
        assert page.take() == []

    def test_a_bad_op_is_told_and_its_messages_do_not_come_again(self) -> None:
        document, session, page = opened()
        document.deliver("hello", {})
        session.flush()
        page.take()
        page.say([0, 6, 0, 1, "op 1 (99): no such code"])
        page.say([0, 5, 0, 0])
        assert page.events[-1] == BadOp(0, 1, "op 1 (99): no such code")
        assert page.take() == [[0, 1, 0, [[16]]]]
        page.say([0, 6, 9, 1, "of an unknown document"])
        assert len([event for event in page.events if isinstance(event, BadOp)]) == 1

    def test_too_many_resyncs_end_the_connection(self) -> None:
        _, session, page = opened()
        for _ in range(10):
            page.say([0, 5, 0, 0])
        assert session.close_code is None
        page.say([0, 5, 0, 0])
        assert ending(session) == (4400, "bad message")

    def test_a_notice(self) -> None:
        _, session, page = opened()
        session.notice("be right back \ud800")
        assert page.take() == [[-1, NOTICE, "be right back \ufffd"]]

    def test_another_address(self) -> None:
        _, session, page = opened()
        session.navigate("/users/7")
        assert page.take() == [[-1, NAVIGATE, {"url": "/users/7", "replace": False}]]
        session.navigate("/users/7")
        session.navigate("/login", replace=True)
        assert page.take() == [[-1, NAVIGATE, {"url": "/login", "replace": True}]]

    def test_what_is_said_while_nobody_is_there_waits(self) -> None:
        _, session, page = opened()
        session.notice("unsent")
        page.disconnect()
        session.notice("saving")
        session.notice("saved")
        session.navigate("/done")
        assert session.data_to_send() == []
        page.connect()
        told = [[-1, NOTICE, "saved"], [-1, NAVIGATE, {"url": "/done", "replace": False}]]
        assert page.take()[1:3] == told
        page.disconnect()
        page.connect()
        assert told[0] not in page.take()


class TestSharedDocuments:
    def shared(self) -> tuple[Document, FrameLog]:
        document = Document(scripts=False)
        return document, FrameLog(document, 3)

    def show(self, session: Session, document: Document, log: FrameLog) -> None:
        place = document.createElement("div")
        document.documentElement.append(place)
        document.mount(place, log.number)
        session.show(log)
        session.flush()

    def test_private_and_shared_parts_mix(self) -> None:
        common, log = self.shared()
        common.documentElement.append("shared")
        pages = []
        for _ in range(2):
            document, session, page = opened()
            self.show(session, document, log)
            session.show(log)
            page.take()
            pages.append(page)
        common.documentElement.append("news")
        assert log.publish()
        frames = [page.take() for page in pages]
        assert frames[0] == frames[1] == [[3, 1 + 1, 0, [[1, 1, 0, 5, ["news"]]]]]
        assert all(page.shows(common, 3) for page in pages)

    def test_an_event_of_the_shared_part(self) -> None:
        common, log = self.shared()
        element = button(common)
        document, session, page = opened()
        self.show(session, document, log)
        page.take()
        n = page.event(3, element.node_id, "click")
        happened = page.events[-1]
        assert isinstance(happened, DomEvent)
        assert (happened.n, happened.document, happened.number, happened.target) == (n, common, 3, element)
        page.event(0, element.node_id, "click")
        page.take()
        assert page.control[-1] == [-1, REFUSED, 2]

    def test_the_acknowledgement_comes_before_what_the_event_has_changed(self) -> None:
        common, log = self.shared()
        element = button(common)
        document, session, page = opened()
        self.show(session, document, log)
        page.take()
        n = page.event(3, element.node_id, "click")
        element.innerText = "changed"
        session.handled(n)
        log.publish()
        assert page.take() == [[-1, 2, n], [3, 2, 0, [[5, element.node_id, element.node_id + 1, "changed"]]]]

    def test_and_after_what_a_slow_browser_lacks_of_the_time_before(self) -> None:
        common, log = self.shared()
        element = button(common)
        document, session, page = opened()
        self.show(session, document, log)
        page.take()
        said = []
        for text in ("a", "b"):
            element.innerText = f"before {text}"
            log.publish()
            # Changed, but not yet published.
            element.innerText = f"before {text}, too"
            said.append(page.event(3, element.node_id, "click"))
            element.innerText = f"after {text}"
            session.handled(said[-1])
            log.publish()
        frames = [frame[2] if frame[0] < 0 else frame[3][0][-1] for frame in page.take()]
        before, after = [[f"before {text}", f"before {text}, too"] for text in "ab"], ["after a", "after b"]
        assert frames == [*before[0], said[0], after[0], *before[1], said[1], after[1]]
        assert page.shows(common, 3)

    def test_a_snapshot_is_newer_than_all_that_was_handled(self) -> None:
        common, log = self.shared()
        element = button(common)
        document, session, page = opened(limits=Limits(history_frames=1))
        self.show(session, document, log)
        page.take()
        session.show(log)
        session._cursors[3].resync()
        n = page.event(3, element.node_id, "click")
        session.handled(n)
        ack, snapshot = page.take()
        assert (ack, snapshot[:2], snapshot[3][0]) == ([-1, 2, n], [3, 1], [16])

    def test_a_lost_acknowledgement_is_said_again(self) -> None:
        common, log = self.shared()
        element = button(common)
        document, session, page = opened()
        self.show(session, document, log)
        page.take()
        n = page.event(3, element.node_id, "click")
        session.handled(n)
        page.take(lose=1)
        page.disconnect()
        page.connect()
        assert page.take()[-1] == [-1, 2, n]

    def test_a_shared_document_wakes_the_connection(self) -> None:
        common, log = self.shared()
        document, session, page = opened()
        woken: list[int] = []
        self.show(session, document, log)
        page.disconnect()
        session.connect(lambda: woken.append(1))
        document.documentElement.append("x")
        session.flush()
        common.documentElement.append("x")
        log.publish()
        assert woken == [1]
        session.disconnect()
        common.documentElement.append("x")
        log.publish()
        assert woken == [1]
        page.connect()
        page.take()
        assert page.shows(common, 3)

    def test_a_frame_goes_the_short_way_to_who_lacks_only_that(self) -> None:
        common, log = self.shared()
        document, session, page = opened()
        self.show(session, document, log)
        page.is_quick = True
        common.documentElement.append("a")
        log.publish()
        # It has nothing of the document yet: the snapshot comes by the usual way.
        assert page.frames[-1][0] != 3
        page.take()
        common.documentElement.append("b")
        log.publish()
        assert page.shows(common, 3)
        assert session.data_to_send() == []
        page.is_quick = False
        common.documentElement.append("c")
        log.publish()
        page.is_quick = True
        common.documentElement.append("d")
        log.publish()
        assert not page.shows(common, 3)
        page.take()
        assert page.shows(common, 3)

    def test_not_before_the_welcome_and_not_after_the_end(self) -> None:
        common, log = self.shared()
        document, session, page = opened()
        self.show(session, document, log)
        page.take()
        page.acknowledge()
        page.disconnect()
        page.is_quick = True
        page.connect()
        common.documentElement.append("a")
        log.publish()
        assert [frame[1] for frame in page.frames if frame[0] == 3] == [0]
        page.take()
        assert page.shows(common, 3)
        session.discard()
        common.documentElement.append("b")
        log.publish()
        assert not page.shows(common, 3)

    def test_mounting_it_elsewhere_brings_it_there_whole(self) -> None:
        common, log = self.shared()
        common.documentElement.append("shared")
        document, session, page = opened()
        self.show(session, document, log)
        page.take()
        place = document.documentElement.firstElementChild
        assert place is not None
        place.remove()
        session.flush()
        document.documentElement.append(place)
        session.flush()
        page.take()
        assert page.shows(common, 3)
        # Also where the private document comes anew.
        page.say([0, 5, 0, 0])
        page.take()
        assert page.shows(common, 3)

    def test_a_mount_of_what_is_not_shown_waits(self) -> None:
        common, log = self.shared()
        document, session, page = opened(limits=Limits(batch_bytes=1))
        place = document.createElement("div")
        document.documentElement.append(place)
        document.mount(place, log.number)
        session.flush()
        page.take()
        session.show(log)
        document.documentElement.append("x")
        common.documentElement.append("y")
        session.flush()
        page.take()
        assert page.shows(common, 3)

    def test_hiding_ends_it(self) -> None:
        common, log = self.shared()
        document, session, page = opened()
        self.show(session, document, log)
        session.hide(log)
        session.hide(log)
        assert not log.cursors
        common.documentElement.append("x")
        log.publish()
        page.take()
        assert {frame[0] for frame in page.frames} == {0}

    def test_a_discarded_session_views_nothing(self) -> None:
        document, session, page = opened()
        _, log = self.shared()
        self.show(session, document, log)
        page.event(0, 0, "x", {})
        session.discard()
        assert not log.cursors
        assert (session.events_received(), session.data_to_send()) == ([], [])


class TestEnd:
    def test_nothing_is_heard_after_the_end(self) -> None:
        document, session, page = opened()
        element = button(document)
        session.close(1001, "going away")
        session.close(1000)
        page.event(0, element.node_id, "click")
        assert ending(session) == (1001, "going away")
        assert session.received == 0

    def test_too_much_is_closed(self) -> None:
        clock = Clock()
        _, session, page = opened(clock=clock)
        for _ in range(199):
            page.say([0, 3])
        assert session.read_delay == 0
        page.say([0, 3])
        assert 0 < session.read_delay < 0.02
        for _ in range(300):
            page.say([0, 3])
        assert ending(session) == (CloseCode.TOO_MANY_MESSAGES, "too many messages")

    def test_binary_and_large_messages_are_closed(self) -> None:
        _, session, _ = opened()
        session.receive(b"[0,3]")
        assert ending(session) == (1003, "unsupported data")
        _, session, _ = opened(limits=Limits(message_bytes=100))
        session.receive("[0,3]" + " " * 100)
        assert ending(session) == (1009, "too big")


def test_the_path_of_an_event_is_walked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    document, _, page = opened()
    inner = button(document)
    outer = document.createElement("div")
    document.documentElement.append(outer)
    outer.append(inner)
    heard: list[str] = []
    outer.addEventListener("click", lambda: heard.append("outer"))
    inner.addEventListener("click", lambda: heard.append("inner"))
    page.session.flush()
    page.take()
    walked: list[Node] = []
    parent_of = Node._event_parent

    def counted(node: Node, event: Event) -> Any:
        walked.append(node)
        return parent_of(node, event)

    monkeypatch.setattr(Node, "_event_parent", counted)
    page.event(0, inner.node_id, "click")
    (event,) = [each for each in page.events if isinstance(each, DomEvent)]
    deliver(event)
    assert heard == ["inner", "outer"]
    assert walked == [inner, outer, document.documentElement]


def test_the_path_of_an_event_that_waits_is_walked_when_it_is_handled() -> None:
    document, _, page = opened()
    inner = button(document)
    heard: list[str] = []
    document.documentElement.addEventListener("click", lambda: heard.append("root"))
    page.session.again(7, inner.node_id, "click", b"0")
    (event,) = [each for each in page.session.events_received() if isinstance(each, DomEvent)]
    # What is handled before it puts something in between.
    outer = document.createElement("div")
    document.documentElement.append(outer)
    outer.append(inner)
    outer.addEventListener("click", lambda: heard.append("outer"))
    deliver(event)
    assert heard == ["outer", "root"]
