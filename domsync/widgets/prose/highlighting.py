"""Syntax highlighting: pygments finds the tokens, a handful of classes colours them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from domsync import VNode
from domsync import html as h
from domsync.errors import MissingExtraError

#: The maximum number of characters that are highlighted: longer texts would keep others waiting.
MOST_HIGHLIGHTED = 20_000
#: pygments' kinds of tokens, more specific ones first, with the letter of the class `ds-t-...` for each.
_CLASSES = (
    ("Comment", "c"),
    ("Keyword.Constant", "n"),
    ("Keyword", "k"),
    ("Literal.String", "s"),
    ("Literal", "n"),
    ("Name.Function", "f"),
    ("Name.Class", "f"),
    ("Name.Decorator", "f"),
    ("Name.Tag", "k"),
    ("Name.Attribute", "f"),
    ("Name.Builtin", "b"),
    ("Name.Exception", "b"),
    ("Generic.Deleted", "d"),
    ("Generic.Inserted", "i"),
    ("Generic.Heading", "k"),
    ("Generic.Subheading", "k"),
    ("Operator.Word", "k"),
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
#: A run of text and its class, empty for none.
Run = tuple[str, str]


def runs(source: str, language: str) -> list[Run]:
    """Split a source into runs of one colour each.

    Args:
        source: The source. Its lines end with ``\\n``.
        language: A name or file extension that pygments knows: `"python"`, `"py"`; others have no colours.

    Raises:
        MissingExtraError: The extra `markdown` is not installed.
    """
    if not language or len(source) > MOST_HIGHLIGHTED:
        return [("", source)] if source else []
    lexer = _lexer(language.lower())
    if lexer is None:
        return [("", source)] if source else []
    found: list[Run] = []
    for kind, text in lexer.get_tokens(source):
        class_ = _class_of(kind)
        # White space has no colour, so it is added to the run before it.
        if found and (found[-1][0] == class_ or not text.strip()):
            found[-1] = (found[-1][0], found[-1][1] + text)
        elif text:
            found.append((class_, text))
    # A lexer may leave something out, such as a byte order mark; then show the source without colours.
    return found if "".join(text for _, text in found) == source else [("", source)]


def spans(found: Iterable[Run]) -> list[VNode | str]:
    """Make children from runs.

    Args:
        found: The result of `runs`.
    """
    return [h.span(text, class_=f"ds-t-{class_}") if class_ else text for class_, text in found]


def lines(found: Iterable[Run]) -> Iterator[list[Run]]:
    """Split runs into lines, which keep their line ends.

    Args:
        found: The result of `runs`.
    """
    line: list[Run] = []
    for class_, text in found:
        for part in _LINE.findall(text):
            line.append((class_, part))
            if part.endswith("\n"):
                yield line
                line = []
    if line:
        yield line


@lru_cache(64)
def _lexer(language: str) -> Any:
    try:
        from pygments.lexers import get_lexer_by_name
        from pygments.util import ClassNotFound
    except ImportError as error:
        raise MissingExtraError("pygments", "markdown", "highlighting code") from error
    try:
        # The options keep the lexer from removing or adding lines.
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(512)
def _class_of(kind: Any) -> str:
    name = str(kind).removeprefix("Token.")
    return next((letter for known, letter in _CLASSES if name == known or name.startswith(f"{known}.")), "")
