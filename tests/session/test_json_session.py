"""The session of a client that sends and gets JSON objects, without a socket."""

import json
from typing import Any

import pytest

from domsync.session import JsonMessage, JsonResult, JsonSession, Limits
from tests.session.page import Clock


def said(text: str | bytes, limits: Limits | None = None) -> tuple[JsonSession, list[Any]]:
    session = JsonSession(limits or Limits(), clock=Clock())
    session.receive(text)
    return session, list(session.events_received())


def test_a_message() -> None:
    session, events = said('{"text": "\\u00e4", "op": "say", "n": [1, null]}')
    assert session.connected
    assert session.read_delay == 0
    assert session.close_code is None
    (message,) = events
    assert message.op == "say"
    assert json.loads(message.params) == {"text": "ä", "n": [1, None]}
    assert session.events_received() == []


@pytest.mark.parametrize("op", ["", "x" * 33, 3, None, ["say"], {"op": "say"}, True])
def test_a_name_that_is_none(op: Any) -> None:
    _, events = said(json.dumps({"op": op, "a": 1}))
    assert events == [JsonMessage(None, b'{"a":1}')]


def test_an_answer() -> None:
    _, events = said('{"op": "_result", "number": 3, "ok": true, "value": {"a": 1}}')
    assert events == [JsonResult(3, True, {"a": 1})]
    _, events = said('{"op": "_result", "number": 3, "ok": false}')
    assert events == [JsonResult(3, False, None)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 4400),
        ("null", 4400),
        ("[1, 0, 0, 0]", 4400),
        ('{"op": "say"} ', None),
        ('{"op": "say"}x', 4400),
        ('{"op": "say", "a": }', 4400),
        ('{"op": "say", "a": 1e999}', 4400),
        ('{"op": "_result", "number": -1, "ok": true}', 4400),
        ('{"op": "_result", "number": 1, "ok": 1}', 4400),
        ('{"op": "_result", "number": 1, "ok": true, "more": 1}', 4400),
        # Deeper than any Python reads: 3.14 goes as far as its stack does.
        ('{"op": "say", "a": ' + "[" * 400_000 + "]" * 400_000 + "}", 4400),
        (json.dumps({"op": "say", "a": "x" * 2**19}), None),
        ("x" * (2**20 + 1), 1009),
        (b"{}", 1003),
    ],
    ids=range(14),
)
def test_what_ends_the_connection(text: Any, code: int | None) -> None:
    session, events = said(text)
    assert session.close_code == code
    assert len(events) == (code is None)
    if code is not None:
        session.receive('{"op": "say"}')
        assert session.events_received() == []


def test_what_is_sent_comes_out_in_order_and_in_parts() -> None:
    session = JsonSession(Limits(batch_bytes=10))
    for n in range(7):
        session.send(b"%05d" % n)
    parts = []
    while part := session.data_to_send():
        parts.append(part)
    assert [len(part) for part in parts] == [2, 2, 2, 1]
    assert b"".join([data for part in parts for data in part]) == b"00000000010000200003000040000500006"


def test_too_much_that_waits_ends_the_connection() -> None:
    session = JsonSession(Limits(transient_bytes=10))
    session.send(b"x" * 100)
    assert session.close_code is None, "one message is sent whatever its size"
    assert session.data_to_send() == [b"x" * 100]
    for _ in range(2):
        session.send(b"12345")
    assert session.close_code is None
    session.send(b"1")
    assert session.close_code == 4408
    session.send(b"2")
    assert session.data_to_send() == [b"12345", b"12345"]


def test_refusals_are_counted() -> None:
    session = JsonSession(Limits(refusals=2), clock=Clock())
    for _ in range(2):
        session.refuse()
    assert session.close_reason == ""
    session.refuse()
    assert (session.close_code, session.close_reason) == (4404, "not offered")


def test_a_session_that_is_over_holds_nothing() -> None:
    session = JsonSession()
    session.receive('{"op": "say"}')
    session.send(b"x")
    session.discard()
    assert session.events_received() == []
    assert session.data_to_send() == []
    session.send(b"x")
    assert session.data_to_send() == []
    session.close(1001, "late")
    assert session.close_code == 1000
