"""Strip JavaScript for serving: comments, indentation, empty lines and unnecessary blanks.

The client is written for its readers, at no cost to its users. Names stay as they are, and so do line breaks that may
end a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import NamedTuple


class Kind(Enum):
    """The kind of a token, which determines the blanks around it."""

    #: A name, a keyword, a number.
    WORD = auto()
    REGEX = auto()
    #: A string or a part of a template; its quotes separate it from other tokens.
    TEXT = auto()
    BRACKET = auto()
    OPERATOR = auto()
    #: A line break: not a token, but it may end a statement.
    NEWLINE = auto()


class Token(NamedTuple):
    """A token: its kind and its text."""

    kind: Kind
    text: str


_ENDS = "\n\r\u2028\u2029"
_TRIVIA = re.compile(rf"[^\S{_ENDS}]+|\ufeff+|//[^{_ENDS}]*|/\*(?:[^*]|\*(?!/))*\*/|[{_ENDS}]")
_WORD = re.compile(r"\.?\d(?:[eE][+-](?=\d)|[\w.])*|(?:[$\w\u200c\u200d#]|\\u)+")
_STRING = re.compile(r"\"(?:[^\"\\\n\r]|\\(?s:.))*\"|'(?:[^'\\\n\r]|\\(?s:.))*'")
_TEMPLATE_PART = re.compile(r"[`}](?:[^`\\$]|\\(?s:.)|\$(?!\{))*(?:`|\$\{)")
_REGEX = re.compile(rf"/(?:[^/\\\[{_ENDS}]|\\[^{_ENDS}]|\[(?:[^\]\\{_ENDS}]|\\[^{_ENDS}])*\])+/[$\w]*")
_PUNCTUATOR = re.compile(
    r"[(){}\[\],;]|\.\.\.|=>|>>>=?|(?:\*\*|<<|>>|&&|\|\||\?\?)=?|[=!]==?|\+\+|--|\?\.(?!\d)|[-+*/%&|^<>]=?|[~!=?:.]"
)

#: A slash after one of these begins a regular expression; after any other word it divides.
_BEFORE_OPERANDS = {
    *("await", "case", "delete", "do", "else", "extends", "in", "instanceof", "new", "of", "return", "throw"),
    *("typeof", "void", "yield"),
}
#: Parentheses after one of these are not an operand.
_HEADS = {"if", "for", "while", "with"}


class _Scanner:
    """Reads tokens one after the other; the meaning of a slash depends on the tokens before it."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._previous = Token(Kind.BRACKET, ";")
        self._before_previous = self._previous
        #: For each open bracket, the text of the token before it; a backquote for that of a template.
        self._open: list[str] = []
        #: The text of the token before the bracket that was closed last.
        self._before_closed = ""

    def tokens(self) -> Iterator[Token]:
        while self._position < len(self._source):
            if trivia := _TRIVIA.match(self._source, self._position):
                self._position = trivia.end()
                if not set(_ENDS).isdisjoint(trivia.group()):
                    yield Token(Kind.NEWLINE, "\n")
                continue
            token = self._next()
            yield token
            self._position += len(token.text)
            self._before_previous, self._previous = self._previous, token
        if self._open:
            raise self._error("a bracket or a template does not end")

    def _next(self) -> Token:
        first = self._source[self._position]
        if first == "`" or (first == "}" and self._open[-1:] == ["`"]):
            return self._template_part(first)
        if first in "\"'":
            return Token(Kind.TEXT, self._expect(_STRING, "a string does not end"))
        if word := _WORD.match(self._source, self._position):
            return Token(Kind.WORD, word.group())
        if first == "/" and self._operand_follows():
            return Token(Kind.REGEX, self._expect(_REGEX, "a regular expression does not end"))
        text = self._expect(_PUNCTUATOR, f"{first!r} begins no token")
        if text in "([{":
            self._open.append(self._previous.text)
        elif text in ")]}":
            if self._open[-1:] in ([], ["`"]):
                raise self._error(f"{text} closes nothing")
            self._before_closed = self._open.pop()
        return Token(Kind.BRACKET if text in "()[]{},;" else Kind.OPERATOR, text)

    def _template_part(self, first: str) -> Token:
        text = self._expect(_TEMPLATE_PART, "a template does not end")
        if first == "}":
            self._open.pop()
        if text.endswith("${"):
            self._open.append("`")
        return Token(Kind.TEXT, text)

    def _operand_follows(self) -> bool:
        kind, text = self._previous
        if text == "}":
            raise self._error("a slash after } divides an object or begins a regular expression; write it otherwise")
        if kind is Kind.WORD:
            return text in _BEFORE_OPERANDS and self._before_previous.text not in (".", "?.")
        if text == ")":
            return self._before_closed in _HEADS
        if kind is Kind.TEXT:
            return text.endswith("${")
        return kind is not Kind.REGEX and text not in ("]", "++", "--")

    def _expect(self, pattern: re.Pattern[str], problem: str) -> str:
        if found := pattern.match(self._source, self._position):
            return found.group()
        raise self._error(problem)

    def _error(self, problem: str) -> ValueError:
        return ValueError(f"line {self._source.count(chr(10), 0, self._position) + 1}: {problem}")


def tokens(source: str) -> Iterator[Token]:
    """The tokens of a module, and the line breaks between them.

    Args:
        source: The module.

    Returns:
        Its tokens. A template is several: the text up to ``${``, the expression's tokens, the text from ``}`` on.

    Raises:
        ValueError: It is not valid JavaScript; or a slash follows a closing brace, where only a parser could tell a
            division of an object from a regular expression after a block.
    """
    return _Scanner(source).tokens()


def strip(source: str) -> str:
    """Return the same program in fewer characters.

    Args:
        source: A module.

    Returns:
        A module of the same tokens, with single line breaks where one may end a statement.

    Raises:
        ValueError: As for `tokens`.
    """
    return join(tokens(source))


_PARENTHESIS, _CLOSED, _END, _SEMICOLON = (Token(Kind.BRACKET, text) for text in "()};")

#: No statement ends after these, so a line break there has no meaning.
_OPEN = frozenset("{([,;")


def join(parts: Iterable[Token]) -> str:
    """Join tokens, with blanks only where they are needed, and without semicolons before closing braces.

    Args:
        parts: The tokens and line breaks.
    """
    made: list[str] = []
    #: The text before each open parenthesis, and before the one that was closed last.
    heads, head = [""], ""
    before, previous = "", Token(Kind.NEWLINE, "")
    for token in parts:
        if token.kind is Kind.NEWLINE and (previous.kind is Kind.NEWLINE or previous.text in _OPEN):
            continue
        if token == _PARENTHESIS:
            heads.append(previous.text)
        elif token == _CLOSED and len(heads) > 1:
            head = heads.pop()
        elif token == _END and previous == _SEMICOLON and not _is_statement(before, head):
            made.pop()
        if _needs_blank(previous, token):
            made.append(" ")
        made.append(token.text)
        before, previous = previous.text, token
    return "".join(made)


def _is_statement(before: str, head: str) -> bool:
    """Return whether a semicolon is a statement of its own: ``while (f());``."""
    return before in ("else", "do", ":") or (before == ")" and head in _HEADS)


def _needs_blank(left: Token, right: Token) -> bool:
    """Return whether two tokens would be read as others without a blank between them."""
    if right.kind is Kind.WORD:
        return left.kind in (Kind.WORD, Kind.REGEX) or (left.kind is Kind.OPERATOR and right.text[0] == ".")
    if right.kind is Kind.REGEX:
        return left.text in ("/", "<")
    if right.kind is Kind.OPERATOR:
        is_number = left.kind is Kind.WORD and left.text[0] in "0123456789."
        return left.kind is Kind.OPERATOR or (is_number and right.text[0] in ".?")
    return False
