"""Read the token from the hello message of a connection."""

from __future__ import annotations

import msgspec


class _Token(msgspec.Struct):
    token: str | None = None
    attempt: int = 0


_hello_decoder = msgspec.json.Decoder(tuple[int, int, _Token])


def token_of(hello: str | bytes) -> tuple[str | None, int]:
    """Return the token in a hello and the connection's number. The session checks everything else.

    Args:
        hello: The first message of a connection.
    """
    if isinstance(hello, bytes):
        return None, 0
    try:
        _, _, data = _hello_decoder.decode(hello)
    except (ValueError, RecursionError):
        return None, 0
    return data.token, data.attempt
