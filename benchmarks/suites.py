"""All suites, in the order of the report."""

from collections.abc import Awaitable, Callable

from benchmarks import (
    collector_pauses,
    crowds,
    fanout,
    growth,
    hot_path,
    node_memory,
    processes,
    table_workload,
    widget_workload,
)
from benchmarks.options import Options
from benchmarks.report import Section

SUITES: dict[str, Callable[[Options], Awaitable[Section]]] = {
    "table": table_workload.run,
    "widgets": widget_workload.run,
    "hot_path": hot_path.run,
    "growth": growth.run,
    "node_memory": node_memory.run,
    "sessions": crowds.sessions,
    "collector": collector_pauses.run,
    "clock": crowds.clock,
    "fan_out": fanout.fan_out,
    "many_viewers": fanout.many_viewers,
    "viewer_memory": fanout.viewer_memory,
    "processes": processes.run,
}
