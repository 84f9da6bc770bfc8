"""Type checkers accept what users write and find their typical mistakes, each where it is made."""

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
IGNORE = re.compile(r"  # type: ignore\[([\w, -]+)\]")


def mypy(path: Path) -> list[tuple[int, str]]:
    """The lines of a file with errors, and their codes."""
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--no-pretty", "--show-error-codes", str(path)]
    environment = {**os.environ, "MYPYPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found = re.findall(rf"{re.escape(path.name)}:(\d+): error: .*\[([\w-]+)\]$", done.stdout, re.MULTILINE)
    assert bool(found) == bool(done.returncode), done.stdout
    return [(int(line), code) for line, code in found]


def test_what_users_write_is_accepted() -> None:
    assert mypy(HERE / "good.py") == []


def test_mistakes_are_errors_at_their_lines(tmp_path: Path) -> None:
    source = (HERE / "bad.py").read_text(encoding="utf-8")
    marked = [
        (number, code)
        for number, line in enumerate(source.splitlines(), 1)
        if (found := IGNORE.search(line)) is not None
        for code in found[1].split(", ")
    ]
    assert len(marked) > 40
    path = tmp_path / "unmarked.py"
    path.write_text(IGNORE.sub("", source), encoding="utf-8")
    assert sorted(mypy(path)) == sorted(marked)


def test_a_mark_without_a_mistake_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "marked.py"
    path.write_text("text = 'x'  # type: ignore[arg-type]\n", encoding="utf-8")
    assert mypy(path) == [(1, "unused-ignore")]
