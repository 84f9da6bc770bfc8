"""Check values that travel as JSON, and make them well-formed, before they enter the op log."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domsync.dom.checks.unicode import well_formed

if TYPE_CHECKING:
    from domsync.dom.ops import Json

_DEEPEST = 64
#: The largest integer that JavaScript distinguishes from its neighbours.
_LARGEST = 2**53 - 1


def to_json(value: Any, depth: int = 0) -> Json:
    """Copy a JSON value, and check it.

    Args:
        value: None, a bool, a number, a string, or a list, tuple or mapping with string keys of these.
        depth: The number of values around it.

    Raises:
        TypeError: It contains an object of another type.
        ValueError: It contains a number that JavaScript does not have, or it is nested too deep.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -_LARGEST <= value <= _LARGEST:
            raise ValueError("an integer beyond 2**53 is not exact in JavaScript; send it as a string")
        return int(value)
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"JSON has no {value}")
        return value
    if depth >= _DEEPEST:
        raise ValueError(f"the value is nested deeper than {_DEEPEST} levels")
    if isinstance(value, list | tuple):
        return [to_json(item, depth + 1) for item in value]
    if isinstance(value, Mapping):
        return {well_formed(key): to_json(item, depth + 1) for key, item in value.items()}
    raise TypeError(
        f"a value for the browser must be None, bool, number, string, list or dict, not {type(value).__name__}"
    )
