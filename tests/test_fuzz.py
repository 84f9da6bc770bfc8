"""Random tests belong to `make fuzz`: Hypothesis's by themselves, the others by a marker."""

import ast
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


def scaling(source: str) -> Iterator[tuple[str, bool]]:
    """The test functions that ask how many examples they are to run, and whether they have the marker."""
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or not function.name.startswith("test_"):
            continue
        called = [node.func for part in function.body for node in ast.walk(part) if isinstance(node, ast.Call)]
        if any(isinstance(name, ast.Name) and name.id == "scaled" for name in called):
            yield function.name, any(ast.unparse(mark) == "pytest.mark.fuzz" for mark in function.decorator_list)


def test_who_scales_is_marked() -> None:
    sources = [path.read_text(encoding="utf-8") for path in sorted(HERE.rglob("test_*.py"))]
    found = [one for source in sources if "scaled(" in source for one in scaling(source)]
    assert len(found) >= 10
    assert [name for name, is_marked in found if not is_marked] == []


def test_a_missing_marker_is_found() -> None:
    body = "def test_it():\n    for n in range(scaled(3)): print(n)\n"
    assert list(scaling(body)) == [("test_it", False)]
    assert list(scaling(f"@pytest.mark.fuzz\n{body}")) == [("test_it", True)]
    assert list(scaling("@settings(max_examples=scaled(3))\ndef test_it(): pass")) == []


def test_the_make_target_selects_them() -> None:
    makefile = (HERE.parent / "Makefile").read_text(encoding="utf-8")
    assert '-m "hypothesis or fuzz"' in makefile
