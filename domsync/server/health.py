"""The health check of a process, for load balancers and orchestrators."""

from __future__ import annotations

from collections.abc import Callable

from domsync.server.pages.http_routes import HttpRoute, Response
from domsync.server.pages.routes import Pattern


def health_route(pattern: Pattern, is_ready: Callable[[], bool]) -> HttpRoute:
    """Make the route of a health check.

    Args:
        pattern: Its path.
        is_ready: Returns whether visitors are accepted.

    Returns:
        A route that answers 200 and ``ready``, or 503 and ``draining``.
    """

    def health() -> Response:
        return Response("ready\n") if is_ready() else Response("draining\n", status=503)

    return HttpRoute(pattern, health, ("GET",), is_quiet=True)
