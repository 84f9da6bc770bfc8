"""Renderings of trees and ops: JavaScript text, wire frames and HTML.

These are the only files of the library that quote or escape. Importing this package plugs them into `domsync.dom`.
"""

from domsync.dom.ports import renderings
from domsync.render.first_paint import first_paint
from domsync.render.html_serialization import inner_html, outer_html
from domsync.render.javascript import JavaScript
from domsync.render.wire import SUBPROTOCOL, VERSION, FrameWriter, encode_frame, encode_ops

renderings.script = JavaScript
renderings.html = outer_html
renderings.inner_html = inner_html

__all__ = [
    "SUBPROTOCOL",
    "VERSION",
    "FrameWriter",
    "JavaScript",
    "encode_frame",
    "encode_ops",
    "first_paint",
    "inner_html",
    "outer_html",
]
