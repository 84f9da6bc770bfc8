"""SVG elements as functions: `from domsync import svg`, then `svg.svg(svg.circle(r=5), viewBox="0 0 10 10")`."""

from domsync.components.svg import *  # noqa: F403
from domsync.components.svg import __all__ as __all__
