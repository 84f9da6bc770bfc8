"""The tutorial's last program as its reader has it: in a file of its own, with what the page says to put there."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from domsync import App

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
APP = 'app = App(TodoList, title="To do", css=CSS)\n'


def test_steps_4_and_5_are_a_whole_program(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, sign_in = re.findall(r"```python\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL)[-2:]
    program = whole.partition("\n\ndef test_")[0]
    assert APP in program
    # "Replace the line with `app`": by what stands before the tests and their helper.
    program = program.replace(APP, sign_in.partition("\n\ndef sign_in(")[0])
    module = ModuleType("todo")
    monkeypatch.setitem(sys.modules, "todo", module)
    exec(program, vars(module))
    assert isinstance(module.app, App)
    assert module.signed_in.__module__ == "todo"
