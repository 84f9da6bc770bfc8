"""Ops as the plain lists that a browser reads."""

from collections.abc import Iterable
from typing import Any

import msgspec

from domsync.dom.ops import Op
from domsync.render import encode_ops


def to_wire(ops: Iterable[Op]) -> list[Any]:
    """The ops as JSON readers get them."""
    wire: list[Any] = msgspec.json.decode(encode_ops(ops))
    return wire
