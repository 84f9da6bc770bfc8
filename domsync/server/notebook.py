"""Show an app in a notebook's cell, in a frame, because the notebook has another origin."""

from __future__ import annotations

from domsync.render.quoting import html_attribute

#: The origins of notebooks on this machine, which may show a page.
NOTEBOOKS = ("http://localhost:*", "http://127.0.0.1:*")


def frame(address: str | None) -> str:
    """Write the HTML of a cell.

    Args:
        address: The address at which the app is served; None if it is not.
    """
    if address is None:
        return "<p>The app is not being served: <code>await app.serve(port=0)</code> before this.</p>"
    style = "width:100%;height:30em;border:1px solid #ccc"
    return f'<iframe src={html_attribute(address)} title="domsync" style="{style}"></iframe>'
