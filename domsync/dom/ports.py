"""Ports for upper layers: renderings, which this layer never imports, and documents without a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.document.unshown import DOMImplementation
    from domsync.dom.nodes.node import Node
    from domsync.dom.ops import Op


class ScriptRenderer(Protocol):
    """Renders the ops of one document as JavaScript text, in the original's form."""

    def updates(self, ops: list[Op]) -> str:
        """Render ops that follow those of the last call."""

    def full(self) -> str:
        """Render the whole current state for a new viewer."""

    def target(self, message: Mapping[str, object]) -> int | None:
        """Find the number of the node that a viewer's event message names.

        Return 0 if no listener is to hear the message, None if no node ever had the name.
        """


class Renderings:
    """The functions that `domsync.render` fills in when it is imported.

    Attributes:
        script: Makes the JavaScript renderer of a document.
        html: Writes a node with its descendants as HTML.
        inner_html: Writes a node's children as HTML.
    """

    __slots__ = ("html", "inner_html", "script")

    def __init__(self) -> None:
        self.script: Callable[[Document], ScriptRenderer] | None = None
        self.html: Callable[[Node], str] | None = None
        self.inner_html: Callable[[Node], str] | None = None


renderings: Renderings = Renderings()


class UnshownDocuments:
    """The functions that `domsync.dom.document.unshown` fills in. It imports the class of documents, which therefore
    cannot import it.

    Attributes:
        implementation: Makes the `implementation` of a document.
    """

    __slots__ = ("implementation",)

    def __init__(self) -> None:
        self.implementation: Callable[[Document], DOMImplementation] | None = None


unshown_documents: UnshownDocuments = UnshownDocuments()


def implementation_of(document: Document) -> DOMImplementation:
    """Make a document's `implementation`, which makes documents that no page shows.

    Raises:
        RuntimeError: `domsync.dom` was imported in parts.
    """
    if unshown_documents.implementation is None:
        raise RuntimeError("import domsync.dom to make documents that no page shows")
    return unshown_documents.implementation(document)


def render_html(node: Node) -> str:
    """Write a node as HTML.

    Raises:
        RuntimeError: `domsync.render` was not imported.
    """
    if renderings.html is None:
        raise RuntimeError("import domsync.render to write nodes as HTML")
    return renderings.html(node)


def render_inner_html(node: Node) -> str:
    """Write a node's children as HTML.

    Raises:
        RuntimeError: `domsync.render` was not imported.
    """
    if renderings.inner_html is None:
        raise RuntimeError("import domsync.render to write nodes as HTML")
    return renderings.inner_html(node)


def script_renderer(document: Document) -> ScriptRenderer:
    """Make the JavaScript renderer of a document.

    Raises:
        RuntimeError: `domsync.render` was not imported.
    """
    if renderings.script is None:
        raise RuntimeError("import domsync.render to write a document as JavaScript")
    return renderings.script(document)
