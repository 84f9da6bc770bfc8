"""Find the user's line that created something or failed, for messages."""

from __future__ import annotations

import inspect
import re
import sys
import sysconfig
import traceback
from collections.abc import Callable
from os import sep
from pathlib import Path
from types import CodeType, FrameType

_PACKAGE = str(Path(__file__).parent.parent) + sep
#: The folders of code that the user did not write: this library, Python's own, and installed packages.
_PATHS = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
_FOREIGN = (_PACKAGE, *(path.rstrip(sep) + sep for path in _PATHS if path))


def users_line() -> str:
    """Find the line of the user's program that is being executed.

    Returns:
        ``"file.py:12"``, or an empty string when there is none.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame is not None else ""


def line_of(function: Callable[..., object]) -> str:
    """Return the line where a function is defined.

    Returns:
        ``"file.py:12"``, or an empty string when it was not written in Python.
    """
    code = getattr(inspect.unwrap(function), "__code__", None)
    return f"{code.co_filename}:{code.co_firstlineno}" if code is not None else ""


def line_with_tag(function: Callable[..., object], tag: str) -> str:
    """Find the line where a function creates an element; if its source does not show it, where it is defined.

    Args:
        function: A ``render``.
        tag: The element's name.

    Returns:
        ``"file.py:12"``, or an empty string when it was not written in Python.
    """
    found = _matching(function, rf"\b{re.escape(tag)}_?\(")
    return _at(function, found[0]) if len(found) == 1 else line_of(function)


def line_with_text(function: Callable[..., object], text: str) -> str:
    """Find the last line of a function with a text in quotes; if its source has none, the line where it is defined.

    Args:
        function: A ``render``.
        text: The text.

    Returns:
        ``"file.py:12"``, or an empty string when it was not written in Python.
    """
    found = _matching(function, rf"""(["']){re.escape(text)}\1""")
    return _at(function, found[-1]) if found else line_of(function)


def _matching(function: Callable[..., object], pattern: str) -> list[int]:
    """Return the numbers of a function's lines that match a pattern."""
    try:
        lines, start = inspect.getsourcelines(inspect.unwrap(function))
    except (OSError, TypeError):
        return []
    return [number for number, line in enumerate(lines, start) if re.search(pattern, line)]


def _at(function: Callable[..., object], line: int) -> str:
    return f"{line_of(function).rpartition(':')[0]}:{line}"


def is_users_code(code: CodeType) -> bool:
    """Return whether the user wrote some code: it belongs neither to this library, Python nor an installed package."""
    return not code.co_filename.startswith(_FOREIGN)


def users_frame(error: BaseException) -> str:
    """Name the line where an exception left the user's code.

    Args:
        error: The exception.

    Returns:
        ``"file.py:12 in render: KeyError: 'x'"``.
    """
    steps = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    steps = [step for step in steps if not step[0].co_filename.startswith(_PACKAGE)]
    # The user's line is what helps, not the one of the library that it called.
    own = [step for step in steps if not step[0].co_filename.startswith(_FOREIGN)] or steps
    summary = "".join(traceback.format_exception_only(error)).strip()
    if not own:
        return summary
    code, line = own[-1]
    return f"{code.co_filename}:{line} in {code.co_name}: {summary}"
