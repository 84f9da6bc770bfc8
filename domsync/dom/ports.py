"""Where the renderings plug in: this layer never imports them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from domsync.dom.document import Document
    from domsync.dom.node import Node
    from domsync.dom.ops import Op


class ScriptRenderer(Protocol):
    """Renders the ops of one document as JavaScript text, in the original's form."""

    def updates(self, ops: list[Op]) -> str:
        """Render ops that follow those of the last call."""

    def full(self) -> str:
        """Render the whole present state for a viewer that has nothing yet."""


class Renderings:
    """What `domsync.render` fills in when it is imported.

    Attributes:
        script: Makes the JavaScript renderer of a document.
        html: Writes a node with its descendants as HTML.
    """

    __slots__ = ("html", "script")

    def __init__(self) -> None:
        self.script: Callable[[Document], ScriptRenderer] | None = None
        self.html: Callable[[Node], str] | None = None


renderings = Renderings()


def render_html(node: Node) -> str:
    """Write a node as HTML.

    Raises:
        RuntimeError: `domsync.render` was not imported.
    """
    if renderings.html is None:
        raise RuntimeError("import domsync.render to write nodes as HTML")
    return renderings.html(node)


def script_renderer(document: Document) -> ScriptRenderer:
    """Make the JavaScript renderer of a document.

    Raises:
        RuntimeError: `domsync.render` was not imported.
    """
    if renderings.script is None:
        raise RuntimeError("import domsync.render to write a document as JavaScript")
    return renderings.script(document)
