"""HTML elements as functions: `from domsync import html as h`, then `h.div("text", class_="note")`."""

from domsync.components.html import *  # noqa: F403
from domsync.components.html import __all__ as __all__
