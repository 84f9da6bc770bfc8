"""What a suite hands back, and how it is written: one Markdown file for people, one JSON file for programs."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeAlias

Cell: TypeAlias = str | float | None
RESULTS = Path(__file__).resolve().parent / "results"


@dataclass
class Table:
    """One table: the first column names the row. `None` is a figure that was not taken."""

    caption: str
    columns: list[str]
    rows: list[list[Cell]] = field(default_factory=list)

    def add(self, name: str, *cells: Cell) -> None:
        """Append a row."""
        if len(cells) != len(self.columns) - 1:
            raise ValueError(f"{name}: {len(cells)} cells for {len(self.columns) - 1} columns")
        self.rows.append([name, *cells])


@dataclass
class Section:
    """The result of one suite: tables and remarks for people, `figures` for programs, what could not be measured."""

    name: str
    title: str
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)


def markdown(machine: dict[str, str | float], sections: list[Section]) -> str:
    """The report for people."""
    parts = ["# Benchmarks", "", _machine_line(machine)]
    for section in sections:
        parts += ["", f"## {section.title}"]
        for table in section.tables:
            parts += ["", f"**{table.caption}**", "", *_table_lines(table)]
        if section.failures:
            parts += ["", *(f"- Not measured: {failure}" for failure in section.failures)]
        if section.notes:
            parts += ["", *(f"- {note}" for note in section.notes)]
    return "\n".join(parts) + "\n"


def write(machine: dict[str, str | float], sections: list[Section], folder: Path = RESULTS) -> list[Path]:
    """Write `latest.md` and `latest.json`; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / "latest.md"
    text.write_text(markdown(machine, sections), encoding="utf-8")
    data = folder / "latest.json"
    content = {"machine": machine, "sections": [asdict(section) for section in sections]}
    data.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return [text, data]


def _machine_line(machine: dict[str, str | float]) -> str:
    return " · ".join(f"{name.replace('_', ' ')}: {_cell(value)}" for name, value in machine.items())


def _table_lines(table: Table) -> list[str]:
    return [
        "| " + " | ".join(table.columns) + " |",
        "| --- |" + " --: |" * (len(table.columns) - 1),
        *("| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table.rows),
    ]


def _cell(value: Cell) -> str:
    """Three significant digits, and thousands set apart."""
    if value is None:
        return "-"
    if isinstance(value, str):
        return value.replace("|", "\\|")
    if value == int(value) and abs(value) < 1000:
        return str(int(value))
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
