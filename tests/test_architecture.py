"""The architecture holds over the real import graph, and is drawn as it is; each check is shown to notice its fault."""

import re
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import architecture

ROOT = Path(__file__).resolve().parents[1]

Check = Callable[[Path], list[str]]
ALL_CHECKS: list[Check] = [
    architecture.check_layers,
    architecture.check_rooms,
    architecture.check_type_arrows,
    architecture.check_private_accesses,
    architecture.check_widgets,
    architecture.check_network,
    architecture.check_cycles,
    architecture.check_circles,
    architecture.check_dependencies,
    architecture.check_client_imports,
    architecture.check_client_sinks,
    architecture.check_client_size,
    architecture.check_client_any,
    architecture.check_op_codes,
    architecture.check_exceptions,
    architecture.check_documented_arguments,
    architecture.check_docstrings,
    architecture.check_wall_clock,
    architecture.check_comment_paths,
]


def name_of(check: Check) -> str:
    return check.__name__.removeprefix("check_")


def write(root: Path, files: dict[str, str]) -> None:
    """Write files into the package below `root`."""
    for name, text in files.items():
        path = root / "domsync" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("check", ALL_CHECKS, ids=name_of)
def test_this_repository(check: Check) -> None:
    assert check(ROOT) == []


def test_type_arrows_are_counted(tmp_path: Path) -> None:
    below = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from domsync.testing.browser import a\n"
    write(tmp_path, {"testing/tree.py": below, "testing/browser.py": "import domsync.testing.tree\na = 1\n"})
    [violation] = architecture.check_type_arrows(tmp_path)
    assert violation.startswith("testing: 1 imports for types run against the rooms' order, 0 may; the last: ")
    assert violation.endswith("domsync.testing.tree:3 imports domsync.testing.browser for types")


def test_private_accesses_are_counted(tmp_path: Path) -> None:
    ours = "class A:\n    __slots__ = ('_a',)\n    def f(self, other):\n        return self._x, other._a, other._f\n"
    write(tmp_path, {"dom/a.py": ours + "    def _f(self): ...\n", "dom/b.py": "def f(a):\n    return a._a + a.b._c\n"})
    modules = architecture.read_package(tmp_path)
    assert architecture.private_accesses(modules["domsync.dom.a"]) == []
    assert sorted(architecture.private_accesses(modules["domsync.dom.b"])) == [(2, "_a"), (2, "_c")]
    [violation] = architecture.check_private_accesses(tmp_path)
    assert violation.startswith("2 accesses to private names of other modules in 7 lines, 285.7 in 1,000")
    assert violation.endswith("most are in domsync.dom.b: _a in line 2, _c in line 2")


def test_there_is_something_to_check() -> None:
    modules = architecture.read_package(ROOT)
    assert {module.layer for module in modules.values()} >= architecture.LAYERS.keys() - {"errors"}
    assert "index.js" in [path.name for path in architecture.client_files(ROOT)]
    assert architecture.python_op_codes(ROOT)


@pytest.mark.parametrize(
    ("module", "source", "target"),
    [
        ("errors.py", "import domsync.dom", "domsync.dom"),
        ("dom/element.py", "from domsync.render import js", "domsync.render"),
        ("dom/element.py", "from domsync.components import Component", "domsync.components"),
        ("dom/element.py", "from ..session import Session", "domsync.session"),
        ("render/js.py", "def f():\n    import domsync.session", "domsync.session"),
        ("render/js.py", "from .. import components", "domsync"),
        ("components/patch.py", "from domsync.render import html", "domsync.render"),
        ("components/patch.py", "from domsync.session import Session", "domsync.session"),
        ("components/patch.py", "from domsync.server import App", "domsync.server"),
        (
            "session/state.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from domsync.components import Component",
            "domsync.components",
        ),
        ("session/state.py", "from domsync import server", "domsync"),
        ("session/state.py", "from domsync import App", "domsync"),
        ("server/app.py", "from domsync import testing", "domsync"),
        ("server/app.py", "import domsync.core", "domsync.core"),
    ],
)
def test_layers_notices(tmp_path: Path, module: str, source: str, target: str) -> None:
    write(tmp_path, {module: source})
    name = f"domsync.{module.removesuffix('.py').replace('/', '.')}"
    assert architecture.check_layers(tmp_path) == [f"{name}:{source.count(chr(10)) + 1} imports {target}"]


def test_layers_notices_a_module_without_a_layer(tmp_path: Path) -> None:
    write(tmp_path, {"helpers.py": ""})
    assert architecture.check_layers(tmp_path) == [
        "domsync.helpers: no layer; give 'helpers' one in tests/architecture.py"
    ]


def test_layers_lets_the_right_direction_pass(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "__init__.py": "from domsync.server import App",
            "core.py": "from domsync.dom import Document",
            "errors.py": "",
            "dom/__init__.py": "from .element import Element",
            "dom/element.py": "import json\nfrom domsync import errors\nfrom domsync.errors import DomsyncError",
            "render/js.py": "from domsync.dom import ops",
            "components/patch.py": "from domsync.dom import Element",
            "session/state.py": "from domsync.render import wire",
            "server/app.py": "from domsync.components import Component\nimport websockets",
            "testing/__init__.py": "import domsync.server",
        },
    )
    assert architecture.check_layers(tmp_path) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("from domsync.dom.nodes.node import Node", "domsync.dom.nodes.node"),
        ("def f():\n    from ..document import document", "domsync.dom.document"),
        ("import domsync.dom", "domsync.dom"),
    ],
)
def test_rooms_notices(tmp_path: Path, source: str, target: str) -> None:
    write(tmp_path, {"dom/__init__.py": "", "dom/nodes/node.py": "", "dom/tree/links.py": source})
    where = f"domsync.dom.tree.links:{source.count(chr(10)) + 1}"
    assert architecture.check_rooms(tmp_path) == [f"{where} imports {target}, which comes after tree"]


def test_rooms_notices_a_room_without_a_place(tmp_path: Path) -> None:
    write(tmp_path, {"dom/attic/box.py": "", "dom/helpers.py": ""})
    assert architecture.check_rooms(tmp_path) == [
        f"domsync.dom.{name}: no room; give {room!r} its place in ROOMS of tests/architecture.py"
        for name, room in (("attic.box", "attic"), ("helpers", "helpers"))
    ]


def test_rooms_lets_the_right_direction_pass(tmp_path: Path) -> None:
    types = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from domsync.dom.nodes.node import Node"
    write(
        tmp_path,
        {
            "dom/__init__.py": "from domsync.dom.nodes.node import Node",
            "dom/ops.py": "",
            "dom/tree/lists.py": "",
            "dom/nodes/node.py": "from domsync.dom.tree import links\nfrom domsync.dom import ops",
            "dom/tree/links.py": f"from . import lists\nfrom domsync.render import wire\n{types}",
        },
    )
    assert architecture.check_rooms(tmp_path) == []


@pytest.mark.parametrize(
    ("source", "violation"),
    [
        ("from domsync.components import _internal", "_internal of domsync.components, not in its __all__"),
        ("from domsync.components import internal", "internal of domsync.components, not in its __all__"),
        ("from ..component import Component", "domsync.components.component, not in the __all__ of domsync.components"),
        ("import domsync.dom.element", "domsync.dom.element, not in the __all__ of domsync.dom"),
        ("from domsync.errors import _text", "_text of domsync.errors, not in its __all__"),
    ],
)
def test_widgets_notices(tmp_path: Path, source: str, violation: str) -> None:
    write(
        tmp_path,
        {
            "errors.py": "class DomsyncError(Exception): ...\ndef _text(): ...",
            "dom/__init__.py": "__all__ = ['Element']\nfrom .element import Element",
            "dom/element.py": "class Element: ...",
            "components/__init__.py": (
                "__all__: list[str] = ['Component', 'html']\nfrom .component import Component\ninternal = 1"
            ),
            "components/component.py": "class Component: ...",
            "components/html.py": "",
            "components/widgets/table.py": source,
            "components/widgets/button.py": (
                "from domsync.components import Component, html\nfrom domsync.dom import Element\n"
                "from domsync.errors import DomsyncError\nfrom .table import Table\n"
                "from domsync.components.html import div"
            ),
        },
    )
    assert architecture.check_widgets(tmp_path) == [f"domsync.components.widgets.table:1 imports {violation}"]


@pytest.mark.parametrize(
    ("source", "violation"),
    [
        ("import websockets.asyncio.server", "imports websockets.asyncio.server"),
        ("def f():\n    import socket", "imports socket"),
        ("from http import server", "imports http.server"),
        ("from urllib.request import urlopen", "imports urllib.request.urlopen"),
        ("from asyncio import start_server", "imports asyncio.start_server"),
        ("import asyncio\nasyncio.open_connection('localhost', 80)", "uses open_connection"),
        ("async def f(loop):\n    await loop.create_server(None)", "uses create_server"),
    ],
)
def test_network_notices(tmp_path: Path, source: str, violation: str) -> None:
    write(tmp_path, {"session/state.py": source, "server/app.py": source, "testing/page.py": source})
    assert architecture.check_network(tmp_path) == [f"domsync.session.state:{source.count(chr(10)) + 1} {violation}"]


def test_network_lets_harmless_relatives_pass(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "dom/selectors.py": "import asyncio\nfrom urllib.parse import quote\nfrom domsync.dom import selectors",
            "render/js.py": "from html import escape\nfrom asyncio import Event",
        },
    )
    assert architecture.check_network(tmp_path) == []


def test_cycles_notices_those_in_functions_and_not_those_for_types(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "dom/node.py": "from domsync.dom.element import Element",
            "dom/element.py": "from domsync.dom import text",
            "dom/text.py": "from .node import Node",
            "dom/a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from domsync.dom.b import B",
            "dom/b.py": "from domsync.dom.a import A\nfrom domsync.dom.c import C",
            "dom/c.py": "def f():\n    from domsync.dom.b import B",
        },
    )
    assert architecture.check_cycles(tmp_path) == [
        "domsync.dom.b -> domsync.dom.c -> domsync.dom.b",
        "domsync.dom.element -> domsync.dom.text -> domsync.dom.node -> domsync.dom.element",
    ]


def test_circles_notices_one_for_types_only(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "__init__.py": "",
            "components/__init__.py": "",
            "components/one.py": "from domsync.components import two",
            "components/two.py": "if TYPE_CHECKING:\n    from domsync.components import one",
        },
    )
    assert architecture.check_cycles(tmp_path) == []
    assert architecture.check_circles(tmp_path) == [
        "domsync.components.one -> domsync.components.two -> domsync.components.one"
    ]


def test_cycles_notices_one_through_a_package(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"__init__.py": "from domsync.server import App", "server/__init__.py": "from domsync import __version__"},
    )
    assert architecture.check_cycles(tmp_path) == ["domsync -> domsync.server -> domsync"]


def test_dependencies_notices_more_and_fewer(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["msgspec>=0.20", "pydantic[email]", "httpx"]')
    assert architecture.check_dependencies(tmp_path) == ["httpx is one dependency too many", "websockets is missing"]


@pytest.mark.parametrize(
    ("module", "source", "violation"),
    [
        ("nodes.js", 'import { open } from "./socket.js";', "nodes.js imports ./socket.js"),
        ("apply.js", "import * as e from './events.js'", "apply.js imports ./events.js"),
        ("apply.js", 'import {\n  a,\n  b\n} from "./index.js";', "apply.js imports ./index.js"),
        ("apply.js", 'export { a } from "./inputs.js";', "apply.js imports ./inputs.js"),
        ("apply.js", 'import "./inputs.js";', "apply.js imports ./inputs.js"),
        ("index.js", 'import x from "https://example.com/x.js";', "index.js imports https://example.com/x.js"),
        ("index.js", "const x = await import(name);", "index.js imports name while running, not by lazy.js"),
        ("index.js", 'const need = lazy("more");', "index.js loads more"),
        ("extra.js", "", "extra.js: not in CLIENT_IMPORTS of tests/architecture.py"),
    ],
)
def test_client_imports_notices(tmp_path: Path, module: str, source: str, violation: str) -> None:
    write(tmp_path, {f"client/{module}": source})
    assert architecture.check_client_imports(tmp_path) == [violation]


def test_client_imports_lets_the_right_direction_pass(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "client/index.js": (
                '// never import "./x.js" here\nimport { a } from "./socket.js";\nimport { b } from "./emit.js";\n'
                '/** @typedef {import("./nodes.js").Nodes} Nodes */\nexport const c = a + b;\nconst d = "from";\n'
            ),
            "client/apply.js": (
                'import { OP } from "./protocol.js";\nimport {\n  Nodes, // the map\n} from "./nodes.js";\n'
            ),
        },
    )
    assert architecture.check_client_imports(tmp_path) == []


@pytest.mark.parametrize(
    "sink",
    ["eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"],
)
def test_client_sinks_notices(tmp_path: Path, sink: str) -> None:
    write(tmp_path, {"client/apply.js": f"// fine\nx.{sink};"})
    assert architecture.check_client_sinks(tmp_path) == [f"apply.js:2 has {sink}"]


def test_client_any_notices(tmp_path: Path) -> None:
    typed = "/** If any type is said. @type {(node: any, given: any[]) => Promise<any>} */\nconst any = Promise.all;\n"
    write(
        tmp_path,
        {"client/apply.js": typed, "client/extra/types.d.ts": "interface A {\n  b: { [name: string]: any };\n}\n"},
    )
    assert architecture.check_client_any(tmp_path, most=4) == []
    assert architecture.check_client_any(tmp_path, most=3) == [
        "the client has 4 types that are any, 3 may be; most are in apply.js: 3"
    ]


def test_client_size_notices_a_module_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, {"client/index.js": "", "client/extra/shared_text.js": "", "client/extra/more.js": "a"})
    (violation,) = architecture.check_client_size(tmp_path)
    assert violation.startswith("extra/more.js is ")


def test_client_size_notices(tmp_path: Path) -> None:
    write(tmp_path, {"client/index.js": 'import "./apply.js";', "client/apply.js": f"// free\nf({'a' * 100_000});"})
    assert architecture.check_client_size(tmp_path) == []
    size = architecture.client_gzip_sizes(tmp_path)["index.js"]
    assert architecture.check_client_size(tmp_path, budget=size - 1) == [
        f"the client is {size:,} bytes gzipped, 1 over its budget"
    ]


def test_op_codes_notices(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "dom/ops.py": 'OP_CODES: dict[str, int] = {"INSERT": 1, "REMOVE": 2, "MOVE": 3, "TEXT": 4}',
            "client/protocol.js": (
                "export const OP = Object.freeze({\n  INSERT: 1, // REMOVE: 2\n  MOVE: 4,\n  TEXT: 4,\n  CALL: 5,\n});"
            ),
        },
    )
    assert architecture.check_op_codes(tmp_path) == [
        "CALL is None in ops.py and 5 in protocol.js",
        "MOVE is 3 in ops.py and 4 in protocol.js",
        "REMOVE is 2 in ops.py and None in protocol.js",
    ]


@pytest.mark.parametrize(
    ("ops", "protocol", "message"),
    [
        ("CODES = {}", "", "ops.py has no OP_CODES"),
        ("OP_CODES = {}", "export const OP = {};", "protocol.js has no `export const OP"),
    ],
)
def test_op_codes_needs_both_tables(tmp_path: Path, ops: str, protocol: str, message: str) -> None:
    write(tmp_path, {"dom/ops.py": ops, "client/protocol.js": protocol})
    with pytest.raises(LookupError, match=message):
        architecture.check_op_codes(tmp_path)


def test_docstrings_notices(tmp_path: Path) -> None:
    inside = '"""A thing."""\nclass A:\n    """Something."""\n    def f(self):\n        """Whether it is so."""\n'
    write(
        tmp_path,
        {"dom/a.py": '"""Whatever stands here."""', "dom/b.py": '"""What stands here."""', "dom/c.py": inside},
    )
    assert architecture.check_docstrings(tmp_path) == [
        "domsync.dom.b: its docstring begins with 'What'; begin with a noun or a verb",
        "domsync.dom.c:2 A: its docstring begins with 'Something'; begin with a noun or a verb",
        "domsync.dom.c:4 f: its docstring begins with 'Whether'; begin with a noun or a verb",
    ]


def test_documented_arguments_notices(tmp_path: Path) -> None:
    arguments = "        one: The first,\n            which is: long.\n        two: The second.\n"
    docstring = f'    """Do it.\n\n    Args:\n{arguments}    """\n'
    write(
        tmp_path,
        {
            "dom/a.py": f"def f(one, three):\n{docstring}",
            "dom/b.py": f"class C:\n{docstring}    one: int\n    def __init__(self, one): ...",
            "dom/c.py": f"def f(one, *two): \n{docstring}def g(one, **others):\n{docstring}class D(C):\n{docstring}",
        },
    )
    assert architecture.check_documented_arguments(tmp_path) == [
        "domsync.dom.a:1 f has no argument 'two'; it has one, three",
        "domsync.dom.b:1 C has no argument 'two'; it has self, one",
    ]


def test_wall_clock_notices(tmp_path: Path) -> None:
    test = tmp_path / "tests" / "test_speed.py"
    test.parent.mkdir()
    test.write_text("begin = time.monotonic()\nassert time.process_time() < 1\nassert time.monotonic() - begin < 2")
    assert architecture.check_wall_clock(tmp_path) == ["tests/test_speed.py:3 asserts about time.monotonic()"]
    test.write_text(
        "def test_it():\n"
        "    since, waits = time.monotonic(), []\n"
        "    took = time.monotonic() - since\n"
        "    waits.append(took)\n"
        "    slowest = max(waits)\n"
        "    assert len(waits) == 1\n"
        "    assert slowest < 2\n"
    )
    assert architecture.check_wall_clock(tmp_path) == ["tests/test_speed.py:7 asserts about slowest"]


def test_exceptions_notices(tmp_path: Path) -> None:
    source = "class A(ValueError): ...\nclass B(DomsyncError, ValueError): ...\nclass C(B): ...\nclass D(int): ..."
    write(tmp_path, {"errors.py": "class DomsyncError(Exception): ...", "dom/names.py": source})
    assert architecture.check_exceptions(tmp_path) == ["domsync.dom.names:1 A is no DomsyncError"]


def test_comment_paths_notices(tmp_path: Path) -> None:
    python = '"""See session/codes.py and session/gone.py.\n\n>>> serve("shop/app.py")\n"""\n'
    python += 'NAME = "some/data.json"  # as client/gone.js has it\n'
    script = '/* extra/keys.js */\n// See extra/lost.js, https://example.org/some/page.js\nload("./own/file.js");\n'
    write(tmp_path, {"session/codes.py": python, "client/index.js": script, "client/extra/keys.js": ""})
    assert architecture.check_comment_paths(tmp_path) == [
        "domsync/client/index.js:2 names extra/lost.js, which is not there",
        "domsync/session/codes.py:5 names client/gone.js, which is not there",
        "domsync/session/codes.py:1 names session/gone.py, which is not there",
    ]


ARCHITECTURE = ROOT / "docs" / "explanation" / "architecture.md"


def missing_places(text: str) -> list[str]:
    """The paths that a text names and that are not there, and the functions that their files do not define."""
    missing = []
    for path, name in re.findall(r"`((?:domsync|tests|tools)/[\w./]*)(?::(\w+))?`", text):
        file = ROOT / path
        if not file.exists():
            missing.append(path)
        elif name and not re.search(
            rf"^ *(?:(?:export )?(?:async )?(?:def|class|const|function) )?{name}\b(?=.*[{{:]$| =|\($)",
            file.read_text(encoding="utf-8"),
            re.MULTILINE,
        ):
            missing.append(f"{path}:{name}")
    return missing


def test_the_architecture_names_what_is_there() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")
    assert missing_places(text) == []
    assert len(re.findall(r"`domsync/[\w./]*:\w+`", text)) > 20


def test_a_place_that_is_gone_is_noticed() -> None:
    wrong = "`domsync/dom/attic.py`, `domsync/dom/ops.py:SetTexts` and `domsync/dom/ops.py:SetText`"
    assert missing_places(wrong) == ["domsync/dom/attic.py", "domsync/dom/ops.py:SetTexts"]
    # It is called there, and defined in frames.js; what begins with it is something else.
    wrong = "`domsync/client/index.js:takeFrame`, `domsync/client/frames.js:takeFrame`, `domsync/client/frames.js:take`"
    assert missing_places(wrong) == ["domsync/client/index.js:takeFrame", "domsync/client/frames.js:take"]


def test_the_drawing_of_the_rooms_is_of_today() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "draw_rooms.py"))
    assert tool["page"]() == ARCHITECTURE.read_text(encoding="utf-8"), "run python tools/draw_rooms.py"
