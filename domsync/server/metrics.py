"""Metrics in the Prometheus text format."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domsync.server.pages.http_routes import HttpRoute, Response

if TYPE_CHECKING:
    from domsync.server.net.gate import Gate
    from domsync.server.pages.registry import VisitRegistry
    from domsync.server.pages.routes import Pattern
    from domsync.server.pages.served_visit import ServedVisit

logger: logging.Logger = logging.getLogger("domsync")


@dataclass(slots=True)
class Activity:
    """The activity of an app's visits so far.

    Args:
        events: Events and messages that were handled.
        handler_seconds: Seconds for which handlers, and what they have rendered, have held the event loop.
    """

    events: int = 0
    handler_seconds: float = 0.0

    def handled(self, seconds: float) -> None:
        """Count an event.

        Args:
            seconds: Seconds for which it has held the event loop.
        """
        self.events += 1
        self.handler_seconds += seconds


class ErrorCount(logging.Handler):
    """Counts what domsync logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.count: int = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record."""
        self.count += 1


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric.

    Args:
        name: Its name, without ``domsync_``.
        kind: ``"counter"`` or ``"gauge"``.
        text: Its description.
        samples: Its values by their labels.
    """

    name: str
    kind: str
    text: str
    samples: tuple[tuple[dict[str, str], float], ...]


def figures_of(gate: Gate | None, visits: Iterable[ServedVisit], activity: Activity, errors: int) -> list[Figure]:
    """The figures of an app.

    Args:
        gate: The gate that its requests pass; None if it is not served.
        visits: Its visits.
        activity: The activity of its visits.
        errors: The number of errors that were logged.
    """
    there = list(visits)

    def one(name: str, kind: str, text: str, value: float) -> Figure:
        return Figure(name, kind, text, (({}, value),))

    figures = [
        one("visits", "gauge", "Visits that are kept, with and without a browser.", len(there)),
        one("connected", "gauge", "Visits whose browser is connected.", sum(visit.connected for visit in there)),
        one("events_total", "counter", "Events and messages that were handled.", activity.events),
        one(
            "handler_seconds_total",
            "counter",
            "Seconds for which handlers, and what they have rendered, have held the event loop.",
            activity.handler_seconds,
        ),
        one("errors_total", "counter", "Errors that were logged.", errors),
        one("queue", "gauge", "Handlers that run or wait.", sum(visit.scheduler.tasks.running for visit in there)),
    ]
    if gate is not None:
        traffic = gate.traffic
        requests = tuple(
            ({"method": method, "status": str(status)}, float(count))
            for (method, status), count in sorted(traffic.requests.items())
        )
        figures += [
            one("frames_sent_total", "counter", "Frames sent to browsers.", traffic.frames),
            one("sent_bytes_total", "counter", "Bytes of frames and of answers.", traffic.bytes_out),
            Figure("requests_total", "counter", "Requests that were answered.", requests),
        ]
    return figures


def prometheus(figures: Iterable[Figure]) -> str:
    """The figures in Prometheus' text format (version 0.0.4)."""
    lines = []
    for figure in figures:
        lines.append(f"# HELP domsync_{figure.name} {figure.text}")
        lines.append(f"# TYPE domsync_{figure.name} {figure.kind}")
        for labels, value in figure.samples:
            inner = ",".join(f'{name}="{text}"' for name, text in labels.items())
            lines.append(f"domsync_{figure.name}{f'{{{inner}}}' if inner else ''} {value:g}")
    return "\n".join(lines) + "\n"


def metrics_route(pattern: Pattern, visits: VisitRegistry, gate: Callable[[], Gate | None]) -> HttpRoute:
    """Make the route of an app's metrics, and begin to count.

    Args:
        pattern: Its path.
        visits: The visits of the app.
        gate: Returns the gate, which counts requests; None while the app is not served.
    """
    activity, errors = Activity(), ErrorCount()
    logger.addHandler(errors)
    visits.on_handled = activity.handled

    def metrics() -> Response:
        figures = figures_of(gate(), visits, activity, errors.count)
        return Response(prometheus(figures), content_type="text/plain; version=0.0.4; charset=utf-8")

    return HttpRoute(pattern, metrics, ("GET",), is_quiet=True)
