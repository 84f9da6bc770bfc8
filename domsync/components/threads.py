"""Blocking work, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


async def run_in_thread(function: Callable[P, T], *args: P.args, **keywords: P.kwargs) -> T:
    """Run a blocking function in a thread while the page stays live.

    The function may assign to fields of components and states: the update then happens on the event loop by itself.

    Args:
        function: The function.
        args: Its arguments.
        keywords: Its keyword arguments.

    Returns:
        What it returns.

    Raises:
        Exception: What it raises.
    """
    return await asyncio.to_thread(function, *args, **keywords)
