"""Write domsync/components/{html,svg,keywords}.py from the tables of vocabulary.py and vocabulary_svg.py.

Run it after a change of the tables: `python tools/make_html.py`. `tests/components/elements/test_html.py` fails when
the files are not what it would write.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ELEMENTS = ROOT / "domsync" / "components" / "elements"
sys.path.insert(0, str(ROOT))

from domsync.components.elements import vocabulary, vocabulary_svg  # noqa: E402
from domsync.components.elements.rules import keyword_of  # noqa: E402
from domsync.components.handlers.payloads import EVENTS  # noqa: E402
from tools import keyword_docs  # noqa: E402

NOTE = "Made by tools/make_html.py from the tables of vocabulary.py; change those and run it."

MODULE = '''"""{what}

{note}
"""

# The decorators make the functions of these declarations.
# mypy: disable-error-code="empty-body"
{noqa}from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from domsync.components.elements.attributes import suggest
from domsync.components.elements.factory import make_island
{imports}from domsync.components.elements.rules import {table}
from domsync.components.elements.vocabulary{suffix} import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from domsync.components.elements import keywords as k
    from domsync.components.vnode import Child, VNode
    from domsync.dom.element.element import Element

__all__ = [{names}]


def element(tag: str, /, *children: Child, **attributes: Unpack[k.{any_element}]) -> VNode:
    """An element of any name: a custom element, or one that is refused without `unsafe_tag()`."""
    return {table}.checked(tag).make(*children, **attributes)


def island(tag: str, fill: Callable[[Element], object], /, **attributes: Unpack[k.{everywhere}]) -> VNode:
    """An element that `fill` fills once, with the DOM's own methods; its content is left alone afterwards."""
    return make_island({table}.checked(tag).make(**attributes), fill)


{functions}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> NoReturn:
        if name in REFUSED:
            raise AttributeError(f"there is no {table_lower}.{{name}}(): {{REFUSED[name].format(name)}}")
        hint = suggest(name, {table}.tags, "did you mean {{}}? ")
        raise AttributeError(f"there is no {table_lower}.{{name}}(); {{hint}}element({{name!r}}, ...) makes any")
'''

FUNCTION = '''@{table}.function("{tag}")
def {function}(*children: Child, **attributes: Unpack[k.{keywords}]) -> VNode:
    """{doc}"""
'''

VOID_FUNCTION = '''@{table}.function("{tag}", void=True)
def {function}(**attributes: Unpack[k.{keywords}]) -> VNode:
    """{doc}"""
'''

KEYWORDS = '''"""The keyword arguments of each element, for type checkers and editors.

{note}
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, Never, TypeAlias, TypedDict, TypeVar

from domsync.components.elements.control import Bindable
from domsync.components.elements.media import Figure, PilImage
from domsync.components.handlers import On
from domsync.components.handlers import payloads as e
from domsync.components.uploads import Upload
from domsync.components.vnode import Key
from domsync.dom.events.event import Event
from domsync.dom.ops import Action

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

E = TypeVar("E")

#: False leaves an attribute out, so that `title=error and error.text` can be written.
Text: TypeAlias = str | Literal[False] | None
#: Of pictures, sounds and films also what is in memory: bytes, a picture of Pillow's, a figure of Matplotlib's.
Media: TypeAlias = Text | bytes | bytearray | memoryview | PilImage | Figure
Number: TypeAlias = int | float | str | Literal[False] | None
#: A value of a control, written as it holds it: a date as `2026-03-01`, a member of an Enum as its value.
Value: TypeAlias = str | int | float | Decimal | date | time | Enum | Literal[False] | None
Values: TypeAlias = Value | Iterable[str | int | float | Decimal | date | time | Enum]
Bound: TypeAlias = Number | Decimal | date | time
Flag: TypeAlias = bool | None
#: Names, lists of names, mappings of a name to whether it applies, nested as one likes; what is falsy is left out.
Classes: TypeAlias = "str | Mapping[str, object] | Iterable[Classes] | Literal[False, 0] | None"
Style: TypeAlias = str | Mapping[str, str | int | float | Literal[False] | None] | Literal[False] | None
_One: TypeAlias = Callable[[], object] | Callable[[E], object] | Callable[[Never], object] | On | Action
#: What handles an event: a function of nothing, of the payload E, or of a struct or model of one's own; or on(...); or
#: actions that the browser runs by itself; or several of these.
Handles: TypeAlias = _One[E] | Sequence[_One[E]] | Literal[False] | None

{words}


class Aria(TypedDict, total=False):
    """The keys of `aria={{...}}`."""

{aria}


class Everything(TypedDict, total=False):
    """The keywords of every element.

    `key` identifies an element among its siblings; `show=False` keeps it, with its state, without showing it; `ref` is
    called with the live element when it is there, and with None when it leaves; `attributes` sets attributes that have
    no keyword, `events` handles events of one's own.
    """

{everything}
{events}


class Html(Everything, total=False):
    """The keywords of every HTML element."""

{html_global}


class AnyHtml(Html, total=False):
    """The keywords of `element()` beside those, for custom elements.

    `props` sets JavaScript properties; `urls` names attributes that are URLs, and are checked as such.
    """

{any_html}


class Svg(Everything, total=False):
    """The keywords of every SVG element."""

{svg_global}


{elements}
'''


EVERYTHING = {
    "key": "Key | None",
    "class_": "Classes",
    "style": "Style",
    "data": "Mapping[str, str | int | float | None] | None",
    "aria": "Aria",
    "attributes": "Mapping[str, str | int | float | None] | None",
    "events": "Mapping[str, Handles[Event]] | None",
    "show": "object",
    "ref": '"Callable[[Element | None], object] | None"',
}
ANY_HTML = {"props": "Mapping[str, Any] | None", "urls": "Sequence[str] | None"}

DOCS = keyword_docs.read(keyword_docs.EVERYTHING + keyword_docs.ATTRIBUTES + keyword_docs.SVG)


def field(name: str, written: str, doc: str) -> str:
    """Write a field of a TypedDict, with the line that an editor shows of it."""
    return f'    {name}: {written}\n    """{doc}"""'


def fields(table: str, tag: str = "") -> list[str]:
    """Write the fields of a TypedDict."""
    docs = keyword_docs.read(keyword_docs.ARIA) if tag == "aria" else DOCS
    lines = []
    for entry in table.split():
        name, _, kind = (entry, "", "") if entry.startswith(("xlink:", "xml:")) else entry.partition(":")
        written = "Values" if (tag, kind) == ("select", "value") else annotation(kind)
        keyword = keyword_of(name)
        lines.append(field(keyword, written, docs.get(f"{tag}.{keyword}") or docs[keyword]))
    if tag in ("input", "select", "textarea"):
        lines.append(field("bind", "Bindable | None", docs["bind"]))
    return lines


def annotation(kind: str) -> str:
    """Write the type of an attribute of a kind."""
    whole = {
        "value": "Value",
        "bound": "Bound",
        "number-value": "float | None",
        "checked": "Flag",
        "open": "Flag",
        "modal": "Flag",
    }
    if kind in whole:
        return whole[kind]
    types = {"": "Text", "text": "Text", "number": "Number", "flag": "bool", "yesno": "bool", "onoff": "bool"}
    parts = [part[1:] if part.startswith("@") else types.get(part, part) for part in kind.split("|")]
    if parts == ["bool"]:
        return "Flag"
    text = " | ".join(parts)
    return text if "Text" in parts or "Number" in parts else f"{text} | None"


def rows(table: str) -> list[tuple[str, str, str]]:
    """Read a table: tag, attributes, and what the element is."""
    found = []
    for line in table.strip().splitlines():
        head, _, doc = line.partition(" = ")
        tag, _, attributes = head.partition(" ")
        found.append((tag, attributes, doc))
    return found


def type_name(tag: str, attributes: str, everywhere: str) -> str:
    """Name the TypedDict of an element; one without attributes of its own needs none."""
    return f"{everywhere}{tag[0].upper()}{tag[1:]}" if attributes else everywhere


def keywords_module() -> str:
    """Write keywords.py."""
    events = keyword_docs.read(keyword_docs.EVENTS)
    words = []
    for name, text in vocabulary.WORDS.items():
        listed = ", ".join(f'"{word}"' for word in text.split())
        words.append(f"{name}: TypeAlias = Literal[{listed}]")
    classes = []
    tables = (("Html", vocabulary.HTML_ELEMENTS), ("Svg", vocabulary_svg.SVG_ELEMENTS))
    for everywhere, table in tables:
        for tag, attributes, _ in rows(table):
            if attributes:
                name = type_name(tag, attributes, everywhere)
                classes += [
                    "",
                    "",
                    f"class {name}({everywhere}, total=False):",
                    f'    """Keyword arguments of <{tag}>."""',
                    "",
                ]
                classes += fields(attributes, tag)
    return KEYWORDS.format(
        note=NOTE,
        words="\n".join(words),
        aria="\n".join(fields(vocabulary.ARIA, "aria")),
        everything="\n".join(field(name, kind, DOCS[name]) for name, kind in EVERYTHING.items()),
        any_html="\n".join(field(name, kind, DOCS[name]) for name, kind in ANY_HTML.items()),
        events="\n".join(
            field(f"on_{event}", f"Handles[{given}]", events[event])
            for event, given in sorted(given_by_event().items())
        ),
        html_global="\n".join(fields(vocabulary.GLOBAL)),
        svg_global="\n".join(fields(vocabulary_svg.GLOBAL)),
        elements="\n".join(classes[2:]),
    )


def given_by_event() -> dict[str, str]:
    """What a handler of each event is given."""
    return {event: f"e.{struct.__name__}" for event, struct in EVENTS.items()} | {"upload": "Upload"}


def builders_module(what: str, table_name: str, everywhere: str, table: str) -> str:
    """Write html.py or svg.py."""
    functions, names = [], ["element", "island", *(["html", "raw"] if table_name == "HTML" else [])]
    for tag, attributes, doc in rows(table):
        function = keyword_of(tag)
        names.append(function)
        template = VOID_FUNCTION if table_name == "HTML" and tag in vocabulary.VOID else FUNCTION
        keywords = type_name(tag, attributes, everywhere)
        functions.append(template.format(function=function, keywords=keywords, doc=doc, table=table_name, tag=tag))
    return MODULE.format(
        what=what,
        note=NOTE,
        table=table_name,
        table_lower=table_name.lower(),
        noqa="# ruff: noqa: N802\n\n" if table_name == "SVG" else "",
        suffix="_svg" if table_name == "SVG" else "",
        names=", ".join(f'"{name}"' for name in sorted(names)),
        everywhere=everywhere,
        imports="from domsync.components.elements.markup import html, raw\n" if table_name == "HTML" else "",
        any_element="AnyHtml" if table_name == "HTML" else everywhere,
        functions="\n\n".join(functions),
    )


def generated() -> dict[Path, str]:
    """Write all files, in memory."""
    html = "HTML elements: `from domsync import html as h`, then `h.div(...)`."
    svg = "SVG elements: `from domsync import svg`, then `svg.circle(...)`."
    return {
        ELEMENTS / "keywords.py": formatted(keywords_module()),
        ELEMENTS / "html.py": formatted(builders_module(html, "HTML", "Html", vocabulary.HTML_ELEMENTS)),
        ELEMENTS / "svg.py": formatted(builders_module(svg, "SVG", "Svg", vocabulary_svg.SVG_ELEMENTS)),
    }


def formatted(source: str) -> str:
    """Format Python as the project does."""
    command = [
        sys.executable,
        "-m",
        "ruff",
        "format",
        "--quiet",
        "--stdin-filename",
        "domsync/components/elements/html.py",
        "-",
    ]
    return subprocess.run(command, input=source, capture_output=True, text=True, check=True, cwd=ROOT).stdout


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")
