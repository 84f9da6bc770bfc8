"""Results of callbacks: nothing of interest, or an awaitable."""

from __future__ import annotations

from collections.abc import Awaitable
from inspect import isawaitable
from types import AsyncGeneratorType, GeneratorType
from typing import TypeGuard


def is_awaitable(result: object) -> TypeGuard[Awaitable[object]]:
    """Return whether the result of a callback has to be awaited.

    Args:
        result: The result.

    Raises:
        TypeError: It is a generator, of which nothing would ever run.
    """
    if result is None:
        return False
    if isawaitable(result):
        return True
    if isinstance(result, GeneratorType | AsyncGeneratorType):
        raise TypeError(
            f"{result.__qualname__} is a generator, so nothing in it has run: use no `yield` in it; to show changes in"
            " the middle of a handler, write `async def` and `await self.flush()`"
        )
    return False
