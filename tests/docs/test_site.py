"""The site: it is built without a warning, its reference has every public name, and every error has an entry."""

import importlib
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

import domsync
from domsync import Child, Component, html
from domsync.components.elements.rules import HTML
from domsync.errors import DomsyncError
from tools.docs_site import COMMANDS, commands, on_page_markdown, site_link
from tools.docstrings import as_markdown

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
#: The packages that users import from, and the page of each.
PACKAGES = {
    "domsync": "domsync",
    "domsync.act": "act",
    "domsync.components": "components",
    "domsync.dom": "document",
    "domsync.events": "events",
    "domsync.session": "session",
    "domsync.testing": "testing",
    "domsync.widgets": "widgets",
}
#: Raised and caught inside of one room: nobody outside meets them.
INTERNAL = {"BadRequest", "TakenOverError", "TransportClosed"}


def entries(page: str) -> list[str]:
    """The names that a page of the reference has entries for."""
    return re.findall(r"^::: ([\w.]+)$", (REFERENCE / f"{page}.md").read_text(encoding="utf-8"), re.MULTILINE)


def resolve(name: str) -> object:
    """What a dotted name means."""
    parts = name.split(".")
    for count in range(len(parts) - 1, 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for part in parts[count:]:
            found = getattr(found, part)
        return found
    raise LookupError(name)


@pytest.fixture(scope="module")
def documented() -> dict[str, list[object]]:
    pages = {*PACKAGES.values(), "errors"}
    return {page: [resolve(name) for name in entries(page)] for page in pages}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_has_an_entry(package: str, documented: dict[str, list[object]]) -> None:
    everywhere = {id(found) for page in documented.values() for found in page}
    module = importlib.import_module(package)
    missing = [name for name in module.__all__ if id(getattr(module, name)) not in everywhere]
    assert missing == [], f"docs/reference/{PACKAGES[package]}.md has no entry for these"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_entry_is_a_public_name(package: str) -> None:
    names = entries(PACKAGES[package])
    assert [name for name in names if names.count(name) > 1] == []
    public = {f"{package}.{name}" for name in importlib.import_module(package).__all__}
    assert [name for name in names if name not in public] == []


def test_every_function_of_html_that_is_no_element_has_an_entry() -> None:
    others = {name for name in html.__all__ if name.rstrip("_") not in HTML.tags}
    assert {f"domsync.html.{name}" for name in others} == set(entries("elements"))


def subclasses(kind: type[DomsyncError]) -> Iterator[type[DomsyncError]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def test_every_error_has_an_entry(documented: dict[str, list[object]]) -> None:
    for module in pkgutil.walk_packages(domsync.__path__, "domsync."):
        importlib.import_module(module.name)
    kinds: set[type[DomsyncError]] = {DomsyncError, *subclasses(DomsyncError)}
    own = {kind for kind in kinds if kind.__module__.startswith("domsync.") and not kind.__name__.startswith("_")}
    missing = [kind for kind in own if kind not in documented["errors"]]
    assert {kind.__name__ for kind in missing} <= INTERNAL, "docs/reference/errors.md says cause and cure of each"


def test_every_error_has_a_cure() -> None:
    text = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    for part in text.split("\n::: ")[1:]:
        name, _, said = part.partition("\n")
        assert name == "domsync.errors.DomsyncError" or "**Cure.**" in said, name


def test_each_refusal_is_listed_by_words_of_its_message() -> None:
    section = (
        (REFERENCE / "errors.md").read_text(encoding="utf-8").partition("\n## Refusals\n")[2].partition("\n## ")[0]
    )
    headings = re.findall(r"^### (.+)$", section, re.MULTILINE)
    assert len(headings) > 15
    assert section.count("**Cause.**") == section.count("**Cure.**") == len(headings)
    with pytest.raises(ValidationError) as caught:
        Counter(cuont=1)  # type: ignore[call-arg]
    said = str(caught.value) + "".join(
        path.read_text(encoding="utf-8") for path in Path(domsync.__file__).parent.rglob("*.py")
    )
    assert [
        words
        for heading in headings
        for words in re.findall("[^`…]+", heading.replace("`, `", "`"))
        if words.strip() not in said
    ] == []


class Counter(Component):
    count: int = 0

    def render(self) -> Child:
        return str(self.count)


def test_the_page_of_the_command_line_has_all_commands() -> None:
    assert COMMANDS in (REFERENCE / "command_line.md").read_text(encoding="utf-8")
    written = commands()
    assert "## `domsync run`" in written
    assert "| `--port` | `DOMSYNC_PORT` | the port to listen on; 0 picks a free one (default: 8000) |" in written


@pytest.mark.parametrize(
    ("page", "link", "wanted"),
    [
        ("howto/files.md", "forms.md#a", "../howto/forms.md#a"),
        ("reference/dom.md", "../../SECURITY.md", "../security.md"),
        ("contributing.md", "docs/howto/testing.md", "howto/testing.md"),
        ("contributing.md", "README.md#the-raw-dom", "index.md#the-raw-dom"),
        ("tutorial.md", "https://example.org/a.md", "https://example.org/a.md"),
        ("tutorial.md", "#here", "#here"),
    ],
)
def test_links_lead_to_the_pages_of_the_site(page: str, link: str, wanted: str) -> None:
    assert site_link(page, link) == wanted


def test_docstrings_become_markdown() -> None:
    text = "Takes a :class:`~domsync.State` as ``x``.\n\n>>> a = 1\n>>> a\n1\n\nMore, :meth:`here <there>`."
    assert as_markdown(text) == ("Takes a `State` as `x`.\n\n```pycon\n>>> a = 1\n>>> a\n1\n```\n\nMore, here.")


def build(folder: Path, *options: str) -> tuple[int, list[str]]:
    """Build the site; how that ended, and what MkDocs has complained of."""
    # Not --quiet: it hides warnings from --strict as well.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder), *options]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return built.returncode, [line for line in built.stderr.splitlines() if not line.startswith("INFO")]


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    assert build(tmp_path) == (0, [])
    for page in ("index.html", "reference/domsync.html", "reference/errors.html", "changelog.html"):
        assert (tmp_path / page).stat().st_size > 10_000
    assert 'id="domsync.App"' in (tmp_path / "reference/domsync.html").read_text(encoding="utf-8")


def test_a_link_to_nowhere_is_noticed(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "index.md").write_text("# Home\n\n[there](nowhere.md)\n", encoding="utf-8")
    config = tmp_path / "mkdocs.yml"
    config.write_text("site_name: x\nnav: [index.md]\n", encoding="utf-8")
    code, complaints = build(tmp_path / "site", "--config-file", str(config))
    assert code != 0
    assert "nowhere.md" in complaints[0]


def test_marks_of_blocks_are_for_tests_only() -> None:
    class Page:
        class file:
            src_uri = "reference/protocol.md"

    text = "```json control\n[1,2]\n```\n\n```python\na = 1\n```\n"
    assert on_page_markdown(text, Page, None, None) == text.replace(" control", "")
