"""Draw the layers, the rooms and the client's modules on demand into docs/explanation/architecture.md, from the code.

Run it after a room was made, moved or given another sentence: `python tools/draw_rooms.py`. A test in
`tests/test_architecture.py` fails when the drawing is not what it would write.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.architecture import LAYERS, ROOMS  # noqa: E402

PAGE = ROOT / "docs" / "explanation" / "architecture.md"
BEGIN = "<!-- The rooms: made by tools/draw_rooms.py -->"
END = "<!-- The end of the rooms -->"
EXTRA_BEGIN = "<!-- The client's modules on demand: made by tools/draw_rooms.py -->"
EXTRA_END = "<!-- The end of the client's modules on demand -->"


def sentence_of(path: Path) -> str:
    """The first sentence of a module's docstring."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    paragraph = " ".join(docstring.partition("\n\n")[0].split())
    return paragraph.partition(". ")[0].rstrip(".") + "."


def module_of(layer: Path, room: str) -> Path:
    """The file that says what a room is."""
    package = layer / room / "__init__.py"
    return package if package.exists() else layer / f"{room}.py"


def layer_lines(name: str) -> Iterator[str]:
    """A layer with its rooms, those first on which the others stand."""
    layer = ROOT / "domsync" / name
    if not layer.is_dir():
        yield f"**`{name}.py`**: {sentence_of(layer.with_suffix('.py'))}"
        return
    below = ", ".join(f"`{other}`" for other in LAYERS if other in LAYERS[name])
    yield f"**`{name}/`**: {sentence_of(layer / '__init__.py')}" + (f" Imports {below}." if below else "")
    if name in ROOMS:
        yield ""
        yield "| room | what is in it |"
        yield "|---|---|"
        for room in ROOMS[name]:
            path = module_of(layer, room)
            if path.exists():
                shown = f"{room}/" if path.name == "__init__.py" else f"{room}.py"
                yield f"| `{shown}` | {sentence_of(path).replace('|', chr(92) + '|')} |"


def drawing() -> str:
    """All layers, from the ground up."""
    return "\n\n".join("\n".join(layer_lines(name)) for name in LAYERS)


def comment_of(path: Path) -> str:
    """The first sentence of the comment at the top of an ES module."""
    words: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if not text.startswith(("/*", "*", "//")) or (words and not text.strip("/* ")):
            break
        words += text.strip("/* ").split()
        if text.endswith("*/"):
            break
    if not words:
        raise LookupError(f"{path.name} does not say at its top what it is")
    return " ".join(words).partition(". ")[0].rstrip(".") + "."


def extra_modules() -> str:
    """The client's modules that are loaded on demand."""
    paths = sorted((ROOT / "domsync" / "client" / "extra").glob("*.js"))
    rows = [f"| `{path.name}` | {comment_of(path).replace('|', chr(92) + '|')} |" for path in paths]
    return "\n".join(["| module | what it does |", "|---|---|", *rows])


def page() -> str:
    """The whole page, with the drawing as it has to be."""
    text = PAGE.read_text(encoding="utf-8")
    for begin, end, drawn in ((BEGIN, END, drawing()), (EXTRA_BEGIN, EXTRA_END, extra_modules())):
        before, found, rest = text.partition(begin)
        _, ended, after = rest.partition(end)
        if not found or not ended:
            raise LookupError(f"{PAGE.name} lacks {begin} or {end}")
        text = f"{before}{begin}\n\n{drawn}\n\n{end}{after}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
