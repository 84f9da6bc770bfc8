"""What the tests of JavaScript text share."""

from typing import Any

from domsync.dom.document.document import Document

PRELUDE = """\
var __domsync__ = [];
__domsync__["ROOT"] = document.getElementById("ROOT");
"""


def callback(event: object) -> None:
    """Whoever listens."""


def with_element(document: Document, tag: str = "div", **arguments: Any) -> Any:
    """Connect an element with the id `ID`, whose statements were sent already."""
    element = document.body.appendChild(document.createElement(tag, id="ID", **arguments))
    document.render_js_updates()
    return element


def sent(document: Document) -> list[str]:
    """The statements of the next message, by line."""
    text = document.render_js_updates()
    if text and not text.endswith("\n"):
        raise AssertionError(f"the last statement has no line of its own: {text!r}")
    return text.split("\n")[:-1]
