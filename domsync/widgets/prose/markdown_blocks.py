"""Markdown as elements: the tokens of markdown-it-py become VNodes directly, without HTML in between.

So nothing has to be sanitised: all elements and attributes are made here. When a text grows, only the part that can
still change is parsed again: the last block. A block is complete when a later one has begun on a complete line, because
CommonMark never reopens it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from domsync import VNode, safe_url
from domsync import html as h
from domsync.components import Child
from domsync.errors import MissingExtraError, UnsafeValueError
from domsync.widgets.prose.code_blocks import code_box
from domsync.widgets.prose.highlighting import runs
from domsync.widgets.words import word

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

#: The maximum length of an incomplete code block that is highlighted; a longer one is highlighted when it is complete.
_MOST_COLOURED_ANEW = 4_000
#: A text that may become the marker of a further list item.
_MARKER = re.compile(r"\s*(?:[-+*]?|\d{1,9}[.)]?)\s*")
_HEADINGS = (h.h1, h.h2, h.h3, h.h4, h.h5, h.h6)
_MAKERS: dict[str, Any] = {
    "blockquote": h.blockquote,
    "em": h.em,
    "li": h.li,
    "ol": h.ol,
    "p": h.p,
    "s": h.s,
    "strong": h.strong,
    "table": h.table,
    "tbody": h.tbody,
    "td": h.td,
    "th": h.th,
    "thead": h.thead,
    "tr": h.tr,
    "ul": h.ul,
}
_ALIGNED = {"text-align:left": "start", "text-align:center": "center", "text-align:right": "end"}


class Rules:
    """The rules by which a Markdown text is shown.

    Args:
        level: The level of its highest headings.
        images: Whether pictures are loaded; otherwise they are links.
        html: Whether HTML in it is sanitised and shown; otherwise it is shown as text.
    """

    __slots__ = ("html", "images", "level")

    def __init__(self, *, level: int = 1, images: bool = False, html: bool = False) -> None:
        self.level: int = level
        self.images: bool = images
        self.html: bool = html


class MarkdownBlocks:
    """The blocks of a Markdown text, which may grow.

    Args:
        rules: The rules by which it is shown.

    Attributes:
        text: The text.
        parsed: The number of characters parsed in all updates: the cost of its growth.
    """

    __slots__ = ("_before", "_done", "_known", "_rules", "_start", "_tail", "_texts", "parsed", "text")

    def __init__(self, rules: Rules | None = None) -> None:
        self._rules = rules or Rules()
        self.text: str = ""
        self.parsed: int = 0
        self._restart()

    def _restart(self) -> None:
        self._done: list[VNode] = []
        self._tail: list[VNode] = []
        #: The start of the text that is parsed again.
        self._start = 0
        #: The link definitions before `_start`, and those with which `_done` was made.
        self._before: dict[str, Any] = {}
        self._known: dict[str, Any] = {}
        #: For each text of the last block, the pieces in which it arrived.
        self._texts: list[list[str]] = []

    def update(self, text: str) -> Sequence[VNode]:
        """Parse a text; if it has grown, only its end.

        Args:
            text: The whole text.

        Returns:
            A description of each block. Those of unchanged blocks are the same objects as before.
        """
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        if text != self.text:
            if not text.startswith(self.text):
                self._restart()
            self.text = text
            self._read()
        return [*self._done, *self._tail]

    def _read(self) -> None:
        rest = self.text[self._start :]
        tokens, defined = self._tokens(rest, self._before)
        if self._start and defined != self._known:
            # Complete blocks may refer to a new definition, so parse all of them again.
            self._restart()
            rest = self.text
            tokens, defined = self._tokens(rest, {})
        self._known = defined
        blocks = _top_level(tokens)
        lines = rest.split("\n")
        done = 0
        for index, block in enumerate(blocks[1:], 1):
            if _is_closed(blocks[index - 1], block, lines):
                done = index
        writer = _Writer(self._rules, self._texts)
        made = []
        for index, block in enumerate(blocks):
            if index:
                writer.begin()
            made.append(writer.block(block, len(self._done) + index, is_open=index == len(blocks) - 1))
        self._done += made[:done]
        self._tail = made[done:]
        if done:
            self._start += sum(len(line) + 1 for line in lines[: _last_line(blocks[done - 1])])
            if defined:
                self._before = self._tokens(self.text[: self._start], {})[1]
        self._texts = writer.texts[done]

    def _tokens(self, text: str, defined: dict[str, Any]) -> tuple[list[Token], dict[str, Any]]:
        self.parsed += len(text)
        env: dict[str, Any] = {"references": dict(defined)}
        tokens = _parser(self._rules.html).parse(text, env)
        # The position of a definition does not matter.
        return tokens, {name: {**one, "map": None} for name, one in env["references"].items()}


@lru_cache(2)
def _parser(html: bool) -> MarkdownIt:
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise MissingExtraError("markdown-it-py", "markdown", "showing Markdown") from error
    parser = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    # URLs are checked where links are made, so that their text is shown in any case.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _top_level(tokens: list[Token]) -> list[list[Token]]:
    blocks: list[list[Token]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            blocks.append([])
        blocks[-1].append(token)
    return blocks


def _first_line(block: list[Token]) -> int:
    return (block[0].map or [0, 0])[0]


def _last_line(block: list[Token]) -> int:
    return (block[0].map or [0, 0])[1]


def _is_closed(block: list[Token], following: list[Token], lines: list[str]) -> bool:
    """Return whether a block can no longer change, whatever is appended to the text.

    Args:
        block: The block.
        following: The block after it.
        lines: The lines of the text. The last one may be incomplete.
    """
    kind, line = block[0].type, _first_line(following)
    # The second line makes a table.
    decided = line + 1 if following[0].type == "table_open" else line
    if decided < len(lines) - 1 or kind in ("heading_open", "fence", "hr"):
        return True
    if lines[line - 1].strip():
        return False
    return not kind.endswith("_list_open") or not _MARKER.fullmatch(lines[line])


class _Writer:
    """Makes descriptions from tokens.

    Args:
        rules: The rules by which they are shown.
        before: The pieces of the texts of the first block, when it was last parsed.
    """

    def __init__(self, rules: Rules, before: list[list[str]]) -> None:
        self.rules = rules
        self.before = before
        #: The pieces of the texts of each block.
        self.texts: list[list[list[str]]] = [[]]

    def begin(self) -> None:
        """Begin the next block."""
        self.before = []
        self.texts.append([])

    def block(self, tokens: list[Token], key: int, *, is_open: bool) -> VNode:
        """Describe a block.

        Args:
            tokens: Its tokens.
            key: Identifies it among the others.
            is_open: Whether it can still grow.
        """
        if self.rules.html and _has_html(tokens):
            source = _parser(True).renderer.render(tokens, _parser(True).options, {})
            return h.div(h.html(source), key=key)
        # With keys, earlier blocks keep their elements when the last one changes its kind.
        stack: list[tuple[Token | None, list[Child]]] = [(None, [])]
        self._write(tokens, stack, is_open=is_open)
        made: Any = stack[0][1][0]
        keyed: VNode = msgspec.structs.replace(made, key=key)
        return keyed

    def _write(self, tokens: list[Token], stack: list[tuple[Token | None, list[Child]]], *, is_open: bool) -> None:
        for token in tokens:
            children = stack[-1][1]
            if token.type == "inline":
                self._write(token.children or [], stack, is_open=is_open)
            elif token.nesting == 1:
                stack.append((token, []))
            elif token.nesting == -1:
                opened, inside = stack.pop()
                if opened is not None and opened.hidden:
                    stack[-1][1].extend(inside)
                elif opened is not None:
                    stack[-1][1].append(self._element(opened, inside))
            else:
                children.extend(self._leaf(token, is_open=is_open))

    def _text(self, text: str) -> list[str]:
        """Split a text where it ended before: the new part is a piece of its own, and only that is sent."""
        pieces: list[str] = []
        texts = self.texts[-1]
        if len(texts) < len(self.before):
            known = self.before[len(texts)]
            length = sum(map(len, known))
            if length and text.startswith("".join(known)):
                pieces = [*known, text[length:]] if len(text) > length else known
        if not pieces and text:
            pieces = [text]
        texts.append(pieces)
        return pieces

    def _leaf(self, token: Token, *, is_open: bool) -> Sequence[Child]:
        match token.type:
            case "text" | "text_special" | "html_inline" | "html_block":
                return self._text(token.content)
            case "softbreak":
                return self._text("\n")
            case "hardbreak":
                return [h.br()]
            case "code_inline":
                return [h.code(token.content)]
            case "hr":
                return [h.hr()]
            case "image":
                return [self._image(token)]
            case "fence" | "code_block":
                return [self._code(token, is_open=is_open)]
            case kind:
                raise ValueError(f"markdown-it-py has made a token {kind!r}, which is not known here")

    def _code(self, token: Token, *, is_open: bool) -> VNode:
        language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
        source = token.content.removesuffix("\n")
        if is_open and (not language or len(source) > _MOST_COLOURED_ANEW):
            found = [("", piece) for piece in self._text(source)]
        else:
            found = runs(source, language)
        return code_box(found, language)

    def _image(self, token: Token) -> Child:
        source, title = str(token.attrs.get("src", "")), token.attrs.get("title")
        alt = _plain(token.children or [])
        if self.rules.images and _is_safe(source):
            return h.img(src=source, alt=alt, title=None if title is None else str(title), loading="lazy")
        return self._link(source, None if title is None else str(title), [alt or source])

    def _link(self, href: str, title: str | None, children: Sequence[Child]) -> VNode:
        if not _is_safe(href):
            return h.span(*children)
        is_elsewhere = href[:4].lower() == "http" or href.startswith("//")
        return h.a(
            *children,
            href=href,
            title=title,
            target="_blank" if is_elsewhere else None,
            rel="noopener noreferrer" if is_elsewhere else None,
        )

    def _element(self, token: Token, children: list[Child]) -> VNode:
        if token.tag == "a":
            title = token.attrs.get("title")
            return self._link(str(token.attrs.get("href", "")), None if title is None else str(title), children)
        if token.type == "heading_open":
            return _HEADINGS[min(int(token.tag[1]) + self.rules.level - 2, 5)](*children)
        if token.tag == "table":
            return h.div(
                h.table(*children), class_="ds-table-box", tabindex=0, role="group", aria={"label": word("Table")}
            )
        if token.tag == "ol":
            return h.ol(*children, start=int(token.attrs["start"]) if "start" in token.attrs else None)
        style = _ALIGNED.get(str(token.attrs.get("style", "")))
        if style is not None:
            return _MAKERS[token.tag](*children, style={"text-align": style})  # type: ignore[no-any-return]
        return _MAKERS[token.tag](*children)  # type: ignore[no-any-return]


def _is_safe(url: str) -> bool:
    try:
        safe_url(url)
    except UnsafeValueError:
        return False
    return True


def _has_html(tokens: list[Token]) -> bool:
    return any(
        token.type in ("html_block", "html_inline") or (token.children is not None and _has_html(token.children))
        for token in tokens
    )


def _plain(tokens: list[Token]) -> str:
    return "".join(
        token.content if token.type in ("text", "code_inline", "text_special") else _plain(token.children or [])
        for token in tokens
    )
