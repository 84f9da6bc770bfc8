"""Type checkers know every public type, and find nothing wrong with what the documentation says to write."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import children
from tools.docs_snippets import write_snippets

ROOT = Path(__file__).resolve().parents[2]
PYRIGHT = ROOT / "node_modules" / ".bin" / "pyright"
#: Its programs are those of 2022, which have no types, and what it shows to be refused is meant to be refused.
UNTYPED = {ROOT / "docs/howto/original.md"}
PAGES = sorted({*ROOT.glob("docs/**/*.md"), ROOT / "README.md"} - UNTYPED)
#: Packages without types of their own: what comes from them is unknown to a strict checker.
WITHOUT_TYPES = re.compile(r"^(?:from|import) (?:anywidget|authlib|celery|matplotlib|plotly|rq)\b", re.MULTILINE)
RULES = {
    "typeCheckingMode": "strict",
    # A block may import what the blocks after it need, and show what an expression gives.
    "reportUnusedClass": False,
    "reportUnusedExpression": False,
    "reportUnusedImport": False,
    "reportMissingTypeStubs": False,
}


def pyright(*arguments: str | Path) -> dict[str, Any]:
    """What pyright says."""
    # It looks for the packages of the first Python on PATH.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**children.environment(), "PATH": path}
    done = subprocess.run(
        [PYRIGHT, "--outputjson", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def snippets(folder: Path, *pages: Path) -> Path:
    """Write the blocks of pages as modules, and how they are to be checked."""
    for page in pages:
        for module in write_snippets(page, folder):
            code = module.read_text(encoding="utf-8")
            if WITHOUT_TYPES.search(code):
                module.write_text(f"{code}# pyright: standard, reportFunctionMemberAccess=false\n", encoding="utf-8")
    rules = {**RULES, "include": ["."], "extraPaths": [str(ROOT)]}
    (folder / "pyrightconfig.json").write_text(json.dumps(rules), encoding="utf-8")
    return folder


def complaints(folder: Path) -> list[str]:
    """What pyright finds in modules that were made of pages."""
    found = pyright("--project", folder)
    assert found["summary"]["filesAnalyzed"] == len(list(folder.glob("*.py")))
    return [
        f"{Path(each['file']).name}:{each['range']['start']['line'] + 1}: {each['message']}"
        for each in found["generalDiagnostics"]
    ]


@pytest.mark.slow
def test_every_public_type_is_known() -> None:
    found = pyright("--verifytypes", "domsync", "--ignoreexternal")["typeCompleteness"]
    unknown = [
        f"{symbol['name']}: {diagnostic['message']}"
        for symbol in found["symbols"]
        if symbol["isExported"] and not (symbol["isTypeKnown"] and not symbol["isTypeAmbiguous"])
        for diagnostic in symbol["diagnostics"]
    ]
    assert found["exportedSymbolCounts"]["withKnownType"] > 10_000
    assert found["completenessScore"] >= 0.99, unknown


@pytest.mark.slow
def test_the_code_of_the_documentation_is_clean_under_pyright(tmp_path: Path) -> None:
    assert complaints(snippets(tmp_path, *PAGES)) == []


@pytest.mark.slow
def test_the_code_of_the_documentation_is_clean_under_mypy(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--no-error-summary", "--check-untyped-defs", "--ignore-missing-imports"]
    # What these packages lack is their business.
    command += ["--disable-error-code=import-untyped", f"--cache-dir={ROOT / '.mypy_cache' / 'docs'}", "."]
    environment = {**children.environment(), "MYPYPATH": str(ROOT)}
    folder = snippets(tmp_path, *PAGES)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


CHILDREN = """
from pydantic import Field

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w


class Card(Component):
    children: Child = Field(default=None, kw_only=False)
    title: str = ""


Card(h.p("one"), title="News")
Card([h.p("one"), "several", None, Card("x")])
Card(title="News")
w.Dialog(h.p("one"), title="News")
Card(object())  # wrong
Card("x", title=5)  # wrong
Card("x", titel="News")  # wrong
w.Dialog(h.p, title="News")  # wrong
"""


def test_pyright_knows_components_with_children(tmp_path: Path) -> None:
    """Mypy does, too: see good.py and bad.py."""
    module = tmp_path / "card.py"
    module.write_text(CHILDREN, encoding="utf-8")
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({**RULES, "extraPaths": [str(ROOT)]}), encoding="utf-8")
    wrong = [number for number, line in enumerate(CHILDREN.splitlines(), 1) if line.endswith("# wrong")]
    found = {int(complaint.split(":")[1]) for complaint in complaints(tmp_path)}
    assert sorted(found) == wrong


PAGE = """
```python
from domsync import Component


class Counter(Component):
    count: int = 0
```

Later it is used:

```python
counter = Counter(count="one")
```

<!-- no-run -->
```python
what is only shown
```

```python
>>> counter.count + 1
2
>>> counter.counts
```
"""


def test_a_mistake_is_found_at_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    found = complaints(snippets(tmp_path, page))
    assert {re.sub(r".*_\d+\.py:(\d+): .*", r"\1", line.split("\n")[0]) for line in found} == {"13", "24"}
    assert any('Cannot access attribute "counts" for class "Counter"' in line for line in found)


HOVERED = """from domsync import html as h
from domsync import svg

h.input(bind=None, placeholder="x", on_keydown=print, aria={"label": "x"}, class_="x")
h.a("x", href="/")
svg.circle(r=5)
"""


class Editor:
    """An editor that asks pyright's language server: what it shows of a place in a file."""

    def __init__(self, folder: Path) -> None:
        self._server = subprocess.Popen(
            [f"{PYRIGHT}-langserver", "--stdio"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=children.environment(),
        )
        self._number = 0
        hover = {"textDocument": {"hover": {"contentFormat": ["plaintext"]}}}
        root = folder.as_uri()
        folders = [{"uri": root, "name": "page"}]
        self._ask("initialize", processId=None, rootUri=root, workspaceFolders=folders, capabilities=hover)
        self._send(method="initialized", params={})

    def _send(self, **message: Any) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin is not None
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._server.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        length = 0
        while line := self._server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has ended"
        message: dict[str, Any] = json.loads(self._server.stdout.read(length))
        return message

    def _ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._send(id=self._number, method=method, params=params)
        while True:
            message = self._read()
            if "method" not in message and message.get("id") == self._number:
                return message["result"]
            if "method" in message and "id" in message:
                self._send(id=message["id"], result=[{} for _ in message["params"].get("items", [])])

    def show(self, file: Path, text: str) -> None:
        """Open a file."""
        document = {"uri": file.as_uri(), "languageId": "python", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})

    def hover(self, file: Path, line: int, character: int) -> str:
        """What is shown when the mouse rests on a place."""
        place = {"line": line, "character": character}
        shown = self._ask("textDocument/hover", textDocument={"uri": file.as_uri()}, position=place)
        return str(shown["contents"]["value"])

    def close(self) -> None:
        """End the server."""
        self._server.kill()
        self._server.communicate()


@pytest.mark.slow
def test_an_editor_shows_a_line_of_documentation_for_each_keyword(tmp_path: Path) -> None:
    file = tmp_path / "page.py"
    file.write_text(HOVERED, encoding="utf-8")
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(ROOT)]}), encoding="utf-8")
    editor = Editor(tmp_path)
    try:
        editor.show(file, HOVERED)

        def line_of(keyword: str) -> str:
            before = HOVERED[: HOVERED.index(keyword)]
            return editor.hover(file, before.count("\n"), len(before) - before.rfind("\n") - 1).split("\n")[-1]

        assert line_of("bind=") == 'A field to which the control is bound in both directions: `self.field("name")`.'
        assert line_of("placeholder=") == "A hint that is shown while the control is empty."
        assert line_of("on_keydown=") == "A key was pressed."
        assert line_of("class_=") == "Class names: a string, a list, or a dict of names and whether they apply."
        assert line_of('label": ') == "The element's name, where no visible text names it."
        assert line_of("href=") == "The URL that it leads to, or loads."
        assert line_of("r=5") == "The radius."
        assert line_of("input(") == "A control to enter something; its type says what."
    finally:
        editor.close()
