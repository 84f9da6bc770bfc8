"""Hostile strings in every place of the ops: in JavaScript text and on the wire they stay strings.

What is written with a hostile string differs from what is written with a harmless one in its literals only.
"""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.dom.checks.unicode import well_formed
from domsync.dom.document.document import Document
from domsync.dom.ops import (
    ROOT,
    Call,
    CommentData,
    ElementData,
    Insert,
    Json,
    Listen,
    Listener,
    Message,
    Op,
    RemoveAttribute,
    SetAttribute,
    SetAttributeNS,
    SetData,
    SetProperty,
    SetStyle,
    SetText,
    Unlisten,
)
from domsync.render import JavaScript, encode_ops
from domsync.render.wire_reader import from_wire
from tests import corpus
from tests.profiles import scaled
from tests.render.lexer import literals, skeleton

HARMLESS = "harmless"


def ops_with(text: str) -> list[Op]:
    """Ops that hold a text wherever an op can hold one; in names too, where the tree would refuse it."""
    listener = Listener(((text, text), ("value", text)), 1, 0, 0, (text,))
    anywhere = ElementData(
        text,
        (text, CommentData(text), "other"),
        {"id": text, text: text},
        {text: text},
        {"value": text, "selected": [text, {text: text}]},
        {text: listener},
        text,
        ((text, text, text),),
    )
    return [
        Insert(ROOT, 0, 4, (anywhere, text, CommentData(text))),
        SetData(5, text),
        SetAttribute(4, text, text),
        SetAttributeNS(4, text, text, text),
        RemoveAttribute(4, text),
        SetProperty(4, "value", text),
        SetStyle(4, text, text),
        SetStyle(4, text, f"{text} !important"),
        Listen(4, text, Listener((("value", text),), 3, 0, 0, (text,))),
        Unlisten(4, text),
        Call(4, "focus", (text, {text: [text]})),
        Message(text, {text: text}),
        SetText(4, 10, text),
    ]


def javascript(text: str) -> str:
    return JavaScript(Document()).updates(ops_with(text))


BASELINE = javascript(HARMLESS)


def assert_only_literals_differ(text: str) -> None:
    text = well_formed(text)
    # These have meanings of their own: an empty style is a removal, an empty namespace is none, "length" is no key, and
    # a key has marks and modifiers in front of it.
    if not text or text in ("id", "value", "length", "__proto__") or "." in text or text[0] in "!~?" or "+" in text:
        text = f"x{text}".replace(".", "_").replace("+", "_")
    written = javascript(text)
    assert skeleton(written) == skeleton(BASELINE)
    harmless, hostile = literals(BASELINE), literals(written)
    assert len(hostile) == len(harmless)
    for before, after in zip(harmless, hostile, strict=True):
        assert after == before.replace(HARMLESS, text)


@pytest.mark.parametrize("hostile", corpus.texts(5_000), ids=str)
def test_the_corpus_in_javascript_text(hostile: corpus.Hostile) -> None:
    assert_only_literals_differ(hostile.text)


@given(st.text(min_size=1))
@settings(max_examples=scaled(100))
def test_any_text_in_javascript_text(text: str) -> None:
    assert_only_literals_differ(text)


@pytest.mark.parametrize("text", ["length", "constructor", "toString", "#document", "domsync_root_id"])
def test_names_that_scripts_know(text: str) -> None:
    written = javascript(text)
    assert skeleton(written) == skeleton(BASELINE)


def test_a_path_is_steps_and_each_step_is_a_literal() -> None:
    listener = Listener((("value", 'a"];alert(1);[".b'),))
    text = JavaScript(Document()).updates([Listen(ROOT, "click", listener)])
    assert r'"value": event?.["a\"];alert(1);[\""]?.["b"]' in text


@pytest.mark.parametrize("hostile", corpus.texts(5_000), ids=str)
def test_the_id_of_the_root(hostile: corpus.Hostile) -> None:
    text = well_formed(hostile.text)
    written = JavaScript(Document(text)).updates([])
    assert skeleton(written) == 'var __domsync__ = [ ] ; __domsync__ [ "" ] = document . getElementById ( "" ) ;'
    assert literals(written)[1] == text


@pytest.mark.parametrize("hostile", corpus.texts(5_000), ids=str)
def test_the_corpus_on_the_wire(hostile: corpus.Hostile) -> None:
    text = well_formed(hostile.text)
    ops = ops_with(text)
    wire = msgspec.json.decode(encode_ops(ops))
    assert shape(wire) == shape(msgspec.json.decode(encode_ops(ops_with(HARMLESS))))
    assert from_wire(wire) == ops


def shape(value: Json) -> object:
    if isinstance(value, list):
        return [shape(item) for item in value]
    if isinstance(value, dict):
        return {len(value): [shape(item) for item in value.values()]}
    return "text" if isinstance(value, str) else value


def test_the_controls_fail_when_a_quote_is_missing() -> None:
    written = javascript('";alert(1);"').replace("\\", "")
    with pytest.raises(AssertionError):
        assert skeleton(written) == skeleton(BASELINE)
