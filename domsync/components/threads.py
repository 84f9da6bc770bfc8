"""Run blocking work outside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def run_in_thread(function: Callable[P, T], *args: P.args, **keywords: P.kwargs) -> T:
    """Run a blocking function in a thread while the page stays live.

    The function may assign to fields of components and states; the page is updated on the event loop.

    Args:
        function: The function.
        args: Its arguments.
        keywords: Its keyword arguments.

    Returns:
        The function's result.

    Raises:
        Exception: The function's exception.
    """
    return await asyncio.to_thread(function, *args, **keywords)
