"""Parse the docstring of a widget into its parts."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_SECTION = re.compile(r"^(Args|Emits|Keyboard|Returns|Raises):(.*)$", re.MULTILINE)
_ITEM = re.compile(r"^ {4}(\w+): ", re.MULTILINE)


@dataclass(frozen=True)
class Reference:
    """A docstring.

    Args:
        summary: Its first sentence.
        text: What follows it.
        example: Its example, as it is.
        parameters: Names, types, defaults and texts of the parameters.
        emits: Which events there are.
        keyboard: Keys and what they do; one row without a key is about all of them.
        returns: What it returns.
        raises: Errors and when they are raised.
    """

    summary: str
    text: str
    example: str
    parameters: tuple[tuple[str, str, str, str], ...]
    emits: str
    keyboard: tuple[tuple[str, str], ...]
    returns: str
    raises: tuple[tuple[str, str], ...]


@lru_cache(256)
def reference_of(function: Callable[..., Any]) -> Reference:
    """Read the docstring of a widget.

    Args:
        function: The widget.
    """
    parts = _SECTION.split(inspect.getdoc(function) or "")
    head, sections = parts[0], {}
    for name, rest, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        sections[name] = f"{rest.strip()}\n{body.rstrip()}"
    paragraphs = [part for part in head.strip().split("\n\n") if part]
    examples = [part for part in paragraphs if part.startswith(">>>")]
    words = [_joined(part) for part in paragraphs if not part.startswith(">>>")]
    return Reference(
        words[0],
        "\n\n".join(words[1:]),
        "\n".join(re.sub(r"^(>>>|\.\.\.) ?", "", line) for part in examples for line in part.splitlines()),
        tuple(_parameters(function, dict(_items(sections.get("Args", ""))))),
        _joined(sections.get("Emits", "")),
        tuple(_keys(sections.get("Keyboard", ""))),
        _joined(sections.get("Returns", "")),
        tuple(_items(sections.get("Raises", ""))),
    )


def _joined(text: str) -> str:
    return " ".join(text.split())


def _items(text: str) -> list[tuple[str, str]]:
    parts = _ITEM.split(text)
    return [(name, _joined(body)) for name, body in zip(parts[1::2], parts[2::2], strict=True)]


def _parameters(function: Callable[..., Any], texts: dict[str, str]) -> list[tuple[str, str, str, str]]:
    found = []
    for name, parameter in inspect.signature(function).parameters.items():
        kind = "" if parameter.annotation is parameter.empty else str(parameter.annotation)
        default = "" if parameter.default is parameter.empty else repr(parameter.default)
        stars = (
            "*"
            if parameter.kind is parameter.VAR_POSITIONAL
            else "**"
            if parameter.kind is parameter.VAR_KEYWORD
            else ""
        )
        found.append((stars + name, re.sub(r"^Unpack\[(k\.)?(\w+)\]$", r"\2", kind), default, texts.get(name, "")))
    return found


def _keys(text: str) -> list[tuple[str, str]]:
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if line.strip().startswith("|")]
    if rows:
        return [(keys.strip(), what.strip()) for keys, what in rows[2:]]
    return [("", _joined(text))] if text.strip() else []
