"""SVG elements as functions: `from domsync import svg`, then `svg.svg(svg.circle(r=5), viewBox="0 0 10 10")`."""

from typing import TYPE_CHECKING

from domsync.components.elements.svg import *  # noqa: F403
from domsync.components.elements.svg import __all__ as __all__

if not TYPE_CHECKING:
    # Says of names that are missing on purpose why they are.
    from domsync.components.elements.svg import __getattr__ as __getattr__
