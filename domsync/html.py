"""HTML elements as functions: `from domsync import html as h`, then `h.div("text", class_="note")`."""

from typing import TYPE_CHECKING

from domsync.components.elements import html as _elements
from domsync.components.elements.html import *  # noqa: F403
from domsync.components.elements.shortcuts import shortcuts
from domsync.components.location import link
from domsync.components.reconciler.each import each

__all__ = [*_elements.__all__, "each", "link", "shortcuts"]  # noqa: PLE0604 - the names of the elements are strings too

if not TYPE_CHECKING:
    # Says of names that are missing on purpose why they are.
    from domsync.components.elements.html import __getattr__ as __getattr__
