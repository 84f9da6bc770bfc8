"""The examples of docs/howto/testing.md are tests, and pass."""

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

TEXT = (Path(__file__).parents[2] / "docs" / "howto" / "testing.md").read_text(encoding="utf-8")


def test_the_guides_tests_pass(pytester: pytest.Pytester) -> None:
    program = "\n\n".join(re.findall(r"^```python\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE))
    pytester.makepyfile(program)
    number = len(re.findall(r"^def test_", program, re.MULTILINE))
    assert number >= 12
    pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:asyncio").assert_outcomes(passed=number)
