"""What docstrings become on the site: roles as code, and examples of the interpreter as Python."""

from __future__ import annotations

import re
from typing import Any

import griffe

_ROLE = re.compile(r":[a-z]+:`~?(?:[\w.]+\.)?(\w+(?:\(\))?)`")
_TARGET = re.compile(r":[a-z]+:`([^`<]+?) <[^`>]+>`")
#: A line of the interpreter, and what belongs to it up to the next blank line.
_LINES = r"[ \t]*>>>.*\n(?:[ \t]*\S.*\n)*"
_EXAMPLE = re.compile(rf"^{_LINES}(?:\n{_LINES})*", re.MULTILINE)


def as_markdown(text: str) -> str:
    """A docstring as Markdown."""
    text = _TARGET.sub(r"\1", text.replace("``", "`"))
    text = _ROLE.sub(r"`\1`", text)
    return _EXAMPLE.sub(lambda example: f"```pycon\n{example[0].rstrip()}\n```\n", f"{text}\n").rstrip()


class Docstrings(griffe.Extension):
    """Turns each docstring into Markdown."""

    def on_instance(self, *, obj: griffe.Object, **kwargs: Any) -> None:
        """Turn one."""
        if obj.docstring is not None:
            obj.docstring.value = as_markdown(obj.docstring.value)
