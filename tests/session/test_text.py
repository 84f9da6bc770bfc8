"""Sessions of pages that evaluate JavaScript text, as the original's client does."""

import json
from typing import Any

import pytest

import domsync.render  # noqa: F401 - plugs in the renderings
from domsync.dom import Document
from domsync.session import CallResult, CloseCode, Hello, Limits, ScriptEvent, TextSession
from tests.session.page import Clock


def message(**fields: Any) -> str:
    return json.dumps({"domsync": True, "event": "click", "id": "b", "value": None, **fields})


def opened(**arguments: Any) -> tuple[Document, TextSession]:
    document = Document()
    element = document.createElement("button", id="b")
    element.addEventListener("click", lambda: None)
    document.documentElement.append(element)
    return document, TextSession(document, **arguments)


def test_a_page_is_there_at_once() -> None:
    document, session = opened()
    assert session.connected
    assert session.events_received() == [Hello(resumed=False, document=document)]
    assert session.data_to_send() == []


def test_changes_become_text() -> None:
    document, session = opened()
    session.flush()
    (text,) = session.data_to_send()
    assert text.startswith(b'var __domsync__ = [];\n__domsync__["domsync_root_id"] = ')
    session.flush()
    assert session.data_to_send() == []
    document.getElementById("b").innerText = "é"
    session.flush()
    assert session.data_to_send() == ['__domsync__["b"].innerText = `é`;\n'.encode()]


def test_an_event_comes_as_the_original_sends_it() -> None:
    document, session = opened()
    session.events_received()
    session.receive(message(extra=1))
    (event,) = session.events_received()
    assert event == ScriptEvent(document, {"domsync": True, "event": "click", "id": "b", "value": None, "extra": 1})


@pytest.mark.parametrize("id", ["__domsync_n_6", "#document", "#window", "b"])
def test_an_event_names_the_key_that_the_page_s_registry_has(id: str) -> None:
    document, session = opened()
    plain = document.createElementNS("http://www.w3.org/1999/xhtml", "p")
    document.documentElement.append("text", plain)
    for target in (plain, document, document.defaultView):
        target.addEventListener("click", lambda: None)
    document.getElementById("b").id = "other"
    session.flush()
    session.events_received()
    session.receive(message(id=id))
    assert [type(event) for event in session.events_received()] == [ScriptEvent]


def test_the_result_of_a_call() -> None:
    document, session = opened()
    session.events_received()
    session.receive('{"domsync": true, "call": 3, "ok": true, "value": {"width": 1.5}}')
    session.receive('{"domsync": true, "call": 4, "ok": false, "value": "TypeError"}')
    assert session.events_received() == [
        CallResult(document, 3, True, b'{"width":1.5}'),
        CallResult(document, 4, False, b'"TypeError"'),
    ]
    session.receive('{"domsync": true, "call": "x", "ok": true}')
    assert session.close_code == CloseCode.BAD_MESSAGE


@pytest.mark.parametrize(
    "text",
    ["{}", '{"op":"hello"}', '{"domsync":false,"event":"click","id":"b"}', message(id="unknown"), message(id="")],
)
def test_what_is_for_nobody_is_passed_over(text: str) -> None:
    _, session = opened()
    session.events_received()
    for _ in range(20):
        session.receive(text)
    assert session.events_received() == []
    assert session.close_code is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "[]", "null", "[0,3]", message(event=1), message(id=4), message(event="x" * 33), message(event="")),
        *(
            message(domsync=1),
            '{"domsync":true}',
            '{"domsync":true,"event":"click","id":"b","value":1e999}',
            "[" * 9999,
        ),
        '{"domsync":true,"event":"click","id":"\\ud800"}',
    ],
    ids=lambda text: text[:30],
)
def test_what_is_no_message_ends_the_connection(text: str) -> None:
    _, session = opened()
    session.receive(text)
    assert (session.close_code, session.close_reason) == (4400, "bad message")
    session.receive(message())
    assert len(session.events_received()) == 1


def test_what_the_page_does_not_offer_is_refused() -> None:
    document, session = opened()
    session.events_received()
    gone = document.getElementById("b")
    for _ in range(10):
        session.receive(message(event="input"))
    assert session.close_code is None
    gone.remove()
    for _ in range(50):
        session.receive(message())
    assert session.close_code is None
    document.documentElement.append(gone)
    session.receive(message(event="input"))
    assert session.events_received() == []
    assert session.close_code == CloseCode.NOT_OFFERED


def test_floods_and_large_messages_are_closed() -> None:
    clock = Clock()
    _, session = opened(clock=clock)
    for _ in range(201):
        session.receive("{}")
    assert session.read_delay > 0
    for _ in range(300):
        session.receive("{}")
    assert session.close_code == CloseCode.TOO_MANY_MESSAGES
    _, session = opened(limits=Limits(message_bytes=20))
    session.receive(message())
    assert session.close_code == CloseCode.TOO_BIG
    _, session = opened()
    session.receive(b"{}")
    assert session.close_code == CloseCode.UNSUPPORTED_DATA


def test_text_for_a_page_that_does_not_read_cannot_grow_for_ever() -> None:
    document, session = opened(limits=Limits(transient_bytes=1000))
    for _ in range(100):
        document.getElementById("b").innerText = "x" * (len(document.getElementById("b").innerText) + 1)
        session.flush()
        if session.close_code is not None:
            break
    assert session.close_code == CloseCode.TIMEOUT
    assert sum(map(len, session.data_to_send())) <= 1000


def test_one_large_text_is_fine() -> None:
    document, session = opened(limits=Limits(transient_bytes=1000))
    document.getElementById("b").innerText = "x" * 5000
    session.flush()
    assert len(session.data_to_send()[0]) > 5000
    assert session.close_code is None


def test_a_discarded_session_has_nothing() -> None:
    _, session = opened()
    session.flush()
    session.close(1001)
    session.close(1000)
    session.discard()
    assert session.close_code == 1001
    assert (session.events_received(), session.data_to_send()) == ([], [])
