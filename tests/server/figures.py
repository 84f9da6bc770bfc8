"""What a test of a promise has measured, for `make soak`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

#: Where `make soak` collects what was measured.
FIGURES = os.environ.get("SOAK_FIGURES")

Write = Callable[[str, str, str], None]


@pytest.fixture
def figure() -> Write:
    """Note what was measured: the promise, what was done, and what came of it."""

    def write(promise: str, done: str, found: str) -> None:
        if FIGURES:
            with Path(FIGURES).open("a", encoding="utf-8") as file:
                file.write(f"| {promise} | {done} | {found} |\n")

    return write
