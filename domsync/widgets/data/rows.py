"""Convert whatever is given as rows to a source of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from domsync.widgets.data.data_frames import FrameSource
from domsync.widgets.data.sources import RowSource, SequenceSource

T = TypeVar("T")

#: The packages whose data frames are known by their classes, without being imported.
_FRAMES = frozenset(("cudf", "modin", "narwhals", "pandas", "polars", "pyarrow"))


def source_of(rows: Sequence[T] | RowSource[T] | Any) -> RowSource[Any]:
    """Make a source from given rows.

    Args:
        rows: A source, a sequence, a data frame, or another iterable, which is read into a list.

    Raises:
        TypeError: It is none of these.
    """
    if isinstance(rows, RowSource):
        return rows
    if type(rows).__module__.partition(".")[0] in _FRAMES or hasattr(rows, "__dataframe__"):
        return FrameSource(rows)
    if isinstance(rows, Sequence) and not isinstance(rows, str | bytes):
        return SequenceSource(rows)
    if hasattr(rows, "__getitem__") and hasattr(rows, "__len__") and not isinstance(rows, str | bytes | Mapping):
        return SequenceSource(rows)
    if isinstance(rows, Mapping | str | bytes) or not isinstance(rows, Iterable):
        raise TypeError(
            f"rows are a sequence, a data frame or a source (SqlSource, PageSource), not {type(rows).__name__}"
        )
    return SequenceSource(list(rows))
