"""The reference of limits names each of them, with the default that it has."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from domsync import Limits, ServerLimits, UploadLimits

TEXT = (Path(__file__).parents[2] / "docs/reference/limits.md").read_text(encoding="utf-8")


def rows_of(name: str) -> dict[str, list[str]]:
    """The rows of the table below a heading, by their first cell."""
    section = TEXT.partition(f"## `{name}`\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| `.*\|$", section, re.MULTILINE)
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0].strip("`"): row[1:] for row in rows}


def shown(value: Any) -> str:
    if isinstance(value, frozenset):
        return ", ".join(f"`{one}`" for one in sorted(value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"`{type(value).__name__}()`" if isinstance(value, Limits | UploadLimits) else str(value)
    return f"{value:,}"


@pytest.mark.parametrize("limits", [ServerLimits, UploadLimits, Limits])
def test_every_limit_is_documented_with_its_default(limits: Any) -> None:
    rows = rows_of(limits.__name__)
    assert list(rows) == [field.name for field in fields(limits)], "docs/reference/limits.md has other rows"
    for field in fields(limits):
        assert rows[field.name][0] == shown(getattr(limits(), field.name)), field.name
        assert len(rows[field.name]) == 3
