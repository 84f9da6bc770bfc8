"""The Python in the documentation runs, file by file and block by block, as a reader would type it.

A block runs in the names that the blocks before it in its file have made. What it would serve with `run()` is not
served, but its page is rendered; functions called `test_...` are called; `>>>` is compared with what is shown.
`<!-- no-run -->` in front of a block leaves it out.
"""

import ast
import doctest
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from domsync import App, DomsyncServer
from domsync.testing import PageOf, render_page
from tests.redis_server import redis_server
from tools.docs_snippets import Block, blocks_of

ROOT = Path(__file__).resolve().parents[1]
#: Its programs are run over sockets by tests/docs/test_original.py.
ELSEWHERE = {"docs/howto/original.md"}
FILES = sorted({*ROOT.glob("docs/**/*.md"), ROOT / "README.md"} - {ROOT / path for path in ELSEWHERE})


class Reader:
    """Runs the blocks of one file.

    Args:
        path: The file.
        names: The names that its blocks run in.
        fixture: Gives what functions called `test_...` take, by its name.

    Attributes:
        served: The apps that they would have served.
    """

    def __init__(self, path: Path, names: dict[str, Any], fixture: Callable[[str], Any]) -> None:
        self.path = path
        self.names = names
        self._fixture = fixture
        self.served: list[App] = []
        self._called: set[int] = set()

    def run(self, block: Block) -> None:
        """Run a block."""
        if ">>>" in block.code:
            self._compare(block)
            return
        # The lines of the file, for tracebacks and for messages that name the user's line.
        tree = ast.parse(block.code, str(self.path))
        ast.increment_lineno(tree, block.line - 1)
        exec(compile(tree, str(self.path), "exec", optimize=0), self.names)
        for name, value in list(self.names.items()):
            if name.startswith("test_") and inspect.isfunction(value) and id(value) not in self._called:
                self._called.add(id(value))
                value(**{argument: self._fixture(argument) for argument in inspect.signature(value).parameters})

    def _compare(self, block: Block) -> None:
        test = doctest.DocTestParser().get_doctest(block.code, self.names, "block", str(self.path), block.line - 1)
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
        said: list[str] = []
        results = runner.run(test, out=said.append, clear_globs=False)
        self.names.update(test.globs)
        assert results.failed == 0, "".join(said)


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A Redis server for those blocks that need one."""
    with redis_server() as server:
        yield server.url


@pytest.fixture
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, page_of: PageOf) -> Reader:
    path: Path = request.param
    module = ModuleType("docs_" + re.sub(r"\W", "_", path.stem))
    monkeypatch.setitem(sys.modules, module.__name__, module)

    def fixture(name: str) -> Any:
        # A server is started only where it is asked for; `page_of` has parameters, and cannot be asked for later.
        return page_of if name == "page_of" else request.getfixturevalue(name)

    made = Reader(path, module.__dict__, fixture)
    monkeypatch.setattr(App, "run", lambda app, *_, **__: made.served.append(app))
    monkeypatch.setattr(DomsyncServer, "run", lambda server: None)
    monkeypatch.chdir(ROOT)
    return made


@pytest.mark.parametrize("reader", FILES, indirect=True, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_blocks_of_a_file_run(reader: Reader) -> None:
    for block in blocks_of(reader.path.read_text(encoding="utf-8")):
        if block.is_run:
            reader.run(block)
    for app in {id(app): app for app in reader.served}.values():
        with render_page(app) as page:
            assert page.status == 200, page.text


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_file_links_to_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    outside_of_code = re.sub(r"(?P<fence>`{3,}).*?(?P=fence)|`[^`]*`", "", text, flags=re.DOTALL)
    links = re.findall(r"\]\(([^)\s]+)\)", outside_of_code)
    local = [link for link in links if not re.match(r"\w+:", link)]
    missing = []
    for link in local:
        file, _, place = link.partition("#")
        target = path.parent / file if file else path
        if not target.exists() or (place and place not in anchors(target)):
            missing.append(link)
    assert missing == []


@pytest.mark.parametrize("path", [*FILES, *ROOT.glob("*.md")], ids=lambda path: str(path.relative_to(ROOT)))
def test_lists_and_tables_are_shown_as_such(path: Path) -> None:
    assert run_together(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", ["Either:\n- a\n- b\n", "Flags:\n| a | b |\n|---|---|\n", "\n| a | b | |---|---| | 1 | 2 |\n"]
)
def test_a_list_or_table_in_a_paragraph_is_noticed(text: str) -> None:
    assert len(run_together(text)) == 1
    assert run_together(f"```\n{text}```\n") == []


def run_together(text: str) -> list[str]:
    """The lines where a list or a table is part of a paragraph, which the site shows as it is written."""
    item = re.compile(r" *([-*]|\d+\.) ")
    outside_of_code = re.sub(r"(?m)^ *(?P<fence>`{3,}).*?\n *(?P=fence)$", "", text, flags=re.DOTALL)
    found = []
    before = ""
    for line in outside_of_code.splitlines():
        in_paragraph = before.strip() != "" and not before.startswith(" ")
        if (
            (item.match(line) and in_paragraph and not item.match(before))
            or (line.startswith("|") and in_paragraph and not before.startswith("|"))
            or "| |--" in line
        ):
            found.append(line)
        before = line
    return found


def anchors(path: Path) -> set[str]:
    """The places in a file that links can name."""
    headings = re.findall(r"^#+ +(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


EXAMPLE = """
Text.

```python
value = 1
```

<!-- no-run -->
```python
value = 2
```

- in a list:

  ```python
  def test_value():
      assert value == 1, value
  ```

```python
>>> value + 1
2
```

```sh
not python
```

````md
```python
text of a text
```
````
"""


class TestTheReader:
    @pytest.fixture
    def blocks(self) -> list[Block]:
        return list(blocks_of(EXAMPLE))

    def test_it_finds_the_blocks(self, blocks: list[Block]) -> None:
        assert [(block.line, block.is_run) for block in blocks] == [(5, True), (10, False), (16, True), (21, True)]

    def test_it_runs_them_in_order(self, blocks: list[Block]) -> None:
        reader = Reader(Path("x.md"), {}, str)
        for block in blocks:
            if block.is_run:
                reader.run(block)
        assert reader.names["value"] == 1

    def test_it_notices_a_test_that_fails(self, blocks: list[Block]) -> None:
        reader = Reader(Path("x.md"), {"value": 3}, str)
        with pytest.raises(AssertionError, match="3"):
            reader.run(blocks[2])

    def test_it_notices_another_output(self, blocks: list[Block]) -> None:
        reader = Reader(Path("x.md"), {"value": 3}, str)
        with pytest.raises(AssertionError, match=r"Expected:\s+2\s+Got:\s+4"):
            reader.run(blocks[3])

    def test_it_names_the_line(self) -> None:
        reader = Reader(Path("x.md"), {}, str)
        with pytest.raises(ZeroDivisionError) as caught:
            reader.run(Block(41, "a = 1\nb = a / 0\n", True))
        assert caught.traceback[-1].lineno == 41
