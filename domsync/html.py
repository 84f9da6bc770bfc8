"""HTML elements as functions: `from domsync import html as h`, then `h.div("text", class_="note")`."""

from typing import TYPE_CHECKING

from domsync.components.html import *  # noqa: F403
from domsync.components.html import __all__ as __all__

if not TYPE_CHECKING:
    # Says of names that are missing on purpose why they are.
    from domsync.components.html import __getattr__ as __getattr__
