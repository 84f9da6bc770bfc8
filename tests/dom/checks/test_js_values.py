"""Values for a page's JavaScript: JSON, and bytes as they are."""

import array
import json
import math
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.dom.checks.js_values import Binary, from_js, to_js
from domsync.dom.tree.js_properties import js_values
from domsync.errors import InvalidNameError
from domsync.render.wire import encode_value
from tests.corpus import texts

np: Any = import_module("numpy")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (1.5, 1.5),
        (math.nan, None),
        (-math.inf, None),
        ("text", "text"),
        ((1, [2]), [1, [2]]),
        ({"a": 1, 2: "b"}, {"a": 1, "2": "b"}),
        (b"ab", Binary(b"ab")),
        (bytearray(b"ab"), Binary(b"ab")),
        (memoryview(b"abcd")[::2], Binary(b"ac")),
        (array.array("d", [1.5]), Binary(array.array("d", [1.5]).tobytes(), "f8")),
        (array.array("h", [1, -2]), Binary(b"\1\0\xfe\xff", "i2")),
        (np.array([1.5], "f4"), Binary(np.array([1.5], "f4").tobytes(), "f4")),
        (np.array([1, 2], "u1"), Binary(b"\1\2", "u1")),
        (np.array([True, False]), Binary(b"\1\0", "u1")),
        (np.arange(6, dtype="i4").reshape(2, 3), Binary(np.arange(6, dtype="i4").tobytes(), "i4", (2, 3))),
        (
            np.arange(6, dtype="i4").reshape(2, 3).T,
            Binary(np.arange(6, dtype="i4").reshape(2, 3).T.tobytes(), "i4", (3, 2)),
        ),
        (np.arange(2), Binary(np.arange(2).tobytes(), "i8")),
        (np.float64(1.5), 1.5),
        (np.int32(3), 3),
        (np.bool_(True), True),
    ],
)
def test_what_javascript_gets(given: Any, wanted: Any) -> None:
    found = to_js(given)
    assert found == wanted
    assert type(found) is type(wanted)


@pytest.mark.parametrize(
    ("given", "error", "text"),
    [
        (object(), TypeError, "None, bool, number, string, list, dict, bytes or an array of numbers, not object"),
        (2**60, ValueError, "not exact in JavaScript"),
        ({(1, 2): 3}, TypeError, "the keys of a value for the browser are strings, not tuple"),
        ({"\0": 3}, ValueError, "marks bytes"),
        (np.array(["a"]), ValueError, "no typed array"),
        (np.array([1.5], ">f8"), ValueError, "no typed array"),
        (np.array([object()]), ValueError, "no typed array"),
        (np.array([1j]), ValueError, "no typed array"),
    ],
)
def test_what_it_cannot_get(given: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        to_js(given)


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(ValueError, match="nested deeper"):
        to_js(value)


BYTES = st.binary(max_size=20)
KEYS = st.text(min_size=1).filter(lambda key: key != "\0")
SENT = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | BYTES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1).filter(lambda key: key != "\0"), inner)
    ),
)


@given(SENT)
def test_what_was_written_is_read_back(value: Any) -> None:
    made = to_js(value)
    read = from_js(json.loads(encode_value(made)))
    assert to_js(read) == made


def test_hostile_strings_are_values_like_any_other() -> None:
    for hostile in texts():
        made = to_js({"key": hostile.text, f"x{hostile.text}": 1})
        assert json.loads(encode_value(made)) == made


@pytest.mark.parametrize(
    "mark", [1, [], ["f8"], ["f9", ""], ["f8", "AAA="], ["", "?"], ["f8", "AAAAAAAAAAA=", [2]], [1, 2]]
)
def test_bytes_that_the_client_does_not_write_are_refused(mark: Any) -> None:
    with pytest.raises(ValueError, match=r"bytes come as|no array of|base64|padding"):
        from_js({"\0": mark})


def test_typed_arrays_come_as_memoryviews() -> None:
    def made(value: Any) -> Any:
        return from_js(json.loads(encode_value(to_js(value))))

    assert made(np.array([1.5, 2.5])).tolist() == [1.5, 2.5]
    assert made(np.array([[1, 2], [3, 4]], "u2")).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "name", ["", "a-b", "1a", "a b", "__proto__", "constructor", "innerHTML", "srcdoc", "style", 3]
)
def test_names_that_no_property_can_have(name: Any) -> None:
    with pytest.raises(InvalidNameError):
        js_values({name: 1})


@pytest.mark.parametrize("name", ["rows", "_x", "$y", "on", "once", "innerHtml", "x1"])
def test_names_that_a_property_can_have(name: str) -> None:
    assert js_values({name: 1}) == {name: 1}
