"""The bytes of frames, exactly, and the way back."""

from enum import StrEnum
from itertools import chain
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.dom.checks.js_values import Binary
from domsync.dom.checks.names import HTML, MATHML, SVG
from domsync.dom.ops import (
    OP_CODES,
    PREVENT_DEFAULT,
    Adopt,
    Call,
    CommentData,
    ElementData,
    Insert,
    Listen,
    Listener,
    Message,
    Mount,
    Move,
    NodeData,
    Op,
    Props,
    Remove,
    RemoveAttribute,
    Reset,
    SetAttribute,
    SetAttributeNS,
    SetData,
    SetProperty,
    SetStyle,
    SetText,
    Unlisten,
)
from domsync.errors import ProtocolError
from domsync.render import wire
from domsync.render.wire_reader import Frame, decode_frame, from_wire
from tests.wire_lists import to_wire

EXACT: list[tuple[Op, str]] = [
    (Insert(1, 0, 4, ("text",)), '[1,1,0,4,["text"]]'),
    (Insert(1, 5, (6, 2, 9, 1), ("a", "b", "c")), '[1,1,5,[6,2,9,1],["a","b","c"]]'),
    (Insert(1, 0, 4, (CommentData("data"),)), '[1,1,0,4,[[0,"data"]]]'),
    (Insert(1, 0, 4, (ElementData("br"),)), '[1,1,0,4,[["br"]]]'),
    (Insert(1, 0, 4, (ElementData("p", ("t",)),)), '[1,1,0,4,[["p",["t"]]]]'),
    (Insert(1, 0, 4, (ElementData("p", (), {"id": "x"}),)), '[1,1,0,4,[["p",0,["id","x"]]]]'),
    (Insert(1, 0, 4, (ElementData("p", ("t",), {"id": "x"}),)), '[1,1,0,4,[["p",["t"],["id","x"]]]]'),
    (Insert(1, 0, 4, (ElementData("p", ("",)),)), '[1,1,0,4,[["p",[""]]]]'),
    (Insert(1, 0, 4, (ElementData("p", styles={"color": "red"}),)), '[1,1,0,4,[["p",0,0,[[10,"color","red"]]]]]'),
    (
        Insert(1, 0, 4, (ElementData("input", properties={"value": "x"}),)),
        '[1,1,0,4,[["input",0,0,[[9,"value","x"]]]]]',
    ),
    (Insert(1, 0, 4, (ElementData("p", listeners={"click": Listener()}),)), '[1,1,0,4,[["p",0,0,[[11,"click"]]]]]'),
    (
        Insert(1, 0, 4, (ElementData("p", listeners={"click": Listener(flags=PREVENT_DEFAULT)}),)),
        '[1,1,0,4,[["p",0,0,[[11,"click",[0,1]]]]]]',
    ),
    (Insert(1, 0, 4, (ElementData("svg", namespace=SVG),)), '[1,1,0,4,[["svg",0,0,0,1]]]'),
    (Insert(1, 0, 4, (ElementData("math", namespace=MATHML),)), '[1,1,0,4,[["math",0,0,0,2]]]'),
    (Insert(1, 0, 4, (ElementData("x", namespace="urn:x"),)), '[1,1,0,4,[["x",0,0,0,"urn:x"]]]'),
    (Insert(1, 0, 4, (ElementData("x", namespace=""),)), '[1,1,0,4,[["x",0,0,0,""]]]'),
    (
        Insert(1, 0, 4, (ElementData("a", namespaced=(("u", "x:y", "z"),)),)),
        '[1,1,0,4,[["a",0,0,[[7,"u","x:y","z"]]]]]',
    ),
    (Remove(5), "[2,5]"),
    (Remove(5, 3), "[2,5,3]"),
    (Move(5, 1, 0), "[3,5,1,0]"),
    (SetData(5, "new"), '[4,5,"new"]'),
    (SetText(5, 9, "a\nb"), r'[5,5,9,"a\nb"]'),
    (SetAttribute(5, "title", "t"), '[6,5,"title","t"]'),
    (SetAttributeNS(5, "urn:x", "x:y", "z"), '[7,5,"urn:x","x:y","z"]'),
    (RemoveAttribute(5, "title"), '[8,5,"title"]'),
    (SetProperty(5, "checked", True), '[9,5,"checked",true]'),
    (SetStyle(5, "color", "red !important"), '[10,5,"color","red !important"]'),
    (Listen(5, "click", Listener()), '[11,5,"click"]'),
    (
        Listen(5, "keydown", Listener((("value", "target.value"), ("key", "key")), 1, 250, 0, ("Enter", "Escape"))),
        '[11,5,"keydown",[["value","target.value","key","key"],1,250,0,["Enter","Escape"]]]',
    ),
    (Listen(5, "scroll", Listener(throttle=16)), '[11,5,"scroll",[0,0,0,16]]'),
    (Unlisten(5, "click"), '[12,5,"click"]'),
    (Call(5, "focus"), '[13,5,"focus"]'),
    (Call(5, "scrollTo", ({"top": 0},)), '[13,5,"scrollTo",[{"top":0}]]'),
    (Call(5, "checkValidity", (), 7), '[13,5,"checkValidity",[],7]'),
    (Message("chat", {"text": "hi", "n": [1, None]}), '[14,"chat",{"text":"hi","n":[1,null]}]'),
    (Mount(5, 3), "[15,5,3]"),
    (Reset(), "[16]"),
    (Adopt(4, ("P",), ("1A1-", 1)), '[17,4,["P"],["1A1-",1]]'),
    (Adopt((4, 2, 9, 1), (), ("3", 1, "-", 3)), '[17,[4,2,9,1],[],["3",1,"-",3]]'),
    (
        Props(5, ((("rows",), [1, None]), (("rows", 0), 2), (("x",),))),
        '[19,5,[[["rows"],[1,null]],[["rows",0],2],[["x"]]]]',
    ),
    (Props(5, ((("rows",), 1, 0, ["a"]),)), '[19,5,[[["rows"],1,0,["a"]]]]'),
    (Props(5, ((("raw",), Binary(b"\0\xff")),)), r'[19,5,[[["raw"],{"\u0000":["","AP8="]}]]]'),
    (
        Props(5, ((("x",), Binary(bytes(4), "u1", (2, 2))),)),
        r'[19,5,[[["x"],{"\u0000":["u1","AAAAAA==",[2,2]]}]]]',
    ),
    (
        Call(5, "module", ("message", "hi", [Binary(b"a")])),
        r'[13,5,"module",["message","hi",[{"\u0000":["","YQ=="]}]]]',
    ),
]


@pytest.mark.parametrize(("op", "text"), EXACT, ids=lambda value: value if isinstance(value, str) else "")
def test_an_op_is_these_bytes(op: Op, text: str) -> None:
    assert wire.encode_ops([op]).decode() == f"[{text}]"
    assert wire.encode_frame(0, 3, 7, [op]).decode() == f"[0,3,7,[{text}]]"
    assert decode_frame(f"[0,3,7,[{text}]]") == Frame(0, 3, 7, [op])


def test_every_op_is_among_the_examples() -> None:
    # A template is no op of its own; test_templates has it.
    assert {to_wire([op])[0][0] for op, _ in EXACT} == set(OP_CODES.values()) - {OP_CODES["TEMPLATE"]}


def test_the_lists_are_what_the_bytes_mean() -> None:
    ops = [op for op, _ in EXACT]
    assert to_wire(ops) == msgspec.json.decode(wire.encode_ops(ops))
    assert from_wire(to_wire(ops)) == ops


def test_the_getter_of_javascript_text_stays_at_home() -> None:
    listener = Listener((("value", "currentTarget.value"),), script="this.value")
    assert b"this.value" not in wire.encode_ops([Listen(5, "input", listener)])


def test_text_is_utf8_json_as_it_is() -> None:
    text = 'é 😀 "\\\x00\u2028</script>'
    data = wire.encode_ops([SetData(5, text)])
    assert msgspec.json.decode(data) == [[4, 5, text]]


class Colour(StrEnum):
    RED = "red"


class Shout(str):
    def __str__(self) -> str:
        return "SHOUT"


def test_subclasses_of_str_are_the_text_that_they_are() -> None:
    assert wire.encode_ops([SetAttribute(5, "class", Colour.RED)]) == b'[[6,5,"class","red"]]'
    assert wire.encode_ops([Insert(1, 0, 4, (Shout("quiet"),))]) == b'[[1,1,0,4,["quiet"]]]'
    assert to_wire([SetData(5, Shout("quiet"))]) == [[4, 5, "quiet"]]


def test_what_is_no_json_value_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot be sent"):
        wire.encode_ops([Message("chat", {"x": object()})])  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "data",
    [
        *("", "x", "{}", "[]", "[0,1,0]", "[0,1,0,{}]", "[-1,1,{}]", '["0",1,0,[]]', "[0,1.5,0,[]]", "[0,true,0,[]]"),
        *("[0,1,0,[],1]", "[0,1,0,[1]]", "[0,1,0,[[]]]", "[0,1,0,[[0]]]", "[0,1,0,[[99]]]", "[0,1,0,[[true]]]"),
        *("[0,1,0,[[2]]]", "[0,1,0,[[2,0]]]", "[0,1,0,[[2,-5]]]", '[0,1,0,[[2,"5"]]]', "[0,1,0,[[2,5,0]]]"),
        *("[0,1,0,[[2,2147483648]]]", "[0,1,0,[[2,5,1,1]]]", "[0,1,0,[[4,5]]]", "[0,1,0,[[4,5,null]]]"),
        *("[0,1,0,[[16,1]]]", '[0,1,0,[[11,5,"e",[["a"]]]]]', '[0,1,0,[[11,5,"e",[0,0,0,0,[],1]]]]'),
        *("[0,1,0,[[1,1,0,4,[1]]]]", "[0,1,0,[[1,1,0,4,[[]]]]]", "[0,1,0,[[1,1,0,4,[[1]]]]]"),
        *(
            '[0,1,0,[[1,1,0,4,[["p",0,["id"]]]]]]',
            '[0,1,0,[[1,1,0,4,[["p",1]]]]]',
            '[0,1,0,[[1,1,0,4,[["p",0,0,0,3]]]]]',
        ),
        *('[0,1,0,[[1,1,0,4,[["p",0,0,[[2]]]]]]]', '[0,1,0,[[1,1,0,4,[["p",0,0,[[6,"a","b"]]]]]]]'),
        "[" * 100_000,
    ],
    ids=lambda data: data[:40],
)
def test_what_is_no_frame_is_refused(data: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        decode_frame(data)
    assert caught.value.code == 4400


names = st.text("abcxyz-", min_size=1, max_size=5)
texts = st.text(max_size=8)
numbers = st.integers(4, 2**31 - 1)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
times = st.integers(0, 10_000)
listeners = st.builds(
    Listener,
    st.lists(st.tuples(names, names), max_size=2).map(tuple),
    st.integers(0, 127),
    times,
    times,
    st.lists(names, max_size=2).map(tuple),
)


def some(mapping: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any] | None]:
    return mapping.map(lambda items: items or None)


def elements(children: st.SearchStrategy[NodeData]) -> st.SearchStrategy[NodeData]:
    return st.builds(
        ElementData,
        names,
        st.lists(children, max_size=3).map(tuple),
        some(st.dictionaries(names, texts, max_size=2)),
        some(st.dictionaries(names, texts, max_size=2)),
        some(st.dictionaries(names, json_values, max_size=2)),
        some(st.dictionaries(names, listeners, max_size=2)),
        st.sampled_from([None, "", SVG, MATHML, HTML, "urn:x"]),
        st.lists(st.tuples(names, names, texts), max_size=2).map(tuple),
    )


nodes = st.recursive(texts | st.builds(CommentData, texts), elements, max_leaves=8)
runs = numbers | st.lists(numbers, min_size=2, max_size=4).filter(lambda ids: len(ids) % 2 == 0).map(tuple)
ops = st.one_of(
    st.builds(Insert, numbers, st.just(0) | numbers, runs, st.lists(nodes, min_size=1, max_size=3).map(tuple)),
    st.builds(Remove, numbers, st.integers(1, 100)),
    st.builds(Move, numbers, numbers, st.just(0) | numbers),
    st.builds(SetData, numbers, texts),
    st.builds(SetText, numbers, numbers, texts),
    st.builds(SetAttribute, numbers, names, texts),
    st.builds(SetAttributeNS, numbers, names, names, texts),
    st.builds(RemoveAttribute, numbers, names),
    st.builds(SetProperty, numbers, names, json_values),
    st.builds(SetStyle, numbers, names, texts),
    st.builds(Listen, numbers, names, listeners),
    st.builds(Unlisten, numbers, names),
    st.builds(Call, numbers, names, st.lists(json_values, max_size=3).map(tuple), st.integers(0, 9)),
    st.builds(Message, names, st.dictionaries(texts, json_values, max_size=3)),
    st.builds(Mount, numbers, st.integers(0, 9)),
    st.just(Reset()),
    st.builds(
        Adopt,
        runs,
        st.lists(names, max_size=3).map(tuple),
        st.lists(st.tuples(texts, st.integers(0, 2**31)), max_size=3).map(lambda pairs: tuple(chain(*pairs))),
    ),
)


@given(st.integers(0, 2**31), st.integers(1, 2**53 - 1), st.integers(0, 2**53 - 1), st.lists(ops, max_size=5))
def test_every_frame_comes_back(document: int, seq: int, ack: int, batch: list[Op]) -> None:
    assert decode_frame(wire.encode_frame(document, seq, ack, batch)) == Frame(document, seq, ack, batch)


def test_many_bytes_stand_beside_the_json() -> None:
    data = bytes(range(256)) * 8
    op = Props(5, ((("x",), {"first": Binary(b"abc"), "second": Binary(data, "f8", (2, 128))}),))
    frame = wire.FrameWriter(0).frame(1, 0, [op])
    text, attached = wire.messages_of(frame)
    assert (
        text
        == rb'[0,1,0,[[19,5,[[["x"],{"first":{"\u0000":["",[0,3]]},"second":{"\u0000":["f8",[8,2048],[2,128]]}}]]]]]'
    )
    assert attached == b"abc" + bytes(5) + data
    assert decode_frame(frame) == decode_frame(text, attached=attached) == Frame(0, 1, 0, [op])


def test_few_bytes_are_base64_in_the_json() -> None:
    op = Props(5, ((("x",), Binary(bytes(wire.BINARY_FROM - 8))),))
    frame = wire.FrameWriter(0).frame(1, 0, [op])
    assert wire.messages_of(frame) == (frame, None)
    assert decode_frame(frame) == Frame(0, 1, 0, [op])


def test_a_page_has_its_first_frame_as_text_whatever_is_in_it() -> None:
    frame = wire.encode_frame(0, 1, 0, [Props(5, ((("x",), Binary(bytes(5000))),))])
    assert wire.messages_of(frame) == (frame, None)


@pytest.mark.parametrize("mark", ["1", "[]", '["f8"]', '["f8",[0,9]]', '["",[-1,1]]', "[1,2]"])
def test_bytes_that_are_not_there_are_refused(mark: str) -> None:
    with pytest.raises(ProtocolError):
        decode_frame(f'[0,1,0,[[19,5,[[["x"],{{"\\u0000":{mark}}}]]]]]')
