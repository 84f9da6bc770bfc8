"""Write the pages of the widgets, docs/reference/widgets/*.md, from their docstrings and the gallery's code.

Run it after a docstring or a demo was changed: `python tools/make_widget_docs.py`; the pictures are taken by
`python tools/gallery_pictures.py --docs`. A test fails when a page is not what
it would write.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from domsync.gallery.demo import Demo, Family  # noqa: E402
from domsync.gallery.demos import FAMILIES  # noqa: E402
from domsync.gallery.reference import reference_of  # noqa: E402

FOLDER = ROOT / "docs" / "reference" / "widgets"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _code(text: str) -> str:
    return f"`{_cell(text)}`" if text else ""


def _block(code: str) -> str:
    """Code as a block of Markdown, with a fence that is longer than those in it (CommonMark 4.5)."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(longest + 1, 3)
    # Not run: they are parts of programs; the gallery's own code, below them, is.
    return f"{fence}py\n{code}\n{fence}"


def _demo(demo: Demo) -> Iterator[str]:
    known = reference_of(demo.widget)
    yield f"## `w.{demo.name}`"
    yield known.summary
    if known.text:
        yield known.text
    yield _block(known.example)
    rows = [
        f"| {_code(name)} | {_code(kind)} | {_code(default)} | {_cell(text)} |"
        for name, kind, default, text in known.parameters
    ]
    yield "\n".join(["| parameter | type | default | what it is |", "|---|---|---|---|", *rows])
    for name, text in (("Emits", known.emits), ("Returns", known.returns)):
        if text:
            yield f"{name}: {text}"
    if known.raises:
        yield "Raises: " + "; ".join(f"`{name}`: {text.rstrip('.')}" for name, text in known.raises) + "."
    if known.keyboard and known.keyboard[0][0]:
        keys = [f"| {_cell(key)} | {_cell(what)} |" for key, what in known.keyboard]
        yield "\n".join(["| key | what it does |", "|---|---|", *keys])
    elif known.keyboard:
        yield f"Keyboard: {known.keyboard[0][1]}"
    yield f"In the gallery:\n\n{_block(demo.source.rstrip())}"


def page(family: Family) -> str:
    """The page of a family."""
    parts = [
        f"# {family.title}",
        family.text,
        "`from domsync import widgets as w`; `python -m domsync gallery` shows them.",
        f"![{family.title} in the gallery](../../images/widgets/{family.name}.png)",
    ]
    for demo in family.demos:
        parts += _demo(demo)
    return "\n\n".join(parts) + "\n"


def pages() -> dict[Path, str]:
    """All pages."""
    return {FOLDER / f"{family.name}.md": page(family) for family in FAMILIES}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
