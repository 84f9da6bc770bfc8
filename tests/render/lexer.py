"""A strict little lexer for the JavaScript that domsync writes: it shows that a text stays inside its literal.

It knows the tokens of that JavaScript and raises at anything else: a template with a substitution, a literal that is
not closed on its line, a comment.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

STRING = "string"
TEMPLATE = "template"
NUMBER = "number"
NAME = "name"
PUNCTUATION = "punctuation"

_ESCAPE = r"""\\(?:["\\`$nr]|x[0-9a-f]{2}|u[0-9a-f]{4})"""
_TOKEN = re.compile(
    rf"""
      (?P<string>"(?:[^"\\\x00-\x08\x0a-\x1f\u2028\u2029]|{_ESCAPE})*")
    | (?P<template>`(?:[^`\\$\x00-\x08\x0a-\x1f\u2028\u2029]|\$(?!\{{)|{_ESCAPE})*`)
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_$][A-Za-z0-9_$]*)
    | (?P<punctuation>=>|\?\.|&&|\|\||!==|===|[()\[\]{{}}.,;:=!?])
    | (?P<space>[ \n]+)
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A token: what it is, and its source."""

    kind: str
    source: str


class LexerError(Exception):
    """Something that domsync never writes."""


def tokens(source: str) -> Iterator[Token]:
    """Take source apart.

    Raises:
        LexerError: It holds something that domsync never writes.
    """
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None or match.lastgroup is None:
            raise LexerError(f"{source[place : place + 40]!r} at {place}")
        place = match.end()
        if match.lastgroup != "space":
            yield Token(match.lastgroup, match[0])


def value_of(literal: str) -> str:
    """The text that a string or template literal means."""
    return re.sub(_ESCAPE, _unescape, literal[1:-1])


def _unescape(match: re.Match[str]) -> str:
    kind, rest = match[0][1], match[0][2:]
    if kind in "xu":
        return chr(int(rest, 16))
    return {"n": "\n", "r": "\r"}.get(kind, kind)


def skeleton(source: str) -> str:
    """Source with every literal emptied: what is left is domsync's own."""
    return " ".join({STRING: '""', TEMPLATE: "``"}.get(token.kind, token.source) for token in tokens(source))


def literals(source: str) -> list[str]:
    """What the literals of source say, in order."""
    return [value_of(token.source) for token in tokens(source) if token.kind in (STRING, TEMPLATE)]
