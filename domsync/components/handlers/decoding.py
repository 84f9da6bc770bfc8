"""Decode what a browser sent. Data that does not match never reaches user code."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from domsync.errors import ProtocolError

#: The number of bytes of invalid data that are shown in the log.
_SHOWN = 300


@lru_cache(1024)
def decoder(kind: Any) -> Callable[[bytes], Any]:
    """Make the decoder of a type; it is cached.

    Raises:
        TypeError: The type cannot be read from JSON.
    """
    return msgspec.json.Decoder(kind).decode


def decode(raw: bytes, kind: Any) -> Any:
    """Decode what a browser sent.

    Args:
        raw: JSON; empty bytes stand for an object without fields.
        kind: The type that the data has to have.

    Raises:
        ProtocolError: 4400, because the data does not have this type.
    """
    try:
        return decoder(kind)(raw or b"{}")
    except (ValueError, RecursionError) as error:
        wanted = getattr(kind, "__qualname__", kind)
        came = raw[:_SHOWN].decode(errors="replace")
        raise ProtocolError(4400, "invalid message", f"{error}, for {wanted}; the browser sent {came}") from error


def narrow(raw: bytes, fields: tuple[tuple[str, str], ...]) -> bytes:
    """Keep some of the fields of a payload that was made for several listeners.

    Args:
        raw: The payload.
        fields: The fields to keep, as `ops.Listener` has them.

    Raises:
        ProtocolError: 4400, because `raw` is not a JSON object.
    """
    if not fields:
        return b"{}"
    told = decode(raw, dict[str, msgspec.Raw])
    return msgspec.json.encode({name: told[name] for name, _ in fields if name in told})
