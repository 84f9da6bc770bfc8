"""Frames from the browser: what each text becomes, and that nothing but `ProtocolError` comes out of the decoder."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.errors import ProtocolError
from domsync.session.codes import CloseCode
from domsync.session.inbound import (
    AckFrame,
    BadOpFrame,
    ClientFrame,
    EventFrame,
    Held,
    HelloFrame,
    PingFrame,
    ResultFrame,
    ResyncFrame,
    check_size,
    decode,
    node_payloads,
)
from tests import corpus
from tests.profiles import scaled


def read(text: str) -> ClientFrame:
    return decode(text)


def event(text: str) -> EventFrame:
    frame = read(text)
    assert isinstance(frame, EventFrame)
    return frame


def test_an_event() -> None:
    frame = event('[7,0,4,"click"]')
    assert (frame.n, frame.document, frame.node, frame.event, frame.dirty) == (7, 0, 4, "click", ())
    assert node_payloads(frame) == ()


def test_an_event_with_a_payload_and_with_what_the_user_typed() -> None:
    frame = event('[1,2,4,"input",{"value":"x"},[[4,"x"],[5,true],[6,["a","b"]]]]')
    assert node_payloads(frame) == ((0, b'{"value":"x"}'),)
    assert frame.dirty == (Held(4, "x"), Held(5, True), Held(6, ["a", "b"]))


def test_an_event_with_payloads_of_several_nodes() -> None:
    frame = event('[1,0,9,"click",[[9,{"a":1}],[4,{}]]]')
    assert node_payloads(frame) == ((9, b'{"a":1}'), (4, b"{}"))


def test_an_event_without_a_payload_but_with_what_the_user_typed() -> None:
    frame = event('[1,0,9,"click",0,[[4,"x"]]]')
    assert node_payloads(frame) == ()
    assert frame.dirty == (Held(4, "x"),)


@pytest.mark.parametrize(
    "payload", ["1", "null", '"x"', "true", "[1]", '[[4,"x"]]', "[[4]]", '[["4",{}]]', "[[-1,{}]]"]
)
def test_a_payload_is_an_object_or_a_list_of_them(payload: str) -> None:
    frame = event(f'[1,0,4,"click",{payload}]')
    with pytest.raises(ProtocolError, match="payload") as caught:
        node_payloads(frame)
    assert caught.value.code == CloseCode.BAD_MESSAGE


def test_control_frames() -> None:
    hello = read('[0,1,{"v":1,"token":"t","seen":[[0,7]],"sent":3,"attempt":2}]')
    assert isinstance(hello, HelloFrame)
    assert (hello.hello.token, hello.hello.seen, hello.hello.sent) == ("t", ((0, 7),), 3)
    assert read("[0,2,[[0,7],[3,1]]]") == AckFrame(0, 2, ((0, 7), (3, 1)))
    assert read("[0,3]") == PingFrame(0, 3)
    assert read("[0,5,3,8]") == ResyncFrame(0, 5, 3, 8)
    assert read('[0,6,3,8,"oh"]') == BadOpFrame(0, 6, 3, 8, "oh")
    result = read('[0,4,0,12,true,{"x":1}]')
    assert isinstance(result, ResultFrame)
    assert bytes(result.value) == b'{"x":1}'


def test_white_space_is_white_space() -> None:
    assert read(" [ 0 , 3 ] ") == PingFrame(0, 3)
    assert event(' [ 1 , 0 , 4 , "click" ] ').n == 1


BAD = [
    *("", " ", "x", "{}", "[]", "null", "1", '"x"', "[0]", "[-1,1]", "[0,0]", "[0,7]", "[0,1]", "[0,3,1]", "[00,3]"),
    *("[-0,3]", "[0.0,3]", "[1,0,4]", '[0,1,0,4,"click"]', '[1,0,4,"click"', '[1,0,4,"click"]]', '[1,0,4,""]'),
    *('[1,0,-4,"click"]', '[1,0,4.0,"click"]', '[true,0,4,"click"]', '["1",0,4,"click"]', '[null,0,4,"click"]'),
    *('[1,0,2147483648,"click"]', '[9007199254740993,0,4,"click"]', f'[1,0,4,"{"x" * 33}"]', "[1,0,4,5]"),
    *('[1,0,4,"click",{"a":NaN}]', '[1,0,4,"click",{"a":1e999}]', '[1,0,4,"click",{"a":Infinity}]'),
    *('[1,0,4,"click",{"a":"\\ud83d"}]', '[1,0,4,"click",{"a":"\\x"}]', '[1,0,4,"click",{a:1}]'),
    *('[1,0,4,"click",{},[[4,1]]]', '[1,0,4,"click",{},[[4,{"edit":[1]}]]]', '[1,0,4,"click",{},[[4]]]'),
    *('[1,0,4,"click",{},0]', '[1,0,4,"click",{},{}]'),
    *('[1,0,4,"click",{},[[4,[1]]]]', '[1,0,4,"click",{},[],1]', '[1,0,4,"click",' + "[" * 30_000),
    *('[1,0,4,"click",' + '{"a":' * 10_000, '[1,0,4,"click",{"a":"' + "\udfff" + '"}]', '[1,0,4,"click",{"a":"\x00"}]'),
    *('[1,0,4,"click",' + "[" * 30_000 + "]" * 30_000 + "]", f'[1,0,4,"click",{{"a":{"9" * 5000}}}]'),
    *('[0,1,{"v":"1"}]', '[0,1,{}]', '[0,1,{"v":1,"x":1}]', '[0,1,{"v":1,"sent":-1}]', '[0,1,{"v":1,"seen":[[0]]}]'),
    *('[0,2,[0,7]]', "[0,2]", "[0,4,0,1,1,0]", "[0,4,0,1,true]", "[0,4,0,1,true,1e999]", "[0,5,0]", "[0,6,0,0,0]"),
    f'[0,6,0,0,"{"x" * 2001}"]',
    f'[0,1,{{"v":1,"token":"{"x" * 129}"}}]',
]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=lambda text: ascii(text[:40]))
def test_what_is_no_frame_is_a_bad_message(text: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        read(text)
    assert (caught.value.code, caught.value.reason) == (4400, "bad message")


def test_a_string_may_be_as_long_as_the_message() -> None:
    text = "x" * 500_000
    assert node_payloads(event(f'[1,0,4,"input",{{"a":"{text}","b":["{text}"]}}]'))


def test_sizes() -> None:
    assert check_size("x" * 10, 10) == "x" * 10
    for text in ("x" * 11, "é" * 6, "\U0001f600" * 3, "\ud800" * 4):
        with pytest.raises(ProtocolError) as caught:
            check_size(text, 10)
        assert caught.value.code == CloseCode.TOO_BIG
    assert check_size("é" * 5, 10)
    with pytest.raises(ProtocolError) as caught:
        check_size(b"[0,3]", 10)
    assert caught.value.code == CloseCode.UNSUPPORTED_DATA


def test_the_reason_tells_nothing_but_the_name() -> None:
    with pytest.raises(ProtocolError) as caught:
        read('[1,0,4,"click",{"secret":tru}]')
    assert caught.value.reason == "bad message"


@pytest.mark.parametrize("hostile", corpus.texts(8000), ids=str)
def test_hostile_strings_come_through_as_they_are(hostile: corpus.Hostile) -> None:
    fields = {"value": hostile.text.encode(errors="replace").decode()}
    frame = event(f'[1,0,4,"input",{msgspec.json.encode(fields).decode()}]')
    assert msgspec.json.decode(node_payloads(frame)[0][1]) == fields


FRAMES = [
    '[7,0,4,"click",{"value":"é","key":[1,2.5e3,null]},[[4,"x"],[5,true],[6,["a","b"]]]]',
    '[1,0,9,"click",[[9,{"a":1}],[4,{}]]]',
    '[0,1,{"v":1,"token":"t","seen":[[0,7]],"sent":3,"attempt":2}]',
    "[0,2,[[0,7],[3,1]]]",
    '[0,4,0,12,true,{"x":1}]',
    '[0,6,3,8,"oh"]',
]
_PIECES = st.sampled_from(
    [*'[]{}",:\\0123456789-.eE+tfn \x00\ud800é', "null", "1e999", "\\ud800", '"__proto__"', "[[[["]
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A frame with some pieces left out, doubled or put in."""
    text = draw(st.sampled_from(FRAMES))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 6)))
        kind = draw(st.integers(0, 2))
        put = draw(_PIECES) if kind == 0 else text[start:end] * 2 if kind == 1 else ""
        text = text[:start] + put + text[end:]
    return text


def read_all(text: str) -> ProtocolError | None:
    """Read a frame with its payloads; what is raised for a bad one."""
    try:
        frame = read(text)
        if isinstance(frame, EventFrame):
            node_payloads(frame)
    except ProtocolError as error:
        return error
    return None


@given(mutated())
@settings(max_examples=scaled(1500))
def test_mutated_frames_never_escape(text: str) -> None:
    error = read_all(text)
    assert error is None or error.code == CloseCode.BAD_MESSAGE


@given(st.text(max_size=200))
@settings(max_examples=scaled(300))
def test_any_text_never_escapes(text: str) -> None:
    assert read_all(text + "\x00") is not None
