"""All suites, in the order of the report."""

from collections.abc import Awaitable, Callable

from benchmarks import table_workload
from benchmarks.options import Options
from benchmarks.report import Section

SUITES: dict[str, Callable[[Options], Awaitable[Section]]] = {"table": table_workload.run}
