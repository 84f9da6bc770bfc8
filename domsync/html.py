"""HTML elements as functions: `from domsync import html as h`, then `h.div("text", class_="note")`."""

from typing import TYPE_CHECKING

from domsync.components import html as _elements
from domsync.components.each import each
from domsync.components.html import *  # noqa: F403

__all__ = [*_elements.__all__, "each"]  # noqa: PLE0604 - the names of the elements are strings too

if not TYPE_CHECKING:
    # Says of names that are missing on purpose why they are.
    from domsync.components.html import __getattr__ as __getattr__
