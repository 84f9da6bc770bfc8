"""Markdown, complete or still being streamed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import PrivateAttr

from domsync import Component, VNode
from domsync import html as h
from domsync.widgets.base import Common, dressed, parted
from domsync.widgets.prose.markdown_blocks import MarkdownBlocks, Rules

if TYPE_CHECKING:
    from typing import Unpack


class Markdown(Component):
    """The component that `markdown` makes: see there."""

    text: str
    level: int = 2
    images: bool = False
    html: bool = False
    attributes: dict[str, Any] = {}

    _blocks: MarkdownBlocks | None = PrivateAttr(default=None)
    _rules: tuple[int, bool, bool] | None = PrivateAttr(default=None)

    def render(self) -> VNode:
        rules = (self.level, self.images, self.html)
        if self._blocks is None or rules != self._rules:
            self._rules = rules
            self._blocks = MarkdownBlocks(Rules(level=self.level, images=self.images, html=self.html))
        return h.div(self._blocks.update(self.text), **dressed(self.attributes, "ds-markdown"))


def markdown(
    text: str,
    *,
    level: int = 2,
    images: bool = False,
    html: bool = False,
    **attributes: Unpack[Common],
) -> Markdown:
    """Markdown text: CommonMark with tables, strikethrough and highlighted code.

    >>> w.markdown(self.answer)

    The text may come from anybody: it is turned into elements without any HTML in between, and links can only lead to
    `http:`, `https:`, `mailto:`, `tel:` and the app itself. Growing text is cheap: only its last block is parsed again,
    and only additions are sent. It needs `pip install 'domsync[markdown]'`.

    Args:
        text: The text.
        level: The level of a `#` heading; by default 2.
        images: Whether its images are loaded; by default they are links, because loading an image tells its server that
            the text is being read, and can leak what a model was told.
        html: Whether HTML in it is sanitised and shown (this needs the extra `html`, too); otherwise it is shown as
            text.
        attributes: Of the box: `class_`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the next link, table or piece of code |
        | Left, Right | scroll a wide table or wide code |

    Raises:
        MissingExtraError: The extra is not installed.
        ValueError: The level is unknown.
    """
    if not isinstance(text, str | bytes):
        raise TypeError(f"markdown() takes a text, not {text!r}")
    if level not in range(1, 7):
        raise ValueError(f"the level of a heading is 1 to 6, not {level!r}")
    own, directives = parted(attributes)
    return Markdown(text=text, level=level, images=images, html=html, attributes=own, **directives)
