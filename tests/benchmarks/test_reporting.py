"""The benchmarks' arithmetic and their report; the figures themselves are no test."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks import measure
from benchmarks.implementations import VANILLA, Implementation
from benchmarks.report import Section, Table, markdown, write
from benchmarks.rows import RowMaker
from benchmarks.table_report import OPERATIONS, Measured, fill_section
from benchmarks.workload import Cost, Traffic


def test_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(1, 1001)]
    assert measure.percentile(values, 0.5) == 500
    assert measure.percentile(values, 0.999) == 999
    assert measure.percentile([3.0], 0.999) == 3
    with pytest.raises(ValueError, match="no values"):
        measure.percentile([], 0.5)


def test_cpu_of_another_process_is_counted_in_less_than_ticks() -> None:
    code = "import time\nsum(range(2_000_000))\nprint('done', flush=True)\ntime.sleep(30)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        used = measure.cpu_ms(process.pid)
        time.sleep(0.05)
        assert used > 5
        assert measure.cpu_ms(process.pid) - used < 5
        process.kill()
    assert measure.cpu_ms(os.getpid()) == pytest.approx(time.process_time_ns() / 1e6, abs=50)


def test_rows_are_the_same_in_every_run_and_their_ids_go_on() -> None:
    one, other = RowMaker(), RowMaker()
    assert one.make(3) == other.make(3)
    assert [row.id for row in one.make(2)] == [4, 5]


def costs(ms: float) -> list[Cost]:
    return [Cost(ms, 1.0, Traffic(10, 5, 1, 1))]


def measured(implementation: Implementation, ms: float) -> Measured:
    result = Measured(implementation)
    for operation in OPERATIONS:
        result.costs[operation] = costs(ms)
        result.counted[operation] = costs(ms)[0]
    return result


def rows_of(section: Section, caption: str) -> dict[object, list[object]]:
    table = next(table for table in section.tables if table.caption.startswith(caption))
    return {row[0]: list(row[1:]) for row in table.rows}


OURS = Implementation("domsync", "ours", "nothing")


def test_ratios_and_targets_come_from_one_run() -> None:
    section = Section("table", "Table")
    fill_section(section, [measured(VANILLA, 100), measured(OURS, 120)])
    assert rows_of(section, "Times")["ours"] == [1.2] * 10 + [1.2]
    targets = rows_of(section, "Targets")
    assert targets["geometric mean over the ten"] == [1.2, 1.25, "yes"]
    assert targets["run, ms"] == [120, 150, "yes"]
    assert targets["update, bytes down"] == [10, 3800, "yes"]
    assert targets["counter, bytes down"] == [None, 40, "not measured"]


def test_a_target_that_is_missed_is_said_so() -> None:
    section = Section("table", "Table")
    fill_section(section, [measured(VANILLA, 8), measured(OURS, 12.5)])
    targets = rows_of(section, "Targets")
    assert targets["geometric mean over the ten"] == [1.562, 1.25, "**no**"]
    # 1.5 times 8 ms are 12 ms, which is also 4 ms more.
    assert targets["run, ms"] == [12.5, 12, "**no**"]


def test_a_mean_over_fewer_operations_says_so() -> None:
    section = Section("table", "Table")
    partial = measured(OURS, 200)
    del partial.costs["add10k"]
    fill_section(section, [measured(VANILLA, 100), partial])
    assert rows_of(section, "Times")["ours"][-1] == "2.0 (of 9)"


def test_what_could_not_be_run_is_reported() -> None:
    section = Section("table", "Table")
    broken = Measured(OURS)
    broken.failures.append("ours cannot be run: no such package")
    fill_section(section, [measured(VANILLA, 100), broken])
    text = markdown({"python": "3"}, [section])
    assert "- Not measured: ours cannot be run: no such package" in text
    assert "| ours | - |" in text


def test_the_report_is_written_for_people_and_programs(tmp_path: Path) -> None:
    table = Table("Sizes", ["", "small", "large", "text"])
    table.add("row", 0.1234, 12345.6, "a|b")
    section = Section("name", "Title", [table], notes=["A note."], figures={"x": 1})
    paths = write({"cores": 2.0}, [section], tmp_path)
    assert [path.name for path in paths] == ["latest.md", "latest.json"]
    text = paths[0].read_text(encoding="utf-8")
    assert "| row | 0.12 | 12,346 | a\\|b |" in text
    assert text.endswith("- A note.\n")
    assert json.loads(paths[1].read_text(encoding="utf-8"))["sections"][0]["figures"] == {"x": 1}


def test_a_row_has_to_fill_its_columns() -> None:
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        Table("", ["", "a", "b"]).add("row", 1)
