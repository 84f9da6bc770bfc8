"""The Python in the documentation as modules, so that type checkers can read it.

Each block becomes a module of its own, with its code on the same lines as in the page: what a checker says of
`howto_forms_41.py:45` is on line 45 of docs/howto/forms.md. What a block uses of the blocks before it, it imports.
"""

from __future__ import annotations

import ast
import builtins
import doctest
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).resolve().parents[1]
_BUILTINS = {*dir(builtins), "__name__", "__file__"}


@dataclass(frozen=True)
class Block:
    """A block of Python.

    Attributes:
        line: The line of the file on which its code begins.
        code: The code.
        is_run: Whether it is to be run.
    """

    line: int
    code: str
    is_run: bool


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks of a file."""
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        fence = re.match(r" *(`{3,})([^`]*)$", lines[number])
        if fence is None:
            number += 1
            continue
        # A block ends with a fence as long as its first one; a shorter one is part of it (CommonMark 4.5).
        end = next(at for at in range(number + 1, len(lines)) if lines[at].strip() == fence[1])
        if fence[2].strip() == "python":
            before = next((line.strip() for line in reversed(lines[:number]) if line.strip()), "")
            code = dedent("\n".join(lines[number + 1 : end])) + "\n"
            yield Block(number + 2, code, before != "<!-- no-run -->")
        number = end + 1


def write_snippets(page: Path, folder: Path) -> list[Path]:
    """Write the blocks of a page that are run, as modules.

    Args:
        page: A Markdown file.
        folder: Where to.

    Returns:
        The modules.
    """
    inside = page.relative_to(ROOT) if page.is_relative_to(ROOT) else Path(page.name)
    stem = re.sub(r"\W", "_", str(inside.with_suffix("")).removeprefix("docs/"))
    where: dict[str, str] = {}
    written: list[Path] = []
    for block in blocks_of(page.read_text(encoding="utf-8")):
        if not block.is_run:
            continue
        code = _without_prompts(block.code) if ">>>" in block.code else block.code
        tree = ast.parse(code)
        used, made = _names(tree)
        module = f"{stem}_{block.line}"
        future = [line for line in code.splitlines() if line.startswith("from __future__")]
        imports = [f"from {where[name]} import {name}" for name in sorted(used & where.keys() - _made_by(tree))]
        head = "; ".join([*future, *imports])
        for line in future:
            code = code.replace(line, "", 1)
        path = folder / f"{module}.py"
        path.write_text(f"{head}{chr(10) * (block.line - 1)}{code}", encoding="utf-8")
        written.append(path)
        where |= dict.fromkeys(made, module)
    return written


def _without_prompts(code: str) -> str:
    """The code of a session with the interpreter, on its lines."""
    lines = [""] * len(code.splitlines())
    for example in doctest.DocTestParser().get_examples(code):
        for at, line in enumerate(example.source.splitlines()):
            lines[example.lineno + at] = line
    return "\n".join(lines) + "\n"


def _names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """The names that a block uses, and those that it makes for the next ones."""
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return used - _BUILTINS, _made_by(tree)


def _stored(node: ast.AST) -> set[str]:
    """The names that something assigns."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}


def _made_by(tree: ast.Module) -> set[str]:
    """The names that the statements of a module make."""
    made: set[str] = set()
    for statement in tree.body:
        match statement:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                made |= {(name.asname or name.name).partition(".")[0] for name in names}
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                made.add(name)
            case _:
                made |= _stored(statement)
    return made
