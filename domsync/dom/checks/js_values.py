"""Check values for a page's JavaScript: JSON, bytes, and arrays of numbers."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

from domsync.dom.checks.unicode import well_formed

_DEEPEST = 64
#: The largest integer that JavaScript distinguishes from its neighbours.
_LARGEST = 2**53 - 1
#: The only key of a JSON object that stands for bytes. A program's own values may not use it.
MARK: Final = "\0"

#: The types of an array's items: the format of Python's `struct`, and the kind in a message, of which the browser makes
#: a typed array. "c" and "B" are plain bytes.
_KINDS: Final = dict(
    pair.split(":")
    for pair in ["b:i1", "h:i2", "H:u2", "i:i4", "I:u4", "l:i8", "L:u8", "q:i8", "Q:u8", "e:f2", "f:f4", "d:f8", "?:u1"]
)


class Binary:
    """Bytes among the values that a page's JavaScript gets.

    Args:
        data: The bytes, little-endian.
        kind: Their type in the browser: empty for a `DataView`; `"f8"` for a `Float64Array`, `"i4"`, `"u1"` and so on.
        shape: The lengths of the dimensions, if there are several.
    """

    __slots__ = ("data", "kind", "shape")

    def __init__(self, data: bytes, kind: str = "", shape: tuple[int, ...] | None = None) -> None:
        self.data: bytes = data
        self.kind: str = kind
        self.shape: tuple[int, ...] | None = shape

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Binary):
            return NotImplemented
        return (self.data, self.kind, self.shape) == (other.data, other.kind, other.shape)

    def __hash__(self) -> int:
        return hash((self.data, self.kind, self.shape))

    def __repr__(self) -> str:
        return f"Binary({len(self.data)} bytes{f' as {self.kind}' if self.kind else ''})"


def to_js(value: Any, depth: int = 0, other: Callable[[Any], Any] | None = None) -> Any:
    """Copy a value for JavaScript, and check it.

    A float that JSON does not have becomes None, as with `JSON.stringify`. Objects with Python's buffer protocol
    (bytes, memoryview, array, a NumPy array) become a :class:`Binary`.

    Args:
        value: None, a bool, a number, a string, an object with bytes, or a list, tuple or mapping of these.
        depth: The number of values around it.
        other: Converts an object of another type into such a value, or raises a TypeError.

    Raises:
        TypeError: It contains an object of another type.
        ValueError: It contains an integer that JavaScript does not have, or an array that no typed array can hold, or
            it is nested too deep.
    """
    kind = type(value)
    if kind is str:
        return value if value.isascii() else well_formed(value)
    if value is None or kind is bool:
        return value
    if isinstance(value, int):
        if not -_LARGEST <= value <= _LARGEST:
            raise ValueError("an integer beyond 2**53 is not exact in JavaScript; send it as a string")
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, str):
        return well_formed(value)
    if kind is Binary:
        return value
    if depth >= _DEEPEST:
        raise ValueError(f"the value is nested deeper than {_DEEPEST} levels")
    if isinstance(value, list | tuple):
        return [to_js(item, depth + 1, other) for item in value]
    if isinstance(value, Mapping):
        return {_key(key): to_js(item, depth + 1, other) for key, item in value.items()}
    binary = _binary(value)
    if binary is not None:
        return binary
    if other is None:
        raise TypeError(
            "a value for the browser must be None, bool, number, string, list, dict, bytes or an array of numbers, "
            f"not {type(value).__name__}: {value!r:.80}"
        )
    return to_js(other(value), depth + 1, other)


def _key(key: object) -> str:
    if isinstance(key, str):
        if key == MARK:
            raise ValueError("a key cannot be the character NUL, which marks bytes")
        return well_formed(key)
    if isinstance(key, bool) or not isinstance(key, int | float):
        raise TypeError(f"the keys of a value for the browser are strings, not {type(key).__name__}: {key!r}")
    # As JavaScript does with the keys of an object.
    return str(key)


def _binary(value: object) -> Any:
    """Encode an object with Python's buffer protocol; None for any other."""
    try:
        view = memoryview(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    if view.ndim == 0:
        # A NumPy scalar.
        return to_js(view.tolist())
    order, kind = (view.format[0], view.format[1:]) if view.format[:1] in tuple("@=<>!") else ("@", view.format)
    if kind in ("B", "c") and view.ndim == 1:
        # `tobytes` also copies views that are not contiguous.
        return Binary(view.tobytes(), "u1" if type(value).__module__ == "numpy" else "")
    name = "u1" if kind == "B" else _KINDS.get(kind)
    if name is None or order in ">!":
        raise ValueError(
            f"no typed array of JavaScript holds items of the format {view.format!r}; "
            "convert them, as array.astype('float64') does"
        )
    if name[0] in "iu":
        name = f"{name[0]}{view.itemsize}"
    return Binary(view.tobytes(), name, view.shape if view.ndim > 1 else None)


def from_js(value: Any) -> Any:
    """Replace the marks of bytes in JSON from a browser by the bytes.

    Args:
        value: Decoded JSON; changed in place.

    Returns:
        The value. A typed array becomes a memoryview of its items, other binary data becomes bytes.

    Raises:
        ValueError: It contains bytes in a form that the client does not write.
    """
    if isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, list | dict):
                value[index] = from_js(item)
    elif isinstance(value, dict):
        if MARK in value:
            return _unpacked(value[MARK])
        for key, item in value.items():
            if isinstance(item, list | dict):
                value[key] = from_js(item)
    return value


#: The formats of Python's `struct` by the kind.
_FORMATS: Final = dict(
    pair.split(":") for pair in ["i1:b", "u1:B", "i2:h", "u2:H", "i4:i", "u4:I", "i8:q", "u8:Q", "f2:e", "f4:f", "f8:d"]
)


def _unpacked(mark: Any) -> bytes | memoryview:
    match mark:
        case [str(kind), str(text), *shape] if not kind or kind in _FORMATS:
            data = base64.b64decode(text, validate=True)
        case _:
            raise ValueError("bytes come as [kind, base64, shape]")
    if not kind:
        return data
    view = memoryview(data)
    try:
        return view.cast(_FORMATS[kind], shape[0]) if shape else view.cast(_FORMATS[kind])  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError) as error:
        raise ValueError(f"no array of {kind}: {error}") from None
