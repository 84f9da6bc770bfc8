"""Put what `make soak` has measured into docs/reference/promises.md: write_promises.py FILE

A row of FILE takes the place of the one of the same promise whose words are the same but for its figures. Rows that
this run has not measured stay: they come from other machines, or from tests that it left out.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "promises.md"
HEAD = "|---|---|---|\n"


def key_of(row: str) -> tuple[str, str]:
    """What a row is about: the promise, and what was done, without its figures."""
    promise, done = row.split("|")[1:3]
    return promise.strip(), re.sub(r"\d[\d,.]*", "0", done).strip()


def merged(page: str, measured: list[str], machine: str) -> str:
    """The page with the rows that were measured.

    Args:
        page: The page.
        measured: Rows of its table.
        machine: What they were measured on.

    Returns:
        The page, its rows ordered by the numbers of their promises.

    Raises:
        ValueError: The page has no table of promises.
    """
    head, found, rows = page.partition(HEAD)
    if not found:
        raise ValueError("there is no table of promises")
    table = {key_of(row): row for row in [*rows.splitlines(), *measured] if row.strip()}
    ordered = sorted(table.items(), key=lambda each: (int(re.sub(r"\D", "", each[0][0])), each[0]))
    head = re.sub(r"(?m)^Last measured .*$", f"Last measured {machine}.", head)
    return head + HEAD + "".join(f"{row}\n" for _, row in ordered)


if __name__ == "__main__":
    rows = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    machine = f"on {os.cpu_count()} cores, with a load average of {os.getloadavg()[2]:.0f} at the end"
    PAGE.write_text(merged(PAGE.read_text(encoding="utf-8"), rows, machine), encoding="utf-8")
